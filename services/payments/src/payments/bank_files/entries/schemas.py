"""HTTP shapes of entries that are of no payment."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field, Strict

from chassis.fields import MAX_AMOUNT_MINOR, Body, Flag, Reason
from contracts.ids import CompanyId, InvoiceId, ReceiptId
from contracts.money import Money
from payments.bank_files.entries.model import BankEntryState, EntryOutcome, Resolution
from payments.bank_files.entries.queries import ListedEntry, SuggestedInvoice
from payments.bank_files.matching import UnmatchedReason


class EntryOnInvoice(Body):
    """The invoice that a credit is for; the rest of it is the balance of that company."""

    invoice_id: InvoiceId
    amount_minor: Annotated[int, Strict(), Field(ge=1, le=MAX_AMOUNT_MINOR)] | None = Field(
        default=None, description="In minor units of the entry's currency; by itself all of it"
    )


class EntryOnBalance(Body):
    """The company whose balance a credit is."""

    company_id: CompanyId


class EntryTakesBack(Body):
    """The receipt that a debit takes back, all or a part of it: of an invoice, or of a balance."""

    receipt_id: ReceiptId


class EntrySetAside(Body):
    """Why an entry is of no client and of no payment."""

    reason: Reason
    recorded_by_hand: Flag = Field(
        default=False,
        description="It stands in the books already: what was booked for the entry is taken back",
    )


class EntryResolution(BaseModel):
    """What became of an entry, who said so and when.

    Of one that was matched: who sent the bank's file.
    """

    how: EntryOutcome
    company_id: CompanyId | None
    reason: str
    resolved_by_name: str
    resolved_at: datetime

    @classmethod
    def of(cls, resolution: Resolution) -> Self:
        """From what was read."""
        return cls.model_validate(resolution, from_attributes=True)


class SuggestedInvoiceDetails(BaseModel):
    """An open invoice that a credit may be for: of just this amount, or it names its number."""

    invoice_id: InvoiceId
    number: str
    company_id: CompanyId
    company_name: str
    due_on: date
    open_amount: Money

    @classmethod
    def of(cls, suggested: SuggestedInvoice) -> Self:
        """From what was read."""
        return cls.model_validate(suggested, from_attributes=True)


class UnmatchedDetails(BaseModel):
    """What a bank booked on an account of the agency, and that is of no payment.

    `why` it waits, or waited; null: its reference named its invoices. `file_id` null: read before
    files were kept. `invoice_ids`: the invoices that it came in against.
    """

    entry_id: UUID
    file_id: UUID | None
    file_kind: str
    file_message_id: str
    booked_on: date
    is_debit: bool
    amount: Money
    bank_reference: str
    end_to_end_id: str
    party: str
    said: str
    why: UnmatchedReason | None
    read_at: datetime
    state: BankEntryState
    resolution: EntryResolution | None
    invoice_ids: Sequence[InvoiceId]
    suggestions: Sequence[SuggestedInvoiceDetails]

    @classmethod
    def of(cls, listed: ListedEntry) -> Self:
        """From what was read."""
        entry, resolution = listed.entry, listed.resolution
        return cls(
            entry_id=entry.entry_id,
            file_id=entry.file_id,
            file_kind=entry.file_kind,
            file_message_id=entry.file_message_id,
            booked_on=entry.booked_on,
            is_debit=entry.is_debit,
            amount=entry.amount,
            bank_reference=entry.bank_reference,
            end_to_end_id=entry.end_to_end_id,
            party=entry.party,
            said=entry.said,
            why=entry.why,
            read_at=entry.read_at,
            state=listed.state,
            resolution=None if resolution is None else EntryResolution.of(resolution),
            invoice_ids=listed.invoice_ids,
            suggestions=[SuggestedInvoiceDetails.of(one) for one in listed.suggestions],
        )
