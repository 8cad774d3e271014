"""How a pay period's contributions came about, by the letters of CRA's T4127, chapters 6 and 7.

Small letters are what the period brings by its rate (c, c2, ei, qpip); capitals what is charged of
it within the year's limits, which is the year after it less the year before it. U is what the
year's earlier periods bring without those limits.
"""
# ruff: noqa: RUF001 - signs of multiplication and subtraction, as the source prints them

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import cast

from payments.taxes.canada.contributions import (
    PeriodContributions,
    PeriodPay,
    YearState,
)
from payments.taxes.editions import Edition, edition_of
from payments.taxes.steps import Step

_CENT = Decimal("0.01")
_WITHIN = "within 0 and"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """A period, what it was charged, and the year on both sides of it."""

    edition: Edition
    period: PeriodPay
    charged: PeriodContributions
    before: YearState
    after: YearState

    @property
    def quebec(self) -> bool:
        return self.period.province == "QC"

    def values(self, group: str) -> Mapping[str, str]:
        return cast("dict[str, str]", self.edition.values[group])

    def by_place(self, group: str, name: str, place: str) -> Decimal:
        nested = cast("dict[str, dict[str, str]]", self.edition.values[group])
        return Decimal(nested[name][place])

    def step(
        self, group: str, code: str, formula: str, result: Decimal, inputs: Mapping[str, Decimal]
    ) -> Step:
        return Step(
            code=code,
            formula=formula,
            inputs=inputs,
            result=result,
            edition=self.edition.code,
            source=self.edition.sources[group],
        )


def contribution_steps(
    year: int,
    period: PeriodPay,
    charged: PeriodContributions,
    *,
    before: YearState,
    after: YearState,
) -> tuple[Step, ...]:
    """The steps of a pay period that took a year from one state to the other."""
    change = _Change(
        edition=edition_of("ca", "contributions", date(year, 1, 1)),
        period=period,
        charged=charged,
        before=before,
        after=after,
    )
    return tuple(_steps(change))


def _steps(change: _Change) -> Iterator[Step]:
    coverage = change.period.coverage
    if coverage.pension:
        yield from _pension_steps(change)
        yield from _second_pension_steps(change)
    if coverage.insurance:
        yield from _insurance_steps(change)
    if coverage.parental and change.quebec:
        yield from _parental_steps(change)


def _pension_steps(change: _Change) -> Iterator[Step]:
    period, before, after = change.period, change.before, change.after
    plan, other = ("qpp", "cpp") if change.quebec else ("cpp", "qpp")
    rate, other_rate = (change.by_place("pension", "rate", one) for one in (plan, other))
    maximum = change.by_place("pension", "maximum", plan)
    own, elsewhere = before.cpp_due, before.qpp_due
    due = after.cpp_due - before.cpp_due
    if change.quebec:
        own, elsewhere = elsewhere, own
        due = after.qpp_due - before.qpp_due
    annual = Decimal(change.values("pension")["basic_exemption"])
    exemption = (annual / period.periods_a_year).quantize(_CENT, ROUND_DOWN)
    brought = {"PI": period.gross}
    formula = f"{rate} × PI"
    if period.gross >= 0:
        yield change.step(
            "pension",
            "exemption",
            f"{annual} ÷ P, cut to the cent",
            exemption,
            {"P": Decimal(period.periods_a_year)},
        )
        formula = f"{rate} × (PI − exemption)"
        brought["exemption"] = exemption
    yield change.step("pension", "c", formula, _dollars(due), brought)
    inputs = {"U": _dollars(own), "c": _dollars(due), "PM": Decimal(period.coverage.pension_months)}
    so_far = "U"
    if elsewhere:
        so_far = f"(U + other × {rate} ÷ {other_rate})"
        inputs["other"] = _dollars(elsewhere)
    limit = f"{_WITHIN} {maximum} × PM ÷ 12"
    formula = f"{so_far} + c {limit}, less {so_far} {limit}"
    yield change.step("pension", "C", formula, change.charged.pension, inputs)


def _second_pension_steps(change: _Change) -> Iterator[Step]:
    period, before, after = change.period, change.before, change.after
    second = change.values("second_pension")
    rate, maximum = second["rate"], second["maximum"]
    threshold = change.values("pension")["maximum_pensionable"]
    due = after.second_due - before.second_due
    months = Decimal(period.coverage.pension_months)
    yield change.step(
        "second_pension",
        "c2",
        f"{rate} × what PI changes of the year's earnings above {threshold} × PM ÷ 12",
        _dollars(due),
        {"PIYTD": _dollars(before.pensionable), "PI": period.gross, "PM": months},
    )
    limit = f"{_WITHIN} {maximum} × PM ÷ 12"
    yield change.step(
        "second_pension",
        "C2",
        f"U + c2 {limit}, less U {limit}",
        change.charged.second_pension,
        {"U": _dollars(before.second_due), "c2": _dollars(due), "PM": months},
    )


def _insurance_steps(change: _Change) -> Iterator[Step]:
    before, after = change.before, change.after
    rate = change.by_place("insurance", "rate", "quebec" if change.quebec else "elsewhere")
    most = change.values("insurance")["maximum_insurable"]
    due = _dollars(after.insurance_due - before.insurance_due)
    yield change.step("insurance", "ei", f"{rate} × IE", due, {"IE": change.period.gross})
    yield change.step(
        "insurance",
        "EI",
        f"U + ei {_WITHIN} the maximum of the first {most}, less D1",
        change.charged.insurance,
        {
            "U": _dollars(before.insurance_due),
            "ei": due,
            "maximum": _dollars(after.insurance_limit),
            "D1": _dollars(before.insurance),
        },
    )


def _parental_steps(change: _Change) -> Iterator[Step]:
    parental = change.values("parental")
    due = _dollars(change.after.parental_due - change.before.parental_due)
    yield change.step(
        "parental", "qpip", f"{parental['rate']} × S4", due, {"S4": change.period.gross}
    )
    limit = f"{_WITHIN} {parental['maximum']}"
    yield change.step(
        "parental",
        "QPIP",
        f"U + qpip {limit}, less U {limit}",
        change.charged.parental,
        {"U": _dollars(change.before.parental_due), "qpip": due},
    )


def _dollars(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)
