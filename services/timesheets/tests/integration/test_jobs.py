"""Jobs: staff plan shifts, change and cancel them; lists and calendars show each once."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

import pytest

from chassis.ids import new_id
from contracts.access import Permission
from contracts.events.timesheets import JobCancelled, JobChanged, JobsPlanned

from .conftest import MONDAY, Caller, Scene

pytestmark = pytest.mark.requirement("K12")

RecordedEvents = Callable[[type[Any]], Awaitable[list[Any]]]

VIEWS = (Permission.JOBS_VIEW, Permission.WORK_VIEW)


def a_shift(scene: Scene, **changes: Any) -> dict[str, Any]:
    return {
        "work_order_id": scene.order["work_order_id"],
        "starts_on": MONDAY.isoformat(),
        "start": "09:00",
        "end": "17:00",
        "place": "Gate 4",
        "note": "",
    } | changes


async def planned(scene: Scene, **changes: Any) -> list[dict[str, Any]]:
    """Shifts that staff planned."""
    return (await scene.staff.post("/jobs", a_shift(scene, **changes), expect=201))["jobs"]


def changed(job: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A shift as it was, to be put in its own place."""
    return {
        "version": job["version"],
        "starts_on": job["starts_on"],
        "start": "09:00",
        "end": "17:00",
        "place": job["place"],
        "note": job["note"],
    } | changes


async def viewer(scene: Scene, *permissions: Permission) -> Caller:
    return await scene.world.contact(permissions=permissions or VIEWS)


async def calendar(caller: Caller, first: date, last: date, **wanted: Any) -> Any:
    days = {"from": first.isoformat(), "to": last.isoformat()}
    return await caller.get("/jobs/calendar", **days, **wanted)


async def test_a_shift_over_midnight_is_shown_once_on_the_day_on_which_it_starts(
    scene: Scene,
) -> None:
    sunday = MONDAY + timedelta(days=6)
    [job] = await planned(scene, starts_on=sunday.isoformat(), start="22:00", end="06:00")
    contact = await viewer(scene)
    both = await calendar(contact, MONDAY, sunday + timedelta(days=7))
    assert [(day["day"], day["count"], day["minutes"]) for day in both["days"]] == [
        (sunday.isoformat(), 1, 480)
    ]
    [shown] = both["days"][0]["jobs"]
    assert (shown["job_id"], shown["starts_on"], shown["ends_on"]) == (
        job["job_id"],
        sunday.isoformat(),
        (sunday + timedelta(days=1)).isoformat(),
    )
    after = await calendar(contact, sunday + timedelta(days=1), sunday + timedelta(days=7))
    assert after["days"] == []
    listed = (await contact.get("/jobs"))["items"]
    assert [each["job_id"] for each in listed] == [job["job_id"]]


@pytest.mark.parametrize(
    ("on", "minutes", "change"),
    [("2026-03-07", 420, -60), ("2026-10-31", 540, 60), ("2026-06-06", 480, 0)],
)
async def test_a_shift_has_its_true_hours_over_the_change_of_the_clock(
    scene: Scene, on: str, minutes: int, change: int
) -> None:
    [job] = await planned(scene, starts_on=on, start="22:00", end="06:00")
    assert job["minutes"] == minutes
    [shown] = (await scene.staff.get("/jobs"))["items"]
    assert (shown["minutes"], shown["clock_change_minutes"]) == (minutes, change)


async def test_a_time_that_does_not_exist_or_comes_twice_is_refused_at_its_field(
    scene: Scene, recorded: RecordedEvents
) -> None:
    spring = a_shift(scene, starts_on="2026-03-08", start="02:30", end="10:00")
    problem = await scene.staff.post("/jobs", spring, expect=422)
    assert problem["code"] == "skipped_time"
    assert [error["field"] for error in problem["errors"]] == ["start"]
    autumn = a_shift(scene, starts_on="2026-11-01", start="01:30", end="10:00")
    problem = await scene.staff.post("/jobs", autumn, expect=422)
    assert problem["code"] == "ambiguous_time"
    assert [error["field"] for error in problem["errors"]] == ["start_occurrence"]
    assert await recorded(JobsPlanned) == []
    lengths = [
        (await planned(scene, **autumn | {"start_occurrence": which}))[0]["minutes"]
        for which in ("earlier", "later")
    ]
    assert lengths == [570, 510]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"start": "9:00"}, "start"),
        ({"start": "24:00"}, "start"),
        ({"end": "09:00"}, "end"),
        ({"ends_on": "2026-03-05"}, "end"),
        ({"starts_on": "2025-12-31"}, "starts_on"),
        ({"place": "x" * 201}, "place"),
        ({"weeks": 53}, "weeks"),
        ({"weeks": 0}, "weeks"),
        ({"weekdays": [8]}, "weekdays.0"),
        ({"work_order_id": str(new_id())}, "work_order_id"),
        ({"whatever": 1}, "whatever"),
    ],
)
async def test_what_is_no_shift_is_refused_at_its_field(
    scene: Scene, changes: dict[str, Any], field: str
) -> None:
    problem = await scene.staff.post("/jobs", a_shift(scene, **changes), expect=422)
    assert [error["field"] for error in problem["errors"]] == [field]
    assert (await scene.staff.get("/jobs"))["items"] == []


async def test_a_series_is_planned_whole_or_not_at_all(
    scene: Scene, recorded: RecordedEvents
) -> None:
    jobs = await planned(scene, weeks=52, weekdays=[1, 2, 3, 4, 5])
    assert len(jobs) == 260
    said = await recorded(JobsPlanned)
    assert [len(event.jobs) for event in said] == [200, 60]
    # One of them starts then already: none of the second series is planned.
    problem = await scene.staff.post("/jobs", a_shift(scene, weekdays=[1, 6]), expect=409)
    assert problem["code"] == "job_already_planned"
    assert problem["days"] == [MONDAY.isoformat()]
    assert len(await recorded(JobsPlanned)) == 2
    # In the spring night the clock skips the time of one of them.
    skipped = a_shift(scene, start="02:30", end="06:00", weeks=2, weekdays=[7])
    problem = await scene.staff.post("/jobs", skipped, expect=422)
    assert "2026-03-08" in problem["detail"]


async def test_the_same_command_twice_plans_once(scene: Scene, recorded: RecordedEvents) -> None:
    headers = {"Idempotency-Key": "plan-1"}
    answers = [
        await scene.staff.call("POST", "/jobs", expect=201, json=a_shift(scene), headers=headers)
        for _ in range(2)
    ]
    assert answers[0] == answers[1]
    assert len(await recorded(JobsPlanned)) == 1


async def test_of_two_who_plan_the_same_shift_at_once_one_does(
    scene: Scene, meet: Any, recorded: RecordedEvents
) -> None:
    body = a_shift(scene)
    first, second = await meet(
        scene,
        "SELECT FROM work_orders WHERE agency_id = $1 AND work_order_id = $2::uuid FOR UPDATE",
        scene.order["work_order_id"],
        *(
            scene.world.client.post("/jobs", json=body, headers=dict(scene.staff.headers))
            for _ in range(2)
        ),
    )
    assert sorted([first.status_code, second.status_code]) == [201, 409]
    assert len(await recorded(JobsPlanned)) == 1


async def test_of_two_editors_the_second_does_not_overwrite_the_first(
    scene: Scene, recorded: RecordedEvents
) -> None:
    [job] = await planned(scene)
    path = f"/jobs/{job['job_id']}"
    moved = await scene.staff.put(path, changed(job, start="10:00"))
    assert moved["version"] == 2
    problem = await scene.staff.put(path, changed(job, place="Gate 6"), expect=409)
    assert (problem["code"], problem["version"]) == ("job_changed", 2)
    await scene.staff.post(f"{path}/cancel", {"version": 1}, expect=409)
    again = await scene.staff.put(path, changed(moved, start="10:00"))
    assert again == moved
    assert [event.job.version for event in await recorded(JobChanged)] == [2]


async def test_a_cancelled_shift_leaves_lists_and_frees_its_time(
    scene: Scene, recorded: RecordedEvents
) -> None:
    [job] = await planned(scene)
    path = f"/jobs/{job['job_id']}"
    cancelled = await scene.staff.post(f"{path}/cancel", {"version": 1})
    assert (cancelled["cancelled"], cancelled["version"]) == (True, 2)
    assert await scene.staff.post(f"{path}/cancel", {"version": 1}) == cancelled
    problem = await scene.staff.put(path, changed(cancelled, place="Gate 6"), expect=409)
    assert problem["code"] == "job_is_cancelled"
    await scene.staff.get(path, expect=404)
    assert (await scene.staff.get("/jobs"))["items"] == []
    assert len(await recorded(JobCancelled)) == 1
    await planned(scene)


async def test_active_jobs_of_ongoing_projects_are_shown_and_no_others(scene: Scene) -> None:
    await planned(scene)
    contact = await viewer(scene)
    project = f"/projects/{scene.project['project_id']}"
    assert len((await contact.get("/jobs"))["items"]) == 1
    await scene.staff.put(project, {"closed": True})
    assert (await contact.get("/jobs"))["items"] == []
    problem = await scene.staff.post("/jobs", a_shift(scene, start="18:00"), expect=409)
    assert problem["code"] == "closed_for_jobs"
    await scene.staff.put(project, {"closed": False})
    assert len((await contact.get("/jobs"))["items"]) == 1
    await scene.staff.post(f"/work-orders/{scene.order['work_order_id']}/close")
    assert (await contact.get("/jobs"))["items"] == []


async def test_shifts_say_where_the_work_of_their_day_stands(scene: Scene) -> None:
    await planned(scene, weekdays=[1, 2, 3, 4, 5])
    contact = await viewer(scene)
    await scene.log(day=0)
    [to_approval] = [(await scene.log(day=1))["entry_id"]]
    returned = (await scene.log(day=2))["entry_id"]
    approved = (await scene.log(day=3))["entry_id"]
    ids = [to_approval, returned, approved]
    await scene.contractor.post("/my/work/submit", {"entry_ids": ids})
    body = {"entries": scene.seen([returned]), "reason": "Which gate?"}
    await scene.contact.post("/work/return", body)
    await scene.contact.post("/work/approve", {"entries": scene.seen([approved])})
    # Also an expense of that day, which is no time of the shift.
    expense = await scene.log(day=4, article="expense", quantity="20")
    await scene.contractor.post("/my/work/submit", {"entry_ids": [expense["entry_id"]]})

    async def statuses(caller: Caller) -> list[str]:
        return [each["logged"] for each in (await caller.get("/jobs"))["items"]]

    assert await statuses(contact) == ["none", "to_approval", "returned", "approved", "none"]
    assert await statuses(scene.staff) == ["draft", "to_approval", "returned", "approved", "none"]
    for status, count in {"none": 2, "to_approval": 1, "approved": 1, "draft": 0}.items():
        found = await contact.get("/jobs", logged=status)
        assert len(found["items"]) == count, status
        shown = await calendar(contact, MONDAY, MONDAY + timedelta(days=6), logged=status)
        assert shown["count"] == count, status


async def test_who_does_not_see_work_does_not_learn_where_it_stands(scene: Scene) -> None:
    await planned(scene)
    await scene.submitted()
    contact = await viewer(scene, Permission.JOBS_VIEW)
    [shown] = (await contact.get("/jobs"))["items"]
    assert (shown["logged"], shown["entry_id"]) == (None, None)
    await contact.get("/jobs", logged="to_approval", expect=403)
    await contact.get(
        "/jobs/calendar", **{"from": "2026-03-02", "to": "2026-03-08", "logged": "none"}, expect=403
    )
    # They narrow shifts by project, so they learn what projects there are.
    projects = (await contact.get("/projects"))["items"]
    assert [each["project_id"] for each in projects] == [scene.project["project_id"]]


async def test_shifts_are_found_by_parts_of_a_name_and_by_project(scene: Scene) -> None:
    await planned(scene)
    contact = await viewer(scene)
    name = scene.contractor.name  # "Contractor 2"
    for q, count in {name.lower(): 1, "2 contr": 1, "nobody": 0, "%": 0, "_": 0, " ": 1}.items():
        assert len((await contact.get("/jobs", q=q))["items"]) == count, q
    here = scene.project["project_id"]
    for project_id, count in {here: 1, str(new_id()): 0}.items():
        assert len((await contact.get("/jobs", project_id=project_id))["items"]) == count
        found = await calendar(contact, MONDAY, MONDAY, project_id=project_id)
        assert found["count"] == count


async def test_a_month_of_many_shifts_shows_a_few_of_each_day_and_counts_all(
    scene: Scene,
) -> None:
    for hour in range(8):
        await planned(scene, start=f"{hour:02}:00", end=f"{hour:02}:45", weeks=6, weekdays=[1, 2])
    contact = await viewer(scene)
    last = MONDAY + timedelta(days=41)
    found = await calendar(contact, MONDAY, last, per_day=3)
    assert len(found["days"]) == 12
    assert {(day["count"], len(day["jobs"])) for day in found["days"]} == {(8, 3)}
    # In the spring night nothing of these Mondays and Tuesdays is skipped.
    assert (found["count"], found["minutes"]) == (96, 96 * 45)
    starts = [job["starts_at"] for job in found["days"][0]["jobs"]]
    assert starts == sorted(starts)
    await contact.get(
        "/jobs/calendar",
        **{"from": MONDAY.isoformat(), "to": (last + timedelta(days=1)).isoformat()},
        expect=422,
    )
    await contact.get("/jobs/calendar", **{"from": "2026-03-02", "to": "2026-03-01"}, expect=422)
    await contact.get("/jobs/calendar", expect=422)


async def test_the_list_is_walked_to_its_end_over_equal_starts(scene: Scene) -> None:
    world = scene.world
    orders = [
        await world.work_order(scene.staff, await world.contractor(), scene.project)
        for _ in range(3)
    ]
    for order in orders:
        await planned(scene, work_order_id=order["work_order_id"], weekdays=[1, 2])
    contact = await viewer(scene)
    seen: list[str] = []
    cursor: dict[str, Any] = {}
    while True:
        page = await contact.get("/jobs", limit=1, **cursor)
        seen += [each["job_id"] for each in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    everything = [each["job_id"] for each in (await contact.get("/jobs"))["items"]]
    assert seen == everything
    assert len(set(seen)) == 6


async def test_many_plan_for_different_orders_at_once(scene: Scene) -> None:
    world = scene.world
    orders = [
        await world.work_order(scene.staff, await world.contractor(), scene.project)
        for _ in range(4)
    ]
    await asyncio.gather(
        *(planned(scene, work_order_id=order["work_order_id"], weeks=4) for order in orders)
    )
    assert len((await scene.staff.get("/jobs"))["items"]) == 16
