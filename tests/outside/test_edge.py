"""The edge from outside: every endpoint, asked by those who may not."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from uuid import uuid4

import httpx2
import pytest

from portico_local.demo.client import PortalClient
from portico_local.http import loopback_client

from .operations import Operation, PreparedRequest, operations
from .world import Intruder, World, faults_of, is_right, leaks, send

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(300, func_only=True),
    pytest.mark.requirement("X7"),
]

OPERATIONS = operations("edge")

# Served to whoever comes, and why. Everything else needs a session.
PUBLIC: Mapping[str, str] = {
    "GET /api/public/agency": "whose site it is, as its sign-in page shows",
    "GET /api/public/calendars/{secret}/jobs.ics": "the address is the proof",
    "POST /api/public/approval-links/inspect": "the link is the proof",
    "POST /api/public/approval-links/decide": "the link is the proof, once",
    "POST /api/public/verify": "whoever has the document, or its number and code",
    "PUT /api/public/language": "kept by this browser",
    "GET /api/session/remembered": "what this browser keeps",
    "POST /api/session/login": "the password is the proof",
    "POST /api/session/login/passkey": "the passkey is the proof",
    "POST /api/session/login/passkey/options": "a challenge, the same for everybody",
    "POST /api/session/login/second-factor": "the ticket and the factor are the proof",
    "POST /api/session/login/second-factor/passkey-options": "the ticket is the proof",
    "POST /api/session/oidc/start": "begins a sign-in at a provider",
    "POST /api/session/oidc/second-factor": "the ticket that this browser keeps is the proof",
    "POST /api/session/logout": "ends what there is, and says the same where there is nothing",
    "POST /api/session/forgot": "the same answer whoever is asked for",
    "POST /api/session/password/check": "whether a password is good; keeps nothing",
    "POST /api/session/links/inspect": "the link is the proof",
    "POST /api/session/links/renew": "the same answer whatever link it is",
    "POST /api/session/links/login": "the link is the proof",
    "POST /api/session/invitations/accept": "the link is the proof",
    "POST /api/session/password/reset": "the link is the proof",
}


def portal_of(operation: Operation, otherwise: str = "contractor") -> str:
    """Whose session it takes."""
    name = operation.path.split("/")[2]
    return name if name in {"contractor", "customer", "agency"} else otherwise


def test_what_is_public_is_on_the_list_and_nothing_on_the_list_has_gone() -> None:
    assert {one.name for one in OPERATIONS} >= set(PUBLIC)
    assert not [one.name for one in OPERATIONS if one.path.split("/")[2] not in _AREAS]


_AREAS = {"agency", "contractor", "customer", "live", "public", "session"}


@asynccontextmanager
async def browser(
    world: World, cookies: Mapping[str, str] | None = None, **headers: str
) -> AsyncGenerator[httpx2.AsyncClient]:
    """A browser at the first agency's site with these cookies."""
    kept = {"Host": world.owner.client.headers["Host"], "X-Portico": "1", **headers}
    if cookies:
        kept["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
    url = world.stack.addresses.api("edge")
    async with loopback_client(30.0) as client:
        client.base_url = url
        client.headers.update(kept)
        yield client


def session_of(guest: httpx2.AsyncClient, portal: str) -> str:
    """The token that a browser keeps."""
    return next(one.value or "" for one in guest.cookies.jar if one.name == f"portico-{portal}")


def cookies_of_a_stranger(world: World, how: str, portal: str) -> dict[str, str]:
    """What a browser could send that is not signed in at this portal here."""
    name = f"portico-{portal}"
    if how == "no session":
        return {}
    if how == "a session that never was":
        return {name: "A" * 43}
    if how == "a session of another portal":
        other = world.contact if portal == "contractor" else world.owner
        return {name: session_of(other.client, other.portal)}
    guests = {
        "contractor": "a contractor of another agency",
        "customer": "a contact of another agency",
        "agency": "staff of another agency",
    }
    guest = world.intruders[guests[portal]].visitor
    return {name: session_of(guest.client, portal)}


@pytest.mark.parametrize(
    "how",
    [
        "no session",
        "a session that never was",
        "a session of another portal",
        "a session of another agency",
    ],
)
async def test_every_endpoint_that_is_not_public_refuses(world: World, how: str) -> None:
    async def check(operation: Operation) -> list[str]:
        portal = portal_of(operation)
        cookies = cookies_of_a_stranger(world, how, portal)
        async with browser(world, cookies) as client:
            answer = await send(client, operation.ask(world.ids, portal=portal))
        said = leaks(answer, world.secrets)
        if answer.status_code != 401 or said:
            return [f"{operation.name}: {answer.status_code} {said} {answer.text[:200]}"]
        return []

    asked = [one for one in OPERATIONS if one.name not in PUBLIC]
    assert await faults_of([check(one) for one in asked]) == []


async def test_a_public_endpoint_tells_nothing_without_its_proof(world: World) -> None:
    async def check(operation: Operation) -> list[str]:
        async with browser(world) as client:
            answer = await send(client, operation.ask(world.ids))
        said = leaks(answer, world.secrets)
        signed_in = any(
            one.startswith(("portico-contractor=", "portico-customer=", "portico-agency="))
            and not one.partition("=")[2].startswith((";", '""'))
            for one in answer.headers.get_list("set-cookie")
        )
        if answer.status_code >= 500 or said or signed_in:
            return [f"{operation.name}: {answer.status_code} {said} {answer.text[:200]}"]
        return []

    asked = [one for one in OPERATIONS if one.name in PUBLIC]
    assert await faults_of([check(one) for one in asked]) == []


FROM_ELSEWHERE: list[dict[str, str]] = [
    {"X-Portico": ""},
    {"Origin": "http://fjord.localhost"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
]


async def test_no_command_comes_from_another_site(world: World) -> None:

    async def check(operation: Operation, headers: dict[str, str]) -> list[str]:
        guests = {"customer": world.contact, "agency": world.home.staff}
        portal = portal_of(operation)
        guest = guests.get(portal, world.owner)
        cookies = {f"portico-{portal}": session_of(guest.client, portal)}
        async with browser(world, cookies, **headers) as client:
            answer = await send(client, operation.ask(world.ids, portal=portal))
        if answer.status_code != 403 or leaks(answer, world.secrets):
            return [f"{operation.name} {headers}: {answer.status_code} {answer.text[:200]}"]
        return []

    asked = [one for one in OPERATIONS if not one.is_safe]
    assert (
        await faults_of([check(one, headers) for one in asked for headers in FROM_ELSEWHERE]) == []
    )
    assert await world.changed() == []


async def test_what_is_looked_for_is_there_for_its_owner(world: World) -> None:
    """Else nothing that follows could find anything."""
    for path in ("work", "transactions", "payments.csv", "payments.xlsx", "documents"):
        answer = await world.owner.call("GET", f"/api/contractor/{path}")
        assert leaks(answer, world.secrets), path
    for who, intruder in world.intruders.items():
        answer = await world.owner.call("GET", "/api/contractor/work")
        assert leaks(answer, intruder.secrets), who


INTRUDERS = (
    "another contractor",
    "a contact of another company",
    "a contact without projects",
    "a contact of another project",
    "a contact without permissions",
    "a contractor of another agency",
    "a contact of another agency",
    "staff of another agency",
)


@pytest.mark.requirement("K16")
@pytest.mark.parametrize("who", INTRUDERS)
async def test_what_is_anothers_does_not_exist(world: World, who: str) -> None:
    intruder = world.intruders[who]

    async def check(operation: Operation) -> list[str]:
        found: list[str] = []
        for aimed in (True, False):
            ask = operation.ask(intruder.ids, aimed=aimed, portal=intruder.visitor.portal)
            # What it does to the one who asks is not asked here.
            if operation.is_safe or ask.names:
                found += await fault(intruder, operation, ask)
        return found

    asked = [
        one
        for one in OPERATIONS
        if portal_of(one, intruder.visitor.portal) == intruder.visitor.portal
        and one.name not in PUBLIC
        and one.path != "/api/live"
    ]
    assert await faults_of([check(one) for one in asked]) == []
    assert await world.changed() == []


async def fault(intruder: Intruder, operation: Operation, ask: PreparedRequest) -> list[str]:
    """What was wrong with the answer to somebody who asked for what is another's."""
    answer = await send(intruder.visitor.client, ask)
    said = leaks(answer, intruder.secrets)
    if said or not is_right(answer, operation, ask):
        return [f"{operation.name} {ask.params}: {answer.status_code} {said} {answer.text[:300]}"]
    return []


@pytest.mark.requirement("K1")
@pytest.mark.requirement("K2")
async def test_a_temporary_password_is_worth_nothing_elsewhere_and_guessing_is_slowed_down(
    world: World,
) -> None:
    email = f"{uuid4().hex[:12]}@mail.example"
    person = {
        "portal": "contractor",
        "email": email,
        "name": "Ida Berg",
        "language": "en",
        "contractor": {"kind": "temp", "address": {"country": "CA", "region": "ON"}},
    }
    invited = await world.home.staff.post("/api/agency/people", person, once=True)
    path = f"/api/agency/people/{invited['person_id']}/temporary-password"
    strangers = world.intruders["staff of another agency"].visitor
    refused = await strangers.client.post(path, json={})
    assert refused.status_code == 404, refused.text
    told = (await world.home.staff.post(path, {}, once=True))["temporary_password"]

    async def typed(at: PortalClient | None, portal: str, password: str) -> httpx2.Response:
        """Typed at the login page of this agency, or of another."""
        body = {"portal": portal, "email": email, "password": password}
        host = {} if at is None else {"Host": at.client.headers["Host"]}
        async with browser(world, None, **host) as client:
            return await client.post("/api/session/login", json=body)

    for at, portal in ((strangers, "contractor"), (None, "customer"), (None, "agency")):
        answer = await typed(at, portal, told)
        assert (answer.status_code, answer.json()["code"]) == (401, "wrong_credentials")
    right = await typed(None, "contractor", told)
    assert right.status_code == 202
    assert not [one for one in right.headers.get_list("set-cookie") if "contractor=" in one]
    # Its token is a link of this agency alone.
    body = {"token": right.json()["invitation_token"]}
    for host, state in ((world.owner, "valid"), (strangers, "unknown")):
        async with browser(world, Host=host.client.headers["Host"]) as client:
            seen = await client.post("/api/session/links/inspect", json=body)
        assert seen.json()["state"] == state
    statuses: list[int] = []
    while not statuses or statuses[-1] != 429:
        assert len(statuses) < 60, statuses
        statuses.append((await typed(None, "contractor", "kf7m-3xqp-9wht")).status_code)
    assert set(statuses[:-1]) == {401}
    # Somebody was invited: that is no change that another test made.
    await world.changed()
