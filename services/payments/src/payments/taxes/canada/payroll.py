"""Pay in Canada: contributions of the year, then income tax of the pay period (CRA T4127).

Province of employment is the region of the person. Contributions have limits of a calendar year,
so what is charged now is the year with this pay less what the year charged before.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from payments.periods import Period
from payments.taxes.canada.contribution_steps import contribution_steps
from payments.taxes.canada.contributions import (
    ContributionYear,
    EmployerContributions,
    PeriodContributions,
    PeriodPay,
    basic_exemption,
    percents,
)
from payments.taxes.canada.income_tax import income_tax
from payments.taxes.canada.quebec import quebec_tax
from payments.taxes.model import ComputedCharge, Effect, periods_a_year
from payments.taxes.names import EMPLOYER
from payments.taxes.pay import Pay
from payments.taxes.steps import Step

QUEBEC = "QC"
FEDERAL, PROVINCIAL = "ca_federal_tax", "ca_provincial_tax"


@dataclass(frozen=True, slots=True)
class Plan:
    """A contribution: as which part it is reckoned, its codes, and those of its steps."""

    part: str
    elsewhere: str
    quebec: str
    steps: frozenset[str]

    def code(self, province: str) -> str:
        """What it is called where somebody works."""
        return self.quebec if province == QUEBEC else self.elsewhere


PENSION = Plan("pension", "cpp", "qpp", frozenset({"exemption", "c"}))
_PLANS = (
    PENSION,
    Plan("second_pension", "cpp2", "qpp2", frozenset({"c2"})),
    Plan("insurance", "ei", "ei", frozenset({"ei"})),
    Plan("parental", "qpip", "qpip", frozenset({"qpip"})),
)


@dataclass(slots=True)
class ContributionsOfYear:
    """Contributions of a calendar year by code, in dollars; of one pay period how they came."""

    by_code: dict[str, Decimal] = field(default_factory=lambda: defaultdict[str, Decimal](Decimal))
    steps: dict[str, list[Step]] = field(default_factory=lambda: defaultdict[str, list[Step]](list))

    def add(
        self, province: str, employee: PeriodContributions, employer: EmployerContributions
    ) -> None:
        """What a pay period brings, by where it was worked."""
        of_employer = _parts(employer)
        for plan, amount, beside in zip(_PLANS, _parts(employee), of_employer, strict=True):
            code = plan.code(province)
            self.by_code[code] += amount
            self.by_code[EMPLOYER + code] += beside

    def explain(self, province: str, steps: Sequence[Step]) -> None:
        """How the contributions of a pay period came about, in its turn of the year."""
        for step in steps:
            plan = next(plan for plan in reversed(_PLANS) if step.code.lower() in plan.steps)
            self.steps[plan.code(province)].append(step)


def _parts(of: PeriodContributions | EmployerContributions) -> tuple[Decimal, ...]:
    """In the order of the plans."""
    return (of.pension, of.second_pension, of.insurance, of.parental)


def charges(pay: Pay) -> Iterator[ComputedCharge]:
    """Pension, insurance, income tax, and the employer's part. Raises NoRuleError."""
    province = pay.subject.region
    year = pay.values_on(pay.subject.on).year
    of_year = _of_year(pay, _periods_of_year(pay), year)
    changes = {
        code: pay.minor(amount) - pay.charged_in_year_minor(code)
        for code, amount in of_year.by_code.items()
    }
    rates = percents(year, quebec=province == QUEBEC)
    percent_of = {plan.code(province): rates[plan.part] for plan in _PLANS}
    for code, change_minor in changes.items():
        yield pay.charge(
            code,
            change_minor,
            effect=Effect.EMPLOYER if code.startswith(EMPLOYER) else Effect.DEDUCTION,
            percent=percent_of.get(code),
            exempt_minor=_exempt_minor(pay) if code == PENSION.code(province) else 0,
            steps=of_year.steps.get(code, ()),
        )
    charged = {plan.part: _charged(pay, plan.code(province)) for plan in _PLANS}
    now = {
        plan.part: charged[plan.part].in_period + pay.decimal(changes[plan.code(province)])
        for plan in _PLANS
    }
    before = {part: one.in_year - one.in_period for part, one in charged.items()}
    months = pay.details.on(pay.subject.on).coverage.pension_months
    yield from _income_tax(
        pay, province, _contributions(now, months), _contributions(before, months)
    )


class ChargedBefore(NamedTuple):
    """What was charged of a contribution before, in dollars: of the pay period, of the year."""

    in_period: Decimal
    in_year: Decimal


def _charged(pay: Pay, code: str) -> ChargedBefore:
    return ChargedBefore(
        in_period=pay.decimal(pay.charged(code).amount_minor),
        in_year=pay.decimal(pay.charged_in_year_minor(code)),
    )


def _contributions(parts: Mapping[str, Decimal], months: int) -> PeriodContributions:
    return PeriodContributions(
        pension=parts["pension"],
        second_pension=parts["second_pension"],
        insurance=parts["insurance"],
        parental=parts["parental"],
        pension_months=months,
    )


def _periods_of_year(pay: Pay) -> dict[Period, PeriodPay]:
    return {
        period: PeriodPay(
            gross=pay.decimal(max(0, paid.earnings_minor)),
            periods_a_year=periods_a_year(period),
            province=paid.place.partition("-")[2],
            coverage=pay.details.on(paid.on).coverage,
        )
        for period, paid in pay.of_year.items()
    }


def _of_year(pay: Pay, periods: Mapping[Period, PeriodPay], year: int) -> ContributionsOfYear:
    """All of the year, and how its part of this pay period came about where that is in its turn."""
    so_far = ContributionYear(year)
    found = ContributionsOfYear()
    for period, period_pay in periods.items():
        before = so_far.state if period == pay.period else None
        employee, employer = so_far.add(period_pay)
        found.add(period_pay.province, employee, employer)
        if before is not None:
            steps = contribution_steps(
                year, period_pay, employee, before=before, after=so_far.state
            )
            found.explain(period_pay.province, steps)
    return found


def _exempt_minor(pay: Pay) -> int:
    """What of the pay period is free of pension contributions."""
    coverage = pay.details.on(pay.subject.on).coverage
    if not coverage.pension:
        return 0
    free = basic_exemption(pay.values_on(pay.subject.on).year, periods_a_year(pay.period))
    return min(pay.minor(free), pay.total_minor)


def _income_tax(
    pay: Pay,
    province: str,
    contributions: PeriodContributions,
    year_to_date: PeriodContributions,
) -> Iterator[ComputedCharge]:
    """Of the whole pay period, less what was withheld of it before."""
    td1 = pay.details.on(pay.subject.on).td1
    gross, periods = pay.decimal(pay.total_minor), periods_a_year(pay.period)
    values_on = pay.values_on(pay.subject.on)
    found = income_tax(
        gross=gross,
        periods_a_year=periods,
        province=province,
        td1=td1,
        contributions=contributions,
        on=values_on,
        year_to_date=year_to_date,
        trace=True,
    )
    provincial, provincial_steps = found.provincial, found.provincial_steps
    if province == QUEBEC:
        provincial, provincial_steps = quebec_tax(
            gross=gross,
            periods_a_year=periods,
            td1=td1,
            contributions=contributions,
            on=values_on,
            trace=True,
        )
    for code, amount, steps in (
        (FEDERAL, found.federal, found.steps),
        (PROVINCIAL, provincial, provincial_steps),
    ):
        change_minor = pay.minor(amount) - pay.charged(code).amount_minor
        yield pay.charge(code, change_minor, steps=steps)
