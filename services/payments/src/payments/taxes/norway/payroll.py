"""Pay in Norway: withholding by the tax card, holiday pay, and the employer's contribution.

A free card counts the pay of the year (skattebetalingsforskriften § 5-3-2), as holiday pay and the
employer's contribution do. So of these what is charged now is what the year's pay under the same
card, terms or zone comes to, less what was charged on it before: another zone or card from some day
on changes nothing of what was right until then. Everything else is withheld of the pay period, over
all work orders.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from payments.taxes.details import TaxDetails
from payments.taxes.model import ComputedCharge, Effect, periods_a_year
from payments.taxes.norway.employer_contribution import ContributionZone, employer_contribution
from payments.taxes.norway.holiday_pay import holiday_pay
from payments.taxes.norway.tax_card import CardKind
from payments.taxes.norway.withholding import withholding
from payments.taxes.pay import Pay

WITHHELD = "no_withholding_tax"
HOLIDAY_PAY = "no_holiday_pay"
CONTRIBUTION = "no_employer_contribution"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartOfYear:
    """The pay of a calendar year that the same terms hold for, and what the year paid before it.

    `charged_minor`: what was charged on it before, by the code that was asked for.
    """

    paid: Decimal
    paid_before: Decimal
    charged_minor: int


def charges(pay: Pay) -> Iterator[ComputedCharge]:
    """What is withheld, and what the employer owes beside it. Raises NoRuleError.

    No contribution is booked where nobody said in which zone the person works.
    """
    details = pay.details.on(pay.subject.on)
    values_on = pay.values_on(pay.subject.on)
    yield _withheld(pay, details, values_on)
    yield _holiday_pay(pay, details, values_on)
    if details.contribution_zone is not None:
        yield _contribution(pay, details.contribution_zone, values_on)


def _withheld(pay: Pay, details: TaxDetails, values_on: date) -> ComputedCharge:
    if details.card is not None and details.card.kind is CardKind.FREE:
        part = _part_of_year(pay, WITHHELD, _has_free_card)
    else:
        charged_minor = pay.charged(WITHHELD).amount_minor
        total = pay.decimal(pay.total_minor)
        part = PartOfYear(paid=total, paid_before=Decimal(0), charged_minor=charged_minor)
    found = withholding(
        gross=part.paid,
        periods_a_year=periods_a_year(pay.period),
        card=details.card,
        paid_before=part.paid_before,
        on=values_on,
    )
    change_minor = pay.minor(found.amount) - part.charged_minor
    return pay.charge(WITHHELD, change_minor, percent=found.percent)


def _holiday_pay(pay: Pay, details: TaxDetails, values_on: date) -> ComputedCharge:
    terms = details.holiday_terms
    part = _part_of_year(pay, HOLIDAY_PAY, lambda told: told.holiday_terms is terms)
    earned = holiday_pay(
        paid=part.paid,
        paid_before=part.paid_before,
        terms=terms,
        over_60=details.over_60,
        on=values_on,
    )
    change_minor = pay.minor(earned.amount) - part.charged_minor
    return pay.charge(HOLIDAY_PAY, change_minor, effect=Effect.EMPLOYER)


def _contribution(pay: Pay, zone: ContributionZone, values_on: date) -> ComputedCharge:
    part = _part_of_year(pay, CONTRIBUTION, lambda told: told.contribution_zone is zone)
    owed = employer_contribution(
        paid=part.paid, paid_before=part.paid_before, zone=zone, on=values_on
    )
    change_minor = pay.minor(owed.amount) - part.charged_minor
    return pay.charge(CONTRIBUTION, change_minor, effect=Effect.EMPLOYER)


def _has_free_card(told: TaxDetails) -> bool:
    return told.card is not None and told.card.kind is CardKind.FREE


def _part_of_year(pay: Pay, code: str, holds: Callable[[TaxDetails], bool]) -> PartOfYear:
    """The pay periods on whose day of payment this holds, and what was paid before the first."""
    of_year = pay.of_year
    mine = [period for period, paid in of_year.items() if holds(pay.details.on(paid.on))]
    first = min(of_year[period].on for period in mine)
    earlier = [one for period, one in of_year.items() if period not in mine and one.on < first]
    charged = pay.history.of_year(pay.subject.on.year)
    return PartOfYear(
        paid=pay.decimal(sum(max(0, of_year[period].earnings_minor) for period in mine)),
        paid_before=pay.decimal(sum(max(0, one.earnings_minor) for one in earlier)),
        charged_minor=sum(
            charged[period].charged[code].amount_minor
            for period in mine
            if period in charged and code in charged[period].charged
        ),
    )
