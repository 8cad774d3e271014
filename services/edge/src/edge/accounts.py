"""Signing in and out, and the links of e-mails: what the pages and `/api/session` both do."""

from typing import Any, TypeVar

from pydantic import BaseModel, RootModel

from contracts.access import Portal
from edge.generated.shapes import (
    AcceptInvitationBody,
    AcceptInvitationRequest,
    ForgotBody,
    Link,
    LinkBody,
    LoginBody,
    LoginRequest,
    NewPasswordRequest,
    PasskeyLoginBody,
    PasskeyLoginRequest,
    PasswordChange,
    Renewal,
    ResetBody,
    SecondFactorBody,
    SecondFactorNeeded,
    SessionBody,
    SessionStarted,
    ShownFactor,
)
from edge.problems import IDENTITY, UnusableInputError
from edge.sessions import Caller
from edge.visit import Visit

B = TypeVar("B", bound=BaseModel)

Admission = SessionStarted | SecondFactorNeeded


class _Admission(RootModel[Admission]):
    pass


def completed(visit: Visit, model: type[B], given: BaseModel, **added: Any) -> B:
    """What identity is sent: what the browser gave, the agency, and what else the edge knows."""
    known = {name: value for name, value in added.items() if value is not None}
    try:
        sent = given.model_dump(exclude_unset=True)
    except ValueError:
        raise UnusableInputError("body", "is nested too deeply") from None
    return model.model_validate(sent | {"agency": visit.agency.slug} | known)


async def sign_in(visit: Visit, given: LoginRequest, *, earlier_token: str | None) -> Admission:
    """Start a session, if no second factor is needed; the one that this browser had ends.

    Refused with 401 or 429.
    """
    body = completed(visit, LoginBody, given, session_token=earlier_token)
    return await _admission(visit, "/login", body)


async def show_second_factor(visit: Visit, shown: ShownFactor, origin: str) -> SessionStarted:
    """Start the session that a ticket is for. Refused with 401, or 429."""
    body = completed(visit, SecondFactorBody, shown, origin=origin)
    return await _send(visit, "/login/second-factor", SessionStarted, body)


async def sign_in_by_passkey(
    visit: Visit, given: PasskeyLoginRequest, *, origin: str, earlier_token: str | None
) -> SessionStarted:
    """Start a session; the one that this browser had ends. Refused with 401."""
    body = completed(visit, PasskeyLoginBody, given, origin=origin, session_token=earlier_token)
    return await _send(visit, "/login/passkey", SessionStarted, body)


async def sign_out(visit: Visit, token: str) -> None:
    """End the session of this token, if there is one."""
    visit.edge.passes.forget(token, visit.agency)
    body = SessionBody(agency=visit.agency.slug, session_token=token)
    await _send(visit, "/logout", type(None), body)


async def inspect(visit: Visit, token: str) -> Link:
    """What a link is good for; uses nothing up."""
    return await _send(visit, "/links/inspect", Link, _link(visit, token))


async def renew(visit: Visit, token: str) -> Renewal:
    """Mail a new link to where the old one went, if one would lead in."""
    return await _send(visit, "/links/renew", Renewal, _link(visit, token))


async def use_login_link(visit: Visit, token: str) -> Admission:
    """Sign in by a login link, once. Refused with 409 when it is over."""
    return await _admission(visit, "/login-links/accept", _link(visit, token))


async def accept_invitation(visit: Visit, given: AcceptInvitationRequest) -> SessionStarted:
    """Sign up. Refused with 409 when the link is over, 422 when the password is not good."""
    body = completed(visit, AcceptInvitationBody, given)
    return await _send(visit, "/invitations/accept", SessionStarted, body)


async def forgot(visit: Visit, portal: Portal, email: str) -> None:
    """Mail a link for a new password. The same answer whether or not the address is known."""
    body = ForgotBody(agency=visit.agency.slug, portal=portal, email=email)
    await _send(visit, "/password/forgot", type(None), body)


async def reset(visit: Visit, given: NewPasswordRequest) -> Admission:
    """Set a new password by a link, and sign in, if no second factor is needed."""
    return await _admission(visit, "/password/reset", completed(visit, ResetBody, given))


async def change_password(caller: Caller, change: PasswordChange) -> None:
    """Change the own password; the person's other sessions end."""
    await caller.services.send(IDENTITY, "POST", "/me/password", type(None), body=change)


def _link(visit: Visit, token: str) -> LinkBody:
    return LinkBody(agency=visit.agency.slug, token=token)


async def _admission(visit: Visit, path: str, body: BaseModel) -> Admission:
    return (await _send(visit, path, _Admission, body)).root


async def _send(visit: Visit, path: str, model: type[Any], body: BaseModel) -> Any:
    return await visit.services.send(IDENTITY, "POST", path, model, body=body)
