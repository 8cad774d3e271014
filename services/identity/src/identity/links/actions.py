"""Sending links, and using them up."""

from dataclasses import dataclass

import structlog

from chassis.sealing import Sealer
from chassis.uow import UnitOfWork
from contracts.access import Portal
from contracts.events.identity import (
    LoginLinkIssued,
    PasswordResetRequested,
    PersonInvited,
    PersonStatus,
)
from contracts.ids import PersonId
from identity.agencies import repository as agencies
from identity.agencies.model import Terms
from identity.links import repository
from identity.links.model import (
    MAX_LINKS_BY_REQUEST,
    REQUEST_WINDOW,
    Link,
    LinkNotValidError,
    LinkState,
    Purpose,
    RenewalOutcome,
    address,
)
from identity.people import repository as people
from identity.people.model import Person
from identity.tokens import hash_of

_LOG = structlog.get_logger(__name__)

# Who can use a link of this purpose at all.
_FOR = {
    Purpose.INVITATION: PersonStatus.INVITED,
    Purpose.LOGIN: PersonStatus.ACTIVE,
    Purpose.RESET: PersonStatus.ACTIVE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What the holder of a link is told. `person` and `terms` only while the link is valid.

    `outlook`: whether another link would lead in, where this one does not.
    """

    state: LinkState
    outlook: RenewalOutcome = RenewalOutcome.LINK
    purpose: Purpose | None = None
    portal: Portal | None = None
    language: str | None = None
    person: Person | None = None
    terms: Terms | None = None
    by_temporary_password: bool = False


async def send(
    uow: UnitOfWork, person: Person, purpose: Purpose, *, created_by: PersonId | None
) -> None:
    """Make a link and have it mailed. Links of the same purpose from before lead nowhere now."""
    tenant = await agencies.get(uow, uow.agency_id)
    await repository.revoke(uow, person.id, purpose)
    link, token = Link.issue(
        agency_id=uow.agency_id,
        person_id=person.id,
        purpose=purpose,
        created_by=created_by,
        now=uow.now,
    )
    await repository.add(uow, link)
    sealed = uow.resource(Sealer).seal(
        address(site_url=tenant.agency.site_url, portal=person.portal, purpose=purpose, token=token)
    )
    until = link.expires_at
    match purpose:
        case Purpose.INVITATION:
            uow.record(
                PersonInvited(
                    person=person.value, link=sealed, expires_at=until, invited_by=created_by
                )
            )
        case Purpose.LOGIN:
            uow.record(LoginLinkIssued(person=person.value, link=sealed, expires_at=until))
        case Purpose.RESET:
            uow.record(PasswordResetRequested(person=person.value, link=sealed, expires_at=until))


async def send_on_request(uow: UnitOfWork, person_id: PersonId, purpose: Purpose) -> None:
    """Somebody who is not signed in asks for a link; it goes to the person's address alone.

    Nothing happens if the person has no use for it, or was sent many just now. Whoever asked is
    not told which.
    """
    person = await people.get_for_update(uow, person_id)
    if person.status is not _FOR[purpose]:
        _refused(uow, person, purpose, reason=person.status)
        return
    since = uow.now - REQUEST_WINDOW
    if await repository.count_requested_since(uow, person.id, since) >= MAX_LINKS_BY_REQUEST:
        _refused(uow, person, purpose, reason="too_many")
        return
    await send(uow, person, purpose, created_by=None)


async def inspect(uow: UnitOfWork, token: str) -> Inspection:
    """Tell the holder of a link what it is good for. Uses nothing up."""
    link = await repository.find(uow, token)
    if link is None:
        return Inspection(state=LinkState.UNKNOWN)
    person = await people.get(uow, link.person_id)
    state = _state(link, person, uow)
    told = Inspection(
        state=state,
        outlook=_outlook(link, person),
        purpose=link.purpose,
        portal=person.portal,
        language=person.language,
    )
    if state is not LinkState.VALID:
        return told
    return Inspection(
        state=state,
        purpose=link.purpose,
        portal=person.portal,
        language=person.language,
        person=person,
        terms=await agencies.terms_in_force(uow) if link.purpose is Purpose.INVITATION else None,
        by_temporary_password=link.by_temporary_password,
    )


async def renew(uow: UnitOfWork, token: str) -> RenewalOutcome:
    """Mail a new link to the person whose link this was, if one would lead in.

    Nothing is mailed for an unknown link, and who holds it is told nothing either.
    """
    link = await repository.find(uow, token)
    if link is None:
        _LOG.warning("link_refused", agency_id=str(uow.agency_id), reason="unknown")
        return RenewalOutcome.LINK
    outlook = _outlook(link, await people.get(uow, link.person_id))
    if outlook is RenewalOutcome.LINK:
        await send_on_request(uow, link.person_id, link.purpose)
    return outlook


async def open_link(uow: UnitOfWork, token: str, purpose: Purpose) -> tuple[Link, Person]:
    """The valid link of this purpose, not used up yet, and its person.

    Raises LinkNotValidError with the state.
    """
    return await open_by_hash(uow, hash_of(token), purpose)


async def open_by_hash(uow: UnitOfWork, token_hash: bytes, purpose: Purpose) -> tuple[Link, Person]:
    """The same, where only the token's hash is known."""
    link = await repository.find_by_hash(uow, token_hash)
    if link is None or link.purpose is not purpose:
        raise _not_valid(uow, LinkState.UNKNOWN)
    person = await people.get(uow, link.person_id)
    state = _state(link, person, uow)
    if state is not LinkState.VALID:
        raise _not_valid(uow, state, person)
    return link, person


async def use_up(uow: UnitOfWork, token: str, purpose: Purpose) -> Person:
    """Use the link, once; its person, locked. Raises LinkNotValidError: also for who comes second.

    The person comes first, so that everything that touches a person locks in one order.
    """
    return await use_up_by_hash(uow, hash_of(token), purpose)


async def use_up_by_hash(uow: UnitOfWork, token_hash: bytes, purpose: Purpose) -> Person:
    """The same, where only the token's hash is known."""
    link, person = await open_by_hash(uow, token_hash, purpose)
    person = await people.get_for_update(uow, person.id)
    if person.status is not _FOR[purpose]:
        raise _not_valid(uow, LinkState.EXPIRED, person)
    if not await repository.consume(uow, link):
        raise _not_valid(uow, LinkState.USED, person)
    return person


def _state(link: Link, person: Person, uow: UnitOfWork) -> LinkState:
    state = link.state(uow.now)
    if state is LinkState.VALID and person.status is not _FOR[link.purpose]:
        return LinkState.EXPIRED
    return state


def _outlook(link: Link, person: Person) -> RenewalOutcome:
    if person.status is PersonStatus.DEACTIVATED:
        return RenewalOutcome.ACCESS_ENDED
    if link.purpose is Purpose.INVITATION and person.is_active:
        return RenewalOutcome.HAS_ACCESS
    return RenewalOutcome.LINK


def _not_valid(
    uow: UnitOfWork, state: LinkState, person: Person | None = None
) -> LinkNotValidError:
    _LOG.warning(
        "link_refused",
        agency_id=str(uow.agency_id),
        reason=state.value,
        person_id=str(person.id) if person else None,
    )
    return LinkNotValidError(state)


def _refused(uow: UnitOfWork, person: Person, purpose: Purpose, *, reason: str) -> None:
    _LOG.warning(
        "link_request_refused",
        agency_id=str(uow.agency_id),
        person_id=str(person.id),
        purpose=purpose.value,
        reason=reason,
    )
