"""Income tax withheld from salary and wages: CRA T4127 (Payroll Deductions Formulas), Option 1."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from payments.taxes.canada.annual_income import (
    NO_CONTRIBUTIONS,
    AnnualIncome,
    PeriodIncome,
    annual_income,
)
from payments.taxes.canada.contributions import PeriodContributions
from payments.taxes.canada.federal_tax import federal_tax
from payments.taxes.canada.income_tax_steps import (
    Factors,
    annual_steps,
    federal_steps,
    provincial_steps,
)
from payments.taxes.canada.income_tax_values import (
    NOTHING,
    IncomeTaxValues,
    PlanValues,
    ProvincialValues,
    cents,
    income_tax_values,
)
from payments.taxes.canada.provincial_tax import provincial_tax
from payments.taxes.canada.td1 import Td1
from payments.taxes.missing import MissingRule, NoRuleError
from payments.taxes.steps import Step

QUEBEC = "QC"


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomeTax:
    """Of one pay period, in dollars and cents. `steps`: how it came about, where asked for.

    Those of the province begin with factors that the federal ones have.
    """

    federal: Decimal
    provincial: Decimal
    steps: tuple[Step, ...]
    provincial_steps: tuple[Step, ...] = ()


def income_tax(
    *,
    gross: Decimal,
    periods_a_year: int,
    province: str,
    td1: Td1,
    contributions: PeriodContributions,
    on: date,
    year_to_date: PeriodContributions = NO_CONTRIBUTIONS,
    trace: bool = False,
) -> IncomeTax:
    """Federal and provincial income tax of a pay period, each rounded to the cent.

    `gross` is the pay of the period, 0 or more; `province` the two letters of the province or
    territory of employment; `contributions` what is withheld from this pay for pension and
    insurance, `year_to_date` what the same employer withheld before in the calendar year; `on`
    the day of payment, which decides the edition. What a person asks for beside is added to the
    federal tax. Quebec's own income tax is not in it: `provincial` is 0 there.

    Raises NoRuleError for a province that Canada does not have, and for a day whose values were
    not read.
    """
    values = income_tax_values(on)
    own = _values_of(province, values, on)
    plan = values.qpp if own is None else values.cpp
    period = PeriodIncome(
        gross=gross,
        periods_a_year=periods_a_year,
        contributions=contributions,
        year_to_date=year_to_date,
    )
    income = annual_income(period, plan)
    federal = federal_tax(values.federal, income, claim=td1.federal_claim, in_quebec=own is None)
    federal_withheld = cents(federal.tax / periods_a_year) + td1.additional_tax
    factors = _factors(values, plan, period, td1, income) if trace else None
    steps: tuple[Step, ...] = ()
    if factors is not None:
        steps = (*annual_steps(factors), *federal_steps(factors, federal, federal_withheld))
    if own is None:
        return IncomeTax(federal=federal_withheld, provincial=NOTHING, steps=steps)
    provincial = provincial_tax(
        own,
        income,
        claim=td1.provincial_claim,
        employment_amount=values.federal.employment_amount,
    )
    provincial_withheld = cents(provincial.tax / periods_a_year)
    how: tuple[Step, ...] = ()
    if factors is not None:
        how = tuple(provincial_steps(factors, own, provincial, provincial_withheld))
    return IncomeTax(
        federal=federal_withheld,
        provincial=provincial_withheld,
        steps=steps,
        provincial_steps=how,
    )


def _factors(
    values: IncomeTaxValues,
    plan: PlanValues,
    period: PeriodIncome,
    td1: Td1,
    income: AnnualIncome,
) -> Factors:
    return Factors(
        values=values,
        plan=plan,
        period=period,
        additional_tax=td1.additional_tax,
        income=income,
    )


def _values_of(province: str, values: IncomeTaxValues, on: date) -> ProvincialValues | None:
    """None: Quebec, whose income tax is not CRA's."""
    if province == QUEBEC:
        return None
    found = values.provinces.get(province)
    if found is None:
        raise NoRuleError(MissingRule.WITHHOLDING, f"CA-{province}", on, "ca_provincial_tax")
    return found
