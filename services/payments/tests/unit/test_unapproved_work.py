"""Work on its way to approval comes out the same, in whatever order its events come."""

import itertools
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.ids import new_id
from contracts.events.timesheets import ArticleKind, Entry
from contracts.ids import EntryId, PersonId, WorkOrderId
from payments.trail.work import (
    CurrentEntry,
    TrailEvent,
    WorkChange,
    WorkStatus,
    day_steps,
    entries_now,
)

pytestmark = pytest.mark.requirement("C14")

ENTRY = EntryId(UUID(int=7))
ORDER, CONTRACTOR = WorkOrderId(UUID(int=8)), PersonId(UUID(int=9))


def said(number: int, what: WorkChange, version: int, hours: int = 8, day: int = 2) -> TrailEvent:
    """The event with this number; numbers grow as event ids do."""
    return TrailEvent(
        event_id=UUID(int=number),
        what=what,
        work_order_id=ORDER,
        contractor_id=CONTRACTOR,
        entries=(
            Entry(
                entry_id=ENTRY,
                version=version,
                work_on=date(2026, 2, day),
                article=ArticleKind.REGULAR,
                quantity=Decimal(hours),
            ),
        ),
        at=datetime(2026, 2, 28, number, tzinfo=UTC),
    )


LIVES: list[tuple[list[TrailEvent], WorkStatus, int, int]] = [
    (
        [said(1, WorkChange.SUBMITTED, 1), said(2, WorkChange.APPROVAL_GIVEN, 1)],
        WorkStatus.APPROVAL_GIVEN,
        1,
        8,
    ),
    (
        # Taken back, and approved again: of the two approvals that are not final the newer holds.
        [
            said(1, WorkChange.SUBMITTED, 1),
            said(2, WorkChange.APPROVAL_GIVEN, 1),
            said(3, WorkChange.APPROVAL_UNDONE, 1),
            said(4, WorkChange.APPROVAL_GIVEN, 1),
        ],
        WorkStatus.APPROVAL_GIVEN,
        1,
        8,
    ),
    (
        [
            said(1, WorkChange.SUBMITTED, 1),
            said(2, WorkChange.APPROVAL_GIVEN, 1),
            said(3, WorkChange.APPROVAL_UNDONE, 1),
        ],
        WorkStatus.TO_APPROVAL,
        1,
        8,
    ),
    (
        [
            said(1, WorkChange.SUBMITTED, 1),
            said(2, WorkChange.APPROVAL_GIVEN, 1),
            said(3, WorkChange.APPROVAL_FINAL, 1),
        ],
        WorkStatus.APPROVED,
        1,
        8,
    ),
    ([said(1, WorkChange.SUBMITTED, 1)], WorkStatus.TO_APPROVAL, 1, 8),
    (
        [said(1, WorkChange.SUBMITTED, 1), said(2, WorkChange.RETURNED, 1)],
        WorkStatus.RETURNED,
        1,
        8,
    ),
    (
        # The same version handed in again: only the events' order tells it from the return.
        [
            said(1, WorkChange.SUBMITTED, 1),
            said(2, WorkChange.RETURNED, 1),
            said(3, WorkChange.SUBMITTED, 1),
        ],
        WorkStatus.TO_APPROVAL,
        1,
        8,
    ),
    (
        [
            said(1, WorkChange.SUBMITTED, 1),
            said(2, WorkChange.RETURNED, 1),
            said(3, WorkChange.CORRECTED, 2, 7, day=3),
        ],
        WorkStatus.RETURNED,
        2,
        7,
    ),
    (
        [
            said(1, WorkChange.SUBMITTED, 1),
            said(2, WorkChange.CORRECTED, 2, 6),
            said(3, WorkChange.APPROVED, 2, 6),
        ],
        WorkStatus.APPROVED,
        2,
        6,
    ),
    (
        [
            said(1, WorkChange.SUBMITTED, 1),
            said(2, WorkChange.RETURNED, 1),
            said(3, WorkChange.WITHDRAWN, 2, 5),
        ],
        WorkStatus.WITHDRAWN,
        2,
        5,
    ),
]


@pytest.mark.parametrize(("events", "standing", "version", "hours"), LIVES)
def test_an_entry_stands_where_its_events_put_it_in_any_order_and_however_often(
    events: list[TrailEvent], standing: WorkStatus, version: int, hours: int
) -> None:
    for order in itertools.permutations(events):
        (found,) = entries_now([*order, *order])
        assert found.stand is not None
        assert (found.stand.standing, found.version, found.quantity) == (standing, version, hours)


def test_a_correction_alone_does_not_say_where_an_entry_stands() -> None:
    (found,) = entries_now([said(1, WorkChange.CORRECTED, 2)])
    assert found.stand is None


@given(
    st.lists(
        st.builds(
            said,
            st.integers(1, 20),
            st.sampled_from(WorkChange),
            st.integers(1, 4),
            st.integers(1, 9),
            st.integers(1, 9),
        ),
        min_size=1,
        max_size=8,
        unique_by=lambda event: event.event_id,
    ),
    st.randoms(),
)
def test_events_add_up_alike_in_any_order(events: list[TrailEvent], random: Any) -> None:
    """Of one version there is one content, as in timesheets."""
    content = {event.entries[0].version: event.entries for event in reversed(events)}
    alike = [
        TrailEvent(
            event_id=event.event_id,
            what=event.what,
            work_order_id=ORDER,
            contractor_id=CONTRACTOR,
            entries=content[event.entries[0].version],
            at=event.at,
        )
        for event in events
    ]
    shuffled = random.sample(alike, k=len(alike))
    assert entries_now(shuffled) == entries_now(alike)
    # And in two batches, as the database merges them.
    cut = len(shuffled) // 2
    halves: list[CurrentEntry] = [*entries_now(shuffled[:cut]), *entries_now(shuffled[cut:])]
    merged = halves[0]
    for half in halves[1:]:
        merged = merged.with_(half)
    assert [merged] == entries_now(alike)


def test_an_event_counts_by_day_hours_and_money_apart() -> None:
    day = date(2026, 2, 2)

    def entry(work_on: date, article: ArticleKind, quantity: str) -> Entry:
        return Entry(
            entry_id=EntryId(new_id()),
            version=1,
            work_on=work_on,
            article=article,
            quantity=Decimal(quantity),
        )

    event = TrailEvent(
        event_id=new_id(),
        what=WorkChange.SUBMITTED,
        work_order_id=ORDER,
        contractor_id=CONTRACTOR,
        entries=(
            entry(day, ArticleKind.REGULAR, "7.5"),
            entry(day, ArticleKind.OVERTIME, "1"),
            entry(day, ArticleKind.EXPENSE, "12.40"),
            entry(date(2026, 2, 3), ArticleKind.EXPENSE, "1"),
        ),
        at=datetime(2026, 2, 4, tzinfo=UTC),
    )
    assert [(step.work_on.day, step.minutes, step.expenses) for step in day_steps([event])] == [
        (2, Decimal(510), Decimal("12.40")),
        (3, Decimal(0), Decimal(1)),
    ]
