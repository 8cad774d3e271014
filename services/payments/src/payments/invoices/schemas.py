"""HTTP shapes of invoices and receipts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel

from chassis.fields import Body, Day
from contracts.date_moves import DateMove
from contracts.events.payments import (
    Charge,
    InvoicedWork,
    InvoiceIssued,
    InvoiceLine,
    ReminderName,
)
from contracts.ids import CompanyId, InvoiceId, PersonId, ProjectId, ReceiptId
from contracts.money import Money
from contracts.parties import BillTo
from payments.invoices import queries
from payments.invoices.actions import CompanyOutcome
from payments.invoices.credit_notes.model import CreditNote
from payments.invoices.credit_notes.schemas import CreditNoteDetails
from payments.invoices.interest.model import Interest
from payments.invoices.interest.schemas import InterestDetails
from payments.invoices.late_charges.model import LateCharge
from payments.invoices.late_charges.schemas import LateChargeDetails
from payments.invoices.model import InvoiceState, Receipt, ReceiptSource
from payments.invoices.queries import ListedInvoice, Parts
from payments.invoices.reminders.model import Reminder, ReminderPause
from payments.invoices.reminders.schemas import PauseDetails, ReminderDetails
from payments.invoices.write_offs.model import WriteOff
from payments.invoices.write_offs.schemas import WriteOffDetails
from payments.trail.queries import ProvisionalWork


class InvoiceRunRequest(Body):
    """Invoice every period that ended on or before this day."""

    up_to: Day


class IssuedInvoice(BaseModel):
    """An invoice that a run issued."""

    invoice_id: InvoiceId
    number: str
    company_id: CompanyId
    project_id: ProjectId | None
    period_start: date
    period_end: date
    due_on: date
    total: Money

    @classmethod
    def of(cls, said: InvoiceIssued) -> Self:
        """From what was said of it."""
        return cls.model_validate(said, from_attributes=True)


class UninvoicedCompany(BaseModel):
    """A company whose work could not be invoiced, and why: it waits for the next run."""

    company_id: CompanyId
    reason: str


class DraftedCompany(BaseModel):
    """A company whose invoices are looked at first: so many wait in drafts."""

    company_id: CompanyId
    drafts: int


class ProvisionalCompanyWork(BaseModel):
    """Work of a company whose approval can still be taken back, the last of it until `final_at`.

    It is invoiced by a run after that.
    """

    company_id: CompanyId
    entries: int
    final_at: datetime


class InvoiceRunResult(BaseModel):
    """What a run issued; nothing when all was invoiced before. Where a company failed, the rest
    has its invoices all the same. `not_final`: what was left since its approval is not final.
    """

    invoices: Sequence[IssuedInvoice]
    drafts: Sequence[DraftedCompany]
    not_invoiced: Sequence[UninvoicedCompany]
    not_final: Sequence[ProvisionalCompanyWork]

    @classmethod
    def of(cls, outcomes: Sequence[CompanyOutcome], not_final: Sequence[ProvisionalWork]) -> Self:
        """From what became of each company, and what was left."""
        return cls(
            not_final=[
                ProvisionalCompanyWork.model_validate(one, from_attributes=True)
                for one in not_final
            ],
            invoices=[IssuedInvoice.of(one) for outcome in outcomes for one in outcome.issued],
            drafts=[
                DraftedCompany(company_id=outcome.company_id, drafts=outcome.drafts)
                for outcome in outcomes
                if outcome.drafts
            ],
            not_invoiced=[
                UninvoicedCompany(company_id=outcome.company_id, reason=outcome.failure)
                for outcome in outcomes
                if outcome.failure is not None
            ],
        )


class OpenInvoices(BaseModel):
    """How many invoices are not paid, and what is open in each currency."""

    count: int
    totals: Sequence[Money]


class InvoicesSummary(BaseModel):
    """What is not paid; the amounts of `overdue` and `disputed` are parts of it, and share nothing.

    Disputed is what is not due while its lines are disputed, or since a correction was agreed.
    """

    unpaid: OpenInvoices
    overdue: OpenInvoices
    disputed: OpenInvoices

    @classmethod
    def of(cls, found: queries.OpenInvoices) -> Self:
        """From what was read."""
        return cls.model_validate(found, from_attributes=True)


class InvoiceSummary(BaseModel):
    """An invoice in a list. `state` is that of today at the agency.

    `disputed_amount`: what of the open amount is not due, since its lines are disputed or a
    correction of them was agreed. `payment_reference`: what the company quotes with its payment.
    `charged`: interest and fees beside the total, without those that were waived. `written_off`:
    what of all that the agency no longer expects. `last_reminder` was decided at
    `last_reminded_at`: it is sent then, unless something comes between.
    """

    invoice_id: InvoiceId
    number: str
    company_id: CompanyId
    company_name: str
    project_id: ProjectId | None
    project_name: str | None
    issued_on: date
    due_on: date
    period_start: date
    period_end: date
    subtotal: Money
    total: Money
    credited: Money
    charged: Money
    received: Money
    written_off: Money
    open_amount: Money
    disputed_amount: Money
    state: InvoiceState
    paid_on: date | None
    last_reminder: ReminderName | None
    last_reminded_at: datetime | None
    payment_reference: str

    @classmethod
    def of(cls, listed: ListedInvoice) -> Self:
        """From what was read."""
        return cls.model_validate(listed, from_attributes=True)


class ReceiptDetails(BaseModel):
    """Money that came in.

    Of the source `balance` it came from what the company had paid too much before; below zero it
    went there. Of the source `bank` below zero, the bank took back what had come in by the one that
    it `reverses`. `bank_entry_id`: the entry of the bank that it is; null: recorded by hand.
    """

    receipt_id: ReceiptId
    amount: Money
    received_on: date
    reference: str
    recorded_by: PersonId | None
    recorded_by_name: str
    recorded_at: datetime
    source: ReceiptSource
    bank_entry_id: UUID | None
    reverses: ReceiptId | None

    @classmethod
    def of(cls, receipt: Receipt) -> Self:
        """From what was read."""
        return cls.model_validate(receipt, from_attributes=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedUp:
    """What comes of an invoice that is not paid in time. All but interest and charges is for staff
    alone."""

    interest: Interest | None
    late_charges: Sequence[LateCharge]
    reminders: Sequence[Reminder] = ()
    pause: ReminderPause | None = None
    write_offs: Sequence[WriteOff] = ()


class InvoiceDetails(InvoiceSummary):
    """All of an invoice; `work` names the entries behind its lines.

    `bill_to` is the company as it was when the invoice was issued; None: that was not kept yet.
    `due_moved`: what moved the due date. `note` and `buyer_reference` are printed on it.
    `interest`: what being late comes to so far; nobody owes it. Reminders, until when they are
    paused, and why it was written off are for staff alone.
    """

    lines: Sequence[InvoiceLine]
    taxes: Sequence[Charge]
    work: Sequence[InvoicedWork]
    receipts: Sequence[ReceiptDetails]
    credit_notes: Sequence[CreditNoteDetails]
    interest: InterestDetails | None
    late_charges: Sequence[LateChargeDetails]
    reminders: Sequence[ReminderDetails]
    reminders_paused: PauseDetails | None
    write_offs: Sequence[WriteOffDetails]
    bill_to: BillTo | None
    due_moved: DateMove | None
    note: str
    buyer_reference: str

    @classmethod
    def with_parts(
        cls,
        listed: ListedInvoice,
        parts: Parts,
        receipts: Sequence[Receipt],
        credit_notes: Sequence[CreditNote],
        followed_up: FollowedUp,
    ) -> Self:
        """From what was read."""
        return cls.model_validate(
            {
                **dict(InvoiceSummary.of(listed)),
                "lines": parts.lines,
                "taxes": parts.taxes,
                "work": parts.work,
                "receipts": [ReceiptDetails.of(receipt) for receipt in receipts],
                "credit_notes": [CreditNoteDetails.of(note) for note in credit_notes],
                "interest": followed_up.interest and InterestDetails.of(followed_up.interest),
                "late_charges": [LateChargeDetails.of(one) for one in followed_up.late_charges],
                "reminders": [ReminderDetails.of(one) for one in followed_up.reminders],
                "reminders_paused": followed_up.pause and PauseDetails.of(followed_up.pause),
                "write_offs": [WriteOffDetails.of(one) for one in followed_up.write_offs],
                "bill_to": parts.bill_to,
                "due_moved": parts.due_moved,
                "note": parts.note,
                "buyer_reference": parts.buyer_reference,
            }
        )
