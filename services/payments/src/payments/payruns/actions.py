"""Previewing and running a pay run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from chassis.errors import ConflictError
from chassis.ids import new_id
from chassis.uow import UnitOfWork
from contracts.access import Permission
from contracts.ids import PaymentId, PayRunId, PersonId
from contracts.money import Money
from payments.directory import repository as directory
from payments.directory.model import Contractor
from payments.ledger import repository as ledger
from payments.ledger.model import of_payment
from payments.numbers.model import NumberKind
from payments.numbers.repository import allocate, lock_books
from payments.payments import repository as payments
from payments.payments.model import Payment
from payments.payruns import repository
from payments.payruns.model import PayRun, Plan, PlannedPayment, check_pay_day, plan
from payments.transactions import repository as transactions
from payments.transactions.history import HistoryKind, HistoryRecord
from payments.transactions.model import Transaction

MAX_TRANSACTIONS = 50_000
METHOD = "bank_transfer"


class TooManyTransactionsError(ConflictError):
    """More transactions are open than one pay run can take"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A plan, and who is in it."""

    plan: Plan
    contractors: Mapping[PersonId, Contractor]


async def preview(uow: UnitOfWork, pay_on: date) -> Preview:
    """Who would be paid on a day, how much, and what would be left out and why."""
    uow.actor.require(Permission.PAY_RUNS_RUN)
    await _check_day(uow, pay_on)
    planned = await _plan(uow, pay_on, locked=False)
    ids = {one.contractor_id for one in planned.payments} | {
        one.transaction.contractor_id for one in planned.left_out
    }
    return Preview(plan=planned, contractors=await directory.contractors_of(uow, ids))


async def run(
    uow: UnitOfWork, pay_on: date, expected_totals: Sequence[Money]
) -> tuple[PayRun, list[Payment]]:
    """Pay everything payable on a day: one payment per contractor and currency.

    Raises TotalsChangedError when what would leave the bank is not exactly `expected_totals`, and
    NothingToPayError. Two runs at once never pay the same: the second waits for the first.
    """
    uow.actor.require(Permission.PAY_RUNS_RUN)
    await _check_day(uow, pay_on)
    await lock_books(uow)
    planned = await _plan(uow, pay_on, locked=True)
    pay_run = planned.start(
        expected_totals,
        PayRunId(new_id()),
        by=uow.actor.person,
        name=uow.actor.name,
        at=uow.now,
    )
    numbers = await allocate(uow, NumberKind.PAYMENT, pay_on, len(planned.payments))
    made = [
        _payment(pay_run, one, number)
        for one, number in zip(planned.payments, numbers, strict=True)
    ]
    paid, said = planned.settle(made)
    await repository.add(uow, pay_run)
    await payments.add(uow, made)
    await ledger.post(
        uow,
        [
            posting
            for one in made
            for posting in of_payment(one.payment_id, one.contractor_id, one.amount)
        ],
    )
    await transactions.save(uow, paid)
    await transactions.add_history(uow, _steps(paid, made))
    for event in said:
        uow.record(event)
    return pay_run, made


def _steps(paid: Sequence[Transaction], made: Sequence[Payment]) -> list[HistoryRecord]:
    number_of = {payment.payment_id: payment.number for payment in made}
    return [
        HistoryRecord(
            transaction=one,
            what=HistoryKind.PAID,
            facts={"payment": number_of[one.payment_id], "paid_on": one.paid_on},
        )
        for one in paid
        if one.payment_id is not None
    ]


async def _check_day(uow: UnitOfWork, pay_on: date) -> None:
    agency = await directory.agency_in_use(uow)
    check_pay_day(pay_on, agency.today(uow.now))
    (await ledger.books_of(uow)).require_open(pay_on, "pay_on")


async def _plan(uow: UnitOfWork, pay_on: date, *, locked: bool) -> Plan:
    found = await transactions.unpaid(uow, MAX_TRANSACTIONS + 1, locked=locked)
    if len(found) > MAX_TRANSACTIONS:
        raise TooManyTransactionsError(limit=MAX_TRANSACTIONS)
    return plan(found, pay_on)


def _payment(pay_run: PayRun, planned: PlannedPayment, number: str) -> Payment:
    return Payment(
        payment_id=PaymentId(new_id()),
        number=number,
        pay_run_id=pay_run.pay_run_id,
        contractor_id=planned.contractor_id,
        contractor_kind=planned.transactions[0].contractor_kind,
        paid_on=pay_run.pay_on,
        method=METHOD,
        amount=planned.amount,
    )
