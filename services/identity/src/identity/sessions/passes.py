"""Passes: who somebody is and what they may, signed, for a minute (JWT, EdDSA)."""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.jwk import OKPKey

from chassis.http.passes import ALGORITHM, AUDIENCE, ISSUER
from chassis.jwk_files import KeyFileError, read_keys
from identity.people.model import Person, Substitution
from identity.sessions.model import Session

CURVE = "Ed25519"
LIFETIME = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Pass:
    """A signed pass. Whoever holds it is its person until it expires."""

    token: str = field(repr=False)
    expires_at: datetime


class PassIssuer:
    """Signs passes with the newest key and publishes all. A resource of the service.

    A key is put in by giving the service a set with the new key last, then one with it first; it
    is taken out a minute after it last signed. So no pass is ever refused because of it.
    """

    def __init__(self, keys: Sequence[OKPKey]) -> None:
        """The first of the keys signs and must be private. Raises KeyFileError."""
        for key in keys:
            if key.curve_name != CURVE:
                raise KeyFileError(f"passes are signed with {CURVE}, not {key.curve_name}")
        if not keys or not keys[0].is_private:
            raise KeyFileError("the first key for passes must be a private one")
        self._key = keys[0]
        self._header = {"alg": ALGORITHM, "kid": _kid(keys[0])}
        self.jwks: dict[str, Any] = {"keys": [_published(key) for key in keys]}

    @classmethod
    def read(cls, path: Path) -> "PassIssuer":
        """The keys of a file with a JWK or a JWK set. Raises KeyFileError."""
        keys = read_keys(path)
        wrong = [key for key in keys if not isinstance(key, OKPKey)]
        if wrong:
            raise KeyFileError(f"{path} holds a key that is not {CURVE}")
        return cls([key for key in keys if isinstance(key, OKPKey)])

    def issue(
        self,
        person: Person,
        session: Session,
        now: datetime,
        stands_in_for: Sequence[Substitution] = (),
    ) -> Pass:
        """A pass for the person of this session. It is over as soon as one of the days is."""
        expires_at = min([now + LIFETIME, *(each.ends_at for each in stands_in_for)])
        contact = person.reach_contact
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": str(person.id),
            "agency": str(person.agency_id),
            "portal": person.portal.value,
            "permissions": sorted(person.access.permissions),
            "scope": contact.scope.value if contact else None,
            "company": str(contact.company_id) if contact else None,
            "projects": [str(project_id) for project_id in contact.project_ids] if contact else [],
            "stands_in_for": [_lent(each) for each in stands_in_for],
            "sid": str(session.id),
            "by": session.started_by.value,
            "factor": session.second_factor.value if session.second_factor else None,
            "since": int(session.started_at.timestamp()),
            "proved": int(session.proved_at.timestamp()),
            "ver": person.access_version,
            "name": person.name,
            "iat": int(now.timestamp()),
            "exp": int(expires_at.timestamp()),
        }
        token = jwt.encode(self._header, claims, self._key, algorithms=[ALGORITHM])
        return Pass(token, expires_at)


def _lent(standing_in: Substitution) -> dict[str, Any]:
    principal = standing_in.principal
    return {
        "person": str(principal.person_id),
        "permissions": sorted(principal.permissions),
        "scope": principal.scope.value,
        "projects": [str(project_id) for project_id in sorted(principal.project_ids)],
    }


def open_pass_issuer(path: Path) -> Callable[[], AbstractAsyncContextManager[PassIssuer]]:
    """The resource: keys are read when the service starts, so that a bad file stops it there."""

    @asynccontextmanager
    async def opened() -> AsyncGenerator[PassIssuer]:
        yield PassIssuer.read(path)

    return opened


def _kid(key: OKPKey) -> str:
    return key.kid or key.thumbprint()


def _published(key: OKPKey) -> dict[str, Any]:
    return key.as_dict(private=False, kid=_kid(key), use="sig", alg=ALGORITHM)
