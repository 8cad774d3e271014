"""Work on its way to approval, as the events of timesheets tell it, in whatever order they come.

What an entry is comes from its highest version. Where it stands comes from one of its events: that
of the highest version; of one version an approval that is final; else the newest, by the event's
id, which was made while the entry was locked.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Self
from uuid import UUID

from contracts.events.timesheets import (
    ArticleKind,
    Entry,
    WorkApprovalGiven,
    WorkApprovalUndone,
    WorkApproved,
    WorkCorrected,
    WorkReturned,
    WorkSubmitted,
    WorkWithdrawn,
)
from contracts.ids import EntryId, PersonId, WorkOrderId
from contracts.quantities import MINUTES_PER_HOUR

WorkEvent = (
    WorkSubmitted
    | WorkReturned
    | WorkWithdrawn
    | WorkCorrected
    | WorkApprovalGiven
    | WorkApprovalUndone
    | WorkApproved
)


_BY_CONTACTS = WorkReturned | WorkApprovalGiven | WorkApprovalUndone | WorkApproved
"""What staff can do on a contact's behalf."""


class WorkChange(StrEnum):
    """What happens to work on its way to approval."""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    CORRECTED = "corrected"
    APPROVAL_GIVEN = "approval_given"
    APPROVAL_UNDONE = "approval_undone"
    APPROVED = "approved"
    APPROVAL_FINAL = "approval_final"


class WorkStatus(StrEnum):
    """Where an entry stands that was handed in once. An approval that is given is not final yet."""

    TO_APPROVAL = "to_approval"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    APPROVAL_GIVEN = "approval_given"
    APPROVED = "approved"


_STANDING_AFTER = {
    WorkChange.SUBMITTED: WorkStatus.TO_APPROVAL,
    WorkChange.RETURNED: WorkStatus.RETURNED,
    WorkChange.WITHDRAWN: WorkStatus.WITHDRAWN,
    WorkChange.APPROVAL_GIVEN: WorkStatus.APPROVAL_GIVEN,
    WorkChange.APPROVAL_UNDONE: WorkStatus.TO_APPROVAL,
    WorkChange.APPROVED: WorkStatus.APPROVED,
    WorkChange.APPROVAL_FINAL: WorkStatus.APPROVED,
}
"""A correction is not here: it leaves the entry where it stood."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailEvent:
    """One event, as the trail takes it. `by_agency`: staff did it, for themselves or a contact.

    `final_at`: until then an approval that is not final can be taken back.
    """

    event_id: UUID
    what: WorkChange
    work_order_id: WorkOrderId
    contractor_id: PersonId
    entries: tuple[Entry, ...]
    at: datetime
    by_agency: bool = False
    reason: str | None = None
    final_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusRecord:
    """Where an entry stands, and the event that says so."""

    standing: WorkStatus
    version: int
    event_id: UUID
    at: datetime
    final_at: datetime | None = None

    @property
    def order(self) -> tuple[int, bool, int]:
        """The later of two stands is the one that holds."""
        return self.version, self.standing is WorkStatus.APPROVED, self.event_id.int


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrentEntry:
    """What is known of an entry. `stand` is None as long as only a correction of it has come."""

    entry_id: EntryId
    work_order_id: WorkOrderId
    contractor_id: PersonId
    version: int
    work_on: date
    article: ArticleKind
    quantity: Decimal
    minutes: int | None
    stand: StatusRecord | None

    def with_(self, other: Self) -> Self:
        """What both say together, whichever came first."""
        content = other if other.version > self.version else self
        stands = [stand for stand in (self.stand, other.stand) if stand is not None]
        return replace(content, stand=max(stands, key=lambda stand: stand.order, default=None))


@dataclass(frozen=True, slots=True, kw_only=True)
class DayStep:
    """The share of a day of work in what an event says. Hours said before minutes may be odd."""

    heard: TrailEvent
    work_on: date
    minutes: Decimal
    expenses: Decimal


def heard(event_id: UUID, said: WorkEvent) -> TrailEvent:
    """An event, as the trail takes it."""
    final_at = None
    match said:
        case WorkSubmitted():
            what, at, entries = WorkChange.SUBMITTED, said.submitted_at, said.entries
        case WorkReturned():
            what, at, entries = WorkChange.RETURNED, said.returned_at, said.entries
        case WorkWithdrawn():
            what, at, entries = WorkChange.WITHDRAWN, said.withdrawn_at, said.entries
        case WorkCorrected():
            what, at, entries = WorkChange.CORRECTED, said.corrected_at, (said.entry,)
        case WorkApprovalGiven():
            what, at, entries = WorkChange.APPROVAL_GIVEN, said.approved_at, said.entries
            final_at = said.final_at
        case WorkApprovalUndone():
            what, at, entries = WorkChange.APPROVAL_UNDONE, said.undone_at, said.entries
        case WorkApproved():
            what = WorkChange.APPROVAL_FINAL if said.final_at else WorkChange.APPROVED
            at, entries = said.final_at or said.approved_at, said.entries
    on_behalf = isinstance(said, _BY_CONTACTS) and said.on_behalf
    return TrailEvent(
        event_id=event_id,
        what=what,
        work_order_id=said.work_order_id,
        contractor_id=said.contractor_id,
        entries=entries,
        at=at,
        by_agency=on_behalf or what is WorkChange.CORRECTED,
        reason=said.reason if isinstance(said, WorkReturned) else None,
        final_at=final_at,
    )


def entries_now(events: Iterable[TrailEvent]) -> list[CurrentEntry]:
    """What these events say of each entry they speak of, in order of the entries' ids."""
    found: dict[EntryId, CurrentEntry] = {}
    for event in events:
        standing = _STANDING_AFTER.get(event.what)
        for entry in event.entries:
            now = CurrentEntry(
                entry_id=entry.entry_id,
                work_order_id=event.work_order_id,
                contractor_id=event.contractor_id,
                version=entry.version,
                work_on=entry.work_on,
                article=entry.article,
                quantity=entry.quantity,
                minutes=entry.minutes,
                stand=StatusRecord(
                    standing=standing,
                    version=entry.version,
                    event_id=event.event_id,
                    at=event.at,
                    final_at=event.final_at,
                )
                if standing
                else None,
            )
            before = found.get(entry.entry_id)
            found[entry.entry_id] = before.with_(now) if before else now
    return [found[entry_id] for entry_id in sorted(found)]


def day_steps(events: Iterable[TrailEvent]) -> list[DayStep]:
    """What these events say, day by day of the work."""
    return [
        DayStep(
            heard=event,
            work_on=day,
            minutes=_minutes(entries),
            expenses=_expenses(entries),
        )
        for event in events
        for day, entries in _by_day(event.entries).items()
    ]


def _by_day(entries: Iterable[Entry]) -> dict[date, list[Entry]]:
    days: dict[date, list[Entry]] = defaultdict(list)
    for entry in entries:
        days[entry.work_on].append(entry)
    return days


def _minutes(entries: Iterable[Entry]) -> Decimal:
    return sum(
        (
            entry.quantity * MINUTES_PER_HOUR if entry.minutes is None else Decimal(entry.minutes)
            for entry in entries
            if entry.article.is_time
        ),
        Decimal(0),
    )


def _expenses(entries: Iterable[Entry]) -> Decimal:
    """What was spent: an expense's quantity is money."""
    return sum((entry.quantity for entry in entries if not entry.article.is_time), Decimal(0))
