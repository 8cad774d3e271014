"""SQL of credit notes. They are only ever added."""

from collections.abc import Collection
from uuid import UUID

from chassis.errors import NotFoundError
from chassis.uow import UnitOfWork
from contracts.events.payments import Charge, InvoiceLine
from contracts.ids import CompanyId, CreditNoteId, InvoiceId, PersonId
from contracts.money import Money
from contracts.parties import BillTo, Party, TaxInNationalCurrency
from payments.held_back import held_back
from payments.invoices.credit_notes.model import CreditedParts, CreditNote, OriginalInvoice
from payments.invoices.model import Invoice


async def add(uow: UnitOfWork, note: CreditNote) -> None:
    """Add a credit note."""
    await uow.execute(
        """
        INSERT INTO credit_notes (agency_id, credit_note_id, number, invoice_id, company_id,
            credited_on, reason, currency, subtotal_minor, total_minor, kept_minor, lines, taxes,
            credited_by, credited_by_name, credited_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
        """,
        uow.agency_id,
        note.credit_note_id,
        note.number,
        note.invoice_id,
        note.company_id,
        note.credited_on,
        note.reason,
        note.parts.subtotal.currency,
        note.parts.subtotal.amount_minor,
        note.parts.total.amount_minor,
        note.kept.amount_minor,
        [line.model_dump(mode="json") for line in note.parts.lines],
        [tax.model_dump(mode="json") for tax in note.parts.taxes],
        note.credited_by,
        note.credited_by_name,
        note.credited_at,
    )


async def of_invoice(uow: UnitOfWork, invoice_id: InvoiceId) -> list[CreditNote]:
    """The credit notes of an invoice, oldest first."""
    rows = await uow.fetch(
        """
        SELECT credit_note_id, number, invoice_id, company_id, credited_on, reason, currency,
               subtotal_minor, kept_minor, lines, taxes, credited_by, credited_by_name, credited_at
        FROM credit_notes WHERE agency_id = $1 AND invoice_id = $2
        ORDER BY credited_at, credit_note_id
        """,
        uow.agency_id,
        invoice_id,
    )
    return [
        CreditNote(
            credit_note_id=CreditNoteId(row["credit_note_id"]),
            number=row["number"],
            invoice_id=InvoiceId(row["invoice_id"]),
            company_id=CompanyId(row["company_id"]),
            credited_on=row["credited_on"],
            reason=row["reason"],
            parts=CreditedParts(
                lines=tuple(InvoiceLine.model_validate(line) for line in row["lines"]),
                taxes=tuple(Charge.model_validate(tax) for tax in row["taxes"]),
                subtotal=Money(amount_minor=row["subtotal_minor"], currency=row["currency"]),
            ),
            kept=Money(amount_minor=row["kept_minor"], currency=row["currency"]),
            credited_by=PersonId(row["credited_by"]) if row["credited_by"] else None,
            credited_by_name=row["credited_by_name"],
            credited_at=row["credited_at"],
        )
        for row in rows
    ]


async def billed(uow: UnitOfWork, invoice_id: InvoiceId) -> OriginalInvoice:
    """What an invoice said when it was issued. Raises NotFoundError."""
    row = await uow.fetchrow(
        """
        SELECT issued_on, currency, subtotal_minor, lines, taxes, bill_to, seller, national_tax,
               buyer_reference
        FROM invoices
        WHERE agency_id = $1 AND invoice_id = $2
        """,
        uow.agency_id,
        invoice_id,
    )
    if row is None:
        raise NotFoundError("invoice", invoice_id)
    return OriginalInvoice(
        issued_on=row["issued_on"],
        lines=[InvoiceLine.model_validate(line) for line in row["lines"]],
        subtotal=Money(amount_minor=row["subtotal_minor"], currency=row["currency"]),
        taxes=[Charge.model_validate(tax) for tax in row["taxes"]],
        bill_to=None if row["bill_to"] is None else BillTo.model_validate(row["bill_to"]),
        seller=None if row["seller"] is None else Party.model_validate(row["seller"]),
        national_tax=None
        if row["national_tax"] is None
        else TaxInNationalCurrency.model_validate(row["national_tax"]),
        buyer_reference=row["buyer_reference"],
    )


async def put_on_note(
    uow: UnitOfWork,
    invoice_id: InvoiceId,
    credit_note_id: CreditNoteId | None,
    line_ids: Collection[UUID],
) -> None:
    """Lines take off an invoice what stood on it; None where that came to nothing at all."""
    await uow.execute(
        """
        UPDATE work_lines SET invoice_id = $2, credit_note_id = $3
        WHERE agency_id = $1 AND line_id = ANY($4)
        """,
        uow.agency_id,
        invoice_id,
        credit_note_id,
        list(line_ids),
    )


async def held_back_of(uow: UnitOfWork, invoice: Invoice, subtotal: Money) -> Money:
    """What of the invoice is not due, now that so much of it is credited."""
    row = await uow.fetchrow(
        """
        SELECT coalesce(sum(amount_minor) FILTER (WHERE ended_at IS NULL), 0)::bigint
                   AS disputed_minor,
               coalesce(sum(agreed_minor), 0)::bigint AS agreed_minor
        FROM invoice_disputes WHERE agency_id = $1 AND invoice_id = $2
        """,
        uow.agency_id,
        invoice.invoice_id,
    )
    currency = subtotal.currency
    return held_back(
        disputed=Money(amount_minor=row["disputed_minor"] if row else 0, currency=currency),
        agreed=Money(amount_minor=row["agreed_minor"] if row else 0, currency=currency),
        credited=invoice.credited,
        subtotal=subtotal,
        total=invoice.total,
    )
