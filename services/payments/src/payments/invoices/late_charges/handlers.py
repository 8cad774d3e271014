"""What notifications says of e-mails: a reminder that was sent costs its fee."""

from collections.abc import Sequence

from chassis.consumer import Handlers, Received
from chassis.uow import UnitOfWork
from contracts.events.notifications import EmailSent
from payments.invoices.late_charges import actions

handlers = Handlers()

REMINDER_EMAIL = "invoice_overdue"
"""What the delivery log calls an e-mail that reminds of an overdue invoice."""


@handlers.on(EmailSent)
async def charge_reminders(uow: UnitOfWork, events: Sequence[Received[EmailSent]]) -> None:
    """A reminder that was withdrawn is never sent, so it costs nothing; nor does one in a digest.

    However many people have it, and however often that is said, it costs its fee once.
    """
    await actions.charge_fees(
        uow, {event.body.because_of for event in events if event.body.kind == REMINDER_EMAIL}
    )
