"""The own password: changed, or shown once more."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from chassis.errors import ConflictError, InvalidError
from chassis.uow import UnitOfWork
from identity.passwords import repository as passwords
from identity.passwords.rules import Flaw, normalised, require_good
from identity.people import repository as people
from identity.people.model import Person
from identity.sessions import actions as sessions
from identity.sessions.model import EndReason
from identity.sessions.recent import confirm, require_recent
from identity.sign_in.recovery import replace_password
from identity.throttling import repository as throttling
from identity.throttling.actions import count
from identity.throttling.model import Attempt, Counter


class WrongPasswordError(InvalidError):
    """The current password is wrong"""


class ChangedMeanwhileError(ConflictError):
    """The password was changed meanwhile; sign in again"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChangeAttempt:
    """A person shows the own password; it is still to be checked. `hash` None: there is none."""

    person: Person
    hash: str | None = field(repr=False)
    counters: Mapping[bytes, Counter]


async def ask_to_change(
    uow: UnitOfWork, new_password: str, *, current: str | None
) -> PasswordChangeAttempt:
    """Count the attempt at the current password. Raises TooManyAttemptsError, WeakPasswordError.

    The unit must be committed before the password is checked. Who has none yet, having signed up
    with a provider, needs a recent sign-in instead: RecentSignInNeededError.
    """
    person = await people.get(uow, uow.actor.person)
    unchanged = current is not None and normalised(new_password) == normalised(current)
    require_good(new_password, person.email, besides=[Flaw.UNCHANGED] if unchanged else [])
    if await passwords.find_hash(uow, person.id) is None:
        await require_recent(uow)
        return PasswordChangeAttempt(person=person, hash=None, counters={})
    return await ask_to_confirm(uow)


async def ask_to_confirm(uow: UnitOfWork) -> PasswordChangeAttempt:
    """Count the attempt at the own password. Raises TooManyAttemptsError.

    The unit must be committed before the password is checked.
    """
    person = await people.get(uow, uow.actor.person)
    counters = Attempt(account=f"change\n{person.id}", network=None).keys(from_known_network=False)
    await count(uow, counters)
    hashed = await passwords.find_hash(uow, person.id)
    return PasswordChangeAttempt(person=person, hash=hashed, counters=counters)


async def confirmed(uow: UnitOfWork, attempt: PasswordChangeAttempt) -> None:
    """The own password was right: the session is good for sensitive changes again."""
    await throttling.take_back(uow, attempt.counters)
    await confirm(uow)


async def change(uow: UnitOfWork, attempt: PasswordChangeAttempt, hashed: str) -> None:
    """Set the new password after the current one was right; all other sessions end.

    Raises ChangedMeanwhileError.
    """
    person = await people.get_for_update(uow, attempt.person.id)
    if await passwords.find_hash(uow, person.id) != attempt.hash:
        raise ChangedMeanwhileError
    await throttling.take_back(uow, attempt.counters)
    await replace_password(uow, person, hashed)
    await sessions.end_all(uow, person.id, EndReason.PASSWORD_CHANGED, but=uow.actor.session_id)
