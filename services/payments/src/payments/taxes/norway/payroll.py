"""Pay in Norway: withholding by the tax card, of the pay period over all work orders.

A free card counts the pay of the whole year (skattebetalingsloven § 5-1), so what is withheld now
is the year with this pay less what the year withheld before.
"""

from collections.abc import Iterator
from decimal import Decimal

from payments.taxes.model import ComputedCharge, periods_a_year
from payments.taxes.norway.tax_card import CardKind
from payments.taxes.norway.withholding import withholding
from payments.taxes.pay import Pay

CODE = "no_withholding_tax"
_NOTHING_BEFORE = Decimal(0)


def charges(pay: Pay) -> Iterator[ComputedCharge]:
    """What is withheld. Raises NoRuleError."""
    card = pay.details.on(pay.subject.on).card
    whole_year = card is not None and card.kind is CardKind.FREE
    if whole_year:
        total_minor = sum(max(0, one.earnings_minor) for one in pay.of_year.values())
        before_minor = pay.charged_in_year_minor(CODE)
    else:
        total_minor = pay.total_minor
        before_minor = pay.charged(CODE).amount_minor
    found = withholding(
        gross=pay.decimal(total_minor),
        periods_a_year=periods_a_year(pay.period),
        card=card,
        paid_before=_NOTHING_BEFORE,
        on=pay.values_on(pay.subject.on),
    )
    yield pay.charge(CODE, pay.minor(found.amount) - before_minor)
