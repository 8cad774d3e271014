"""Events about many entries."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from contracts.events.timesheets import MAX_ENTRIES_PER_EVENT, ArticleKind
from contracts.ids import CompanyId, EntryId, PersonId, ProjectId, WorkOrderId
from timesheets.work.batches import batches
from timesheets.work.model import LoggedWork, Status, Work

FIRST = date(2026, 1, 1)


def an_entry(number: int, order: int) -> LoggedWork:
    return LoggedWork(
        entry_id=EntryId(UUID(int=number)),
        work_order_id=WorkOrderId(UUID(int=order)),
        project_id=ProjectId(UUID(int=1)),
        company_id=CompanyId(UUID(int=1)),
        contractor_id=PersonId(UUID(int=1)),
        version=1,
        status=Status.DRAFT,
        work=Work(
            work_on=FIRST + timedelta(days=number),
            article=ArticleKind.REGULAR,
            quantity=Decimal(1),
        ),
        written_by=PersonId(UUID(int=1)),
        written_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


def test_entries_are_said_once_by_work_order_in_the_order_of_their_days() -> None:
    entries = [an_entry(3, 1), an_entry(1, 2), an_entry(2, 1)]
    found = {
        batch.parties["work_order_id"].int: [entry.entry_id.int for entry in batch.entries]
        for batch in batches(entries)
    }
    assert found == {1: [2, 3], 2: [1]}


def test_more_than_a_message_carries_goes_into_several() -> None:
    found = list(batches([an_entry(n, 1) for n in range(2 * MAX_ENTRIES_PER_EVENT + 1)]))
    assert [len(batch.entries) for batch in found] == [200, 200, 1]
    said = [entry.entry_id for batch in found for entry in batch.entries]
    assert len(set(said)) == len(said) == 401


def test_no_entries_make_no_events() -> None:
    assert list(batches([])) == []
