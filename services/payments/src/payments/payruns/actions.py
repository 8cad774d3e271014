"""Previewing and running a pay run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from chassis.errors import ConflictError
from chassis.ids import new_id
from chassis.uow import UnitOfWork
from contracts.access import Permission
from contracts.events.payments import PaymentMade
from contracts.ids import PaymentId, PayRunId, PersonId
from contracts.money import Money
from payments.directory import repository as directory
from payments.directory.model import Contractor
from payments.inputs import check_near
from payments.ledger import repository as ledger
from payments.ledger.model import of_payment
from payments.numbers import NumberKind, allocate, lock_books
from payments.payments import repository as payments
from payments.payments.model import Payment
from payments.payruns import repository
from payments.payruns.model import Plan, PlannedPayment, plan
from payments.payruns.repository import PayRun
from payments.transactions import history
from payments.transactions import repository as transactions
from payments.transactions.history import Happening, Step
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
    planned.check(expected_totals)
    pay_run = PayRun(
        pay_run_id=PayRunId(new_id()),
        pay_on=pay_on,
        run_by=uow.actor.person,
        run_by_name=uow.actor.name,
        run_at=uow.now,
        payments=len(planned.payments),
        totals=planned.totals,
    )
    await repository.add(uow, pay_run)
    numbers = await allocate(uow, NumberKind.PAYMENT, pay_on, len(planned.payments))
    made = [
        _payment(pay_run, one, number)
        for one, number in zip(planned.payments, numbers, strict=True)
    ]
    await payments.add(uow, made)
    await ledger.post(
        uow,
        [
            posting
            for one in made
            for posting in of_payment(one.payment_id, one.contractor_id, one.amount)
        ],
    )
    await _settle(uow, planned, made)
    return pay_run, made


async def _settle(uow: UnitOfWork, planned: Plan, made: Sequence[Payment]) -> None:
    """Mark the transactions as paid, and say all of it."""
    paid: list[Transaction] = []
    steps: list[Step] = []
    for one, payment in zip(planned.payments, made, strict=True):
        uow.record(
            PaymentMade(
                payment_id=payment.payment_id,
                number=payment.number,
                pay_run_id=payment.pay_run_id,
                contractor_id=payment.contractor_id,
                contractor_kind=payment.contractor_kind,
                paid_on=payment.paid_on,
                method=payment.method,
                amount=payment.amount,
                transactions=tuple(transaction.as_paid() for transaction in one.transactions),
            )
        )
        for transaction in one.transactions:
            settled, event = transaction.pay(payment.payment_id, payment.paid_on)
            uow.record(event)
            paid.append(settled)
            steps.append(
                Step(
                    transaction=settled,
                    what=Happening.PAID,
                    facts={"payment": payment.number, "paid_on": payment.paid_on},
                )
            )
    await transactions.save(uow, paid)
    await history.add(uow, steps)


async def _check_day(uow: UnitOfWork, pay_on: date) -> None:
    agency = await directory.agency_in_use(uow)
    check_near(pay_on, agency.today(uow.now), "pay_on")


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
