"""A provider: an OpenID Connect issuer at which an agency is registered as a client."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from authlib.common.security import is_secure_transport

from chassis.errors import ConflictError, NotFoundError
from contracts.ids import AgencyId


class ProviderKind(StrEnum):
    """Whose it is. What is peculiar to each stands in TRAITS."""

    GOOGLE = "google"
    MICROSOFT = "microsoft"
    LINKEDIN = "linkedin"
    GENERIC = "generic"


class TokenAuth(StrEnum):
    """How a client shows its secret (names of OpenID Connect)."""

    BASIC = "client_secret_basic"
    POST = "client_secret_post"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderPreset:
    """What is peculiar to a kind. `also_issues_as`: what stands in its tokens as issuer, too."""

    name: str = ""
    issuer: str = ""
    needs_secret: bool = True
    token_auth: TokenAuth | None = None
    tells_nonce: bool = True
    also_issues_as: tuple[str, ...] = ()


PRESETS: Mapping[ProviderKind, ProviderPreset] = {
    ProviderKind.GOOGLE: ProviderPreset(name="Google", issuer="https://accounts.google.com"),
    # "common" takes accounts of any organisation and personal ones.
    ProviderKind.MICROSOFT: ProviderPreset(
        name="Microsoft",
        issuer="https://login.microsoftonline.com/common/v2.0",
        token_auth=TokenAuth.POST,
    ),
    # Leaves the nonce out, refuses HTTP Basic, and signs its tokens under a shorter name.
    ProviderKind.LINKEDIN: ProviderPreset(
        name="LinkedIn",
        issuer="https://www.linkedin.com/oauth",
        token_auth=TokenAuth.POST,
        tells_nonce=False,
        also_issues_as=("https://www.linkedin.com",),
    ),
    ProviderKind.GENERIC: ProviderPreset(needs_secret=False),
}


class UnknownProviderError(NotFoundError):
    """The agency has no such provider, or has switched it off"""

    def __init__(self, provider_id: str) -> None:
        super().__init__("sign-in provider", provider_id)


class ProviderAwayError(ConflictError):
    """The provider does not answer; try again, or sign in with your e-mail address"""


class ProviderRefusedError(ConflictError):
    """The provider refused; sign in with your e-mail address, and tell the agency"""


class NotVouchedForError(ConflictError):
    """What the provider said of this account does not hold; begin again"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A provider of an agency, with what is needed to speak to it. Its secret is not in here.

    `tenants`: the Microsoft organisations whose accounts are taken; empty: all.
    """

    agency_id: AgencyId
    id: str
    kind: ProviderKind
    name: str
    issuer: str
    client_id: str
    tenants: tuple[str, ...] = ()
    enabled: bool = True

    @property
    def preset(self) -> ProviderPreset:
        """What is peculiar to its kind."""
        return PRESETS[self.kind]

    @property
    def secret_context(self) -> str:
        """What its secret is sealed for."""
        return f"sign-in provider {self.agency_id} {self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A provider and the secret that the agency has there."""

    provider: Provider
    secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account elsewhere, as its provider vouches for it.

    `issuer` and `subject` say which it is. `email` and `name` are for show: addresses change hands,
    and some providers tell any address that an administrator typed in.
    """

    issuer: str
    subject: str
    email: str | None = None
    name: str | None = None


_ISSUER = re.compile(r"https?://[^\s?#\\]+")


def is_issuer(url: str) -> bool:
    """Whether it can be an issuer: https, or http on the loopback interface (to try it out)."""
    return _ISSUER.fullmatch(url) is not None and "@" not in url and is_secure_transport(url)
