"""A session that has ended, or that nobody uses, is over everywhere within a second."""

import asyncio
import time
from datetime import timedelta
from typing import TYPE_CHECKING

import httpx2
import pytest

from chassis.runtime import Runtime
from contracts.access import Portal

from ..conftest import PASSWORD, agency_of

if TYPE_CHECKING:
    from ..conftest import Site

EMAIL = "alma@berg.example"


async def refused_after_seconds(client: httpx2.AsyncClient, headers: dict[str, str]) -> float:
    """How long a pass that somebody has kept goes on working."""
    began = time.monotonic()
    while (await client.get("/me", headers=headers)).status_code != 401:
        assert time.monotonic() - began < 10, "the pass lives on"
        await asyncio.sleep(0.02)
    return time.monotonic() - began


@pytest.mark.parametrize("way", ["log out", "sign out", "deactivate", "end my others"])
async def test_a_pass_that_was_kept_is_refused_within_a_second_of_the_sessions_end(
    nord: "Site", client: httpx2.AsyncClient, way: str
) -> None:
    person, session = await nord.a_contractor(EMAIL)
    kept = await nord.headers_of(session)
    again = await nord.login(EMAIL, PASSWORD, Portal.CONTRACTOR)
    mine = await nord.headers_of(again.json()["session_token"])
    staff = await nord.staff()
    assert (await client.get("/me", headers=kept)).status_code == 200
    url = f"/people/{person['person_id']}"
    answer = {
        "log out": lambda: nord.post("/logout", session_token=session),
        "sign out": lambda: client.post(f"{url}/sessions/end", headers=staff),
        "deactivate": lambda: client.post(f"{url}/deactivate", headers=staff),
        "end my others": lambda: client.post(
            "/me/sessions/end-all", json={"this_one": False}, headers=mine
        ),
    }[way]()
    assert (await answer).status_code in {200, 204}
    assert await refused_after_seconds(client, kept) < 1
    # Of whoever is still signed in nothing is refused.
    assert (await client.get("/me", headers=staff)).status_code == 200
    if way in {"log out", "end my others"}:
        assert (await client.get("/me", headers=mine)).status_code == 200


async def last_used(runtime: Runtime, person: dict[str, str], ago: timedelta) -> None:
    async with runtime.unit_of_work(agency_of(person)) as uow:
        await uow.execute("UPDATE sessions SET last_used_at = $1", uow.now - ago)


@pytest.mark.parametrize(
    ("remember", "idle", "status"),
    [
        (False, timedelta(minutes=239), 200),
        (False, timedelta(minutes=240), 401),
        (True, timedelta(days=13), 200),
        (True, timedelta(days=14), 401),
    ],
)
async def test_a_session_that_nobody_uses_is_over(
    nord: "Site", runtime: Runtime, remember: bool, idle: timedelta, status: int
) -> None:
    person, _ = await nord.a_contractor(EMAIL)
    signed_in = await nord.login(EMAIL, PASSWORD, Portal.CONTRACTOR, remember=remember)
    token = signed_in.json()["session_token"]
    await last_used(runtime, person, idle)
    refused = await nord.pass_of(token)
    assert refused.status_code == status
    if status == 401:
        assert refused.json()["because"] == "timed_out"


async def test_how_long_is_the_agencys_setting(nord: "Site", runtime: Runtime) -> None:
    person, token = await nord.a_contractor(EMAIL)
    async with runtime.unit_of_work(agency_of(person)) as uow:
        await uow.execute("UPDATE agencies SET session_idle_minutes = 15")
    await last_used(runtime, person, timedelta(minutes=14))
    assert (await nord.pass_of(token)).status_code == 200
    await last_used(runtime, person, timedelta(minutes=15))
    assert (await nord.pass_of(token)).status_code == 401


async def test_a_page_that_only_listens_keeps_no_session_alive(
    nord: "Site", runtime: Runtime
) -> None:
    person, token = await nord.a_contractor(EMAIL)
    await last_used(runtime, person, timedelta(minutes=200))
    listening = await nord.post("/sessions/pass", session_token=token, in_use=False)
    assert listening.status_code == 200
    async with runtime.unit_of_work(agency_of(person)) as uow:
        idle = await uow.fetchval("SELECT $1 - max(last_used_at) FROM sessions", uow.now)
    assert idle > timedelta(minutes=199)
    assert (await nord.pass_of(token)).status_code == 200
    async with runtime.unit_of_work(agency_of(person)) as uow:
        idle = await uow.fetchval("SELECT $1 - max(last_used_at) FROM sessions", uow.now)
    assert idle < timedelta(minutes=1)


async def test_a_session_that_nobody_uses_is_not_listed(
    nord: "Site", runtime: Runtime, client: httpx2.AsyncClient
) -> None:
    person, _ = await nord.a_contractor(EMAIL)
    await last_used(runtime, person, timedelta(minutes=240))
    signed_in = await nord.login(EMAIL, PASSWORD, Portal.CONTRACTOR)
    mine = await nord.headers_of(signed_in.json()["session_token"])
    listed = (await client.get("/me/sessions", headers=mine)).json()["items"]
    assert [one["current"] for one in listed] == [True]


@pytest.mark.requirement("X7")
async def test_a_pass_from_before_a_change_of_access_is_refused_within_a_second(
    nord: "Site", client: httpx2.AsyncClient
) -> None:
    staff = await nord.staff()
    person = await nord.invite(staff, Portal.AGENCY, "bo@nord.example", permissions=["work.manage"])
    signed_up = await nord.sign_up((await nord.tokens(person["person_id"]))[-1])
    session = signed_up.json()["session_token"]
    kept = await nord.headers_of(session)
    assert (await client.get("/me", headers=kept)).status_code == 200
    path = f"/people/{person['person_id']}/access"
    changed = await client.put(path, json={"permissions": []}, headers=staff)
    assert changed.status_code == 200, changed.text
    assert await refused_after_seconds(client, kept) < 1
    refused = await client.get("/me", headers=kept)
    assert refused.json()["code"] == "pass_outdated"
    # The session goes on, with a pass that says what holds now; so do those of others.
    now = await nord.headers_of(session)
    assert (await client.get("/me", headers=now)).status_code == 200
    assert (await client.get("/me", headers=staff)).status_code == 200
    # What is the same as before outdates nothing.
    again = await client.put(path, json={"permissions": []}, headers=staff)
    assert again.status_code == 200
    told = (await client.get("/.well-known/ended-sessions.json")).json()["people"]
    assert told == {person["person_id"]: 1}
