"""Passes for tests, signed by a key that only the test's services know."""

import time
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from joserfc import jwt
from joserfc.jwk import KeySet, OKPKey

from chassis.http.passes import ALGORITHM, AUDIENCE, ISSUER, PassVerifier
from chassis.ids import new_id
from contracts.access import CONTRACTOR_PERMISSIONS, Permission, Portal, Scope


class PassMaker:
    """Makes passes, and the verifier that accepts them."""

    def __init__(self) -> None:
        self._key = OKPKey.generate_key("Ed25519", {"kid": "test", "use": "sig"})

    def jwks(self) -> dict[str, Any]:
        """The public keys, as identity would serve them."""
        found: Any = KeySet([self._key]).as_dict(private=False)
        return found

    def verifier(self) -> PassVerifier:
        """A verifier that knows only this maker's key."""

        async def fetch() -> dict[str, Any]:
            return self.jwks()

        return PassVerifier(fetch)

    def token(  # noqa: PLR0913 - one for each claim
        self,
        *,
        agency_id: UUID,
        person_id: UUID | None = None,
        portal: Portal = Portal.AGENCY,
        permissions: Iterable[Permission] | None = None,
        scope: Scope | None = None,
        company_id: UUID | None = None,
        project_ids: Iterable[UUID] = (),
        name: str = "A Person",
        expires_in_seconds: int = 60,
        **claims: object,
    ) -> str:
        """A pass. A contractor has the contractor's permissions unless others are given."""
        if permissions is None:
            permissions = CONTRACTOR_PERMISSIONS if portal is Portal.CONTRACTOR else ()
        now = int(time.time())
        return jwt.encode(
            {"alg": ALGORITHM, "kid": "test"},
            {
                "iss": ISSUER,
                "aud": AUDIENCE,
                "sub": str(person_id or new_id()),
                "agency": str(agency_id),
                "portal": portal.value,
                "permissions": sorted(permission.value for permission in permissions),
                "scope": scope.value if scope else None,
                "company": str(company_id) if company_id else None,
                "projects": [str(project_id) for project_id in project_ids],
                "sid": str(new_id()),
                "name": name,
                "proved": now,
                "iat": now,
                "exp": now + expires_in_seconds,
                **claims,
            },
            self._key,
            algorithms=[ALGORITHM],
        )

    def headers(self, **of: Any) -> dict[str, str]:
        """The Authorization header of a pass; the arguments are those of `token`."""
        return {"Authorization": f"Bearer {self.token(**of)}"}
