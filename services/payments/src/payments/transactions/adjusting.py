"""Transactions without work: they charge, or give back, what had been charged otherwise before.

What was reckoned once never changes (decision 6). Where it is not right any more before the year is
over, an adjusting transaction makes it good: gross of nothing, and the difference.
"""

from collections.abc import Sequence
from dataclasses import replace

from chassis.ids import new_id
from chassis.uow import UnitOfWork
from contracts.ids import TransactionId
from payments.banking_days.calendars import calendar_of
from payments.directory import repository as directory
from payments.directory.model import Agency, as_known_at
from payments.numbers.model import NumberKind
from payments.numbers.repository import allocate, lock_books
from payments.periods import Period
from payments.taxes.model import Assessment, Party
from payments.transactions import pay_statements, repository
from payments.transactions.actions import write
from payments.transactions.charges import repository as charges
from payments.transactions.charging import charging_of
from payments.transactions.history import HistoryKind, HistoryRecord
from payments.transactions.model import Transaction
from payments.transactions.pricing import taking_back
from payments.transactions.self_billing import actions as self_billing
from payments.vacation_pay.model import VacationPayRule

MAX_SETTLED_AT_ONCE = 1_000
"""Of one answer: the next answer, or the same said again, takes what is left."""


async def settle(uow: UnitOfWork, reason: str) -> int:
    """Release what was on hold for want of a rule and is answered now; returns how many.

    What is due is charged by an adjusting transaction beside each. Whoever is still without an
    answer stays on hold.
    """
    await lock_books(uow)
    agency = await directory.agency_in_use(uow)
    settled = 0
    for transaction in await repository.lock_unanswered(uow, MAX_SETTLED_AT_ONCE):
        assessed = await _due(uow, agency, transaction)
        if assessed.missing is not None:
            continue
        await _release(uow, agency, transaction)
        await _charge(uow, agency, transaction, assessed, reason)
        settled += 1
    return settled


async def adjust(uow: UnitOfWork, undone: Sequence[Transaction], reason: str) -> None:
    """Make good what was charged beside transactions that were undone, in the same year.

    Limits of a year, and the tax of a pay period, were reckoned with them. Lock the books first.
    """
    agency = await directory.agency_in_use(uow)
    for transaction in undone:
        if Party(transaction.contractor_kind.value) is Party.TEMP:
            assessed = await _difference(uow, agency, transaction)
            await _charge(uow, agency, transaction, assessed, reason)


async def _due(uow: UnitOfWork, agency: Agency, transaction: Transaction) -> Assessment:
    """What is charged of a transaction of which nothing was charged, as if it were priced now."""
    made = await charges.as_charged(uow, transaction)
    charging = await charging_of(
        uow, agency, [transaction.contractor_id], [_period(transaction)], made.subject.on
    )
    charging.histories[transaction.contractor_id].forget(made.subject, made.base)
    return charging.assess(
        transaction.contractor_id,
        made.subject,
        gross=transaction.gross,
        earnings=made.earnings,
    )


async def _difference(uow: UnitOfWork, agency: Agency, undone: Transaction) -> Assessment:
    """What the year comes to without what was undone, less what was charged of it."""
    made = await charges.as_charged(uow, undone)
    charging = await charging_of(
        uow, agency, [undone.contractor_id], [_period(undone)], made.subject.on
    )
    return charging.readjust(undone.contractor_id, made.subject)


async def _release(uow: UnitOfWork, agency: Agency, transaction: Transaction) -> None:
    today, calendar = agency.today(uow.now), calendar_of(agency.country, agency.region)
    released, events = transaction.release(today, calendar, without_deductions=True)
    await repository.save(uow, [released])
    record = HistoryRecord(
        transaction=released,
        what=HistoryKind.RELEASED,
        facts={"estimated_payment_on": released.estimated_payment_on},
    )
    await repository.add_history(uow, [record])
    for event in events:
        uow.record(event)


async def _charge(
    uow: UnitOfWork, agency: Agency, beside: Transaction, assessed: Assessment, reason: str
) -> None:
    """By a transaction without work, of the work order and pay period of another."""
    if not any(one.amount.amount_minor for one in assessed.charges):
        return
    today = agency.today(uow.now)
    order_id, project_id = await repository.order_of(uow, beside.transaction_id)
    versions = (await directory.work_orders_of(uow, [order_id]))[order_id]
    order = replace(as_known_at(versions, uow.now), project_id=project_id)
    names = await directory.project_names_of(uow, [project_id])
    (number,) = await allocate(uow, NumberKind.TRANSACTION, today, 1)
    # It is billed to nobody, so it waits for nobody's money.
    freed = replace(beside, client_paid=True, reversed_because=None)
    made = taking_back(freed, [], assessed, order, names[project_id], today)
    numbered = made.numbered(number, TransactionId(new_id()))
    (new,) = await pay_statements.complete(uow, [numbered], today, VacationPayRule())
    await write(uow, [new])
    contractors = await directory.contractors_of(uow, [beside.contractor_id])
    invoices_of = await self_billing.issue(uow, [new], contractors, agency)
    uow.record(new.created(reason, invoices_of.get(new.transaction.transaction_id)))


def _period(transaction: Transaction) -> Period:
    return Period(transaction.period_start, transaction.period_end)
