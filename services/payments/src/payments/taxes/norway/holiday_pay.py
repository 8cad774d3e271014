"""Holiday pay in Norway (feriepenger): what an employer owes for the next year, as pay is paid.

Ferieloven § 10: 10.2 % of the pay of the calendar year (12 % where the fifth week of holiday is
agreed, as in most collective agreements); 2.3 points more for who has turned 60 by the end of the
following year, of at most six times the national insurance base amount on 31 December. Repaid
expenses and holiday pay itself are no part of the base.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import cast

from payments.taxes.editions import Edition, edition_of
from payments.taxes.steps import Step

_ORE = Decimal("0.01")
_BASE_AMOUNTS = 6


class HolidayTerms(StrEnum):
    """By which terms holiday is owed."""

    LAW = "law"
    AGREED = "agreed"
    """With the fifth week that is agreed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayPay:
    """What becomes owed with a payment, in NOK to the øre; negative for a correction."""

    amount: Decimal
    steps: tuple[Step, ...] = ()


def holiday_pay(
    *,
    paid: Decimal,
    paid_before: Decimal,
    terms: HolidayTerms,
    over_60: bool,
    on: date,
    trace: bool = False,
) -> HolidayPay:
    """What becomes owed for `paid`, on top of what `paid_before` in the year has earned.

    `over_60`: the employee turns 60 in the year after payment, or has before (§ 5 no. 2: the extra
    week is for the whole year of holiday in which somebody turns 60). `on` is the day of payment.
    Raises NoRuleError for a year whose values are not known.
    """
    edition = edition_of("no", "holiday_pay", on)
    percent = Decimal(cast("dict[str, str]", edition.values["percent"])[terms.value])
    extra = Decimal(cast("str", edition.values["extra_percent_over_60"])) if over_60 else Decimal(0)
    before = _earned(edition, paid_before, percent, extra)
    after = _earned(edition, paid_before + paid, percent, extra)
    amount = after - before
    if not trace:
        return HolidayPay(amount=amount)
    step = Step(
        code="holiday_pay",
        formula="round((Y + B) * p + min(Y + B, L) * e) - round(Y * p + min(Y, L) * e)",
        inputs={
            "B": paid,
            "Y": paid_before,
            "p": percent / 100,
            "e": extra / 100,
            "L": _limit(edition),
        },
        result=amount,
        edition=edition.code,
        source=edition.sources[terms.value],
    )
    return HolidayPay(amount=amount, steps=(step,))


def _earned(edition: Edition, year: Decimal, percent: Decimal, extra: Decimal) -> Decimal:
    """Holiday pay of the year's pay so far, to the øre."""
    owed = year * percent + min(year, _limit(edition)) * extra
    return (owed / 100).quantize(_ORE, rounding=ROUND_HALF_UP)


def _limit(edition: Edition) -> Decimal:
    """What of a year's pay brings the extra: six base amounts."""
    return _BASE_AMOUNTS * Decimal(cast("str", edition.values["base_amount"]))
