"""`/api/session`: what puts a session into its cookie, or takes it out.

A session lives in an HttpOnly cookie of its portal; no answer carries its token.
"""

from datetime import datetime
from typing import Any

from fastapi import Request, Response
from pydantic import BaseModel, Field

from chassis.fields import Body
from contracts.access import Portal
from edge.accounts import Admission, admission, completed, login_answer, started_session
from edge.generated.shapes import (
    AcceptInvitationBody,
    AcceptInvitationRequest,
    EndAllRequest,
    EndOwnSessionsResult,
    FirstLogin,
    LinkBody,
    LinkRequest,
    LoginBody,
    LoginRequest,
    NewPasswordRequest,
    OwnSessions,
    PasskeyLoginBody,
    PasskeyLoginRequest,
    PersonDetails,
    ResetBody,
    SecondFactorBody,
    SecondFactorChallenge,
    SessionBody,
    ShownFactor,
    StartedSession,
)
from edge.problems import IDENTITY, NotSignedInError
from edge.routing import view_router
from edge.site_request import AnyCaller, CurrentSiteRequest, caller_of, origin_of

router = view_router("session", "/api/session")


class PortalRequest(Body):
    """A portal of this agency."""

    portal: Portal


class SecondFactorRequest(ShownFactor):
    """The ticket of a sign-in, and just one of the three. `remember` as at the first step."""

    ticket: str = Field(min_length=1, max_length=128, repr=False)
    totp: str | None = Field(default=None, min_length=1, max_length=64, repr=False)
    recovery_code: str | None = Field(default=None, min_length=1, max_length=64, repr=False)
    remember: bool = False


class CurrentSession(BaseModel):
    """Who is signed in, and until when."""

    person: PersonDetails
    expires_at: datetime


LEADS_FURTHER: dict[int | str, dict[str, Any]] = {
    202: {
        "model": SecondFactorChallenge | FirstLogin,
        "description": "A second factor is needed, or the password was a temporary one",
    }
}

# Every way in that can need a second factor answers so.
MAY_NEED_MORE: dict[int | str, dict[str, Any]] = {
    202: {"model": SecondFactorChallenge, "description": "A second factor is needed"}
}


class RememberedEmail(BaseModel):
    """The address that "Remember me" kept at this browser; empty: none."""

    email: str


def signed_in(
    site: CurrentSiteRequest,
    response: Response,
    started: StartedSession,
    *,
    remember: bool = False,
) -> CurrentSession:
    """Put a started session into the cookie of its portal."""
    site.signed_in(response, started, remember=remember)
    return CurrentSession(person=started.person, expires_at=started.expires_at)


def admitted(
    site: CurrentSiteRequest,
    response: Response,
    found: Admission | FirstLogin,
    *,
    remember: bool = False,
) -> CurrentSession | Response:
    """Put a started session into its cookie, or answer what is needed besides."""
    if isinstance(found, StartedSession):
        return signed_in(site, response, found, remember=remember)
    return Response(found.model_dump_json(), status_code=202, media_type="application/json")


@router.post("/login", response_model=CurrentSession, responses=LEADS_FURTHER)
async def login(
    body: LoginRequest, request: Request, response: Response, site: CurrentSiteRequest
) -> CurrentSession | Response:
    """Sign in. 401 for a wrong address or password alike; 429 after too many tries.

    202 if a second factor is needed; also for a temporary password, which signs nobody in: its
    `invitation_token` leads to sign-up as a link's does. `remember` keeps the address at this
    browser, too.
    """
    body.email = body.email.strip()
    # The one that this browser had ends.
    token = site.edge.cookies.session(request, body.portal)
    sent = completed(site, LoginBody, body, session_token=token)
    found = await login_answer(site, sent)
    answer = admitted(site, response, found, remember=body.remember)
    kept_in = answer if isinstance(answer, Response) else response
    site.edge.cookies.remember_email(kept_in, body.portal, body.email if body.remember else "")
    return answer


@router.post("/login/second-factor")
async def show_second_factor(
    body: SecondFactorRequest, request: Request, response: Response, site: CurrentSiteRequest
) -> CurrentSession:
    """Sign in with a ticket and a second factor.

    401 `wrong_second_factor` with `tries_left`, or `sign_in_ticket_over`: start again.
    """
    shown = ShownFactor.model_validate(body.model_dump(exclude_unset=True, exclude={"remember"}))
    sent = completed(site, SecondFactorBody, shown, origin=origin_of(request, site))
    started = await started_session(site, "/login/second-factor", sent)
    return signed_in(site, response, started, remember=body.remember)


@router.post("/login/passkey")
async def login_by_passkey(
    body: PasskeyLoginRequest, request: Request, response: Response, site: CurrentSiteRequest
) -> CurrentSession:
    """Sign in by a passkey alone. 401 `passkey_not_accepted`."""
    token = site.edge.cookies.session(request, body.portal)
    origin = origin_of(request, site)
    sent = completed(site, PasskeyLoginBody, body, origin=origin, session_token=token)
    started = await started_session(site, "/login/passkey", sent)
    return signed_in(site, response, started, remember=body.remember)


@router.get("/remembered")
async def show_remembered_email(
    portal: Portal, request: Request, site: CurrentSiteRequest
) -> RememberedEmail:
    """The address to fill in at this browser; never the password."""
    return RememberedEmail(email=site.edge.cookies.email(request, portal))


@router.post("/logout", status_code=204)
async def logout(
    body: PortalRequest, request: Request, response: Response, site: CurrentSiteRequest
) -> None:
    """Sign out here. The same answer whether or not anybody was signed in."""
    token = site.edge.cookies.session(request, body.portal)
    site.edge.cookies.sign_out(response, body.portal)
    if token is None:
        return
    try:
        session_id = (await caller_of(request, body.portal)).session_id
    except NotSignedInError:
        return
    site.edge.passes.forget(token, site.agency)
    ended = SessionBody(agency=site.agency.slug, session_token=token)
    await site.services.send(IDENTITY, "POST", "/logout", type(None), body=ended)
    if session_id is not None:
        site.edge.hub.session_ended(session_id)


@router.post("/sessions/end-all")
async def end_all_sessions(
    body: EndAllRequest,
    request: Request,
    response: Response,
    caller: AnyCaller,
    site: CurrentSiteRequest,
) -> EndOwnSessionsResult:
    """Sign the person out everywhere."""
    services = caller.services
    open_ones = await services.get(IDENTITY, "/me/sessions", OwnSessions)
    path = "/me/sessions/end-all"
    ended = await services.send(IDENTITY, "POST", path, EndOwnSessionsResult, body=body)
    if body.this_one:
        token = site.edge.cookies.session(request, caller.portal)
        if token is not None:
            site.edge.passes.forget(token, site.agency)
        site.edge.cookies.sign_out(response, caller.portal)
    for one in open_ones.items:
        if body.this_one or not one.current:
            site.edge.hub.session_ended(one.session_id)
    return ended


@router.post("/links/login", response_model=CurrentSession, responses=MAY_NEED_MORE)
async def use_login_link(
    body: LinkRequest, response: Response, site: CurrentSiteRequest
) -> CurrentSession | Response:
    """Sign in by a login link, once. 202 if a second factor is needed."""
    sent = completed(site, LinkBody, body)
    return admitted(site, response, await admission(site, "/login-links/accept", sent))


@router.post("/invitations/accept")
async def accept_invitation(
    body: AcceptInvitationRequest, response: Response, site: CurrentSiteRequest
) -> CurrentSession:
    """Sign up by an invitation, and be signed in."""
    sent = completed(site, AcceptInvitationBody, body)
    return signed_in(site, response, await started_session(site, "/invitations/accept", sent))


@router.post("/password/reset", response_model=CurrentSession, responses=MAY_NEED_MORE)
async def reset_password(
    body: NewPasswordRequest, response: Response, site: CurrentSiteRequest
) -> CurrentSession | Response:
    """Set a new password by a link, and be signed in. 202 if a second factor is needed."""
    sent = completed(site, ResetBody, body)
    return admitted(site, response, await admission(site, "/password/reset", sent))
