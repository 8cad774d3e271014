"""Passwords over HTTP."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fastapi import APIRouter, Response

from identity.passkeys import actions as passkeys
from identity.passkeys.schemas import OriginBody, PasskeyOptions
from identity.passwords import actions
from identity.passwords.attempts import count_request
from identity.passwords.hashing import Hasher
from identity.passwords.schemas import (
    ChangeBody,
    CheckBody,
    ForgotBody,
    PasswordChecked,
    ResetBody,
)
from identity.passwords.throttle import Counter
from identity.sessions.schemas import ConfirmBody, SessionStarted, TicketDetails, admitted
from identity.sessions.signing_in import MAY_NEED_MORE
from identity.units import ActorOfPass, ClientOfRequest, UnitsOfRequest

# Well above what sending a link takes: so the time tells nothing about the address.
FORGOT_TAKES_SECONDS = 0.25

router = APIRouter(tags=["passwords"])
me_router = APIRouter(prefix="/me", tags=["me"])


@router.post("/password/forgot", status_code=202)
async def forgot(body: ForgotBody, units: UnitsOfRequest, client: ClientOfRequest) -> Response:
    """Mail a link for a new password. The same answer in the same time for any address."""
    async with _taking(FORGOT_TAKES_SECONDS), units.at(body.agency) as uow:
        await count_request(uow, Counter.LINKS, client.network)
        await actions.forgot(uow, portal=body.portal, email=body.email)
    return Response(status_code=202)


@router.post("/password/reset", responses=MAY_NEED_MORE)
async def reset(
    body: ResetBody, units: UnitsOfRequest, client: ClientOfRequest, response: Response
) -> SessionStarted | TicketDetails:
    """Set a new password by the link that was mailed, and be signed in."""
    async with units.passwords.turn() as hasher:
        async with units.at(body.agency) as uow:
            await actions.check_reset(uow, body.token, body.password)
        hashed = await hasher.hash(body.password)
        async with units.at(body.agency) as uow:
            found = await actions.reset(uow, body.token, hashed, client=client)
    return admitted(found, response)


@router.post("/password/check")
async def check(body: CheckBody, units: UnitsOfRequest, client: ClientOfRequest) -> PasswordChecked:
    """Which rules a password breaks, while somebody types it. Bounded by network."""
    async with units.at(body.agency) as uow:
        found = await actions.flaws_of(
            uow, body.password, email=body.email, token=body.token, client=client
        )
    return PasswordChecked.of(found)


@me_router.post("/password", status_code=204)
async def change(body: ChangeBody, units: UnitsOfRequest, actor: ActorOfPass) -> Response:
    """Change the own password; sessions other than this one end."""
    async with units.passwords.turn() as hasher:
        async with units.by(actor) as uow:
            asked = await actions.ask_to_change(uow, body.password)
        if asked.hash is not None:
            current = body.current_password or ""
            await _require_right(hasher, asked, current, field="current_password")
        hashed = await hasher.hash(body.password)
        async with units.by(actor) as uow:
            await actions.change(uow, asked, hashed)
    return Response(status_code=204)


@me_router.post("/confirm", status_code=204)
async def confirm(body: ConfirmBody, units: UnitsOfRequest, actor: ActorOfPass) -> Response:
    """Show once more that it is me: sensitive changes can be made for ten minutes."""
    if body.passkey is not None:
        async with units.by(actor) as uow:
            await passkeys.confirm_by_passkey(uow, body.passkey, body.origin)
        return Response(status_code=204)
    async with units.passwords.turn() as hasher:
        async with units.by(actor) as uow:
            asked = await actions.ask_to_confirm(uow)
        await _require_right(hasher, asked, body.password or "", field="password")
        async with units.by(actor) as uow:
            await actions.confirmed(uow, asked)
    return Response(status_code=204)


@me_router.post("/confirm/passkey-options")
async def begin_confirmation(
    body: OriginBody, units: UnitsOfRequest, actor: ActorOfPass
) -> PasskeyOptions:
    """What the browser is asked to sign, to show once more that it is me."""
    async with units.by(actor) as uow:
        options = await passkeys.begin_confirmation(uow, body.origin)
    return PasskeyOptions(options=dict(options))


async def _require_right(
    hasher: Hasher, asked: actions.Change, password: str, *, field: str
) -> None:
    if not await hasher.verify(asked.hash, password):
        raise actions.WrongPasswordError("is not the current password", field=field)


@asynccontextmanager
async def _taking(seconds: float) -> AsyncGenerator[None]:
    """Whatever happens inside, it takes this long."""
    ends_at = asyncio.get_running_loop().time() + seconds
    try:
        yield
    finally:
        await asyncio.sleep(max(ends_at - asyncio.get_running_loop().time(), 0))
