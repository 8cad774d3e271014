"""Samples of money that the bank took back: due soon, overdue, disputed, and nothing left."""

from collections.abc import Sequence
from datetime import date

from contracts.events.payments import ReceiptReversed
from contracts.ids import ReceiptId
from contracts.money import Money
from notifications.announcements import invoices
from notifications.announcements.cast import CAUSE, STAFF, an_id, cad
from notifications.announcements.draft import Draft
from notifications.announcements.samples_of_credits import CONTEXT, INVOICE


def reversal(
    left: Money, *, on: date = date(2026, 4, 20), disputed: Money | None = None
) -> ReceiptReversed:
    """The bank took back 1,649.24, due on May 1."""
    return ReceiptReversed(
        invoice_id=INVOICE.invoice_id,
        company_id=INVOICE.company_id,
        number=INVOICE.number,
        receipt_id=ReceiptId(an_id(63)),
        amount=cad("1649.24"),
        reversed_on=on,
        reference="OCR-7",
        open_amount=left,
        recorded_by=STAFF.person_id,
        due_on=date(2026, 5, 1),
        disputed_amount=disputed,
        payment_reference="RF41I2026000077",
    )


def samples() -> Sequence[Draft]:
    """To a contact, and to the billing e-mail."""
    whole = cad("1649.24")
    told = (
        reversal(whole),
        reversal(whole, on=date(2026, 5, 2), disputed=cad("57.18")),
        reversal(whole, disputed=whole),
        reversal(cad("0.00")),
    )
    return [
        draft
        for event in told
        for draft in invoices.receipt_reversed(CAUSE, event, INVOICE, CONTEXT)
    ]
