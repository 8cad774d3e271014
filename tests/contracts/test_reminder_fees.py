"""What notifications says of a reminder that was sent is what payments charges its fee by."""

import pytest

from chassis.ids import new_id
from contracts.events.payments import ReminderName
from notifications.announcements import invoices
from notifications.announcements.cast import cad
from notifications.announcements.samples_of_reminders import CONTEXT, INVOICE, overdue
from payments.invoices.late_charges.handlers import REMINDER_EMAIL

pytestmark = [pytest.mark.requirement("A5"), pytest.mark.requirement("B21")]


def test_the_log_knows_an_overdue_reminder_by_its_event_and_by_what_payments_calls_it() -> None:
    reminder_id = new_id()
    event = overdue(ReminderName.SECOND, fee=cad("15.00"))
    for draft in invoices.reminded(reminder_id, event, INVOICE, CONTEXT):
        assert (draft.because_of, draft.message.kind.value) == (reminder_id, REMINDER_EMAIL)
