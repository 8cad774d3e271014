"""A transaction: what the agency owes a contractor for one pay period of a work order.

Its amounts never change. Its state follows from a few facts, in one place: `state_of`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Self

from chassis.errors import ConflictError
from contracts.base import Event
from contracts.date_moves import DateMove
from contracts.events.identity import ContractorKind
from contracts.events.pay_runs import PaidTransaction
from contracts.events.payments import (
    ReversedWork,
    TransactionHeld,
    TransactionPaid,
    TransactionReleased,
    TransactionReversed,
    TransactionScheduled,
    TransactionState,
)
from contracts.events.timesheets import PayTerms
from contracts.ids import PaymentId, PayRunId, PersonId, TransactionId
from contracts.money import Money
from payments.banking_days.model import BankingCalendar
from payments.states import estimated_day
from payments.transactions.days import cause_of, day_that_stands, move_to_ordered
from payments.work.model import CoveredWork

PROCESSING_TAB = frozenset(
    {
        TransactionState.PENDING_CLIENT_PAYMENT,
        TransactionState.SCHEDULED,
        TransactionState.PROCESSING,
    }
)
PENDING_RELEASE_TAB = frozenset({TransactionState.PENDING_RELEASE, TransactionState.ON_HOLD})


class AlreadyPaidError(ConflictError):
    """The transaction is already paid"""


class AlreadyOrderedError(ConflictError):
    """The bank is ordered to pay the transaction already"""


class AlreadyReversedError(ConflictError):
    """The transaction was reversed"""


class AlreadyOnHoldError(ConflictError):
    """The transaction is already on hold"""


class OnlyTakesBackError(ConflictError):
    """It only takes back what was paid: approve the work again instead"""


class CorrectedLaterError(ConflictError):
    """A later transaction corrects all of this work: reverse that one"""


class NothingToReleaseError(ConflictError):
    """The transaction is neither on hold nor waiting for release"""


class DeductionsUnsettledError(ConflictError):
    """Nobody knows what to withhold from it: release it without deductions, in so many words"""


class ClientHasNotPaidError(ConflictError):
    """It waits for the client's money: release it without client payment, in so many words"""


class NotPayableError(ConflictError):
    """The transaction cannot be paid in this state"""


def state_of(
    *,
    terms: PayTerms,
    client_paid: bool,
    on_hold: bool,
    needs_release: bool,
    has_day: bool = True,
    ordered: bool = False,
    paid: bool = False,
    reversed_: bool = False,
) -> TransactionState:
    """Where a transaction stands, the strongest fact first.

    Money that has left, was undone or is on its way beats all; a hold beats everything until staff
    release it; a correction waits for release; then the pay terms decide. What was scheduled and
    has no day any more (`has_day`) is for the next pay run.
    """
    state = TransactionState.PROCESSING
    if reversed_:
        state = TransactionState.REVERSED
    elif paid:
        state = TransactionState.PAID
    elif ordered:
        state = TransactionState.PROCESSING
    elif on_hold:
        state = TransactionState.ON_HOLD
    elif needs_release:
        state = TransactionState.PENDING_RELEASE
    elif terms is PayTerms.SCHEDULED and has_day:
        state = TransactionState.SCHEDULED
    elif terms is PayTerms.PAY_WHEN_PAID and not client_paid:
        state = TransactionState.PENDING_CLIENT_PAYMENT
    return state


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """What is owed, and the facts that its state follows from.

    net = gross - deductions + taxes. `scheduled_on` is set by scheduled pay terms only, and
    `scheduled_moved` says what moved it, where something did.
    `client_paid`: all that the client is billed for it is paid, or staff let it go without that.
    `created_on` is the agency's date on which the work came into the books. A pay run has it to
    itself from its proposal on (`pay_run_id`), the bank is ordered to pay it on `ordered_for` by a
    payment, and it is paid once the bank has taken that (`paid_on`). `ordered_moved`: what made
    that day another one than was told. Where the bank returned a payment of it,
    `returned_payment_id` is the last one and `returned_from` its day, until another has paid it.
    """

    transaction_id: TransactionId
    number: str
    contractor_id: PersonId
    contractor_kind: ContractorKind
    work_order_title: str
    company_name: str
    period_start: date
    period_end: date
    gross: Money
    deductions: Money
    taxes: Money
    net: Money
    pay_terms: PayTerms
    created_on: date
    scheduled_on: date | None = None
    scheduled_moved: DateMove | None = None
    client_paid: bool = False
    needs_release: bool = False
    held_because: str | None = None
    held_by: PersonId | None = None
    pay_run_id: PayRunId | None = None
    payment_id: PaymentId | None = None
    ordered_for: date | None = None
    ordered_moved: DateMove | None = None
    paid_on: date | None = None
    reversed_because: str | None = None
    returned_payment_id: PaymentId | None = None
    returned_from: date | None = None

    @property
    def state(self) -> TransactionState:
        """Where it stands."""
        return state_of(
            terms=self.pay_terms,
            client_paid=self.client_paid,
            on_hold=self.held_because is not None,
            needs_release=self.needs_release,
            has_day=self.scheduled_on is not None,
            ordered=self.payment_id is not None,
            paid=self.paid_on is not None,
            reversed_=self.reversed_because is not None,
        )

    @property
    def estimated_payment_on(self) -> date | None:
        """The day in the column "Estimated payment date", when it has one now."""
        return estimated_day(self.state, self.scheduled_on, self.ordered_for)

    def payable_on(self, day: date) -> bool:
        """Whether a pay run of this day pays it: none does from before it was in the books."""
        if day < self.created_on or self.payment_id is not None:
            return False
        state = self.state
        if state is TransactionState.SCHEDULED:
            return self.scheduled_on is not None and self.scheduled_on <= day
        return state is TransactionState.PROCESSING

    def hold(self, reason: str, by: PersonId) -> tuple[Self, TransactionHeld]:
        """Keep it out of pay runs until it is released; it leaves the one that has it.

        Raises AlreadyPaidError, AlreadyReversedError, AlreadyOnHoldError.
        """
        self._check_open()
        if self.held_because is not None:
            raise AlreadyOnHoldError(state=self.state, reason=self.held_because)
        held = replace(self, held_because=reason, held_by=by, pay_run_id=None)
        return held, TransactionHeld(
            transaction_id=self.transaction_id,
            contractor_id=self.contractor_id,
            number=self.number,
            net=self.net,
            reason=reason,
            held_by=by,
        )

    @property
    def is_unsettled(self) -> bool:
        """Whether it is on hold because no rule says what to withhold: by nobody's hand."""
        return self.held_because is not None and self.held_by is None

    def release(
        self,
        today: date,
        calendar: BankingCalendar,
        *,
        without_deductions: bool = False,
        without_client_payment: bool = False,
    ) -> tuple[Self, list[Event]]:
        """Staff end a hold or a wait for release; the terms decide again from there.

        A payment date that has passed meanwhile moves to the next banking day from tomorrow. One of
        which nobody knows the deductions is not paid whole by a click that was meant for another,
        and none without the client's money, where that was agreed to come first (decision 44).
        Raises AlreadyPaidError, AlreadyReversedError, NothingToReleaseError, ClientHasNotPaidError,
        DeductionsUnsettledError.
        """
        self._check_open()
        if self.state is TransactionState.PENDING_CLIENT_PAYMENT:
            if not without_client_payment:
                raise ClientHasNotPaidError(state=self.state)
        elif self.state not in PENDING_RELEASE_TAB:
            raise NothingToReleaseError(state=self.state)
        if self.is_unsettled and not without_deductions:
            raise DeductionsUnsettledError(state=self.state, reason=self.held_because)
        released = replace(
            self,
            held_because=None,
            held_by=None,
            needs_release=False,
            client_paid=self.client_paid or without_client_payment,
        )
        events: list[Event] = []
        if self.scheduled_on is not None and self.scheduled_on <= today:
            day, moved = calendar.planned(today + timedelta(days=1))
            released = replace(released, scheduled_on=day, scheduled_moved=moved)
            events.append(released.scheduled("released", previously_on=self.scheduled_on))
        return released, [released.released("staff"), *events]

    def client_has_paid(self) -> tuple[Self, list[Event]]:
        """Every invoice of its work is paid. A hold stays; it is said only when money can flow."""
        if self.client_paid:
            return self, []
        freed = replace(self, client_paid=True)
        if self.state is not TransactionState.PENDING_CLIENT_PAYMENT:
            return freed, []
        return freed, [freed.released("client_paid")]

    @property
    def is_open(self) -> bool:
        """Whether it is to be paid and the bank is not ordered to."""
        return self.payment_id is None and self.reversed_because is None

    def going_with(self, corrected: Sequence[Self]) -> Self:
        """A correction of these, none of which is ordered: by their terms, on the latest of their
        days, in the run that has them, and on hold where one of them is.
        """
        latest = max(corrected, key=lambda one: (one.scheduled_on or date.min, one.number))
        held = next((one for one in corrected if one.held_because is not None), None)
        runs = {one.pay_run_id for one in corrected if one.pay_run_id is not None}
        hold = self if self.held_because is not None else held or self
        return replace(
            self,
            pay_terms=latest.pay_terms,
            scheduled_on=latest.scheduled_on,
            scheduled_moved=latest.scheduled_moved,
            held_because=hold.held_because,
            held_by=hold.held_by,
            pay_run_id=runs.pop() if len(runs) == 1 and hold.held_because is None else None,
        )

    def reserve(self, pay_run_id: PayRunId) -> Self:
        """A pay run takes it: it is in no other until that lets it go."""
        return replace(self, pay_run_id=pay_run_id)

    def let_go(self) -> Self:
        """Its pay run does not pay it: the next one may."""
        return replace(self, pay_run_id=None)

    def order(self, payment_id: PaymentId, pay_on: date, calendar: BankingCalendar) -> Self:
        """The bank is ordered to pay it; `moved_by_order` says where that is another day than told.

        Raises AlreadyPaidError, AlreadyOrderedError, AlreadyReversedError, NotPayableError.
        """
        self._check_open()
        if not self.payable_on(pay_on):
            raise NotPayableError(state=self.state)
        came_back = self.returned_from is not None
        told = self.returned_from if came_back else self.estimated_payment_on
        return replace(
            self,
            payment_id=payment_id,
            ordered_for=pay_on,
            ordered_moved=move_to_ordered(told, pay_on, calendar, returned=came_back),
        )

    def moved_by_order(self) -> list[Event]:
        """What is said where the bank is ordered for another day than its contractor was told."""
        moved = self.ordered_moved
        return [] if moved is None else [self.scheduled(cause_of(moved), moved.planned_on)]

    def pay(self, paid_on: date) -> tuple[Self, TransactionPaid]:
        """The bank has taken its payment. Raises NotPayableError where none was ordered."""
        if self.payment_id is None or self.paid_on is not None:
            raise NotPayableError(state=self.state)
        paid = replace(self, paid_on=paid_on, returned_payment_id=None, returned_from=None)
        return paid, TransactionPaid(
            transaction_id=self.transaction_id,
            contractor_id=self.contractor_id,
            number=self.number,
            net=self.net,
            payment_id=self.payment_id,
            paid_on=paid_on,
        )

    def come_back(self, today: date) -> Self:
        """Its payment failed: the next pay run can pay it, or one of its day if that is to come."""
        day = day_that_stands(self.scheduled_on, self.ordered_for, today)
        return replace(
            self,
            scheduled_on=day,
            scheduled_moved=self.scheduled_moved if day else None,
            pay_run_id=None,
            payment_id=None,
            ordered_for=None,
            ordered_moved=None,
            paid_on=None,
            returned_payment_id=self.payment_id,
            returned_from=self.paid_on or self.ordered_for,
        )

    def reverse(
        self, reason: str, by: PersonId, standing: Sequence[CoveredWork]
    ) -> tuple[Self, TransactionReversed]:
        """Undo it before it is ordered; all of its work goes back to its contractor.

        Raises AlreadyOrderedError, AlreadyPaidError, AlreadyReversedError.
        """
        self._check_open()
        undone = replace(self, reversed_because=reason, pay_run_id=None)
        return undone, self.take_back(reason, by, standing, None)

    def take_back(
        self,
        reason: str,
        by: PersonId,
        standing: Sequence[CoveredWork],
        correction: TransactionId | None,
    ) -> TransactionReversed:
        """What is said where work that stands goes back to its contractor.

        The transaction stays what it is where a `correction` takes back what it pays.
        """
        return TransactionReversed(
            transaction_id=self.transaction_id,
            contractor_id=self.contractor_id,
            number=self.number,
            net=self.net,
            reason=reason,
            work_order_id=next((one.line.work_order_id for one in standing), None),
            entries=tuple(
                ReversedWork(entry_id=one.line.entry_id, version=one.line.version)
                for one in standing
            ),
            reversed_by=by,
            corrected_by=correction,
        )

    def standing(self, work: Sequence[CoveredWork]) -> list[CoveredWork]:
        """What of its work can go back. Raises AlreadyReversedError, CorrectedLaterError for one
        whose work a later transaction corrects, OnlyTakesBackError for one without work.
        """
        if self.reversed_because is not None:
            raise AlreadyReversedError(state=self.state)
        found = [one for one in work if not one.line.corrects and not one.taken_back]
        if found or not work:
            return found
        if later := sorted({one.corrected_by for one in work if one.corrected_by}):
            raise CorrectedLaterError(
                f"transaction {', '.join(later)} corrects this work",
                state=self.state,
                transactions=later,
            )
        raise OnlyTakesBackError(state=self.state)

    def is_undone_whole(self, work: Sequence[CoveredWork], standing: Sequence[CoveredWork]) -> bool:
        """Whether opposite postings undo it: nothing was ordered, and no other counts on it."""
        return self.payment_id is None and len(standing) == len(work)

    def scheduled(self, cause: str, previously_on: date | None = None) -> TransactionScheduled:
        """Say the estimated payment date."""
        return TransactionScheduled(
            transaction_id=self.transaction_id,
            contractor_id=self.contractor_id,
            number=self.number,
            net=self.net,
            state=self.state,
            estimated_payment_on=self.estimated_payment_on,
            previously_on=previously_on,
            cause=cause,
            moved=self.ordered_moved or self.scheduled_moved,
        )

    def released(self, cause: str) -> TransactionReleased:
        """Say that it waits for nobody's release any more."""
        return TransactionReleased(
            transaction_id=self.transaction_id,
            contractor_id=self.contractor_id,
            number=self.number,
            net=self.net,
            state=self.state,
            estimated_payment_on=self.estimated_payment_on,
            cause=cause,
        )

    def as_paid(self) -> PaidTransaction:
        """As the payment that covers it lists it."""
        return PaidTransaction(
            transaction_id=self.transaction_id,
            number=self.number,
            work_order_title=self.work_order_title,
            company_name=self.company_name,
            period_start=self.period_start,
            period_end=self.period_end,
            gross=self.gross,
            deductions=self.deductions,
            taxes=self.taxes,
            net=self.net,
        )

    def _check_open(self) -> None:
        if self.payment_id is not None:
            on_its_way = self.paid_on is None
            refused = AlreadyOrderedError if on_its_way else AlreadyPaidError
            raise refused(state=self.state, payment_id=self.payment_id)
        if self.reversed_because is not None:
            raise AlreadyReversedError(state=self.state)
