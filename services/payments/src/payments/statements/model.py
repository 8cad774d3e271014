"""A statement of account: what a company owed on a day, how it came to that, and how old it is.

It says what the ledger knew at the end of that day. A movement counts on the day on which it was
booked, at the agency: money that was received on Friday and recorded on Monday is in the statement
of Monday, with its Friday beside it. So nothing that is recorded later changes a statement of
before.

Amounts are what the company owes: an invoice adds, money that came in takes away. In the ledger the
same account stands with the opposite sign (credits minus debits).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Self
from uuid import UUID

from chassis.errors import ConflictError, InvalidError
from contracts.ids import InvoiceId
from contracts.money import Money
from payments.held_back import disputed_part

MONTHS_BY_ITSELF = 3
"""Calendar months that a statement covers where nothing else is asked for, the last being that of
its day."""


class StatementOutOfBalanceError(ConflictError):
    """The open invoices do not come to the balance of the account"""


class Age(StrEnum):
    """How many days an invoice is past its due date."""

    NOT_DUE = "not_due"
    DAYS_1_TO_30 = "days_1_to_30"
    DAYS_31_TO_60 = "days_31_to_60"
    DAYS_61_TO_90 = "days_61_to_90"
    OVER_90_DAYS = "over_90_days"


class MovementKind(StrEnum):
    """What moved a company's account, as people call it: what was taken back has its own name."""

    INVOICE = "invoice"
    RECEIPT = "receipt"
    RECEIPT_RETURNED = "receipt_returned"
    CREDIT_NOTE = "credit_note"
    REFUND = "refund"
    WRITE_OFF = "write_off"
    WRITE_OFF_REVERSED = "write_off_reversed"
    INTEREST = "interest"
    INTEREST_WAIVED = "interest_waived"
    REMINDER_FEE = "reminder_fee"
    REMINDER_FEE_WAIVED = "reminder_fee_waived"
    REVERSAL = "reversal"


_UP_TO_DAYS = (
    (0, Age.NOT_DUE),
    (30, Age.DAYS_1_TO_30),
    (60, Age.DAYS_31_TO_60),
    (90, Age.DAYS_61_TO_90),
)


def age_of(days_overdue: int) -> Age:
    """The age of an invoice that is this many days past its due date; 0: it is not."""
    return next((age for most, age in _UP_TO_DAYS if days_overdue <= most), Age.OVER_90_DAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """What a statement covers: from the start of a day to the end of a day."""

    from_on: date
    as_of: date

    @classmethod
    def asked(
        cls, from_on: date | None, as_of: date | None, *, today: date, first: date | None
    ) -> Self:
        """The days of a statement as of today, or of the day that is asked for.

        `first` is the day of the account's first movement, None before there is one: what begins
        before it begins with it. Raises InvalidError of `from` or `as_of`.
        """
        as_of = today if as_of is None else as_of
        if as_of > today:
            raise InvalidError("this day is yet to come", field="as_of")
        if first is not None and as_of < first:
            raise InvalidError(f"the account starts on {first}", field="as_of")
        if from_on is not None and from_on > as_of:
            raise InvalidError("the start is after the day of the statement", field="from")
        asked = _months_before(as_of) if from_on is None else from_on
        return cls(from_on=asked if first is None else max(asked, first), as_of=as_of)


def _months_before(day: date) -> date:
    """The first day of the calendar months that are shown by themselves."""
    months = day.year * 12 + day.month - MONTHS_BY_ITSELF
    return date(months // 12, months % 12 + 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningBalance:
    """What was owed at the start of the first day."""

    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What was booked at once for one thing. A positive amount is owed more.

    `received_on` is the day on which money came in, which may be before it was booked.
    """

    booked_on: date
    cause: MovementKind
    cause_id: UUID
    amount: Money
    invoice_id: InvoiceId | None = None
    number: str | None = None
    due_on: date | None = None
    received_on: date | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """An entry, and what was owed after it."""

    entry: Entry
    balance: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenInvoice:
    """An invoice of which something was not paid at the end of the day.

    `held_back`: what of its total was not due then, as lines were disputed or corrections agreed.
    `charged`: interest and fees beside the total, without those that were waived by then.
    """

    invoice_id: InvoiceId
    number: str
    issued_on: date
    due_on: date
    total: Money
    credited: Money
    charged: Money
    received: Money
    held_back: Money
    days_overdue: int

    @property
    def open_amount(self) -> Money:
        """What was left to pay."""
        return self.total + self.charged - self.credited - self.received

    @property
    def disputed_amount(self) -> Money:
        """What of that was not due."""
        return disputed_part(self.open_amount, self.held_back, billed=self.total - self.credited)

    @property
    def age(self) -> Age:
        """How long it was overdue."""
        return age_of(self.days_overdue)


def days_between(due_on: date, as_of: date) -> int:
    """How many days past its due date an invoice was; 0 on that day and before."""
    return max(timedelta(0), as_of - due_on).days


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptBalance:
    """What the company had paid too much at the end of the day, and was not paid back."""

    amount: Money


Part = OpeningBalance | Entry | OpenInvoice | KeptBalance
"""What a statement is made of, as it is read."""


@dataclass(slots=True)
class Account:
    """What a company owes in one currency, added up part by part.

    Movements are not kept: there may be very many. `balances` runs over them.
    """

    currency: str
    opening: Money = field(init=False)
    charged: Money = field(init=False)
    credited: Money = field(init=False)
    kept_balance: Money = field(init=False)
    movements: int = 0
    open_invoices: list[OpenInvoice] = field(default_factory=list[OpenInvoice])

    def __post_init__(self) -> None:
        self.opening = self.charged = self.credited = Money.zero(self.currency)
        self.kept_balance = Money.zero(self.currency)

    def add(self, part: Part) -> None:
        """One more part of it."""
        match part:
            case OpeningBalance(amount=amount):
                self.opening += amount
            case Entry(amount=amount):
                self.movements += 1
                if amount.amount_minor > 0:
                    self.charged += amount
                else:
                    self.credited -= amount
            case OpenInvoice():
                self.open_invoices.append(part)
            case KeptBalance(amount=amount):
                self.kept_balance += amount

    @property
    def closing(self) -> Money:
        """What was owed at the end of the day: the ledger's balance, seen from the customer."""
        return self.opening + self.charged - self.credited

    @property
    def open_total(self) -> Money:
        """What the open invoices come to."""
        return Money.total((one.open_amount for one in self.open_invoices), self.currency)

    @property
    def disputed(self) -> Money:
        """What of them was not due."""
        return Money.total((one.disputed_amount for one in self.open_invoices), self.currency)

    @property
    def ages(self) -> Mapping[Age, Money]:
        """The open amounts by age, every age of them."""
        sums = dict.fromkeys(Age, Money.zero(self.currency))
        for one in self.open_invoices:
            sums[one.age] += one.open_amount
        return sums

    @property
    def difference(self) -> Money:
        """What the ledger has more than the open invoices less the company's balance; anything but
        zero is a mistake in one of them, and is always said."""
        return self.closing - self.open_total + self.kept_balance

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show: all was settled before the first day."""
        amounts = self.opening.amount_minor or self.kept_balance.amount_minor
        return not (self.movements or self.open_invoices or amounts)


def accounts_of(parts: Iterable[Part]) -> "Accounts":
    """All parts of a statement, added up."""
    accounts = Accounts()
    for part in parts:
        accounts.add(part)
    return accounts


class Accounts:
    """The account of a company in each currency, added up part by part."""

    def __init__(self) -> None:
        self._by_currency: dict[str, Account] = {}

    def add(self, part: Part) -> None:
        """One more part of it."""
        currency = part.total.currency if isinstance(part, OpenInvoice) else part.amount.currency
        if currency not in self._by_currency:
            self._by_currency[currency] = Account(currency)
        self._by_currency[currency].add(part)

    @property
    def shown(self) -> Sequence[Account]:
        """Those in which there is something to show, by currency."""
        found = [one for one in self._by_currency.values() if not one.is_empty]
        return sorted(found, key=lambda one: one.currency)

    @property
    def out_of_balance(self) -> Sequence[Account]:
        """Those whose open invoices do not come to the ledger's balance."""
        return [one for one in self.shown if one.difference.amount_minor]

    def must_foot(self) -> None:
        """Raise StatementOutOfBalanceError unless every account does."""
        if wrong := self.out_of_balance:
            differences = [one.difference.model_dump(mode="json") for one in wrong]
            raise StatementOutOfBalanceError(
                "the ledger and the open invoices differ by "
                + ", ".join(str(one.difference) for one in wrong),
                differences=differences,
            )

    def balances(self, entries: Iterable[Entry]) -> Iterator[Movement]:
        """Each entry, in the order in which they were booked, with what was owed after it."""
        running = {one.currency: one.opening for one in self._by_currency.values()}
        for entry in entries:
            currency = entry.amount.currency
            running[currency] += entry.amount
            yield Movement(entry=entry, balance=running[currency])
