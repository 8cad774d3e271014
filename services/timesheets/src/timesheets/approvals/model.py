"""An approval: who approved, by which terms, and when that is final."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from contracts.ids import AgencyId, PersonId, WorkOrderId

FAILURES_UNTIL_STUCK = 3
"""So often it is tried before people are told: as often as an event before it is a dead letter."""

FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)


def pause_after(failures: int) -> timedelta:
    """How long to wait before the next try: twice as long after each failure, up to an hour."""
    return min(FIRST_PAUSE * 2 ** min(failures - 1, 20), LONGEST_PAUSE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """What one person approved at once, over any number of work orders.

    `order_versions` are those in force at the approval: by them the work is priced when it is
    final, whatever becomes of the work orders until then. None: not counted.
    """

    approval_id: UUID
    by: PersonId
    at: datetime
    on_behalf: bool
    order_versions: Mapping[WorkOrderId, int | None]
    final_at: datetime
    correlation_id: UUID

    @property
    def is_final_at_once(self) -> bool:
        """The agency has no undo time."""
        return self.final_at <= self.at


@dataclass(frozen=True, slots=True)
class DueApproval:
    """An approval whose undo time is over and that is not final yet."""

    agency_id: AgencyId
    approval_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class StuckApproval:
    """An approval that could not be made final again and again: its work is not priced."""

    approval_id: UUID
    by: PersonId
    because: str
    since: datetime
    work_order_ids: tuple[WorkOrderId, ...]
