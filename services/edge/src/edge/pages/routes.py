"""The agency's home page, signing in and out, and the files that pages need."""

import math
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from contracts.access import Portal
from edge import accounts
from edge.generated.shapes import LoginRequest, SecondFactorNeeded, ShownFactor
from edge.pages.render import brand_css, file_response, page
from edge.pages.texts import Texts
from edge.problems import (
    EdgeError,
    EdgeRoute,
    NoSuchPageError,
    NotSignedInError,
    RefusedError,
)
from edge.views.session import end_session
from edge.visit import VisitHere, caller_of, language_of, origin_of

router = APIRouter(include_in_schema=False, route_class=EdgeRoute)


def _portal_in_path(portal: str) -> Portal:
    try:
        return Portal(portal)
    except ValueError:
        raise NoSuchPageError from None


PortalHere = Annotated[Portal, Depends(_portal_in_path)]
_AFTER_CHANGE = "?changed=1"
Typed = Annotated[str, Form(max_length=2_000)]


def redirect(path: str) -> RedirectResponse:
    """See another page; what was sent is not sent again."""
    return RedirectResponse(path, status_code=303)


@router.get("/")
async def home(request: Request) -> Response:
    """The agency: ways in, and how to reach it."""
    return page(request, "home.html.j2")


@router.get("/assets/brand.css")
async def brand(visit: VisitHere) -> Response:
    """The agency's colour. Its address changes with the colour."""
    return Response(
        brand_css(visit.agency.brand_colour),
        media_type="text/css; charset=utf-8",
        headers={"Cache-Control": "public, max-age=3600"},
    )


@router.get("/assets/{name}")
async def file(name: str) -> Response:
    """A file of the pages."""
    found = file_response(name)
    if found is None:
        raise NoSuchPageError
    return found


@router.get("/{portal}/login")
async def login_form(portal: PortalHere, request: Request, visit: VisitHere) -> Response:
    """Sign in; who is signed in already goes on."""
    try:
        await caller_of(request, portal)
    except EdgeError:
        remembered = visit.edge.cookies.email(request, portal)
        return _login_page(request, portal, email=remembered, remember=bool(remembered))
    return redirect(f"/{portal}")


@router.post("/{portal}/login")
async def login(
    portal: PortalHere,
    request: Request,
    visit: VisitHere,
    email: Typed = "",
    password: Typed = "",
    remember: Typed = "",
) -> Response:
    """Sign in, and go to the portal."""
    t = Texts(language_of(request, visit))
    keep = remember == "yes"
    needed = {"email": email.strip(), "password": password}
    errors = {name: t("login.required") for name, value in needed.items() if not value}
    if errors:
        return _login_page(request, portal, email=email, remember=keep, errors=errors, status=422)
    try:
        found = await accounts.sign_in(
            visit,
            LoginRequest(portal=portal, email=email.strip(), password=password, remember=keep),
            earlier_token=visit.edge.cookies.session(request, portal),
        )
    except EdgeError as error:
        return _login_page(
            request,
            portal,
            email=email,
            remember=keep,
            errors={"": _why_not(t, error)},
            status=int(error.status),
        )
    response = admit_here(request, visit, portal, found, remember=keep)
    visit.edge.cookies.remember_email(response, portal, email.strip() if keep else "")
    return response


@router.post("/{portal}/second-factor")
async def second_factor(
    portal: PortalHere,
    request: Request,
    visit: VisitHere,
    ticket: Typed = "",
    code: Typed = "",
    remember: Typed = "",
    to: Typed = "",
) -> Response:
    """The second step of signing in: a code of the app, or a recovery code."""
    t = Texts(language_of(request, visit))
    keep, typed = remember == "yes", "".join(code.split())
    after = _AFTER_CHANGE if to == _AFTER_CHANGE else ""
    if not ticket or len(ticket) > 128:
        return redirect(f"/{portal}/login")
    if not 0 < len(typed) <= 64:
        errors = {"code": t("login.required")}
        return _second_factor_page(request, portal, ticket, keep, after, errors, status=422)
    is_totp = len(typed) == 6 and typed.isdigit()
    shown = ShownFactor.model_validate(
        {"ticket": ticket, "totp" if is_totp else "recovery_code": typed}
    )
    try:
        started = await accounts.show_second_factor(visit, shown, origin_of(request, visit))
    except EdgeError as error:
        if error.code == "sign_in_ticket_over":
            return _login_page(
                request,
                portal,
                email=visit.edge.cookies.email(request, portal),
                remember=keep,
                errors={"": t("second.over")},
                status=int(error.status),
            )
        wrong = error.code == "wrong_second_factor"
        errors = {"code": t("second.wrong")} if wrong else {"": _why_not(t, error)}
        return _second_factor_page(
            request, portal, ticket, keep, after, errors, status=int(error.status)
        )
    response = redirect(f"/{portal}{after}")
    visit.signed_in(response, started, remember=keep)
    return response


def admit_here(
    request: Request,
    visit: VisitHere,
    portal: Portal,
    found: accounts.Admission,
    *,
    remember: bool = False,
    changed: bool = False,
) -> Response:
    """Go to the portal, signed in; or be asked for the second factor first."""
    after = _AFTER_CHANGE if changed else ""
    if isinstance(found, SecondFactorNeeded):
        return _second_factor_page(request, portal, found.ticket, remember, after)
    response = redirect(f"/{portal}{after}")
    visit.signed_in(response, found, remember=remember)
    return response


@router.post("/{portal}/logout")
async def logout(portal: PortalHere, request: Request, visit: VisitHere) -> Response:
    """Sign out, and see the sign-in page."""
    response = redirect(f"/{portal}/login")
    await end_session(visit, request, response, portal)
    return response


@router.get("/{portal}/forgot")
async def forgot_form(portal: PortalHere, request: Request, visit: VisitHere) -> Response:
    """Ask for a link to set a new password."""
    email = visit.edge.cookies.email(request, portal)
    return page(request, "forgot.html.j2", portal=portal, email=email, errors={})


@router.post("/{portal}/forgot")
async def forgot(
    portal: PortalHere, request: Request, visit: VisitHere, email: Typed = ""
) -> Response:
    """Mail the link. The same answer whether or not the address is known."""
    t = Texts(language_of(request, visit))
    given = email.strip()
    if not given or len(given) > 254:
        errors = {"email": t("login.required")}
        return page(
            request, "forgot.html.j2", status=422, portal=portal, email=given[:254], errors=errors
        )
    try:
        await accounts.forgot(visit, portal, given)
    except RefusedError as error:
        # Whatever identity thinks of this address, the answer tells nothing about it.
        if error.status != 422:
            raise
    return page(
        request,
        "sent.html.j2",
        portal=portal,
        title=t("forgot.sent_title"),
        lead=t("forgot.sent", email=given),
    )


def _second_factor_page(
    request: Request,
    portal: Portal,
    ticket: str,
    remember: bool,
    to: str,
    errors: dict[str, str] | None = None,
    *,
    status: int = 200,
) -> Response:
    return page(
        request,
        "second_factor.html.j2",
        status=status,
        portal=portal,
        ticket=ticket,
        remember=remember,
        to=to,
        errors=errors or {},
    )


def _login_page(
    request: Request,
    portal: Portal,
    *,
    email: str,
    remember: bool,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    return page(
        request,
        "login.html.j2",
        status=status,
        portal=portal,
        email=email,
        remember=remember,
        errors=errors or {},
        notice=None,
    )


def _why_not(t: Texts, error: EdgeError) -> str:
    if error.status == 429:
        seconds = error.headers.get("Retry-After", "60")
        minutes = math.ceil(int(seconds) / 60) if seconds.isdigit() else 1
        return t("login.too_many", minutes=max(minutes, 1))
    if isinstance(error, NotSignedInError) or error.status in {401, 403, 422}:
        return t("login.wrong")
    return t("login.away")
