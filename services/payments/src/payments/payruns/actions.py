"""Proposing, approving, exporting and cancelling pay runs."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from chassis.errors import ConflictError
from chassis.ids import new_id
from chassis.uow import UnitOfWork
from contracts.access import Permission
from contracts.events.pay_runs import PayRunState
from contracts.ids import PayRunId, PersonId
from contracts.money import Money
from payments.bank_accounts import repository as bank_accounts
from payments.bank_accounts.model import BankAccount, account_for
from payments.banking_days.actions import banking_days
from payments.directory import repository as directory
from payments.directory.model import Contractor
from payments.directory.staff_grants import repository as staff_grants
from payments.ledger import repository as ledger
from payments.numbers.model import NumberKind
from payments.numbers.repository import allocate, lock_books
from payments.payments import repository as payments
from payments.payruns import repository
from payments.payruns.days import check_banking_day
from payments.payruns.model import (
    OPEN,
    PayRun,
    PayRunChangedError,
    Plan,
    RunChange,
    RunLine,
    changes,
    check_pay_day,
    lines_of,
    plan,
    taken,
)
from payments.payruns.orders import orders_of, payments_of
from payments.payruns.repository import Approval, RunStepName
from payments.payruns.standouts import (
    Accounts,
    Standouts,
    approval_standouts,
    people_of,
    standouts,
    stood_out,
)
from payments.set_off import repository as set_offs
from payments.transactions import repository as transactions
from payments.work import repository as work

MAX_TRANSACTIONS = 50_000


class TooManyTransactionsError(ConflictError):
    """More transactions are open than one pay run can take"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A plan, who is in it, what stands out, and the other runs that have what is left out."""

    plan: Plan
    standouts: Standouts
    contractors: Mapping[PersonId, Contractor]
    runs: Mapping[PayRunId, PayRun]


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrentRun:
    """A run as it stands now: what it would pay, and what changed since it was `seen`.

    One that is at the bank has no plan any more: it has payments.
    """

    pay_run: PayRun
    plan: Plan
    changes: Sequence[RunChange]
    seen: Sequence[RunLine] = ()
    accounts: Accounts = field(default_factory=dict[PersonId, Sequence[BankAccount]])

    @property
    def state(self) -> PayRunState:
        """Where it stands."""
        return self.pay_run.state_of(self.plan)


async def preview(uow: UnitOfWork, pay_on: date) -> Preview:
    """Who would be paid on a day, how much, and what would be left out and why."""
    uow.actor.require(Permission.PAY_RUNS_RUN)
    await _check_day(uow, pay_on)
    planned, named = await _plan(uow, pay_on, locked=False)
    stands_out = await standouts(uow, planned, named)
    ids = {one.contractor_id for one in planned.payments} | {
        one.transaction.contractor_id for one in planned.left_out
    }
    return Preview(
        plan=planned,
        standouts=stands_out,
        contractors=await directory.contractors_of(uow, ids | people_of(stands_out)),
        runs=await _other_runs(uow, planned),
    )


async def propose(uow: UnitOfWork, pay_on: date, expected_totals: Sequence[Money]) -> CurrentRun:
    """Keep everything payable on a day for a run, which another person is to approve.

    Raises TotalsChangedError when what would leave the bank is not exactly `expected_totals`, and
    NothingToPayError; both say which other runs have what. Two at once never take the same: the
    second waits for the first.
    """
    uow.actor.require(Permission.PAY_RUNS_RUN)
    await _check_day(uow, pay_on)
    await lock_books(uow)
    planned, named = await _plan(uow, pay_on, locked=True)
    planned.check(
        expected_totals,
        in_other_runs=taken(planned.left_out, await _other_runs(uow, planned)),
    )
    (number,) = await allocate(uow, NumberKind.PAY_RUN, pay_on, 1)
    proposed = PayRun(
        pay_run_id=PayRunId(new_id()),
        number=number,
        pay_on=pay_on,
        proposed_by=uow.actor.person,
        proposed_by_name=uow.actor.name,
        proposed_at=uow.now,
        payments=len(planned.payments),
        totals=planned.totals,
    )
    await repository.add(uow, proposed, lines_of(planned))
    kept = [one.reserve(proposed.pay_run_id) for one in planned.transactions]
    await transactions.save(uow, kept)
    await _took_step(uow, proposed, RunStepName.PROPOSED)
    return CurrentRun(pay_run=proposed, plan=planned, changes=(), accounts=named)


async def current(uow: UnitOfWork, pay_run: PayRun, *, locked: bool = False) -> CurrentRun:
    """A run as it stands now."""
    (found,) = await current_of(uow, [pay_run], locked=locked)
    return found


async def current_of(
    uow: UnitOfWork, pay_runs: Collection[PayRun], *, locked: bool = False
) -> list[CurrentRun]:
    """Runs as they stand now."""
    still_open = [one.pay_run_id for one in pay_runs if one.state in OPEN]
    kept = await transactions.reserved_by(uow, still_open, locked=locked) if still_open else []
    named = await bank_accounts.of_contractors(uow, {one.contractor_id for one in kept})
    accounts = _in_force(named, uow.now)
    set_off = await set_offs.of_contractors(uow, {one.contractor_id for one in kept})
    lowered = await work.lowered_pay(uow, {one.contractor_id for one in kept}) if kept else {}
    seen = {one: await repository.lines_of(uow, one) for one in still_open}

    def as_it_stands(pay_run: PayRun) -> CurrentRun:
        own, lines = pay_run.pay_run_id, seen.get(pay_run.pay_run_id, ())
        planned = plan(
            [one for one in kept if one.pay_run_id == own],
            pay_run.pay_on,
            accounts,
            of_run=own,
            set_off=set_off,
            lowered=lowered,
        )
        return CurrentRun(
            pay_run=pay_run,
            plan=planned,
            changes=changes(lines, planned),
            seen=lines,
            accounts=named,
        )

    # A plan of ten thousand takes a while, and others wait for the event loop.
    return await asyncio.to_thread(lambda: [as_it_stands(one) for one in pay_runs])


async def approve(uow: UnitOfWork, pay_run_id: PayRunId, seen: str) -> CurrentRun:
    """Another person than its proposer approves what they saw, by its fingerprint.

    It stands out where the proposer brought them in not long before. Raises what `PayRun.approve`
    does.
    """
    uow.actor.require(Permission.PAY_RUNS_RUN)
    # Who brought in whom is kept under this lock: whichever comes first, it is told, and once.
    await lock_books(uow)
    now = await current(uow, await repository.get(uow, pay_run_id, locked=True))
    approved = now.pay_run.approve(now.plan, by=uow.actor.person, seen=seen)
    await repository.save(uow, approved)
    await repository.look_again(uow, pay_run_id, now.seen, lines_of(now.plan))
    await _took_step(uow, approved, RunStepName.APPROVED)
    approval = Approval(pay_run=approved, by=uow.actor.person, by_name=uow.actor.name, at=uow.now)
    grants = await staff_grants.of_people(uow, [approval.by])
    if found := approval_standouts(grants, approval):
        uow.record(stood_out(approval, found))
    return CurrentRun(pay_run=approved, plan=now.plan, changes=(), accounts=now.accounts)


async def export(uow: UnitOfWork, pay_run_id: PayRunId) -> PayRun:
    """Order its payments at the bank, just as they were approved; nothing is paid by that yet.

    Raises PayRunStateError, and PayRunChangedError where the approval is of something else: it is
    a proposal again, and says what changed.
    """
    uow.actor.require(Permission.PAY_RUNS_RUN)
    await lock_books(uow)
    found = await repository.get(uow, pay_run_id, locked=True)
    now = await current(uow, found, locked=True)
    try:
        exported = found.export(now.plan)
    except PayRunChangedError as changed:
        changed.data["changes"] = [one.what for one in now.changes]
        raise
    await _check_day(uow, found.pay_on)
    numbers = await allocate(uow, NumberKind.PAYMENT, found.pay_on, len(now.plan.payments))
    made = payments_of(exported, now.plan, numbers)
    # Of ten thousand payments the rest is worked out beside the event loop.
    calendar = (await banking_days(uow)).calendar
    orders = await asyncio.to_thread(orders_of, exported, now.plan, made, calendar)
    await payments.add(uow, made)
    await transactions.save(uow, [*orders.ordered, *orders.let_go])
    await ledger.post(uow, orders.postings)
    await repository.order(uow, pay_run_id, orders.paid_by)
    await transactions.add_history(uow, orders.history)
    await uow.record_all(orders.events)
    await repository.add_files(uow, pay_run_id, [one.currency for one in exported.totals])
    await repository.save(uow, exported)
    await _took_step(uow, exported, RunStepName.EXPORTED)
    return exported


async def cancel(uow: UnitOfWork, pay_run_id: PayRunId) -> PayRun:
    """Give it up before it is at the bank: its transactions are for the next run."""
    uow.actor.require(Permission.PAY_RUNS_RUN)
    # A correction joins a run under this lock, and each would wait for the other without it.
    await lock_books(uow)
    cancelled = (await repository.get(uow, pay_run_id, locked=True)).cancel()
    kept = await transactions.reserved_by(uow, [pay_run_id], locked=True)
    await transactions.save(uow, [one.let_go() for one in kept])
    await repository.save(uow, cancelled)
    await _took_step(uow, cancelled, RunStepName.CANCELLED)
    return cancelled


async def _check_day(uow: UnitOfWork, pay_on: date) -> None:
    agency = await directory.agency_in_use(uow)
    check_pay_day(pay_on, agency.today(uow.now))
    check_banking_day(pay_on, await banking_days(uow), uow.now)
    (await ledger.books_of(uow)).require_open(pay_on, "pay_on")


async def _plan(uow: UnitOfWork, pay_on: date, *, locked: bool) -> tuple[Plan, Accounts]:
    found = await transactions.unpaid(uow, MAX_TRANSACTIONS + 1, locked=locked)
    if len(found) > MAX_TRANSACTIONS:
        raise TooManyTransactionsError(limit=MAX_TRANSACTIONS)
    set_off = await set_offs.of_contractors(uow, {one.contractor_id for one in found})
    lowered = await work.lowered_pay(uow, {one.contractor_id for one in found})
    named = await bank_accounts.of_contractors(uow, {one.contractor_id for one in found})
    accounts = _in_force(named, uow.now)
    planned = await asyncio.to_thread(
        plan, found, pay_on, accounts, set_off=set_off, lowered=lowered
    )
    return planned, named


def _in_force(named: Accounts, at: datetime) -> dict[PersonId, BankAccount]:
    """Where the pay of these goes at a moment."""
    found = {person_id: account_for(versions, at) for person_id, versions in named.items()}
    return {person_id: account for person_id, account in found.items() if account is not None}


async def _other_runs(uow: UnitOfWork, planned: Plan) -> dict[PayRunId, PayRun]:
    ids = {one.transaction.pay_run_id for one in planned.left_out}
    return await repository.by_id(uow, {one for one in ids if one is not None})


async def _took_step(uow: UnitOfWork, pay_run: PayRun, what: RunStepName) -> None:
    await repository.add_step(uow, pay_run.pay_run_id, what)
    uow.record(pay_run.changed())
