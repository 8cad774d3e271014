"""What is done with transactions: holding, releasing, undoing."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from chassis.errors import NotFoundError
from chassis.uow import UnitOfWork
from contracts.access import Permission
from contracts.events.payments import TransactionState
from contracts.ids import EntryId, InvoiceId, TransactionId
from payments.banking_days.calendars import calendar_of
from payments.banking_days.model import stored
from payments.directory import repository as directory
from payments.invoices.credit_notes import actions as credit_notes
from payments.ledger import repository as ledger
from payments.ledger.model import of_transaction
from payments.transactions import repository
from payments.transactions.history import HistoryKind, HistoryRecord
from payments.transactions.model import PENDING_RELEASE_TAB, Transaction
from payments.transactions.pricing import NewTransaction
from payments.work import repository as work


async def hold(uow: UnitOfWork, transaction_id: TransactionId, reason: str) -> Transaction:
    """Staff keep a transaction out of pay runs until it is released, with what corrects it."""
    uow.actor.require(Permission.TRANSACTIONS_RELEASE)
    transaction, others = await _with_corrections(uow, transaction_id)
    held, event = transaction.hold(reason, uow.actor.person)
    with_it = [one.hold(reason, uow.actor.person) for one in others if one.held_because is None]
    all_held = [held, *(one for one, _ in with_it)]
    await repository.save(uow, all_held)
    await repository.add_history(
        uow,
        [
            HistoryRecord(transaction=one, what=HistoryKind.HELD, facts={"reason": reason})
            for one in all_held
        ],
    )
    for said in (event, *(said for _, said in with_it)):
        uow.record(said)
    return held


async def release(
    uow: UnitOfWork,
    transaction_id: TransactionId,
    *,
    without_deductions: bool,
    without_client_payment: bool,
) -> Transaction:
    """Staff end a hold, or let a transaction go that waited for them, with what corrects it.

    `without_deductions`: also where no rule says what to withhold. `without_client_payment`: also
    where the client's money was agreed to come first.
    """
    uow.actor.require(Permission.TRANSACTIONS_RELEASE)
    transaction, others = await _with_corrections(uow, transaction_id)
    agency = await directory.agency_in_use(uow)
    today, calendar = agency.today(uow.now), calendar_of(agency.country, agency.region)
    waits = PENDING_RELEASE_TAB
    if without_client_payment:
        waits |= {TransactionState.PENDING_CLIENT_PAYMENT}
    before = [transaction, *(one for one in others if one.state in waits)]
    done = [
        one.release(
            today,
            calendar,
            without_deductions=without_deductions,
            without_client_payment=without_client_payment,
        )
        for one in before
    ]
    await repository.save(uow, [one for one, _ in done])
    await repository.add_history(
        uow,
        [
            HistoryRecord(
                transaction=released,
                what=HistoryKind.RELEASED,
                facts={
                    "previously_on": waited.scheduled_on,
                    "estimated_payment_on": released.estimated_payment_on,
                    "moved": stored(released.scheduled_moved),
                },
            )
            for waited, (released, _) in zip(before, done, strict=True)
        ],
    )
    for event in (event for _, events in done for event in events):
        uow.record(event)
    return done[0][0]


async def _with_corrections(
    uow: UnitOfWork, transaction_id: TransactionId
) -> tuple[Transaction, list[Transaction]]:
    """A transaction, and what is not ordered and goes with it: all locked. Raises NotFoundError."""
    linked = await work.corrected_with(uow, transaction_id)
    found = {one.transaction_id: one for one in await repository.lock(uow, linked)}
    if transaction_id not in found:
        raise NotFoundError("transaction", transaction_id)
    transaction = found.pop(transaction_id)
    if not transaction.is_open:
        return transaction, []
    return transaction, [one for one in found.values() if one.is_open]


async def write(uow: UnitOfWork, new: Sequence[NewTransaction]) -> None:
    """Write new transactions: their work, charges, history and postings."""
    await repository.add(uow, new)
    await repository.add_history(
        uow,
        [
            HistoryRecord(
                transaction=one.transaction,
                what=HistoryKind.CREATED,
                facts={"estimated_payment_on": one.transaction.estimated_payment_on},
            )
            for one in new
        ]
        + [
            HistoryRecord(
                transaction=one.transaction,
                what=HistoryKind.HELD,
                facts={"reason": one.transaction.held_because},
            )
            for one in new
            if one.transaction.held_because is not None
        ],
    )
    await work.add(
        uow,
        [
            (one.transaction.transaction_id, position, line)
            for one in new
            for position, line in enumerate(one.lines)
        ],
    )
    await ledger.post(
        uow,
        [
            posting
            for one in new
            for posting in of_transaction(
                one.transaction.transaction_id,
                one.transaction.contractor_id,
                one.transaction.gross,
                one.deductions,
                one.taxes,
                one.employers,
                one.envelope.id if one.envelope else None,
            )
        ],
    )


async def take_off_invoices(
    uow: UnitOfWork, entry_ids: Collection[EntryId], *, reason: str
) -> Collection[UUID]:
    """Credit what of these entries is less to bill now than stands on their invoices.

    Returns the lines that do so. What is left to pay of an invoice may be nothing now, and
    transactions may have waited for that.
    """
    by_invoice = await work.overbilled(uow, entry_ids)
    for invoice in await credit_notes.credit(uow, by_invoice, reason):
        await release_paid_for(uow, invoice.invoice_id, invoice.number)
    return {line_id for line_ids in by_invoice.values() for line_id in line_ids}


async def release_paid_for(
    uow: UnitOfWork, invoice_id: InvoiceId, invoice_number: str
) -> list[Transaction]:
    """An invoice was paid: let go what waited for it and for no other invoice.

    Returns what money can flow for now; a transaction that did not wait for the client, or that is
    on hold, only notes that the client has paid.
    """
    return await release_paid_for_all(uow, {invoice_id: invoice_number})


async def release_paid_for_all(uow: UnitOfWork, paid: Mapping[InvoiceId, str]) -> list[Transaction]:
    """The same of several invoices, with their numbers."""
    paid_for = await work.transactions_paid_for(uow, paid.keys()) if paid else {}
    waiting = await repository.lock(uow, paid_for.keys()) if paid_for else []
    freed: list[Transaction] = []
    released: list[Transaction] = []
    for transaction in waiting:
        freed_one, events = transaction.client_has_paid()
        freed.append(freed_one)
        if events:
            released.append(freed_one)
        for event in events:
            uow.record(event)
    if freed:
        await repository.save(uow, freed)
        await repository.add_history(
            uow,
            [
                HistoryRecord(
                    transaction=one,
                    what=HistoryKind.CLIENT_PAID,
                    facts={"invoice": paid[paid_for[one.transaction_id]]},
                )
                for one in freed
            ],
        )
    return released
