"""Work on its way, as timesheets says it: one contractor's entries on one work order."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from chassis.ids import new_id
from contracts.base import Event
from contracts.events.timesheets import (
    Entry,
    WorkApprovalGiven,
    WorkApprovalUndone,
    WorkApproved,
    WorkCorrected,
    WorkOrder,
    WorkReturned,
    WorkSubmitted,
    WorkWithdrawn,
)
from contracts.ids import PersonId

E = TypeVar("E", bound=Event)


class Story:
    """Makes events with growing ids and times, so that they can be delivered in any order."""

    def __init__(self, order: WorkOrder) -> None:
        self.order = order
        self.events: list[Event] = []
        self.ids: list[UUID] = []
        self._now = datetime(2026, 3, 1, 15, tzinfo=UTC)

    def _say(self, kind: Callable[..., E], **said: Any) -> E:
        event = kind(
            work_order_id=self.order.work_order_id,
            project_id=self.order.project_id,
            company_id=self.order.company_id,
            contractor_id=self.order.contractor_id,
            **said,
        )
        self.events.append(event)
        self.ids.append(new_id())
        self._now += timedelta(minutes=1)
        return event

    def submits(self, *entries: Entry) -> WorkSubmitted:
        return self._say(
            WorkSubmitted,
            submission_id=new_id(),
            entries=entries,
            submitted_by=self.order.contractor_id,
            submitted_at=self._now,
        )

    def returns(self, *entries: Entry, reason: str = "Six, not eight") -> WorkReturned:
        return self._say(
            WorkReturned,
            entries=entries,
            reason=reason,
            returned_by=PersonId(new_id()),
            returned_at=self._now,
        )

    def withdraws(self, *entries: Entry) -> WorkWithdrawn:
        return self._say(
            WorkWithdrawn,
            entries=entries,
            withdrawn_by=self.order.contractor_id,
            withdrawn_at=self._now,
        )

    def corrects(self, previous: Entry, entry: Entry) -> WorkCorrected:
        return self._say(
            WorkCorrected,
            entry=entry,
            previous=previous,
            corrected_by=PersonId(new_id()),
            corrected_at=self._now,
        )

    def gives(self, *entries: Entry, minutes: int = 10) -> WorkApprovalGiven:
        """An approval that can be taken back for so long."""
        return self._say(
            WorkApprovalGiven,
            approval_id=new_id(),
            entries=entries,
            approved_by=PersonId(new_id()),
            approved_at=self._now,
            final_at=self._now + timedelta(minutes=minutes),
        )

    def undoes(self, *entries: Entry, on_behalf: bool = False) -> WorkApprovalUndone:
        return self._say(
            WorkApprovalUndone,
            entries=entries,
            undone_by=PersonId(new_id()),
            undone_at=self._now,
            on_behalf=on_behalf,
        )

    def ends(self, given: WorkApprovalGiven, *entries: Entry) -> WorkApproved:
        """The undo time of an approval is over for these entries, or for all of it."""
        return self._say(
            WorkApproved,
            approval_id=given.approval_id,
            entries=entries or given.entries,
            approved_by=given.approved_by,
            approved_at=given.approved_at,
            final_at=given.final_at,
        )

    def approves(self, *entries: Entry, on_behalf: bool = False) -> WorkApproved:
        return self._say(
            WorkApproved,
            approval_id=new_id(),
            entries=entries,
            approved_by=PersonId(new_id()),
            approved_at=self._now,
            on_behalf=on_behalf,
        )
