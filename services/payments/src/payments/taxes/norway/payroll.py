"""Pay in Norway: withholding by the tax card, holiday pay, and the employer's contribution.

A free card counts the pay of the whole year (skattebetalingsloven § 5-1), as holiday pay and the
employer's contribution do, so of these what is charged now is the year with this pay less what the
year charged before. Everything else is withheld of the pay period, over all work orders.
"""

from collections.abc import Iterator
from decimal import Decimal

from payments.taxes.model import ComputedCharge, Effect, periods_a_year
from payments.taxes.norway.employer_contribution import employer_contribution
from payments.taxes.norway.holiday_pay import holiday_pay
from payments.taxes.norway.tax_card import CardKind
from payments.taxes.norway.withholding import withholding
from payments.taxes.pay import Pay

WITHHELD = "no_withholding_tax"
HOLIDAY_PAY = "no_holiday_pay"
CONTRIBUTION = "no_employer_contribution"
_NOTHING_BEFORE = Decimal(0)


def charges(pay: Pay) -> Iterator[ComputedCharge]:
    """What is withheld, and what the employer owes beside it. Raises NoRuleError.

    No contribution is booked where nobody said in which zone the person works.
    """
    details = pay.details.on(pay.subject.on)
    values_on = pay.values_on(pay.subject.on)
    year = pay.decimal(sum(max(0, one.earnings_minor) for one in pay.of_year.values()))
    whole_year = details.card is not None and details.card.kind is CardKind.FREE
    found = withholding(
        gross=year if whole_year else pay.decimal(pay.total_minor),
        periods_a_year=periods_a_year(pay.period),
        card=details.card,
        paid_before=_NOTHING_BEFORE,
        on=values_on,
    )
    before_minor = (
        pay.charged_in_year_minor(WITHHELD) if whole_year else pay.charged(WITHHELD).amount_minor
    )
    yield pay.charge(WITHHELD, pay.minor(found.amount) - before_minor)
    earned = holiday_pay(
        paid=year,
        paid_before=_NOTHING_BEFORE,
        terms=details.holiday_terms,
        over_60=details.over_60,
        on=values_on,
    )
    yield _employers(pay, HOLIDAY_PAY, earned.amount)
    if details.contribution_zone is not None:
        owed = employer_contribution(
            paid=year, paid_before=_NOTHING_BEFORE, zone=details.contribution_zone, on=values_on
        )
        yield _employers(pay, CONTRIBUTION, owed.amount)


def _employers(pay: Pay, code: str, of_year: Decimal) -> ComputedCharge:
    change_minor = pay.minor(of_year) - pay.charged_in_year_minor(code)
    return pay.charge(code, change_minor, effect=Effect.EMPLOYER)
