"""What should come of a file of work, worked out here by itself: the services are not asked.

Which rows are to be refused, and what the others are worth, to the minor unit. The rules are those
of logged work (see the timesheets service); amounts are quantity times rate, rounded half away
from zero per row, and sums are sums of rounded rows.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import NamedTuple

from contracts.money import minor_digits
from portico_local.demo.workfile import AgencyPlan, WorkRow


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodRow:
    """A row that should be taken, and what it is worth in minor units."""

    row: WorkRow
    work_on: date
    quantity: Decimal
    pay_minor: int
    bill_minor: int


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
    return GoodRow(
        row=replace(row, quantity=str(quantity)),
        work_on=date.fromisoformat(row.work_on),
        quantity=quantity,
        pay_minor=_minor(quantity * rates.pay, agency.currency),
        bill_minor=_minor(quantity * rates.bill, agency.currency),
    )


def _problem(agency: AgencyPlan, row: WorkRow) -> str | None:
    order = agency.work_orders.get(row.work_order)
    if order is None:
        return "unknown_work_order"
    if row.note.startswith(("=", "+", "-", "@")):
        return "formula"
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


def _minor(amount: Decimal, currency: str) -> int:
    digits = minor_digits(currency)
    return int(amount.scaleb(digits).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def pay_by_work_order(rows: Iterable[GoodRow]) -> dict[str, int]:
    """What each work order's contractor should be owed, gross, in minor units."""
    sums: dict[str, int] = defaultdict(int)
    for row in rows:
        sums[row.row.work_order] += row.pay_minor
    return dict(sums)


def bill_by_company(agency: AgencyPlan, rows: Iterable[GoodRow]) -> dict[str, int]:
    """What each company should be invoiced before tax, in minor units."""
    sums: dict[str, int] = defaultdict(int)
    for row in rows:
        project = agency.projects[agency.work_orders[row.row.work_order].project]
        sums[project.company] += row.bill_minor
    return dict(sums)
