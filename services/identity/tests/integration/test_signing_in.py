import asyncio
import json
from typing import TYPE_CHECKING
from uuid import UUID

import httpx2
import pytest
from argon2 import PasswordHasher

from chassis.runtime import Runtime
from contracts.access import Portal
from contracts.ids import AgencyId
from identity.passwords import hashing
from identity.throttling.model import LIMITS, Counter

if TYPE_CHECKING:
    from ..conftest import Site

STAFF = "ada@nord.example"
STAFF_PASSWORD = "a staple for the staff"
HOME = {"X-Forwarded-For": "198.51.100.7"}
ELSEWHERE = {"X-Forwarded-For": "10.0.0.1, 203.0.113.66"}


@pytest.mark.requirement("C3")
async def test_the_right_password_opens_a_session_that_is_good_for_passes(nord: "Site") -> None:
    answer = await nord.login(STAFF, STAFF_PASSWORD)
    assert answer.status_code == 200
    assert answer.json()["person"]["email"] == STAFF
    admitted = await nord.pass_of(answer.json()["session_token"])
    assert admitted.status_code == 200
    assert admitted.json().keys() == {"pass", "expires_at", "person", "agency"}
    assert admitted.json()["agency"]["slug"] == "nord"


@pytest.mark.requirement("K2")
async def test_whatever_is_wrong_the_answer_is_the_same(nord: "Site", fjord: "Site") -> None:
    invited = await nord.invite(await nord.staff(), Portal.CONTRACTOR, "alma@berg.example")
    answers = [
        await nord.login(STAFF, "not the password"),
        await nord.login("nobody@nord.example", STAFF_PASSWORD),
        await nord.login("not an address \u202e", STAFF_PASSWORD),
        await nord.login(STAFF, STAFF_PASSWORD, Portal.CUSTOMER),
        await fjord.login(STAFF, STAFF_PASSWORD),
        await nord.login(invited["email"], "correct horse battery", Portal.CONTRACTOR),
    ]
    bodies = [{**answer.json(), "request_id": ""} for answer in answers]
    assert {answer.status_code for answer in answers} == {401}
    assert bodies[0]["code"] == "wrong_credentials"
    assert all(body == bodies[0] for body in bodies)


async def test_an_unknown_agency_is_not_found(nord: "Site", client: httpx2.AsyncClient) -> None:
    body = {"agency": "nobody", "portal": "agency", "email": STAFF, "password": STAFF_PASSWORD}
    assert (await client.post("/login", json=body)).status_code == 404
    assert (await client.get("/agencies/by-slug/nobody")).status_code == 404
    assert (await client.get("/agencies/by-slug/NORD")).json()["name"] == "Nord Staffing"


@pytest.mark.parametrize("email", ["a\x00b@nord.example", "x" * 300, "\ud800@nord.example"])
async def test_an_address_that_cannot_be_one_is_refused_by_its_field(
    nord: "Site", client: httpx2.AsyncClient, email: str
) -> None:
    body = b'{"agency":"nord","portal":"agency","password":"x","email":%s}' % _json(email)
    refused = await client.post(
        "/login", content=body, headers={"Content-Type": "application/json"}
    )
    assert refused.status_code == 422
    assert [error["field"] for error in refused.json()["errors"]] == ["email"]


@pytest.mark.requirement("X7")
async def test_after_some_failures_even_the_right_password_has_to_wait(
    nord: "Site", runtime: Runtime
) -> None:
    agency_id = await _agency_id(nord)
    free = LIMITS[Counter.ACCOUNT_FROM_NETWORK].free_failures
    statuses = await _guess_until_throttled(nord)
    assert statuses[:free] == [401] * free
    await _many_failures(runtime, agency_id, Counter.ACCOUNT_FROM_NETWORK)
    refused = await nord.login(STAFF, STAFF_PASSWORD)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) >= 1
    await _time_passes(runtime, agency_id)
    assert (await nord.login(STAFF, STAFF_PASSWORD)).status_code == 200
    # The right password wipes the slate clean.
    assert (await _guess_until_throttled(nord))[:free] == [401] * free


@pytest.mark.requirement("X7")
async def test_guesses_sent_all_at_once_are_counted_one_by_one(nord: "Site") -> None:
    free = LIMITS[Counter.ACCOUNT_FROM_NETWORK].free_failures
    answers = await asyncio.gather(*(nord.login(STAFF, f"guess {n}") for n in range(free + 10)))
    statuses = [answer.status_code for answer in answers]
    assert set(statuses) == {401, 429}
    # On a slow machine a second or two passes meanwhile, in which one more is looked at.
    assert free <= statuses.count(401) <= free + 3


@pytest.mark.requirement("X7")
async def test_right_and_wrong_passwords_at_once_do_not_get_in_each_others_way(
    nord: "Site",
) -> None:
    await nord.login(STAFF, STAFF_PASSWORD)
    people = [STAFF, "x@nord.example", "y@nord.example"]
    answers = await asyncio.gather(
        *(nord.login(STAFF, STAFF_PASSWORD) for _ in range(4)),
        *(nord.login(people[n % 3], "guess") for n in range(12)),
    )
    assert {answer.status_code for answer in answers} <= {200, 401, 429}


@pytest.mark.requirement("X7")
async def test_guessers_elsewhere_do_not_lock_the_person_out(
    nord: "Site", runtime: Runtime
) -> None:
    agency_id = await _agency_id(nord)
    free = LIMITS[Counter.ACCOUNT].free_failures
    statuses = await _guess_until_throttled(nord, many_networks=True)
    assert statuses[:free] == [401] * free
    await _many_failures(runtime, agency_id, Counter.ACCOUNT)
    assert (await nord.login(STAFF, STAFF_PASSWORD, headers=ELSEWHERE)).status_code == 429
    # The wait is over all networks but those from which the person has signed in before.
    assert (await nord.login(STAFF, STAFF_PASSWORD)).status_code == 200
    # And the way by e-mail is open from everywhere.
    forgot = await nord.post_from(ELSEWHERE, "/password/forgot", portal="agency", email=STAFF)
    assert forgot.status_code == 202


@pytest.mark.requirement("X7")
async def test_one_password_tried_on_many_accounts_is_slowed_down_by_network(
    nord: "Site", runtime: Runtime
) -> None:
    agency_id = await _agency_id(nord)
    await nord.login("somebody@nord.example", "guess", headers=ELSEWHERE)
    await _many_failures(runtime, agency_id, Counter.NETWORK)
    other = await nord.login("somebody.else@nord.example", "guess", headers=ELSEWHERE)
    assert other.status_code == 429
    assert (await nord.login(STAFF, STAFF_PASSWORD)).status_code == 200


@pytest.mark.requirement("X7")
async def test_signing_in_gives_a_new_token_and_ends_the_browsers_earlier_session(
    nord: "Site",
) -> None:
    first = (await nord.login(STAFF, STAFF_PASSWORD)).json()["session_token"]
    second = (await nord.login(STAFF, STAFF_PASSWORD, session_token=first)).json()["session_token"]
    assert second != first
    assert (await nord.pass_of(first)).status_code == 401
    assert (await nord.pass_of(second)).status_code == 200


async def test_a_hash_made_in_an_older_way_is_renewed_by_signing_in(
    nord: "Site", runtime: Runtime
) -> None:
    older = PasswordHasher(time_cost=2, memory_cost=1024, parallelism=1).hash(STAFF_PASSWORD)
    agency_id = await _agency_id(nord)
    async with runtime.unit_of_work(agency_id) as uow:
        await uow.execute("UPDATE passwords SET hash = $1", older)
    assert (await nord.login(STAFF, STAFF_PASSWORD)).status_code == 200
    async with runtime.unit_of_work(agency_id) as uow:
        today = f"m={hashing.MEMORY_COST_KIB},t={hashing.TIME_COST},p={hashing.PARALLELISM}"
        assert today in await uow.fetchval("SELECT hash FROM passwords")
    assert (await nord.login(STAFF, STAFF_PASSWORD)).status_code == 200


@pytest.mark.requirement("X7")
async def test_a_session_ends_for_good_by_logging_out(nord: "Site") -> None:
    token = (await nord.login(STAFF, STAFF_PASSWORD)).json()["session_token"]
    assert (await nord.post("/logout", session_token=token)).status_code == 204
    refused = await nord.pass_of(token)
    assert (refused.status_code, refused.json()["code"]) == (401, "session_over")
    assert refused.json()["because"] == "signed_out"
    assert (await nord.post("/logout", session_token=token)).status_code == 204
    assert (await nord.post("/logout", session_token="never was one")).status_code == 204


async def test_a_session_ends_by_itself(nord: "Site", runtime: Runtime) -> None:
    token = (await nord.login(STAFF, STAFF_PASSWORD)).json()["session_token"]
    async with runtime.unit_of_work(await _agency_id(nord)) as uow:
        await uow.execute("UPDATE sessions SET expires_at = now() - interval '1 second'")
    refused = await nord.pass_of(token)
    assert (refused.status_code, refused.json()["because"]) == (401, "timed_out")
    assert "because" not in (await nord.pass_of("never was one")).json()


@pytest.mark.requirement("K2")
async def test_a_session_of_one_agency_is_none_at_another(nord: "Site", fjord: "Site") -> None:
    token = (await nord.login(STAFF, STAFF_PASSWORD)).json()["session_token"]
    assert (await fjord.pass_of(token)).status_code == 401
    await fjord.post("/logout", session_token=token)
    assert (await nord.pass_of(token)).status_code == 200


@pytest.mark.requirement("C5")
async def test_own_sessions_are_listed_and_ended_one_by_one_or_all_others(
    nord: "Site", client: httpx2.AsyncClient
) -> None:
    tokens = [
        (await nord.login(STAFF, STAFF_PASSWORD, remember=n == 1)).json()["session_token"]
        for n in range(3)
    ]
    headers = await nord.headers_of(tokens[0])
    listed = (await client.get("/me/sessions", headers=headers)).json()["items"]
    assert [s["current"] for s in listed].count(True) == 1
    assert {s["network"] for s in listed} == {"198.51.100.7"}
    assert {s["user_agent"] for s in listed} == {"Firefox"}
    assert [s["remembered"] for s in listed].count(True) == 1
    remembered = next(s["session_id"] for s in listed if s["remembered"])
    ended = await client.post(f"/me/sessions/{remembered}/end", headers=headers)
    assert ended.status_code == 204
    assert (await nord.pass_of(tokens[1])).status_code == 401
    again = await client.post(f"/me/sessions/{remembered}/end", headers=headers)
    assert again.status_code == 404
    others = await client.post("/me/sessions/end-all", json={"this_one": False}, headers=headers)
    assert others.json() == {"ended": 1}
    assert (await nord.pass_of(tokens[2])).status_code == 401
    assert (await nord.pass_of(tokens[0])).status_code == 200


async def test_nobody_ends_the_session_of_another_person(
    nord: "Site", client: httpx2.AsyncClient
) -> None:
    _, token = await nord.a_contractor()
    headers = await nord.headers_of(token)
    (own,) = (await client.get("/me/sessions", headers=headers)).json()["items"]
    staff = await nord.staff()
    refused = await client.post(f"/me/sessions/{own['session_id']}/end", headers=staff)
    assert refused.status_code == 404
    assert (await nord.pass_of(token)).status_code == 200


async def test_me_is_the_person_of_the_pass(nord: "Site", client: httpx2.AsyncClient) -> None:
    me = (await client.get("/me", headers=await nord.staff())).json()
    assert me["person"]["name"] == "Ada Ng"
    assert me["agency"]["slug"] == "nord"
    assert (await client.get("/me")).status_code == 401


@pytest.mark.requirement("X7")
async def test_a_refused_sign_in_is_logged_without_address_or_secret(
    nord: "Site", capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    await nord.login(STAFF, "guess-of-somebody")
    await nord.login("nobody@nord.example", "guess-of-somebody")
    await nord.pass_of("no-such-session-token")
    logged = capsys.readouterr().out
    assert logged.count("sign_in_refused") == 2
    assert "wrong_password" in logged
    assert "unknown_address" in logged
    assert "session_refused" in logged
    for secret in ("guess-of-somebody", "nobody@nord", STAFF, "no-such-session-token"):
        assert secret not in logged


async def _guess_until_throttled(site: "Site", *, many_networks: bool = False) -> list[int]:
    """Guess until an attempt is refused unseen. Waits double: it ends soon on any machine."""
    statuses: list[int] = []
    for n in range(60):
        headers = {"X-Forwarded-For": f"203.0.113.{n}"} if many_networks else HOME
        statuses.append((await site.login(STAFF, "guess", headers=headers)).status_code)
        if statuses[-1] == 429:
            return statuses
    raise AssertionError(statuses)


async def _many_failures(runtime: Runtime, agency_id: AgencyId, counter: Counter) -> None:
    """As if those who failed so far had failed often enough to wait for minutes."""
    async with runtime.unit_of_work(agency_id) as uow:
        await uow.execute(
            "UPDATE sign_in_failures SET failures = $2, last_failed_at = now()"
            " WHERE counter = $1 AND failures > 0",
            counter,
            LIMITS[counter].free_failures + 9,
        )


async def _time_passes(runtime: Runtime, agency_id: AgencyId) -> None:
    """An hour later, as far as failures are concerned."""
    async with runtime.unit_of_work(agency_id) as uow:
        await uow.execute(
            "UPDATE sign_in_failures SET last_failed_at = last_failed_at - interval '1 hour'"
        )


def _json(text: str) -> bytes:
    return json.dumps(text).encode()


async def _agency_id(site: "Site") -> AgencyId:
    answer = await site.login(STAFF, STAFF_PASSWORD)
    return AgencyId(UUID(answer.json()["person"]["agency_id"]))
