"""Invoices: approved work at its bill rates, gathered as the company wants it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple, Self
from uuid import UUID

from chassis.errors import ConflictError, InvalidError
from contracts.base import Event
from contracts.events.payments import (
    InvoiceLine,
    InvoicePaid,
    ReceiptRecorded,
)
from contracts.events.timesheets import ArticleKind
from contracts.ids import (
    CompanyId,
    EntryId,
    InvoiceId,
    PersonId,
    ProjectId,
    ReceiptId,
    WorkOrderId,
)
from contracts.money import Money
from contracts.quantities import decimal_of, exact_quantity, total_minutes
from payments.held_back import disputed_part
from payments.periods import Period

MAX_ENTRIES_PER_INVOICE = 2_000


class OverpaymentError(ConflictError):
    """More than the open amount of the invoice"""


class ReceiptAmountError(InvalidError):
    """The amount received is not valid for this invoice"""


class ReceiptDayError(InvalidError):
    """Money cannot have come in on this day"""


class InvoiceState(StrEnum):
    """Where an invoice stands on a day. Not paid is every one but the last three.

    Disputed is one whose due date has passed while all that is open of it is disputed; credited is
    one that was taken back as a whole; written off is one of which the agency expects no more.
    """

    NOT_DUE = "not_due"
    OVERDUE = "overdue"
    DISPUTED = "disputed"
    PAID = "paid"
    CREDITED = "credited"
    WRITTEN_OFF = "written_off"


class ReceiptSource(StrEnum):
    """Where what was received came from: the bank, or the balance that a company has with us."""

    BANK = "bank"
    BALANCE = "balance"


@dataclass(frozen=True, slots=True, kw_only=True)
class BillableLine:
    """A priced line that stands on no invoice yet. `priced_on`: None where that is just done."""

    line_id: UUID
    entry_id: EntryId
    version: int
    work_order_id: WorkOrderId
    work_order_title: str
    project_id: ProjectId
    project_name: str
    company_id: CompanyId
    contractor_id: PersonId
    contractor_name: str
    work_on: date
    article: ArticleKind
    quantity: Decimal
    minutes: int | None
    rate: Decimal
    currency: str
    priced_on: date | None = None

    @property
    def exact(self) -> Fraction:
        """In the article's unit, to reckon with."""
        return exact_quantity(self.quantity, self.minutes)


class Group(NamedTuple):
    """What goes on one invoice. `project_id` None: the whole company; no period: all at once."""

    company_id: CompanyId
    project_id: ProjectId | None
    currency: str
    period: Period | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Money that came in against an invoice.

    Of the company's balance it is below zero where the invoice gives to it: money that came in for
    what was credited since. Of the bank it is where the bank takes back one that came in before,
    `reverses`. `bank_entry_id`: the entry of the bank that it is; None: by hand.
    """

    receipt_id: ReceiptId
    invoice_id: InvoiceId
    amount: Money
    received_on: date
    reference: str
    recorded_by: PersonId | None
    recorded_by_name: str
    recorded_at: datetime
    source: ReceiptSource = ReceiptSource.BANK
    bank_entry_id: UUID | None = None
    reverses: ReceiptId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """What a company owes for the work on it, what of it came in, and what was said of it.

    `credited_minor`: what credit notes took back of the total. `charged_minor`: interest and fees
    beside it, without those that were waived. `written_off_minor`: what of all that the agency no
    longer expects. `disputed_minor`: what of the total is not due, since its lines are
    disputed or a correction of them was agreed. `paid_on`: the day since which nothing is open of
    it. Reminders (see `reminders`) count from `reminded_from`, without it from the due date.
    """

    invoice_id: InvoiceId
    number: str
    company_id: CompanyId
    project_id: ProjectId | None
    project_ids: tuple[ProjectId, ...]
    issued_on: date
    due_on: date
    total: Money
    received: Money
    payment_reference: str = ""
    credited_minor: int = 0
    charged_minor: int = 0
    written_off_minor: int = 0
    disputed_minor: int = 0
    paid_on: date | None = None
    due_soon_said: bool = False
    overdue_said: bool = False
    reminded_from: date | None = None
    reminded_after: int | None = None
    reminders_paused_until: date | None = None

    @property
    def open_amount(self) -> Money:
        """What is left to pay."""
        return self.owed - self.received - self.written_off

    @property
    def owed(self) -> Money:
        """What the company owes, or has paid: what was billed and not credited, and charges."""
        charged = Money(amount_minor=self.charged_minor, currency=self.total.currency)
        return self.billed + charged

    @property
    def billed(self) -> Money:
        """What was billed for the work and not credited."""
        return self.total - self.credited

    @property
    def credited(self) -> Money:
        """What credit notes took back of the total."""
        return Money(amount_minor=self.credited_minor, currency=self.total.currency)

    @property
    def is_work_paid(self) -> bool:
        """Whether as much came in as was billed and not credited: what the agency charges for being
        late is no matter of whoever did the work."""
        return self.received >= self.billed

    @property
    def written_off(self) -> Money:
        """What of the total the agency no longer expects."""
        return Money(amount_minor=self.written_off_minor, currency=self.total.currency)

    @property
    def disputed_amount(self) -> Money:
        """What of the open amount is not due."""
        disputed = Money(amount_minor=self.disputed_minor, currency=self.total.currency)
        return disputed_part(self.open_amount, disputed, billed=self.billed)

    @property
    def due_amount(self) -> Money:
        """What of the open amount is due: the rest."""
        return self.open_amount - self.disputed_amount

    def hold_back(self, disputed: Money, on: date, *, was_due: Money | None = None) -> Self:
        """The same with so much of the total not due. What becomes due again is reminded again,
        from this day on as if it had never been. `was_due`: before whatever this is a part of.
        """
        after = replace(self, disputed_minor=disputed.amount_minor)
        if after.due_amount <= (self.due_amount if was_due is None else was_due):
            return after
        return after.reminded_anew(on)

    def reminded_anew(self, on: date) -> Self:
        """The same, reminded from this day on as if it had never been."""
        return replace(
            self,
            due_soon_said=False,
            overdue_said=False,
            reminded_from=max(self.due_on, on),
            reminded_after=None,
        )

    def receive(
        self, receipt: Receipt, today: date, *, keep_excess: bool = False
    ) -> tuple[Self, list[Event]]:
        """Money came in, all of it or a part: ReceiptRecorded, and InvoicePaid with the last of it.

        What came in of what was written off is not written off any more. `keep_excess`: what
        is more than that is none of this invoice's. Raises ReceiptAmountError and, without it,
        OverpaymentError for the amount; ReceiptDayError for a day before the invoice was issued or
        after tomorrow (which is today in the furthest zone).
        """
        self._check_receipt(receipt, today)
        expected = self.open_amount + self.written_off
        if receipt.amount > expected and not keep_excess:
            raise OverpaymentError(
                f"{expected} is open", open_amount=expected.model_dump(mode="json")
            )
        taken = min(receipt.amount, expected)
        after = replace(
            self,
            received=self.received + taken,
            written_off_minor=min(self.written_off, expected - taken).amount_minor,
        ).settled_on(receipt.received_on, self)
        return after, [_recorded(after, receipt), *after.settled_since(self)]

    def give_back(self, amount: Money, on: date, *, kept: Money) -> tuple[Self, Money]:
        """The bank took back so much of what had come in: the invoice, and what of it is not of
        this invoice but of the company's balance.

        `kept`: what of the company's balance came from this invoice and is still there. That was
        too much, and goes first; so it does not matter which of two payments is taken back. Then
        the invoice is open again, and reminded anew, or is written off as it was. What is left
        then was used elsewhere: the balance is below zero.
        """
        of_invoice = min(amount - min(amount, kept), self.received)
        after = replace(self, received=self.received - of_invoice)
        if self.written_off_minor:
            written_off = self.written_off + of_invoice
            after = replace(after, written_off_minor=written_off.amount_minor)
        elif of_invoice.amount_minor:
            after = replace(after, paid_on=None).reminded_anew(on)
        return after, amount - of_invoice

    def credit(self, amount: Money, on: date) -> tuple[Self, Money]:
        """A credit note took back so much of it: the invoice, and what the company is left with.

        What came in for what is credited now is not of this invoice any more: it is the company's
        balance with the agency. What was written off is credited before that.
        """
        credited = replace(self, credited_minor=(self.credited + amount).amount_minor)
        return credited.kept_within_owed(on, self)

    def kept_within_owed(self, on: date, before: "Invoice") -> tuple[Self, Money]:
        """The same where less is owed than `before`: nothing was received or written off of what
        is not owed. What was is taken from what was written off first; the rest had come in."""
        kept = max(self.received - self.owed, Money.zero(self.owed.currency))
        received = self.received - kept
        after = replace(
            self,
            received=received,
            written_off_minor=min(self.written_off, self.owed - received).amount_minor,
        )
        return after.settled_on(on, before), kept

    def settled_since(self, before: "Invoice") -> list[InvoicePaid]:
        """What is said where the rest of it was paid; of one that was only credited it is not."""
        if not self.is_settled or before.is_settled or self.is_credited or self.paid_on is None:
            return []
        return [
            InvoicePaid(
                invoice_id=self.invoice_id,
                company_id=self.company_id,
                number=self.number,
                project_ids=self.project_ids,
                paid_on=self.paid_on,
                total=self.total,
            )
        ]

    @property
    def is_settled(self) -> bool:
        """Whether nothing is open of it, and nothing was written off."""
        return self.paid_on is not None and not self.written_off_minor

    def settled_on(self, day: date, before: "Invoice") -> Self:
        """With the day since which nothing is open; of what was written off, since it came in."""
        is_new = before.paid_on is None or (before.written_off_minor and not self.written_off_minor)
        if self.open_amount.amount_minor or not is_new:
            return self
        return replace(self, paid_on=day)

    @property
    def is_credited(self) -> bool:
        """Whether all of it was taken back."""
        return self.credited >= self.total

    def _check_receipt(self, receipt: Receipt, today: date) -> None:
        amount, day = receipt.amount, receipt.received_on
        if amount.currency != self.total.currency:
            raise ReceiptAmountError(f"the invoice is in {self.total.currency}", field="currency")
        if amount.amount_minor <= 0:
            raise ReceiptAmountError("an amount received is above zero", field="amount_minor")
        if day < self.issued_on:
            raise ReceiptDayError(
                f"the invoice was issued on {self.issued_on}", field="received_on"
            )
        if day > today + timedelta(days=1):
            raise ReceiptDayError("this day is yet to come", field="received_on")


def _recorded(invoice: Invoice, receipt: Receipt) -> ReceiptRecorded:
    if receipt.recorded_by is None:
        raise ValueError("somebody records money that came in")
    return ReceiptRecorded(
        invoice_id=invoice.invoice_id,
        company_id=invoice.company_id,
        number=invoice.number,
        project_ids=invoice.project_ids,
        receipt_id=receipt.receipt_id,
        amount=receipt.amount,
        received_on=receipt.received_on,
        reference=receipt.reference,
        open_amount=invoice.open_amount,
        recorded_by=receipt.recorded_by,
    )


def invoice_state(
    due_on: date,
    *,
    paid: bool,
    day: date,
    disputed: bool = False,
    credited: bool = False,
    written_off: bool = False,
) -> InvoiceState:
    """Where an invoice with this due date stands on a day.

    `disputed`: all that is open of it; `credited`: all of it; `written_off`: what was open of it.
    """
    if written_off:
        return InvoiceState.WRITTEN_OFF
    if paid:
        return InvoiceState.CREDITED if credited else InvoiceState.PAID
    if day <= due_on:
        return InvoiceState.NOT_DUE
    return InvoiceState.DISPUTED if disputed else InvoiceState.OVERDUE


def cut(lines: Sequence[BillableLine]) -> Iterator[Sequence[BillableLine]]:
    """Invoices of at most 2,000 entries: work orders together, days in order."""
    ordered = sorted(
        lines, key=lambda line: (line.work_order_id, line.work_on, line.entry_id, line.line_id)
    )
    for start in range(0, len(ordered), MAX_ENTRIES_PER_INVOICE):
        yield ordered[start : start + MAX_ENTRIES_PER_INVOICE]


def summed(lines: Iterable[BillableLine]) -> tuple[InvoiceLine, ...]:
    """One invoice line per work order, article and rate; those that cancel out are left out."""
    return tuple(
        line
        for same in rated(lines).values()
        if (line := sum_of(same)).quantity or line.amount.decimal
    )


Rate = tuple[WorkOrderId, ArticleKind, Decimal]


def rated(lines: Iterable[BillableLine]) -> dict[Rate, list[BillableLine]]:
    """The work of each work order, article and rate: what is one line of an invoice."""
    groups: dict[Rate, list[BillableLine]] = defaultdict(list)
    for line in lines:
        groups[line.work_order_id, line.article, line.rate].append(line)
    return groups


def sum_of(same: Sequence[BillableLine]) -> InvoiceLine:
    """The invoice line of work at one rate, rounded once."""
    first = same[0]
    minutes = total_minutes(line.minutes for line in same)
    # Whole minutes are summed as they are: a fraction for each of so many takes its time.
    exact = (
        sum((line.exact for line in same), Fraction(0))
        if minutes is None
        else exact_quantity(first.quantity, minutes)
    )
    return InvoiceLine(
        work_order_id=first.work_order_id,
        work_order_title=first.work_order_title,
        project_name=first.project_name,
        contractor_id=first.contractor_id,
        contractor_name=first.contractor_name,
        article=first.article,
        from_on=min(line.work_on for line in same),
        to_on=max(line.work_on for line in same),
        quantity=decimal_of(exact),
        minutes=minutes,
        rate=first.rate,
        amount=Money.of(exact * Fraction(first.rate), first.currency),
    )
