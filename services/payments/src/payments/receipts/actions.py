"""Recording money that came in against an invoice, in full or in part."""

from dataclasses import dataclass
from datetime import date

from chassis.ids import new_id
from chassis.uow import UnitOfWork
from contracts.access import Permission
from contracts.ids import InvoiceId, ReceiptId
from contracts.money import Money
from payments.directory import repository as directory
from payments.invoices import repository as invoices
from payments.invoices.model import Invoice, Receipt
from payments.ledger import repository as ledger
from payments.ledger.model import of_receipt
from payments.numbers.repository import lock_books
from payments.trail.changes import say_invoice_changed
from payments.transactions import actions as transactions
from payments.transactions.model import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptOutcome:
    """A receipt, its invoice after it, and the transactions that it let go."""

    receipt: Receipt
    invoice: Invoice
    released: tuple[Transaction, ...]


async def record(
    uow: UnitOfWork, invoice_id: InvoiceId, amount: Money, received_on: date, reference: str
) -> ReceiptOutcome:
    """Staff record money received.

    Raises what `Invoice.receive` does, BooksClosedError and NotFoundError.
    """
    uow.actor.require(Permission.INVOICES_MANAGE)
    await lock_books(uow)
    agency = await directory.agency_in_use(uow)
    receipt = Receipt(
        receipt_id=ReceiptId(new_id()),
        invoice_id=invoice_id,
        amount=amount,
        received_on=received_on,
        reference=reference,
        recorded_by=uow.actor.person,
        recorded_by_name=uow.actor.name,
        recorded_at=uow.now,
    )
    (await ledger.books_of(uow)).require_open(received_on, "received_on")
    before = await invoices.get_for_update(uow, invoice_id)
    invoice, said = before.receive(receipt, agency.today(uow.now))
    await invoices.save(uow, [invoice])
    await invoices.add_receipt(uow, receipt)
    await ledger.post(uow, of_receipt(receipt.receipt_id, invoice.company_id, amount))
    for event in said:
        uow.record(event)
    await say_invoice_changed(uow, invoice_id)
    released: list[Transaction] = []
    if invoice.paid_on is not None:
        released = await transactions.release_paid_for(uow, invoice_id, invoice.number)
    return ReceiptOutcome(receipt=receipt, invoice=invoice, released=tuple(released))
