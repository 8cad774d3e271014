"""Passes: who a request is from, signed by identity, verified by each service for itself."""

import asyncio
import hashlib
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import structlog
from fastapi import Request
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from chassis.actor import Actor, Authentication
from chassis.errors import UnauthenticatedError, UnavailableError
from chassis.http.revoked import RevokedPasses
from contracts.access import Permission, Portal, Scope
from contracts.ids import AgencyId, CompanyId, PersonId, ProjectId
from contracts.reach import Principal

_LOG = structlog.get_logger(__name__)

ISSUER = "portico-identity"
AUDIENCE = "portico"
ALGORITHM = "Ed25519"
"""EdDSA on Curve25519, by the name that RFC 9864 gives it."""

_REFETCH_SECONDS = 5.0
_LEEWAY_SECONDS = 2
# A pass lives a minute and is shown with every request of it: checking it once is enough. More
# people than this at once are checked each time.
_KNOWN_PASSES = 4_096


class PassOutdatedError(UnauthenticatedError):
    """What you may see or do has changed since this pass was made: show a newer one"""


@dataclass(frozen=True, slots=True)
class _VerifiedPass:
    """Whom a pass is of, the count of changes of access that it was made at, and its end."""

    actor: Actor
    access_version: int
    until: float


FetchKeys = Callable[[], Awaitable[Mapping[str, Any]]]


class PassVerifier:
    """Turns a pass into an actor. Keys are fetched when first needed, and when one is unknown."""

    def __init__(self, fetch_keys: FetchKeys, revoked: RevokedPasses | None = None) -> None:
        self._fetch = fetch_keys
        self._revoked = revoked
        self._keys: KeySet | None = None
        self._fetched_at = float("-inf")
        self._lock = asyncio.Lock()
        # By its hash, so that no pass stays in memory: whom it is of, and until when it is good.
        self._known: OrderedDict[bytes, _VerifiedPass] = OrderedDict()
        self._claims = jwt.JWTClaimsRegistry(
            leeway=_LEEWAY_SECONDS,
            iss={"essential": True, "value": ISSUER},
            aud={"essential": True, "value": AUDIENCE},
            exp={"essential": True},
            sub={"essential": True},
        )

    async def actor_of(self, request: Request) -> Actor:
        """The actor of the request's pass. Raises UnauthenticatedError, and logs why."""
        header = request.headers.get("authorization", "")
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer" or not token:
            _LOG.info("pass_refused", because="there is none", path=request.url.path)
            raise UnauthenticatedError("this needs a pass")
        try:
            return await self.verify(token)
        except UnauthenticatedError as error:
            _LOG.warning("pass_refused", because=error.detail, path=request.url.path)
            raise

    async def verify(self, token: str) -> Actor:
        """Check signature, issuer, audience, time, session and access.

        Raises UnauthenticatedError, of which PassOutdatedError asks for a newer pass.
        """
        found = await self._verified(token)
        actor = found.actor
        if self._revoked is None:
            return actor
        if await self._revoked.has(actor.session_id):
            raise UnauthenticatedError("the session of this pass has ended")
        if await self._revoked.outdates(actor.person_id, found.access_version):
            raise PassOutdatedError("the access of its person has changed")
        return actor

    async def _verified(self, token: str) -> _VerifiedPass:
        """Whom the pass is of. What was good is remembered until it expires, or keys change."""
        digest = hashlib.sha256(token.encode()).digest()
        known = self._known.get(digest)
        if known is not None and time.time() < known.until:
            return known
        try:
            decoded = await self._decode(token)
            self._claims.validate(decoded.claims)
            found = _VerifiedPass(
                _actor(decoded.claims),
                int(decoded.claims.get("ver", 0)),
                float(decoded.claims["exp"]),
            )
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise UnauthenticatedError(f"the pass is not valid: {type(error).__name__}") from error
        self._known[digest] = found
        while len(self._known) > _KNOWN_PASSES:
            self._known.popitem(last=False)
        return found

    async def _decode(self, token: str) -> jwt.Token:
        keys = self._keys or await self._refresh()
        try:
            return jwt.decode(token, keys, algorithms=[ALGORITHM])
        except (JoseError, ValueError):
            fresh = await self._refresh()
            if fresh is keys:
                raise
            return jwt.decode(token, fresh, algorithms=[ALGORITHM])

    async def _refresh(self) -> KeySet:
        """Fetch the keys, at most once in a few seconds."""
        async with self._lock:
            now = asyncio.get_running_loop().time()
            if self._keys is not None and now - self._fetched_at < _REFETCH_SECONDS:
                return self._keys
            try:
                found: Any = await self._fetch()
            except Exception as error:
                if self._keys is not None:
                    return self._keys
                _LOG.warning("keys_not_fetched", error=repr(error))
                raise UnavailableError("passes cannot be checked at the moment") from error
            self._keys = KeySet.import_key_set(found)
            self._known.clear()
            self._fetched_at = now
            return self._keys


def _actor(claims: Mapping[str, Any]) -> Actor:
    return Actor(
        name=str(claims.get("name", "")),
        person_id=PersonId(UUID(claims["sub"])),
        agency_id=AgencyId(UUID(claims["agency"])),
        portal=Portal(claims["portal"]),
        permissions=_permissions(claims["permissions"]),
        scope=Scope(claims["scope"]) if claims.get("scope") else None,
        company_id=CompanyId(UUID(claims["company"])) if claims.get("company") else None,
        project_ids=frozenset(ProjectId(UUID(p)) for p in claims.get("projects") or ()),
        stands_in_for=tuple(_principal(each) for each in claims.get("stands_in_for") or ()),
        session_id=UUID(claims["sid"]) if claims.get("sid") else None,
        signed_in=_signed_in(claims),
        proved_at=_moment(claims, "proved"),
        passed_at=_moment(claims, "iat"),
    )


def _moment(claims: Mapping[str, Any], name: str) -> datetime | None:
    """None in a pass from before passes said it."""
    return datetime.fromtimestamp(int(claims[name]), UTC) if claims.get(name) else None


def _permissions(names: Iterable[str]) -> frozenset[Permission]:
    """A permission that this code does not know yet gives nothing here."""
    known = set(Permission)
    return frozenset(Permission(name) for name in names if name in known)


def _principal(claims: Mapping[str, Any]) -> Principal:
    return Principal(
        person_id=PersonId(UUID(claims["person"])),
        permissions=_permissions(claims["permissions"]),
        scope=Scope(claims["scope"]),
        project_ids=frozenset(ProjectId(UUID(p)) for p in claims["projects"]),
    )


def _signed_in(claims: Mapping[str, Any]) -> Authentication | None:
    """None in a pass from before passes said it."""
    if not claims.get("by"):
        return None
    return Authentication(
        method=str(claims["by"]),
        second_factor=str(claims["factor"]) if claims.get("factor") else None,
        at=datetime.fromtimestamp(int(claims["since"]), UTC),
    )
