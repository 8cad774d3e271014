"""Passkeys over HTTP."""

from uuid import UUID

from fastapi import APIRouter, Response

from chassis.http import Uow, open_router, tenant_router
from identity.passkeys import actions
from identity.passkeys.schemas import (
    OriginBody,
    PasskeyAdded,
    PasskeyBody,
    PasskeyDetails,
    PasskeyLoginBody,
    PasskeyOptions,
    RenameBody,
    SiteOriginBody,
)
from identity.passwords.attempts import count_request
from identity.passwords.throttle import Counter
from identity.sessions.schemas import SessionStarted
from identity.units import ActorOfPass, ClientOfRequest, UnitsOfRequest, enter

router = tenant_router(prefix="/me/passkeys", tags=["passkeys"])
secrets_router = APIRouter(prefix="/me/passkeys", tags=["passkeys"])
login_router = open_router(prefix="/login/passkey", tags=["passkeys"])


@login_router.post("/options")
async def begin_login(body: SiteOriginBody, uow: Uow, client: ClientOfRequest) -> PasskeyOptions:
    """What the browser is asked to sign, to sign in without a password."""
    await enter(uow, body.agency)
    await count_request(uow, Counter.CHALLENGES, client.network)
    return PasskeyOptions(options=dict(await actions.begin_sign_in(uow, body.origin)))


@login_router.post("")
async def login(body: PasskeyLoginBody, uow: Uow, client: ClientOfRequest) -> SessionStarted:
    """Sign in by a passkey alone: it is two factors by itself."""
    await enter(uow, body.agency)
    started = await actions.sign_in(
        uow,
        portal=body.portal,
        answer=body.passkey,
        origin=body.origin,
        client=client,
        remember=body.remember,
        earlier_token=body.session_token,
    )
    return SessionStarted.of(started)


@router.post("/options")
async def begin_registration(body: OriginBody, uow: Uow) -> PasskeyOptions:
    """What the browser is asked to create. Needs a recent sign-in."""
    return PasskeyOptions(options=dict(await actions.begin_registration(uow, body.origin)))


@secrets_router.post("", status_code=201)
async def register(body: PasskeyBody, units: UnitsOfRequest, actor: ActorOfPass) -> PasskeyAdded:
    """Keep what the browser created. Needs a recent sign-in."""
    async with units.by(actor) as uow:
        added = await actions.register(uow, name=body.name, answer=body.passkey, origin=body.origin)
    return PasskeyAdded.of(added)


@router.put("/{passkey_id}")
async def rename(passkey_id: UUID, body: RenameBody, uow: Uow) -> PasskeyDetails:
    """Give a passkey another name."""
    return PasskeyDetails.of(await actions.rename(uow, passkey_id, body.name))


@router.delete("/{passkey_id}", status_code=204)
async def remove(passkey_id: UUID, uow: Uow) -> Response:
    """Remove a passkey. Needs a recent sign-in."""
    await actions.remove(uow, passkey_id)
    return Response(status_code=204)
