"""A passkey, the site it is for, and the challenges that it answers."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit
from uuid import UUID

from chassis.errors import ConflictError, InvalidError, UnauthenticatedError
from contracts.ids import PersonId

MAX_PASSKEYS = 20
CHALLENGE_LIFETIME = timedelta(minutes=5)


class PasskeyRefusedError(InvalidError):
    """This passkey could not be registered"""


class PasskeyNotAcceptedError(UnauthenticatedError):
    """This passkey does not sign in here"""


class PasskeyCopiedError(UnauthenticatedError):
    """This passkey may have been copied; sign in another way, remove it and add a new one"""

    def __init__(self, passkey: "Passkey") -> None:
        super().__init__()
        self.passkey = passkey


class PasskeyKnownError(ConflictError):
    """This passkey is registered already"""


class TooManyPasskeysError(ConflictError):
    """There are as many passkeys as a person may have; remove one first"""


class Purpose(StrEnum):
    """What a challenge was made for; it is good for nothing else."""

    REGISTRATION = "registration"
    SIGN_IN = "sign_in"
    SECOND_FACTOR = "second_factor"
    CONFIRMATION = "confirmation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passkey:
    """A passkey of a person. `synced`: it can be on several devices of the person.

    `suspected_at`: when its counter last did not rise though it is on one device only.
    """

    id: UUID
    person_id: PersonId
    credential_id: bytes = field(repr=False)
    public_key: bytes = field(repr=False)
    sign_count: int
    transports: tuple[str, ...]
    synced: bool
    name: str
    created_at: datetime
    last_used_at: datetime | None = None
    suspected_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RelyingParty:
    """The site as WebAuthn sees it: the agency's host without port, and the page's origin."""

    id: str
    origin: str


def relying_party(origin: str, *, site_url: str) -> RelyingParty:
    """The agency's site at this origin, which the edge has seen.

    Raises InvalidError if it is not the agency's host, or not a place where browsers have passkeys
    (https, or localhost).
    """
    given, own = urlsplit(origin), urlsplit(site_url)
    host = given.hostname or ""
    local = host == "localhost" or host.endswith(".localhost")
    if host != own.hostname or not (given.scheme == "https" or (given.scheme == "http" and local)):
        raise InvalidError("is not the agency's site", field="origin")
    return RelyingParty(id=host, origin=origin)
