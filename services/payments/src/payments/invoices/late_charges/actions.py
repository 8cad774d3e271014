"""Charging interest, and the fees of reminders that were sent. The books are locked meanwhile."""

from collections.abc import Collection
from datetime import date

from chassis.ids import new_id
from chassis.uow import UnitOfWork
from contracts.access import Permission
from contracts.events.late_charges import LateChargeKind
from contracts.ids import EventId, InvoiceId
from payments.directory import repository as directory
from payments.invoices import repository as invoices
from payments.invoices.interest import actions as interest
from payments.invoices.late_charges import model, repository
from payments.invoices.late_charges.model import (
    ChargedReminder,
    LateCharge,
    NothingToChargeError,
    check_day,
)
from payments.ledger import repository as ledger
from payments.ledger.model import of_interest, of_reminder_fee
from payments.numbers.repository import lock_books


async def charge_interest(uow: UnitOfWork, invoice_id: InvoiceId, until_on: date) -> LateCharge:
    """Staff charge the interest that has come up until the end of a day and was not charged.

    It is booked today, whatever months its days are in: what was reported of a closed one stays.
    Raises NotFoundError, ChargeDayError, SettledInvoiceError, NothingToChargeError.
    """
    uow.actor.require(Permission.INVOICES_MANAGE)
    await lock_books(uow)
    today = (await directory.agency_in_use(uow)).today(uow.now)
    check_day(until_on, today)
    before = await invoices.get_for_update(uow, invoice_id)
    model.check_open(before)
    come_up = await interest.until(
        uow, invoice_id, before.total.currency, due_on=before.due_on, until_on=until_on
    )
    if come_up is None:
        raise NothingToChargeError(until_on=until_on.isoformat())
    one = LateCharge(
        charge_id=new_id(),
        invoice_id=invoice_id,
        kind=LateChargeKind.INTEREST,
        amount=come_up.amount,
        from_on=come_up.from_on,
        until_on=come_up.until_on,
        percent=come_up.percent,
        charged_on=today,
        charged_by=uow.actor.person,
        charged_by_name=uow.actor.name,
        charged_at=uow.now,
    )
    after = model.charge(before, one.amount)
    await invoices.save(uow, [after])
    await repository.add(uow, one)
    await ledger.post(uow, of_interest(one.charge_id, after.company_id, one.amount))
    uow.record(model.interest_charged(after, one, come_up, uow.actor.person))
    return one


async def charge_fees(uow: UnitOfWork, reminder_ids: Collection[EventId]) -> None:
    """Reminders were sent: charge what each costs, once for each stage of an invoice.

    Of an invoice of which nothing is open any more nothing is charged: it was paid meanwhile.
    """
    if not reminder_ids or not await repository.fees_to_charge(uow, reminder_ids):
        return
    await lock_books(uow)
    # Another who sent the same may have been here before the books were ours.
    for one in await repository.fees_to_charge(uow, reminder_ids):
        await _charge_fee(uow, one)


async def _charge_fee(uow: UnitOfWork, reminder: ChargedReminder) -> None:
    before = await invoices.get_for_update(uow, reminder.invoice_id)
    if before.paid_on is not None:
        return
    one = LateCharge(
        charge_id=new_id(),
        invoice_id=reminder.invoice_id,
        kind=LateChargeKind.REMINDER_FEE,
        amount=reminder.fee,
        reminder=reminder.name,
        charged_on=(await directory.agency_of(uow)).today(uow.now),
        charged_by=None,
        charged_by_name=uow.actor.name,
        charged_at=uow.now,
    )
    after = model.charge(before, one.amount)
    await invoices.save(uow, [after])
    await repository.add(uow, one)
    await ledger.post(
        uow, of_reminder_fee(one.charge_id, after.company_id, one.amount, reminder.reminder_id)
    )
    uow.record(model.fee_charged(after, one))
