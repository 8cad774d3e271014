"""Recording money that came in against an invoice, in full or in part."""

from dataclasses import dataclass
from datetime import date, timedelta

from chassis.errors import InvalidError
from chassis.ids import new_id
from chassis.uow import UnitOfWork
from contracts.access import Permission
from contracts.events.payments import InvoicePaid, ReceiptRecorded
from contracts.ids import InvoiceId, ReceiptId
from contracts.money import Money
from payments.directory import repository as directory
from payments.invoices import repository as invoices
from payments.invoices.model import Invoice
from payments.ledger import repository as ledger
from payments.ledger.model import of_receipt
from payments.numbers import lock_books
from payments.receipts import repository
from payments.receipts.repository import Receipt
from payments.trail.changes import say_invoice_changed
from payments.transactions import actions as transactions
from payments.transactions.model import Transaction


class ReceivedInTheFutureError(InvalidError):
    """Money cannot have come in after today"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A receipt, its invoice after it, and the transactions that it let go."""

    receipt: Receipt
    invoice: Invoice
    released: tuple[Transaction, ...]


async def record(
    uow: UnitOfWork, invoice_id: InvoiceId, amount: Money, received_on: date, reference: str
) -> Recorded:
    """Staff record money received.

    Raises ReceiptAmountError and OverpaymentError (with the open amount) for the amount,
    ReceivedInTheFutureError for the day (today of the furthest time zone is not the future).
    """
    uow.actor.require(Permission.INVOICES_MANAGE)
    await lock_books(uow)
    agency = await directory.agency_in_use(uow)
    if received_on > agency.today(uow.now) + timedelta(days=1):
        raise ReceivedInTheFutureError("this day is yet to come", field="received_on")
    before = await invoices.get_for_update(uow, invoice_id)
    invoice = before.receive(amount, received_on)
    await invoices.save(uow, invoice)
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
    await repository.add(uow, receipt)
    await ledger.post(uow, of_receipt(receipt.receipt_id, invoice.company_id, amount))
    uow.record(_recorded(invoice, receipt))
    await say_invoice_changed(uow, invoice_id)
    if invoice.paid_on is None:
        return Recorded(receipt=receipt, invoice=invoice, released=())
    uow.record(
        InvoicePaid(
            invoice_id=invoice_id,
            company_id=invoice.company_id,
            number=invoice.number,
            paid_on=invoice.paid_on,
            total=invoice.total,
        )
    )
    released = await transactions.release_paid_for(uow, invoice_id, invoice.number)
    return Recorded(receipt=receipt, invoice=invoice, released=tuple(released))


def _recorded(invoice: Invoice, receipt: Receipt) -> ReceiptRecorded:
    return ReceiptRecorded(
        invoice_id=invoice.invoice_id,
        company_id=invoice.company_id,
        number=invoice.number,
        receipt_id=receipt.receipt_id,
        amount=receipt.amount,
        received_on=receipt.received_on,
        reference=receipt.reference,
        open_amount=invoice.open_amount,
        recorded_by=receipt.recorded_by,
    )
