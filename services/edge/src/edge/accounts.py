"""Signing in and out, and the links of e-mails: what the pages and `/api/session` both do."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, Field, RootModel, SecretStr, field_serializer

from contracts.access import Portal
from contracts.events.identity import Person
from edge.problems import ServiceName
from edge.sessions import Caller
from edge.shapes.common import Credential
from edge.visit import Visit

_IDENTITY = ServiceName.IDENTITY


class LinkPurpose(StrEnum):
    """What a link leads to."""

    INVITATION = "invitation"
    LOGIN = "login"
    RESET = "reset"


class LinkState(StrEnum):
    """Whether a link still leads there."""

    VALID = "valid"
    USED = "used"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


class Outlook(StrEnum):
    """Whether another link would lead in, where this one does not."""

    LINK = "link"
    HAS_ACCESS = "has_access"
    ACCESS_ENDED = "access_ended"


class Renewal(BaseModel):
    """What comes of asking for another link: `link` also for one that is not known."""

    outlook: Outlook


class Terms(BaseModel):
    """The terms of use and the privacy policy, in the version in force."""

    version: str
    terms_of_use: str
    privacy_policy: str


class Link(BaseModel):
    """What a link is good for. The person is told of only while it is valid."""

    state: LinkState
    outlook: Outlook = Outlook.LINK
    purpose: LinkPurpose | None = None
    portal: Portal | None = None
    language: str | None = None
    email: str | None = None
    name: str | None = None
    terms: Terms | None = None


class Started(BaseModel):
    """A session that identity started. Its token goes into a cookie and nowhere else."""

    session_token: SecretStr
    expires_at: datetime
    person: Person


class SecondFactor(StrEnum):
    """What can be shown beside the first proof."""

    TOTP = "totp"
    PASSKEY = "passkey"
    RECOVERY_CODE = "recovery_code"


class SecondFactorNeeded(BaseModel):
    """Nobody is signed in yet: `ticket` and one of `methods` sign in, until it expires."""

    ticket: str
    methods: list[SecondFactor]
    expires_at: datetime


Admission = Started | SecondFactorNeeded


class _Admission(RootModel[Admission]):
    pass


class _Secretive(BaseModel):
    """A body whose secrets are written out only when it is sent."""

    @field_serializer(
        "password",
        "session_token",
        "token",
        "current_password",
        "ticket",
        "totp",
        "recovery_code",
        check_fields=False,
    )
    def _open(self, secret: SecretStr | None) -> str | None:
        return None if secret is None else secret.get_secret_value()


class _Login(_Secretive):
    agency: str
    portal: Portal
    email: str
    password: SecretStr
    remember: bool
    session_token: SecretStr | None = None


class _Session(_Secretive):
    agency: str
    session_token: SecretStr


class _Link(_Secretive):
    agency: str
    token: SecretStr


class _NewPassword(_Link):
    password: SecretStr


class _Acceptance(_NewPassword):
    accepted_terms: bool
    terms_version: str


class _Forgotten(BaseModel):
    agency: str
    portal: Portal
    email: str


class PasswordChange(_Secretive):
    """The password of now, and the one from now on. Who has none yet leaves the first one out."""

    current_password: SecretStr | None = Field(default=None, max_length=1_024)
    password: SecretStr = Field(max_length=1_024)


class ShownFactor(_Secretive):
    """The ticket of a sign-in, and just one of the three."""

    ticket: SecretStr = Field(min_length=1, max_length=128)
    totp: SecretStr | None = Field(default=None, min_length=1, max_length=64)
    recovery_code: SecretStr | None = Field(default=None, min_length=1, max_length=64)
    passkey: Credential | None = Field(
        default=None, description="PublicKeyCredential.toJSON() of `navigator.credentials.get`"
    )


class _ShownFactor(ShownFactor):
    agency: str
    origin: str


class _Ticket(_Secretive):
    agency: str
    ticket: SecretStr
    origin: str


class PasskeyOptions(BaseModel):
    """What the browser is asked: for `PublicKeyCredential.parse…OptionsFromJSON`."""

    options: dict[str, Any]


class _Site(BaseModel):
    agency: str
    origin: str


class _PasskeyLogin(_Secretive):
    agency: str
    origin: str
    portal: Portal
    passkey: Credential
    remember: bool
    session_token: SecretStr | None = None


async def sign_in(
    visit: Visit,
    portal: Portal,
    *,
    email: str,
    password: str,
    remember: bool,
    earlier_token: str | None,
) -> Admission:
    """Start a session, if no second factor is needed; the one that this browser had ends.

    Refused with 401 or 429.
    """
    body = _Login(
        agency=visit.agency.slug,
        portal=portal,
        email=email,
        password=SecretStr(password),
        remember=remember,
    )
    if earlier_token is not None:
        body.session_token = SecretStr(earlier_token)
    return (await visit.services.send(_IDENTITY, "POST", "/login", _Admission, body=body)).root


async def show_second_factor(visit: Visit, shown: ShownFactor, origin: str) -> Started:
    """Start the session that a ticket is for. Refused with 401, or 429."""
    body = _ShownFactor.model_validate(
        shown.model_dump(exclude_unset=True) | {"agency": visit.agency.slug, "origin": origin}
    )
    return await visit.services.send(_IDENTITY, "POST", "/login/second-factor", Started, body=body)


async def begin_second_factor(visit: Visit, ticket: SecretStr, origin: str) -> PasskeyOptions:
    """What the browser is asked to sign as the second factor."""
    body = _Ticket(agency=visit.agency.slug, ticket=ticket, origin=origin)
    path = "/login/second-factor/passkey-options"
    return await visit.services.send(_IDENTITY, "POST", path, PasskeyOptions, body=body)


async def begin_passkey_login(visit: Visit, origin: str) -> PasskeyOptions:
    """What the browser is asked to sign, to sign in without a password."""
    body = _Site(agency=visit.agency.slug, origin=origin)
    path = "/login/passkey/options"
    return await visit.services.send(_IDENTITY, "POST", path, PasskeyOptions, body=body)


async def sign_in_by_passkey(
    visit: Visit,
    portal: Portal,
    *,
    passkey: Credential,
    origin: str,
    remember: bool,
    earlier_token: str | None,
) -> Started:
    """Start a session; the one that this browser had ends. Refused with 401."""
    body = _PasskeyLogin(
        agency=visit.agency.slug, origin=origin, portal=portal, passkey=passkey, remember=remember
    )
    if earlier_token is not None:
        body.session_token = SecretStr(earlier_token)
    return await visit.services.send(_IDENTITY, "POST", "/login/passkey", Started, body=body)


async def sign_out(visit: Visit, token: str) -> None:
    """End the session of this token, if there is one."""
    body = _Session(agency=visit.agency.slug, session_token=SecretStr(token))
    visit.edge.passes.forget(token, visit.agency)
    await visit.services.send(_IDENTITY, "POST", "/logout", type(None), body=body)


async def inspect(visit: Visit, token: str) -> Link:
    """What a link is good for; uses nothing up."""
    return await _by_link(visit, "/links/inspect", token, Link)


async def renew(visit: Visit, token: str) -> Renewal:
    """Mail a new link to where the old one went, if one would lead in."""
    return await _by_link(visit, "/links/renew", token, Renewal)


async def use_login_link(visit: Visit, token: str) -> Admission:
    """Sign in by a login link, once. Refused with 409 when it is over."""
    return (await _by_link(visit, "/login-links/accept", token, _Admission)).root


async def accept_invitation(
    visit: Visit, token: str, *, password: str, terms_version: str, accepted_terms: bool
) -> Started:
    """Sign up. Refused with 409 when the link is over, 422 when the password is not good."""
    body = _Acceptance(
        agency=visit.agency.slug,
        token=SecretStr(token),
        password=SecretStr(password),
        terms_version=terms_version,
        accepted_terms=accepted_terms,
    )
    return await visit.services.send(_IDENTITY, "POST", "/invitations/accept", Started, body=body)


async def forgot(visit: Visit, portal: Portal, email: str) -> None:
    """Mail a link for a new password. The same answer whether or not the address is known."""
    body = _Forgotten(agency=visit.agency.slug, portal=portal, email=email)
    await visit.services.send(_IDENTITY, "POST", "/password/forgot", type(None), body=body)


async def reset(visit: Visit, token: str, *, password: str) -> Admission:
    """Set a new password by a link, and sign in, if no second factor is needed."""
    body = _NewPassword(
        agency=visit.agency.slug, token=SecretStr(token), password=SecretStr(password)
    )
    found = await visit.services.send(_IDENTITY, "POST", "/password/reset", _Admission, body=body)
    return found.root


async def change_password(caller: Caller, change: PasswordChange) -> None:
    """Change the own password; the person's other sessions end."""
    await caller.services.send(_IDENTITY, "POST", "/me/password", type(None), body=change)


async def _by_link(visit: Visit, path: str, token: str, model: type[Any]) -> Any:
    body = _Link(agency=visit.agency.slug, token=SecretStr(token))
    return await visit.services.send(_IDENTITY, "POST", path, model, body=body)
