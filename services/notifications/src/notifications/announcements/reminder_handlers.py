"""A reminder that waits to be sent is withdrawn once what it says is not so any more (B21)."""

from collections.abc import Sequence

from chassis.consumer import Handlers, Received
from chassis.uow import UnitOfWork
from contracts.events.disputes import InvoiceLinesDisputed
from contracts.events.late_charges import InterestCharged, LateChargeWaived
from contracts.events.payments import (
    InvoiceCredited,
    InvoiceDueSoon,
    InvoiceOverdue,
    InvoiceRemindersPaused,
    InvoiceWrittenOff,
    ReceiptRecorded,
    ReceiptReversed,
)
from notifications.emails import paths
from notifications.emails.message import REMINDERS
from notifications.sending import repository as queue
from notifications.sending.repository import Withdrawal

handlers = Handlers()

ReminderEvent = InvoiceDueSoon | InvoiceOverdue
_Ends = (
    ReceiptRecorded
    | ReceiptReversed
    | InvoiceCredited
    | InvoiceLinesDisputed
    | InvoiceWrittenOff
    | InvoiceRemindersPaused
    | InterestCharged
    | LateChargeWaived
)

_BECAUSE: dict[type[_Ends], str] = {
    ReceiptRecorded: "withdrawn: money came in",
    ReceiptReversed: "withdrawn: the bank took money back",
    InvoiceCredited: "withdrawn: the invoice was credited",
    InvoiceLinesDisputed: "withdrawn: lines of the invoice were disputed",
    InvoiceWrittenOff: "withdrawn: the invoice was written off",
    InvoiceRemindersPaused: "withdrawn: reminders of the invoice were paused",
    InterestCharged: "withdrawn: interest was charged",
    LateChargeWaived: "withdrawn: interest or a fee was waived",
}


async def withdraw_reminders(uow: UnitOfWork, events: Sequence[Received[_Ends]]) -> None:
    """What it would say is not so any more. It stands in the lists of people alone."""
    ended = {
        paths.customer_invoice(event.body.invoice_id): _BECAUSE[type(event.body)]
        for event in events
    }
    await queue.withdraw(
        uow, REMINDERS, [Withdrawal(page=page, because=why) for page, why in ended.items()]
    )


async def withdraw_earlier(uow: UnitOfWork, events: Sequence[Received[ReminderEvent]]) -> None:
    """A later reminder takes the place of those that wait: whoever had none for weeks gets one."""
    latest = {paths.customer_invoice(event.body.invoice_id): event.envelope.id for event in events}
    await queue.withdraw(
        uow,
        REMINDERS,
        [
            Withdrawal(page=page, because="withdrawn: a later reminder took its place", before=one)
            for page, one in latest.items()
        ],
    )


for _event_type in _BECAUSE:
    handlers.on(_event_type)(withdraw_reminders)
for _reminder_type in (InvoiceDueSoon, InvoiceOverdue):
    # After who tells of it: of several that come at once the last one stays.
    handlers.on(_reminder_type)(withdraw_earlier)
