"""Work that waits for too long is put to the next approver, by the days of the agency."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from chassis.runtime import Runtime
from contracts.access import Scope
from contracts.events.timesheets import WorkEscalated
from timesheets import escalation
from timesheets.escalation import escalate

from .test_undo import RecordedEvents

pytestmark = pytest.mark.requirement("B3")

ZONE = ZoneInfo("America/Toronto")
DAYS = 3


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), ZONE).astimezone(UTC)


async def handed_in(runtime: Runtime, scene: Any, at: datetime) -> None:
    """As if all work had been handed in then."""
    async with runtime.unit_of_work(scene.world.agency.agency_id) as uow:
        await uow.execute("UPDATE entries SET submitted_at = $1", at)


async def round_at(runtime: Runtime, scene: Any, at: datetime) -> int:
    async with runtime.unit_of_work(scene.world.agency.agency_id) as uow:
        uow.now = at
        return await escalate(uow)


@pytest.fixture
async def queue(scene: Any) -> Any:
    """The usual cast, where a contact whom the project names comes before the usual one."""
    await scene.world.change_agency(approval_escalation_days=DAYS)
    first = await scene.world.contact(scope=Scope.PROJECTS)
    named = {"contact_ids": [str(first.person_id)]}
    await scene.staff.put(f"/projects/{scene.project['project_id']}", named)
    scene.first = first
    return scene


async def name_asked(scene: Any, entry_id: str) -> str:
    return (await scene.contractor.get(f"/my/work/{entry_id}"))["waits_for"]["name"]


async def test_the_next_approver_is_asked_after_so_many_days_and_is_told(
    queue: Any, runtime: Runtime, recorded: RecordedEvents
) -> None:
    ids = await queue.submitted(2)
    day = datetime.now(ZONE).date()
    await handed_in(runtime, queue, noon(day))
    assert await name_asked(queue, ids[0]) == queue.first.name
    assert await round_at(runtime, queue, noon(day + timedelta(days=DAYS - 1))) == 0
    assert await round_at(runtime, queue, noon(day + timedelta(days=DAYS))) == 2
    assert await name_asked(queue, ids[0]) == queue.contact.name
    [event] = await recorded(WorkEscalated)
    assert sorted(str(entry.entry_id) for entry in event.entries) == sorted(ids)
    assert (event.put_to, event.stands_in_for) == (queue.contact.person_id, None)
    assert [link.person_id for link in event.links] == [queue.contact.person_id]
    assert event.waits_since == noon(day)
    # Once: the turn was theirs only now.
    assert await round_at(runtime, queue, noon(day + timedelta(days=DAYS))) == 0
    # Whoever was asked before may still approve.
    await queue.first.post("/work/approve", {"entries": queue.seen(ids)})


async def test_where_everybody_was_asked_it_is_a_task_for_staff(
    queue: Any, runtime: Runtime, recorded: RecordedEvents
) -> None:
    [waiting] = await queue.submitted()
    day = datetime.now(ZONE).date()
    await handed_in(runtime, queue, noon(day))
    for rounds in (1, 2):
        assert (await queue.staff.get("/stuck-events"))["total"] == 0
        await round_at(runtime, queue, noon(day + timedelta(days=rounds * DAYS)))
    [one] = (await queue.staff.get("/stuck-events"))["items"]
    assert (one["event"], one["reason"]) == ("WorkUndecided", "everybody_asked")
    assert await name_asked(queue, waiting) == queue.contact.name
    assert len(await recorded(WorkEscalated)) == 1
    await queue.contact.post("/work/approve", {"entries": queue.seen([waiting])})
    assert (await queue.staff.get("/stuck-events"))["total"] == 0


async def test_what_is_handed_in_again_begins_with_the_first_approver(
    queue: Any, runtime: Runtime
) -> None:
    [waiting] = await queue.submitted()
    day = datetime.now(ZONE).date()
    await handed_in(runtime, queue, noon(day))
    await round_at(runtime, queue, noon(day + timedelta(days=DAYS)))
    body = {"entries": queue.seen([waiting]), "reason": "Which site?"}
    await queue.contact.post("/work/return", body)
    await queue.contractor.post("/my/work/submit", {"entry_ids": [waiting]})
    assert await name_asked(queue, waiting) == queue.first.name


async def test_an_approval_that_is_taken_back_changes_nobody_s_turn(
    queue: Any, runtime: Runtime
) -> None:
    await queue.world.change_agency(approval_undo_minutes=10)
    [waiting] = await queue.submitted()
    day = datetime.now(ZONE).date()
    await handed_in(runtime, queue, noon(day))
    await round_at(runtime, queue, noon(day + timedelta(days=DAYS)))
    await queue.contact.post("/work/approve", {"entries": queue.seen([waiting])})
    await queue.contact.post("/work/approve/undo", {"entries": queue.seen([waiting])})
    assert await name_asked(queue, waiting) == queue.contact.name


# Midnight UTC, the change of clocks, and the turn of a year, at the agency.
DAYS_OF_NOTE = (date(2026, 3, 7), date(2026, 10, 31), date(2026, 12, 30), date(2028, 2, 28))


@pytest.mark.parametrize("day", DAYS_OF_NOTE, ids=str)
async def test_days_are_those_of_the_agency_also_when_the_clock_changes(
    queue: Any, runtime: Runtime, day: date
) -> None:
    """Handed in a minute before midnight there, it is put on with the third midnight after it."""
    await queue.submitted()
    late = datetime.combine(day, time(23, 59), ZONE).astimezone(UTC)
    await handed_in(runtime, queue, late)
    end = datetime.combine(day + timedelta(days=DAYS), time(0), ZONE).astimezone(UTC)
    assert await round_at(runtime, queue, end - timedelta(seconds=1)) == 0
    assert await round_at(runtime, queue, end) == 1


async def test_an_agency_without_days_puts_nothing_on(queue: Any, runtime: Runtime) -> None:
    await queue.world.change_agency(approval_escalation_days=0)
    await queue.submitted()
    await handed_in(runtime, queue, datetime.now(UTC) - timedelta(days=400))
    assert await round_at(runtime, queue, datetime.now(UTC)) == 0


async def test_a_round_takes_every_agency_and_a_failure_keeps_no_other_waiting(
    queue: Any, runtime: Runtime, recorded: RecordedEvents, monkeypatch: pytest.MonkeyPatch
) -> None:
    await queue.submitted()
    await handed_in(runtime, queue, datetime.now(UTC) - timedelta(days=DAYS + 1))
    tried: list[Any] = []

    async def fails_first(uow: Any) -> int:
        tried.append(uow.agency_id)
        if len(tried) == 1:
            raise ZeroDivisionError
        return await escalate(uow)

    with monkeypatch.context() as patched:
        patched.setattr(escalation, "escalate", fails_first)
        await escalation.run(runtime)
        await escalation.run(runtime)
    assert tried == [queue.world.agency.agency_id] * 2
    assert len(await recorded(WorkEscalated)) == 1
