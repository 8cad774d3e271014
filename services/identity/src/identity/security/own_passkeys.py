"""The own passkeys: added, renamed, removed, and used to confirm that it is still the person."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from chassis.errors import NotFoundError
from chassis.uow import UnitOfWork
from contracts.events.identity import SecurityChange
from identity.factors import actions as factors
from identity.passkeys import actions as passkeys
from identity.passkeys import repository as passkey_rows
from identity.passkeys.ceremony import Answer, Options
from identity.passkeys.model import (
    Passkey,
    PasskeyCopiedError,
    PasskeyNotAcceptedError,
    PasskeyRefusedError,
    Purpose,
)
from identity.people import repository as people
from identity.security.own_factors import after_removal
from identity.sessions.recent import confirm, require_recent


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPasskey:
    """A new passkey, and recovery codes if the person had none."""

    passkey: Passkey
    recovery_codes: Sequence[str]


async def begin_registration(uow: UnitOfWork, origin: str) -> Options:
    """What the browser is asked to create.

    Raises RecentSignInNeededError or TooManyPasskeysError.
    """
    await require_recent(uow)
    person = await people.get(uow, uow.actor.person)
    return await passkeys.begin_registration(uow, person, origin)


async def register(uow: UnitOfWork, *, name: str, answer: Answer, origin: str) -> NewPasskey:
    """Keep what the browser created: from now on it signs in, and is a second factor.

    Raises RecentSignInNeededError, PasskeyRefusedError, PasskeyKnownError, TooManyPasskeysError.
    """
    await require_recent(uow)
    person = await people.get_for_update(uow, uow.actor.person)
    passkey = await passkeys.register(uow, person, name=name, answer=answer, origin=origin)
    factors.told(uow, person, SecurityChange.PASSKEY_ADDED, name)
    return NewPasskey(passkey=passkey, recovery_codes=await factors.first_codes(uow, person.id))


async def rename(uow: UnitOfWork, passkey_id: UUID, name: str) -> Passkey:
    """Give an own passkey another name. Raises NotFoundError."""
    renamed = await passkey_rows.rename(uow, uow.actor.person, passkey_id, name)
    if renamed is None:
        raise NotFoundError("passkey", passkey_id)
    return renamed


async def remove(uow: UnitOfWork, passkey_id: UUID) -> None:
    """An own passkey signs in no more. Raises RecentSignInNeededError or NotFoundError."""
    await require_recent(uow)
    person = await people.get_for_update(uow, uow.actor.person)
    removed = await passkey_rows.remove(uow, person.id, passkey_id)
    if removed is None:
        raise NotFoundError("passkey", passkey_id)
    await after_removal(uow, person.id)
    factors.told(uow, person, SecurityChange.PASSKEY_REMOVED, removed.name)


async def begin_confirmation(uow: UnitOfWork, origin: str) -> Options:
    """What the browser is asked to sign, to show that it is still the person."""
    return await passkeys.begin_proof(uow, uow.actor.person, Purpose.CONFIRMATION, origin)


async def confirm_by_passkey(uow: UnitOfWork, answer: Answer, origin: str) -> None:
    """The person is there: good for the next minutes.

    Raises PasskeyNotAcceptedError or PasskeyCopiedError.
    """
    await passkeys.check_proof(uow, uow.actor.person, Purpose.CONFIRMATION, answer, origin)
    await confirm(uow)


@contextmanager
def refused_by_field() -> Generator[None]:
    """Who confirms has a good session, and 401 would say that it is over.

    Raises PasskeyRefusedError.
    """
    try:
        yield
    except PasskeyCopiedError as error:
        raise PasskeyRefusedError(error.detail, field="passkey") from error
    except PasskeyNotAcceptedError as error:
        raise PasskeyRefusedError("was not accepted", field="passkey") from error
