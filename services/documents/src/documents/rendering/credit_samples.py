"""Credit notes to look at and to test with: invented, of lines of the sample invoice."""

from datetime import date

from contracts.events.payments import InvoiceCredited
from contracts.ids import CreditNoteId
from contracts.money import Money
from documents.rendering.inputs import CreditNoteInput
from documents.rendering.samples import customer_invoice, id_of

_REASONS = {
    "en": "Hours of March 27 were logged twice",
    "fr": "Les heures du 27 mars ont été saisies deux fois",
    "nb": "Timene 27. mars var ført to ganger",
}


def credit_note(
    language: str = "en", *, lines: int = 1, projects: int = 1, paid: bool = False
) -> CreditNoteInput:
    """A credit note over lines of an invoice: of one that is open, or `paid` already."""
    invoice = customer_invoice(language, lines=lines, projects=projects)
    of = invoice.subject
    zero = Money.zero(of.currency)
    left = zero if paid else Money(amount_minor=164_924, currency=of.currency)
    return CreditNoteInput(
        language=language,
        agency=invoice.agency,
        counterpart=invoice.counterpart,
        subject=InvoiceCredited(
            invoice_id=of.invoice_id,
            company_id=of.company_id,
            number=of.number,
            credit_note_id=CreditNoteId(id_of(f"credit note {lines}")),
            credit_note_number="C-2026-000004",
            invoiced_on=of.issued_on,
            credited_on=date(2026, 5, 7),
            reason=_REASONS[language],
            currency=of.currency,
            lines=of.lines,
            seller=of.seller,
            bill_to=of.bill_to,
            subtotal=of.subtotal,
            taxes=of.taxes,
            total=of.total,
            open_amount=left,
            kept_balance=of.total if paid else zero,
        ),
    )
