"""Simple interest on what was due of an invoice, day by day, and rounded once. Pure.

It is computed from the whole time each time it is asked for, and what was charged is taken off:
so any split of the days adds up to the whole, to the minor unit.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from contracts.money import Money
from payments.agency_rules.model import AgencyRule
from payments.held_back import disputed_part, held_back

DAYS_OF_A_YEAR = 365
"""Of every year, the leap years too: actual/365."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestRule(AgencyRule):
    """What a year of being late costs, in percent by currency; in others nothing."""

    percents: Mapping[str, Decimal] = field(default_factory=dict[str, Decimal])

    def percent_in(self, currency: str) -> Decimal:
        """A year's percent in a currency."""
        return self.percents.get(currency, Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceAmounts:
    """What had become of an invoice by the end of a day. Each amount is of all the time since.

    `disputed` and `agreed` are before taxes, as `held_back` takes them.
    """

    on: date
    received: Money
    credited: Money
    written_off: Money
    charged: Money
    disputed: Money
    agreed: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class DueSince:
    """What was due of an invoice from a day on, that day included, until the next of these.

    Late charges are not in it: they bear no interest.
    """

    on: date
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestSpan:
    """The days for which interest was charged, at what rate, and how much it was.

    Waived: the agency gave that up. These days are not charged again.
    """

    from_on: date
    until_on: date
    percent: Decimal
    amount: Money
    is_waived: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Interest:
    """What being late comes to from a day to the end of another, at so many percent a year."""

    percent: Decimal
    from_on: date
    until_on: date
    amount: Money


def due_since(by_day: Sequence[InvoiceAmounts], *, total: Money, subtotal: Money) -> list[DueSince]:
    """What was due of an invoice's total from day to day.

    Money pays the late charges first that stood when it came in, and then the total. So it does not
    matter to what bears interest when charges were booked, but it does when money came in: what was
    received before a charge, or on its day, was for the total.
    """
    nothing = received = charged = for_charges = Money.zero(total.currency)
    due: list[DueSince] = []
    for one in by_day:
        for_charges += max(min(one.received - received, charged - for_charges), nothing)
        # A charge that was waived, and money that went to the company's balance, is for none.
        for_charges = min(for_charges, one.charged, one.received)
        received, charged = one.received, one.charged
        of_total = total - one.credited - (received - for_charges)
        everything = total + charged - one.credited - received - one.written_off
        principal = max(min(of_total, everything), nothing)
        held = held_back(
            disputed=one.disputed,
            agreed=one.agreed,
            credited=one.credited,
            subtotal=subtotal,
            total=total,
        )
        disputed = disputed_part(principal, held, billed=total - one.credited)
        due.append(DueSince(on=one.on, amount=principal - disputed))
    return due


def interest_since(
    until_on: date,
    due: Sequence[DueSince],
    *,
    due_on: date,
    percent: Decimal,
    charged: Iterable[InterestSpan],
) -> Interest | None:
    """Simple interest to charge on each day after the due date, until the end of this one.

    `due`: in the order of their days, the first of them on or before the due date. What came in on
    a day is not late on it. None: nothing is to charge.

    It is what all the days that were charged come to now, each at its own rate, and the days after
    them at this one, rounded once, less what was charged. So parts add up to the whole however the
    days are cut, and what was charged too much, since money was recorded only after its day, is
    taken off. What was waived counts in neither.
    """
    spans = list(charged)
    from_on = max((_next(one.until_on) for one in spans), default=_next(due_on))
    if not percent or until_on < from_on:
        return None
    kept = [one for one in spans if not one.is_waived]
    exact = _exact(due, from_on, until_on, percent)
    exact += sum((_exact(due, one.from_on, one.until_on, one.percent) for one in kept), Fraction(0))
    currency = due[0].amount.currency
    amount = Money.of(exact, currency) - Money.total((one.amount for one in kept), currency)
    if amount.amount_minor <= 0:
        return None
    return Interest(percent=percent, from_on=from_on, until_on=until_on, amount=amount)


def _exact(due: Sequence[DueSince], from_on: date, until_on: date, percent: Decimal) -> Fraction:
    """Interest on each day from one to another, both included, in units of the currency."""
    ends = [*(one.on for one in due[1:]), date.max]
    late = sum(
        (
            Fraction(one.amount.decimal) * _days(max(one.on, from_on), end, until_on)
            for one, end in zip(due, ends, strict=True)
        ),
        Fraction(0),
    )
    return late * Fraction(percent) / 100 / DAYS_OF_A_YEAR


def _next(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def _days(start: date, end: date, until_on: date) -> int:
    """How many days are from a day to before another, and not after the last."""
    return max(0, min(end.toordinal(), until_on.toordinal() + 1) - start.toordinal())
