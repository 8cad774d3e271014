"""How identity is built for tests, and an agency's site to test it at."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import httpx2
import pytest
from joserfc import jwe
from joserfc.jwk import OctKey, OKPKey

from chassis.http.passes import PassVerifier
from chassis.http.revoked import RevokedPasses
from chassis.runtime import Runtime
from chassis.sealing import ALGORITHM, ENCRYPTION
from chassis.service import Service
from chassis.testing.plugin import BuildService
from chassis.testing.queues import fetch_across
from contracts.access import STAFF_PERMISSIONS, Permission, Portal
from contracts.base import Event
from contracts.ids import AgencyId
from identity.app import build as build_identity
from identity.passwords import hashing
from identity.provisioning.command import agency_command
from identity.settings import IdentitySettings

E = TypeVar("E", bound=Event)

STAFF = "ada@{slug}.example"
STAFF_PASSWORD = "a staple for the staff"
PASSWORD = "correct horse battery"
BANK_KEY = b"k" * 32
"""What payments opens the numbers of bank accounts with, too."""
HOME = {"X-Forwarded-For": "198.51.100.7", "X-Client-User-Agent": "Firefox"}


class Site:
    """One agency's site, as the edge speaks to identity for it."""

    def __init__(
        self, slug: str, client: httpx2.AsyncClient, runtime: Runtime, mailbox_key: OKPKey
    ) -> None:
        self.slug = slug
        self._client = client
        self._runtime = runtime
        self._mailbox_key = mailbox_key

    async def post(self, path: str, **body: object) -> httpx2.Response:
        """An open command at this site."""
        return await self.post_from(HOME, path, **body)

    async def post_from(
        self, headers: dict[str, str], path: str, **body: object
    ) -> httpx2.Response:
        """The same from elsewhere."""
        return await self._client.post(path, json={"agency": self.slug, **body}, headers=headers)

    async def login(
        self,
        email: str,
        password: str,
        portal: Portal = Portal.AGENCY,
        headers: dict[str, str] | None = None,
        **more: object,
    ) -> httpx2.Response:
        """Try to sign in."""
        body = {"portal": portal, "email": email, "password": password, **more}
        return await self.post_from(headers or HOME, "/login", **body)

    async def pass_of(self, session_token: str) -> httpx2.Response:
        """Exchange a session."""
        return await self.post("/sessions/pass", session_token=session_token)

    async def headers_of(self, session_token: str) -> dict[str, str]:
        """Headers with a pass for the session."""
        answer = await self.pass_of(session_token)
        assert answer.status_code == 200, answer.text
        return {"Authorization": f"Bearer {answer.json()['pass']}"}

    async def staff(self) -> dict[str, str]:
        """Headers of the agency's first staff."""
        answer = await self.login(STAFF.format(slug=self.slug), STAFF_PASSWORD)
        assert answer.status_code == 200, answer.text
        return await self.headers_of(answer.json()["session_token"])

    async def invite(
        self, headers: dict[str, str], portal: Portal, email: str, **more: object
    ) -> dict[str, Any]:
        """Invite somebody; returns the person."""
        body: dict[str, object] = {
            "portal": portal,
            "email": email,
            "name": "Alma Berg",
            "language": "en",
            **more,
        }
        if portal is Portal.CONTRACTOR:
            address = {"country": "CA", "region": "ON"}
            body.setdefault("contractor", {"kind": "temp", "address": address})
        answer = await self._client.post("/people", json=body, headers=headers)
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def sign_up(self, token: str, password: str = PASSWORD) -> httpx2.Response:
        """Accept an invitation."""
        return await self.post(
            "/invitations/accept",
            token=token,
            password=password,
            accepted_terms=True,
            terms_version="2026-01",
        )

    async def a_contractor(self, email: str = "alma@berg.example") -> tuple[dict[str, Any], str]:
        """A contractor who has signed up, and the session token."""
        person = await self.invite(await self.staff(), Portal.CONTRACTOR, email)
        answer = await self.sign_up((await self.tokens(person["person_id"]))[-1])
        assert answer.status_code == 200, answer.text
        return person, answer.json()["session_token"]

    async def addresses(self, person_id: str) -> Sequence[str]:
        """The links that were mailed to the person, in order, as notifications opens them."""
        rows = await fetch_across(
            self._runtime,
            "SELECT payload FROM chassis.outbox WHERE key = $1::uuid ORDER BY id",
            person_id,
        )
        sealed = [json.loads(row["payload"]).get("link") for row in rows]
        return [self._opened(link) for link in sealed if link is not None]

    def _opened(self, sealed: str) -> str:
        found = jwe.decrypt_compact(sealed, self._mailbox_key, algorithms=[ALGORITHM, ENCRYPTION])
        assert found.plaintext is not None
        return found.plaintext.decode()

    async def tokens(self, person_id: str) -> Sequence[str]:
        """The tokens of those links."""
        found = await self.addresses(person_id)
        return [parse_qs(urlsplit(address).query)["token"][0] for address in found]


def agency_of(person: dict[str, Any]) -> AgencyId:
    """The agency of a person, or of an answer that is about it, as HTTP tells it."""
    return AgencyId(UUID(person["agency_id"]))


@pytest.fixture
def mailbox_key() -> OKPKey:
    """What only notifications has."""
    return OKPKey.generate_key("X25519")


@pytest.fixture
def build(tmp_path: Path, mailbox_key: OKPKey, monkeypatch: pytest.MonkeyPatch) -> BuildService:
    # What a hash costs is tested by itself (unit/test_hashing.py); here are a thousand of them.
    monkeypatch.setattr(hashing, "MEMORY_COST_KIB", 8)
    monkeypatch.setattr(hashing, "TIME_COST", 1)
    signing, public = tmp_path / "signing.json", tmp_path / "public.json"
    signing.write_text(json.dumps(OKPKey.generate_key("Ed25519").as_dict(private=True)))
    public.write_text(json.dumps(mailbox_key.as_dict(private=False)))
    stored = tmp_path / "stored.json"
    stored.write_text(json.dumps(OctKey.generate_key(256).as_dict(private=True)))
    bank_details = tmp_path / "bank-details.json"
    bank_details.write_text(json.dumps(OctKey.import_key(BANK_KEY).as_dict(private=True)))

    def built(**common: Any) -> Service:
        return build_identity(
            IdentitySettings(
                pass_signing_key_file=signing,
                secrets_public_key_file=public,
                stored_secrets_key_file=stored,
                bank_details_key_file=bank_details,
                **common,
            )
        )

    return built


def an_agency(slug: str, **changes: object) -> dict[str, object]:
    """An entry of the file of agencies."""
    return {
        "slug": slug,
        "name": f"{slug.title()} Staffing",
        "legal_name": f"{slug.title()} Staffing Inc.",
        "address": {"country": "CA", "region": "ON"},
        "currency": "CAD",
        "time_zone": "America/Toronto",
        "default_language": "en",
        "languages": ["en", "fr"],
        "brand_colour": "#2255aa",
        "support_email": f"help@{slug}.example",
        "site_url": f"http://{slug}.localhost:8080",
        "terms": {"version": "2026-01", "terms_of_use": "Be fair.", "privacy_policy": "We are."},
        "staff": [
            {
                "email": STAFF.format(slug=slug),
                "name": "Ada Ng",
                "permissions": sorted(STAFF_PERMISSIONS - {Permission.AUDIT_VIEW}),
                "password": STAFF_PASSWORD,
            }
        ],
        **changes,
    }


@pytest.fixture
async def nord(
    client: httpx2.AsyncClient, runtime: Runtime, mailbox_key: OKPKey, tmp_path: Path
) -> Site:
    """The agency "nord"; passes are verified with the keys that identity publishes."""

    async def published_keys() -> dict[str, Any]:
        return (await client.get("/.well-known/jwks.json")).json()

    async def ended_sessions() -> dict[str, Any]:
        return (await client.get("/.well-known/ended-sessions.json")).json()

    runtime.passes = PassVerifier(published_keys, RevokedPasses(ended_sessions))
    file = tmp_path / "agencies.json"
    file.write_text(json.dumps([an_agency("nord"), an_agency("fjord")]))
    assert await agency_command(runtime, [str(file)]) == 0
    return Site("nord", client, runtime, mailbox_key)


@pytest.fixture
def fjord(nord: Site, client: httpx2.AsyncClient, runtime: Runtime, mailbox_key: OKPKey) -> Site:
    """Another agency on the same system."""
    return Site("fjord", client, runtime, mailbox_key)
