"""What the bank says of the payments of a run, or staff by hand: taken, or sent back and why."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from chassis.errors import InvalidError, NotFoundError
from chassis.uow import UnitOfWork
from contracts.access import Permission
from contracts.base import Event
from contracts.ids import PaymentId, PayRunId
from payments.directory import repository as directory
from payments.ledger import repository as ledger
from payments.ledger.model import Books, Cause, Posting, of_settlement, reversal_of
from payments.numbers.repository import lock_books
from payments.payments import repository as payments
from payments.payments.model import Payment, PaymentState, Refusal
from payments.payruns import repository
from payments.payruns.model import PayRun
from payments.payruns.repository import RunStepName
from payments.transactions import repository as transactions
from payments.transactions.history import HistoryKind, HistoryRecord
from payments.transactions.model import Transaction


class PaidDayError(InvalidError):
    """The bank cannot have taken it on this day"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """The bank has taken it, on this day."""

    on: date


Answer = Settlement | Refusal


async def confirm(
    uow: UnitOfWork,
    pay_run_id: PayRunId,
    *,
    paid_on: date | None,
    taken: Sequence[PaymentId] | None,
    refused: Mapping[PaymentId, Refusal],
) -> PayRun:
    """Staff say what became of payments: `refused`, and `taken`, which is all others by itself.

    `paid_on` is the day on which the bank took them, the day of the run by itself. Raises
    NotFoundError for a payment that is not of this run, PaymentAnsweredError, PaidDayError.
    """
    uow.actor.require(Permission.PAY_RUNS_RUN)
    await lock_books(uow)
    pay_run = await repository.get(uow, pay_run_id, locked=True)
    pay_run.require_at_the_bank()
    on = paid_on or pay_run.pay_on
    await _check_paid_day(uow, pay_run, on)
    of_run = await payments.of_run(uow, pay_run_id, locked=True)
    if taken is None:
        waiting = (one for one in of_run if one.state is PaymentState.IN_TRANSIT)
        taken = [one.payment_id for one in waiting if one.payment_id not in refused]
    if unknown := ({*taken, *refused} - {one.payment_id for one in of_run}):
        raise NotFoundError("payment of this pay run", min(unknown))
    if both := set(taken) & set(refused):
        raise InvalidError(f"payment {min(both)} cannot be both", field="taken")
    answers: dict[PaymentId, Answer] = {**dict.fromkeys(taken, Settlement(on=on)), **refused}
    if not answers:
        # All of it is known: who says so once more has answered nothing.
        return pay_run
    return await answer(uow, pay_run, of_run, answers)


async def answer(
    uow: UnitOfWork,
    pay_run: PayRun,
    of_run: Sequence[Payment],
    answers: Mapping[PaymentId, Answer],
) -> PayRun:
    """Book what became of these payments of a run, and say it. The caller holds the books.

    What the bank took in a month that is closed counts for the first day after it. Raises
    PaymentAnsweredError where that is known already.
    """
    covered: dict[PaymentId, list[Transaction]] = defaultdict(list)
    for transaction in await transactions.lock_paid_by(uow, answers.keys()):
        if transaction.payment_id is not None:
            covered[transaction.payment_id].append(transaction)
    today = (await directory.agency_in_use(uow)).today(uow.now)
    books = await ledger.books_of(uow)
    # Seconds for a large run, and others wait for the event loop.
    done = await asyncio.to_thread(_answered, of_run, answers, covered, books, today)
    await uow.record_all(done.said)
    await payments.save(uow, [*done.settled, *done.failed])
    await transactions.save(uow, [step.transaction for step in done.steps])
    await transactions.add_history(uow, done.steps)
    await ledger.post(uow, await _postings(uow, done))
    return await _close(uow, pay_run, of_run, [*done.settled, *done.failed])


@dataclass(frozen=True, slots=True, kw_only=True)
class _AnsweredPayments:
    """The payments that were answered, and what is said of them and of their transactions."""

    settled: list[Payment] = field(default_factory=list[Payment])
    failed: list[Payment] = field(default_factory=list[Payment])
    steps: list[HistoryRecord] = field(default_factory=list[HistoryRecord])
    said: list[Event] = field(default_factory=list[Event])

    def settle(self, payment: Payment, paid_on: date, covered: Sequence[Transaction]) -> None:
        """The bank has taken it."""
        in_order = sorted(covered, key=lambda one: one.number)
        settled, made = payment.settle(paid_on, (one.as_paid() for one in in_order))
        self.settled.append(settled)
        self.said.append(made)
        facts = {"payment": payment.number, "paid_on": paid_on}
        for transaction in in_order:
            paid, said = transaction.pay(paid_on)
            self.said.append(said)
            self.steps.append(HistoryRecord(transaction=paid, what=HistoryKind.PAID, facts=facts))

    def fail(
        self, payment: Payment, why: Refusal, today: date, covered: Sequence[Transaction]
    ) -> None:
        """The bank has refused it, or sent it back."""
        failed, said = payment.fail(why, today)
        self.failed.append(failed)
        self.said.append(said)
        facts = {"payment": payment.number, "reason": why.words, "reason_code": why.code}
        for transaction in covered:
            back = transaction.come_back(today)
            what = HistoryKind.CAME_BACK
            self.steps.append(HistoryRecord(transaction=back, what=what, facts=facts))


def _answered(
    of_run: Sequence[Payment],
    answers: Mapping[PaymentId, Answer],
    covered: Mapping[PaymentId, Sequence[Transaction]],
    books: Books,
    today: date,
) -> _AnsweredPayments:
    done = _AnsweredPayments()
    for payment in of_run:
        what = answers.get(payment.payment_id)
        own = covered.get(payment.payment_id, ())
        if isinstance(what, Settlement):
            done.settle(payment, books.open_from(what.on), own)
        elif what is not None:
            done.fail(payment, what, today, own)
    return done


async def _postings(uow: UnitOfWork, done: _AnsweredPayments) -> list[Posting]:
    """Taken: out of transit into the bank. Sent back: the opposite of all that was posted.

    What came back before anybody told that it had left did both.
    """
    found = [
        posting for one in done.settled for posting in of_settlement(one.payment_id, one.amount)
    ]
    ids = [one.payment_id for one in done.failed]
    if not ids:
        return found
    ordered = await ledger.postings_of_all(uow, Cause.PAYMENT, ids)
    left = await ledger.postings_of_all(uow, Cause.SETTLEMENT, ids)
    has_left = {posting.cause_id for posting in left}
    for one in done.failed:
        if one.payment_id not in has_left and one.refusal is not None and one.refusal.has_moved:
            both_ways = of_settlement(one.payment_id, one.amount)
            found += both_ways
            left += both_ways
    return [*found, *reversal_of([*ordered, *left])]


async def _close(
    uow: UnitOfWork, pay_run: PayRun, of_run: Sequence[Payment], answered: Sequence[Payment]
) -> PayRun:
    now = {one.payment_id: one.state for one in (*of_run, *answered)}
    after = pay_run.answered(now.values())
    await repository.save(uow, after)
    await repository.add_step(uow, pay_run.pay_run_id, RunStepName.ANSWERED)
    uow.record(after.changed())
    return after


async def possible_days(uow: UnitOfWork, pay_run: PayRun) -> tuple[date, date]:
    """The first and the last day on which the bank can have taken its payments.

    Not before it was proposed, nor ahead of the day it is ordered for.
    """
    agency = await directory.agency_in_use(uow)
    latest = max(agency.today(uow.now), pay_run.pay_on)
    return min(agency.today(pay_run.proposed_at), pay_run.pay_on), latest


async def _check_paid_day(uow: UnitOfWork, pay_run: PayRun, on: date) -> None:
    """On a possible day, and in open books."""
    earliest, latest = await possible_days(uow, pay_run)
    if not earliest <= on <= latest:
        raise PaidDayError(f"must be between {earliest} and {latest}", field="paid_on")
    (await ledger.books_of(uow)).require_open(on, "paid_on")
