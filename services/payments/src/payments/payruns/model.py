"""What a pay run pays, and what it leaves out and why. Pure: the same input, the same plan."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from chassis.errors import ConflictError, InvalidError
from contracts.base import Event
from contracts.events.payments import TransactionState
from contracts.ids import PayRunId, PersonId
from contracts.money import Money
from payments.payments.model import Payment
from payments.transactions.model import Transaction


class TotalsChangedError(ConflictError):
    """What would be paid is no longer what was expected"""


class NothingToPayError(ConflictError):
    """There is nothing to pay"""


class PayDayError(InvalidError):
    """Money cannot be ordered for this day"""


class LeftOutReason(StrEnum):
    """Why a transaction is not in a pay run."""

    ON_HOLD = "on_hold"
    PENDING_RELEASE = "pending_release"
    PENDING_CLIENT_PAYMENT = "pending_client_payment"
    NOT_DUE = "not_due"
    NOTHING_TO_PAY = "nothing_to_pay"


MAX_DAYS_AHEAD = 92
"""A quarter. Banks take no orders for much later, and nothing is scheduled further ahead."""


def check_pay_day(pay_on: date, today: date) -> None:
    """Refuse a day for which no money can be ordered. Raises PayDayError of `pay_on`.

    Yesterday at the agency is today for somebody west of it; before that it would be another's
    books, and payment reports of a month or a year that was reported.
    """
    if pay_on < today - timedelta(days=1):
        raise PayDayError(f"{pay_on} has passed: money can be ordered from {today}", field="pay_on")
    if pay_on > today + timedelta(days=MAX_DAYS_AHEAD):
        raise PayDayError(f"at most {MAX_DAYS_AHEAD} days ahead", field="pay_on")


_REASON_OF_STATE = {
    TransactionState.ON_HOLD: LeftOutReason.ON_HOLD,
    TransactionState.PENDING_RELEASE: LeftOutReason.PENDING_RELEASE,
    TransactionState.PENDING_CLIENT_PAYMENT: LeftOutReason.PENDING_CLIENT_PAYMENT,
    TransactionState.SCHEDULED: LeftOutReason.NOT_DUE,
    # It is payable, and came into the books after the day that is asked for.
    TransactionState.PROCESSING: LeftOutReason.NOT_DUE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PayRun:
    """A run that paid. `payments` is how many."""

    pay_run_id: PayRunId
    pay_on: date
    run_by: PersonId
    run_by_name: str
    run_at: datetime
    payments: int
    totals: tuple[Money, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPayment:
    """One payment to one contractor in one currency."""

    contractor_id: PersonId
    amount: Money
    transactions: tuple[Transaction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcludedTransaction:
    """A transaction that stays, and why."""

    transaction: Transaction
    reason: LeftOutReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a run of this day does."""

    pay_on: date
    payments: tuple[PlannedPayment, ...]
    left_out: tuple[ExcludedTransaction, ...]

    @property
    def totals(self) -> tuple[Money, ...]:
        """What leaves the bank, per currency, in order of the currency."""
        return totals_of(payment.amount for payment in self.payments)

    def start(
        self,
        expected: Iterable[Money],
        pay_run_id: PayRunId,
        *,
        by: PersonId,
        name: str,
        at: datetime,
    ) -> PayRun:
        """The run that pays this, if it is just what was expected.

        Raises NothingToPayError, or TotalsChangedError when the totals are not the expected.
        """
        if not self.payments:
            raise NothingToPayError
        if totals_of(expected) != self.totals:
            raise TotalsChangedError(
                totals=[total.model_dump(mode="json") for total in self.totals]
            )
        return PayRun(
            pay_run_id=pay_run_id,
            pay_on=self.pay_on,
            run_by=by,
            run_by_name=name,
            run_at=at,
            payments=len(self.payments),
            totals=self.totals,
        )

    def settle(self, payments: Sequence[Payment]) -> tuple[list[Transaction], list[Event]]:
        """The transactions as paid by these payments, one for each planned, and what is said."""
        paid: list[Transaction] = []
        said: list[Event] = []
        for planned, payment in zip(self.payments, payments, strict=True):
            said.append(payment.made(one.as_paid() for one in planned.transactions))
            for transaction in planned.transactions:
                settled, event = transaction.pay(payment.payment_id, payment.paid_on)
                paid.append(settled)
                said.append(event)
        return paid, said


def totals_of(amounts: Iterable[Money]) -> tuple[Money, ...]:
    """The sum of each currency, in order of the currency; sums of zero are left out."""
    sums: dict[str, int] = defaultdict(int)
    for amount in amounts:
        sums[amount.currency] += amount.amount_minor
    return tuple(
        Money(amount_minor=minor, currency=currency)
        for currency, minor in sorted(sums.items())
        if minor
    )


def plan(transactions: Sequence[Transaction], pay_on: date) -> Plan:
    """One payment per contractor and currency of everything payable.

    Corrections with a negative net lower the payment they fall into; where nothing is left to pay,
    all of it waits for the next run.
    """
    groups: dict[tuple[PersonId, str], list[Transaction]] = defaultdict(list)
    left_out: list[ExcludedTransaction] = []
    for transaction in transactions:
        if transaction.payable_on(pay_on):
            key = (transaction.contractor_id, transaction.net.currency)
            groups[key].append(transaction)
        elif (reason := _REASON_OF_STATE.get(transaction.state)) is not None:
            left_out.append(ExcludedTransaction(transaction=transaction, reason=reason))
    payments: list[PlannedPayment] = []
    for (contractor_id, currency), owed in groups.items():
        amount = Money.total((transaction.net for transaction in owed), currency)
        if amount.amount_minor <= 0:
            left_out.extend(
                ExcludedTransaction(transaction=one, reason=LeftOutReason.NOTHING_TO_PAY)
                for one in owed
            )
            continue
        payments.append(
            PlannedPayment(contractor_id=contractor_id, amount=amount, transactions=tuple(owed))
        )
    return Plan(pay_on=pay_on, payments=tuple(payments), left_out=tuple(left_out))
