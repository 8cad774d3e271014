"""Federal income tax of a year (CRA T4127, chapter 4, steps 2 and 3)."""

from dataclasses import dataclass
from decimal import Decimal

from payments.taxes.canada.annual_income import AnnualIncome
from payments.taxes.canada.income_tax_values import (
    NOTHING,
    Bracket,
    FederalValues,
    bracket_of,
    cents,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FederalTax:
    """Dollars of a year; T4127's letters: TC, K1, K2 (K2Q), K4, T3, T1."""

    bracket: Bracket
    claim: Decimal
    personal_credit: Decimal
    contributions_credit: Decimal
    employment_credit: Decimal
    basic_tax: Decimal
    tax: Decimal


def federal_tax(
    values: FederalValues, income: AnnualIncome, *, claim: Decimal | None, in_quebec: bool
) -> FederalTax:
    """Tax on the annual taxable income. `claim` None: the basic personal amount by the income.

    In Quebec 16.5 % of it are abated, as the province has its own tax instead of programs of
    Canada (Income Tax Act s. 120(2)).
    """
    lowest = values.scale[0].rate
    bracket = bracket_of(values.scale, income.taxable)
    total_claim = values.basic_amount.of(income.taxable) if claim is None else claim
    personal = cents(lowest * total_claim)
    contributions = income.contributions_credit(lowest)
    employment = cents(lowest * min(income.gross, values.employment_amount))
    before_credits = cents(bracket.rate * income.taxable) - bracket.constant
    basic = max(NOTHING, before_credits - personal - contributions - employment)
    return FederalTax(
        bracket=bracket,
        claim=total_claim,
        personal_credit=personal,
        contributions_credit=contributions,
        employment_credit=employment,
        basic_tax=basic,
        tax=basic - cents(values.quebec_abatement * basic) if in_quebec else basic,
    )
