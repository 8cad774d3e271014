"""HTTP of reminders: staff set the stages, and pause the reminders of an invoice."""

from chassis.http import IdempotencyRequired, Uow, tenant_router
from contracts.access import Permission
from contracts.ids import InvoiceId
from payments.invoices.reminders import actions, repository
from payments.invoices.reminders.schemas import (
    PauseDetails,
    PauseRequest,
    ReminderFeesDetails,
    ReminderFeesRequest,
    ReminderRuleDetails,
    ReminderRuleRequest,
)

router = tenant_router(tags=["reminders"])


@router.get("/settings/reminders")
async def show_rule(uow: Uow) -> ReminderRuleDetails:
    """When the agency reminds of overdue invoices."""
    uow.actor.require(Permission.INVOICES_MANAGE, Permission.SETTINGS_MANAGE)
    return ReminderRuleDetails.of(await repository.rule(uow))


@router.put("/settings/reminders")
async def set_rule(body: ReminderRuleRequest, uow: Uow) -> ReminderRuleDetails:
    """Say on how many days past the due date invoices are reminded, from the next day on.

    Each stage of an invoice is said at most once. What should have been said before the last
    reminder is not.
    """
    return ReminderRuleDetails.of(await actions.set_rule(uow, tuple(body.stages)))


@router.get("/settings/reminder-fees")
async def show_fees(uow: Uow) -> ReminderFeesDetails:
    """What reminders cost the company that they are sent to."""
    uow.actor.require(Permission.INVOICES_MANAGE, Permission.SETTINGS_MANAGE)
    return ReminderFeesDetails.of(await repository.fee_rule(uow))


@router.put("/settings/reminder-fees")
async def set_fees(body: ReminderFeesRequest, uow: Uow) -> ReminderFeesDetails:
    """Say what reminders cost, those that are decided from now on: nothing, where nothing is said.

    A fee is told in its reminder, and charged once that is sent.
    """
    fees = {(fee.reminder, fee.currency): fee.amount_minor for fee in body.fees}
    return ReminderFeesDetails.of(await actions.set_fees(uow, fees))


@router.post("/invoices/{invoice_id}/reminders/pause", dependencies=[IdempotencyRequired])
async def pause_reminders(invoice_id: InvoiceId, body: PauseRequest, uow: Uow) -> PauseDetails:
    """Send no reminder of this invoice until a day; one that waits to be sent is withdrawn.

    409 `nothing_to_remind` where nothing is open of it.
    """
    return PauseDetails.of(await actions.pause(uow, invoice_id, body.until_on, body.reason))
