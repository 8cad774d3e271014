"""Waiving a late charge: it is booked back, and its invoice may be paid with that."""

from dataclasses import replace
from uuid import UUID

from chassis.ids import new_id
from chassis.uow import UnitOfWork
from contracts.access import Permission
from contracts.events.late_charges import LateChargeKind
from contracts.ids import InvoiceId, ReceiptId
from contracts.money import Money
from payments.directory import repository as directory
from payments.invoices import repository as invoices
from payments.invoices.late_charges import model, repository
from payments.invoices.late_charges.model import LateCharge, Waiver
from payments.invoices.model import Invoice, Receipt, ReceiptSource
from payments.invoices.write_offs import actions as write_offs
from payments.ledger import repository as ledger
from payments.ledger.model import Cause, reversal_of
from payments.numbers.repository import lock_books
from payments.trail.changes import say_invoice_changed


async def waive(uow: UnitOfWork, invoice_id: InvoiceId, charge_id: UUID, reason: str) -> LateCharge:
    """Staff give up a charge, all of it. Its days and its reminder are not charged again.

    What had been paid of it is for the rest of the invoice, and beyond that the company's balance.
    Raises NotFoundError, WaivedAlreadyError.
    """
    uow.actor.require(Permission.INVOICES_MANAGE)
    await lock_books(uow)
    before = await invoices.get_for_update(uow, invoice_id)
    one = await repository.get(uow, invoice_id, charge_id)
    waiver = Waiver(
        reason=reason,
        waived_on=(await directory.agency_in_use(uow)).today(uow.now),
        waived_by=uow.actor.person,
        waived_by_name=uow.actor.name,
        waived_at=uow.now,
    )
    after, kept = model.waive(before, one, waiver.waived_on)
    await invoices.save(uow, [after])
    await repository.add_waiver(uow, charge_id, waiver)
    await ledger.post(uow, reversal_of(await ledger.postings_of(uow, _CAUSES[one.kind], charge_id)))
    await write_offs.take_back(uow, before, after, reason)
    if kept.amount_minor:
        await invoices.add_receipts(uow, [_to_balance(uow, after, kept, waiver)])
    uow.record(model.waived(after, one, waiver, kept))
    for event in after.settled_since(before):
        uow.record(event)
    await say_invoice_changed(uow, after.invoice_id)
    return replace(one, waiver=waiver)


_CAUSES = {
    LateChargeKind.INTEREST: Cause.INTEREST,
    LateChargeKind.REMINDER_FEE: Cause.REMINDER_FEE,
}


def _to_balance(uow: UnitOfWork, invoice: Invoice, kept: Money, waiver: Waiver) -> Receipt:
    """What had been paid of it leaves the invoice for the company's balance."""
    return Receipt(
        receipt_id=ReceiptId(new_id()),
        invoice_id=invoice.invoice_id,
        amount=-kept,
        received_on=waiver.waived_on,
        reference=invoice.number,
        recorded_by=waiver.waived_by,
        recorded_by_name=waiver.waived_by_name,
        recorded_at=uow.now,
        source=ReceiptSource.BALANCE,
    )
