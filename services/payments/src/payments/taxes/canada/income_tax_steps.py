"""How a period's income tax came about, factor by factor, as CRA's T4127 names them.

Every factor is rounded to the cent, so that each step can be reckoned again from what it shows.
"""
# ruff: noqa: RUF001 - signs of multiplication and subtraction, as the source prints them

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from payments.taxes.canada.annual_income import AnnualIncome, PeriodIncome
from payments.taxes.canada.federal_tax import FederalTax
from payments.taxes.canada.income_tax_values import IncomeTaxValues, PlanValues, ProvincialValues
from payments.taxes.canada.provincial_tax import ProvincialTax
from payments.taxes.steps import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Factors:
    """What an income tax was reckoned from. `additional_tax` is L; `plan` is CPP or QPP."""

    values: IncomeTaxValues
    plan: PlanValues
    period: PeriodIncome
    additional_tax: Decimal
    income: AnnualIncome

    def step(
        self, number: int, code: str, formula: str, inputs: Mapping[str, Decimal], result: Decimal
    ) -> Step:
        """A factor of chapter 4. `number` is the step of that chapter."""
        return Step(
            code=code,
            formula=formula,
            inputs=inputs,
            result=result,
            edition=self.values.edition,
            source=f"{self.values.source}: chapter 4, step {number}",
        )

    def contributions_credit_step(
        self, code: str, chapter_step: int, rate: Decimal, result: Decimal
    ) -> Step:
        """K2, K2Q or K2P: what of the contributions counts, at the lowest rate."""
        credited = {"K2: C": self.income.pension, "K2: EI": self.income.insurance}
        if self.plan.parental_maximum:
            credited["K2: QPIP"] = self.income.parental
        formula = " + ".join(f"({rate} × {name})" for name in credited)
        return self.step(chapter_step, code, formula, credited, result)


def annual_steps(factors: Factors) -> Iterator[Step]:
    """The annual taxable income, and what of the contributions earns a credit."""
    plan, period, income = factors.plan, factors.period, factors.income
    now, before = period.contributions, period.year_to_date
    periods = Decimal(period.periods_a_year)
    share, base = plan.additional_share, plan.base_share
    yield factors.step(
        1,
        "F5",
        f"C × ({share.numerator}/{share.denominator}) + C2",
        {"C": now.pension, "C2": now.second_pension},
        income.additional_contributions,
    )
    yield factors.step(
        1,
        "A",
        "P × (I − F5), not below 0",
        {"P": periods, "I": period.gross, "F5": income.additional_contributions},
        income.taxable,
    )
    yield factors.step(
        2,
        "K2: C",
        f"the greater of P × C and D, × ({base.numerator}/{base.denominator}), at most "
        f"{plan.base_maximum} × (PM/12); that maximum once D + C reach it",
        {
            "P": periods,
            "C": now.pension,
            "D": before.pension,
            "PM": Decimal(now.pension_months),
        },
        income.pension,
    )
    yield factors.step(
        2,
        "K2: EI",
        f"the greater of P × EI and D1, at most {plan.insurance_maximum}; that maximum once "
        "D1 + EI reach it",
        {"P": periods, "EI": now.insurance, "D1": before.insurance},
        income.insurance,
    )
    if plan.parental_maximum:
        yield factors.step(
            2,
            "K2: QPIP",
            f"the greater of P × IE × {plan.parental_rate} and QPIPYTD, at most "
            f"{plan.parental_maximum}; that maximum once QPIPYTD + QPIP reach it",
            {"P": periods, "IE": period.gross, "QPIP": now.parental, "QPIPYTD": before.parental},
            income.parental,
        )


def federal_steps(factors: Factors, federal: FederalTax, withheld: Decimal) -> Iterator[Step]:
    """From the total claim amount to the federal tax of the pay period."""
    values, income = factors.values.federal, factors.income
    rate = values.scale[0].rate
    yield factors.step(
        2,
        "TC",
        "Form TD1; without it BPAF by net income (chapter 2)",
        {"A": income.taxable},
        federal.claim,
    )
    yield factors.step(2, "K1", f"{rate} × TC", {"TC": federal.claim}, federal.personal_credit)
    yield factors.contributions_credit_step("K2", 2, rate, federal.contributions_credit)
    yield factors.step(
        2,
        "K4",
        f"{rate} × the lesser of P × I and CEA",
        {"P × I": income.gross, "CEA": values.employment_amount},
        federal.employment_credit,
    )
    yield factors.step(
        2,
        "T3",
        "(R × A) − K − K1 − K2 − K4, not below 0",
        {
            "R": federal.bracket.rate,
            "A": income.taxable,
            "K": federal.bracket.constant,
            "K1": federal.personal_credit,
            "K2": federal.contributions_credit,
            "K4": federal.employment_credit,
        },
        federal.basic_tax,
    )
    abated = f" − ({values.quebec_abatement} × T3)" if federal.tax != federal.basic_tax else ""
    yield factors.step(3, "T1", f"T3{abated}", {"T3": federal.basic_tax}, federal.tax)
    yield factors.step(
        6,
        "T: T1",
        "T1 / P + L",
        {
            "T1": federal.tax,
            "P": Decimal(factors.period.periods_a_year),
            "L": factors.additional_tax,
        },
        withheld,
    )


def provincial_steps(
    factors: Factors, own: ProvincialValues, provincial: ProvincialTax, withheld: Decimal
) -> Iterator[Step]:
    """From the total claim amount to the province's tax of the pay period."""
    yield from _provincial_credits(factors, own, provincial)
    yield factors.step(
        4,
        "T4",
        "(V × A) − KP − K1P − K2P − K4P − K5P, not below 0",
        {
            "V": provincial.bracket.rate,
            "A": factors.income.taxable,
            "KP": provincial.bracket.constant,
            "K1P": provincial.personal_credit,
            "K2P": provincial.contributions_credit,
            "K4P": provincial.employment_credit,
            "K5P": provincial.supplemental_credit,
        },
        provincial.basic_tax,
    )
    yield from _additions_and_reduction(factors, own, provincial)
    yield factors.step(
        5,
        "T2",
        "T4 + V1 + V2 − S",
        {
            "T4": provincial.basic_tax,
            "V1": provincial.surtax,
            "V2": provincial.health_premium,
            "S": provincial.reduction,
        },
        provincial.tax,
    )
    yield factors.step(
        6,
        "T: T2",
        "T2 / P",
        {"T2": provincial.tax, "P": Decimal(factors.period.periods_a_year)},
        withheld,
    )


def _provincial_credits(
    factors: Factors, own: ProvincialValues, provincial: ProvincialTax
) -> Iterator[Step]:
    rate, income = own.scale[0].rate, factors.income
    yield factors.step(
        5,
        "TCP",
        "the province's Form TD1; without it its basic personal amount (chapter 2, table 8.2)",
        {"A": income.taxable},
        provincial.claim,
    )
    yield factors.step(
        5, "K1P", f"{rate} × TCP", {"TCP": provincial.claim}, provincial.personal_credit
    )
    yield factors.contributions_credit_step("K2P", 5, rate, provincial.contributions_credit)
    if own.employment_credit:
        yield factors.step(
            5,
            "K4P",
            f"{rate} × the lesser of P × I and CEA",
            {"P × I": income.gross, "CEA": factors.values.federal.employment_amount},
            provincial.employment_credit,
        )
    if own.supplemental_credit is not None:
        above, share = own.supplemental_credit.above, own.supplemental_credit.share
        yield factors.step(
            5,
            "K5P",
            f"((K1P + K2P) − {above}) × ({share.numerator}/{share.denominator}), not below 0",
            {"K1P": provincial.personal_credit, "K2P": provincial.contributions_credit},
            provincial.supplemental_credit,
        )


def _additions_and_reduction(
    factors: Factors, own: ProvincialValues, provincial: ProvincialTax
) -> Iterator[Step]:
    basic = {"T4": provincial.basic_tax}
    taxable = {"A": factors.income.taxable}
    if own.surtax:
        parts = " + ".join(f"({one.rate} × (T4 − {one.above}))" for one in own.surtax)
        yield factors.step(5, "V1", f"{parts}, each not below 0", basic, provincial.surtax)
    if own.health_premium:
        yield factors.step(5, "V2", _premium(own, taxable["A"]), taxable, provincial.health_premium)
    if own.tax_reduction is not None:
        yield factors.step(
            5,
            "S",
            f"the lesser of T4 + V1 and (2 × {own.tax_reduction}) − (T4 + V1), not below 0",
            {**basic, "V1": provincial.surtax},
            provincial.reduction,
        )
    if own.income_reduction is not None:
        rule = own.income_reduction
        yield factors.step(
            5,
            "S",
            f"the lesser of T4 and {rule.amount} − ((A − {rule.start}) × {rule.rate}), not below "
            f"0; whole up to {rule.start}, none above {rule.end}",
            {**basic, **taxable},
            provincial.reduction,
        )


def _premium(own: ProvincialValues, taxable: Decimal) -> str:
    for one in reversed(own.health_premium):
        if taxable > one.above:
            return f"the lesser of {one.maximum} and {one.base} + ({one.rate} × (A − {one.above}))"
    return f"0 up to {own.health_premium[0].above}"
