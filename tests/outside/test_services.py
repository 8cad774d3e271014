"""Each service from outside the edge: every endpoint, with passes that are not good for it."""

import base64
import json
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, OKPKey

from chassis.http.passes import ALGORITHM, AUDIENCE, ISSUER
from chassis.ids import new_id
from portico_local.demo.client import PortalClient
from portico_local.http import loopback_client

from .operations import SERVICES, Operation, PreparedRequest, operations
from .test_edge import INTRUDERS, session_of
from .world import World, faults_of, is_right, leaks, send

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(300, func_only=True),
    pytest.mark.requirement("X7"),
]

OPERATIONS = [one for service in SERVICES for one in operations(service)]

# Asked by the edge before anybody is signed in; each takes a proof of its own, or tells nothing.
WITHOUT_PASS: Mapping[str, str] = {
    "identity: GET /.well-known/jwks.json": "public keys",
    "identity: GET /.well-known/ended-sessions.json": "ids of sessions that are over, for services",
    "identity: GET /agencies/by-slug/{slug}": "whose site it is",
    "identity: GET /agencies/by-slug/{slug}/sign-in-providers": "as its sign-in page shows",
    "identity: POST /login": "the password is the proof",
    "identity: POST /login/passkey": "the passkey is the proof",
    "identity: POST /login/passkey/options": "a challenge, the same for everybody",
    "identity: POST /login/second-factor": "the ticket and the factor are the proof",
    "identity: POST /login/second-factor/passkey-options": "the ticket is the proof",
    "identity: POST /login-links/accept": "the link is the proof",
    "identity: POST /links/inspect": "the link is the proof",
    "identity: POST /links/renew": "the same answer whatever link it is",
    "identity: POST /invitations/accept": "the link is the proof",
    "identity: POST /password/forgot": "the same answer whoever is asked for",
    "identity: POST /password/reset": "the link is the proof",
    "identity: POST /password/check": "whether a password is good; keeps nothing",
    "identity: POST /sessions/pass": "the session is the proof",
    "identity: POST /logout": "the session is the proof",
    "identity: POST /sign-in-flows": "begins a sign-in at a provider",
    "identity: POST /sign-in-flows/return": "the flow and its browser are the proof",
    "timesheets: GET /calendars/{secret}/jobs.ics": "the address is the proof",
    "timesheets: POST /approval-links/inspect": "the link is the proof",
    "timesheets: POST /approval-links/decide": "the link is the proof, once",
    "documents: POST /verify": "whoever has the document, or its number and code",
}

# The own login, list and choices need no permission; nor does what a company is called.
WITHOUT_PERMISSION = (
    "identity: /me",
    "identity: GET /companies",
    "notifications: /my",
)

# Who changed what is for those who may change it.
NEEDS_PERMISSION_ALL_THE_SAME = frozenset({"identity: GET /companies/{company_id}/changes"})

# For whom a path is, by how it begins: the longest that fits. Another portal is refused there.
_ALL = frozenset({"contractor", "customer", "agency"})
_STAFF, _PAID = frozenset({"agency"}), frozenset({"contractor"})
PORTALS: Mapping[str, frozenset[str]] = {
    "identity: /agency/legal-details": _STAFF,
    "identity: /me": _ALL,
    "identity: /me/stand-ins": frozenset({"customer"}),
    "identity: /people": _STAFF,
    "identity: /stuck-events": _STAFF,
    "identity: /companies": frozenset({"customer", "agency"}),
    "timesheets: /jobs": frozenset({"customer", "agency"}),
    "timesheets: /jobs/feed": frozenset({"customer"}),
    "timesheets: /my": _PAID,
    "timesheets: /projects": frozenset({"customer", "agency"}),
    "timesheets: /stuck-events": _STAFF,
    "timesheets: /work": frozenset({"customer", "agency"}),
    "timesheets: /work-orders": _STAFF,
    "payments: /my": _PAID,
    "payments: /agency-accounts": _STAFF,
    "payments: /bank-files": _STAFF,
    "payments: /companies": frozenset({"customer", "agency"}),
    "payments: /companies/{company_id}/invoicing": _STAFF,
    "payments: /contractors": _STAFF,
    "payments: /invoice-runs": _STAFF,
    "payments: /invoices": frozenset({"customer", "agency"}),
    "payments: /invoices/drafts": _STAFF,
    "payments: /invoices/{invoice_id}/disputes/{dispute_id}/resolve": _STAFF,
    "payments: /invoices/{invoice_id}/disputes/{dispute_id}/withdraw": frozenset({"customer"}),
    "payments: /disputes": frozenset({"customer", "agency"}),
    "payments: /ledger": _STAFF,
    "payments: /pay-runs": _STAFF,
    "payments: /payments": _STAFF,
    "payments: /payments/{payment_id}": frozenset({"contractor", "agency"}),
    "payments: /set-off": _STAFF,
    "payments: /settings": _STAFF,
    "payments: /stuck-events": _STAFF,
    "payments: /transactions": _STAFF,
    "payments: /work": _STAFF,
    "payments: /transactions/{transaction_id}": frozenset({"contractor", "agency"}),
    "payments: /transactions/{transaction_id}/": _STAFF,
    "documents: /attachments": frozenset({"customer", "agency"}),
    "documents: /documents": _ALL,
    "documents: /offers": frozenset({"customer", "agency"}),
    "documents: /offers/{offer_id}/evidence": _STAFF,
    "documents: /offers/{offer_id}/extend": _STAFF,
    "documents: /offers/{offer_id}/remind": _STAFF,
    "documents: /offers/{offer_id}/withdraw": _STAFF,
    "documents: /stuck-events": _STAFF,
    "notifications: /deliveries": _STAFF,
    "notifications: /inquiries": frozenset({"customer", "agency"}),
    "notifications: /inquiries/assignees": _STAFF,
    "notifications: /inquiries/{inquiry_id}/assign": _STAFF,
    "notifications: /inquiries/{inquiry_id}/close": _STAFF,
    "notifications: /my": _ALL,
    "notifications: /stuck-events": _STAFF,
}


def portals_of(operation: Operation) -> frozenset[str]:
    """For whom it is. Raises LookupError where nobody has said."""
    named = f"{operation.api}: {operation.path}"
    fitting = [one for one in PORTALS if named.startswith(one)]
    if not fitting:
        raise LookupError(f"{operation}: say in tests/outside whose portals this is for")
    return PORTALS[max(fitting, key=len)]


def with_pass() -> list[Operation]:
    return [one for one in OPERATIONS if str(one) not in WITHOUT_PASS]


def test_who_may_ask_is_said_of_every_endpoint() -> None:
    assert {str(one) for one in OPERATIONS} >= set(WITHOUT_PASS)
    for one in with_pass():
        assert portals_of(one)
    known = [f"{one.api}: {one.path}" for one in OPERATIONS]
    assert not [path for path in PORTALS if not any(one.startswith(path) for one in known)]


def needs_permission(operation: Operation) -> bool:
    named = (str(operation), f"{operation.api}: {operation.path}")
    if str(operation) in NEEDS_PERMISSION_ALL_THE_SAME:
        return True
    return not any(one.startswith(WITHOUT_PERMISSION) for one in named)


class ServiceAddresses:
    """The services' own addresses, and passes of the people."""

    def __init__(self, world: World, clients: Mapping[str, httpx2.AsyncClient]) -> None:
        self._world = world
        self._clients = clients

    async def ask(
        self, operation: Operation, ask: PreparedRequest, token: str | None
    ) -> httpx2.Response:
        """The answer to a request with this pass."""
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        return await send(self._clients[operation.api], ask, **headers)

    async def pass_of(self, guest: PortalClient, slug: str) -> str:
        """The pass of somebody who is signed in. Good for a minute."""
        answer = await self._clients["identity"].post(
            "/sessions/pass",
            json={"agency": slug, "session_token": session_of(guest.client, guest.portal)},
        )
        assert answer.status_code == 200
        return answer.json()["pass"]


@asynccontextmanager
async def doors(world: World) -> AsyncGenerator[ServiceAddresses]:
    """Ways to the services that do not lead through the edge."""
    clients = {name: loopback_client(30.0) for name in SERVICES}
    try:
        for name, client in clients.items():
            client.base_url = world.stack.addresses.api(name)
        yield ServiceAddresses(world, clients)
    finally:
        for client in clients.values():
            await client.aclose()


def signing_key(world: World) -> OKPKey:
    """The key that identity signs passes with."""
    return OKPKey.import_key(json.loads(world.stack.secrets.pass_signing_key_file.read_text()))


_NO_ALGORITHM = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').rstrip(b"=").decode()


def _changed(claims: dict[str, Any], how: str) -> dict[str, Any]:
    past = int(time.time()) - 3_600
    changes: Mapping[str, dict[str, Any]] = {
        "expired": {"iat": past - 60, "exp": past},
        "without an end": {"exp": None},
        "of another issuer": {"iss": f"not-{ISSUER}"},
        "for another audience": {"aud": f"not-{AUDIENCE}"},
    }
    merged = claims | changes.get(how, {})
    return {name: value for name, value in merged.items() if name != "exp" or value is not None}


async def forged(world: World, ways: ServiceAddresses, how: str) -> str | None:
    """A pass of staff that is not good, or none."""
    if how == "none":
        return None
    real = await ways.pass_of(world.home.staff, world.home.plan.slug)
    key = signing_key(world)
    found = jwt.decode(real, key, algorithms=[ALGORITHM])
    header: dict[str, Any] = {"alg": ALGORITHM, "kid": found.header.get("kid")}
    head, body, signature = real.split(".")
    if how == "changed":
        other = jwt.encode(
            header, found.claims | {"sub": str(new_id())}, key, algorithms=[ALGORITHM]
        )
        return f"{head}.{other.split('.')[1]}.{signature}"
    if how == "not signed":
        return f"{_NO_ALGORITHM}.{body}."
    if how == "signed with the public key":
        shared = OctKey.import_key(json.dumps(key.as_dict(private=False)))
        return jwt.encode(header | {"alg": "HS256"}, found.claims, shared)
    if how == "signed by another key":
        key = OKPKey.generate_key("Ed25519", {"kid": header["kid"]})
    return jwt.encode(header, _changed(dict(found.claims), how), key, algorithms=[ALGORITHM])


@pytest.mark.parametrize(
    "how",
    [
        "none",
        "expired",
        "without an end",
        "of another issuer",
        "for another audience",
        "signed by another key",
        "changed",
        "not signed",
        "signed with the public key",
    ],
)
async def test_no_endpoint_takes_a_pass_that_is_not_good(world: World, how: str) -> None:
    async with doors(world) as ways:
        token = await forged(world, ways, how)

        async def check(operation: Operation) -> list[str]:
            answer = await ways.ask(operation, operation.ask(world.ids), token)
            said = leaks(answer, world.secrets)
            if answer.status_code != 401 or said:
                return [f"{operation}: {answer.status_code} {said} {answer.text[:200]}"]
            return []

        assert await faults_of([check(one) for one in with_pass()]) == []


async def test_what_needs_no_pass_tells_nothing_without_its_proof(world: World) -> None:
    async with doors(world) as ways:

        async def check(operation: Operation) -> list[str]:
            agency_id = world.home.staff.person["agency_id"]
            ask = operation.ask(world.ids, agency=world.home.plan.slug, agency_id=agency_id)
            answer = await ways.ask(operation, ask, None)
            said = leaks(answer, world.secrets)
            if answer.status_code >= 500 or said or "session_token" in answer.text:
                return [f"{operation}: {answer.status_code} {said} {answer.text[:200]}"]
            return []

        assert await faults_of([check(one) for one in OPERATIONS if str(one) in WITHOUT_PASS]) == []


@pytest.mark.requirement("K16")
@pytest.mark.parametrize("portal", sorted(_ALL))
async def test_an_endpoint_is_for_its_portals_alone(world: World, portal: str) -> None:
    guests = {"contractor": world.owner, "customer": world.contact, "agency": world.home.staff}
    async with doors(world) as ways:
        token = await ways.pass_of(guests[portal], world.home.plan.slug)

        async def check(operation: Operation) -> list[str]:
            answer = await ways.ask(operation, operation.ask(world.ids), token)
            if answer.status_code not in {403, 404}:
                return [f"{operation}: {answer.status_code} {answer.text[:200]}"]
            return []

        asked = [one for one in with_pass() if portal not in portals_of(one)]
        assert asked
        assert await faults_of([check(one) for one in asked]) == []
    assert await world.changed() == []


@pytest.mark.requirement("K16")
@pytest.mark.parametrize("portal", sorted(_ALL))
async def test_who_has_no_permission_is_refused_everything(world: World, portal: str) -> None:
    guests = {"contractor": world.owner, "customer": world.contact, "agency": world.home.staff}
    async with doors(world) as ways:
        key = signing_key(world)
        real = await ways.pass_of(guests[portal], world.home.plan.slug)
        found = jwt.decode(real, key, algorithms=[ALGORITHM])
        token = jwt.encode(
            {"alg": ALGORITHM, "kid": found.header.get("kid")},
            {**found.claims, "permissions": []},
            key,
            algorithms=[ALGORITHM],
        )

        async def check(operation: Operation) -> list[str]:
            answer = await ways.ask(operation, operation.ask(world.ids), token)
            if answer.status_code not in {403, 404}:
                return [f"{operation}: {answer.status_code} {answer.text[:200]}"]
            return []

        assert await faults_of([check(one) for one in with_pass() if needs_permission(one)]) == []
    assert await world.changed() == []


@pytest.mark.requirement("K16")
@pytest.mark.parametrize("who", INTRUDERS)
async def test_a_service_says_nothing_of_what_is_anothers(world: World, who: str) -> None:
    intruder = world.intruders[who]
    async with doors(world) as ways:
        token = await ways.pass_of(intruder.visitor, intruder.slug)

        async def check(operation: Operation) -> list[str]:
            found: list[str] = []
            for aimed in (True, False):
                ask = operation.ask(intruder.ids, aimed=aimed)
                # What it does to the one who asks is not asked here.
                if not (operation.is_safe or ask.names):
                    continue
                answer = await ways.ask(operation, ask, token)
                said = leaks(answer, intruder.secrets)
                if said or not is_right(answer, operation, ask):
                    found.append(f"{operation}: {answer.status_code} {said} {answer.text[:300]}")
            return found

        assert await faults_of([check(one) for one in with_pass()]) == []
    assert await world.changed() == []


@pytest.mark.requirement("X7")
async def test_a_pass_is_of_one_agency_whatever_the_request_names(world: World) -> None:
    """A session of one agency gives no pass at another one."""
    async with doors(world) as ways:
        for guest, slug in (
            (world.owner, world.away.plan.slug),
            (world.away.staff, world.home.plan.slug),
        ):
            with pytest.raises(AssertionError):
                await ways.pass_of(guest, slug)
        token = await ways.pass_of(world.owner, world.home.plan.slug)
        found = jwt.decode(token, signing_key(world), algorithms=[ALGORITHM])
        assert UUID(found.claims["sub"]) == UUID(world.owner.person["person_id"])
