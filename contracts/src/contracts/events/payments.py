"""Events of payments: what is owed to contractors and by companies, and what was paid."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from contracts.base import Event, Value
from contracts.date_moves import DateMove
from contracts.events.identity import ContractorKind
from contracts.events.timesheets import MeasuredWork, PayTerms
from contracts.ids import (
    CompanyId,
    CreditNoteId,
    EntryId,
    InvoiceId,
    PaymentId,
    PersonId,
    ProjectId,
    ReceiptId,
    TransactionId,
    WorkOrderId,
)
from contracts.money import Currency, Money
from contracts.parties import BillTo, Party, SelfBilledInvoice, TaxInNationalCurrency
from contracts.pay_statements import CalculationStep, VacationPay, YearToDate

_REFERENCE = "What the company quotes with its payment. Empty: said before it was told"


class TransactionState(StrEnum):
    """Where a transaction stands."""

    PENDING_CLIENT_PAYMENT = "pending_client_payment"
    SCHEDULED = "scheduled"
    PROCESSING = "processing"
    PENDING_RELEASE = "pending_release"
    ON_HOLD = "on_hold"
    PAID = "paid"
    REVERSED = "reversed"


class WorkLine(MeasuredWork):
    """Approved work of one entry at its rate.

    `amount` is its share of what all work of the transaction at this article and rate comes to,
    which is rounded once: the shares add up to that, whatever entries the work was split into.
    """

    entry_id: EntryId
    work_on: date
    rate: Decimal
    amount: Money
    note: str = ""


class Charge(Value):
    """A tax or deduction by rule: `amount` of `base`, named in each language of the agency.

    `amount` is positive in both: a deduction lowers the net, a tax that is added raises it.
    `base` is without what is exempt.
    """

    code: str
    names: dict[str, str] = Field(description="Language to name")
    base: Money
    percent: Decimal | None = None
    amount: Money
    exempt: Money | None = Field(default=None, description="Beside the base. None: nothing")
    steps: tuple[CalculationStep, ...] = Field(default=(), description="Empty: they are not told")


class Transaction(Value):
    """What the agency owes a contractor for approved work of one work order and pay period.

    net = gross - deductions + taxes. A temp has deductions (withheld tax and contributions), an
    incorporated contractor has taxes that are added (HST, MVA).
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
    contractor_kind: ContractorKind
    period_start: date
    period_end: date
    lines: tuple[WorkLine, ...]
    gross: Money
    deductions: tuple[Charge, ...] = ()
    taxes: tuple[Charge, ...] = ()
    net: Money
    pay_terms: PayTerms
    state: TransactionState
    estimated_payment_on: date | None = None
    created_on: date
    employer_charges: tuple[Charge, ...] = Field(
        default=(), description="What the employer pays beside the gross, such as its own CPP"
    )
    vacation_pay: VacationPay | None = Field(default=None, description="None: nothing set aside")
    account_ending: str = Field(
        default="", description="Of the account that pay went to when it was made, if one is known"
    )
    year_to_date: YearToDate | None = Field(default=None, description="Of a temp; None: not told")


class _TransactionEvent(Event):
    topic: ClassVar[str] = "payments.transactions.v1"
    key_field: ClassVar[str] = "transaction_id"
    transaction_id: TransactionId
    contractor_id: PersonId


class TransactionCreated(Event):
    """Approved work was priced; the contractor is owed `net`. Below zero it takes pay back."""

    topic: ClassVar[str] = "payments.transactions.v1"
    key_field: ClassVar[str] = "transaction.transaction_id"
    transaction: Transaction
    reason: str = Field(default="", description="Why staff took work back; empty: they did not")
    self_billed: SelfBilledInvoice | None = Field(
        default=None, description="None: it is no invoice, or from before agreements were kept"
    )


class TransactionScheduled(_TransactionEvent):
    """The estimated payment date was set or moved, and why."""

    number: str
    net: Money
    state: TransactionState
    estimated_payment_on: date | None
    previously_on: date | None = None
    cause: str = Field(description="client_paid, released, terms_changed, staff, or why it `moved`")
    moved: DateMove | None = Field(default=None, description="By banks, a pay run or a return")


class TransactionHeld(_TransactionEvent):
    """It stays out of pay runs until it is released."""

    number: str
    net: Money
    reason: str
    held_by: PersonId


class TransactionReleased(_TransactionEvent):
    """It can be paid: the client's money came in, or staff released it."""

    number: str
    net: Money
    state: TransactionState
    estimated_payment_on: date | None = None
    cause: str = Field(description="client_paid or staff")


class TransactionPaid(_TransactionEvent):
    """It was paid by a payment."""

    number: str
    net: Money
    payment_id: PaymentId
    paid_on: date


class ReversedWork(Value):
    """An entry at the version that the transaction had priced."""

    entry_id: EntryId
    version: int


class TransactionReversed(_TransactionEvent):
    """It was undone, and its work is billed no more: what had been invoiced of it was credited.

    One that was not ordered yet is undone by opposite postings, and with it what corrected it where
    nothing is left of both: that has no `entries`, its work went back before. One that was ordered
    or paid stays what it is, and `corrected_by` takes back what it paid. Timesheets sends `entries`
    back to their contractor as returned, at a version above these: that one alone can be approved,
    priced and invoiced again.
    """

    number: str
    net: Money
    reason: str
    work_order_id: WorkOrderId | None = Field(
        default=None, description="None: said before work was sent back"
    )
    entries: tuple[ReversedWork, ...] = ()
    reversed_by: PersonId | None = None
    corrected_by: TransactionId | None = Field(
        default=None, description="The transaction that takes back what this one paid"
    )


class InvoiceLine(MeasuredWork):
    """Approved work of one work order, article and rate, summed for an invoice.

    `amount` is the quantity, exact, times the rate, rounded once.
    """

    work_order_id: WorkOrderId
    work_order_title: str
    project_name: str
    contractor_id: PersonId
    contractor_name: str
    from_on: date
    to_on: date
    rate: Decimal
    amount: Money


class InvoicedWork(Value):
    """The entries of one work order that an invoice covers."""

    work_order_id: WorkOrderId
    entry_ids: tuple[EntryId, ...]
    versions: tuple[int, ...] = Field(
        default=(), description="At which each is billed; empty: said before that was told"
    )


class InvoiceIssued(Event):
    """A company owes the agency `total` for approved work."""

    topic: ClassVar[str] = "payments.invoices.v1"
    key_field: ClassVar[str] = "invoice_id"
    invoice_id: InvoiceId
    number: str
    company_id: CompanyId
    project_id: ProjectId | None = Field(default=None, description="None: the whole company")
    currency: Currency
    issued_on: date
    due_on: date
    period_start: date
    period_end: date
    lines: tuple[InvoiceLine, ...]
    work: tuple[InvoicedWork, ...]
    subtotal: Money
    taxes: tuple[Charge, ...] = ()
    total: Money
    project_ids: tuple[ProjectId, ...] = Field(
        default=(), description="All whose work stands on it; empty: said before it was told"
    )
    bill_to: BillTo | None = Field(
        default=None, description="None: said before it was told; identity knows the company"
    )
    due_moved: DateMove | None = Field(
        default=None, description="What moved the due date, where banks are closed on its day"
    )
    payment_reference: str = Field(
        default="",
        description="What the company quotes with its payment: a KID of digits, or a creditor"
        " reference by ISO 11649. Empty: said before it was told",
    )
    note: str = Field(default="", description="A text for its reader, printed on it")
    buyer_reference: str = Field(
        default="", description="What the buyer wants to see on it, such as whose order it was"
    )
    has_chosen_order: bool = Field(
        default=False,
        description="Whether somebody chose how the lines stand: documents keep that order",
    )
    seller: Party | None = Field(default=None, description="The agency then. None: not told")
    national_tax: TaxInNationalCurrency | None = Field(
        default=None, description="None: it is in the currency of the seller's country"
    )
    interest_percent: Decimal | None = Field(
        default=None, description="A year, on what is paid late, as it was told to the buyer"
    )


class InvoiceEvent(Event):
    """Something that happened to an invoice after it was issued."""

    topic: ClassVar[str] = "payments.invoices.v1"
    key_field: ClassVar[str] = "invoice_id"
    invoice_id: InvoiceId
    company_id: CompanyId
    number: str
    project_ids: tuple[ProjectId, ...] = Field(
        default=(), description="All whose work stands on it; empty: said before it was told"
    )


class _Reminder(InvoiceEvent):
    due_on: date
    open_amount: Money
    disputed_amount: Money | None = Field(
        default=None,
        description="What of the open amount is not due: its lines are disputed, or a correction"
        " of them was agreed. None: nothing",
    )
    payment_reference: str = Field(default="", description=_REFERENCE)


class InvoiceDueSoon(_Reminder):
    """It is due in a few days and not paid: the open amount without what is disputed."""


class ReminderName(StrEnum):
    """Which reminder of an overdue invoice it is: the last of several is the final notice."""

    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    FOURTH = "fourth"
    FINAL = "final"


class InvoiceOverdue(_Reminder):
    """The due date has passed and it is not paid: the open amount without what is disputed.

    Said on the day after the due date, and with each reminder.
    """

    reminder: ReminderName | None = Field(
        default=ReminderName.FIRST,
        description="Which the company is sent; null: none. Not there: said before there were"
        " several, so the first",
    )
    fee: Money | None = Field(
        default=None,
        description="What this reminder costs once it is sent, beside the open amount. None:"
        " nothing",
    )


class InvoiceRemindersPaused(InvoiceEvent):
    """The company is not reminded of it, from now on until this day."""

    until_on: date
    paused_by: PersonId


class InvoiceWrittenOff(InvoiceEvent):
    """The agency no longer expects what was open of it. Money that comes in later lowers that."""

    amount: Money
    reason: str
    written_off_on: date
    written_off_by: PersonId


class ReceiptRecorded(InvoiceEvent):
    """Money came in against it; `open_amount` is what is left."""

    receipt_id: ReceiptId
    amount: Money
    received_on: date
    reference: str
    open_amount: Money
    recorded_by: PersonId


class ReceiptReversed(InvoiceEvent):
    """The bank took back money that had come in against it, all of it or a part.

    `open_amount` is what is left to pay then: more than before, unless the rest was too much. An
    invoice that was paid is not any more.
    """

    receipt_id: ReceiptId
    amount: Money
    reversed_on: date
    reference: str
    open_amount: Money
    recorded_by: PersonId
    due_on: date | None = Field(default=None, description="None: said before it was told")
    disputed_amount: Money | None = Field(
        default=None,
        description="What of the open amount is not due: its lines are disputed, or a correction"
        " of them was agreed. None: nothing",
    )
    payment_reference: str = Field(
        default="", description="What to quote with the payment; empty: said before it was told"
    )


class InvoicePaid(InvoiceEvent):
    """Nothing is left to pay."""

    paid_on: date
    total: Money


class InvoiceCredited(InvoiceEvent):
    """A credit note takes back some of what the invoice billed, or all of it.

    What is credited is above zero: `total` is the sum of the lines and of their taxes, each by the
    rate that the invoice had it at. A line is below zero where another article or rate took the
    place of what is credited. `number` and `invoiced_on` are the invoice's.
    """

    credit_note_id: CreditNoteId
    credit_note_number: str
    invoiced_on: date
    credited_on: date
    reason: str = Field(default="", description="Empty: work was corrected")
    currency: Currency
    lines: tuple[InvoiceLine, ...]
    subtotal: Money
    taxes: tuple[Charge, ...] = ()
    total: Money
    open_amount: Money = Field(description="What is left to pay of the invoice")
    kept_balance: Money = Field(
        description="What had been paid of it already: it is the company's balance from here on"
    )
    bill_to: BillTo | None = Field(default=None, description="As on the invoice")
    seller: Party | None = Field(
        default=None, description="The agency as on the invoice. None: said before it was told"
    )
    national_tax: TaxInNationalCurrency | None = Field(
        default=None, description="At the rate of the invoice. None: as on the invoice"
    )
    buyer_reference: str = Field(default="", description="As on the invoice")
    disputed_amount: Money | None = Field(
        default=None,
        description="What of the open amount is not due: its lines are disputed, or a correction"
        " of them was agreed. None: nothing",
    )
    payment_reference: str = Field(default="", description=_REFERENCE)


TRANSACTIONS: tuple[type[Event], ...] = (
    TransactionCreated,
    TransactionScheduled,
    TransactionHeld,
    TransactionReleased,
    TransactionPaid,
    TransactionReversed,
)
INVOICES: tuple[type[Event], ...] = (
    InvoiceIssued,
    InvoiceDueSoon,
    InvoiceOverdue,
    ReceiptRecorded,
    ReceiptReversed,
    InvoicePaid,
    InvoiceCredited,
    InvoiceRemindersPaused,
    InvoiceWrittenOff,
)
