"""Approved work arrives: transactions, postings, and invoices for those who want them at once."""

from collections.abc import Iterator, Sequence

from chassis.consumer import Handlers, Received
from chassis.ids import new_id
from chassis.uow import UnitOfWork
from contracts.events.timesheets import WorkApproved
from contracts.ids import EntryId, TransactionId
from payments.directory import repository as known
from payments.directory.model import Directory
from payments.invoices import actions as invoices
from payments.invoices.model import BillableLine
from payments.numbers.model import NumberKind
from payments.numbers.repository import allocate, lock_books
from payments.transactions import pay_statements
from payments.transactions.actions import take_off_invoices, write
from payments.transactions.charging import charging_of
from payments.transactions.corrections import go_with
from payments.transactions.pricing import Approval, NewTransaction, draft, transaction_of
from payments.transactions.self_billing import actions as self_billing
from payments.vacation_pay import repository as vacation_pay
from payments.work import repository as work

handlers = Handlers()

MAX_ENTRIES_AT_ONCE = 2_000
"""Priced and written between two waits, so that the event loop is never held for long."""


@handlers.on(WorkApproved)
async def price_approved_work(uow: UnitOfWork, events: Sequence[Received[WorkApproved]]) -> None:
    """Turn approved work into transactions, one per work order and pay period of an approval.

    Raises NotYetError when the work order in the version that is named, or whom it names, has not
    arrived.
    """
    approvals = [Approval(body=event.body, envelope=event.envelope) for event in events]
    directory = await _directory(uow, approvals)
    await lock_books(uow)
    new: list[NewTransaction] = []
    for some in _in_parts(approvals):
        new.extend(await _create(uow, some, directory))
    await _invoice_at_once(uow, approvals, new, directory)


async def _create(
    uow: UnitOfWork, approvals: Sequence[Approval], directory: Directory
) -> list[NewTransaction]:
    drafts = draft(approvals, directory, await work.priced_entries(uow, _entry_ids(approvals)))
    if not drafts:
        return []
    today = directory.agency.today(uow.now)
    contractor_ids = {one.order.contractor_id for one in drafts}
    periods = {one.period for one in drafts}
    charging = await charging_of(uow, directory.agency, contractor_ids, periods, today)
    unnumbered = [transaction_of(one, directory, charging, uow.now) for one in drafts]
    numbers = await allocate(uow, NumberKind.TRANSACTION, today, len(unnumbered))
    numbered = [
        one.numbered(number, TransactionId(new_id()))
        for one, number in zip(unnumbered, numbers, strict=True)
    ]
    together = await go_with(uow, numbered)
    new = await pay_statements.complete(uow, together, today, await vacation_pay.rule(uow))
    await write(uow, new)
    invoices_of = await self_billing.issue(uow, new, directory.contractors, directory.agency)
    for one in new:
        invoice = invoices_of.get(one.transaction.transaction_id)
        uow.record(one.created(self_billed=invoice), because_of=one.envelope)
    corrected = {line.entry_id for one in new for line in one.lines if line.corrects}
    credited = await take_off_invoices(uow, corrected, reason="")
    return [one.without(credited) for one in new]


async def _invoice_at_once(
    uow: UnitOfWork,
    approvals: Sequence[Approval],
    new: Sequence[NewTransaction],
    directory: Directory,
) -> None:
    approval_of = {one.envelope.id: one.body.approval_id for one in approvals}
    bundles = invoices.at_once(
        [
            (line, approval_of[one.envelope.id], one.envelope)
            for one in new
            if one.envelope is not None
            and directory.companies[one.order.company_id].wants_invoices_at_once
            for line in _billable(one, directory)
        ],
        directory.companies,
        directory.agency,
    )
    await invoices.issue_at_once(uow, bundles, directory.agency, directory.companies)


async def _directory(uow: UnitOfWork, approvals: Sequence[Approval]) -> Directory:
    work_orders = await known.work_orders_of(uow, {one.body.work_order_id for one in approvals})
    versions = [version for of_one in work_orders.values() for version in of_one]
    return Directory(
        agency=await known.agency_of(uow),
        contractors=await known.contractors_of(uow, {v.contractor_id for v in versions}),
        companies=await known.companies_of(uow, {v.company_id for v in versions}),
        project_names=await known.project_names_of(uow, {v.project_id for v in versions}),
        work_orders=work_orders,
    )


def _in_parts(approvals: Sequence[Approval]) -> Iterator[Sequence[Approval]]:
    part: list[Approval] = []
    entries = 0
    for approval in approvals:
        if part and entries + len(approval.body.entries) > MAX_ENTRIES_AT_ONCE:
            yield part
            part, entries = [], 0
        part.append(approval)
        entries += len(approval.body.entries)
    if part:
        yield part


def _entry_ids(approvals: Sequence[Approval]) -> list[EntryId]:
    return [entry.entry_id for approval in approvals for entry in approval.body.entries]


def _billable(new: NewTransaction, directory: Directory) -> list[BillableLine]:
    return [
        BillableLine(
            line_id=line.line_id,
            entry_id=line.entry_id,
            version=line.version,
            work_order_id=line.work_order_id,
            work_order_title=new.order.title,
            project_id=line.project_id,
            project_name=new.project_name,
            company_id=line.company_id,
            contractor_id=line.contractor_id,
            contractor_name=directory.contractors[line.contractor_id].name,
            work_on=line.work_on,
            article=line.article,
            quantity=line.quantity,
            minutes=line.minutes,
            rate=line.bill_rate,
            currency=line.bill.currency,
        )
        for line in new.lines
    ]
