"""A reminder that waits to be sent is not sent after money, a credit note or a dispute (B21)."""

from collections.abc import Sequence

from chassis.consumer import Handlers, Received
from chassis.uow import UnitOfWork
from contracts.events.disputes import InvoiceLinesDisputed
from contracts.events.payments import InvoiceCredited, ReceiptRecorded
from notifications.emails import paths
from notifications.emails.message import Kind
from notifications.sending import repository as queue

handlers = Handlers()

_REMINDERS = (Kind.INVOICE_DUE_SOON, Kind.INVOICE_OVERDUE)


async def withhold_reminders(
    uow: UnitOfWork,
    events: Sequence[Received[ReceiptRecorded | InvoiceCredited | InvoiceLinesDisputed]],
) -> None:
    """What it would say is not so any more. It stands in the lists of people alone."""
    pages = {paths.customer_invoice(event.body.invoice_id) for event in events}
    await queue.withhold(uow, _REMINDERS, pages)


for _event_type in (ReceiptRecorded, InvoiceCredited, InvoiceLinesDisputed):
    handlers.on(_event_type)(withhold_reminders)
