"""What is withheld from an employee's pay by the law of the country, and what the employer owes."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from contracts.money import Money
from payments.taxes.canada import payroll as canada
from payments.taxes.missing import MissingRule, NoRuleError
from payments.taxes.model import ComputedCharge, Effect
from payments.taxes.norway import payroll as norway
from payments.taxes.pay import Pay


@dataclass(frozen=True, slots=True)
class Law:
    """How a country withholds, in its own currency alone."""

    currency: str
    charges: Callable[[Pay], Iterable[ComputedCharge]]


_LAWS: Mapping[str, Law] = {
    "CA": Law("CAD", canada.charges),
    "NO": Law("NOK", norway.charges),
}


def withheld(pay: Pay, agency_country: str) -> tuple[ComputedCharge, ...]:
    """Deductions and the employer's part. Raises NoRuleError: nothing says what is withheld.

    An agency withholds for its own country's treasury alone. A charge of nothing is in it only when
    it moved a base or an exemption, which later pay of the period must know.
    """
    subject = pay.subject
    law = _LAWS.get(subject.country)
    if law is None or subject.country != agency_country or subject.currency != law.currency:
        raise NoRuleError(MissingRule.WITHHOLDING, subject.place, subject.on)
    found = [one for one in law.charges(pay) if one.amount.amount_minor or one.exempt.amount_minor]
    return tuple(_left_of(pay.earnings, found))


def _left_of(earnings: Money, found: Iterable[ComputedCharge]) -> Iterable[ComputedCharge]:
    """At most what is earned is withheld of it: what is more waits for the next pay of the period.

    The reckoning of that next pay finds it, as it finds the whole. In the order of the charges:
    contributions come before income tax.
    """
    left = max(0, earnings.amount_minor)
    for one in found:
        amount = one.amount.amount_minor
        if one.effect is not Effect.DEDUCTION or amount <= 0:
            yield one
            continue
        kept = min(amount, left)
        left -= kept
        yield replace(one, amount=replace_minor(one.amount, kept))


def replace_minor(money: Money, amount_minor: int) -> Money:
    """The same currency with another amount."""
    return Money(amount_minor=amount_minor, currency=money.currency)
