"""A browser's way to a provider and back."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import unquote, urlsplit
from uuid import UUID

from chassis.errors import TooManyRequestsError, UnauthenticatedError
from contracts.access import Portal
from contracts.ids import PersonId
from identity.providers.client import AuthorizationRequest
from identity.providers.model import Provider
from identity.tokens import Token

FLOW_LIFETIME = timedelta(minutes=10)
CALLBACK_PATH = "/api/session/oidc/callback"

# An office is one network: room for many people who begin at the same hour.
MAX_FLOWS_OF_NETWORK = 200
MAX_PATH_LENGTH = 500


class FlowPurpose(StrEnum):
    """What the browser went to the provider for."""

    SIGN_IN = "sign_in"
    SIGN_UP = "sign_up"
    LINK = "link"


class SignInOverError(UnauthenticatedError):
    """This sign-in is over, or was begun in another browser; begin again

    Unknown, used, expired, or of another agency or browser: which of them is not told.
    """


class SignInDeniedError(UnauthenticatedError):
    """The sign-in was cancelled at the provider"""


class AccountNotLinkedError(UnauthenticatedError):
    """This account is not linked to a login here

    Sign in with your e-mail address and link it in your profile. Nobody is found by the address
    that a provider tells.
    """


class TooManyFlowsError(TooManyRequestsError):
    """Too many sign-ins were begun from here; wait a moment"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A browser is at a provider and may come back, once, until `expires_at`."""

    state_hash: bytes
    browser_hash: bytes
    provider_id: str
    portal: Portal
    purpose: FlowPurpose
    authorization: AuthorizationRequest
    return_to: str
    remember: bool
    network: str | None
    link_hash: bytes | None = None
    terms_version: str | None = None
    person_id: PersonId | None = None
    session_id: UUID | None = None
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowRequest:
    """Who begins a flow, where and what for. One of the pairs at the end, or none: to sign in."""

    portal: Portal
    return_to: str
    remember: bool = False
    network: str | None = None
    link_hash: bytes | None = None
    terms_version: str | None = None
    person_id: PersonId | None = None
    session_id: UUID | None = None

    @property
    def purpose(self) -> FlowPurpose:
        """What the browser goes for."""
        if self.link_hash is not None:
            return FlowPurpose.SIGN_UP
        return FlowPurpose.SIGN_IN if self.person_id is None else FlowPurpose.LINK


@dataclass(frozen=True, slots=True, kw_only=True)
class StartedFlow:
    """A flow, and what its browser keeps: told once, here."""

    flow: Flow
    provider: Provider
    browser_token: str = field(repr=False)


def begin(request: FlowRequest, provider: Provider, *, site_url: str, now: datetime) -> StartedFlow:
    """A flow to this provider and back to the agency's site."""
    browser, nonce, verifier = Token.new(), Token.new(), Token.new()
    # The portal stands in front: so that who comes back with nothing else can be told where to go.
    state = Token(f"{request.portal}.{Token.new().secret}")
    flow = Flow(
        state_hash=state.hash,
        browser_hash=browser.hash,
        provider_id=provider.id,
        portal=request.portal,
        purpose=request.purpose,
        authorization=AuthorizationRequest(
            redirect_uri=f"{site_url.rstrip('/')}{CALLBACK_PATH}",
            state=state.secret,
            nonce=nonce.secret,
            code_verifier=verifier.secret,
        ),
        return_to=request.return_to,
        remember=request.remember,
        network=request.network,
        link_hash=request.link_hash,
        terms_version=request.terms_version,
        person_id=request.person_id,
        session_id=request.session_id,
        created_at=now,
        expires_at=now + FLOW_LIFETIME,
    )
    return StartedFlow(flow=flow, provider=provider, browser_token=browser.secret)


_PATH = re.compile(r"/[!-\[\]-~]*")


def is_path_of(portal: Portal, path: str) -> bool:
    """Whether a browser that is sent to this path stays in the portal.

    Printable ASCII without a backslash; no host, however written; no way up, however encoded.
    """
    if len(path) > MAX_PATH_LENGTH or not _PATH.fullmatch(path) or path.startswith("//"):
        return False
    parts = urlsplit(path)
    segments = unquote(unquote(parts.path)).replace("\\", "/").split("/")
    if parts.scheme or parts.netloc or ".." in segments or "." in segments:
        return False
    return segments[1] == portal.value
