"""Approvals are taken back within the agency's undo time, and final after it."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from chassis.ids import new_id
from chassis.runtime import Runtime
from contracts.access import Permission, Scope
from contracts.events.timesheets import WorkApprovalGiven, WorkApprovalUndone, WorkApproved
from timesheets import finality

from .conftest import UNDO_MINUTES

RecordedEvents = Callable[[type[Any]], Awaitable[list[Any]]]
HOLD = "SELECT FROM entries WHERE agency_id = $1 AND entry_id = ANY($2::uuid[]) FOR UPDATE"


async def approve(scene: Any, ids: Sequence[str], **expected: Any) -> Any:
    return await scene.contact.post("/work/approve", {"entries": scene.seen(ids)}, **expected)


async def undo(caller: Any, body: Any, **expected: Any) -> Any:
    return await caller.post("/work/approve/undo", body, **expected)


async def rows(scene: Any) -> dict[str, dict[str, Any]]:
    return {row["entry_id"]: row for row in (await scene.staff.get("/work"))["items"]}


def later(minutes: int = UNDO_MINUTES) -> datetime:
    return datetime.now(UTC) + timedelta(minutes=minutes, seconds=1)


async def let_time_pass(runtime: Runtime, scene: Any) -> None:
    """As if all undo times had just ended, and nobody had looked yet."""
    async with runtime.unit_of_work(scene.world.agency.agency_id) as uow:
        ended = uow.now - timedelta(milliseconds=1)
        await uow.execute("UPDATE approvals SET final_at = $1", ended)
        await uow.execute("UPDATE entries SET final_at = $1 WHERE final_at IS NOT NULL", ended)


def entries_of(events: Sequence[Any]) -> list[str]:
    return sorted(str(entry.entry_id) for event in events for entry in event.entries)


@pytest.mark.requirement("B1")
async def test_an_approval_says_until_when_it_can_be_taken_back_and_prices_nothing(
    undoable: Any, recorded: RecordedEvents
) -> None:
    ids = await undoable.submitted(2)
    began = datetime.now(UTC)
    done = await approve(undoable, ids)
    assert done["approved"] == ids
    final_at = datetime.fromisoformat(done["final_at"])
    undo_time = timedelta(minutes=UNDO_MINUTES)
    assert began + undo_time <= final_at <= datetime.now(UTC) + undo_time
    for caller, path in ((undoable.contact, "/work"), (undoable.contractor, "/my/work")):
        for row in (await caller.get(path))["items"]:
            assert (row["status"], row["approval_id"]) == ("approved", done["approval_id"])
            assert datetime.fromisoformat(row["final_at"]) == final_at
    [event] = await recorded(WorkApprovalGiven)
    assert (str(event.approval_id), event.final_at) == (done["approval_id"], final_at)
    assert entries_of([event]) == sorted(ids)
    assert await recorded(WorkApproved) == []


@pytest.mark.requirement("B1")
async def test_a_part_is_taken_back_to_what_it_was_and_the_rest_is_final(
    undoable: Any, recorded: RecordedEvents, runtime: Runtime
) -> None:
    ids = await undoable.submitted(3)
    before = await undoable.staff.get(f"/work/{ids[1]}")
    await approve(undoable, ids)
    done = await undo(undoable.contact, {"entries": undoable.seen(ids[1:2])})
    assert done == {"undone": ids[1:2], "refused": []}
    after = await undoable.staff.get(f"/work/{ids[1]}")
    assert [step["step"] for step in after["steps"]] == ["submit", "approve", "undo"]
    assert {**after, "steps": before["steps"]} == before
    [undone] = await recorded(WorkApprovalUndone)
    assert (undone.undone_by, undone.on_behalf) == (undoable.contact.person_id, False)
    assert entries_of([undone]) == ids[1:2]

    await finality.finalise_due(runtime, later())
    [approved] = await recorded(WorkApproved)
    [given] = await recorded(WorkApprovalGiven)
    assert entries_of([approved]) == sorted([ids[0], ids[2]])
    assert (approved.approval_id, approved.final_at) == (given.approval_id, given.final_at)
    now = await rows(undoable)
    assert now[ids[1]]["status"] == "to_approval"
    assert {(now[each]["status"], now[each]["final_at"]) for each in (ids[0], ids[2])} == {
        ("approved", None)
    }
    detail = await undoable.staff.get(f"/work/{ids[0]}")
    assert [(step["step"], step["taken_by_name"]) for step in detail["steps"]][1:] == [
        ("approve", undoable.contact.name),
        ("finalise", None),
    ]
    # Once: looked at again, nothing is left.
    await finality.finalise_due(runtime, later())
    assert len(await recorded(WorkApproved)) == 1


async def test_a_whole_approval_is_taken_back_by_its_id_and_no_other(undoable: Any) -> None:
    ids = await undoable.submitted(3)
    first = await approve(undoable, ids[:2])
    await approve(undoable, ids[2:])
    body = {"approval_id": first["approval_id"]}
    assert (await undoable.contact.post("/work/approve/undo/preview", body))["count"] == 2
    done = await undo(undoable.contact, body)
    assert sorted(done["undone"]) == sorted(ids[:2])
    now = await rows(undoable)
    assert [now[each]["status"] for each in ids] == ["to_approval", "to_approval", "approved"]
    problem = await undo(undoable.contact, body, expect=409)
    assert (problem["code"], problem["state"]) == ("approval_undone", "to_approval")
    await undo(undoable.contact, {"approval_id": str(new_id())}, expect=404)


async def test_all_that_a_filter_shows_is_taken_back_as_it_was_shown(undoable: Any) -> None:
    ids = await undoable.submitted(4)
    await approve(undoable, ids[:3])
    selected = {"filter": {}, "except": ids[:1]}
    preview = await undoable.contact.post("/work/approve/undo/preview", selected)
    assert (preview["count"], preview["hours"], preview["minutes"]) == (2, "16", 960)
    shown = {"expected_count": 2, "fingerprint": preview["fingerprint"]}
    await undo(undoable.contact, selected, expect=422)
    # One of them is taken back by somebody else meanwhile.
    await undo(undoable.staff, {"entries": undoable.seen(ids[1:2])})
    problem = await undo(undoable.contact, {**selected, **shown}, expect=409)
    assert (problem["code"], problem["count"]) == ("preview_outdated", 1)
    preview = await undoable.contact.post("/work/approve/undo/preview", selected)
    shown = {"expected_count": 1, "fingerprint": preview["fingerprint"]}
    assert (await undo(undoable.contact, {**selected, **shown}))["undone"] == ids[2:3]
    assert (await rows(undoable))[ids[0]]["status"] == "approved"


async def test_an_undo_names_one_way_to_select(undoable: Any) -> None:
    ids = await undoable.submitted()
    await approve(undoable, ids)
    one = {"entries": undoable.seen(ids)}
    for body in (
        {},
        {**one, "approval_id": str(new_id())},
        {"approval_id": "x"},
        {"approval_id": str(new_id()), "except": ids},
        {"approval_id": str(new_id()), "filter": {}},
        {"filter": {}},
    ):
        await undo(undoable.contact, body, expect=422)


@pytest.mark.requirement("B1")
@pytest.mark.requirement("X8")
@pytest.mark.parametrize("looked", [False, True])
async def test_after_the_time_an_undo_is_a_conflict_that_names_the_state(
    undoable: Any, runtime: Runtime, recorded: RecordedEvents, looked: bool
) -> None:
    ids = await undoable.submitted(2)
    done = await approve(undoable, ids)
    await let_time_pass(runtime, undoable)
    if looked:
        await finality.finalise_due(runtime)
    for body in ({"entries": undoable.seen(ids[:1])}, {"approval_id": done["approval_id"]}):
        problem = await undo(undoable.contact, body, expect=409)
        assert (problem["code"], problem["state"]) == ("approval_final", "approved")
    both = await undo(undoable.contact, {"entries": undoable.seen(ids)})
    assert (both["undone"], [each["code"] for each in both["refused"]]) == (
        [],
        ["approval_final", "approval_final"],
    )
    preview = await undoable.contact.post("/work/approve/undo/preview", {"filter": {}})
    assert preview["count"] == 0
    assert await recorded(WorkApprovalUndone) == []


async def test_what_is_not_approved_cannot_be_taken_back(undoable: Any) -> None:
    ids = await undoable.submitted(2)
    await undoable.contact.post(
        "/work/return", {"entries": undoable.seen(ids[:1]), "reason": "Six"}
    )
    for entry_id, state in zip(ids, ("returned", "to_approval"), strict=True):
        problem = await undo(undoable.contact, {"entries": undoable.seen([entry_id])}, expect=409)
        assert problem["state"] == state


async def test_without_an_undo_time_an_approval_is_final_at_once(
    scene: Any, recorded: RecordedEvents
) -> None:
    ids = await scene.submitted()
    done = await approve(scene, ids)
    assert (done["approval_id"], done["final_at"]) == (None, None)
    [event] = await recorded(WorkApproved)
    assert event.final_at is None
    assert await recorded(WorkApprovalGiven) == []
    problem = await undo(scene.contact, {"entries": scene.seen(ids)}, expect=409)
    assert problem["code"] == "approval_final"


async def test_an_agency_that_identity_has_not_told_of_has_the_usual_time(
    undoable: Any, runtime: Runtime
) -> None:
    ids = await undoable.submitted()
    async with runtime.unit_of_work(undoable.world.agency.agency_id) as uow:
        await uow.execute("DELETE FROM agencies")
    done = await approve(undoable, ids)
    assert datetime.fromisoformat(done["final_at"]) > datetime.now(UTC) + timedelta(minutes=9)


@pytest.mark.requirement("B1")
async def test_a_change_of_the_undo_time_does_not_change_what_was_approved_before(
    undoable: Any, runtime: Runtime, recorded: RecordedEvents
) -> None:
    ids = await undoable.submitted(2)
    await approve(undoable, ids[:1])
    await undoable.world.change_agency(approval_undo_minutes=0)
    await finality.finalise_due(runtime)
    assert await recorded(WorkApproved) == []
    assert (await approve(undoable, ids[1:]))["final_at"] is None
    assert (await undo(undoable.contact, {"entries": undoable.seen(ids[:1])}))["undone"] == ids[:1]


async def test_whoever_may_approve_may_take_back_and_nobody_else(
    undoable: Any, recorded: RecordedEvents
) -> None:
    world = undoable.world
    other_project = await world.project(undoable.staff)
    ids = await undoable.submitted(3)
    done = await approve(undoable, ids)
    one, whole = {"entries": undoable.seen(ids[:1])}, {"approval_id": done["approval_id"]}
    outside = [
        await world.contact(company=1),
        await world.contact(scope=Scope.PROJECTS, project_ids=[other_project["project_id"]]),
    ]
    for stranger in outside:
        for body in (one, whole):
            await undo(stranger, body, expect=404)
        preview = await stranger.post("/work/approve/undo/preview", whole)
        assert preview["count"] == 0
    for helpless in (
        await world.contact(permissions=(Permission.WORK_VIEW,)),
        await world.staff(Permission.PROJECTS_MANAGE),
        undoable.contractor,
    ):
        for body in (one, whole):
            await undo(helpless, body, expect=403)
            await helpless.post("/work/approve/undo/preview", body, expect=403)
    assert await recorded(WorkApprovalUndone) == []
    colleague = await world.contact(
        scope=Scope.PROJECTS, project_ids=[undoable.project["project_id"]]
    )
    assert (await undo(colleague, one))["undone"] == ids[:1]
    assert sorted((await undo(undoable.staff, whole))["undone"]) == sorted(ids[1:])
    assert [event.on_behalf for event in await recorded(WorkApprovalUndone)] == [False, True]


async def test_a_part_of_an_approval_is_out_of_reach_of_who_sees_a_part_of_its_projects(
    undoable: Any,
) -> None:
    world = undoable.world
    project = await world.project(undoable.staff)
    order = await world.work_order(undoable.staff, undoable.contractor, project)
    here = await undoable.submitted()
    there = (await undoable.log(day=3, work_order_id=order["work_order_id"]))["entry_id"]
    await undoable.contractor.post("/my/work/submit", {"entry_ids": [there]})
    done = await approve(undoable, [*here, there])
    assigned = await world.contact(scope=Scope.PROJECTS, project_ids=[project["project_id"]])
    assert (await undo(assigned, {"approval_id": done["approval_id"]}))["undone"] == [there]
    assert (await rows(undoable))[here[0]]["status"] == "approved"


@pytest.mark.requirement("B1")
async def test_two_contacts_who_take_the_same_back_at_once_have_one_outcome(
    undoable: Any, recorded: RecordedEvents, meet: Any
) -> None:
    ids = await undoable.submitted(2)
    done = await approve(undoable, ids)
    other = await undoable.world.contact()
    answers = await meet(
        undoable,
        HOLD,
        [UUID(each) for each in ids],
        *(
            undoable.world.client.post("/work/approve/undo", json=body, headers=caller.headers)
            for caller, body in (
                (undoable.contact, {"approval_id": done["approval_id"]}),
                (other, {"approval_id": done["approval_id"]}),
            )
        ),
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert entries_of(await recorded(WorkApprovalUndone)) == sorted(ids)


async def test_an_undo_and_an_approval_at_once_leave_one_of_them(
    undoable: Any, recorded: RecordedEvents, meet: Any
) -> None:
    ids = await undoable.submitted(2)
    await approve(undoable, ids[:1])
    other = await undoable.world.contact()
    taken_back, approved = await meet(
        undoable,
        HOLD,
        [UUID(each) for each in ids],
        undo(undoable.contact, {"entries": undoable.seen(ids)}),
        other.post("/work/approve", {"entries": undoable.seen(ids)}),
    )
    # The second of them acts on what the first left.
    assert ids[0] in taken_back["undone"]
    assert ids[1] in approved["approved"]
    now = await rows(undoable)
    said = len(await recorded(WorkApprovalGiven)), len(await recorded(WorkApprovalUndone))
    if ids[0] in approved["approved"]:
        assert now[ids[0]]["status"] == "approved"
    assert said == (2, 1)


async def test_an_approval_of_nothing_can_be_taken_back_by_nobody(undoable: Any) -> None:
    shown = await undoable.all_shown(undoable.contact, project_id=str(new_id()))
    none = await undoable.contact.post("/work/approve", shown)
    assert none == {"approved": [], "refused": [], "approval_id": None, "final_at": None}
