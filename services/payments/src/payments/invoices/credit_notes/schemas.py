"""HTTP shapes of credit notes."""

from collections.abc import Sequence
from datetime import date
from typing import Self

from pydantic import BaseModel

from contracts.events.payments import Charge, InvoiceLine
from contracts.ids import CreditNoteId
from contracts.money import Money
from payments.invoices.credit_notes.model import CreditNote


class CreditNoteDetails(BaseModel):
    """What was taken back of an invoice: amounts above zero are credited.

    `reason` empty: work was corrected. `kept_balance`: what had been paid of it, which is the
    company's balance since.
    """

    credit_note_id: CreditNoteId
    number: str
    credited_on: date
    reason: str
    lines: Sequence[InvoiceLine]
    taxes: Sequence[Charge]
    subtotal: Money
    total: Money
    kept_balance: Money

    @classmethod
    def of(cls, note: CreditNote) -> Self:
        """From what was read."""
        return cls(
            credit_note_id=note.credit_note_id,
            number=note.number,
            credited_on=note.credited_on,
            reason=note.reason,
            lines=note.parts.lines,
            taxes=note.parts.taxes,
            subtotal=note.parts.subtotal,
            total=note.parts.total,
            kept_balance=note.kept,
        )
