"""Quantities of work: whole minutes of time, exact decimals of what is no time (an expense).

Hours are reckoned with as fractions and written as decimals: a third of an hour has no decimal.
"""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

MAX_EXPENSE_FACTOR = 10
"""What an expense may be multiplied with. So the largest expense comes to an amount that payments
can sum, two thousand on an invoice; and 110 for ten per cent more is seen as the slip it is."""

MINUTES_PER_HOUR = 60
HOUR_DECIMALS = 6
"""Of hours that no decimal has exactly, where they are written: 0:20 is 0.333333."""

_NEAREST = Decimal("0.4")
"""In minutes: how far hours of two decimals lie from a whole minute, at most."""


def decimal_of(amount: Fraction) -> Decimal:
    """A fraction as a decimal without zeros that say nothing, rounded to six places if need be."""
    rounded = round(amount * 10**HOUR_DECIMALS)
    written = Decimal(rounded).scaleb(-HOUR_DECIMALS).normalize()
    return Decimal(f"{written:f}")


def hours_of(minutes: int | Decimal) -> Decimal:
    """Minutes as hours: 450 is 7.5, 20 is 0.333333."""
    return decimal_of(Fraction(minutes) / MINUTES_PER_HOUR)


def whole_minutes(hours: Decimal) -> int | None:
    """The minutes that these hours are exactly, None if they are no whole minutes."""
    minutes = hours * MINUTES_PER_HOUR
    return int(minutes) if minutes == minutes.to_integral_value() else None


def nearest_minutes(hours: Decimal) -> int | None:
    """The minutes that decimal hours stand for: 0.33 is 20. None where that is not clear.

    Every whole minute is found again from its hours with two decimals, or with more.
    """
    exact = hours * MINUTES_PER_HOUR
    minutes = exact.to_integral_value(ROUND_HALF_UP)
    return int(minutes) if abs(exact - minutes) <= _NEAREST else None


def exact_quantity(quantity: Decimal, minutes: int | None) -> Fraction:
    """How much of the article's unit (an hour, or the currency), to reckon with."""
    return Fraction(quantity) if minutes is None else Fraction(minutes, MINUTES_PER_HOUR)


def total_minutes(minutes: Iterable[int | None]) -> int | None:
    """The sum, None if one of them is not counted in whole minutes."""
    total = 0
    for each in minutes:
        if each is None:
            return None
        total += each
    return total
