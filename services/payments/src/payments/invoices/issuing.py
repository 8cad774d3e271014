"""Which invoice work goes on, and what an invoice of it says. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from contracts.envelope import Envelope
from contracts.events.identity import InvoiceGrouping
from contracts.events.payments import Charge, InvoicedWork, InvoiceIssued, InvoiceLine
from contracts.ids import EntryId, InvoiceId, WorkOrderId
from contracts.money import Money
from contracts.parties import BillTo
from payments.banking_days.model import PlannedDay
from payments.directory.model import Company
from payments.invoices.drafts.model import DraftChange
from payments.invoices.model import BillableLine, Group, summed
from payments.periods import Period, invoice_period_of


@dataclass(frozen=True, kw_only=True)
class InvoiceBundle:
    """Lines that go on one invoice, and the event that made it be issued, when there is one.

    `change`: what staff made of it while it was a draft.
    """

    group: Group
    lines: Sequence[BillableLine]
    because_of: Envelope | None = None
    change: DraftChange | None = None

    @cached_property
    def summed(self) -> tuple[InvoiceLine, ...]:
        """The lines of its invoice."""
        return summed(self.lines)

    @property
    def subtotal(self) -> Money:
        """Their sum."""
        return Money.total((line.amount for line in self.summed), self.group.currency)


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
    bundle: InvoiceBundle,
    *,
    invoice_id: InvoiceId,
    number: str,
    issued_on: date,
    due: PlannedDay,
    taxes: Sequence[Charge],
    bill_to: BillTo | None,
) -> InvoiceIssued:
    """The invoice of a bundle. Without a period of its own it spans the days of its work."""
    lines, group = bundle.lines, bundle.group
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
        lines=bundle.summed,
        work=covered(lines),
        subtotal=bundle.subtotal,
        taxes=tuple(taxes),
        total=Money.total((tax.amount for tax in taxes), group.currency) + bundle.subtotal,
        project_ids=tuple(sorted({line.project_id for line in lines})),
        bill_to=bill_to,
    )
