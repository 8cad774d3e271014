"""The employer's national insurance contribution in Norway (arbeidsgiveravgift), by zone.

Who hires out labour pays by the zone where most of a person's work is done, not by its own.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import cast

from payments.taxes.editions import edition_of
from payments.taxes.missing import MissingRule, NoRuleError
from payments.taxes.steps import Step

_ORE = Decimal("0.01")


class ContributionZone(StrEnum):
    """Sone of the municipality where the work is done."""

    I = "1"  # noqa: E741
    IA = "1a"
    """Reduced only until the aid to the whole group of companies reaches its limit."""
    II = "2"
    III = "3"
    IV = "4"
    IVA = "4a"
    V = "5"


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployerContribution:
    """What the employer owes on top of a payment, in NOK to the øre; negative for a correction."""

    amount: Decimal
    percent: Decimal
    steps: tuple[Step, ...] = ()


def employer_contribution(
    *, paid: Decimal, paid_before: Decimal, zone: ContributionZone, on: date, trace: bool = False
) -> EmployerContribution:
    """The contribution on `paid`, on top of that on `paid_before` in the same year and zone.

    `on` is the day of payment. Raises NoRuleError for an unknown year, and for zone Ia: its rate
    depends on what aid the employer's whole group has had in the year.
    """
    edition = edition_of("no", "employer_contribution", on)
    percents = cast("dict[str, str]", edition.values["percent"])
    if zone.value not in percents:
        raise NoRuleError(MissingRule.VALUES, "NO", on, f"employer_contribution_zone_{zone.value}")
    percent = Decimal(percents[zone.value])
    amount = _contribution(paid_before + paid, percent) - _contribution(paid_before, percent)
    if not trace:
        return EmployerContribution(amount=amount, percent=percent)
    step = Step(
        code="employer_contribution",
        formula="round((Y + B) * p) - round(Y * p)",
        inputs={"B": paid, "Y": paid_before, "p": percent / 100},
        result=amount,
        edition=edition.code,
        source=edition.sources["percent"],
    )
    return EmployerContribution(amount=amount, percent=percent, steps=(step,))


def _contribution(year: Decimal, percent: Decimal) -> Decimal:
    return (year * percent / 100).quantize(_ORE, rounding=ROUND_HALF_UP)
