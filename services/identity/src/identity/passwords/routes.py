"""Passwords over HTTP."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fastapi import APIRouter, Response

from identity.passwords import actions
from identity.passwords.schemas import ChangeBody, ForgotBody, ResetBody
from identity.sessions.schemas import SessionStarted
from identity.units import ActorOfPass, ClientOfRequest, UnitsOfRequest

# Well above what sending a link takes: so the time tells nothing about the address.
FORGOT_TAKES_SECONDS = 0.25

router = APIRouter(tags=["passwords"])


@router.post("/password/forgot", status_code=202)
async def forgot(body: ForgotBody, units: UnitsOfRequest) -> Response:
    """Mail a link for a new password. The same answer in the same time for any address."""
    async with _taking(FORGOT_TAKES_SECONDS), units.at(body.agency) as uow:
        await actions.forgot(uow, portal=body.portal, email=body.email)
    return Response(status_code=202)


@router.post("/password/reset")
async def reset(body: ResetBody, units: UnitsOfRequest, client: ClientOfRequest) -> SessionStarted:
    """Set a new password by the link that was mailed, and be signed in."""
    async with units.at(body.agency) as uow:
        await actions.check_reset(uow, body.token, body.password)
    hashed = await units.passwords.hash(body.password)
    async with units.at(body.agency) as uow:
        started = await actions.reset(uow, body.token, hashed, client=client)
    return SessionStarted.of(started)


@router.post("/me/password", status_code=204)
async def change(body: ChangeBody, units: UnitsOfRequest, actor: ActorOfPass) -> Response:
    """Change the own password; sessions other than this one end."""
    async with units.by(actor) as uow:
        asked = await actions.ask_to_change(uow, body.password)
    if not await units.passwords.verify(asked.hash, body.current_password):
        raise actions.WrongPasswordError("is not the current password", field="current_password")
    hashed = await units.passwords.hash(body.password)
    async with units.by(actor) as uow:
        await actions.change(uow, asked, hashed)
    return Response(status_code=204)


@asynccontextmanager
async def _taking(seconds: float) -> AsyncGenerator[None]:
    """Whatever happens inside, it takes this long."""
    ends_at = asyncio.get_running_loop().time() + seconds
    try:
        yield
    finally:
        await asyncio.sleep(max(ends_at - asyncio.get_running_loop().time(), 0))
