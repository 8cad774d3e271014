"""Money that the bank took back is told once, before the next reminder of its invoice (A5, B21)."""

from typing import Any

import pytest

from chassis.ids import new_id
from chassis.testing.plugin import Deliver
from contracts.events.payments import InvoiceIssued, ReceiptReversed, ReminderName
from contracts.ids import ReceiptId

from .test_reminders import STAFF, States, of, overdue, reminders

pytestmark = [
    pytest.mark.timeout(60),
    pytest.mark.requirement("A5"),
    pytest.mark.requirement("B21"),
]


def taken_back(issued: InvoiceIssued) -> ReceiptReversed:
    return ReceiptReversed(
        **of(issued),
        receipt_id=ReceiptId(new_id()),
        amount=issued.total,
        reversed_on=issued.due_on,
        reference="OCR-7",
        open_amount=issued.total,
        recorded_by=STAFF,
        due_on=issued.due_on,
    )


async def test_it_is_told_once_and_before_the_next_reminder(
    deliver: Deliver, states: States, world: Any
) -> None:
    await deliver(*world.events, agency_id=world.agency_id)
    issued = world.invoice()
    await deliver(issued, overdue(issued), agency_id=world.agency_id)
    known = len(await states())
    back = taken_back(issued)
    later = overdue(issued, ReminderName.SECOND)
    await deliver(back, agency_id=world.agency_id, times=2)
    await deliver(later, agency_id=world.agency_id, times=2)
    told = [row["kind"] for row in await states()][known:]
    assert told == ["receipt_reversed", "invoice_overdue"]
    withdrawn, waits = await reminders(states)
    assert withdrawn == ("listed", "withdrawn: the bank took money back")
    assert waits == ("waiting", None)
