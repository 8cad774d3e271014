"""What is done with transactions: holding, releasing, undoing."""

from chassis.uow import UnitOfWork
from contracts.access import Permission
from contracts.ids import InvoiceId, TransactionId
from payments.directory import repository as directory
from payments.ledger import repository as ledger
from payments.ledger.model import Cause, reversal_of
from payments.numbers.repository import lock_books
from payments.trail import repository as trail
from payments.transactions import repository
from payments.transactions.history import HistoryKind, HistoryRecord
from payments.transactions.model import Transaction
from payments.work import repository as work


async def hold(uow: UnitOfWork, transaction_id: TransactionId, reason: str) -> Transaction:
    """Staff keep a transaction out of pay runs until it is released."""
    uow.actor.require(Permission.TRANSACTIONS_RELEASE)
    transaction = await repository.get_for_update(uow, transaction_id)
    held, event = transaction.hold(reason, uow.actor.person)
    await repository.save(uow, [held])
    await repository.add_history(
        uow, [HistoryRecord(transaction=held, what=HistoryKind.HELD, facts={"reason": reason})]
    )
    uow.record(event)
    return held


async def release(
    uow: UnitOfWork, transaction_id: TransactionId, *, without_deductions: bool
) -> Transaction:
    """Staff end a hold, or let a transaction go that waited for them.

    `without_deductions`: also where no rule says what to withhold.
    """
    uow.actor.require(Permission.TRANSACTIONS_RELEASE)
    transaction = await repository.get_for_update(uow, transaction_id)
    agency = await directory.agency_in_use(uow)
    released, events = transaction.release(
        agency.today(uow.now), without_deductions=without_deductions
    )
    await repository.save(uow, [released])
    await repository.add_history(
        uow,
        [
            HistoryRecord(
                transaction=released,
                what=HistoryKind.RELEASED,
                facts={
                    "previously_on": transaction.scheduled_on,
                    "estimated_payment_on": released.estimated_payment_on,
                },
            )
        ],
    )
    for event in events:
        uow.record(event)
    return released


async def reverse(uow: UnitOfWork, transaction_id: TransactionId, reason: str) -> Transaction:
    """Staff undo a transaction that is neither paid nor billed, and send its work back.

    Each of its postings gets its opposite, and its work is not billable from here on. An invoice
    run has the books before or after this, never between.
    """
    uow.actor.require(Permission.TRANSACTIONS_RELEASE)
    await lock_books(uow)
    transaction = await repository.get_for_update(uow, transaction_id)
    covered = await work.covered_by(uow, transaction_id)
    undone, event = transaction.reverse(reason, uow.actor.person, covered)
    await repository.save(uow, [undone])
    await work.void(uow, transaction_id)
    await trail.send_back(uow, event.entries)
    await ledger.post(
        uow, reversal_of(await ledger.postings_of(uow, Cause.TRANSACTION, transaction_id))
    )
    await repository.add_history(
        uow,
        [HistoryRecord(transaction=undone, what=HistoryKind.REVERSED, facts={"reason": reason})],
    )
    uow.record(event)
    return undone


async def release_paid_for(
    uow: UnitOfWork, invoice_id: InvoiceId, invoice_number: str
) -> list[Transaction]:
    """An invoice was paid: let go what waited for it and for no other invoice.

    Returns what money can flow for now; a transaction that did not wait for the client, or that is
    on hold, only notes that the client has paid.
    """
    waiting = await repository.lock(uow, await work.transactions_paid_for(uow, invoice_id))
    freed: list[Transaction] = []
    released: list[Transaction] = []
    for transaction in waiting:
        paid_for, events = transaction.client_has_paid()
        freed.append(paid_for)
        if events:
            released.append(paid_for)
        for event in events:
            uow.record(event)
    if freed:
        await repository.save(uow, freed)
        await repository.add_history(
            uow,
            [
                HistoryRecord(
                    transaction=one, what=HistoryKind.CLIENT_PAID, facts={"invoice": invoice_number}
                )
                for one in freed
            ],
        )
    return released
