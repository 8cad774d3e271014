"""A person's choices: kept, applied when something happens, and nobody else's."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import httpx2
import pytest

from chassis.testing.plugin import Deliver
from chassis.testing.queues import execute_across, fetchval_across
from contracts.access import Portal
from contracts.events.identity import PasswordChanged

States = Callable[[], Awaitable[list[dict[str, Any]]]]
Pass = Callable[..., dict[str, str]]
Seal = Callable[[], str]

pytestmark = pytest.mark.timeout(60)


def choices_of(shown: Any) -> dict[str, str]:
    return {row["kind"]: row["choice"] for row in shown["kinds"]}


@pytest.mark.requirement("X1")
async def test_what_a_contractor_chose_is_shown_as_chosen_and_the_rest_comes_at_once(
    client: httpx2.AsyncClient, deliver: Deliver, world: Any, own: dict[str, str]
) -> None:
    await deliver(*world.events, agency_id=world.agency_id)
    before = (await client.get("/my/preferences", headers=own)).json()
    assert set(choices_of(before).values()) == {"at_once"}
    assert (before["digest_hour"], before["time_zone"]) == (8, "Europe/Oslo")
    fixed = {row["kind"] for row in before["kinds"] if not row["can_be_changed"]}
    assert {"invitation", "login_link", "password_reset", "password_changed"} <= fixed
    assert "invoice_issued" not in choices_of(before)

    wanted = {"digest_hour": 17, "choices": {"work_approved": "daily", "payment_made": "never"}}
    answer = await client.put("/my/preferences", headers=own, json=wanted)
    after = (await client.get("/my/preferences", headers=own)).json()
    assert answer.json() == after
    assert after["digest_hour"] == 17
    changed = {kind: choice for kind, choice in choices_of(after).items() if choice != "at_once"}
    assert changed == wanted["choices"]


@pytest.mark.requirement("X1")
@pytest.mark.parametrize("choice", ["daily", "never"])
async def test_security_mail_cannot_be_chosen_away_and_nothing_of_that_request_is_kept(
    client: httpx2.AsyncClient, deliver: Deliver, world: Any, own: dict[str, str], choice: str
) -> None:
    await deliver(*world.events, agency_id=world.agency_id)
    body = {"digest_hour": 6, "choices": {"password_changed": choice, "work_approved": "never"}}
    answer = await client.put("/my/preferences", headers=own, json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    (error,) = answer.json()["errors"]
    assert error["field"] == "choices.password_changed"
    assert "always comes" in error["reason"]
    kept = (await client.get("/my/preferences", headers=own)).json()
    assert set(choices_of(kept).values()) == {"at_once"}


@pytest.mark.parametrize(
    "body",
    [
        {"digest_hour": 24, "choices": {}},
        {"digest_hour": -1, "choices": {}},
        {"digest_hour": 8, "choices": {"work_approved": "weekly"}},
        {"digest_hour": 8, "choices": {"invoice_issued": "never"}},
        {"choices": {}},
    ],
)
async def test_what_is_no_choice_is_refused(
    client: httpx2.AsyncClient, deliver: Deliver, world: Any, own: dict[str, str], body: Any
) -> None:
    await deliver(*world.events, agency_id=world.agency_id)
    answer = await client.put("/my/preferences", headers=own, json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"]


@pytest.mark.requirement("X1")
@pytest.mark.parametrize(
    ("choice", "state"), [("at_once", "waiting"), ("daily", "collected"), ("never", "listed")]
)
async def test_a_choice_decides_about_the_e_mail_and_never_about_the_list(
    client: httpx2.AsyncClient,
    deliver: Deliver,
    states: States,
    world: Any,
    own: dict[str, str],
    choice: str,
    state: str,
) -> None:
    await deliver(*world.events, agency_id=world.agency_id)
    body = {"digest_hour": 8, "choices": {"work_approved": choice}}
    await client.put("/my/preferences", headers=own, json=body)
    await deliver(world.approved(), agency_id=world.agency_id)
    assert [row["state"] for row in await states()] == [state]
    listed = (await client.get("/my/notifications", headers=own)).json()
    assert [row["kind"] for row in listed["items"]] == ["work_approved"]
    assert listed["unread"] == 1


@pytest.mark.requirement("X1")
async def test_an_event_that_comes_again_after_the_choice_changed_is_not_told_again(
    client: httpx2.AsyncClient,
    deliver: Deliver,
    states: States,
    runtime: Any,
    world: Any,
    own: dict[str, str],
) -> None:
    """Even where the inbox does not know it any more: the row itself is once."""
    await deliver(*world.events, agency_id=world.agency_id)
    event, (first,) = world.approved(), await deliver(world.approved(), agency_id=world.agency_id)
    event_id = UUID(dict(first.headers)["ce_id"].decode())
    for choice in ("never", "daily", "at_once"):
        body = {"digest_hour": 8, "choices": {"work_approved": choice}}
        await client.put("/my/preferences", headers=own, json=body)
        await execute_across(runtime, "DELETE FROM chassis.inbox")
        await deliver(event, agency_id=world.agency_id, ids=[event_id])
    assert [row["state"] for row in await states()] == ["waiting"]
    unread = (await client.get("/my/notifications/unread", headers=own)).json()
    assert unread == {"unread": 1}
    queued = await fetchval_across(runtime, "SELECT count(*) FROM email_queue")
    waiting = await fetchval_across(
        runtime, "SELECT count(*) FROM digest_queue WHERE due_at IS NOT NULL"
    )
    assert (queued, waiting) == (1, 0)


@pytest.mark.requirement("X1")
async def test_security_mail_comes_at_once_to_one_who_wants_no_e_mail_at_all(
    client: httpx2.AsyncClient,
    deliver: Deliver,
    states: States,
    seal: Seal,
    world: Any,
    own: dict[str, str],
) -> None:
    await deliver(*world.events, agency_id=world.agency_id)
    shown = (await client.get("/my/preferences", headers=own)).json()
    never = {row["kind"]: "never" for row in shown["kinds"] if row["can_be_changed"]}
    body = {"digest_hour": 8, "choices": never}
    assert (await client.put("/my/preferences", headers=own, json=body)).status_code == 200
    changed = PasswordChanged(person=world.contractor, changed_at="2026-11-22T08:00:00Z")  # pyright: ignore[reportArgumentType]
    await deliver(world.invited(seal()), changed, world.approved(), agency_id=world.agency_id)
    found = {row["kind"]: row["state"] for row in await states()}
    assert found == {
        "invitation": "waiting",
        "password_changed": "waiting",
        "work_approved": "listed",
    }


async def test_choices_are_of_the_person_and_the_agency_of_the_pass_alone(
    client: httpx2.AsyncClient,
    deliver: Deliver,
    a_pass: Pass,
    states: States,
    world: Any,
    other_world: Any,
    own: dict[str, str],
) -> None:
    await deliver(*world.events, agency_id=world.agency_id)
    await deliver(*other_world.events, agency_id=other_world.agency_id)
    # The same person's id with a pass of another agency, and another person of the own agency.
    elsewhere = a_pass(
        agency_id=other_world.agency_id,
        person_id=world.contractor.person_id,
        portal=Portal.CONTRACTOR,
    )
    beside = a_pass(agency_id=world.agency_id, portal=Portal.CONTRACTOR)
    body = {"digest_hour": 3, "choices": {"work_approved": "never"}}
    for headers in (elsewhere, beside):
        assert (await client.put("/my/preferences", headers=headers, json=body)).status_code == 200
    mine = (await client.get("/my/preferences", headers=own)).json()
    assert mine["digest_hour"] == 8
    assert choices_of(mine)["work_approved"] == "at_once"
    await deliver(world.approved(), agency_id=world.agency_id)
    assert [row["state"] for row in await states()] == ["waiting"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/my/preferences"),
        ("PUT", "/my/preferences"),
        ("GET", "/my/notifications"),
        ("GET", "/my/notifications/unread"),
        ("POST", "/my/notifications/read"),
    ],
)
async def test_without_a_pass_there_is_nothing(
    client: httpx2.AsyncClient, method: str, path: str
) -> None:
    assert (await client.request(method, path, json={})).status_code == 401
