"""Issuing credit notes. The books are locked by the caller."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from chassis.ids import new_id
from chassis.uow import UnitOfWork
from contracts.ids import CreditNoteId, InvoiceId, ReceiptId
from payments.directory import repository as directory
from payments.invoices import repository as invoices
from payments.invoices.credit_notes import repository
from payments.invoices.credit_notes.model import CreditNote, take_off
from payments.invoices.model import Invoice, Receipt, ReceiptSource
from payments.invoices.write_offs import actions as write_offs
from payments.ledger import repository as ledger
from payments.ledger.model import of_credit_note
from payments.numbers.model import NumberKind
from payments.numbers.repository import allocate
from payments.trail.changes import say_invoice_changed


async def credit(
    uow: UnitOfWork, taken: Mapping[InvoiceId, Sequence[UUID]], reason: str
) -> list[Invoice]:
    """Take lines off the invoices that they take something back of: a credit note of each.

    Returns the invoices whose work is paid for now.
    """
    work_paid: list[Invoice] = []
    for invoice_id in sorted(taken):
        before = await invoices.get_for_update(uow, invoice_id)
        after = await _credit(uow, before, taken[invoice_id], reason)
        if after.is_work_paid:
            work_paid.append(after)
        await say_invoice_changed(uow, invoice_id)
    return work_paid


async def _credit(
    uow: UnitOfWork, before: Invoice, line_ids: Sequence[UUID], reason: str
) -> Invoice:
    invoice_id = before.invoice_id
    billed = await repository.billed(uow, invoice_id)
    earlier = await repository.of_invoice(uow, invoice_id)
    parts = take_off(
        await invoices.billed_on(uow, invoice_id),
        await invoices.billable(uow, line_ids),
        billed,
        [one.parts for one in earlier],
    )
    if parts.total.amount_minor <= 0:
        # So little that it rounds to nothing: the line takes off what stood there all the same.
        await repository.put_on_note(uow, invoice_id, None, line_ids)
        return before
    agency = await directory.agency_of(uow)
    today = agency.today(uow.now)
    if billed.seller is None:
        # It was issued before invoices said who sells: the credit note names the agency of today.
        billed = replace(billed, seller=agency.as_party(billed.subtotal.currency))
    (number,) = await allocate(uow, NumberKind.CREDIT_NOTE, today, 1)
    credited, kept = before.credit(parts.total, today)
    note = CreditNote(
        credit_note_id=CreditNoteId(new_id()),
        number=number,
        invoice_id=invoice_id,
        company_id=before.company_id,
        credited_on=today,
        reason=reason,
        parts=parts,
        kept=kept,
        credited_by=uow.actor.person_id,
        credited_by_name=uow.actor.name,
        credited_at=uow.now,
    )
    held = await repository.held_back_of(uow, credited, billed.subtotal)
    after = credited.hold_back(held, today, was_due=before.due_amount)
    await invoices.save(uow, [after])
    await repository.add(uow, note)
    await repository.put_on_note(uow, invoice_id, note.credit_note_id, line_ids)
    await ledger.post(
        uow, of_credit_note(note.credit_note_id, note.company_id, parts.subtotal, parts.taxes)
    )
    await write_offs.take_back(uow, before, after, number)
    if kept.amount_minor:
        await invoices.add_receipts(uow, [_to_balance(note)])
    uow.record(note.said(after, billed))
    for event in after.settled_since(before):
        uow.record(event)
    return after


def _to_balance(note: CreditNote) -> Receipt:
    """What had been paid of what is credited leaves the invoice for the company's balance."""
    return Receipt(
        receipt_id=ReceiptId(new_id()),
        invoice_id=note.invoice_id,
        amount=-note.kept,
        received_on=note.credited_on,
        reference=note.number,
        recorded_by=note.credited_by,
        recorded_by_name=note.credited_by_name,
        recorded_at=note.credited_at,
        source=ReceiptSource.BALANCE,
    )
