"""A contractor logs, changes and takes back work."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest

from chassis.ids import new_id
from contracts.events.timesheets import WorkSubmitted

MONDAY = "2026-03-02"
RecordedEvents = Callable[[type[Any]], Awaitable[list[Any]]]


@pytest.mark.requirement("C13")
async def test_work_is_logged_as_a_draft_changed_and_handed_in(
    scene: Any, recorded: RecordedEvents
) -> None:
    entry = await scene.log(quantity="7.50", note="Valves")
    assert (entry["status"], entry["version"], entry["quantity"]) == ("draft", 1, "7.5")

    changed = await scene.contractor.put(
        f"/my/work/{entry['entry_id']}",
        {"version": 1, "work_on": MONDAY, "article": "overtime", "quantity": 6, "note": ""},
    )
    assert (changed["version"], changed["article"], changed["quantity"]) == (2, "overtime", "6")

    done = await scene.contractor.post(
        "/my/work/submit", {"from": "2026-03-01", "to": "2026-03-31"}
    )
    assert done == {"submitted": [entry["entry_id"]], "refused": []}
    [event] = await recorded(WorkSubmitted)
    assert [(e.version, str(e.quantity)) for e in event.entries] == [(2, "6")]
    [row] = (await scene.contractor.get("/my/work"))["items"]
    assert (row["status"], row["project_name"], row["contractor_name"], row["currency"]) == (
        "to_approval",
        scene.project["name"],
        scene.contractor.name,
        "CAD",
    )


async def test_a_submission_of_days_takes_those_days_only(scene: Any) -> None:
    inside = await scene.log(day=0)
    await scene.log(day=7)
    done = await scene.contractor.post("/my/work/submit", {"from": MONDAY, "to": MONDAY})
    assert done["submitted"] == [inside["entry_id"]]


@pytest.mark.requirement("X8")
@pytest.mark.parametrize(
    ("work", "rules", "field"),
    [
        ({"quantity": "25"}, ["too_many_hours"], "quantity"),
        ({"quantity": "0"}, ["quantity_not_positive"], "quantity"),
        ({"quantity": "-3"}, ["quantity_not_positive"], "quantity"),
        ({"work_on": "2025-12-31"}, ["date_before_start"], "work_on"),
        ({"work_on": "2099-01-01"}, ["date_in_future"], "work_on"),
    ],
)
async def test_work_against_the_rules_is_refused_and_the_field_named(
    scene: Any, work: dict[str, str], rules: list[str], field: str
) -> None:
    problem = await scene.log(**work, expect=422)
    assert problem["code"] == "work_refused"
    assert problem["rules"] == rules
    assert [error["field"] for error in problem["errors"]] == [field]
    assert (await scene.contractor.get("/my/work"))["items"] == []


@pytest.mark.parametrize(
    ("work", "field"),
    [
        ({"quantity": "eight"}, "quantity"),
        ({"quantity": "1e-999999999"}, "quantity"),
        ({"quantity": True}, "quantity"),
        ({"quantity": None, "minutes": "20"}, "minutes"),
        ({"quantity": None, "minutes": 20.0}, "minutes"),
        ({"work_on": 1_772_409_600}, "work_on"),
        ({"work_on": "1800-01-01"}, "work_on"),
        ({"note": "n" * 501}, "note"),
        ({"note": "zero \u0000"}, "note"),
        ({"note": "n" + "\n" * 15_000 + "n"}, "note"),
    ],
)
async def test_what_nobody_could_reckon_with_or_print_is_refused_by_field(
    scene: Any, work: dict[str, Any], field: str
) -> None:
    problem = await scene.log(**work, expect=422)
    assert [error["field"] for error in problem["errors"]] == [field]


@pytest.mark.requirement("B14")
async def test_three_times_twenty_minutes_are_an_hour(scene: Any, recorded: RecordedEvents) -> None:
    for day in range(3):
        await scene.log(day=day, quantity=None, minutes=20)
    summary = await scene.contractor.get("/my/work/summary")
    assert summary["draft"] == {"count": 3, "hours": "1", "minutes": 60}
    [row, *_] = (await scene.contractor.get("/my/work"))["items"]
    assert (row["minutes"], row["quantity"]) == (20, "0.333333")
    await scene.contractor.post("/my/work/submit", {"from": "2026-03-01", "to": "2026-03-31"})
    [event] = await recorded(WorkSubmitted)
    assert [entry.minutes for entry in event.entries] == [20, 20, 20]
    assert sum(entry.exact for entry in event.entries) == 1


async def test_a_day_is_full_at_24_hours_over_all_work_orders(scene: Any) -> None:
    other = await scene.world.work_order(scene.staff, scene.contractor, scene.project)
    await scene.log(quantity="16")
    await scene.log(quantity="8", work_order_id=other["work_order_id"], article="overtime")
    problem = await scene.log(quantity="0.25", work_order_id=other["work_order_id"], expect=422)
    assert problem["rules"] == ["day_over_24_hours"]
    await scene.log(quantity="99.99", article="expense")


async def test_a_round_number_is_read_as_it_was_written(scene: Any) -> None:
    entry = await scene.log(quantity="20000", article="expense")
    listed = await scene.contractor.get("/my/work")
    assert [entry["quantity"], *(row["quantity"] for row in listed["items"])] == ["20000"] * 2
    read = listed["items"][0] | {"note": "hotel"}
    body = {name: read[name] for name in ("work_on", "article", "quantity", "note")}
    await scene.contractor.put(f"/my/work/{entry['entry_id']}", {"version": 1, **body})


async def test_a_change_does_not_count_the_entry_itself_against_its_day(scene: Any) -> None:
    entry = await scene.log(quantity="20")
    changed = await scene.contractor.put(
        f"/my/work/{entry['entry_id']}",
        {"version": 1, "work_on": MONDAY, "article": "regular", "quantity": "23"},
    )
    assert changed["quantity"] == "23"


async def test_two_at_once_cannot_fill_a_day_twice(scene: Any, meet: Any) -> None:
    body = {
        "work_order_id": scene.order["work_order_id"],
        "work_on": MONDAY,
        "article": "regular",
        "quantity": "15",
    }
    answers = await meet(
        scene,
        "SELECT FROM people WHERE agency_id = $1 AND person_id = $2 FOR UPDATE",
        scene.contractor.person_id,
        *(
            scene.world.client.post("/my/work", json=body, headers=scene.contractor.headers)
            for _ in range(3)
        ),
    )
    assert sorted(answer.status_code for answer in answers) == [201, 422, 422]


@pytest.mark.parametrize("first", ["log", "terms"])
async def test_work_and_terms_that_meet_still_fit_each_other(
    scene: Any, meet: Any, first: str
) -> None:
    """No work stays that its work order has no rate for: one of the two is refused."""
    client, order_id = scene.world.client, scene.order["work_order_id"]
    overtime = {"article": "overtime", "pay_rate": "1", "bill_rate": "1"}
    calls = {
        "log": client.post(
            "/my/work",
            json={
                "work_order_id": order_id,
                "work_on": MONDAY,
                "article": "regular",
                "quantity": "8",
            },
            headers=scene.contractor.headers,
        ),
        "terms": client.put(
            f"/work-orders/{order_id}",
            json={
                "title": "Fitter",
                "starts_on": "2026-01-01",
                "pay_terms": "scheduled",
                "articles": [overtime],
            },
            headers=scene.staff.headers,
        ),
    }
    answers = await meet(
        scene,
        "SELECT FROM work_orders WHERE agency_id = $1 AND work_order_id = $2 FOR UPDATE",
        UUID(order_id),
        *(calls[name] for name in sorted(calls, key=lambda name: name != first)),
    )
    assert sum(answer.is_success for answer in answers) == 1


async def test_who_changes_an_older_version_is_refused(scene: Any) -> None:
    entry = await scene.log()
    path = f"/my/work/{entry['entry_id']}"
    body = {"version": 1, "work_on": MONDAY, "article": "regular", "quantity": "5"}
    await scene.contractor.put(path, body)
    problem = await scene.contractor.put(path, {**body, "quantity": "6"}, expect=409)
    assert (problem["code"], problem["version"]) == ("other_version", 2)


async def test_a_draft_is_removed_and_returned_work_is_withdrawn_but_stays_readable(
    scene: Any,
) -> None:
    draft = (await scene.log(day=1))["entry_id"]
    [returned] = await scene.submitted()
    await scene.contractor.call("DELETE", f"/my/work/{returned}", expect=409)
    await scene.contact.post(
        "/work/return", {"entries": scene.seen([returned]), "reason": "Not here"}
    )

    for entry_id in (draft, returned):
        await scene.contractor.call("DELETE", f"/my/work/{entry_id}", expect=204)
    assert (await scene.contractor.get("/my/work"))["items"] == []
    await scene.contractor.get(f"/my/work/{draft}", expect=404)
    kept = await scene.contractor.get(f"/my/work/{returned}")
    assert kept["status"] == "withdrawn"
    assert [step["step"] for step in kept["steps"]] == ["submit", "return", "withdraw"]
    # Its hours are free again.
    await scene.log(quantity="24")


async def test_a_closed_work_order_takes_no_new_work_and_lets_old_work_through(scene: Any) -> None:
    entry = (await scene.log())["entry_id"]
    await scene.staff.post(f"/work-orders/{scene.order['work_order_id']}/close")
    problem = await scene.log(day=1, expect=409)
    assert (problem["code"], problem["state"]) == ("work_order_closed", "closed")
    await scene.contractor.post("/my/work/submit", {"entry_ids": [entry]})
    await scene.contact.post(
        "/work/return", {"entries": scene.seen([entry]), "reason": "Six, not eight"}
    )
    await scene.contractor.put(
        f"/my/work/{entry}",
        {"version": 1, "work_on": MONDAY, "article": "regular", "quantity": "6"},
    )
    await scene.contractor.post("/my/work/submit", {"entry_ids": [entry]})
    done = await scene.contact.post("/work/approve", {"entries": scene.seen([entry], version=2)})
    assert done["approved"] == [entry]


async def test_the_work_order_of_somebody_else_does_not_exist(scene: Any) -> None:
    stranger = await scene.world.contractor()
    body = {
        "work_order_id": scene.order["work_order_id"],
        "work_on": MONDAY,
        "article": "regular",
        "quantity": "8",
    }
    await stranger.post("/my/work", body, expect=404)
    await stranger.post("/my/work", {**body, "work_order_id": str(new_id())}, expect=404)


async def test_own_work_is_paged_by_key_without_gap_or_repeat(scene: Any) -> None:
    for day in range(5):
        await scene.log(day=-day, quantity="4", note="a")
        await scene.log(day=-day, quantity="4", note="b")
    seen: list[Any] = []
    cursor: str | None = None
    while True:
        params = {"limit": 3, **({"cursor": cursor} if cursor else {})}
        page = await scene.contractor.get("/my/work", **params)
        seen.extend(page["items"])
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert len({row["entry_id"] for row in seen}) == len(seen) == 10
    days = [row["work_on"] for row in seen]
    assert days == sorted(days, reverse=True)
    await scene.contractor.get("/my/work", cursor="nonsense", expect=422)


async def test_own_work_is_filtered_by_day_and_status(scene: Any) -> None:
    await scene.submitted(3)
    await scene.log(day=4)
    found = await scene.contractor.get("/my/work", **{"from": "2026-03-03", "to": "2026-03-04"})
    assert [row["work_on"] for row in found["items"]] == ["2026-03-04", "2026-03-03"]
    drafts = await scene.contractor.get("/my/work", status=["draft", "returned"])
    assert [row["work_on"] for row in drafts["items"]] == ["2026-03-06"]
    summary = await scene.contractor.get("/my/work/summary")
    assert summary["to_approval"] == {"count": 3, "hours": "24", "minutes": 1440}
    assert summary["draft"]["count"] == 1
    assert summary["invoiced"] == {"count": 0, "hours": "0", "minutes": 0}
