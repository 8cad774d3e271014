"""Forgotten, reset and changed passwords."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import structlog

from chassis.errors import ConflictError, FieldError, InvalidError
from chassis.uow import UnitOfWork
from contracts.access import Portal
from contracts.events.identity import PasswordChanged, PersonStatus
from identity import keys
from identity.links import actions as links
from identity.links import repository as link_rows
from identity.links.model import Purpose
from identity.passwords import attempts, repository
from identity.passwords.rules import FLAW_TEXTS, Flaw, flaws
from identity.passwords.throttle import Attempt, Counter
from identity.people import repository as people
from identity.people.model import Person
from identity.sessions import repository as session_rows
from identity.sessions import tickets
from identity.sessions.admission import Admission, admit
from identity.sessions.model import Client, EndedBecause, StartedBy
from identity.sessions.recent import confirm, require_recent

_LOG = structlog.get_logger(__name__)


class WeakPasswordError(InvalidError):
    """The password breaks a rule"""


class WrongPasswordError(InvalidError):
    """The current password is wrong"""


class ChangedMeanwhileError(ConflictError):
    """The password was changed meanwhile; sign in again"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A person shows the own password; it is still to be checked. `hash` None: there is none."""

    person: Person
    hash: str | None = field(repr=False)
    counters: Mapping[bytes, Counter]


def require_good(password: str, email: str) -> None:
    """Raise WeakPasswordError that names each rule that the password breaks."""
    if found := flaws(password, email):
        raise WeakPasswordError.of([FieldError("password", FLAW_TEXTS[flaw]) for flaw in found])


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


async def reset(uow: UnitOfWork, token: str, hashed: str, *, client: Client) -> Admission:
    """Use the link up and set the password; every session ends, and a new one starts here.

    Who reads the person's mail has one factor: the second is asked for as ever.
    """
    person = await links.use_up(uow, token, Purpose.RESET)
    await _replace(uow, person, hashed)
    await session_rows.end_all(uow, person.id, EndedBecause.PASSWORD_CHANGED)
    return await admit(uow, person, StartedBy.PASSWORD_RESET, client=client)


async def ask_to_change(uow: UnitOfWork, new_password: str) -> Change:
    """Count the attempt at the current password. Raises TooManyAttemptsError, WeakPasswordError.

    The unit must be committed before the password is checked. Who has none yet, having signed up
    with a provider, needs a recent sign-in instead: RecentSignInNeededError.
    """
    person = await people.get(uow, uow.actor.person)
    require_good(new_password, person.email)
    if await repository.find_hash(uow, person.id) is None:
        await require_recent(uow)
        return Change(person=person, hash=None, counters={})
    return await ask_to_confirm(uow)


async def ask_to_confirm(uow: UnitOfWork) -> Change:
    """Count the attempt at the own password. Raises TooManyAttemptsError.

    The unit must be committed before the password is checked.
    """
    person = await people.get(uow, uow.actor.person)
    counters = Attempt(account=f"change\n{person.id}", network=None).keys(from_known_network=False)
    await attempts.count(uow, counters)
    hashed = await repository.find_hash(uow, person.id)
    return Change(person=person, hash=hashed, counters=counters)


async def confirmed(uow: UnitOfWork, asked: Change) -> None:
    """The own password was right: the session is good for sensitive changes again."""
    await repository.take_back(uow, asked.counters)
    await confirm(uow)


async def flaws_of(
    uow: UnitOfWork, password: str, *, email: str | None, token: str | None, client: Client
) -> Sequence[Flaw]:
    """Which rules a password breaks that somebody is typing. Nothing of it is kept or logged.

    The address is the given one, or that of the person whose link this is. Raises
    TooManyAttemptsError.
    """
    await attempts.count_request(uow, Counter.PASSWORD_CHECKS, client.network)
    link = await link_rows.find(uow, token) if token else None
    if link is not None:
        email = (await people.get(uow, link.person_id)).email
    return flaws(password, email or "")


async def change(uow: UnitOfWork, asked: Change, hashed: str) -> None:
    """Set the new password after the current one was right; all other sessions end.

    Raises ChangedMeanwhileError.
    """
    person = await people.get_for_update(uow, asked.person.id)
    if await repository.find_hash(uow, person.id) != asked.hash:
        raise ChangedMeanwhileError
    await repository.take_back(uow, asked.counters)
    await _replace(uow, person, hashed)
    await session_rows.end_all(
        uow, person.id, EndedBecause.PASSWORD_CHANGED, but=uow.actor.session_id
    )


async def _replace(uow: UnitOfWork, person: Person, hashed: str) -> None:
    await repository.save_hash(uow, person.id, hashed)
    await link_rows.revoke(uow, person.id)
    await tickets.forget(uow, person.id)
    uow.record(PasswordChanged(person=person.value, changed_at=uow.now))
