"""Quebec's income tax withheld from salary and wages: Revenu Québec, TP-1015.F, part 2.1.1.

The formulas for regular payments. Letters in docstrings and steps are the guide's (its French and
English editions have the same). Amounts are dollars.
"""
# ruff: noqa: RUF001 - signs of multiplication and subtraction, as the source prints them

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from pydantic import BaseModel, ConfigDict

from payments.taxes.canada.contributions import PeriodContributions
from payments.taxes.canada.td1 import Td1
from payments.taxes.editions import edition_of
from payments.taxes.steps import Step

_NOTHING = Decimal(0)
_CENT = Decimal("0.01")
_DOLLAR = Decimal(1)


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Bracket(_Model):
    """Above this annual taxable income: its rate (T) and constant (K)."""

    above: Decimal
    rate: Decimal
    constant: Decimal


class WorkerDeduction(_Model):
    """Of pay, up to its maximum for the year."""

    rate: Decimal
    maximum: Decimal


class AdditionalPension(_Model):
    """The first additional contribution's rate, within the rate of the pension contribution."""

    additional_rate: Decimal
    rate: Decimal


class _Values(_Model):
    brackets: tuple[Bracket, ...]
    credit_rate: Decimal
    basic_amount: Decimal
    worker_deduction: WorkerDeduction
    additional_pension: AdditionalPension


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edition:
    code: str
    source: str
    values: _Values


@dataclass(frozen=True, slots=True, kw_only=True)
class _Factors:
    """What the tax was reckoned from, by its names in the docstring of `quebec_tax`."""

    periods: Decimal
    gross: Decimal
    contributions: PeriodContributions
    worker_deduction: Decimal
    pension_deduction: Decimal
    income: Decimal
    bracket: Bracket
    credits: Decimal
    annual_tax: Decimal
    additional_tax: Decimal
    tax: Decimal


def quebec_tax(
    *,
    gross: Decimal,
    periods_a_year: int,
    td1: Td1,
    contributions: PeriodContributions,
    on: date,
    additional_tax: Decimal = _NOTHING,
    trace: bool = False,
) -> tuple[Decimal, tuple[Step, ...]]:
    """Quebec's income tax of a pay period, to the cent, and where asked for how it came about.

    `gross` is the pay of the period, 0 or more (G, D); `td1.provincial_claim` the total of Form
    TP-1015.3, line 10 (E), None for who filed none: the basic amount; `contributions` what is
    withheld from this pay (C, C2). `additional_tax` is what the person asked Revenu Québec's form
    for, of each pay period (L); the one of Form TD1 is federal and not added here. `on`, the day
    of payment, decides the edition.

    Raises NoRuleError for a day whose values were not read, ValueError for pay below zero.
    """
    if gross < 0:
        raise ValueError(gross)
    edition = _edition(on)
    values = edition.values
    periods = Decimal(periods_a_year)
    deduction = values.worker_deduction
    worker_deduction = _cents(min(deduction.rate * gross, deduction.maximum / periods))
    share = values.additional_pension
    pension_deduction = _cents(
        contributions.pension * share.additional_rate / share.rate + contributions.second_pension
    )
    income = max(periods * (gross - worker_deduction - pension_deduction), _NOTHING)
    bracket = _bracket(values, income)
    claim = values.basic_amount if td1.provincial_claim is None else td1.provincial_claim
    credits_ = claim.quantize(_DOLLAR, ROUND_HALF_UP)
    annual_tax = max(
        _cents(bracket.rate * income) - bracket.constant - _cents(values.credit_rate * credits_),
        _NOTHING,
    )
    tax = max(_cents(annual_tax / periods + additional_tax), _NOTHING)
    if not trace:
        return tax, ()
    factors = _Factors(
        periods=periods,
        gross=gross,
        contributions=contributions,
        worker_deduction=worker_deduction,
        pension_deduction=pension_deduction,
        income=income,
        bracket=bracket,
        credits=credits_,
        annual_tax=annual_tax,
        additional_tax=additional_tax,
        tax=tax,
    )
    return tax, tuple(_steps(edition, factors))


def _bracket(values: _Values, income: Decimal) -> Bracket:
    """The last whose threshold the income exceeds; the first for none."""
    found = values.brackets[0]
    for bracket in values.brackets[1:]:
        if income <= bracket.above:
            break
        found = bracket
    return found


def _cents(amount: Decimal) -> Decimal:
    """Each result to the cent, up from half a cent on, as the examples of the guide are."""
    return amount.quantize(_CENT, ROUND_HALF_UP)


@lru_cache(maxsize=16)
def _edition(on: date) -> _Edition:
    edition = edition_of("ca", "quebec", on)
    return _Edition(
        code=edition.code,
        source=edition.sources["tp1015f"],
        values=_Values.model_validate(edition.values),
    )


def _steps(edition: _Edition, found: _Factors) -> Iterator[Step]:
    values, share = edition.values, edition.values.additional_pension

    def step(code: str, formula: str, result: Decimal, **inputs: Decimal) -> Step:
        return Step(
            code=code,
            formula=formula,
            inputs=inputs,
            result=result,
            edition=edition.code,
            source=f"{edition.source}, part 2.1.1",
        )

    deduction = values.worker_deduction
    yield step(
        "H",
        f"min({deduction.rate} × D, {deduction.maximum} ÷ P)",
        found.worker_deduction,
        D=found.gross,
        P=found.periods,
    )
    yield step(
        "CSA",
        f"C × ({share.additional_rate} ÷ {share.rate}) + C2",
        found.pension_deduction,
        C=found.contributions.pension,
        C2=found.contributions.second_pension,
    )
    yield step(
        "I",
        "P × (G − H − CSA)",
        found.income,
        P=found.periods,
        G=found.gross,
        H=found.worker_deduction,
        CSA=found.pension_deduction,
    )
    yield step(
        "Y",
        f"(T × I) − K − ({values.credit_rate} × E)",
        found.annual_tax,
        T=found.bracket.rate,
        I=found.income,
        K=found.bracket.constant,
        E=found.credits,
    )
    yield step(
        "A", "(Y ÷ P) + L", found.tax, Y=found.annual_tax, P=found.periods, L=found.additional_tax
    )
