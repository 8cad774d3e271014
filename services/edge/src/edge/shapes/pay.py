"""Transactions, payments, the report, pay runs and the ledger."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, Field

from contracts.events.identity import ContractorKind, Language
from contracts.events.payments import Charge, PaidTransaction, TransactionState, WorkLine
from contracts.events.timesheets import PayTerms
from contracts.ids import (
    CompanyId,
    DocumentId,
    PaymentId,
    PayRunId,
    PersonId,
    ProjectId,
    TransactionId,
    WorkOrderId,
)
from contracts.money import Currency, Money
from edge.shapes.common import Body, Composed, Filter
from edge.shapes.documents import Document


class Tab(StrEnum):
    """The tabs of pending transactions."""

    PROCESSING = "processing"
    PENDING_RELEASE = "pending_release"
    ALL = "all"


class TransactionSort(StrEnum):
    """By what, and which way; a minus is the greatest or latest first.

    Transactions without an estimated payment date come last both ways.
    """

    CREATED = "created"
    CREATED_LAST = "-created"
    AMOUNT = "amount"
    AMOUNT_LAST = "-amount"
    ESTIMATED = "estimated_payment_on"
    ESTIMATED_LAST = "-estimated_payment_on"


class OwnTransactionsFilter(Body):
    """Pending transactions by tab, narrowed and sorted.

    `q` is a part of a number, work order, project or company.
    """

    tab: Tab = Tab.ALL
    work_order_id: WorkOrderId | None = None
    company_id: CompanyId | None = None
    q: str | None = Field(default=None, max_length=100)
    sort: TransactionSort = TransactionSort.CREATED_LAST


class OwnTransactionsQuery(OwnTransactionsFilter, Filter):
    """A page of pending transactions."""


class TransactionsQuery(Filter):
    """A page of the agency's transactions, the newest first."""

    state: list[TransactionState] | None = None
    contractor_id: PersonId | None = None
    company_id: CompanyId | None = None


class OwnPaymentsFilter(Body):
    """Payments, the newest first.

    `q` is a part of a number, work order, project or company; a period as 2026-03 or 2026-03-14; or
    an amount.
    """

    q: str | None = Field(default=None, max_length=100)
    from_on: date | None = Field(default=None, alias="from")
    to_on: date | None = Field(default=None, alias="to")


class OwnPaymentsQuery(OwnPaymentsFilter, Filter):
    """A page of payments."""


class PaymentsQuery(OwnPaymentsQuery):
    """A page of the agency's payments."""

    contractor_id: PersonId | None = None
    pay_run_id: PayRunId | None = None


class ReportQuery(Body):
    """Months (YYYY-MM), both of them in it; by itself January of this year to now."""

    from_month: str | None = Field(
        default=None, alias="from", pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$"
    )
    to_month: str | None = Field(default=None, alias="to", pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")


class ReportDocumentRequest(ReportQuery):
    """The report as a document in a language, as payments takes it."""

    language: Language


class ReasonRequest(Body):
    """Why something is held or undone."""

    reason: str = Field(min_length=1, max_length=500)


class TransactionSummary(BaseModel):
    """A transaction in a list.

    A page says `estimated_payment_on` when there is one, and else `state` in its reader's words;
    `shown_as` is just that in English.
    """

    transaction_id: TransactionId
    number: str
    work_order_id: WorkOrderId
    work_order_code: str
    work_order_title: str
    project_id: ProjectId
    project_name: str
    company_id: CompanyId
    company_name: str
    contractor_id: PersonId
    contractor_name: str
    contractor_kind: ContractorKind
    period_start: date
    period_end: date
    gross: Money
    deductions: Money
    taxes: Money
    net: Money
    pay_terms: PayTerms
    state: TransactionState
    shown_as: str
    estimated_payment_on: date | None
    held_because: str | None
    payment_id: PaymentId | None
    paid_on: date | None
    created_on: date


class HistoryItem(BaseModel):
    """Who did what, and when. `actor_id` is None when the system did it."""

    happened_at: datetime
    what: str
    state: TransactionState
    actor_id: UUID | None
    actor_name: str
    facts: Mapping[str, object]


class TransactionDetails(TransactionSummary):
    """All of a transaction; `history` is newest first."""

    lines: Sequence[WorkLine]
    deduction_lines: Sequence[Charge]
    tax_lines: Sequence[Charge]
    history: Sequence[HistoryItem]


class TransactionView(Composed):
    """A transaction with its document: a paystub, or an incorporated contractor's invoice."""

    transaction: TransactionDetails
    documents: list[Document]


class PaymentSummary(BaseModel):
    """A payment in a list."""

    payment_id: PaymentId
    number: str
    pay_run_id: PayRunId
    contractor_id: PersonId
    contractor_name: str
    contractor_kind: ContractorKind
    paid_on: date
    method: str
    amount: Money


class PaymentDetails(PaymentSummary):
    """A payment with its breakdown by transaction."""

    transactions: Sequence[PaidTransaction]


class PaymentView(Composed):
    """A payment with each document: its statement, and those of its transactions."""

    payment: PaymentDetails
    documents: list[Document]


class ReportTotals(BaseModel):
    """Sums of what was paid. net = gross - deductions + taxes."""

    transactions: int
    gross: Money
    deductions: Money
    taxes: Money
    net: Money


class ReportMonth(ReportTotals):
    """Of one month (YYYY-MM)."""

    month: str


class ReportClient(ReportTotals):
    """Of one client."""

    company_id: CompanyId
    company_name: str


class ReportRow(ReportClient):
    """Of one client in one month."""

    month: str


class CurrencyReport(BaseModel):
    """The report in one currency."""

    currency: Currency
    total: ReportTotals
    months: Sequence[ReportMonth]
    clients: Sequence[ReportClient]
    rows: Sequence[ReportRow]


class PaymentReport(BaseModel):
    """All payments received from a month to a month."""

    from_month: str
    to_month: str
    currencies: Sequence[CurrencyReport]


class ReportDocument(BaseModel):
    """The document that a report becomes. It is there a moment later, when `documents` is stale."""

    document_id: DocumentId


class PendingSums(BaseModel):
    """How many transactions, and what they come to in each currency."""

    count: int
    totals: Sequence[Money]


class NextPaid(PendingSums):
    """What is paid first. `on` is None when that is with the next pay run.

    `ordered`: a pay run has ordered it for that day, which has not come yet.
    """

    on: date | None
    ordered: bool = False


class PendingSummary(BaseModel):
    """What each tab of pending transactions holds, and what of it is paid next."""

    processing: PendingSums
    pending_release: PendingSums
    all: PendingSums
    next_payment: NextPaid | None


class UnpaidSummary(BaseModel):
    """What of the agency's transactions is not paid, by state."""

    pending_client_payment: PendingSums
    scheduled: PendingSums
    processing: PendingSums
    pending_release: PendingSums
    on_hold: PendingSums


class PayRunPreviewRequest(Body):
    """What would be paid on this day."""

    pay_on: date


class PayRunRequest(Body):
    """Pay on this day, if exactly these totals (one a currency) would leave the bank."""

    pay_on: date
    expected_totals: list[Money] = Field(min_length=1, max_length=20)


class PreviewedTransaction(BaseModel):
    """A transaction in a payment to be."""

    transaction_id: TransactionId
    number: str
    work_order_title: str
    company_name: str
    period_start: date
    period_end: date
    net: Money


class PreviewedPayment(BaseModel):
    """Whom, how much, and for what."""

    contractor_id: PersonId
    contractor_name: str
    contractor_kind: ContractorKind
    amount: Money
    transactions: Sequence[PreviewedTransaction]


class LeftOutTransaction(BaseModel):
    """A transaction that would stay, and why."""

    transaction_id: TransactionId
    number: str
    contractor_id: PersonId
    contractor_name: str
    net: Money
    reason: str
    held_because: str | None
    estimated_payment_on: date | None


class LeftOutTotal(BaseModel):
    """How much stays for one reason."""

    reason: str
    count: int
    totals: Sequence[Money]


class PayRunPreview(BaseModel):
    """Who would be paid, and what would be left out. `totals` is what the run expects."""

    pay_on: date
    totals: Sequence[Money]
    payments: Sequence[PreviewedPayment]
    left_out: Sequence[LeftOutTransaction]
    left_out_totals: Sequence[LeftOutTotal]


class PayRunPayment(BaseModel):
    """A payment of a run."""

    payment_id: PaymentId
    number: str
    contractor_id: PersonId
    amount: Money


class PayRun(BaseModel):
    """A run that paid."""

    pay_run_id: PayRunId
    pay_on: date
    run_by: PersonId
    run_by_name: str
    run_at: datetime
    totals: Sequence[Money]
    payments: Sequence[PayRunPayment]


class Balance(BaseModel):
    """An account in one currency. `balance` is credits minus debits."""

    account: str
    debits: Money
    credits: Money
    balance: Money


class Balances(BaseModel):
    """Every account; the balances of a currency sum to zero."""

    items: list[Balance]


class PostingsQuery(Filter):
    """Postings, the newest first, of one account or one cause."""

    account: str | None = Field(default=None, max_length=200)
    cause_id: UUID | None = None


class Posting(BaseModel):
    """A posting: debits `source`, credits `destination`."""

    posting_id: UUID
    source: str
    destination: str
    amount: Money
    cause: str
    cause_id: UUID
    event_id: UUID | None
    reverses: UUID | None
    posted_at: datetime
