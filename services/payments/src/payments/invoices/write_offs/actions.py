"""Writing off, and taking back what came in after all. The books are locked meanwhile."""

from chassis.ids import new_id
from chassis.uow import UnitOfWork
from contracts.access import Permission
from contracts.events.payments import InvoiceWrittenOff
from contracts.ids import InvoiceId
from contracts.money import Money
from payments.directory import repository as directory
from payments.invoices import repository as invoices
from payments.invoices.model import Invoice
from payments.invoices.write_offs import model, repository
from payments.invoices.write_offs.model import WriteOff
from payments.ledger import repository as ledger
from payments.ledger.model import of_write_off
from payments.numbers.repository import lock_books
from payments.trail.changes import say_invoice_changed


async def write_off(uow: UnitOfWork, invoice_id: InvoiceId, reason: str) -> WriteOff:
    """Staff no longer expect what is open of an invoice.

    Who is paid when the client has paid waits on: staff release that, or not. Raises NotFoundError,
    NothingToWriteOffError, DisputedWriteOffError.
    """
    uow.actor.require(Permission.INVOICES_MANAGE)
    await lock_books(uow)
    before = await invoices.get_for_update(uow, invoice_id)
    today = (await directory.agency_in_use(uow)).today(uow.now)
    after, amount = model.write_off(before, today)
    await invoices.save(uow, [after])
    written_off = await _book(uow, after, amount, reason)
    uow.record(
        InvoiceWrittenOff(
            invoice_id=invoice_id,
            company_id=after.company_id,
            number=after.number,
            project_ids=after.project_ids,
            amount=amount,
            reason=reason,
            written_off_on=today,
            written_off_by=uow.actor.person,
        )
    )
    await say_invoice_changed(uow, invoice_id)
    return written_off


async def take_back(uow: UnitOfWork, before: Invoice, after: Invoice, reason: str) -> None:
    """What came in of what was written off, or was credited, is not written off any more.

    The caller has the books, and has saved the invoice. Nothing where nothing of it changed.
    """
    amount = after.written_off - before.written_off
    if amount.amount_minor:
        await _book(uow, after, amount, reason)


async def _book(uow: UnitOfWork, invoice: Invoice, amount: Money, reason: str) -> WriteOff:
    today = (await directory.agency_of(uow)).today(uow.now)
    one = WriteOff(
        write_off_id=new_id(),
        invoice_id=invoice.invoice_id,
        amount=amount,
        reason=reason,
        written_off_on=today,
        recorded_by=uow.actor.person_id,
        recorded_by_name=uow.actor.name,
        recorded_at=uow.now,
    )
    await repository.add(uow, one)
    await ledger.post(uow, of_write_off(one.write_off_id, invoice.company_id, amount))
    return one
