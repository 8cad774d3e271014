"""The pages of the links in e-mails. Opening one never acts: scanners open them too."""

from collections.abc import Mapping

from fastapi import APIRouter, Request, Response

from contracts.access import Portal
from edge import accounts
from edge.generated.shapes import (
    AcceptInvitationRequest,
    Link,
    LinkPurpose,
    LinkState,
    NewPasswordRequest,
    Outlook,
    PasswordChange,
)
from edge.pages.render import page
from edge.pages.routes import PortalHere, Typed, admit_here, redirect
from edge.pages.texts import LANGUAGE_NAMES, Texts
from edge.problems import EdgeRoute, NotSignedInError, RefusedError
from edge.visit import Visit, VisitHere, caller_of, language_of

MIN_PASSWORD = 8
MAX_PASSWORD = 128
MAX_TOKEN = 128

_UNKNOWN = Link(state=LinkState.UNKNOWN, outlook=Outlook.LINK)

router = APIRouter(include_in_schema=False, route_class=EdgeRoute)


@router.get("/{portal}/welcome")
async def welcome_form(
    portal: PortalHere, request: Request, visit: VisitHere, token: str = ""
) -> Response:
    """Sign-up, by the link of an invitation."""
    link = await _inspect(visit, token, LinkPurpose.INVITATION, portal)
    return _welcome_page(request, portal, token, link, errors={})


@router.post("/{portal}/welcome")
async def welcome(
    portal: PortalHere,
    request: Request,
    visit: VisitHere,
    token: Typed = "",
    password: Typed = "",
    accepted_terms: Typed = "",
    terms_version: Typed = "",
) -> Response:
    """Set the password, accept the terms, be signed in."""
    link = await _inspect(visit, token, LinkPurpose.INVITATION, portal)
    t = Texts(_language(request, visit, link))
    accepted = accepted_terms == "yes"
    errors = _password_errors(t, password)
    if not accepted:
        errors["accepted_terms"] = t("welcome.terms_needed")
    if link.state is LinkState.VALID and not errors:
        try:
            given = AcceptInvitationRequest(
                token=token,
                password=password,
                terms_version=terms_version[:40],
                accepted_terms=True,
            )
            started = await accounts.accept_invitation(visit, given)
        except RefusedError as error:
            errors = _refused_password(t, error)
            accepted = accepted and error.status != 409  # the terms may be other ones by now
            link = await _inspect(visit, token, LinkPurpose.INVITATION, portal)
        else:
            response = redirect(f"/{portal}")
            visit.signed_in(response, started, remember=False)
            return response
    return _welcome_page(request, portal, token, link, errors=errors, accepted=accepted)


def _welcome_page(
    request: Request,
    portal: Portal,
    token: str,
    link: Link,
    *,
    errors: Mapping[str, str],
    accepted: bool = False,
) -> Response:
    if link.state is not LinkState.VALID or link.terms is None:
        return _over(request, portal, token, link)
    return page(
        request,
        "welcome.html.j2",
        status=422 if errors else 200,
        language=_spoken(link),
        portal=portal,
        token=token,
        name=link.name,
        email=link.email,
        terms=link.terms,
        accepted=accepted,
        errors=errors,
    )


@router.get("/{portal}/reset")
async def reset_form(
    portal: PortalHere, request: Request, visit: VisitHere, token: str = ""
) -> Response:
    """Set a new password, by a link."""
    link = await _inspect(visit, token, LinkPurpose.RESET, portal)
    return _reset_page(request, portal, token, link, errors={})


@router.post("/{portal}/reset")
async def reset(
    portal: PortalHere,
    request: Request,
    visit: VisitHere,
    token: Typed = "",
    password: Typed = "",
    again: Typed = "",
) -> Response:
    """Set it, and be signed in."""
    link = await _inspect(visit, token, LinkPurpose.RESET, portal)
    t = Texts(_language(request, visit, link))
    errors = _password_errors(t, password, again)
    if link.state is LinkState.VALID and not errors:
        try:
            given = NewPasswordRequest(token=token, password=password)
            found = await accounts.reset(visit, given)
        except RefusedError as error:
            errors = _refused_password(t, error)
            link = await _inspect(visit, token, LinkPurpose.RESET, portal)
        else:
            return admit_here(request, visit, portal, found, changed=True)
    return _reset_page(request, portal, token, link, errors=errors)


def _reset_page(
    request: Request, portal: Portal, token: str, link: Link, *, errors: Mapping[str, str]
) -> Response:
    if link.state is not LinkState.VALID:
        return _over(request, portal, token, link)
    return page(
        request,
        "reset.html.j2",
        status=422 if errors else 200,
        language=_spoken(link),
        portal=portal,
        token=token,
        email=link.email,
        errors=errors,
    )


@router.get("/{portal}/login-link")
async def login_link_form(
    portal: PortalHere, request: Request, visit: VisitHere, token: str = ""
) -> Response:
    """A button that signs in."""
    link = await _inspect(visit, token, LinkPurpose.LOGIN, portal)
    if link.state is not LinkState.VALID:
        return _over(request, portal, token, link)
    return page(
        request,
        "login_link.html.j2",
        language=_spoken(link),
        portal=portal,
        token=token,
        name=link.name,
        email=link.email,
    )


@router.post("/{portal}/login-link")
async def login_link(
    portal: PortalHere, request: Request, visit: VisitHere, token: Typed = ""
) -> Response:
    """Sign in by the link, once."""
    link = await _inspect(visit, token, LinkPurpose.LOGIN, portal)
    if link.state is LinkState.VALID:
        try:
            found = await accounts.use_login_link(visit, token)
        except RefusedError:
            link = await _inspect(visit, token, LinkPurpose.LOGIN, portal)
        else:
            return admit_here(request, visit, portal, found)
    return _over(request, portal, token, link)


@router.post("/{portal}/renew-link")
async def renew_link(
    portal: PortalHere, request: Request, visit: VisitHere, token: Typed = ""
) -> Response:
    """Mail a new link, if one would lead in. An unknown one is answered alike."""
    if 0 < len(token) <= MAX_TOKEN:
        renewal = await accounts.renew(visit, token)
        if renewal.outlook is not Outlook.LINK:
            over = Link(state=LinkState.USED, outlook=renewal.outlook)
            return _over(request, portal, token, over)
    t = Texts(language_of(request, visit))
    return page(
        request,
        "sent.html.j2",
        portal=portal,
        title=t("link.renewed_title"),
        lead=t("link.renewed"),
    )


@router.get("/{portal}/password")
async def password_form(portal: PortalHere, request: Request) -> Response:
    """Change the password of who is signed in."""
    try:
        caller = await caller_of(request, portal)
    except NotSignedInError:
        return redirect(f"/{portal}/login")
    return page(
        request,
        "password.html.j2",
        language=caller.language,
        portal=portal,
        email=caller.email,
        errors={},
    )


@router.post("/{portal}/password")
async def change_password(
    portal: PortalHere,
    request: Request,
    current: Typed = "",
    password: Typed = "",
    again: Typed = "",
) -> Response:
    """Change it; the person's other sessions end."""
    try:
        caller = await caller_of(request, portal)
    except NotSignedInError:
        return redirect(f"/{portal}/login")
    t = Texts(caller.language)
    errors = _password_errors(t, password, again)
    if not current:
        errors = {"current": t("login.required"), **errors}
    if not errors:
        change = PasswordChange(current_password=current, password=password)
        try:
            await accounts.change_password(caller, change)
        except RefusedError as error:
            errors = _refused_password(t, error)
        else:
            return redirect(f"/{portal}?changed=1")
    return page(
        request,
        "password.html.j2",
        status=422,
        language=caller.language,
        portal=portal,
        email=caller.email,
        errors=errors,
    )


async def _inspect(visit: Visit, token: str, purpose: LinkPurpose, portal: Portal) -> Link:
    """What the link is good for here. One of another purpose or portal is not known here."""
    if not 0 < len(token) <= MAX_TOKEN:
        return _UNKNOWN
    link = await accounts.inspect(visit, token)
    if link.state is LinkState.UNKNOWN or (link.purpose, link.portal) != (purpose, portal):
        return _UNKNOWN
    return link


def _over(request: Request, portal: Portal, token: str, link: Link) -> Response:
    return page(
        request,
        "link_over.html.j2",
        status=404 if link.state is LinkState.UNKNOWN else 410,
        language=_spoken(link),
        portal=portal,
        token=token,
        state=link.state,
        outlook=link.outlook,
    )


def _spoken(link: Link) -> str | None:
    return link.language if link.language in LANGUAGE_NAMES else None


def _language(request: Request, visit: Visit, link: Link) -> str:
    return _spoken(link) or language_of(request, visit)


def _password_errors(t: Texts, password: str, again: str | None = None) -> dict[str, str]:
    """What can be said before identity is asked."""
    if len(password) < MIN_PASSWORD:
        return {"password": t("password.too_short")}
    if len(password) > MAX_PASSWORD:
        return {"password": t("password.too_long")}
    if again is not None and again != password:
        return {"again": t("password.differ")}
    return {}


def _refused_password(t: Texts, error: RefusedError) -> dict[str, str]:
    """What identity says against it. Anything else (the link is over) is seen by looking again."""
    if error.status == 429:
        return {"": t("login.too_many", minutes=15)}
    fields = {found.field.rpartition(".")[2] for found in error.refusal.errors or ()}
    if "current_password" in fields:
        return {"current": t("password.wrong")}
    if "password" in fields:
        return {"password": t("password.refused")}
    if error.status == 409:
        return {}
    raise error
