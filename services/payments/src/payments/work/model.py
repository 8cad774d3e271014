"""Approved work at its rates. The work order as it was known at the approval sets them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from chassis.ids import derived_id
from contracts.events.payments import WorkLine
from contracts.events.timesheets import ArticleKind, Entry
from contracts.ids import (
    CompanyId,
    EntryId,
    InvoiceId,
    PersonId,
    ProjectId,
    TransactionId,
    WorkOrderId,
)
from contracts.money import Money
from contracts.quantities import exact_quantity
from payments.directory.model import WorkOrderVersion
from payments.periods import Period, pay_period_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedLine:
    """One entry at one of its versions, priced for both sides.

    `pay` is its share of what the transaction pays at this rate (see `share_out`). `bill` is what
    it would be billed at by itself: invoices reckon from the quantities of all that they cover.
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
    minutes: int | None
    note: str
    pay_rate: Decimal
    pay: Money
    bill_rate: Decimal
    bill: Money

    @property
    def exact(self) -> Fraction:
        """In the article's unit, to reckon with."""
        return exact_quantity(self.quantity, self.minutes)

    def as_work_line(self) -> WorkLine:
        """As the contractor's documents show it."""
        return WorkLine(
            entry_id=self.entry_id,
            work_on=self.work_on,
            article=self.article,
            quantity=self.quantity,
            minutes=self.minutes,
            rate=self.pay_rate,
            amount=self.pay,
            note=self.note,
        )


def price(entry: Entry, order: WorkOrderVersion) -> PricedLine:
    """Quantity times rate for each side, of the entry by itself. Raises NoRateError.

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
        minutes=entry.minutes,
        note=entry.note,
        pay_rate=pay_rate,
        pay=Money.of(entry.exact * Fraction(pay_rate), order.currency),
        bill_rate=bill_rate,
        bill=Money.of(entry.exact * Fraction(bill_rate), order.currency),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedEntry:
    """What of an entry was priced by now.

    `version` is the highest that ever was: it is never priced again. `standing` is the line that
    counts; None where it was taken back.
    """

    version: int
    standing: PricedLine | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CoveredWork:
    """A line of a transaction, and what became of it meanwhile.

    `invoice_id`: the invoice that it stands on. `taken_back`: a later line took it back.
    `corrected_by`: the number of a later transaction that corrects the same entry and counts.
    """

    line: PricedLine
    invoice_id: InvoiceId | None = None
    taken_back: bool = False
    corrected_by: str | None = None


def cancels_out(covered: Iterable[CoveredWork], going: Iterable[CoveredWork]) -> bool:
    """Whether nothing is left of these lines once some of them go, and none was ever billed: what
    was priced in them goes or is taken back in them, and nothing else is taken back.
    """
    lines = list(covered)
    priced = {(one.line.entry_id, one.line.version) for one in lines if not one.line.corrects}
    taken = {(one.line.entry_id, one.line.version) for one in lines if one.line.corrects}
    gone = {(one.line.entry_id, one.line.version) for one in going}
    return priced == taken | gone and all(one.invoice_id is None for one in lines)


LoweredPay = Mapping[EntryId, dict[TransactionId, int]]
"""Entries that a correction lowers before it is ordered: what each transaction that is not ordered
pays of them, in minor units."""


def take_back(line: PricedLine, for_version: int | None = None) -> PricedLine:
    """The opposite of a line, to the minor unit: what a correction puts before the new price.

    Its id names the version that takes the place, since a correction can be reversed, and the same
    line be taken back again by the next; None: nothing does, its transaction is reversed.
    """
    return replace(
        line,
        line_id=derived_id("work", line.entry_id, line.version, "corrected", for_version or 0),
        corrects=True,
        quantity=-line.quantity,
        minutes=None if line.minutes is None else -line.minutes,
        pay=-line.pay,
        bill=-line.bill,
    )


def price_approved(
    entries: Iterable[Entry], order: WorkOrderVersion, priced: Mapping[EntryId, PricedEntry]
) -> list[PricedLine]:
    """The lines that an approval brings. `priced` is what entries were priced at by now.

    An entry that was priced at this version or a later one is not priced again, however often it is
    approved and whatever became of its transaction; a newer version takes the standing line back
    first.
    """
    lines: list[PricedLine] = []
    known = dict(priced)
    for entry in entries:
        before = known.get(entry.entry_id)
        if before is not None and before.version >= entry.version:
            continue
        if before is not None and before.standing is not None:
            lines.append(take_back(before.standing, entry.version))
        line = price(entry, order)
        lines.append(line)
        known[entry.entry_id] = PricedEntry(version=entry.version, standing=line)
    return lines


def by_pay_period(
    lines: Iterable[PricedLine], order: WorkOrderVersion, week_starts_on: int
) -> dict[Period, list[PricedLine]]:
    """The lines of each pay period, periods and days in order, in whatever order they came."""
    groups: dict[Period, list[PricedLine]] = defaultdict(list)
    for line in lines:
        groups[pay_period_of(line.work_on, order.pay_period, week_starts_on)].append(line)
    return {period: sorted(groups[period], key=_place) for period in sorted(groups)}


def _place(line: PricedLine) -> tuple[date, bool, int, EntryId, int]:
    """By day; of one day what is taken back, then by article, then the older entry first."""
    article = list(ArticleKind).index(line.article)
    return line.work_on, not line.corrects, article, line.entry_id, line.version


def share_out(lines: Iterable[PricedLine]) -> list[PricedLine]:
    """The lines of a transaction, each with its share of what its article comes to at its rate.

    That is rounded once: a share is what it came to with the line less what it came to without,
    so that work pays the same whatever entries and days it was split into. What is taken back is
    what was given.
    """
    so_far: dict[tuple[ArticleKind, Decimal], Fraction] = defaultdict(Fraction)
    shared: list[PricedLine] = []
    for line in lines:
        if line.corrects:
            shared.append(line)
            continue
        currency, rated = line.pay.currency, (line.article, line.pay_rate)
        before = so_far[rated]
        so_far[rated] += line.exact * Fraction(line.pay_rate)
        pay = Money.of(so_far[rated], currency) - Money.of(before, currency)
        shared.append(replace(line, pay=pay))
    return shared


def earnings_of(lines: Iterable[PricedLine], currency: str) -> Money:
    """What was worked for, without expenses repaid."""
    return Money.total(
        (line.pay for line in lines if line.article is not ArticleKind.EXPENSE), currency
    )
