"""Transactions, payments, the report, pay runs and the ledger."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, Field

from contracts.events.identity import ContractorKind
from contracts.events.payments import Charge, PaidTransaction, TransactionState, WorkLine
from contracts.events.timesheets import PayTerms
from contracts.ids import (
    CompanyId,
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


class OwnTransactionsQuery(Filter):
    """A page of pending transactions, by tab, the newest first."""

    tab: Tab = Tab.ALL


class TransactionsQuery(Filter):
    """A page of the agency's transactions, the newest first."""

    state: list[TransactionState] | None = None
    contractor_id: PersonId | None = None
    company_id: CompanyId | None = None


class OwnPaymentsQuery(Filter):
    """A page of payments, the newest first. `q` is a part of the number."""

    q: str | None = Field(default=None, max_length=50)
    from_on: date | None = Field(default=None, alias="from")
    to_on: date | None = Field(default=None, alias="to")


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


class ReasonRequest(Body):
    """Why something is held or undone."""

    reason: str = Field(min_length=1, max_length=500)


class TransactionSummary(BaseModel):
    """A transaction in a list. `shown_as`: its estimated payment date, or its state in words."""

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
