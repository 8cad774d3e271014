"""Pay in Norway: withholding by the tax card, holiday pay, and the employer's contribution.

A free card counts the pay of the year (skattebetalingsforskriften § 5-3-2), as holiday pay and the
employer's contribution do. So of these what is charged now is what the year's pay under a free
card, these terms or this zone comes to, less what was charged on it before: another card, zone or
terms from some day on change nothing of what was right until then. Everything else is withheld of
the pay period, over all work orders.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby, takewhile
from typing import Generic, TypeVar

from payments.periods import Period
from payments.taxes.details import TaxDetails
from payments.taxes.model import ComputedCharge, Effect, PaidPeriod, periods_a_year
from payments.taxes.norway.employer_contribution import ContributionZone, employer_contribution
from payments.taxes.norway.holiday_pay import holiday_pay
from payments.taxes.norway.tax_card import CardKind, TaxCard
from payments.taxes.norway.withholding import withholding
from payments.taxes.pay import Pay

WITHHELD = "no_withholding_tax"
HOLIDAY_PAY = "no_holiday_pay"
CONTRIBUTION = "no_employer_contribution"

Terms = TypeVar("Terms")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch(Generic[Terms]):
    """Pay periods of a year that follow each other in the order of payment, under the same terms.

    `paid_before`: in the year before the first of them. `charged_minor`: on them, by one code.
    """

    terms: Terms
    paid: Decimal
    paid_before: Decimal
    charged_minor: int


def charges(pay: Pay) -> Iterator[ComputedCharge]:
    """What is withheld, and what the employer owes beside it. Raises NoRuleError.

    No contribution is booked where nobody said in which zone the person works.
    """
    details = pay.details.on(pay.subject.on)
    values_on = pay.values_on(pay.subject.on)
    if details.card is not None and _is_free(details.card):
        yield _withheld_of_year(pay, details.card, values_on)
    else:
        yield _withheld_of_period(pay, details.card, values_on)
    yield _holiday_pay(pay, details, values_on)
    if details.contribution_zone is not None:
        yield _contribution(pay, details.contribution_zone, values_on)


def _withheld_of_period(pay: Pay, card: TaxCard | None, values_on: date) -> ComputedCharge:
    found = withholding(
        gross=pay.decimal(pay.total_minor),
        periods_a_year=periods_a_year(pay.period),
        card=card,
        paid_before=Decimal(0),
        on=values_on,
        trace=True,
    )
    change_minor = pay.minor(found.amount) - pay.charged(WITHHELD).amount_minor
    return pay.charge(WITHHELD, change_minor, percent=found.percent, steps=found.steps)


def _withheld_of_year(pay: Pay, card: TaxCard, values_on: date) -> ComputedCharge:
    """By free cards alone: what other cards withheld in the year stands."""
    stretches = _stretches(pay, WITHHELD, lambda told: told.card)
    free = [stretch for stretch in stretches if _is_free(stretch.terms)]
    found = [
        withholding(
            gross=stretch.paid,
            periods_a_year=periods_a_year(pay.period),
            card=stretch.terms,
            paid_before=stretch.paid_before,
            on=values_on,
            trace=True,
        )
        for stretch in free
    ]
    amount = sum((one.amount for one in found), Decimal(0))
    return pay.charge(
        WITHHELD,
        _change_minor(pay, amount, free),
        percent=found[-1].percent,
        exempt_minor=_free_minor(pay, card),
        steps=[step for one in found for step in one.steps],
    )


def _free_minor(pay: Pay, card: TaxCard) -> int:
    """What of this pay period a free card exempts: what the pay before it left of its amount."""
    before = takewhile(lambda item: item[0] != pay.period, _in_order(pay))
    earlier = sum(max(0, one.earnings_minor) for _, one in before)
    left = pay.minor(card.free_amount or Decimal(0)) - earlier
    return min(pay.total_minor, max(0, left))


def _holiday_pay(pay: Pay, details: TaxDetails, values_on: date) -> ComputedCharge:
    stretches = _stretches(pay, HOLIDAY_PAY, lambda told: told.holiday_terms)
    mine = [stretch for stretch in stretches if stretch.terms is details.holiday_terms]
    found = [
        holiday_pay(
            paid=stretch.paid,
            paid_before=stretch.paid_before,
            terms=stretch.terms,
            over_60=details.over_60,
            on=values_on,
            trace=True,
        )
        for stretch in mine
    ]
    return pay.charge(
        HOLIDAY_PAY,
        _change_minor(pay, sum((one.amount for one in found), Decimal(0)), mine),
        effect=Effect.EMPLOYER,
        steps=[step for one in found for step in one.steps],
    )


def _contribution(pay: Pay, zone: ContributionZone, values_on: date) -> ComputedCharge:
    stretches = _stretches(pay, CONTRIBUTION, lambda told: told.contribution_zone)
    mine = [stretch for stretch in stretches if stretch.terms is zone]
    found = [
        employer_contribution(
            paid=stretch.paid,
            paid_before=stretch.paid_before,
            zone=zone,
            on=values_on,
            trace=True,
        )
        for stretch in mine
    ]
    return pay.charge(
        CONTRIBUTION,
        _change_minor(pay, sum((one.amount for one in found), Decimal(0)), mine),
        effect=Effect.EMPLOYER,
        steps=[step for one in found for step in one.steps],
    )


def _is_free(card: TaxCard | None) -> bool:
    return card is not None and card.kind is CardKind.FREE


def _change_minor(pay: Pay, amount: Decimal, stretches: Sequence[Stretch[Terms]]) -> int:
    return pay.minor(amount) - sum(stretch.charged_minor for stretch in stretches)


def _in_order(pay: Pay) -> list[tuple[Period, PaidPeriod]]:
    """The year's pay periods, this pay included, in the order of their newest payment."""
    return sorted(pay.of_year.items(), key=lambda item: (item[1].on, item[0]))


def _stretches(
    pay: Pay, code: str, terms_of: Callable[[TaxDetails], Terms]
) -> Iterator[Stretch[Terms]]:
    """The year, cut where the terms change. A pay period counts by its newest day of payment."""
    charged = pay.paid_in_year
    before = Decimal(0)
    for terms, group in groupby(
        _in_order(pay), key=lambda item: terms_of(pay.details.on(item[1].on))
    ):
        periods = list(group)
        paid = pay.decimal(sum(max(0, one.earnings_minor) for _, one in periods))
        yield Stretch(
            terms=terms,
            paid=paid,
            paid_before=before,
            charged_minor=sum(
                charged[period].charged[code].amount_minor
                for period, _ in periods
                if period in charged and code in charged[period].charged
            ),
        )
        before += paid
