"""Undoing what was approved: its work goes back to its contractor, on both sides (decision 38)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from chassis.errors import ConflictError, InvalidError
from chassis.ids import new_id
from chassis.uow import UnitOfWork
from contracts.access import Permission
from contracts.events.payments import TransactionReversed
from contracts.ids import EntryId, TransactionId
from contracts.money import Money
from payments.directory import repository as directory
from payments.directory.model import Agency, WorkOrderVersion, as_known_at
from payments.ledger import repository as ledger
from payments.ledger.model import Cause, reversal_of
from payments.numbers.model import NumberKind
from payments.numbers.repository import allocate, lock_books
from payments.periods import Period
from payments.taxes.model import Party, Subject
from payments.trail import repository as trail
from payments.transactions import pay_statements, repository
from payments.transactions.actions import take_off_invoices, write
from payments.transactions.adjusting import adjust
from payments.transactions.charges import repository as charges
from payments.transactions.charging import charging_of
from payments.transactions.corrections import go_with
from payments.transactions.history import HistoryKind, HistoryRecord
from payments.transactions.model import Transaction
from payments.transactions.pricing import PayAssessor, subject_of, taking_back
from payments.transactions.self_billing import actions as self_billing
from payments.vacation_pay.model import VacationPayRule
from payments.work import repository as work
from payments.work.model import CoveredWork, cancels_out, earnings_of, take_back


class UnknownWorkError(InvalidError):
    """There is no such work, or it was never approved for good"""


class NothingStandsError(ConflictError):
    """Some of this work went back already"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenedTransaction:
    """A transaction of which work went back. `event.corrected_by`: what takes it back."""

    transaction: Transaction
    event: TransactionReversed


async def reverse(uow: UnitOfWork, transaction_id: TransactionId, reason: str) -> Transaction:
    """Staff undo a transaction and send its work back; what was invoiced of it is credited.

    One that was not ordered yet is undone by the opposite of its postings, with what corrected it
    where nothing of that was billed and none of it stands. One that was ordered, or that corrects
    others or was corrected, stays what it is: a correcting transaction takes back what of its work
    stands. An invoice run has the books before or after this, never between.
    """
    uow.actor.require(Permission.TRANSACTIONS_RELEASE)
    await lock_books(uow)
    reopened = await _reopen(uow, transaction_id, reason, only=None)
    await _take_off_invoices(uow, [reopened], reason)
    return reopened.transaction


async def reopen(
    uow: UnitOfWork, entry_ids: Collection[EntryId], reason: str
) -> list[ReopenedTransaction]:
    """Staff undo the approval of entries, in whatever transactions they stand; as `reverse`.

    All of them or none: raises UnknownWorkError for what was never priced, NothingStandsError with
    those that went back already.
    """
    uow.actor.require(Permission.TRANSACTIONS_RELEASE)
    await lock_books(uow)
    priced = await work.priced_entries(uow, entry_ids)
    for entry_id in entry_ids:
        if entry_id not in priced:
            raise UnknownWorkError(str(entry_id), field="entry_ids")
    by_transaction = await work.transactions_of(uow, entry_ids)
    found = {entry_id for entries in by_transaction.values() for entry_id in entries}
    if missing := sorted(set(entry_ids) - found):
        raise NothingStandsError(entry_ids=[str(entry_id) for entry_id in missing])
    reopened = [
        await _reopen(uow, transaction_id, reason, only=entries)
        for transaction_id, entries in sorted(by_transaction.items())
    ]
    await _take_off_invoices(uow, reopened, reason)
    return reopened


async def _reopen(
    uow: UnitOfWork,
    transaction_id: TransactionId,
    reason: str,
    *,
    only: Collection[EntryId] | None,
) -> ReopenedTransaction:
    transaction = await repository.get_for_update(uow, transaction_id)
    covered = await work.covered_by(uow, transaction_id)
    standing = [
        one for one in transaction.standing(covered) if only is None or one.line.entry_id in only
    ]
    whole = transaction.is_undone_whole(covered, standing)
    with_it = [] if whole else await _cancelled_with(uow, transaction, covered, standing)
    undo = _undo if whole or with_it else _take_back
    undone, event = await undo(uow, transaction, covered, standing, reason)
    await trail.send_back(uow, event.entries)
    done = [(undone, event)]
    for other, its in with_it:
        done.append(await _undo(uow, other, its, [], reason))
    await repository.add_history(
        uow,
        [
            HistoryRecord(transaction=one, what=HistoryKind.REVERSED, facts={"reason": reason})
            for one, _ in done
        ],
    )
    for _, said in done:
        uow.record(said)
    await adjust(uow, [one for one, _ in done if one.reversed_because is not None], reason)
    return ReopenedTransaction(transaction=undone, event=event)


async def _cancelled_with(
    uow: UnitOfWork,
    transaction: Transaction,
    covered: Sequence[CoveredWork],
    going: Sequence[CoveredWork],
) -> list[tuple[Transaction, Sequence[CoveredWork]]]:
    """What corrects it or is corrected by it, where nothing is left of all of them once this goes.

    None where one is ordered, or something of it was billed: then it is taken back.
    """
    if not transaction.is_open:
        return []
    linked = set(await work.corrected_with(uow, transaction.transaction_id))
    others = await repository.lock(uow, linked - {transaction.transaction_id})
    found = [(one, await work.covered_by(uow, one.transaction_id)) for one in others]
    lines = [*covered, *(line for _, its in found for line in its)]
    return [*found] if cancels_out(lines, going) else []


async def _take_off_invoices(
    uow: UnitOfWork, reopened: Sequence[ReopenedTransaction], reason: str
) -> None:
    """One credit note for each invoice, however many transactions its work stood in."""
    entries = [entry.entry_id for one in reopened for entry in one.event.entries]
    await take_off_invoices(uow, entries, reason=reason)


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
    subject, charging = await _charging(uow, transaction, order, agency)
    if len(standing) == len(covered) and subject.party is not Party.TEMP:
        assessed = (await charges.charges_of(uow, transaction)).opposite()
    else:
        assessed = charging.assess(
            transaction.contractor_id,
            subject,
            gross=Money.total((line.pay for line in lines), order.currency),
            earnings=earnings_of(lines, order.currency),
        )
    (number,) = await allocate(uow, NumberKind.TRANSACTION, today, 1)
    names = await directory.project_names_of(uow, [first.project_id])
    back = taking_back(transaction, lines, assessed, order, names[first.project_id], today)
    together = await go_with(uow, [back.numbered(number, correction_id)])
    # As it was set aside, whatever the rule is now.
    set_aside = VacationPayRule(
        percent=await repository.vacation_percent_of(uow, transaction.transaction_id)
    )
    (new,) = await pay_statements.complete(uow, together, today, set_aside)
    await write(uow, [new])
    contractors = await directory.contractors_of(uow, [transaction.contractor_id])
    invoices_of = await self_billing.issue(uow, [new], contractors, agency)
    uow.record(new.created(reason, invoices_of.get(new.transaction.transaction_id)))
    unbilled = {one.line.line_id for one in standing if one.invoice_id is None}
    await work.set_off(uow, [pair for pair in taken if pair[0].line_id in unbilled])
    return transaction, event


async def _charging(
    uow: UnitOfWork, transaction: Transaction, order: WorkOrderVersion, agency: Agency
) -> tuple[Subject, PayAssessor]:
    """What is charged is reckoned by rule: what a correction lowers may be below a limit again."""
    contractor_id, today = transaction.contractor_id, agency.today(uow.now)
    contractor = (await directory.contractors_of(uow, [contractor_id]))[contractor_id]
    period = Period(transaction.period_start, transaction.period_end)
    subject = subject_of(order, period, contractor, today)
    return subject, await charging_of(uow, agency, [contractor_id], [period], today)
