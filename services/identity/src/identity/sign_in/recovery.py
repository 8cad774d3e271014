"""A forgotten password: a link by e-mail, and a new password by that link."""

from collections.abc import Sequence

import structlog

from chassis.uow import UnitOfWork
from contracts.access import Portal
from contracts.events.identity import PasswordChanged, PersonStatus
from identity import keys
from identity.client import RequestOrigin
from identity.known_browsers.actions import count_request
from identity.links import actions as links
from identity.links import repository as link_rows
from identity.links.model import Purpose
from identity.passwords import repository as passwords
from identity.passwords.rules import Flaw, flaws, require_good
from identity.people import repository as people
from identity.people.model import Person
from identity.sessions import actions as sessions
from identity.sessions.model import EndReason, StartedBy
from identity.sign_in import repository
from identity.sign_in.admission import Admission, admit
from identity.sign_in.by_temporary_password import flaws_by_link
from identity.throttling.model import Counter

_LOG = structlog.get_logger(__name__)


async def forgot(uow: UnitOfWork, *, portal: Portal, email: str) -> None:
    """Mail a link for a new password; who never signed up gets the invitation once more.

    Nothing tells the caller whether the address is known.
    """
    person = await people.find_by_email(uow, portal, email)
    if person is None:
        _LOG.warning(
            "link_request_refused",
            agency_id=str(uow.agency_id),
            reason="unknown_address",
            account=keys.fingerprint(f"{uow.agency_id}\n{portal}\n{keys.folded(email)}"),
        )
        return
    invited = person.status is PersonStatus.INVITED
    await links.send_on_request(uow, person.id, Purpose.INVITATION if invited else Purpose.RESET)


async def check_reset(uow: UnitOfWork, token: str, password: str) -> None:
    """Raise LinkNotValidError or WeakPasswordError before anything costly is done."""
    _, person = await links.open_link(uow, token, Purpose.RESET)
    require_good(password, person.email)


async def reset(uow: UnitOfWork, token: str, hashed: str, *, client: RequestOrigin) -> Admission:
    """Use the link up and set the password; every session ends, and a new one starts here.

    Who reads the person's mail has one factor: the second is asked for as ever.
    """
    person = await links.use_up(uow, token, Purpose.RESET)
    await replace_password(uow, person, hashed)
    await sessions.end_all(uow, person.id, EndReason.PASSWORD_CHANGED)
    return await admit(uow, person, StartedBy.PASSWORD_RESET, client=client)


async def flaws_of(
    uow: UnitOfWork, password: str, *, email: str | None, token: str | None, client: RequestOrigin
) -> Sequence[Flaw]:
    """Which rules a password breaks that somebody is typing. Nothing of it is kept or logged.

    The address is the given one, or that of the person whose link this is. Raises
    TooManyAttemptsError.
    """
    await count_request(uow, Counter.PASSWORD_CHECKS, client)
    link = await link_rows.find(uow, token) if token else None
    if token is None or link is None:
        return flaws(password, email or "")
    email = (await people.get(uow, link.person_id)).email
    return [*flaws(password, email), *flaws_by_link(link, token, password)]


async def replace_password(uow: UnitOfWork, person: Person, hashed: str) -> None:
    """Set a new password: links and half-done sign-ins from before lead nowhere now."""
    await passwords.save_hash(uow, person.id, hashed)
    await link_rows.revoke(uow, person.id)
    await repository.forget_tickets(uow, person.id)
    uow.record(PasswordChanged(person=person.value, changed_at=uow.now))
