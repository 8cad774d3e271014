"""What Skatteetaten's withholding tables of a year are made of.

`values/no/tables-*.json` has the numbers of the routine that Skatteetaten publishes for each year.
All amounts here are whole kroner, all percentages are in hundredths of one percent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import cast

from payments.taxes.editions import Edition, edition_of

_PER_WHOLE = 10_000


class TableKind(StrEnum):
    """Which rules the income of a table is taxed by."""

    ORDINARY = "ordinary"
    STANDARD = "standard"
    """With the standard deduction of foreign workers."""
    FINNMARK = "finnmark"
    """The same with the rates and the deduction of Finnmark and Nord-Troms."""
    SEAFARER = "seafarer"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class WithholdingTable:
    """One table. `deduction` is negative for an addition; `all_year`: no months without tax.

    `contribution`: percentage of the national insurance contribution, None where none is due.
    """

    number: str
    kind: TableKind
    deduction: int
    contribution: int | None
    all_year: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Deduction:
    """A share of the income, at most so much."""

    percent: int
    maximum: int

    def of(self, income: int) -> int:
        """The deduction from this income."""
        return min(share(income, self.percent), self.maximum)


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePeriod:
    """How a pay period counts: the width of the table's rows, and periods of income and of tax."""

    step: int
    income_with_holiday_pay: Decimal
    income: Decimal
    withheld: Decimal

    def incomes(self, table: WithholdingTable) -> Decimal:
        """How many such periods make the year's income."""
        return self.income_with_holiday_pay if table.kind is TableKind.ORDINARY else self.income

    def withholdings(self, table: WithholdingTable) -> Decimal:
        """In how many such periods the year's tax is withheld."""
        return self.income if table.all_year else self.withheld


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRules:
    """What the tables of one year are made of."""

    edition: Edition
    personal_deduction: int
    personal_deduction_finnmark: int
    bracket_tax: tuple[tuple[int, int], ...]
    municipal_percent: int
    common_percent: int
    common_percent_finnmark: int
    contribution_free_up_to: int
    contribution_percent_of_excess: int
    minimum_deduction: Deduction
    minimum_deduction_seafarers: Deduction
    standard_deduction: Deduction
    seafarers_deduction: Deduction
    periods: Mapping[int, TablePeriod]
    tables: Mapping[str, WithholdingTable]


def rounded(numerator: int, denominator: int) -> int:
    """To the nearest whole, halves up, of amounts that are not negative."""
    return (2 * numerator + denominator) // (2 * denominator)


def share(amount: int, percent: int) -> int:
    """So many hundredths of one percent of an amount, rounded to the krone."""
    return rounded(amount * percent, _PER_WHOLE)


def hundredths(number: Decimal) -> int:
    """A number with at most two decimals, exactly."""
    return int(number * 100)


@lru_cache(maxsize=512)
def rules_of(on: date) -> TableRules:
    """The rules of the year of payment. Raises NoRuleError where they are not known."""
    edition = edition_of("no", "tables", on)
    values = cast("Mapping[str, str]", edition.values)
    nested = cast("Mapping[str, Mapping[str, Mapping[str, str]]]", edition.values)
    deductions = cast("Mapping[str, Mapping[str, str]]", edition.values)
    brackets = cast("Mapping[str, list[tuple[str, str]]]", edition.values)["bracket_tax"]
    return TableRules(
        edition=edition,
        personal_deduction=int(values["personal_deduction"]),
        personal_deduction_finnmark=int(values["personal_deduction_finnmark"]),
        bracket_tax=tuple((int(above), _percent(percent)) for above, percent in brackets),
        municipal_percent=_percent(values["municipal_percent"]),
        common_percent=_percent(values["common_percent"]),
        common_percent_finnmark=_percent(values["common_percent_finnmark"]),
        contribution_free_up_to=int(values["contribution_free_up_to"]),
        contribution_percent_of_excess=_percent(values["contribution_percent_of_excess"]),
        minimum_deduction=_deduction(deductions["minimum_deduction"]),
        minimum_deduction_seafarers=_deduction(deductions["minimum_deduction_seafarers"]),
        standard_deduction=_deduction(deductions["standard_deduction"]),
        seafarers_deduction=_deduction(deductions["seafarers_deduction"]),
        periods={int(number): _period(one) for number, one in nested["periods"].items()},
        tables=_tables(edition),
    )


def _tables(edition: Edition) -> dict[str, WithholdingTable]:
    """All tables of a year by number: ordinary ones by their series, special ones as listed."""
    nested = cast("Mapping[str, Mapping[str, Mapping[str, str]]]", edition.values)
    percents = cast("Mapping[str, Mapping[str, str]]", edition.values)["contribution_percent"]
    found: dict[str, WithholdingTable] = {}
    for side, sign in (("deduction", 1), ("addition", -1)):
        series = nested["ordinary_tables"][side]
        for number in range(int(series["first"]), int(series["last"]) + 1, 10):
            found[str(number)] = WithholdingTable(
                number=str(number),
                kind=TableKind.ORDINARY,
                deduction=sign * (number % 1000) * 1000,
                contribution=_percent(percents["high"]),
                all_year=False,
            )
    for name, one in nested["special_tables"].items():
        percent = percents.get(one["contribution"])
        found[name] = WithholdingTable(
            number=name,
            kind=TableKind(one["kind"]),
            deduction=0,
            contribution=None if percent is None else _percent(percent),
            all_year=bool(one["all_year"]),
        )
    return found


def _deduction(values: Mapping[str, str]) -> Deduction:
    return Deduction(percent=_percent(values["percent"]), maximum=int(values["max"]))


def _period(values: Mapping[str, str]) -> TablePeriod:
    return TablePeriod(
        step=int(values["step"]),
        income_with_holiday_pay=Decimal(values["income_with_holiday_pay"]),
        income=Decimal(values["income"]),
        withheld=Decimal(values["withheld"]),
    )


def _percent(text: str) -> int:
    """Hundredths of one percent, exactly."""
    return hundredths(Decimal(text))
