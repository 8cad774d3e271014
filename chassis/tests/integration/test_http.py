"""The border of HTTP: one unit of work a request, passes, idempotency keys, problem documents."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx2
import pytest

from chassis.http.app import Health, build_operations_app
from chassis.ids import new_id
from chassis.testing.passes import PassMaker
from contracts.access import Portal
from contracts.events.documents import OfferWithdrawn

AGENCY = new_id()
OTHER_AGENCY = new_id()
RecordedEvents = Callable[[type[Any]], Awaitable[list[Any]]]
Pass = Callable[..., dict[str, str]]


async def test_a_command_commits_its_row_and_its_event_together(
    client: httpx2.AsyncClient, a_pass: Pass, recorded: RecordedEvents
) -> None:
    headers = a_pass(agency_id=AGENCY) | {"Idempotency-Key": "1"}
    answer = await client.post("/counted", json={"name": "one"}, headers=headers)
    assert answer.status_code == 201
    assert (await client.get("/counted", headers=headers)).json() == ["one"]
    assert [event.title for event in await recorded(OfferWithdrawn)] == ["one"]


async def test_a_refused_command_leaves_neither_row_nor_event_nor_key(
    client: httpx2.AsyncClient, a_pass: Pass, recorded: RecordedEvents
) -> None:
    headers = a_pass(agency_id=AGENCY) | {"Idempotency-Key": "1"}
    answer = await client.post("/counted", json={"name": "late"}, headers=headers)
    problem = answer.json()
    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    assert (problem["code"], problem["state"]) == ("too_late", "closed")
    assert problem["title"] == "It is too late for that"
    assert problem["request_id"] == answer.headers["x-request-id"]
    assert (await client.get("/counted", headers=headers)).json() == []
    assert await recorded(OfferWithdrawn) == []
    again = await client.post("/counted", json={"name": "in time"}, headers=headers)
    assert again.status_code == 201


async def test_one_agency_sees_nothing_of_another(client: httpx2.AsyncClient, a_pass: Pass) -> None:
    mine = a_pass(agency_id=AGENCY) | {"Idempotency-Key": "1"}
    theirs = a_pass(agency_id=OTHER_AGENCY) | {"Idempotency-Key": "1"}
    await client.post("/counted", json={"name": "mine"}, headers=mine)
    await client.post("/counted", json={"name": "theirs"}, headers=theirs)
    assert (await client.get("/counted", headers=theirs)).json() == ["theirs"]
    seen = await client.post("/open/echo", json={"text": "hello"})
    assert seen.json() == {"text": "hello", "seen": "0"}


async def test_all_that_a_request_reads_is_of_one_moment(
    client: httpx2.AsyncClient, a_pass: Pass
) -> None:
    headers = a_pass(agency_id=AGENCY)
    assert (await client.get("/counted/twice", headers=headers)).json() == [[], []]
    assert (await client.get("/counted", headers=headers)).json() == ["meanwhile"]


async def test_a_request_that_only_reads_can_write_nothing(
    client: httpx2.AsyncClient, a_pass: Pass
) -> None:
    headers = a_pass(agency_id=AGENCY)
    assert (await client.get("/counted/written", headers=headers)).status_code == 500
    assert (await client.get("/counted", headers=headers)).json() == []


async def test_a_command_sent_again_gets_the_first_answer_and_has_one_effect(
    client: httpx2.AsyncClient, a_pass: Pass
) -> None:
    headers = a_pass(agency_id=AGENCY, person_id=new_id()) | {"Idempotency-Key": "k"}
    answers = await asyncio.gather(
        *[client.post("/counted", json={"name": "once"}, headers=headers) for _ in range(5)]
    )
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert (await client.get("/counted", headers=headers)).json() == ["once"]


async def test_a_key_cannot_be_used_for_another_command_or_by_another_person(
    client: httpx2.AsyncClient, a_pass: Pass
) -> None:
    headers = a_pass(agency_id=AGENCY) | {"Idempotency-Key": "k"}
    await client.post("/counted", json={"name": "one"}, headers=headers)
    other_body = await client.post("/counted", json={"name": "two"}, headers=headers)
    other_person = await client.post(
        "/counted",
        json={"name": "one"},
        headers=a_pass(agency_id=AGENCY) | {"Idempotency-Key": "k"},
    )
    for answer in (other_body, other_person):
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")


async def test_a_missing_key_and_a_wrong_body_name_their_field(
    client: httpx2.AsyncClient, a_pass: Pass
) -> None:
    headers = a_pass(agency_id=AGENCY)
    without = await client.post("/counted", json={"name": "x"}, headers=headers)
    assert without.json()["errors"][0]["field"] == "Idempotency-Key"
    wrong = await client.post(
        "/counted", json={"nam": 1}, headers=headers | {"Idempotency-Key": "k"}
    )
    assert wrong.status_code == 422
    assert {"field": "name", "reason": "Field required"} in wrong.json()["errors"]


def _expired(passes: PassMaker) -> str:
    return passes.token(agency_id=AGENCY, expires_in_seconds=-30)


def _of_another_issuer(passes: PassMaker) -> str:
    return passes.token(agency_id=AGENCY, iss="somebody")


def _for_another_audience(passes: PassMaker) -> str:
    return passes.token(agency_id=AGENCY, aud="somebody")


def _signed_by_another_key(_passes: PassMaker) -> str:
    return PassMaker().token(agency_id=AGENCY)


def _changed(passes: PassMaker) -> str:
    head, _, signature = passes.token(agency_id=AGENCY).split(".")
    _, body, _ = passes.token(agency_id=OTHER_AGENCY).split(".")
    return f"{head}.{body}.{signature}"


def _no_pass_at_all(_passes: PassMaker) -> str:
    return "not.a.pass"


def _unsigned(passes: PassMaker) -> str:
    _, body, _ = passes.token(agency_id=AGENCY).split(".")
    return f"eyJhbGciOiJub25lIn0.{body}."


@pytest.mark.parametrize(
    "forge",
    [
        _expired,
        _of_another_issuer,
        _for_another_audience,
        _signed_by_another_key,
        _changed,
        _unsigned,
        _no_pass_at_all,
    ],
)
async def test_a_pass_that_is_not_valid_opens_nothing(
    forge: Callable[[PassMaker], str], client: httpx2.AsyncClient, passes: PassMaker
) -> None:
    answer = await client.get("/counted", headers={"Authorization": f"Bearer {forge(passes)}"})
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")


async def test_no_pass_opens_nothing(client: httpx2.AsyncClient) -> None:
    assert (await client.get("/counted")).status_code == 401
    assert (await client.get("/nowhere")).json()["code"] == "not_found"


async def test_a_body_over_the_limit_is_refused(client: httpx2.AsyncClient, a_pass: Pass) -> None:
    answer = await client.post(
        "/counted", content=b"x" * 5_000_000, headers=a_pass(agency_id=AGENCY)
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "content_too_large")

    async def without_a_length() -> AsyncIterator[bytes]:
        for _ in range(50):
            yield b"x" * 100_000

    answer = await client.post(
        "/counted", content=without_a_length(), headers=a_pass(agency_id=AGENCY)
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "content_too_large")


async def test_verifying_a_pass_takes_the_permissions_of_its_person(passes: PassMaker) -> None:
    person = new_id()
    token = passes.token(agency_id=AGENCY, person_id=person, portal=Portal.CONTRACTOR)
    actor = await passes.verifier().verify(token)
    assert (actor.person_id, actor.agency_id, actor.portal) == (person, AGENCY, Portal.CONTRACTOR)
    assert {p.value for p in actor.permissions} == {"own.work", "own.payments"}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"text": "a",}', "at character"),
        (b"text=hello", "at character 0"),
        (b'{"text": "\xff"}', "it is not UTF-8 at byte 10"),
        (b"[" * 100_000, "it is nested too deeply"),
        (b'{"text": ' + b"9" * 5_000 + b"}", "a number in it has too many digits"),
    ],
)
async def test_a_body_that_is_no_json_is_told_why(
    client: httpx2.AsyncClient, body: bytes, reason: str
) -> None:
    answer = await client.post(
        "/open/echo", content=body, headers={"Content-Type": "application/json"}
    )
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (400, "not_json")
    assert reason in problem["detail"]
    assert "errors" not in problem


async def test_a_body_of_another_kind_is_told_which_is_read(client: httpx2.AsyncClient) -> None:
    answer = await client.post(
        "/open/echo",
        content=b"text=a",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")
    assert "application/json" in answer.json()["detail"]


async def test_an_apis_port_says_of_its_health_yes_or_no_and_serves_no_metrics(
    client: httpx2.AsyncClient,
) -> None:
    assert (await client.get("/health/ready")).json() == {"ready": True}
    assert (await client.get("/health/live")).json() == {"live": True}
    assert (await client.get("/metrics")).status_code == 404


async def test_who_reaches_the_operators_port_is_told_what_is_missing() -> None:
    health = Health()
    health.accepting = True

    async def away() -> None:
        raise ConnectionError("the database is away")

    health.checks["database"] = away
    transport = httpx2.ASGITransport(app=build_operations_app(health))
    async with httpx2.AsyncClient(transport=transport, base_url="http://operations") as client:
        answer = await client.get("/health/ready")
        assert answer.status_code == 503
        assert "the database is away" in answer.json()["failing"]["database"]
        assert "portico_http_request_seconds" in (await client.get("/metrics")).text


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [("DELETE", "/counted", "GET, POST"), ("GET", "/open/echo", "POST")],
)
async def test_a_method_that_a_path_does_not_have_is_told_which_it_has(
    client: httpx2.AsyncClient, method: str, path: str, allowed: str
) -> None:
    answer = await client.request(method, path)
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert answer.headers["allow"] == allowed
