"""Pay in Canada: contributions of the year, then income tax of the pay period (CRA T4127).

Province of employment is the region of the person. Contributions have limits of a calendar year,
so what is charged now is the year with this pay less what the year charged before.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

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

QUEBEC = "QC"
FEDERAL, PROVINCIAL = "ca_federal_tax", "ca_provincial_tax"


@dataclass(frozen=True, slots=True)
class Plan:
    """A contribution: its code in Quebec, elsewhere, and as which part it is reckoned."""

    part: str
    elsewhere: str
    quebec: str

    def code(self, province: str) -> str:
        """What it is called where somebody works."""
        return self.quebec if province == QUEBEC else self.elsewhere


PENSION = Plan("pension", "cpp", "qpp")
_PLANS = (
    PENSION,
    Plan("second_pension", "cpp2", "qpp2"),
    Plan("insurance", "ei", "ei"),
    Plan("parental", "qpip", "qpip"),
)


@dataclass(slots=True)
class ContributionsOfYear:
    """Contributions of a calendar year by code, in minor units."""

    by_code: dict[str, int] = field(default_factory=lambda: defaultdict[str, int](int))

    def add(
        self,
        pay: Pay,
        province: str,
        employee: PeriodContributions,
        employer: EmployerContributions,
    ) -> None:
        """What a pay period brings, by where it was worked."""
        for plan in _PLANS:
            code = plan.code(province)
            self.by_code[code] += pay.minor(getattr(employee, plan.part))
            self.by_code[EMPLOYER + code] += pay.minor(getattr(employer, plan.part))


def charges(pay: Pay) -> Iterator[ComputedCharge]:
    """Pension, insurance, income tax, and the employer's part. Raises NoRuleError."""
    province = pay.subject.region
    changes = {
        code: amount_minor - pay.charged_in_year_minor(code)
        for code, amount_minor in _of_year(pay).by_code.items()
    }
    year = pay.values_on(pay.subject.on).year
    rates = percents(year, quebec=province == QUEBEC)
    percent_of = {plan.code(province): rates[plan.part] for plan in _PLANS}
    for code, change_minor in changes.items():
        yield pay.charge(
            code,
            change_minor,
            effect=Effect.EMPLOYER if code.startswith(EMPLOYER) else Effect.DEDUCTION,
            percent=percent_of.get(code),
            exempt_minor=_exempt_minor(pay) if code == PENSION.code(province) else 0,
        )
    of_period = {
        plan.part: pay.decimal(
            pay.charged(plan.code(province)).amount_minor + changes[plan.code(province)]
        )
        for plan in _PLANS
    }
    before = {
        plan.part: pay.decimal(
            pay.charged_in_year_minor(plan.code(province))
            - pay.charged(plan.code(province)).amount_minor
        )
        for plan in _PLANS
    }
    yield from _income_tax(
        pay, province, PeriodContributions(**of_period), PeriodContributions(**before)
    )


def _of_year(pay: Pay) -> ContributionsOfYear:
    year = ContributionYear(pay.values_on(pay.subject.on).year)
    found = ContributionsOfYear()
    for period, paid in pay.of_year.items():
        province = paid.place.partition("-")[2]
        period_pay = PeriodPay(
            gross=pay.decimal(max(0, paid.earnings_minor)),
            periods_a_year=periods_a_year(period),
            province=province,
            coverage=pay.details.on(paid.on).coverage,
        )
        found.add(pay, province, *year.add(period_pay))
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
    )
    provincial = found.provincial
    if province == QUEBEC:
        provincial, _ = quebec_tax(
            gross=gross,
            periods_a_year=periods,
            td1=td1,
            contributions=contributions,
            on=values_on,
        )
    for code, amount in ((FEDERAL, found.federal), (PROVINCIAL, provincial)):
        yield pay.charge(code, pay.minor(amount) - pay.charged(code).amount_minor)
