"""What should come of a file of work, worked out here by itself: the services are not asked.

Which rows are to be refused, and what the others are worth. The rules are those of logged work
(see the timesheets service): time counts in whole minutes. Amounts are exact here; each line of a
document is rounded once, so that what comes of them may differ by half a minor unit a line.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import NamedTuple

from contracts.money import minor_digits
from contracts.quantities import exact_quantity, hours_of, nearest_minutes
from portico_local.demo.workfile import AgencyPlan, WorkRow


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodRow:
    """A row that should be taken, and what it is worth in minor units, exact.

    `quantity` is as the services write it: hours of whole minutes, or what was spent.
    """

    row: WorkRow
    work_on: date
    quantity: Decimal
    pay: Fraction
    bill: Fraction


def worth_of(amounts: Iterable[Fraction]) -> "Worth":
    """What rows of these amounts come to."""
    found = tuple(amounts)
    return Worth(sum(found, Fraction(0)), len(found))


class Worth(NamedTuple):
    """What rows come to in minor units, exact, and how many they are."""

    exact: Fraction = Fraction(0)
    rows: int = 0

    def plus(self, amount: Fraction) -> "Worth":
        """With one more row."""
        return Worth(self.exact + amount, self.rows + 1)

    def is_met_by(self, minor: int) -> bool:
        """Whether lines that are rounded once each, one a row at most, can come to this."""
        return abs(minor - self.exact) <= Fraction(self.rows, 2)


def met(found: Mapping[str, int], expected: Mapping[str, Worth]) -> bool:
    """Whether what was found is what the rows are worth, for each of them and no others."""
    return found.keys() == expected.keys() and all(
        worth.is_met_by(found[name]) for name, worth in expected.items()
    )


class Sorted(NamedTuple):
    """The rows of an agency: those to be taken, and those to be refused with why."""

    good: list[GoodRow]
    bad: dict[int, tuple[WorkRow, str]]


def sort_out(agency: AgencyPlan) -> Sorted:
    """Judge every row. A refused one is keyed by its place in `agency.rows`."""
    good: list[GoodRow] = []
    bad: dict[int, tuple[WorkRow, str]] = {}
    seen: set[tuple[str, ...]] = set()
    for place, row in enumerate(agency.rows):
        code = _problem(agency, row)
        same = (row.contractor.email, row.work_order, row.work_on, row.article, row.note)
        if code is None and same in seen:
            code = "duplicate_row"
        if code is None:
            seen.add(same)
            good.append(worth(agency, row, Decimal(row.quantity)))
        else:
            bad[place] = (row, code)
    return Sorted(good, bad)


def worth(agency: AgencyPlan, row: WorkRow, quantity: Decimal) -> GoodRow:
    """What a row pays and bills with this quantity."""
    rates = agency.work_orders[row.work_order].rates[row.article]
    minutes = None if row.article == "expense" else nearest_minutes(quantity)
    exact = exact_quantity(quantity, minutes) * 10 ** minor_digits(agency.currency)
    return GoodRow(
        row=replace(row, quantity=str(quantity)),
        work_on=date.fromisoformat(row.work_on),
        quantity=quantity if minutes is None else hours_of(minutes),
        pay=exact * Fraction(rates.pay),
        bill=exact * Fraction(rates.bill),
    )


def _problem(agency: AgencyPlan, row: WorkRow) -> str | None:
    order = agency.work_orders.get(row.work_order)
    if order is None:
        return "unknown_work_order"
    try:
        work_on = date.fromisoformat(row.work_on)
    except ValueError:
        return "not_a_date"
    try:
        quantity = Decimal(row.quantity)
    except InvalidOperation:
        return "not_a_number"
    # Each rule with the code that the import gives for it; the first that is broken counts here.
    rules = (
        (row.article not in order.rates, "article_not_on_order"),
        (work_on < order.starts_on, "date_before_start"),
        (work_on > datetime.now(UTC).date(), "date_in_future"),
        (quantity <= 0, "quantity_not_positive"),
        (row.article != "expense" and quantity > 24, "too_many_hours"),
    )
    return next((code for broken, code in rules if broken), None)


def pay_by_work_order(rows: Iterable[GoodRow]) -> dict[str, Worth]:
    """What each work order's contractor should be owed, gross."""
    sums: dict[str, Worth] = defaultdict(Worth)
    for row in rows:
        sums[row.row.work_order] = sums[row.row.work_order].plus(row.pay)
    return dict(sums)


def bill_by_company(agency: AgencyPlan, rows: Iterable[GoodRow]) -> dict[str, Worth]:
    """What each company should be invoiced before tax."""
    sums: dict[str, Worth] = defaultdict(Worth)
    for row in rows:
        project = agency.projects[agency.work_orders[row.row.work_order].project]
        sums[project.company] = sums[project.company].plus(row.bill)
    return dict(sums)
