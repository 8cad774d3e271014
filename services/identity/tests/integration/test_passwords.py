import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from chassis.runtime import Runtime
from contracts.access import Portal
from contracts.events.identity import PasswordChanged, PasswordResetRequested

from ..conftest import agency_of

if TYPE_CHECKING:
    from ..conftest import Site

RecordedEvents = Callable[[type[Any]], Awaitable[list[Any]]]

EMAIL = "alma@berg.example"
PASSWORD = "correct horse battery"
NEW = "another staple entirely"


async def forgot(site: "Site", email: str = EMAIL) -> httpx2.Response:
    return await site.post("/password/forgot", portal="contractor", email=email)


@pytest.mark.requirement("K5")
async def test_a_forgotten_password_is_set_anew_by_the_mailed_link(
    nord: "Site", recorded: RecordedEvents
) -> None:
    person, session = await nord.a_contractor()
    assert (await forgot(nord)).status_code == 202
    address = (await nord.addresses(person["person_id"]))[-1]
    assert address.startswith("http://nord.localhost:8080/contractor/reset?token=")
    token = (await nord.tokens(person["person_id"]))[-1]
    answer = await nord.post("/password/reset", token=token, password=NEW)
    assert answer.status_code == 200
    assert (await nord.pass_of(answer.json()["session_token"])).status_code == 200
    # Whoever was signed in with the old password is not any more.
    assert (await nord.pass_of(session)).status_code == 401
    assert (await nord.login(EMAIL, PASSWORD, Portal.CONTRACTOR)).status_code == 401
    assert (await nord.login(EMAIL, NEW, Portal.CONTRACTOR)).status_code == 200
    assert len(await recorded(PasswordChanged)) == 1


@pytest.mark.requirement("K5")
async def test_the_answer_to_forgot_is_the_same_for_every_address(
    nord: "Site", fjord: "Site", recorded: RecordedEvents
) -> None:
    await nord.a_contractor()
    answers: list[httpx2.Response] = []
    times: list[float] = []
    loop = asyncio.get_running_loop()
    for site, email in [(nord, EMAIL), (nord, "nobody@berg.example"), (fjord, EMAIL)]:
        started = loop.time()
        answers.append(await forgot(site, email))
        times.append(loop.time() - started)
    assert {(a.status_code, a.content) for a in answers} == {(202, b"")}
    assert min(times) >= 0.24
    assert len(await recorded(PasswordResetRequested)) == 1


async def test_who_never_signed_up_gets_the_invitation_once_more(nord: "Site") -> None:
    person = await nord.invite(await nord.staff(), Portal.CONTRACTOR, EMAIL)
    await forgot(nord)
    first, second = await nord.tokens(person["person_id"])
    assert (await nord.post("/links/inspect", token=first)).json()["state"] == "expired"
    seen = (await nord.post("/links/inspect", token=second)).json()
    assert (seen["state"], seen["purpose"]) == ("valid", "invitation")


async def test_a_link_opens_only_what_it_was_made_for(nord: "Site") -> None:
    person, _ = await nord.a_contractor()
    await forgot(nord)
    token = (await nord.tokens(person["person_id"]))[-1]
    assert (await nord.sign_up(token)).json()["state"] == "unknown"
    assert (await nord.post("/login-links/accept", token=token)).json()["state"] == "unknown"
    refused = await nord.post("/password/reset", token=token, password="short")
    assert (refused.status_code, refused.json()["code"]) == (422, "weak_password")
    assert refused.json()["errors"] == [
        {"field": "password", "reason": "must have at least 8 characters"}
    ]
    answer = await nord.post("/password/reset", token=token, password=NEW)
    assert answer.status_code == 200


async def test_of_many_who_reset_at_once_one_wins(nord: "Site") -> None:
    person, _ = await nord.a_contractor()
    await forgot(nord)
    token = (await nord.tokens(person["person_id"]))[-1]
    answers = await asyncio.gather(
        *(nord.post("/password/reset", token=token, password=f"{NEW} {n}") for n in range(5))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409, 409]
    assert {a.json()["state"] for a in answers if a.status_code == 409} == {"used"}


@pytest.mark.requirement("K6")
async def test_the_own_password_is_changed_by_the_current_one(
    nord: "Site", client: httpx2.AsyncClient, recorded: RecordedEvents
) -> None:
    _, first = await nord.a_contractor()
    second = (await nord.login(EMAIL, PASSWORD, Portal.CONTRACTOR)).json()["session_token"]
    headers = await nord.headers_of(second)
    body = {"current_password": PASSWORD, "password": NEW}
    assert (await client.post("/me/password", json=body, headers=headers)).status_code == 204
    assert (await nord.pass_of(second)).status_code == 200
    assert (await nord.pass_of(first)).status_code == 401
    assert (await nord.login(EMAIL, NEW, Portal.CONTRACTOR)).status_code == 200
    assert len(await recorded(PasswordChanged)) == 1


@pytest.mark.requirement("K6")
async def test_a_wrong_current_password_changes_nothing_and_is_slowed_down(
    nord: "Site", client: httpx2.AsyncClient
) -> None:
    _, session = await nord.a_contractor()
    headers = await nord.headers_of(session)
    body = {"current_password": "not this one", "password": NEW}
    answers: list[httpx2.Response] = []
    while not answers or answers[-1].status_code == 422:
        answers.append(await client.post("/me/password", json=body, headers=headers))
        assert len(answers) < 40
    assert answers[0].status_code == 422
    assert [e["field"] for e in answers[0].json()["errors"]] == ["current_password"]
    assert answers[-1].status_code == 429
    assert (await nord.login(EMAIL, PASSWORD, Portal.CONTRACTOR)).status_code == 200


@pytest.mark.requirement("K6")
async def test_a_password_is_not_changed_to_itself(
    nord: "Site", client: httpx2.AsyncClient, recorded: RecordedEvents
) -> None:
    _, session = await nord.a_contractor()
    headers = await nord.headers_of(session)
    # The same letters, as another keyboard composes them.
    for same in (PASSWORD, PASSWORD.replace("c", "\uff43")):
        body = {"current_password": PASSWORD, "password": same}
        refused = await client.post("/me/password", json=body, headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (422, "weak_password")
        assert [error["field"] for error in refused.json()["errors"]] == ["password"]
        assert "current password" in refused.json()["errors"][0]["reason"]
    assert await recorded(PasswordChanged) == []


async def test_nothing_that_opens_an_account_is_kept_in_the_clear(
    nord: "Site", runtime: Runtime
) -> None:
    person, session = await nord.a_contractor()
    await forgot(nord)
    secrets = [PASSWORD, session, *await nord.tokens(person["person_id"])]
    tables = ["links", "sessions", "passwords", "people", "sign_in_failures", "chassis.outbox"]
    async with runtime.unit_of_work(agency_of(person)) as uow:
        for table in tables:
            rows = await uow.fetch(f"SELECT t::text AS row FROM {table} AS t")
            assert rows
            for secret in secrets:
                assert not any(secret in row["row"] for row in rows)
                assert not any(secret.encode().hex() in row["row"] for row in rows)
