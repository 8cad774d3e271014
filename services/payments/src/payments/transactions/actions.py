"""What is done with transactions: holding, releasing, undoing."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from uuid import UUID

from chassis.ids import new_id
from chassis.uow import UnitOfWork
from contracts.access import Permission
from contracts.events.payments import TransactionReversed
from contracts.ids import EntryId, InvoiceId, TransactionId
from contracts.money import Money
from payments.directory import repository as directory
from payments.directory.model import Agency, WorkOrderVersion, as_known_at
from payments.invoices.credit_notes import actions as credit_notes
from payments.ledger import repository as ledger
from payments.ledger.model import Cause, of_transaction, reversal_of
from payments.numbers.model import NumberKind
from payments.numbers.repository import allocate, lock_books
from payments.periods import Period
from payments.taxes.model import ComputedCharge, charges
from payments.taxes.rules import rules_of
from payments.trail import repository as trail
from payments.transactions import repository
from payments.transactions.history import HistoryKind, HistoryRecord
from payments.transactions.model import Transaction
from payments.transactions.pricing import NewTransaction, subject_of, taking_back
from payments.work import repository as work
from payments.work.model import CoveredWork, PricedLine, earnings_of, take_back


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
    """Staff undo a transaction and send its work back; what was invoiced of it is credited.

    One that was not ordered yet is undone by the opposite of its postings. One that was, or that
    corrects others or was corrected, stays what it is: a correcting transaction takes back what of
    its work stands. An invoice run has the books before or after this, never between.
    """
    uow.actor.require(Permission.TRANSACTIONS_RELEASE)
    await lock_books(uow)
    transaction = await repository.get_for_update(uow, transaction_id)
    covered = await work.covered_by(uow, transaction_id)
    standing = transaction.standing(covered)
    whole = transaction.is_undone_whole(covered, standing)
    undo = _undo if whole else _take_back
    undone, event = await undo(uow, transaction, covered, standing, reason)
    await trail.send_back(uow, event.entries)
    await repository.add_history(
        uow,
        [HistoryRecord(transaction=undone, what=HistoryKind.REVERSED, facts={"reason": reason})],
    )
    uow.record(event)
    await take_off_invoices(uow, [one.entry_id for one in event.entries], reason=reason)
    return undone


async def _undo(
    uow: UnitOfWork,
    transaction: Transaction,
    covered: Sequence[CoveredWork],
    standing: Sequence[CoveredWork],
    reason: str,
) -> tuple[Transaction, TransactionReversed]:
    """By opposite postings. What is not billed is taken off what is billable."""
    undone, event = transaction.reverse(reason, uow.actor.person, standing)
    await repository.save(uow, [undone])
    await work.void(uow, transaction.transaction_id)
    billed = [take_back(one.line) for one in standing if one.invoice_id is not None]
    await work.add(
        uow,
        [
            (transaction.transaction_id, len(covered) + position, back)
            for position, back in enumerate(billed)
        ],
    )
    made = await ledger.postings_of(uow, Cause.TRANSACTION, transaction.transaction_id)
    await ledger.post(uow, reversal_of(made))
    return undone, event


async def _take_back(
    uow: UnitOfWork,
    transaction: Transaction,
    covered: Sequence[CoveredWork],
    standing: Sequence[CoveredWork],
    reason: str,
) -> tuple[Transaction, TransactionReversed]:
    """By a transaction of the opposite. What is not billed is set off with what takes it back."""
    correction_id = TransactionId(new_id())
    event = transaction.take_back(reason, uow.actor.person, standing, correction_id)
    agency = await directory.agency_in_use(uow)
    today = agency.today(uow.now)
    first = standing[0].line
    versions = (await directory.work_orders_of(uow, [first.work_order_id]))[first.work_order_id]
    order = replace(
        as_known_at(versions, uow.now), project_id=first.project_id, company_id=first.company_id
    )
    taken = [(one.line, take_back(one.line)) for one in standing]
    lines = [back for _, back in taken]
    if len(standing) == len(covered):
        made = await repository.charges_of(uow, transaction)
        charged = tuple(one.taken_back() for one in made)
    else:
        charged = await _charges_by_rule(uow, transaction, lines, order, agency)
    (number,) = await allocate(uow, NumberKind.TRANSACTION, today, 1)
    names = await directory.project_names_of(uow, [first.project_id])
    new = taking_back(transaction, lines, charged, order, names[first.project_id], today).numbered(
        number, correction_id
    )
    await write(uow, [new])
    uow.record(new.created())
    unbilled = {one.line.line_id for one in standing if one.invoice_id is None}
    await work.set_off(uow, [pair for pair in taken if pair[0].line_id in unbilled])
    return transaction, event


async def _charges_by_rule(
    uow: UnitOfWork,
    transaction: Transaction,
    lines: Sequence[PricedLine],
    order: WorkOrderVersion,
    agency: Agency,
) -> tuple[ComputedCharge, ...]:
    """Of one that corrected others: its own charges were those of a difference."""
    contractor_id, today = transaction.contractor_id, agency.today(uow.now)
    contractor = (await directory.contractors_of(uow, [contractor_id]))[contractor_id]
    so_far = await repository.year_so_far(uow, [contractor_id], today)
    period = Period(transaction.period_start, transaction.period_end)
    return charges(
        rules_of(agency.country),
        subject_of(order, period, contractor, today),
        gross=Money.total((line.pay for line in lines), order.currency),
        earnings=earnings_of(lines, order.currency),
        so_far=so_far[contractor_id],
    )


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
