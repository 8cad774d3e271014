"""Samples of credit notes: something is left to pay, nothing is, and what was paid is kept."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from contracts.events.payments import Charge, InvoiceCredited
from contracts.ids import CreditNoteId, InvoiceId
from contracts.money import Money
from notifications.announcements import invoices, samples_of_company
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

INVOICE = Invoice(
    invoice_id=InvoiceId(an_id(60)),
    company_id=PROJECT.company_id,
    project_id=PROJECT.project_id,
    project_ids=frozenset({PROJECT.project_id}),
    period_start=date(2026, 3, 1),
    period_end=date(2026, 3, 31),
    number="I-2026-000077",
)
CONTEXT = InvoiceContext(
    agency=AGENCY,
    company_name=COMPANY_NAME,
    project=PROJECT,
    readers=(CONTACT,),
    mailbox=samples_of_company.MAILBOX,
)


def credit_note(
    left: Money, kept: Money, *, reason: str = "", disputed: Money | None = None
) -> InvoiceCredited:
    """57.18 of the invoice are credited; without a reason: work was corrected."""
    hst = Charge(
        code="ca.hst.on",
        names={"en": "HST Ontario 13%"},
        base=cad("50.61"),
        percent=Decimal(13),
        amount=cad("6.57"),
    )
    return InvoiceCredited(
        invoice_id=INVOICE.invoice_id,
        company_id=INVOICE.company_id,
        number=INVOICE.number,
        credit_note_id=CreditNoteId(an_id(61)),
        credit_note_number="C-2026-000004",
        invoiced_on=date(2026, 4, 1),
        credited_on=date(2026, 5, 7),
        reason=reason,
        currency="CAD",
        lines=(),
        subtotal=cad("50.61"),
        taxes=(hst,),
        total=cad("57.18"),
        open_amount=left,
        kept_balance=kept,
        bill_to=samples_of_company.BILL_TO,
        disputed_amount=disputed,
        payment_reference="RF41I2026000077",
    )


def samples() -> Sequence[Draft]:
    """To a contact, and to the billing e-mail."""
    none, reason = cad("0.00"), "Parking is not billed on this project"
    events = (
        credit_note(cad("1649.24"), none, reason=reason),
        credit_note(none, none),
        credit_note(cad("1649.24"), none, disputed=cad("1356.00")),
        credit_note(cad("1356.00"), none, disputed=cad("1356.00")),
        credit_note(none, cad("57.18"), reason=reason),
    )
    return [
        draft for event in events for draft in invoices.credited(CAUSE, event, INVOICE, CONTEXT)
    ]
