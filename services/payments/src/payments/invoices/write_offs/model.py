"""Writing off what is open of an invoice. Pure.

All that is open is written off, or nothing: so an invoice of which something was written off has
nothing open, and what comes in of it, or is credited, lowers what was written off.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from chassis.errors import ConflictError
from contracts.ids import InvoiceId, PersonId
from contracts.money import Money
from payments.invoices.model import Invoice


class NothingToWriteOffError(ConflictError):
    """Nothing is open of this invoice"""


class DisputedWriteOffError(ConflictError):
    """A part of what is open is disputed, or a correction of it was agreed"""


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteOff:
    """What of an invoice the agency no longer expects; below zero, what of that was taken back.

    `recorded_by` None: the system, for work that was corrected.
    """

    write_off_id: UUID
    invoice_id: InvoiceId
    amount: Money
    reason: str
    written_off_on: date
    recorded_by: PersonId | None
    recorded_by_name: str
    recorded_at: datetime


def write_off(invoice: Invoice, on: date) -> tuple[Invoice, Money]:
    """The same without what is open of it, and how much that was.

    Raises NothingToWriteOffError, DisputedWriteOffError: what was agreed is credited first.
    """
    amount = invoice.open_amount
    if amount.amount_minor == 0:
        raise NothingToWriteOffError(open_amount=amount.model_dump(mode="json"))
    if invoice.disputed_amount.amount_minor:
        raise DisputedWriteOffError(
            f"{invoice.disputed_amount} is disputed: end that first",
            disputed_amount=invoice.disputed_amount.model_dump(mode="json"),
        )
    return replace(invoice, written_off_minor=amount.amount_minor, paid_on=on), amount
