"""Events of payments about disputed invoice lines: beside the invoices that they are about."""

from enum import StrEnum

from pydantic import Field

from contracts.base import Event, Value
from contracts.events.payments import InvoiceEvent
from contracts.ids import DisputeId, PersonId
from contracts.money import Money


class DisputeOutcome(StrEnum):
    """How the agency ended a dispute."""

    STANDS = "stands"
    CORRECTION = "correction"


class DisputedLine(Value):
    """A line of an invoice that is disputed. Line 1 is the first; `amount` is before taxes."""

    dispute_id: DisputeId
    line_number: int
    work_order_title: str
    contractor_name: str
    amount: Money


class _DisputeEvent(InvoiceEvent):
    """`contact_ids`: who disputed, and who wrote since. They are told of what becomes of it."""

    contact_ids: tuple[PersonId, ...]


class InvoiceLinesDisputed(_DisputeEvent):
    """A contact disputes lines of an invoice for one reason; each is a dispute of its own.

    Until a dispute ends, the amount of its line is not due and is not reminded.
    """

    lines: tuple[DisputedLine, ...]
    reason: str
    disputed_by: PersonId


class DisputeAnswered(_DisputeEvent):
    """Somebody of either side wrote in a dispute."""

    line: DisputedLine
    text: str
    answered_by: PersonId


class DisputeResolved(_DisputeEvent):
    """The agency ended a dispute. Where the line stands, its amount is due again.

    A correction is agreed, not booked: `agreed` of the line, before taxes, stays not due until the
    invoice is credited.
    """

    line: DisputedLine
    outcome: DisputeOutcome
    reason: str
    agreed: Money | None = Field(default=None, description="None: the line stands")
    resolved_by: PersonId


class DisputeWithdrawn(_DisputeEvent):
    """A contact took a dispute back: the amount of its line is due again."""

    line: DisputedLine
    withdrawn_by: PersonId


DISPUTES: tuple[type[Event], ...] = (
    InvoiceLinesDisputed,
    DisputeAnswered,
    DisputeResolved,
    DisputeWithdrawn,
)
