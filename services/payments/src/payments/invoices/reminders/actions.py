"""Use cases of reminders: the daily run says what is due, staff set the stages and pause."""

from collections.abc import Mapping
from datetime import date, timedelta

from chassis.uow import UnitOfWork
from contracts.access import Permission
from contracts.events.payments import InvoiceOverdue, InvoiceRemindersPaused, ReminderName
from contracts.ids import InvoiceId
from payments.directory import repository as directory
from payments.inputs import check_not_far_ahead
from payments.invoices import repository as invoices
from payments.invoices.late_charges import repository as late_charges
from payments.invoices.reminders import model, repository
from payments.invoices.reminders.model import (
    DUE_SOON_DAYS,
    Reminder,
    ReminderFeeRule,
    ReminderPause,
    ReminderRule,
)


async def set_rule(uow: UnitOfWork, stages: tuple[int, ...]) -> ReminderRule:
    """Staff say on how many days past the due date invoices are reminded, from the next run on."""
    uow.actor.require(Permission.SETTINGS_MANAGE)
    return await repository.change_rule(uow, ReminderRule(stages=stages))


async def set_fees(
    uow: UnitOfWork, fees: Mapping[tuple[ReminderName, str], int]
) -> ReminderFeeRule:
    """Staff say what reminders cost, in minor units: those that are decided from now on."""
    uow.actor.require(Permission.SETTINGS_MANAGE)
    return await repository.change_fee_rule(uow, ReminderFeeRule(fees=fees))


async def remind(uow: UnitOfWork, today: date) -> None:
    """Say which invoices are due soon and which have become overdue, and remind of those."""
    rule = await repository.rule(uow)
    up_to = today + timedelta(days=DUE_SOON_DAYS)
    due = await invoices.lock_to_remind(uow, up_to, rule.last)
    decided = [(after, said) for after, said in (model.remind(x, today, rule) for x in due) if said]
    await invoices.save(uow, [after for after, _ in decided])
    fees = await repository.fee_rule(uow)
    charged = await late_charges.reminders_charged(uow, [after.invoice_id for after, _ in decided])
    reminders: list[Reminder] = []
    for after, without_fee in decided:
        said = without_fee
        if isinstance(said, InvoiceOverdue):
            said = model.with_fee(said, fees, charged)
        event_id = uow.record(said)
        if isinstance(said, InvoiceOverdue) and said.reminder is not None:
            reminders.append(
                Reminder(
                    reminder_id=event_id,
                    invoice_id=after.invoice_id,
                    name=said.reminder,
                    days_overdue=(today - after.due_on).days,
                    amount=after.due_amount,
                    fee=said.fee,
                    reminded_at=uow.now,
                )
            )
    await repository.add(uow, reminders)


async def pause(
    uow: UnitOfWork, invoice_id: InvoiceId, until_on: date, reason: str
) -> ReminderPause:
    """Staff have a company not reminded of an invoice until a day; until today ends that.

    A reminder that waits to be sent is withdrawn. Raises NotFoundError, NothingToRemindError,
    PauseDayError, and InvalidError for a day more than a year ahead.
    """
    uow.actor.require(Permission.INVOICES_MANAGE)
    today = (await directory.agency_in_use(uow)).today(uow.now)
    check_not_far_ahead(until_on, today, "until_on")
    invoice = model.pause(await invoices.get_for_update(uow, invoice_id), until_on, today)
    paused = ReminderPause(
        invoice_id=invoice_id,
        until_on=until_on,
        reason=reason,
        paused_by=uow.actor.person,
        paused_by_name=uow.actor.name,
        paused_at=uow.now,
    )
    await invoices.save(uow, [invoice])
    await repository.add_pause(uow, paused)
    uow.record(
        InvoiceRemindersPaused(
            invoice_id=invoice_id,
            company_id=invoice.company_id,
            number=invoice.number,
            project_ids=invoice.project_ids,
            until_on=until_on,
            paused_by=paused.paused_by,
        )
    )
    return paused
