"""Which invoice work goes on, and what an invoice of it says. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from contracts.events.identity import InvoiceGrouping
from contracts.events.payments import BillTo, Charge, InvoicedWork, InvoiceIssued, InvoiceLine
from contracts.ids import EntryId, InvoiceId, WorkOrderId
from contracts.money import Money
from payments.banking_days.model import PlannedDay
from payments.directory.model import Company
from payments.invoices.model import BillableLine, Group
from payments.periods import Period, invoice_period_of


def group_of(line: BillableLine, company: Company, week_starts_on: int) -> Group:
    """Which invoice of a run a line goes on, by the company's preferences."""
    preferences = company.preferences
    by_project = preferences.grouping is InvoiceGrouping.PROJECT
    return Group(
        company_id=line.company_id,
        project_id=line.project_id if by_project else None,
        currency=line.currency,
        period=None
        if company.wants_invoices_at_once
        else invoice_period_of(line.work_on, preferences.cadence, week_starts_on),
    )


def covered(lines: Iterable[BillableLine]) -> tuple[InvoicedWork, ...]:
    """The entries of each work order, each once, at the version that is billed last."""
    entries: dict[WorkOrderId, dict[EntryId, int]] = defaultdict(dict)
    for line in lines:
        of_order = entries[line.work_order_id]
        of_order[line.entry_id] = max(line.version, of_order.get(line.entry_id, 0))
    return tuple(
        InvoicedWork(
            work_order_id=work_order_id,
            entry_ids=tuple(versions),
            versions=tuple(versions.values()),
        )
        for work_order_id, versions in entries.items()
    )


def issue(
    lines: Sequence[BillableLine],
    group: Group,
    *,
    summed: tuple[InvoiceLine, ...],
    invoice_id: InvoiceId,
    number: str,
    issued_on: date,
    due: PlannedDay,
    taxes: Sequence[Charge],
    bill_to: BillTo | None,
) -> InvoiceIssued:
    """The invoice of these lines, which are `summed` on it.

    Without a period of its own it spans the days of its work.
    """
    subtotal = Money.total((line.amount for line in summed), group.currency)
    days = [line.work_on for line in lines]
    period = group.period or Period(min(days), max(days))
    return InvoiceIssued(
        invoice_id=invoice_id,
        number=number,
        company_id=group.company_id,
        project_id=group.project_id,
        currency=group.currency,
        issued_on=issued_on,
        due_on=due.on,
        due_moved=due.moved,
        period_start=period.start,
        period_end=period.end,
        lines=summed,
        work=covered(lines),
        subtotal=subtotal,
        taxes=tuple(taxes),
        total=Money.total((tax.amount for tax in taxes), group.currency) + subtotal,
        project_ids=tuple(sorted({line.project_id for line in lines})),
        bill_to=bill_to,
    )
