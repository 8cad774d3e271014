"""Signing in by a passkey alone: it is two factors by itself."""

from chassis.uow import UnitOfWork
from contracts.access import Portal
from identity.client import Client
from identity.passkeys import actions as passkeys
from identity.passkeys.ceremony import Answer
from identity.passkeys.model import PasskeyNotAcceptedError
from identity.people import repository as people
from identity.sessions import actions as sessions
from identity.sessions.actions import SignedIn
from identity.sessions.model import EndedBecause, StartedBy


async def sign_in(
    uow: UnitOfWork,
    *,
    portal: Portal,
    answer: Answer,
    origin: str,
    client: Client,
    remember: bool,
    earlier_token: str | None,
) -> SignedIn:
    """Start a session for whom the passkey is of. Raises PasskeyNotAcceptedError."""
    person = await people.get(uow, await passkeys.owner_of(uow, answer, origin))
    if person.portal is not portal or not person.is_active:
        raise PasskeyNotAcceptedError
    if earlier_token is not None:
        await sessions.end(uow, earlier_token, EndedBecause.SIGNED_IN_AGAIN)
    return await sessions.start(uow, person, StartedBy.PASSKEY, client=client, remember=remember)
