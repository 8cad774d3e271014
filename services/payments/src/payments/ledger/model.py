"""Postings: each moves an amount from a source account to a destination account.

The source is debited and the destination credited, so every posting sums to zero by its form, and
so does every set of them. A balance is credits minus debits: what is owed to somebody is positive,
what somebody owes or what was spent is negative. Nothing is edited; a reversal is a new posting.

| account | what it is |
|---|---|
| `work_cost` | what work costs the agency |
| `contractor_payable:PERSON` | what is owed to a contractor |
| `withheld:CODE` | deducted from temps, owed to an authority |
| `employer_cost` | what the agency owes on top of pay |
| `employer_due:CODE` | what it owes so: to an authority, or as holiday pay |
| `input_tax:CODE` | tax that incorporated contractors charged |
| `customer_receivable:COMPANY` | what a company owes |
| `revenue` | what work was invoiced for |
| `interest_income` | interest that late companies were charged |
| `reminder_fees` | fees of the reminders that they were sent |
| `bad_debt` | what companies owed and the agency no longer expects |
| `output_tax:CODE` | tax that was invoiced, owed to an authority |
| `payments_in_transit` | payments that the bank is ordered to make and has not taken yet |
| `suspense` | what the bank booked and nobody has said yet what it is |
| `other_bank_entries` | what the bank booked that is of no client and of no payment |
| `bank` | money |
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NewType, Protocol
from uuid import UUID

from chassis.errors import ConflictError, InvalidError
from chassis.ids import derived_id
from contracts.ids import (
    CompanyId,
    CreditNoteId,
    InvoiceId,
    PaymentId,
    PersonId,
    ReceiptId,
    RefundId,
    TransactionId,
)
from contracts.money import Money

Account = NewType("Account", str)

WORK_COST = Account("work_cost")
EMPLOYER_COST = Account("employer_cost")
REVENUE = Account("revenue")
INTEREST_INCOME = Account("interest_income")
REMINDER_FEES = Account("reminder_fees")
BAD_DEBT = Account("bad_debt")
IN_TRANSIT = Account("payments_in_transit")
SUSPENSE = Account("suspense")
OTHER_ENTRIES = Account("other_bank_entries")
BANK = Account("bank")


def contractor_payable(person_id: PersonId) -> Account:
    """What is owed to a contractor."""
    return Account(f"contractor_payable:{person_id}")


def customer_receivable(company_id: CompanyId) -> Account:
    """What a company owes."""
    return Account(f"customer_receivable:{company_id}")


def withheld(code: str) -> Account:
    """What was deducted by a rule."""
    return Account(f"withheld:{code}")


def employer_due(code: str) -> Account:
    """What the employer owes by a rule."""
    return Account(f"employer_due:{code}")


def input_tax(code: str) -> Account:
    """Tax that incorporated contractors charged by a rule."""
    return Account(f"input_tax:{code}")


def output_tax(code: str) -> Account:
    """Tax that was invoiced by a rule."""
    return Account(f"output_tax:{code}")


class ClosingDayError(InvalidError):
    """The books cannot be closed through this day"""


class ClosedAlreadyError(ConflictError):
    """The books are closed through this day already"""


class SumTooLargeError(InvalidError):
    """With what is booked already, it is more than the books can hold"""


class BooksClosedError(InvalidError):
    """The books are closed on this day"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """Somebody closed the books through the last day of a month. It is never taken back."""

    closed_through: date
    closed_by: PersonId
    closed_by_name: str
    closed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """Whether something can be booked on a day: not on one of a month that was closed.

    What belongs to a closed month and was not booked in it is booked when it comes: nothing that
    was reported changes afterwards.
    """

    closed_through: date | None = None

    def require_open(self, day: date, field: str) -> None:
        """Raises BooksClosedError of the field for a day that is closed."""
        if self.closed_through is not None and day <= self.closed_through:
            raise BooksClosedError(self._closed, field=field)

    def open_from(self, day: date) -> date:
        """The day itself, or the first one after it that is open."""
        if self.closed_through is None or day > self.closed_through:
            return day
        return self.closed_through + timedelta(days=1)

    def close(self, closing: Closing, today: date) -> Closing:
        """Close all days through the last one of a month that is over at the agency.

        Raises ClosingDayError for any other day, ClosedAlreadyError.
        """
        through = closing.closed_through
        if (through + timedelta(days=1)).day != 1:
            raise ClosingDayError("must be the last day of a month", field="closed_through")
        if through >= today:
            raise ClosingDayError("this month is not over yet", field="closed_through")
        if self.closed_through is not None and through <= self.closed_through:
            raise ClosedAlreadyError(self._closed, closed_through=self.closed_through.isoformat())
        return closing

    @property
    def _closed(self) -> str:
        return f"the books are closed through {self.closed_through}"


class ChargeLike(Protocol):
    """A tax or deduction: its code and its amount."""

    @property
    def code(self) -> str:
        """The rule's code."""
        ...

    @property
    def amount(self) -> Money:
        """What is withheld or added."""
        ...


class Cause(StrEnum):
    """What a posting was made for."""

    TRANSACTION = "transaction"
    INVOICE = "invoice"
    RECEIPT = "receipt"
    PAYMENT = "payment"
    SETTLEMENT = "settlement"
    CREDIT_NOTE = "credit_note"
    REFUND = "refund"
    WRITE_OFF = "write_off"
    INTEREST = "interest"
    REMINDER_FEE = "reminder_fee"
    BANK_ENTRY = "bank_entry"
    SET_ASIDE = "set_aside"
    REVERSAL = "reversal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """An amount above zero, moved once.

    `cause_id` is the transaction, invoice, credit note, late charge, receipt or deposit, refund,
    payment or bank entry; `event_id` the event that led to it, when one did; `reverses` what it
    undoes.
    """

    posting_id: UUID
    source: Account
    destination: Account
    amount: Money
    cause: Cause
    cause_id: UUID
    event_id: UUID | None = None
    reverses: UUID | None = None

    def __post_init__(self) -> None:
        if self.amount.amount_minor <= 0:
            raise ValueError("a posting moves more than nothing")
        if self.source == self.destination:
            raise ValueError("a posting moves between two accounts")


@dataclass(slots=True)
class _Entry:
    """Postings of one cause in the making. Ids follow from the cause: posting twice is seen."""

    cause: Cause
    cause_id: UUID
    event_id: UUID | None = None
    postings: list[Posting] = field(default_factory=list[Posting])

    def move(self, source: Account, destination: Account, amount: Money) -> None:
        """Nothing is posted for nothing; a negative amount moves the other way."""
        if amount.amount_minor < 0:
            source, destination, amount = destination, source, -amount
        if amount.amount_minor:
            self.postings.append(
                Posting(
                    posting_id=derived_id("posting", self.cause, self.cause_id, len(self.postings)),
                    source=source,
                    destination=destination,
                    amount=amount,
                    cause=self.cause,
                    cause_id=self.cause_id,
                    event_id=self.event_id,
                )
            )


def of_transaction(
    transaction_id: TransactionId,
    contractor_id: PersonId,
    gross: Money,
    deductions: Iterable[ChargeLike],
    taxes: Iterable[ChargeLike],
    employers: Iterable[ChargeLike] = (),
    event_id: UUID | None = None,
) -> list[Posting]:
    """The contractor is owed the gross, less what is withheld, plus the tax they charge.

    What the employer owes on top of that is owed to authorities.
    """
    payable = contractor_payable(contractor_id)
    entry = _Entry(Cause.TRANSACTION, transaction_id, event_id)
    entry.move(WORK_COST, payable, gross)
    for charge in deductions:
        entry.move(payable, withheld(charge.code), charge.amount)
    for charge in taxes:
        entry.move(input_tax(charge.code), payable, charge.amount)
    for charge in employers:
        entry.move(EMPLOYER_COST, employer_due(charge.code), charge.amount)
    return entry.postings


def of_invoice(
    invoice_id: InvoiceId,
    company_id: CompanyId,
    subtotal: Money,
    taxes: Iterable[ChargeLike],
    event_id: UUID | None = None,
) -> list[Posting]:
    """The company owes the work and the tax on it."""
    receivable = customer_receivable(company_id)
    entry = _Entry(Cause.INVOICE, invoice_id, event_id)
    entry.move(receivable, REVENUE, subtotal)
    for charge in taxes:
        entry.move(receivable, output_tax(charge.code), charge.amount)
    return entry.postings


def of_credit_note(
    credit_note_id: CreditNoteId,
    company_id: CompanyId,
    subtotal: Money,
    taxes: Iterable[ChargeLike],
) -> list[Posting]:
    """The company owes less of the work and of the tax on it."""
    receivable = customer_receivable(company_id)
    entry = _Entry(Cause.CREDIT_NOTE, credit_note_id)
    entry.move(REVENUE, receivable, subtotal)
    for charge in taxes:
        entry.move(output_tax(charge.code), receivable, charge.amount)
    return entry.postings


def of_refund(refund_id: RefundId, company_id: CompanyId, amount: Money) -> list[Posting]:
    """Money left the bank for what the company had paid too much."""
    entry = _Entry(Cause.REFUND, refund_id)
    entry.move(customer_receivable(company_id), BANK, amount)
    return entry.postings


def of_write_off(write_off_id: UUID, company_id: CompanyId, amount: Money) -> list[Posting]:
    """What a company owes is a loss; below zero it is none any more."""
    entry = _Entry(Cause.WRITE_OFF, write_off_id)
    entry.move(BAD_DEBT, customer_receivable(company_id), amount)
    return entry.postings


def of_interest(charge_id: UUID, company_id: CompanyId, amount: Money) -> list[Posting]:
    """The company owes interest. No tax is added: see `invoices.late_charges.model`."""
    entry = _Entry(Cause.INTEREST, charge_id)
    entry.move(customer_receivable(company_id), INTEREST_INCOME, amount)
    return entry.postings


def of_reminder_fee(
    charge_id: UUID, company_id: CompanyId, amount: Money, event_id: UUID | None = None
) -> list[Posting]:
    """The company owes the fee of a reminder. No tax is added either."""
    entry = _Entry(Cause.REMINDER_FEE, charge_id, event_id)
    entry.move(customer_receivable(company_id), REMINDER_FEES, amount)
    return entry.postings


def of_receipt(
    receipt_id: ReceiptId, company_id: CompanyId, amount: Money, source: Account = BANK
) -> list[Posting]:
    """Money came in from the company: into the bank, or it was there and waited in suspense."""
    entry = _Entry(Cause.RECEIPT, receipt_id)
    entry.move(source, customer_receivable(company_id), amount)
    return entry.postings


def of_bank_entry(entry_id: UUID, amount: Money) -> list[Posting]:
    """The bank booked it, and nobody has said yet what it is. Below zero it left the bank."""
    entry = _Entry(Cause.BANK_ENTRY, entry_id)
    entry.move(BANK, SUSPENSE, amount)
    return entry.postings


def of_set_aside(entry_id: UUID, amount: Money) -> list[Posting]:
    """An entry of the bank is of no client and of no payment. Below zero it left the bank."""
    entry = _Entry(Cause.SET_ASIDE, entry_id)
    entry.move(SUSPENSE, OTHER_ENTRIES, amount)
    return entry.postings


def of_payment(payment_id: PaymentId, contractor_id: PersonId, amount: Money) -> list[Posting]:
    """The bank is ordered to pay what the contractor is owed."""
    entry = _Entry(Cause.PAYMENT, payment_id)
    entry.move(contractor_payable(contractor_id), IN_TRANSIT, amount)
    return entry.postings


def of_settlement(payment_id: PaymentId, amount: Money) -> list[Posting]:
    """The bank has taken a payment: its money has left."""
    entry = _Entry(Cause.SETTLEMENT, payment_id)
    entry.move(IN_TRANSIT, BANK, amount)
    return entry.postings


def reversal_of(postings: Sequence[Posting]) -> list[Posting]:
    """The opposite of each posting. Deterministic, so that nothing is reversed twice."""
    return [
        Posting(
            posting_id=derived_id("reversal", posting.posting_id),
            source=posting.destination,
            destination=posting.source,
            amount=posting.amount,
            cause=Cause.REVERSAL,
            cause_id=posting.cause_id,
            reverses=posting.posting_id,
        )
        for posting in postings
    ]


def balances(postings: Iterable[Posting]) -> dict[tuple[Account, str], Money]:
    """Credits minus debits of each account and currency."""
    totals: dict[tuple[Account, str], int] = defaultdict(int)
    for posting in postings:
        totals[posting.source, posting.amount.currency] -= posting.amount.amount_minor
        totals[posting.destination, posting.amount.currency] += posting.amount.amount_minor
    return {
        (account, currency): Money(amount_minor=minor, currency=currency)
        for (account, currency), minor in totals.items()
    }
