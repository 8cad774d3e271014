"""Signing in by a passkey alone: it is two factors by itself."""

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from chassis.uow import UnitOfWork
from contracts.access import Portal
from contracts.events.identity import PasskeySuspected
from identity.client import RequestOrigin
from identity.passkeys import actions as passkeys
from identity.passkeys import repository as passkey_rows
from identity.passkeys.ceremony import Answer
from identity.passkeys.model import PasskeyCopiedError, PasskeyNotAcceptedError
from identity.people import repository as people
from identity.sessions import actions as sessions
from identity.sessions.actions import NewSession
from identity.sessions.model import EndReason, StartedBy


@asynccontextmanager
async def owner_warned(
    unit: Callable[[], AbstractAsyncContextManager[UnitOfWork]],
) -> AsyncGenerator[None]:
    """What is refused inside as a copied passkey is told to its owner, once.

    In a unit of its own, since the refused one is undone.
    """
    try:
        yield
    except PasskeyCopiedError as error:
        async with unit() as uow:
            person = await people.get_for_update(uow, error.passkey.person_id)
            if await passkey_rows.suspect(uow, error.passkey):
                uow.record(
                    PasskeySuspected(
                        person=person.value, passkey_name=error.passkey.name, refused_at=uow.now
                    )
                )
        raise


async def sign_in(
    uow: UnitOfWork,
    *,
    portal: Portal,
    answer: Answer,
    origin: str,
    client: RequestOrigin,
    remember: bool,
    earlier_token: str | None,
) -> NewSession:
    """Start a session for whom the passkey is of.

    Raises PasskeyNotAcceptedError or PasskeyCopiedError.
    """
    person = await people.get(uow, await passkeys.owner_of(uow, answer, origin))
    if person.portal is not portal or not person.is_active:
        raise PasskeyNotAcceptedError
    if earlier_token is not None:
        await sessions.end(uow, earlier_token, EndReason.SIGNED_IN_AGAIN)
    return await sessions.start(uow, person, StartedBy.PASSKEY, client=client, remember=remember)
