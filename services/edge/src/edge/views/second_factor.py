"""`/api/session/login/…`: the second step of signing in, and signing in by a passkey alone."""

from fastapi import Request, Response
from pydantic import BaseModel, Field, SecretStr

from contracts.access import Portal
from edge import accounts
from edge.accounts import PasskeyOptions, ShownFactor
from edge.routing import view_router
from edge.shapes.common import Credential
from edge.views.session import SignedIn, signed_in
from edge.visit import VisitHere, origin_of

router = view_router("session", "/api/session/login")


class SecondFactorRequest(ShownFactor):
    """The ticket of a sign-in, and just one of the three. `remember` as at the first step."""

    remember: bool = False


class TicketRequest(BaseModel):
    """The ticket of a sign-in."""

    ticket: SecretStr = Field(min_length=1, max_length=128)


class PasskeyLoginRequest(BaseModel):
    """What a passkey signed: PublicKeyCredential.toJSON() of `navigator.credentials.get`."""

    portal: Portal
    passkey: Credential
    remember: bool = False


@router.post("/second-factor")
async def show_second_factor(
    body: SecondFactorRequest, request: Request, response: Response, visit: VisitHere
) -> SignedIn:
    """Sign in with a ticket and a second factor.

    401 `wrong_second_factor` with `tries_left`, or `sign_in_ticket_over`: start again.
    """
    shown = ShownFactor.model_validate(body.model_dump(exclude_unset=True, exclude={"remember"}))
    started = await accounts.show_second_factor(visit, shown, origin_of(request, visit))
    return signed_in(visit, response, started, remember=body.remember)


@router.post("/second-factor/passkey-options")
async def begin_second_factor(
    body: TicketRequest, request: Request, visit: VisitHere
) -> PasskeyOptions:
    """What the browser is asked to sign as the second factor."""
    return await accounts.begin_second_factor(visit, body.ticket, origin_of(request, visit))


@router.post("/passkey/options")
async def begin_passkey_login(request: Request, visit: VisitHere) -> PasskeyOptions:
    """What the browser is asked to sign, to sign in without a password."""
    return await accounts.begin_passkey_login(visit, origin_of(request, visit))


@router.post("/passkey")
async def login_by_passkey(
    body: PasskeyLoginRequest, request: Request, response: Response, visit: VisitHere
) -> SignedIn:
    """Sign in by a passkey alone. 401 `passkey_not_accepted`."""
    started = await accounts.sign_in_by_passkey(
        visit,
        body.portal,
        passkey=body.passkey,
        origin=origin_of(request, visit),
        remember=body.remember,
        earlier_token=visit.edge.cookies.session(request, body.portal),
    )
    return signed_in(visit, response, started, remember=body.remember)
