"""Income tax of a province or territory, of a year (CRA T4127, chapter 4, steps 4 and 5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from payments.taxes.canada.annual_income import AnnualIncome
from payments.taxes.canada.income_tax_values import (
    NOTHING,
    Bracket,
    IncomeReduction,
    PremiumStep,
    ProvincialValues,
    Surtax,
    basic_amount_of,
    bracket_of,
    cents,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvincialTax:
    """Dollars of a year; T4127's letters: TCP, K1P, K2P, K4P, K5P, T4, V1, V2, S, T2."""

    bracket: Bracket
    claim: Decimal
    personal_credit: Decimal
    contributions_credit: Decimal
    employment_credit: Decimal
    supplemental_credit: Decimal
    basic_tax: Decimal
    surtax: Decimal
    health_premium: Decimal
    reduction: Decimal
    tax: Decimal


def provincial_tax(
    values: ProvincialValues,
    income: AnnualIncome,
    *,
    claim: Decimal | None,
    employment_amount: Decimal,
) -> ProvincialTax:
    """Tax on the annual taxable income. `claim` None: the basic amount, by income where it falls.

    Ontario's health premium is added after its reduction, which does not lower it.
    """
    lowest = values.scale[0].rate
    bracket = bracket_of(values.scale, income.taxable)
    total_claim = basic_amount_of(values.basic_amount, income.taxable) if claim is None else claim
    personal = cents(lowest * total_claim)
    contributions = income.contributions_credit(lowest)
    employment = NOTHING
    if values.employment_credit:
        employment = cents(lowest * min(income.gross, employment_amount))
    supplemental = _supplemental(values, personal + contributions)
    before_credits = cents(bracket.rate * income.taxable) - bracket.constant
    basic = before_credits - personal - contributions - employment - supplemental
    basic = max(NOTHING, basic)
    surtax = _surtax(values.surtax, basic)
    premium = _health_premium(values.health_premium, income.taxable)
    reduction = _reduction(values, income.taxable, basic, surtax)
    return ProvincialTax(
        bracket=bracket,
        claim=total_claim,
        personal_credit=personal,
        contributions_credit=contributions,
        employment_credit=employment,
        supplemental_credit=supplemental,
        basic_tax=basic,
        surtax=surtax,
        health_premium=premium,
        reduction=reduction,
        tax=basic + surtax + premium - reduction,
    )


def _supplemental(values: ProvincialValues, personal_and_contributions: Decimal) -> Decimal:
    rule = values.supplemental_credit
    if rule is None or personal_and_contributions <= rule.above:
        return NOTHING
    return rule.share.of(personal_and_contributions - rule.above)


def _surtax(steps: Sequence[Surtax], basic: Decimal) -> Decimal:
    """The steps add up: what is above the second is above the first, too."""
    total = NOTHING
    for step in steps:
        if basic > step.above:
            total += cents(step.rate * (basic - step.above))
    return total


def _health_premium(steps: Sequence[PremiumStep], taxable: Decimal) -> Decimal:
    for step in reversed(steps):
        if taxable > step.above:
            return min(step.maximum, step.base + cents(step.rate * (taxable - step.above)))
    return NOTHING


def _reduction(
    values: ProvincialValues, taxable: Decimal, basic: Decimal, surtax: Decimal
) -> Decimal:
    """At most the tax itself, and never below nothing."""
    if values.tax_reduction is not None:
        due = basic + surtax
        return max(NOTHING, min(due, 2 * values.tax_reduction - due))
    if values.income_reduction is not None:
        return min(basic, _by_income(values.income_reduction, taxable))
    return NOTHING


def _by_income(reduction: IncomeReduction, taxable: Decimal) -> Decimal:
    if taxable <= reduction.start:
        return reduction.amount
    if taxable > reduction.end:
        return NOTHING
    lost = cents((taxable - reduction.start) * reduction.rate)
    return max(NOTHING, reduction.amount - lost)
