"""Signing in over HTTP: every way in, and the second factor where there is one."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Response

from chassis.http import Uow, open_router
from identity.client import RequestOrigin
from identity.known_browsers.actions import count_request
from identity.links import actions as links
from identity.links.model import Purpose
from identity.links.schemas import LinkBody
from identity.passkeys import actions as passkeys
from identity.passkeys.schemas import PasskeyOptions
from identity.passwords.hashing import Hasher, Passwords
from identity.sessions.model import StartedBy
from identity.sessions.schemas import StartedSession
from identity.sign_in import (
    by_passkey,
    by_password,
    by_temporary_password,
    recovery,
    second_factor,
    sign_up,
)
from identity.sign_in.admission import Admission, admit
from identity.sign_in.by_temporary_password import FirstLogin
from identity.sign_in.schemas import (
    AcceptInvitationBody,
    CheckBody,
    FirstLoginDetails,
    ForgotBody,
    LoginBody,
    PasskeyLoginBody,
    PasswordCheckResult,
    ResetBody,
    SecondFactorBody,
    SiteOriginBody,
    TicketBody,
    TicketDetails,
    admitted,
)
from identity.throttling.model import Counter
from identity.units import ClientOfRequest, Units, UnitsOfRequest, enter

# Well above what sending a link takes: so the time tells nothing about the address.
FORGOT_TAKES_SECONDS = 0.25

# Those that hold no connection while a password is checked open their units of work themselves.
router = APIRouter()
open_routes = open_router()

LEADS_FURTHER: dict[int | str, dict[str, Any]] = {
    202: {
        "model": TicketDetails | FirstLoginDetails,
        "description": "A second factor is needed, or the password was a temporary one",
    }
}

# Every way in that can need a second factor answers so.
MAY_NEED_MORE: dict[int | str, dict[str, Any]] = {
    202: {"model": TicketDetails, "description": "A second factor is needed"}
}


@router.post("/login", responses=LEADS_FURTHER, tags=["sessions"])
async def login(
    body: LoginBody, units: UnitsOfRequest, client: ClientOfRequest, response: Response
) -> StartedSession | TicketDetails | FirstLoginDetails:
    """Sign in by address and password. A wrong one and an unknown one get the same answer.

    Who typed a temporary password is not signed in: 202 with the token of an invitation.
    """
    # Before anything is counted or read: who is told to come again has not tried.
    async with units.resource(Passwords).turn() as hasher:
        found = await _sign_in(body, units, hasher, client)
    if isinstance(found, FirstLogin):
        response.status_code = HTTPStatus.ACCEPTED
        return FirstLoginDetails.of(found)
    return admitted(found, response)


@router.post("/login/second-factor", tags=["sessions"])
async def show_second_factor(
    body: SecondFactorBody, units: UnitsOfRequest, client: ClientOfRequest
) -> StartedSession:
    """Sign in with the ticket of a first proof, and a second factor. A ticket has five tries."""
    async with units.at(body.agency) as uow:
        attempt = await second_factor.ask(uow, body.ticket, client=client)
    async with by_passkey.owner_warned(lambda: units.at(body.agency)), units.at(body.agency) as uow:
        started = await second_factor.let_in(uow, attempt, body.shown, client=client)
    return StartedSession.of(started)


@router.post("/login/second-factor/passkey-options", tags=["sessions"])
async def begin_second_factor(body: TicketBody, units: UnitsOfRequest) -> PasskeyOptions:
    """What the browser is asked to sign as the second factor."""
    async with units.at(body.agency) as uow:
        options = await second_factor.passkey_options(uow, body.ticket, body.origin)
    return PasskeyOptions(options=dict(options))


@open_routes.post("/login/passkey/options", tags=["passkeys"])
async def begin_passkey_login(
    body: SiteOriginBody, uow: Uow, client: ClientOfRequest
) -> PasskeyOptions:
    """What the browser is asked to sign, to sign in without a password."""
    await enter(uow, body.agency)
    await count_request(uow, Counter.CHALLENGES, client)
    return PasskeyOptions(options=dict(await passkeys.begin_sign_in(uow, body.origin)))


@router.post("/login/passkey", tags=["passkeys"])
async def passkey_login(
    body: PasskeyLoginBody, units: UnitsOfRequest, client: ClientOfRequest
) -> StartedSession:
    """Sign in by a passkey alone: it is two factors by itself."""
    async with by_passkey.owner_warned(lambda: units.at(body.agency)), units.at(body.agency) as uow:
        started = await by_passkey.sign_in(
            uow,
            portal=body.portal,
            answer=body.passkey,
            origin=body.origin,
            client=client,
            remember=body.remember,
            earlier_token=body.session_token,
        )
    return StartedSession.of(started)


@open_routes.post("/login-links/accept", responses=MAY_NEED_MORE, tags=["links"])
async def accept_login_link(
    body: LinkBody, uow: Uow, client: ClientOfRequest, response: Response
) -> StartedSession | TicketDetails:
    """Sign in by a login link, once."""
    await enter(uow, body.agency)
    person = await links.use_up(uow, body.token, Purpose.LOGIN)
    return admitted(await admit(uow, person, StartedBy.LOGIN_LINK, client=client), response)


@router.post("/invitations/accept", tags=["links"])
async def accept_invitation(
    body: AcceptInvitationBody, units: UnitsOfRequest, client: ClientOfRequest
) -> StartedSession:
    """Sign up: set the password, accept the terms, be signed in."""
    async with units.resource(Passwords).turn() as hasher:
        async with units.at(body.agency) as uow:
            await sign_up.check(
                uow, body.token, password=body.password, terms_version=body.terms_version
            )
        hashed = await hasher.hash(body.password)
        async with units.at(body.agency) as uow:
            started = await sign_up.finish(
                uow, body.token, hashed=hashed, terms_version=body.terms_version, client=client
            )
    return StartedSession.of(started)


@router.post("/password/forgot", status_code=202, tags=["passwords"])
async def forgot(body: ForgotBody, units: UnitsOfRequest, client: ClientOfRequest) -> Response:
    """Mail a link for a new password. The same answer in the same time for any address."""
    async with _taking(FORGOT_TAKES_SECONDS), units.at(body.agency) as uow:
        await count_request(uow, Counter.LINKS, client)
        await recovery.forgot(uow, portal=body.portal, email=body.email)
    return Response(status_code=202)


@router.post("/password/reset", responses=MAY_NEED_MORE, tags=["passwords"])
async def reset(
    body: ResetBody, units: UnitsOfRequest, client: ClientOfRequest, response: Response
) -> StartedSession | TicketDetails:
    """Set a new password by the link that was mailed, and be signed in."""
    async with units.resource(Passwords).turn() as hasher:
        async with units.at(body.agency) as uow:
            await recovery.check_reset(uow, body.token, body.password)
        hashed = await hasher.hash(body.password)
        async with units.at(body.agency) as uow:
            found = await recovery.reset(uow, body.token, hashed, client=client)
    return admitted(found, response)


@router.post("/password/check", tags=["passwords"])
async def check(
    body: CheckBody, units: UnitsOfRequest, client: ClientOfRequest
) -> PasswordCheckResult:
    """Which rules a password breaks, while somebody types it. Bounded by network."""
    async with units.at(body.agency) as uow:
        found = await recovery.flaws_of(
            uow, body.password, email=body.email, token=body.token, client=client
        )
    return PasswordCheckResult.of(found)


async def _sign_in(
    body: LoginBody, units: Units, hasher: Hasher, client: RequestOrigin
) -> Admission | FirstLogin:
    async with units.at(body.agency) as uow:
        agency_id = uow.agency_id
        attempt = await by_password.ask(uow, portal=body.portal, email=body.email, client=client)
    right = await hasher.verify(attempt.hash_to_check, attempt.checked(body.password))
    try:
        return await _let_in(units, body, hasher, attempt, client, right=right)
    except by_password.WrongCredentialsError:
        by_password.refused(
            agency_id,
            attempt.why_not(right=right),
            portal=body.portal,
            email=body.email,
            client=client,
            person=attempt.person,
        )
        raise


async def _let_in(
    units: Units,
    body: LoginBody,
    hasher: Hasher,
    attempt: by_password.LoginAttempt,
    client: RequestOrigin,
    *,
    right: bool,
) -> Admission | FirstLogin:
    if not right:
        raise by_password.WrongCredentialsError
    if attempt.is_temporary:
        async with units.at(body.agency) as uow:
            return await by_temporary_password.exchange(uow, attempt, body.password, client=client)
    renewed_hash = await _renewed(hasher, attempt.hash, body.password)
    async with units.at(body.agency) as uow:
        return await by_password.let_in(
            uow,
            attempt,
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


@asynccontextmanager
async def _taking(seconds: float) -> AsyncGenerator[None]:
    """Whatever happens inside, it takes this long."""
    ends_at = asyncio.get_running_loop().time() + seconds
    try:
        yield
    finally:
        await asyncio.sleep(max(ends_at - asyncio.get_running_loop().time(), 0))
