"""Signing in over HTTP: password, and the second factor where there is one."""

from typing import Any

from fastapi import APIRouter, Response

from identity.passkeys.schemas import PasskeyOptions
from identity.passwords.hashing import Hasher
from identity.sessions import actions, admission, second_factor
from identity.sessions.model import Client
from identity.sessions.schemas import (
    LoginBody,
    SecondFactorBody,
    SessionStarted,
    TicketBody,
    TicketDetails,
    admitted,
)
from identity.units import ClientOfRequest, Units, UnitsOfRequest

router = APIRouter(tags=["sessions"])

# Every way in that can need a second factor answers so.
MAY_NEED_MORE: dict[int | str, dict[str, Any]] = {
    202: {"model": TicketDetails, "description": "A second factor is needed"}
}


@router.post("/login", responses=MAY_NEED_MORE)
async def login(
    body: LoginBody, units: UnitsOfRequest, client: ClientOfRequest, response: Response
) -> SessionStarted | TicketDetails:
    """Sign in by address and password. A wrong one and an unknown one get the same answer."""
    # Before anything is counted or read: who is told to come again has not tried.
    async with units.passwords.turn() as hasher:
        found = await _sign_in(body, units, hasher, client)
    return admitted(found, response)


@router.post("/login/second-factor")
async def show_second_factor(
    body: SecondFactorBody, units: UnitsOfRequest, client: ClientOfRequest
) -> SessionStarted:
    """Sign in with the ticket of a first proof, and a second factor. A ticket has five tries."""
    async with units.at(body.agency) as uow:
        asked = await second_factor.ask(uow, body.ticket, client=client)
    async with units.at(body.agency) as uow:
        started = await second_factor.let_in(uow, asked, body.shown, client=client)
    return SessionStarted.of(started)


@router.post("/login/second-factor/passkey-options")
async def begin_second_factor(body: TicketBody, units: UnitsOfRequest) -> PasskeyOptions:
    """What the browser is asked to sign as the second factor."""
    async with units.at(body.agency) as uow:
        options = await second_factor.passkey_options(uow, body.ticket, body.origin)
    return PasskeyOptions(options=dict(options))


async def _sign_in(
    body: LoginBody, units: Units, hasher: Hasher, client: Client
) -> admission.Admission:
    async with units.at(body.agency) as uow:
        agency_id = uow.agency_id
        asked = await actions.ask(uow, portal=body.portal, email=body.email, client=client)
    right = await hasher.verify(asked.hash, body.password)
    try:
        return await _let_in(units, body, hasher, asked, client, right=right)
    except actions.WrongCredentialsError:
        actions.refused(
            agency_id,
            asked.why_not(right=right),
            portal=body.portal,
            email=body.email,
            client=client,
            person=asked.person,
        )
        raise


async def _let_in(
    units: Units,
    body: LoginBody,
    hasher: Hasher,
    asked: actions.Asked,
    client: Client,
    *,
    right: bool,
) -> admission.Admission:
    if not right:
        raise actions.WrongCredentialsError
    renewed_hash = await _renewed(hasher, asked.hash, body.password)
    async with units.at(body.agency) as uow:
        return await admission.let_in(
            uow,
            asked,
            client=client,
            remember=body.remember,
            earlier_token=body.session_token,
            renewed_hash=renewed_hash,
        )


async def _renewed(hasher: Hasher, hashed: str | None, password: str) -> str | None:
    """The password hashed as it is done today, if it was hashed in an older way."""
    if hashed is None or not hasher.is_outdated(hashed):
        return None
    return await hasher.hash(password)
