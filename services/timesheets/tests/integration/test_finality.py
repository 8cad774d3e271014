"""The end of undo times, by itself and where it meets an undo."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from prometheus_client import REGISTRY

from chassis.runtime import Runtime
from chassis.testing.queues import fetchval_across
from chassis.testing.waiting import eventually
from chassis.uow import UnitOfWork
from contracts.events.timesheets import WorkApprovalUndone, WorkApproved
from timesheets import finality
from timesheets.approvals import repository as approvals
from timesheets.approvals.model import FAILURES_UNTIL_STUCK, pause_after
from timesheets.work import undoing

from .conftest import UNDO_MINUTES
from .test_undo import HOLD, RecordedEvents, approve, entries_of, later, rows, undo


async def waits_for_a_lock(runtime: Runtime) -> bool:
    waiting: int = await runtime.database.pool.fetchval(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    return waiting == 1


@pytest.mark.requirement("B1")
async def test_the_end_of_the_time_that_meets_an_undo_finds_the_work_waiting_again(
    undoable: Any, runtime: Runtime, recorded: RecordedEvents
) -> None:
    ids = await undoable.submitted(2)
    done = await approve(undoable, ids)
    agency_id = undoable.world.agency.agency_id
    async with runtime.unit_of_work(agency_id) as uow:
        # An undo that holds one of them, and has not committed.
        await uow.execute(HOLD, agency_id, [UUID(ids[0])])
        await uow.execute(
            "UPDATE entries SET status = 'to_approval', approval_id = NULL, final_at = NULL,"
            " approved_by = NULL, approved_at = NULL WHERE entry_id = $1",
            UUID(ids[0]),
        )
        ending = asyncio.create_task(finality.finalise_due(runtime, later()))
        await eventually(lambda: waits_for_a_lock(runtime), what="the end to wait for the undo")
    await ending
    [approved] = await recorded(WorkApproved)
    assert entries_of([approved]) == ids[1:]
    assert str(approved.approval_id) == done["approval_id"]


@pytest.mark.requirement("B1")
async def test_an_undo_that_meets_the_end_of_the_time_is_refused_with_the_state(
    undoable: Any, runtime: Runtime, recorded: RecordedEvents
) -> None:
    ids = await undoable.submitted()
    done = await approve(undoable, ids)
    async with runtime.unit_of_work(undoable.world.agency.agency_id) as uow:
        assert await undoing.finalise(uow, UUID(done["approval_id"]), later())
        taking_back = asyncio.create_task(
            undo(undoable.contact, {"entries": undoable.seen(ids)}, expect=409)
        )
        await eventually(lambda: waits_for_a_lock(runtime), what="the undo to wait for the end")
    problem = await taking_back
    assert (problem["code"], problem["state"]) == ("approval_final", "approved")
    assert entries_of(await recorded(WorkApproved)) == ids
    assert await recorded(WorkApprovalUndone) == []


async def test_several_workers_make_each_approval_final_once(
    undoable: Any, runtime: Runtime, recorded: RecordedEvents
) -> None:
    ids = await undoable.submitted(6)
    for each in ids:
        await approve(undoable, [each])
    at = later()
    await asyncio.gather(*(finality.finalise_due(runtime, at) for _ in range(4)))
    await finality.finalise_due(runtime, at)
    assert entries_of(await recorded(WorkApproved)) == sorted(ids)
    assert await fetchval_across(runtime, "SELECT count(*) FROM approvals WHERE NOT is_final") == 0


async def test_one_that_fails_keeps_no_other_waiting_and_is_tried_again_after_a_pause(
    undoable: Any, runtime: Runtime, recorded: RecordedEvents, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = later()
    ids = await undoable.submitted(3)
    broken, *_ = [(await approve(undoable, [each]))["approval_id"] for each in ids]

    async def fails_for_one(uow: UnitOfWork, approval_id: UUID, now: datetime) -> bool:
        done = await undoing.finalise(uow, approval_id, now)
        if str(approval_id) == broken:
            raise ZeroDivisionError
        return done

    with monkeypatch.context() as patched:
        patched.setattr(finality, "finalise", fails_for_one)
        await finality.finalise_due(runtime, at)
    assert entries_of(await recorded(WorkApproved)) == sorted(ids[1:])
    assert (await rows(undoable))[ids[0]]["final_at"] is not None
    await finality.finalise_due(runtime, at + pause_after(1) - timedelta(seconds=1))
    assert entries_of(await recorded(WorkApproved)) == sorted(ids[1:])
    await finality.finalise_due(runtime, at + pause_after(1))
    assert entries_of(await recorded(WorkApproved)) == sorted(ids)


async def test_one_that_fails_again_and_again_is_stuck_for_staff_and_operators(
    undoable: Any, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = await approve(undoable, await undoable.submitted())

    async def fails(*_: object) -> bool:
        raise ZeroDivisionError

    at, agency = later(), str(undoable.world.agency.agency_id)
    with monkeypatch.context() as patched:
        patched.setattr(finality, "finalise", fails)
        for failures in range(1, FAILURES_UNTIL_STUCK + 1):
            assert (await undoable.staff.get("/stuck-events"))["total"] == 0
            await finality.finalise_due(runtime, at)
            at += pause_after(failures)
    await finality.observe(runtime)
    [one] = (await undoable.staff.get("/stuck-events"))["items"]
    assert (one["event"], one["reason"]) == ("ApprovalNotFinal", "zero_division")
    assert one["reference"] == f"approval {done['approval_id']}"
    assert [each["name"] for each in one["concerns"]] == [undoable.contact.name]
    labels = {"what": "ApprovalNotFinal", "agency": agency}
    assert REGISTRY.get_sample_value("portico_stuck", labels) == 1
    await finality.finalise_due(runtime, at)
    await finality.observe(runtime)
    assert (await undoable.staff.get("/stuck-events"))["total"] == 0
    assert REGISTRY.get_sample_value("portico_stuck", labels) is None


def test_pauses_grow_up_to_an_hour() -> None:
    pauses = [pause_after(failures).total_seconds() for failures in (1, 2, 3, 9, 11, 1000)]
    assert pauses == [5, 10, 20, 1280, 3600, 3600]


async def test_agencies_take_turns(
    undoable: Any, runtime: Runtime, recorded: RecordedEvents, make_world: Any
) -> None:
    for each in await undoable.submitted(3):
        await approve(undoable, [each])
    world = await make_world()
    await world.change_agency(approval_undo_minutes=UNDO_MINUTES)
    staff, contractor, contact = (
        await world.staff(),
        await world.contractor(),
        await world.contact(),
    )
    order = await world.work_order(staff, contractor, await world.project(staff))
    other = type(undoable)(world, staff, contractor, contact, {}, order)
    [entry_id] = await other.submitted()
    await approve(other, [entry_id])
    await finality.finalise_due(runtime, later())
    said = [entries_of([event]) for event in await recorded(WorkApproved)]
    assert len(said) == 4
    # Its approval came last, and is said in the first turn.
    assert [entry_id] in said[:2]


async def test_the_next_look_is_when_the_next_approval_is_due(
    undoable: Any, runtime: Runtime
) -> None:
    async def pause() -> float:
        return await finality._pause_seconds(runtime)  # pyright: ignore[reportPrivateUsage]

    assert await pause() == finality.LONGEST_PAUSE_SECONDS
    ids = await undoable.submitted()
    await approve(undoable, ids)
    assert await pause() == finality.LONGEST_PAUSE_SECONDS
    async with runtime.unit_of_work(undoable.world.agency.agency_id) as uow:
        await uow.execute("UPDATE approvals SET final_at = now() + interval '5 seconds'")
    assert 0 < await pause() <= 5
    async with runtime.unit_of_work(None) as uow:
        assert await approvals.next_due_at(uow) is not None


async def test_work_is_priced_by_the_terms_of_its_approval_and_an_undone_one_still_fits(
    undoable: Any, runtime: Runtime, recorded: RecordedEvents
) -> None:
    ids = await undoable.submitted()
    await approve(undoable, ids)
    path = f"/work-orders/{undoable.order['work_order_id']}"
    rates = {
        article["article"]: {name: article[name] for name in ("article", "pay_rate", "bill_rate")}
        for article in undoable.order["articles"]
    }
    problem = await undoable.staff.put(path, {"articles": [rates["expense"]]}, expect=409)
    assert problem["code"] == "unapproved_work"
    dearer = {**rates["regular"], "bill_rate": "95"}
    await undoable.staff.put(path, {"articles": [dearer, rates["expense"]]})
    await finality.finalise_due(runtime, later())
    [event] = await recorded(WorkApproved)
    assert event.work_order_version == 1
