"""The payment report: what a contractor was paid in a period, by month and by client.

What counts is the day of the payment, a date at the agency: a payment of 31 December is in December
wherever its reader is. It is in the month in which it was paid, not in that in which it was earned.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self
from uuid import UUID

from chassis.errors import InvalidError
from contracts.ids import CompanyId
from contracts.money import Money
from payments.periods import Period, month_of, months_between
from payments.rows import Row

MAX_MONTHS = 120

_PARTS = ("gross_minor", "deductions_minor", "taxes_minor", "net_minor")


@dataclass(frozen=True, slots=True, kw_only=True)
class Months:
    """From a month to a month, both of them in it, by their first days."""

    first: date
    last: date

    @classmethod
    def asked(cls, first: str | None, last: str | None, today: date) -> Self:
        """Months as YYYY-MM; January of this year to this month where none is given.

        Raises InvalidError of `from` or `to`.
        """
        months = cls(
            first=date.fromisoformat(f"{first}-01") if first else today.replace(month=1, day=1),
            last=date.fromisoformat(f"{last}-01") if last else today.replace(day=1),
        )
        if months.last < months.first:
            raise InvalidError("the end is before the start", field="to")
        if len(months.each) > MAX_MONTHS:
            raise InvalidError(f"at most {MAX_MONTHS} months", field="from")
        return months

    @property
    def each(self) -> list[date]:
        """The first day of each month."""
        return months_between(self.first, self.last)

    @property
    def days(self) -> Period:
        """From the first day to the last."""
        return Period(self.first, month_of(self.last).end)

    @property
    def name(self) -> str:
        """Such as 2026-01-2026-11, or 2026-11 for one month."""
        if self.first == self.last:
            return f"{self.first:%Y-%m}"
        return f"{self.first:%Y-%m}-{self.last:%Y-%m}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Sums of what was paid. net = gross - deductions + taxes."""

    transactions: int
    gross: Money
    deductions: Money
    taxes: Money
    net: Money

    @classmethod
    def of(cls, found: Iterable["Totals"], currency: str) -> "Totals":
        """The sum of sums, nothing when there are none."""
        parts = list(found)
        return Totals(
            transactions=sum(part.transactions for part in parts),
            gross=Money.total((part.gross for part in parts), currency),
            deductions=Money.total((part.deductions for part in parts), currency),
            taxes=Money.total((part.taxes for part in parts), currency),
            net=Money.total((part.net for part in parts), currency),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthlyClientTotals(Totals):
    """What was paid in a month for the work at one client, in one currency."""

    month: date
    company_id: CompanyId
    company_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportInCurrency:
    """The report in one currency; `months` has every month, those with nothing too.

    `carried` is what payments added to the nets of their transactions, or set off from before
    (decision 45): with the total's net it is what was sent.
    """

    currency: str
    total: Totals
    carried: Money
    months: Sequence[tuple[date, Totals]]
    clients: Sequence[tuple[CompanyId, str, Totals]]
    rows: Sequence[MonthlyClientTotals]


def by_currency(
    found: Iterable[MonthlyClientTotals], months: Months, carried_minor: Mapping[str, int]
) -> list[ReportInCurrency]:
    """The report, by currency. `carried_minor` is by currency, too."""
    sums: dict[str, list[MonthlyClientTotals]] = defaultdict(list)
    for one in found:
        sums[one.net.currency].append(one)
    return [
        _of_currency(code, sums[code], months, carried_minor.get(code, 0)) for code in sorted(sums)
    ]


def _of_currency(
    code: str, found: Sequence[MonthlyClientTotals], months: Months, carried_minor: int
) -> ReportInCurrency:
    by_month: dict[date, list[MonthlyClientTotals]] = defaultdict(list)
    by_client: dict[tuple[str, CompanyId], list[MonthlyClientTotals]] = defaultdict(list)
    for one in found:
        by_month[one.month].append(one)
        by_client[one.company_name, one.company_id].append(one)
    return ReportInCurrency(
        currency=code,
        total=Totals.of(found, code),
        carried=Money(amount_minor=carried_minor, currency=code),
        months=[(month, Totals.of(by_month[month], code)) for month in months.each],
        clients=[
            (company_id, name, Totals.of(of_client, code))
            for (name, company_id), of_client in sorted(by_client.items())
        ],
        rows=sorted(found, key=lambda one: (one.month, one.company_name, one.company_id)),
    )


class ReportAccumulator:
    """Adds up lines of the report as they come by, keeping the sums alone."""

    def __init__(self) -> None:
        self._found: dict[tuple[date, CompanyId, str, str], list[int]] = {}
        self._carried: dict[tuple[UUID, str], int] = {}

    def add(self, row: Row) -> None:
        """One more line, by the columns of the repository."""
        month = row["paid_on"].replace(day=1)
        key = (month, row["company_id"], row["company_name"], row["currency"])
        sums = self._found.setdefault(key, [0] * (1 + len(_PARTS)))
        sums[0] += 1
        for at, part in enumerate(_PARTS, start=1):
            sums[at] += row[part]
        if row["carried_minor"]:
            self._carried[row["payment_id"], row["currency"]] = row["carried_minor"]

    @property
    def carried_minor(self) -> Mapping[str, int]:
        """What the payments of these lines carried, by currency."""
        sums: dict[str, int] = defaultdict(int)
        for (_, currency), minor in self._carried.items():
            sums[currency] += minor
        return sums

    @property
    def sums(self) -> list[MonthlyClientTotals]:
        """What they come to."""
        return [
            MonthlyClientTotals(
                month=month,
                company_id=company_id,
                company_name=name,
                transactions=count,
                gross=Money(amount_minor=gross, currency=currency),
                deductions=Money(amount_minor=deductions, currency=currency),
                taxes=Money(amount_minor=taxes, currency=currency),
                net=Money(amount_minor=net, currency=currency),
            )
            for (month, company_id, name, currency), sums in self._found.items()
            for count, gross, deductions, taxes, net in [sums]
        ]
