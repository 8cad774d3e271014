"""What should come of a file of work, worked out here by itself: the services are not asked.

Which rows are to be refused (`validation`), and what the others are worth. Amounts are exact here;
each line of a document is rounded once, so that what comes of them may differ by half a minor unit
a line.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple
from zoneinfo import ZoneInfo

from contracts.events.identity import InvoiceCadence
from contracts.events.timesheets import ArticleKind
from contracts.money import minor_digits
from contracts.quantities import exact_quantity, hours_of, nearest_minutes
from portico_local.demo.validation import RefusedRowError, RowValidator
from portico_local.demo.workfile import AgencyPlan, CompanyPlan, WorkRow


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedRow:
    """A row that should be taken, and what it is worth in minor units, exact.

    `quantity` is as the services write it: hours of whole minutes, or what was spent.
    """

    row: WorkRow
    work_on: date
    quantity: Decimal
    pay: Fraction
    bill: Fraction


def total_of(amounts: Iterable[Fraction]) -> "ExactTotal":
    """What rows of these amounts come to."""
    found = tuple(amounts)
    return ExactTotal(sum(found, Fraction(0)), len(found))


class ExactTotal(NamedTuple):
    """What rows come to in minor units, exact, and how many they are."""

    exact: Fraction = Fraction(0)
    rows: int = 0

    def plus(self, amount: Fraction) -> "ExactTotal":
        """With one more row."""
        return ExactTotal(self.exact + amount, self.rows + 1)

    def is_met_by(self, minor: int) -> bool:
        """Whether lines that are rounded once each, one a row at most, can come to this."""
        return abs(minor - self.exact) <= Fraction(self.rows, 2)


def met(found: Mapping[str, int], expected: Mapping[str, ExactTotal]) -> bool:
    """Whether what was found is what the rows are worth, for each of them and no others."""
    return found.keys() == expected.keys() and all(
        total.is_met_by(found[name]) for name, total in expected.items()
    )


class ExpectedRows(NamedTuple):
    """The rows of an agency: those to be taken, and those to be refused with why."""

    good: list[AcceptedRow]
    bad: dict[int, tuple[WorkRow, str]]


def expected_rows(agency: AgencyPlan, now: datetime | None = None) -> ExpectedRows:
    """Validate every row, as it will be sent: each contractor's in one file, in the file's order.

    A refused one is keyed by its place in `agency.rows`. `now`: other than the present moment.
    """
    today = (now or datetime.now(UTC)).astimezone(ZoneInfo(agency.time_zone)).date()
    validators = {
        email: RowValidator(agency=agency, contractor=plan, today=today)
        for email, plan in agency.contractors.items()
    }
    good: list[AcceptedRow] = []
    bad: dict[int, tuple[WorkRow, str]] = {}
    for place, row in enumerate(agency.rows):
        try:
            read, quantity = validators[row.contractor.email].validate(row)
        except RefusedRowError as refused:
            bad[place] = (row, refused.code)
        else:
            good.append(accepted_row(agency, read, quantity))
    return ExpectedRows(good, bad)


def accepted_row(agency: AgencyPlan, row: WorkRow, quantity: Decimal) -> AcceptedRow:
    """What a row, read, pays and bills with this quantity."""
    rates = agency.work_orders[row.work_order].rates[ArticleKind(row.article)]
    minutes = None if row.article == "expense" else nearest_minutes(quantity)
    exact = exact_quantity(quantity, minutes) * 10 ** minor_digits(agency.currency)
    return AcceptedRow(
        row=replace(row, quantity=str(quantity)),
        work_on=date.fromisoformat(row.work_on),
        quantity=quantity if minutes is None else hours_of(minutes),
        pay=exact * Fraction(rates.pay),
        bill=exact * Fraction(rates.bill),
    )


def pay_by_work_order(rows: Iterable[AcceptedRow]) -> dict[str, ExactTotal]:
    """What each work order's contractor should be owed, gross."""
    sums: dict[str, ExactTotal] = defaultdict(ExactTotal)
    for row in rows:
        sums[row.row.work_order] = sums[row.row.work_order].plus(row.pay)
    return dict(sums)


def bill_by_company(agency: AgencyPlan, rows: Iterable[AcceptedRow]) -> dict[str, ExactTotal]:
    """What each company should be invoiced before tax."""
    sums: dict[str, ExactTotal] = defaultdict(ExactTotal)
    for row in rows:
        company = company_of(agency, row)
        sums[company.name] = sums[company.name].plus(row.bill)
    return dict(sums)


def company_of(agency: AgencyPlan, row: AcceptedRow) -> CompanyPlan:
    """The customer that a row is for."""
    return agency.companies[agency.projects[agency.work_orders[row.row.work_order].project].company]


def is_invoiced(agency: AgencyPlan, row: AcceptedRow, up_to: date) -> bool:
    """Whether a run up to this day invoices the row: only once its week or month is over."""
    day = row.work_on
    match company_of(agency, row).cadence:
        case InvoiceCadence.WEEKLY:
            return day + timedelta(days=7 - day.isoweekday()) <= up_to
        case InvoiceCadence.MONTHLY:
            return (day.replace(day=1) + timedelta(days=31)).replace(day=1) <= up_to + timedelta(
                days=1
            )
        case _:
            return day <= up_to
