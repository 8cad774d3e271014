"""`/api/session`: signing in by an account elsewhere, and the accounts that a person has linked.

A page asks where to go, as JSON, and navigates there by itself: so the start needs what every
command needs (see middleware.py). The provider sends the browser back to
`/api/session/oidc/callback`, which is no command of a page: its proof is the state and the
cookie of the flow together.
"""

import time

import structlog
from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel

from contracts.access import Portal
from edge import sign_in
from edge.accounts import completed
from edge.generated.shapes import (
    FlowBody,
    FlowDetails,
    FlowResult,
    LinkAccountRequest,
    ReturnBody,
    StartRequest,
)
from edge.problems import IDENTITY, EdgeError
from edge.routing import view_router
from edge.sign_in import BrowserFlow, PendingSecondFactor
from edge.site_request import AnyCaller, CurrentSiteRequest, SiteRequest
from edge.views.session import PortalRequest

log = structlog.get_logger()

router = view_router("session", "/api/session")

_OVER = "sign_in_over"
_DENIED = "sign_in_denied"


class AuthorizationRedirect(BaseModel):
    """Where the page navigates to, by `location.assign`."""

    authorize_url: str


class WaitingSecondFactor(BaseModel):
    """What waits at this browser for the page; null: nothing does."""

    needed: PendingSecondFactor | None


@router.post("/oidc/start")
async def start_oidc(
    body: StartRequest, request: Request, response: Response, site: CurrentSiteRequest
) -> AuthorizationRedirect:
    """Go to a provider to sign in or, with an invitation, to sign up."""
    sent = completed(site, FlowBody, body)
    begun = await site.services.send(IDENTITY, "POST", "/sign-in-flows", FlowDetails, body=sent)
    failed_to = sign_in.page_of_start(begun.portal, body.link_token)
    _keep(site, request, response, begun, failed_to=failed_to)
    return AuthorizationRedirect(authorize_url=begun.authorize_url)


@router.post("/sign-in-methods/link")
async def link_sign_in_method(
    body: LinkAccountRequest,
    request: Request,
    response: Response,
    caller: AnyCaller,
    site: CurrentSiteRequest,
) -> AuthorizationRedirect:
    """Go to a provider to link an account. 403 `recent_sign_in_needed` after ten minutes."""
    path = "/me/sign-in-methods/link"
    begun = await caller.services.send(IDENTITY, "POST", path, FlowDetails, body=body)
    failed_to = body.return_to or f"/{begun.portal}"
    _keep(site, request, response, begun, failed_to=failed_to)
    return AuthorizationRedirect(authorize_url=begun.authorize_url)


@router.get("/oidc/callback", include_in_schema=False)
async def come_back(
    request: Request,
    site: CurrentSiteRequest,
    state: str = "",
    code: str | None = None,
    error: str | None = None,
    iss: str | None = None,
) -> Response:
    """The provider sends the browser here; it is sent on to a page, whatever happened."""
    portal = sign_in.portal_of(state)
    flows = BrowserFlow.all_of(site.edge.cookies, request)
    if portal is None:
        return _denied_without_state(site, flows, error)
    key = sign_in.flow_key(state)
    kept = next((flow for flow in flows if flow.key == key), None)
    failed_to = f"/{portal}/login"
    if kept is None:
        return _failed(site, key, failed_to, _OVER)
    if sign_in.is_local(kept.failed_to, portal):
        failed_to = kept.failed_to
    token = site.edge.cookies.session(request, portal)
    body = ReturnBody(
        agency=site.agency.slug,
        state=state,
        browser_token=kept.token,
        code=code or None,
        error=None if code else (error or "")[:200],
        issuer=iss,
        session_token=token,
    )
    try:
        finished = await site.services.send(
            IDENTITY, "POST", "/sign-in-flows/return", FlowResult, body=body
        )
    except EdgeError as problem:
        return _failed(site, key, failed_to, problem.code)
    return _arrived(site, key, finished)


@router.post("/oidc/second-factor")
async def fetch_second_factor(
    body: PortalRequest, request: Request, response: Response, site: CurrentSiteRequest
) -> WaitingSecondFactor:
    """What is needed besides the account that was right: for the page at `?second_factor=needed`.

    It is told once.
    """
    needed = PendingSecondFactor.read(site.edge.cookies, request, body.portal)
    if needed is not None:
        site.edge.cookies.keep_ticket(response, body.portal, "")
    return WaitingSecondFactor(needed=needed)


def _arrived(site: SiteRequest, key: str, finished: FlowResult) -> Response:
    portal = finished.portal
    local = sign_in.is_local(finished.return_to, portal)
    return_to = finished.return_to if local else f"/{portal}"
    needed = finished.second_factor
    if needed is not None:
        waiting = PendingSecondFactor(
            **dict(needed), remember=finished.remember, return_to=return_to
        )
        response = _redirect(site, key, f"/{portal}/login?second_factor=needed")
        waiting.write(site.edge.cookies, response, portal)
        return response
    response = _redirect(site, key, return_to)
    if finished.session is not None:
        site.signed_in(response, finished.session, remember=finished.remember)
    return response


def _keep(
    site: SiteRequest, request: Request, response: Response, begun: FlowDetails, *, failed_to: str
) -> None:
    flow = BrowserFlow(
        key=sign_in.flow_key(sign_in.state_of(begun.authorize_url)),
        token=begun.browser_token,
        failed_to=failed_to,
        begun_at=time.time_ns() // 1_000_000,
    )
    flow.write(site.edge.cookies, request, response)


def _denied_without_state(
    site: SiteRequest, flows: list[BrowserFlow], error: str | None
) -> Response:
    """Some providers forget the state when they refuse: the browser knows where it came from."""
    latest = next(iter(flows), None)
    if latest is None or not error:
        return RedirectResponse("/", status_code=303)
    if not any(sign_in.is_local(latest.failed_to, at) for at in Portal):
        return _redirect(site, latest.key, "/")
    code = _DENIED if error == "access_denied" else _OVER
    return _failed(site, latest.key, latest.failed_to, code)


def _failed(site: SiteRequest, key: str, path: str, code: str) -> Response:
    log.warning("refused", code=code, path="/api/session/oidc/callback", agency=site.agency.slug)
    return _redirect(site, key, sign_in.with_problem(path, code))


def _redirect(site: SiteRequest, key: str, path: str) -> Response:
    """On to a page; the cookie of this flow has served its time, those of others go on."""
    response = RedirectResponse(path, status_code=303)
    site.edge.cookies.drop_flow(response, key)
    return response
