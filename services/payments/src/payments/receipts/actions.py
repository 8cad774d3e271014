"""Recording money that came in against an invoice, and what becomes of what was too much."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from chassis.ids import new_id
from chassis.uow import UnitOfWork
from contracts.access import Permission
from contracts.ids import CompanyId, InvoiceId, ReceiptId, RefundId
from contracts.money import Money
from payments.directory import repository as directory
from payments.invoices import repository as invoices
from payments.invoices.model import Invoice, Receipt, ReceiptSource
from payments.invoices.write_offs import actions as write_offs
from payments.ledger import repository as ledger
from payments.ledger.model import BANK, SUSPENSE, Account, of_receipt, of_refund
from payments.numbers.repository import lock_books
from payments.receipts import repository
from payments.receipts.model import Deposit, Refund, check_refund, to_apply
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
    uow: UnitOfWork,
    invoice_id: InvoiceId,
    amount: Money,
    received_on: date,
    reference: str,
    *,
    keep_excess: bool = False,
) -> ReceiptOutcome:
    """Staff record money received.

    `keep_excess`: what is more than the open amount becomes the company's balance. Raises what
    `Invoice.receive` does, BooksClosedError and NotFoundError.
    """
    uow.actor.require(Permission.INVOICES_MANAGE)
    await lock_books(uow)
    (await ledger.books_of(uow)).require_open(received_on, "received_on")
    before = await invoices.get_for_update(uow, invoice_id)
    receipt = _receipt(uow, invoice_id, amount, received_on, reference)
    return await _take_in(uow, before, receipt, BANK, keep_excess=keep_excess)


async def record_entry(
    uow: UnitOfWork,
    entry_id: UUID,
    invoice_id: InvoiceId,
    amount: Money,
    booked_on: date,
    reference: str,
) -> ReceiptOutcome:
    """An entry of the bank, or a part of it, comes in against an invoice. The books are locked.

    What is more than the open amount becomes the company's balance. A day of a closed month counts
    as the first one that is open. Raises what `Invoice.receive` does, and NotFoundError.
    """
    before = await invoices.get_for_update(uow, invoice_id)
    # Banks are in other time zones: nobody pays an invoice before it is there.
    day = (await ledger.books_of(uow)).open_from(max(booked_on, before.issued_on))
    receipt = _receipt(uow, invoice_id, amount, day, reference)
    of_entry = replace(receipt, bank_entry_id=entry_id)
    return await _take_in(uow, before, of_entry, SUSPENSE, keep_excess=True)


async def deposit_entry(
    uow: UnitOfWork,
    entry_id: UUID,
    company_id: CompanyId,
    amount: Money,
    booked_on: date,
    reference: str,
) -> None:
    """An entry of the bank, or a part of it, becomes a company's balance. The books are locked."""
    deposit = Deposit(
        deposit_id=ReceiptId(new_id()),
        company_id=company_id,
        amount=amount,
        received_on=(await ledger.books_of(uow)).open_from(booked_on),
        reference=reference,
        bank_entry_id=entry_id,
        recorded_by=uow.actor.person,
        recorded_by_name=uow.actor.name,
        recorded_at=uow.now,
    )
    await repository.add_deposit(uow, deposit)
    await ledger.post(uow, of_receipt(deposit.deposit_id, company_id, amount, SUSPENSE))


async def apply_balance(uow: UnitOfWork, invoice_id: InvoiceId) -> ReceiptOutcome:
    """Staff pay an invoice from what its company has paid too much, as far as that goes.

    Nothing is posted: it is one account. Raises NothingToApplyError, NotFoundError.
    """
    uow.actor.require(Permission.INVOICES_MANAGE)
    await lock_books(uow)
    before = await invoices.get_for_update(uow, invoice_id)
    balances = await repository.balances(uow, before.company_id)
    amount = to_apply(before.open_amount, balances)
    today = (await directory.agency_in_use(uow)).today(uow.now)
    receipt = _receipt(uow, invoice_id, amount, today, "", ReceiptSource.BALANCE)
    return await _receive(uow, before, receipt)


async def refund(
    uow: UnitOfWork, company_id: CompanyId, amount: Money, paid_on: date, reference: str
) -> list[Money]:
    """Staff record what a company was paid back of its balance; what is left of that.

    Raises RefundError for more than the balance, a day to come or one before it; BooksClosedError.
    """
    uow.actor.require(Permission.INVOICES_MANAGE)
    await lock_books(uow)
    today = (await directory.agency_in_use(uow)).today(uow.now)
    (await ledger.books_of(uow)).require_open(paid_on, "paid_on")
    owed = await repository.balances(uow, company_id)
    since = await repository.in_balance_since(uow, company_id, amount.currency)
    check_refund(amount, paid_on, owed, since=since, today=today)
    refund_id = RefundId(new_id())
    await repository.add_refund(
        uow,
        Refund(
            refund_id=refund_id,
            company_id=company_id,
            amount=amount,
            paid_on=paid_on,
            reference=reference,
            recorded_by=uow.actor.person,
            recorded_by_name=uow.actor.name,
            recorded_at=uow.now,
        ),
    )
    await ledger.post(uow, of_refund(refund_id, company_id, amount))
    return await repository.balances(uow, company_id)


async def balances(uow: UnitOfWork, company_id: CompanyId) -> list[Money]:
    """What a company has paid too much, in each currency."""
    uow.actor.require(Permission.INVOICES_MANAGE)
    return await repository.balances(uow, company_id)


async def _take_in(
    uow: UnitOfWork, before: Invoice, receipt: Receipt, source: Account, *, keep_excess: bool
) -> ReceiptOutcome:
    """Receive it, keep what is too much, and post it from where the money is."""
    outcome = await _receive(uow, before, receipt, keep_excess=keep_excess)
    excess = receipt.amount - (outcome.invoice.received - before.received)
    if excess.amount_minor:
        kept = replace(
            receipt,
            receipt_id=ReceiptId(new_id()),
            amount=-excess,
            source=ReceiptSource.BALANCE,
            bank_entry_id=None,
        )
        await invoices.add_receipt(uow, kept)
    await ledger.post(
        uow, of_receipt(receipt.receipt_id, before.company_id, receipt.amount, source)
    )
    return outcome


async def _receive(
    uow: UnitOfWork, before: Invoice, receipt: Receipt, *, keep_excess: bool = False
) -> ReceiptOutcome:
    agency = await directory.agency_in_use(uow)
    invoice, said = before.receive(receipt, agency.today(uow.now), keep_excess=keep_excess)
    await invoices.save(uow, [invoice])
    await invoices.add_receipt(uow, receipt)
    await write_offs.take_back(uow, before, invoice, receipt.reference)
    for event in said:
        uow.record(event)
    await say_invoice_changed(uow, invoice.invoice_id)
    released: list[Transaction] = []
    if invoice.is_settled and not before.is_settled:
        released = await transactions.release_paid_for(uow, invoice.invoice_id, invoice.number)
    return ReceiptOutcome(receipt=receipt, invoice=invoice, released=tuple(released))


def _receipt(
    uow: UnitOfWork,
    invoice_id: InvoiceId,
    amount: Money,
    received_on: date,
    reference: str,
    source: ReceiptSource = ReceiptSource.BANK,
) -> Receipt:
    return Receipt(
        receipt_id=ReceiptId(new_id()),
        invoice_id=invoice_id,
        amount=amount,
        received_on=received_on,
        reference=reference,
        recorded_by=uow.actor.person,
        recorded_by_name=uow.actor.name,
        recorded_at=uow.now,
        source=source,
    )
