"""An approval: who approved, by which terms, and when that is final."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contracts.ids import AgencyId, PersonId, WorkOrderId


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
