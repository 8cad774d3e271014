"""A person with the right password gets in at a browser of theirs, whatever strangers try."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

import httpx2
import pytest

from chassis.runtime import Runtime
from contracts.access import Portal
from contracts.ids import AgencyId
from identity.known_browsers.model import MAX_BROWSERS
from identity.throttling.model import LIMITS, Counter

from ..conftest import PASSWORD, STAFF_PASSWORD

if TYPE_CHECKING:
    from ..conftest import Site

STAFF = "ada@nord.example"
OFFICE = {"X-Forwarded-For": "203.0.113.66"}
NEW = "another staple entirely"
STRANGERS = 100

pytestmark = pytest.mark.requirement("X7")


def at(*tokens: str, network: str = OFFICE["X-Forwarded-For"]) -> dict[str, str]:
    """A browser that keeps these tokens, in the network of the strangers unless told otherwise."""
    return {"X-Forwarded-For": network, "X-Known-Browsers": ".".join(tokens)}


async def signed_in(
    site: "Site", email: str = STAFF, password: str = STAFF_PASSWORD, **more: Any
) -> dict[str, Any]:
    """The answer to a right password from elsewhere, where nobody has tried."""
    answer = await site.login(email, password, **more)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def strangers_try(site: "Site", runtime: Runtime) -> None:
    """A hundred wrong tries from one network, on many accounts, the person's among them.

    It has to wait for minutes then, so that a slow machine does not outlast it.
    """
    for n in range(STRANGERS):
        email = f"ada@{site.slug}.example" if n % 20 == 0 else f"somebody-{n}@{site.slug}.example"
        answer = await site.login(email, f"guess {n}", headers=OFFICE)
        assert answer.status_code in {401, 429}
    async with runtime.unit_of_work(await _agency_id(site)) as uow:
        failed = await uow.fetchval(
            "UPDATE sign_in_failures SET failures = failures + 9, last_failed_at = now()"
            " WHERE counter = $1 AND failures > 0 RETURNING failures",
            Counter.NETWORK,
        )
        assert failed >= LIMITS[Counter.NETWORK].free_failures


async def test_strangers_in_the_network_do_not_keep_the_person_out_of_their_own_browser(
    nord: "Site", runtime: Runtime
) -> None:
    token = (await signed_in(nord))["browser_token"]
    await strangers_try(nord, runtime)
    assert (await nord.login(STAFF, STAFF_PASSWORD, headers=OFFICE)).status_code == 429
    known = await nord.login(STAFF, STAFF_PASSWORD, headers=at(token))
    assert known.status_code == 200
    assert known.json()["browser_token"] == token
    # A browser that nobody knows is still throttled there: this was no pardon for the network.
    assert (await nord.login(STAFF, STAFF_PASSWORD, headers=OFFICE)).status_code == 429
    assert (await nord.login(STAFF, STAFF_PASSWORD, headers=at("made-up"))).status_code == 429


async def test_wrong_tries_at_a_known_browser_count_for_it_alone(
    nord: "Site", runtime: Runtime
) -> None:
    first, second = [(await signed_in(nord))["browser_token"] for _ in range(2)]
    assert first != second
    free = LIMITS[Counter.KNOWN_BROWSER].free_failures
    statuses = [
        (await nord.login(STAFF, f"guess {n}", headers=at(first))).status_code
        for n in range(free + 1)
    ]
    assert statuses[:free] == [401] * free
    await _as_if_for_minutes(runtime, await _agency_id(nord))
    refused = await nord.login(STAFF, STAFF_PASSWORD, headers=at(first))
    assert refused.status_code == 429
    # The wait is as bounded as any.
    assert 1 <= int(refused.headers["Retry-After"]) <= 15 * 60
    assert (await nord.login(STAFF, STAFF_PASSWORD, headers=at(second))).status_code == 200
    assert (await nord.login(STAFF, STAFF_PASSWORD, headers=OFFICE)).status_code == 200


async def test_a_browser_known_for_one_account_is_none_for_another(
    nord: "Site", fjord: "Site", runtime: Runtime
) -> None:
    token = (await signed_in(nord))["browser_token"]
    await nord.a_contractor()
    theirs = (await signed_in(nord, "alma@berg.example", PASSWORD, portal=Portal.CONTRACTOR))[
        "browser_token"
    ]
    await strangers_try(nord, runtime)
    await strangers_try(fjord, runtime)
    own = await nord.login("alma@berg.example", PASSWORD, Portal.CONTRACTOR, headers=at(theirs))
    assert own.status_code == 200
    assert (await nord.login(STAFF, STAFF_PASSWORD, headers=at(theirs))).status_code == 429
    other = await fjord.login("ada@fjord.example", STAFF_PASSWORD, headers=at(token))
    assert other.status_code == 429
    # Two people at one browser: each is known there.
    assert (await nord.login(STAFF, STAFF_PASSWORD, headers=at(theirs, token))).status_code == 200


@pytest.mark.requirement("K2")
async def test_a_known_browser_tells_nothing_about_other_addresses(nord: "Site") -> None:
    token = (await signed_in(nord))["browser_token"]
    invited = await nord.invite(await nord.staff(), Portal.CONTRACTOR, "alma@berg.example")
    answers = [
        await nord.login(STAFF, "guess", headers=at(token)),
        await nord.login(STAFF, "guess", headers=OFFICE),
        await nord.login("nobody@nord.example", "guess", headers=at(token)),
        await nord.login(invited["email"], "guess", Portal.CONTRACTOR, headers=at(token)),
    ]
    bodies = [{**answer.json(), "request_id": ""} for answer in answers]
    assert {answer.status_code for answer in answers} == {401}
    assert all(body == bodies[0] for body in bodies)


@pytest.mark.parametrize("how", ["password", "end_all", "one", "staff", "reset"])
async def test_a_browser_is_known_no_more_when_the_person_has_done_with_it(
    nord: "Site", client: httpx2.AsyncClient, runtime: Runtime, how: str
) -> None:
    person, _ = await nord.a_contractor()
    here = await signed_in(nord, person["email"], PASSWORD, portal=Portal.CONTRACTOR)
    there = await signed_in(nord, person["email"], PASSWORD, portal=Portal.CONTRACTOR)
    headers = await nord.headers_of(here["session_token"])
    password = PASSWORD
    if how == "password":
        body = {"current_password": PASSWORD, "password": NEW}
        done = await client.post("/me/password", json=body, headers=headers)
        password = NEW
    elif how == "end_all":
        done = await client.post("/me/sessions/end-all", json={"this_one": False}, headers=headers)
    elif how == "one":
        listed = (await client.get("/me/sessions", headers=headers)).json()["items"]
        assert len(listed) == 3
        theirs = await nord.headers_of(there["session_token"])
        items = (await client.get("/me/sessions", headers=theirs)).json()["items"]
        gone = next(item["session_id"] for item in items if item["current"])
        done = await client.post(f"/me/sessions/{gone}/end", headers=headers)
    elif how == "staff":
        path = f"/people/{person['person_id']}/sessions/end"
        done = await client.post(path, headers=await nord.staff())
    else:
        await nord.post("/password/forgot", portal="contractor", email=person["email"])
        link = (await nord.tokens(person["person_id"]))[-1]
        done = await nord.post("/password/reset", token=link, password=NEW)
        password = NEW
    assert done.status_code in {200, 204}, done.text
    await strangers_try(nord, runtime)

    async def gets_in(token: str) -> bool:
        answer = await nord.login(person["email"], password, Portal.CONTRACTOR, headers=at(token))
        assert answer.status_code in {200, 429}
        return answer.status_code == 200

    assert not await gets_in(there["browser_token"])
    assert await gets_in(here["browser_token"]) == (how in {"password", "end_all", "one"})


async def test_a_browser_is_forgotten_in_time_and_an_account_has_not_too_many(
    nord: "Site", runtime: Runtime
) -> None:
    tokens = [(await signed_in(nord))["browser_token"] for _ in range(MAX_BROWSERS + 1)]
    agency_id = await _agency_id(nord)
    async with runtime.unit_of_work(agency_id) as uow:
        kept = await uow.fetch("SELECT token_hash FROM known_browsers")
        assert len(kept) == MAX_BROWSERS
        assert all(token.encode() not in row["token_hash"] for row in kept for token in tokens)
        await uow.execute("UPDATE known_browsers SET expires_at = now()")
    await strangers_try(nord, runtime)
    assert (await nord.login(STAFF, STAFF_PASSWORD, headers=at(tokens[-1]))).status_code == 429


async def test_strangers_do_not_keep_a_known_browser_from_its_passkeys_and_links(
    nord: "Site", runtime: Runtime
) -> None:
    token = (await signed_in(nord))["browser_token"]
    ways: dict[str, dict[str, object]] = {
        "/login/passkey/options": {"origin": "http://nord.localhost:8080"},
        "/password/forgot": {"portal": "agency", "email": STAFF},
        "/password/check": {"password": "guess"},
    }
    for path, body in ways.items():
        assert (await nord.post_from(OFFICE, path, **body)).status_code < 300
    await _as_if_for_minutes(runtime, await _agency_id(nord))
    for path, body in ways.items():
        assert (await nord.post_from(OFFICE, path, **body)).status_code == 429, path
        assert (await nord.post_from(at(token), path, **body)).status_code < 300, path


@pytest.mark.parametrize("header", ["x" * 4000, ".....", "a b;c", ".".join("abcdefgh")])
async def test_what_is_no_token_is_no_known_browser(nord: "Site", header: str) -> None:
    answer = await nord.login(
        STAFF,
        STAFF_PASSWORD,
        headers={**OFFICE, "X-Known-Browsers": header},
    )
    assert answer.status_code == 200
    assert len(answer.json()["browser_token"]) == 43


async def _agency_id(site: "Site") -> AgencyId:
    found = await signed_in(site, f"ada@{site.slug}.example")
    return AgencyId(UUID(found["person"]["agency_id"]))


async def _as_if_for_minutes(runtime: Runtime, agency_id: AgencyId) -> None:
    """As if those who failed so far had failed so often that they have to wait for minutes."""
    async with runtime.unit_of_work(agency_id) as uow:
        await uow.execute(
            "UPDATE sign_in_failures SET failures = 700, last_failed_at = now() WHERE failures > 0"
        )
