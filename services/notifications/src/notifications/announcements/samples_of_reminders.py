"""Samples of reminders in each of their tones as they are sent, also of a disputed invoice."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from contracts.events.payments import InvoiceDueSoon, InvoiceOverdue, ReminderName
from contracts.ids import InvoiceId
from contracts.money import Money
from notifications.announcements import invoices
from notifications.announcements.cast import (
    AGENCY,
    CAUSE,
    COMPANY_NAME,
    CONTACT,
    PROJECT,
    an_id,
    cad,
)
from notifications.announcements.draft import Draft
from notifications.announcements.invoices import InvoiceContext
from notifications.directory.model import Invoice
from notifications.emails.values import Moment

INVOICE = Invoice(
    invoice_id=InvoiceId(an_id(40)),
    company_id=PROJECT.company_id,
    project_id=PROJECT.project_id,
    project_ids=frozenset({PROJECT.project_id}),
    period_start=date(2026, 3, 1),
    period_end=date(2026, 3, 31),
    number="I-2026-000077",
)
CONTEXT = InvoiceContext(
    agency=AGENCY, company_name=COMPANY_NAME, project=PROJECT, readers=(CONTACT,)
)
_SENT = Moment(at=datetime(2026, 5, 15, 13, 5, tzinfo=UTC), zone=AGENCY.time_zone)


def samples() -> Sequence[Draft]:
    """Before the due date and after it, each without and with a disputed line."""
    return tuple(_samples())


def overdue(
    reminder: ReminderName | None, disputed: Money | None = None, fee: Money | None = None
) -> InvoiceOverdue:
    """The reminder of 20,814.60 that were due on April 30."""
    return InvoiceOverdue.model_validate(_said(disputed) | {"reminder": reminder, "fee": fee})


def _samples() -> Iterator[Draft]:
    for disputed in (None, cad("1356.00")):
        due_soon = InvoiceDueSoon.model_validate(_said(disputed))
        with_fee = overdue(ReminderName.FINAL, disputed, cad("40.00"))
        for event in (due_soon, *(overdue(name, disputed) for name in ReminderName), with_fee):
            for draft in invoices.reminded(CAUSE, event, INVOICE, CONTEXT):
                yield replace(draft, message=draft.message.telling_of(_SENT))


def _said(disputed: Money | None) -> dict[str, object]:
    return {
        "invoice_id": INVOICE.invoice_id,
        "company_id": INVOICE.company_id,
        "number": INVOICE.number,
        "project_ids": (PROJECT.project_id,),
        "due_on": date(2026, 4, 30),
        "open_amount": cad("20814.60"),
        "disputed_amount": disputed,
        "payment_reference": "RF41I2026000077",
    }
