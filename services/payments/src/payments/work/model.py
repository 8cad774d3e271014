"""Approved work at its rates. The work order as it was known at the approval sets them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from chassis.ids import derived_id
from contracts.events.payments import WorkLine
from contracts.events.timesheets import ArticleKind, Entry
from contracts.ids import CompanyId, EntryId, PersonId, ProjectId, WorkOrderId
from contracts.money import Money
from payments.directory.model import WorkOrderVersion
from payments.periods import Period, pay_period_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedLine:
    """One entry at one of its versions, priced for both sides; each amount is rounded once.

    `corrects`: it takes back what an earlier version was priced at, quantity and amounts negative.
    """

    line_id: UUID
    entry_id: EntryId
    version: int
    corrects: bool
    work_order_id: WorkOrderId
    project_id: ProjectId
    company_id: CompanyId
    contractor_id: PersonId
    work_on: date
    article: ArticleKind
    quantity: Decimal
    note: str
    pay_rate: Decimal
    pay: Money
    bill_rate: Decimal
    bill: Money

    def as_work_line(self) -> WorkLine:
        """As the contractor's documents show it."""
        return WorkLine(
            entry_id=self.entry_id,
            work_on=self.work_on,
            article=self.article,
            quantity=self.quantity,
            rate=self.pay_rate,
            amount=self.pay,
            note=self.note,
        )


def price(entry: Entry, order: WorkOrderVersion) -> PricedLine:
    """Quantity times rate, rounded once for each side. Raises NoRateError.

    An expense's quantity is the amount spent and its rates are factors: the same formula.
    """
    pay_rate, bill_rate = order.rates(entry.article)
    return PricedLine(
        line_id=derived_id("work", entry.entry_id, entry.version),
        entry_id=entry.entry_id,
        version=entry.version,
        corrects=False,
        work_order_id=order.work_order_id,
        project_id=order.project_id,
        company_id=order.company_id,
        contractor_id=order.contractor_id,
        work_on=entry.work_on,
        article=entry.article,
        quantity=entry.quantity,
        note=entry.note,
        pay_rate=pay_rate,
        pay=Money.of(entry.quantity * pay_rate, order.currency),
        bill_rate=bill_rate,
        bill=Money.of(entry.quantity * bill_rate, order.currency),
    )


def take_back(line: PricedLine) -> PricedLine:
    """The opposite of a line, to the minor unit: what a correction puts before the new price."""
    return replace(
        line,
        line_id=derived_id("work", line.entry_id, line.version, "corrected"),
        corrects=True,
        quantity=-line.quantity,
        pay=-line.pay,
        bill=-line.bill,
    )


def price_approved(
    entries: Iterable[Entry], order: WorkOrderVersion, standing: Mapping[EntryId, PricedLine]
) -> list[PricedLine]:
    """The lines that an approval brings. `standing` is what entries are priced at by now.

    An entry that is priced at this version or a later one is not priced again, however often it is
    approved; a newer version takes the standing line back first.
    """
    lines: list[PricedLine] = []
    priced = dict(standing)
    for entry in entries:
        before = priced.get(entry.entry_id)
        if before is not None and before.version >= entry.version:
            continue
        if before is not None:
            lines.append(take_back(before))
        line = price(entry, order)
        lines.append(line)
        priced[entry.entry_id] = line
    return lines


def by_pay_period(
    lines: Iterable[PricedLine], order: WorkOrderVersion, week_starts_on: int
) -> dict[Period, list[PricedLine]]:
    """The lines of each pay period, periods and days in order."""
    groups: dict[Period, list[PricedLine]] = defaultdict(list)
    for line in lines:
        groups[pay_period_of(line.work_on, order.pay_period, week_starts_on)].append(line)
    return {
        period: sorted(groups[period], key=lambda line: (line.work_on, line.corrects is False))
        for period in sorted(groups)
    }


def earnings_of(lines: Iterable[PricedLine], currency: str) -> Money:
    """What was worked for, without expenses repaid."""
    return Money.total(
        (line.pay for line in lines if line.article is not ArticleKind.EXPENSE), currency
    )
