"""The values of CRA's T4127 that its formulas of income tax need, by edition.

Named as T4127 names them where it has a word; its letters stand in the docstrings. Amounts are
dollars of a year, rates are fractions of one.
"""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import TypeAlias

from pydantic import BaseModel, ConfigDict

from payments.taxes.editions import edition_of

NOTHING = Decimal(0)

_CENT = Decimal("0.01")
_MONTHS = 12


def cents(amount: Decimal) -> Decimal:
    """To the cent, up from half a cent on (T4127, chapter 1).

    Every factor is rounded as its parentheses resolve: so do the examples of T4127, and so does
    CRA's calculator (PDOC), to the cent. Ratios of rates are not.
    """
    return amount.quantize(_CENT, ROUND_HALF_UP)


class _Values(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Bracket(_Values):
    """From this annual taxable income on: its rate (R, V) and constant (K, KP), table 8.1."""

    start: Decimal
    rate: Decimal
    constant: Decimal


class Share(_Values):
    """A ratio of rates, which "should not be rounded" (chapter 1)."""

    numerator: Decimal
    denominator: Decimal

    def of(self, amount: Decimal) -> Decimal:
        """This share of an amount, to the cent."""
        return cents(amount * self.numerator / self.denominator)


class BasicAmountByIncome(_Values):
    """A basic personal amount that falls with net income (BPAF, BPAMB, BPANS, BPAYT; chapter 2).

    The maximum up to `start`, the minimum from `end` on, in a straight line between them.
    """

    maximum: Decimal
    start: Decimal
    end: Decimal
    minimum: Decimal

    def of(self, net_income: Decimal) -> Decimal:
        """The amount at this net income, to the cent."""
        if net_income <= self.start:
            return self.maximum
        if net_income >= self.end:
            return self.minimum
        lost = (net_income - self.start) * (self.maximum - self.minimum) / (self.end - self.start)
        return cents(self.maximum - lost)


BasicAmount: TypeAlias = Decimal | BasicAmountByIncome


class Surtax(_Values):
    """On what basic provincial tax is above an amount (V1)."""

    above: Decimal
    rate: Decimal


class PremiumStep(_Values):
    """A step of Ontario's health premium, above this taxable income (V2)."""

    above: Decimal
    rate: Decimal
    base: Decimal
    maximum: Decimal


class IncomeReduction(_Values):
    """British Columbia's tax reduction: whole up to `start`, falling, none above `end` (S)."""

    amount: Decimal
    start: Decimal
    end: Decimal
    rate: Decimal


class SupplementalCredit(_Values):
    """Alberta's credit on personal credits above an amount (K5P)."""

    above: Decimal
    share: Share


class FederalValues(_Values):
    """Of federal tax. `employment_amount`: the Canada employment amount (CEA)."""

    scale: tuple[Bracket, ...]
    basic_amount: BasicAmountByIncome
    employment_amount: Decimal
    quebec_abatement: Decimal


class PlanValues(_Values):
    """Of a pension plan and the insurances beside it, as far as income tax needs them.

    `base_share` of a first contribution earns a credit (up to `base_maximum` a year), the rest
    of it, `additional_share`, is deducted from income. `parental_*` are of Quebec's plan (QPIP).
    """

    base_share: Share
    additional_share: Share
    base_maximum: Decimal
    insurance_maximum: Decimal
    parental_rate: Decimal = NOTHING
    parental_maximum: Decimal = NOTHING

    def base_maximum_of(self, months: int) -> Decimal:
        """What of the maximum is of so many months with contributions due (PM)."""
        if months == _MONTHS:
            return self.base_maximum
        return cents(self.base_maximum * months / _MONTHS)


class ProvincialValues(_Values):
    """Of a province or territory. What it does not have is empty, None or False.

    `tax_reduction` is Ontario's (S2); `employment_credit`: whether the Canada employment amount
    earns a credit here, too (K4P).
    """

    scale: tuple[Bracket, ...]
    basic_amount: BasicAmount
    surtax: tuple[Surtax, ...] = ()
    health_premium: tuple[PremiumStep, ...] = ()
    tax_reduction: Decimal | None = None
    income_reduction: IncomeReduction | None = None
    supplemental_credit: SupplementalCredit | None = None
    employment_credit: bool = False


class IncomeTaxValues(_Values):
    """An edition of T4127. `edition` and `source` are what a calculation names it by."""

    edition: str
    source: str
    federal: FederalValues
    cpp: PlanValues
    qpp: PlanValues
    provinces: Mapping[str, ProvincialValues]


@lru_cache(maxsize=1024)
def income_tax_values(on: date) -> IncomeTaxValues:
    """The values that hold on a day of payment. Raises NoRuleError if none were read."""
    edition = edition_of("ca", "income_tax", on)
    return IncomeTaxValues.model_validate(
        {**edition.values, "edition": edition.code, "source": edition.sources["T4127"]}
    )


def bracket_of(scale: tuple[Bracket, ...], taxable: Decimal) -> Bracket:
    """The bracket of an annual taxable income: the last that starts at or below it."""
    found = scale[0]
    for bracket in scale:
        if bracket.start > taxable:
            break
        found = bracket
    return found


def basic_amount_of(amount: BasicAmount, net_income: Decimal) -> Decimal:
    """A basic personal amount at this net income."""
    return amount.of(net_income) if isinstance(amount, BasicAmountByIncome) else amount
