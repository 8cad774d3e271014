"""Recording money that came in against an invoice, and what becomes of what was too much."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from chassis.ids import new_id
from chassis.uow import UnitOfWork
from contracts.access import Permission
from contracts.base import Event
from contracts.ids import CompanyId, InvoiceId, ReceiptId, RefundId
from contracts.money import Money
from payments.directory import repository as directory
from payments.invoices import repository as invoices
from payments.invoices.model import Invoice, Receipt, ReceiptSource
from payments.invoices.write_offs import actions as write_offs
from payments.ledger import repository as ledger
from payments.ledger.model import BANK, SUSPENSE, Account, Posting, of_receipt, of_refund
from payments.numbers.repository import lock_books
from payments.receipts import repository
from payments.receipts.model import Deposit, Refund, check_refund, to_apply
from payments.trail.changes import say_invoices_changed
from payments.transactions import actions as transactions
from payments.transactions.model import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptOutcome:
    """A receipt, its invoice after it, and the transactions that it, or others with it, let go."""

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
    before = await invoices.lock(uow, [invoice_id])
    receipt = _receipt(uow, invoice_id, amount, received_on, reference)
    (outcome,) = await _receive(uow, before, [receipt], BANK, keep_excess=keep_excess)
    return outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryReceipt:
    """What of an entry of the bank comes in against an invoice."""

    entry_id: UUID
    invoice_id: InvoiceId
    amount: Money
    booked_on: date
    reference: str


async def record_entries(uow: UnitOfWork, received: Sequence[EntryReceipt]) -> list[ReceiptOutcome]:
    """Entries of the bank, or parts of them, come in against invoices. The books are locked.

    What is more than the open amount becomes the company's balance. A day of a closed month counts
    as the first one that is open. Raises what `Invoice.receive` does, and NotFoundError.
    """
    before = await invoices.lock(uow, {one.invoice_id for one in received})
    books = await ledger.books_of(uow)
    receipts: list[Receipt] = []
    for one in received:
        # Banks are in other time zones: nobody pays an invoice before it is there.
        day = books.open_from(max(one.booked_on, before[one.invoice_id].issued_on))
        receipt = _receipt(uow, one.invoice_id, one.amount, day, one.reference)
        receipts.append(replace(receipt, bank_entry_id=one.entry_id))
    return await _receive(uow, before, receipts, SUSPENSE, keep_excess=True)


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
    (outcome,) = await _receive(uow, {invoice_id: before}, [receipt], None)
    return outcome


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


async def _receive(
    uow: UnitOfWork,
    before: Mapping[InvoiceId, Invoice],
    receipts: Sequence[Receipt],
    source: Account | None,
    *,
    keep_excess: bool = False,
) -> list[ReceiptOutcome]:
    """Receive them one after the other, keep what is too much, and post them from where the money
    is; None: where it goes to."""
    today = (await directory.agency_in_use(uow)).today(uow.now)
    # Seconds for a large file of the bank, and others wait for the event loop.
    done = await asyncio.to_thread(
        _taken_in, before, receipts, source, today, keep_excess=keep_excess
    )
    now = done.invoices
    await uow.record_all(done.said)
    await invoices.save(uow, list(now.values()))
    await invoices.add_receipts(uow, done.receipts)
    await ledger.post(uow, done.postings)
    for one, after, reference in done.recovered:
        await write_offs.take_back(uow, one, after, reference)
    await say_invoices_changed(uow, now)
    work_paid = {
        ident: one.number
        for ident, one in now.items()
        if one.is_work_paid and not before[ident].is_work_paid
    }
    released = tuple(await transactions.release_paid_for_all(uow, work_paid))
    return [
        ReceiptOutcome(receipt=one, invoice=now[one.invoice_id], released=released)
        for one in receipts
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Intake:
    """The invoices after receipts that came in one after the other, and what that leaves to write.

    `recovered`: what was written off came in after all: the invoice before and after, and the
    reference.
    """

    invoices: dict[InvoiceId, Invoice]
    receipts: list[Receipt] = field(default_factory=list[Receipt])
    postings: list[Posting] = field(default_factory=list[Posting])
    recovered: list[tuple[Invoice, Invoice, str]] = field(
        default_factory=list[tuple[Invoice, Invoice, str]]
    )
    said: list[Event] = field(default_factory=list[Event])


def _taken_in(
    before: Mapping[InvoiceId, Invoice],
    receipts: Sequence[Receipt],
    source: Account | None,
    today: date,
    *,
    keep_excess: bool,
) -> _Intake:
    done = _Intake(invoices=dict(before))
    for receipt in receipts:
        one = done.invoices[receipt.invoice_id]
        after, said = one.receive(receipt, today, keep_excess=keep_excess)
        done.invoices[receipt.invoice_id] = after
        done.receipts.append(receipt)
        done.receipts.extend(_excess(receipt, receipt.amount - (after.received - one.received)))
        if source is not None:
            done.postings.extend(
                of_receipt(receipt.receipt_id, after.company_id, receipt.amount, source)
            )
        if after.written_off != one.written_off:
            done.recovered.append((one, after, receipt.reference))
        done.said.extend(said)
    return done


def _excess(receipt: Receipt, excess: Money) -> list[Receipt]:
    """What is too much of a receipt is the balance of its company."""
    if not excess.amount_minor:
        return []
    return [
        replace(
            receipt,
            receipt_id=ReceiptId(new_id()),
            amount=-excess,
            source=ReceiptSource.BALANCE,
            bank_entry_id=None,
        )
    ]


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
