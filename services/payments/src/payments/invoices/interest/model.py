"""Simple interest on what was due of an invoice, day by day, and rounded once. Pure.

It is computed from the whole time each time it is asked for, never added up from days or parts: so
what a part of the time comes to is the difference of two such sums, and any split adds up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from contracts.money import Money
from payments.agency_rules.model import AgencyRule

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
class DueSince:
    """What was due of an invoice from a day on, that day included, until the next of these."""

    on: date
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Interest:
    """What being late comes to until the end of a day, at so many percent a year."""

    percent: Decimal
    until_on: date
    amount: Money


def interest_until(
    until_on: date, due: Sequence[DueSince], *, due_on: date, percent: Decimal
) -> Money:
    """Simple interest on each day after the due date, this day included.

    `due`: in the order of their days, the first of them on or before the due date. What came in on
    a day is not late on it.
    """
    currency = due[0].amount.currency
    ends = [*(one.on for one in due[1:]), date.max]
    late = sum(
        (
            Fraction(one.amount.decimal) * _days(max(one.on, _next(due_on)), end, until_on)
            for one, end in zip(due, ends, strict=True)
        ),
        Fraction(0),
    )
    return Money.of(late * Fraction(percent) / 100 / DAYS_OF_A_YEAR, currency)


def _next(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def _days(start: date, end: date, until_on: date) -> int:
    """How many days are from a day to before another, and not after the last."""
    return max(0, min(end.toordinal(), until_on.toordinal() + 1) - start.toordinal())
