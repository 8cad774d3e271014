"""`/api/session`: signing in and out, and the links of e-mails, for a portal's pages.

A session lives in an HttpOnly cookie of its portal; no answer carries its token.
"""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from fastapi import Request, Response
from pydantic import BaseModel, Field, SecretStr

from contracts.access import Portal
from contracts.events.identity import Agency, Person
from edge import accounts
from edge.accounts import (
    Admission,
    Link,
    PasswordChange,
    Renewal,
    SecondFactor,
    SecondFactorNeeded,
    Started,
)
from edge.problems import NotSignedInError, ServiceName
from edge.routing import view_router
from edge.visit import CallerHere, VisitHere, caller_of

router = view_router("session", "/api/session")


class LoginRequest(BaseModel):
    """Who signs in, and where. `remember` keeps the session for 30 days, else 12 hours."""

    portal: Portal
    email: str = Field(max_length=254)
    password: SecretStr = Field(max_length=1_024)
    remember: bool = False


class PortalRequest(BaseModel):
    """A portal of this agency."""

    portal: Portal


class ForgotRequest(BaseModel):
    """Who forgot the password, and where."""

    portal: Portal
    email: str = Field(max_length=254)


class LinkRequest(BaseModel):
    """The token of a link."""

    token: SecretStr = Field(min_length=1, max_length=128)


class NewPasswordRequest(LinkRequest):
    """A new password by a link."""

    password: SecretStr = Field(max_length=1_024)


class AcceptInvitationRequest(NewPasswordRequest):
    """Sign-up. `terms_version` is the one that was shown and accepted."""

    accepted_terms: Literal[True]
    terms_version: str = Field(max_length=40)


class SignedIn(BaseModel):
    """Who is signed in, and until when."""

    person: Person
    expires_at: datetime


# Every way in that can need a second factor answers so.
MAY_NEED_MORE: dict[int | str, dict[str, Any]] = {
    202: {"model": SecondFactorNeeded, "description": "A second factor is needed"}
}


class RememberedEmail(BaseModel):
    """The address that "Remember me" kept at this browser; empty: none."""

    email: str


class Me(BaseModel):
    """Who is signed in, and where."""

    person: Person
    agency: Agency


class OwnSession(BaseModel):
    """A browser where the person is signed in."""

    session_id: UUID
    started_at: datetime
    last_used_at: datetime
    expires_at: datetime
    remembered: bool = False
    network: str | None = None
    user_agent: str | None = None
    second_factor: SecondFactor | None = None
    current: bool


class EndAllRequest(BaseModel):
    """Sign out everywhere; here too, unless told otherwise."""

    this_one: bool = True


class SessionsEnded(BaseModel):
    """How many sessions ended."""

    ended: int


class OwnSessions(BaseModel):
    """Where the person is signed in."""

    items: list[OwnSession]


def signed_in(
    visit: VisitHere, response: Response, started: Started, *, remember: bool = False
) -> SignedIn:
    """Put a started session into the cookie of its portal."""
    visit.edge.cookies.sign_in(
        response,
        started.person.portal,
        started.session_token.get_secret_value(),
        started.expires_at if remember else None,
    )
    return SignedIn(person=started.person, expires_at=started.expires_at)


def admitted(
    visit: VisitHere, response: Response, found: Admission, *, remember: bool = False
) -> SignedIn | Response:
    """Put a started session into its cookie, or answer what is needed besides."""
    if isinstance(found, Started):
        return signed_in(visit, response, found, remember=remember)
    return Response(found.model_dump_json(), status_code=202, media_type="application/json")


@router.post("/login", response_model=SignedIn, responses=MAY_NEED_MORE)
async def login(
    body: LoginRequest, request: Request, response: Response, visit: VisitHere
) -> SignedIn | Response:
    """Sign in. 401 for a wrong address or password alike; 429 after too many tries.

    202 if a second factor is needed. `remember` keeps the address at this browser, too.
    """
    email = body.email.strip()
    found = await accounts.sign_in(
        visit,
        body.portal,
        email=email,
        password=body.password.get_secret_value(),
        remember=body.remember,
        earlier_token=visit.edge.cookies.session(request, body.portal),
    )
    answer = admitted(visit, response, found, remember=body.remember)
    kept_in = answer if isinstance(answer, Response) else response
    visit.edge.cookies.remember_email(kept_in, body.portal, email if body.remember else "")
    return answer


@router.get("/remembered")
async def show_remembered_email(
    portal: Portal, request: Request, visit: VisitHere
) -> RememberedEmail:
    """The address to fill in at this browser; never the password."""
    return RememberedEmail(email=visit.edge.cookies.email(request, portal))


@router.post("/logout", status_code=204)
async def logout(
    body: PortalRequest, request: Request, response: Response, visit: VisitHere
) -> None:
    """Sign out here. The same answer whether or not anybody was signed in."""
    await end_session(visit, request, response, body.portal)


async def end_session(
    visit: VisitHere, request: Request, response: Response, portal: Portal
) -> None:
    """End the session of this browser at this portal."""
    token = visit.edge.cookies.session(request, portal)
    visit.edge.cookies.sign_out(response, portal)
    if token is None:
        return
    try:
        session_id = (await caller_of(request, portal)).session_id
    except NotSignedInError:
        return
    await accounts.sign_out(visit, token)
    if session_id is not None:
        visit.edge.hub.session_ended(session_id)


@router.get("/me")
async def me(caller: CallerHere) -> Me:
    """Who is signed in at the portal, with what they may do."""
    return await caller.services.get(ServiceName.IDENTITY, "/me", Me)


@router.get("/sessions")
async def list_sessions(caller: CallerHere) -> OwnSessions:
    """Where the person is signed in."""
    return await caller.services.get(ServiceName.IDENTITY, "/me/sessions", OwnSessions)


@router.post("/sessions/end-all")
async def end_all_sessions(
    body: EndAllRequest, request: Request, response: Response, caller: CallerHere, visit: VisitHere
) -> SessionsEnded:
    """Sign the person out everywhere."""
    open_ones = await caller.services.get(ServiceName.IDENTITY, "/me/sessions", OwnSessions)
    ended = await caller.services.send(
        ServiceName.IDENTITY, "POST", "/me/sessions/end-all", SessionsEnded, body=body
    )
    if body.this_one:
        token = visit.edge.cookies.session(request, caller.portal)
        if token is not None:
            visit.edge.passes.forget(token, visit.agency)
        visit.edge.cookies.sign_out(response, caller.portal)
    for one in open_ones.items:
        if body.this_one or not one.current:
            visit.edge.hub.session_ended(one.session_id)
    return ended


@router.post("/sessions/{session_id}/end", status_code=204)
async def end_one_session(session_id: UUID, caller: CallerHere, visit: VisitHere) -> None:
    """Sign the person out at one browser."""
    path = f"/me/sessions/{session_id}/end"
    await caller.services.send(ServiceName.IDENTITY, "POST", path, type(None))
    visit.edge.hub.session_ended(session_id)


@router.post("/password", status_code=204)
async def change_password(body: PasswordChange, caller: CallerHere) -> None:
    """Change the own password at this portal; other sessions end."""
    await accounts.change_password(caller, body)


@router.post("/forgot", status_code=202, response_class=Response)
async def forgot(body: ForgotRequest, visit: VisitHere) -> Response:
    """Mail a link for a new password. The same answer whether or not the address is known."""
    await accounts.forgot(visit, body.portal, body.email)
    return Response(status_code=202)


@router.post("/links/inspect")
async def inspect_link(body: LinkRequest, visit: VisitHere) -> Link:
    """What a link is good for; uses nothing up."""
    return await accounts.inspect(visit, body.token.get_secret_value())


@router.post("/links/renew", status_code=202)
async def renew_link(body: LinkRequest, visit: VisitHere) -> Renewal:
    """Mail a new link to where this one went. An unknown one is answered alike."""
    return await accounts.renew(visit, body.token.get_secret_value())


@router.post("/links/login", response_model=SignedIn, responses=MAY_NEED_MORE)
async def use_login_link(
    body: LinkRequest, response: Response, visit: VisitHere
) -> SignedIn | Response:
    """Sign in by a login link, once. 202 if a second factor is needed."""
    token = body.token.get_secret_value()
    return admitted(visit, response, await accounts.use_login_link(visit, token))


@router.post("/invitations/accept")
async def accept_invitation(
    body: AcceptInvitationRequest, response: Response, visit: VisitHere
) -> SignedIn:
    """Sign up by an invitation, and be signed in."""
    started = await accounts.accept_invitation(
        visit,
        body.token.get_secret_value(),
        password=body.password.get_secret_value(),
        terms_version=body.terms_version,
        accepted_terms=body.accepted_terms,
    )
    return signed_in(visit, response, started)


@router.post("/password/reset", response_model=SignedIn, responses=MAY_NEED_MORE)
async def reset_password(
    body: NewPasswordRequest, response: Response, visit: VisitHere
) -> SignedIn | Response:
    """Set a new password by a link, and be signed in. 202 if a second factor is needed."""
    found = await accounts.reset(
        visit, body.token.get_secret_value(), password=body.password.get_secret_value()
    )
    return admitted(visit, response, found)
