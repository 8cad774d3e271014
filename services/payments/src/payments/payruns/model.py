"""What a pay run pays, what it leaves out and why, and how it goes from a proposal to the bank.

Pure: the same input, the same plan. An approval is of what was looked at, by its fingerprint: days,
transactions, amounts and accounts. Whatever changes any of it makes the run a proposal again.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Self

from chassis.errors import ConflictError, ForbiddenError, InvalidError
from contracts.events.pay_runs import PayRunChanged, PayRunState
from contracts.events.payments import TransactionState
from contracts.ids import PayRunId, PersonId, TransactionId
from contracts.money import Money
from payments.bank.model import misfit
from payments.bank_accounts.model import BankAccount
from payments.payments.model import PaymentState
from payments.payruns.together import apart
from payments.set_off.model import NOTHING_TO_SET_OFF, SetOff
from payments.transactions.model import Transaction
from payments.work.model import LoweredPay


class TotalsChangedError(ConflictError):
    """What would be paid is no longer what was expected"""


class NothingToPayError(ConflictError):
    """There is nothing to pay"""


class PayDayError(InvalidError):
    """Money cannot be ordered for this day"""


class OwnProposalError(ForbiddenError):
    """A pay run is approved by somebody else than who proposed it"""


class PayRunChangedError(ConflictError):
    """The pay run is no longer what was approved or looked at"""


class PayRunStateError(ConflictError):
    """The pay run is past this, or not there yet"""


class LeftOutReason(StrEnum):
    """Why a transaction is not in a pay run."""

    ON_HOLD = "on_hold"
    PENDING_RELEASE = "pending_release"
    PENDING_CLIENT_PAYMENT = "pending_client_payment"
    NOT_DUE = "not_due"
    NOTHING_TO_PAY = "nothing_to_pay"
    IN_ANOTHER_RUN = "in_another_run"
    CORRECTION_NOT_IN_RUN = "correction_not_in_run"
    NO_BANK_ACCOUNT = "no_bank_account"
    NAME_UNREADABLE = "name_unreadable"
    AMOUNT_TOO_LARGE = "amount_too_large"
    CURRENCY_OF_ACCOUNT = "currency_of_account"


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
class PlannedPayment:
    """One payment to one contractor in one currency, and the account where it goes.

    `carried_minor` is added to the nets of the transactions to come to the amount.
    """

    contractor_id: PersonId
    amount: Money
    transactions: tuple[Transaction, ...]
    account: BankAccount
    carried_minor: int = 0

    @property
    def goes_to(self) -> str:
        """The fingerprint of the account."""
        return self.account.fingerprint

    @property
    def carried(self) -> Money:
        """What is set off against later payments (above zero), or is set off here (below)."""
        currency = self.amount.currency
        if not self.carried_minor:
            return Money.zero(currency)
        return Money(amount_minor=self.carried_minor, currency=currency)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcludedTransaction:
    """A transaction that stays, and why."""

    transaction: Transaction
    reason: LeftOutReason


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a run of this day does. (Without slots, for what is worked out of it once.)"""

    pay_on: date
    payments: tuple[PlannedPayment, ...]
    left_out: tuple[ExcludedTransaction, ...]

    @cached_property
    def totals(self) -> tuple[Money, ...]:
        """What leaves the bank, per currency, in order of the currency."""
        return totals_of(payment.amount for payment in self.payments)

    @cached_property
    def transactions(self) -> list[Transaction]:
        """All that is paid by it."""
        return [one for payment in self.payments for one in payment.transactions]

    @cached_property
    def fingerprint(self) -> str:
        """What an approval is of. It changes with the day, the set, an amount or an account."""
        paid = sorted(
            (
                str(payment.contractor_id),
                payment.amount.currency,
                payment.amount.amount_minor,
                payment.goes_to,
                sorted(str(one.transaction_id) for one in payment.transactions),
            )
            for payment in self.payments
        )
        said = json.dumps([self.pay_on.isoformat(), paid], separators=(",", ":"))
        return hashlib.sha256(said.encode()).hexdigest()

    def check(self, expected: Iterable[Money], in_other_runs: Sequence[object] = ()) -> None:
        """Refuse to propose what is not just what was expected; what others have is said with it.

        Raises NothingToPayError, or TotalsChangedError when the totals are not the expected.
        """
        if not self.payments:
            raise NothingToPayError(in_other_runs=in_other_runs)
        if totals_of(expected) != self.totals:
            totals = [total.model_dump(mode="json") for total in self.totals]
            raise TotalsChangedError(totals=totals, in_other_runs=in_other_runs)


class RunChangeName(StrEnum):
    """What of a run is not as it was when somebody last looked at it."""

    TRANSACTION_LEFT = "transaction_left"
    CORRECTION_JOINED = "correction_joined"
    ACCOUNT_CHANGED = "account_changed"
    SET_OFF_CHANGED = "set_off_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunChange:
    """A change of a run, and whom it concerns."""

    what: RunChangeName
    contractor_id: PersonId
    transaction_id: TransactionId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLine:
    """A transaction of a run, as who proposed or approved it last saw it.

    `goes_to` is the fingerprint of the account then, `carried_minor` that of its payment.
    """

    transaction_id: TransactionId
    contractor_id: PersonId
    goes_to: str
    carried_minor: int = 0


def lines_of(plan: "Plan") -> list[RunLine]:
    """The transactions of a plan, as they are now."""
    return [
        RunLine(
            transaction_id=one.transaction_id,
            contractor_id=one.contractor_id,
            goes_to=payment.goes_to,
            carried_minor=payment.carried_minor,
        )
        for payment in plan.payments
        for one in payment.transactions
    ]


def changes(seen: Iterable[RunLine], plan: "Plan") -> list[RunChange]:
    """What is no longer as it was seen: each transaction that left, each correction that joined,
    each contractor's account, and what is set off of each."""
    now = {line.transaction_id: line for line in lines_of(plan)}
    before = {line.transaction_id: line for line in seen}
    found = {
        RunChange(
            what=RunChangeName.CORRECTION_JOINED,
            contractor_id=line.contractor_id,
            transaction_id=line.transaction_id,
        )
        for line in now.values()
        if line.transaction_id not in before
    }
    for line in before.values():
        person, its = line.contractor_id, now.get(line.transaction_id)
        if its is None:
            what, left = RunChangeName.TRANSACTION_LEFT, line.transaction_id
            found.add(RunChange(what=what, contractor_id=person, transaction_id=left))
            continue
        if its.goes_to != line.goes_to:
            found.add(RunChange(what=RunChangeName.ACCOUNT_CHANGED, contractor_id=person))
        if its.carried_minor != line.carried_minor:
            found.add(RunChange(what=RunChangeName.SET_OFF_CHANGED, contractor_id=person))
    return sorted(found, key=lambda one: (one.what, one.contractor_id, str(one.transaction_id)))


OPEN = frozenset({PayRunState.PROPOSED, PayRunState.APPROVED})
"""Not at the bank yet: its transactions are kept for it, and cancelling it lets them go."""
AT_THE_BANK = frozenset({PayRunState.EXPORTED, PayRunState.SETTLED, PayRunState.PARTLY_FAILED})


@dataclass(frozen=True, slots=True, kw_only=True)
class PayRun:
    """A pay run. `payments` and `totals` are what was proposed, and what was ordered once it was.

    `number` is empty for those of before runs had a life.
    """

    pay_run_id: PayRunId
    number: str
    pay_on: date
    proposed_by: PersonId
    proposed_by_name: str
    proposed_at: datetime
    payments: int
    totals: tuple[Money, ...]
    state: PayRunState = PayRunState.PROPOSED
    approved_fingerprint: str | None = None

    def state_of(self, plan: Plan) -> PayRunState:
        """Where it stands, seen what it would pay now: an approval is of that and nothing else."""
        if self.state is PayRunState.APPROVED and self.approved_fingerprint != plan.fingerprint:
            return PayRunState.PROPOSED
        return self.state

    def approve(self, plan: Plan, *, by: PersonId, seen: str) -> Self:
        """Somebody else looked at it, at just what it pays now.

        Raises OwnProposalError, PayRunStateError, PayRunChangedError, NothingToPayError.
        """
        if by == self.proposed_by:
            raise OwnProposalError(pay_run=self.number)
        self._require(self.state_of(plan), PayRunState.PROPOSED)
        if not plan.payments:
            raise NothingToPayError
        if seen != plan.fingerprint:
            raise PayRunChangedError(fingerprint=plan.fingerprint)
        return replace(
            self,
            state=PayRunState.APPROVED,
            approved_fingerprint=seen,
            payments=len(plan.payments),
            totals=plan.totals,
        )

    def export(self, plan: Plan) -> Self:
        """It goes to the bank as it was approved. Raises PayRunStateError, PayRunChangedError."""
        self._require(self.state, PayRunState.APPROVED)
        if self.state_of(plan) is not PayRunState.APPROVED:
            raise PayRunChangedError(fingerprint=plan.fingerprint)
        return replace(self, state=PayRunState.EXPORTED)

    def cancel(self) -> Self:
        """Before it is at the bank. Raises PayRunStateError."""
        self._require(self.state, *OPEN)
        return replace(self, state=PayRunState.CANCELLED)

    def require_at_the_bank(self) -> None:
        """Raises PayRunStateError."""
        self._require(self.state, *AT_THE_BANK)

    def answered(self, payments: Iterable[PaymentState]) -> Self:
        """As what became of its payments has it."""
        states = set(payments)
        if PaymentState.IN_TRANSIT in states:
            return replace(self, state=PayRunState.EXPORTED)
        failed = PaymentState.FAILED in states
        return replace(self, state=PayRunState.PARTLY_FAILED if failed else PayRunState.SETTLED)

    def changed(self) -> PayRunChanged:
        """What is said of each step."""
        return PayRunChanged(
            pay_run_id=self.pay_run_id, number=self.number, pay_on=self.pay_on, state=self.state
        )

    def _require(self, state: PayRunState, *allowed: PayRunState) -> None:
        if state not in allowed:
            raise PayRunStateError(pay_run=self.number, state=state)


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


def plan(
    transactions: Sequence[Transaction],
    pay_on: date,
    accounts: Mapping[PersonId, BankAccount],
    *,
    of_run: PayRunId | None = None,
    set_off: SetOff = NOTHING_TO_SET_OFF,
    lowered: LoweredPay = MappingProxyType({}),
) -> Plan:
    """One payment per contractor and currency of everything payable that no other run has.

    Corrections with a negative net lower the payment they fall into, as far as `set_off` lets them;
    where nothing is left to pay, all of it waits for the next run. Where work is `lowered` by a
    correction that is not in the run, what pays it stays out as well. A payee whom no bank's file
    takes is left out, and the others are paid. `of_run` is the run that this is the plan of.
    """
    payable = {
        one.transaction_id
        for one in transactions
        if one.pay_run_id in {None, of_run} and one.payable_on(pay_on)
    }
    torn = apart(payable, lowered)
    payable -= torn
    groups: dict[tuple[PersonId, str], list[Transaction]] = defaultdict(list)
    left_out: list[ExcludedTransaction] = []
    for transaction in transactions:
        if transaction.pay_run_id not in {None, of_run}:
            reason = LeftOutReason.IN_ANOTHER_RUN
            left_out.append(ExcludedTransaction(transaction=transaction, reason=reason))
        elif transaction.transaction_id in payable:
            key = (transaction.contractor_id, transaction.net.currency)
            groups[key].append(transaction)
        elif (why := _why_left_out(transaction, torn)) is not None:
            left_out.append(ExcludedTransaction(transaction=transaction, reason=why))
    payments: list[PlannedPayment] = []
    for (contractor_id, currency), owed in groups.items():
        nets = [transaction.net.amount_minor for transaction in owed]
        part = set_off.of(
            contractor_id,
            currency,
            net_minor=sum(nets),
            earned_minor=sum(net for net in nets if net > 0),
        )
        amount, account = part.amount, accounts.get(contractor_id)
        reason = _why_not(amount, account)
        if account is None or reason is not None:
            nowhere = reason or LeftOutReason.NO_BANK_ACCOUNT
            left_out.extend(ExcludedTransaction(transaction=one, reason=nowhere) for one in owed)
            continue
        payments.append(
            PlannedPayment(
                contractor_id=contractor_id,
                amount=amount,
                transactions=tuple(owed),
                account=account,
                carried_minor=part.carried_minor,
            )
        )
    return Plan(pay_on=pay_on, payments=tuple(payments), left_out=tuple(left_out))


def _why_left_out(
    transaction: Transaction, torn: Collection[TransactionId]
) -> LeftOutReason | None:
    """Why a transaction that no other run has is not in a run; None: there is nothing to say."""
    if transaction.transaction_id in torn:
        return LeftOutReason.CORRECTION_NOT_IN_RUN
    return _REASON_OF_STATE.get(transaction.state)


def _why_not(amount: Money, account: BankAccount | None) -> LeftOutReason | None:
    """Why a payment is not made: nothing to pay, nowhere to pay it to, or no bank would take it."""
    if amount.amount_minor <= 0:
        return LeftOutReason.NOTHING_TO_PAY
    if account is None:
        return LeftOutReason.NO_BANK_ACCOUNT
    why = misfit(holder=account.holder, kind=account.kind, amount=amount)
    return LeftOutReason(why) if why else None


def taken(left_out: Iterable[ExcludedTransaction], runs: Mapping[PayRunId, PayRun]) -> list[object]:
    """Which transactions other runs have, and whose runs these are: for a refusal."""
    numbers: dict[PayRunId, list[str]] = defaultdict(list)
    for one in left_out:
        if one.reason is LeftOutReason.IN_ANOTHER_RUN and one.transaction.pay_run_id is not None:
            numbers[one.transaction.pay_run_id].append(one.transaction.number)
    return [
        {
            "number": runs[pay_run_id].number,
            "proposed_by_name": runs[pay_run_id].proposed_by_name,
            "transactions": sorted(found)[:MAX_TAKEN],
        }
        for pay_run_id, found in sorted(numbers.items())
    ]


MAX_TAKEN = 1_000
"""So many transactions of each other run are named in a refusal."""
