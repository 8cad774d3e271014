"""Invoices and receipts."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum

from pydantic import BaseModel, Field

from contracts.events.payments import Charge, InvoicedWork, InvoiceLine
from contracts.ids import CompanyId, InvoiceId, PersonId, ProjectId, ReceiptId, TransactionId
from contracts.money import Currency, Money
from edge.shapes.common import Body, Composed, Filter
from edge.shapes.documents import Document


class InvoiceState(StrEnum):
    """Where an invoice stands today."""

    NOT_DUE = "not_due"
    OVERDUE = "overdue"
    PAID = "paid"


class InvoiceFilter(StrEnum):
    """The filters of the list; they overlap."""

    NOT_DUE = "not_due"
    OVERDUE = "overdue"
    PAID = "paid"
    NOT_PAID = "not_paid"


class InvoicesQuery(Filter):
    """A page of invoices by day of issue, the newest first; any of the states."""

    state: list[InvoiceFilter] | None = None
    company_id: CompanyId | None = None
    project_id: ProjectId | None = None
    from_on: date | None = Field(default=None, alias="from")
    to_on: date | None = Field(default=None, alias="to")


class OpenInvoices(BaseModel):
    """How many invoices are not paid, and what is open in each currency."""

    count: int
    totals: Sequence[Money]


class InvoicesSummary(BaseModel):
    """What is not paid; `overdue` is a part of `unpaid`."""

    unpaid: OpenInvoices
    overdue: OpenInvoices


class InvoiceSummary(BaseModel):
    """An invoice in a list."""

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
    received: Money
    open_amount: Money
    state: InvoiceState
    paid_on: date | None


class Receipt(BaseModel):
    """Money that came in."""

    receipt_id: ReceiptId
    amount: Money
    received_on: date
    reference: str
    recorded_by: PersonId
    recorded_by_name: str
    recorded_at: datetime


class InvoiceDetails(InvoiceSummary):
    """All of an invoice; `work` names the entries behind its lines."""

    lines: Sequence[InvoiceLine]
    taxes: Sequence[Charge]
    work: Sequence[InvoicedWork]
    receipts: Sequence[Receipt]


class InvoiceView(Composed):
    """An invoice with its document."""

    invoice: InvoiceDetails
    documents: list[Document]


class InvoiceRunRequest(Body):
    """Invoice every period that ended on or before this day."""

    up_to: date


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


class CompanyNotInvoiced(BaseModel):
    """A company whose work could not be invoiced, and why: it waits for the next run."""

    company_id: CompanyId
    reason: str


class InvoiceRun(BaseModel):
    """What a run issued; nothing when all was invoiced before. Where a company failed, the rest
    has its invoices all the same.
    """

    invoices: Sequence[IssuedInvoice]
    not_invoiced: Sequence[CompanyNotInvoiced]


class ReceiptRequest(Body):
    """Money that came in against an invoice, in minor units of its currency."""

    amount_minor: int = Field(gt=0, le=10**15)
    currency: Currency
    received_on: date
    reference: str = Field(default="", max_length=200)


class ReceiptResult(BaseModel):
    """What was recorded, what is left, and the transactions that it let go."""

    receipt: Receipt
    invoice_id: InvoiceId
    open_amount: Money
    paid_on: date | None
    released_transaction_ids: Sequence[TransactionId]
