"""Money, numbers and dates as a reader writes them (CLDR, by Babel)."""

import re
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Literal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_interval, format_time, get_timezone_location
from babel.numbers import format_decimal, get_minus_sign_symbol

from contracts.money import Money, minor_digits
from contracts.quantities import MINUTES_PER_HOUR, decimal_of
from presentation.locales import locale_of

NO_BREAK_SPACE = "\u00a0"
MAX_FRACTION_DIGITS = 6

DayLength = Literal["medium", "long"]

_THIN_SPACES = re.compile("[\u2009\u200a]")
_FIRST = re.compile(r"(?:^|(?<=[\s\u2013]))1(?=[\s\u2013])")


class Formats:
    """How one language writes in one country."""

    def __init__(self, language: str, country: str) -> None:
        self.locale = locale_of(language, country)

    # Numbers

    def number(self, value: Decimal | int, least: int = 0, most: int = MAX_FRACTION_DIGITS) -> str:
        """A number with at least `least` and at most `most` digits after the decimal sign.

        What has more digits is rounded, half to even.
        """
        pattern = ("#,##0." + "0" * least + "#" * (most - least)).rstrip(".")
        said = format_decimal(value, pattern, self.locale)
        # Of a pattern that it is given, Babel takes the sign as it stands there.
        return said.replace("-", get_minus_sign_symbol(self.locale))

    def quantity(self, value: Decimal | Fraction) -> str:
        """Hours and the like, so that what is written times a rate is the amount beside it.

        Two digits, so that a column lines up, more if there are more. Whole minutes of which no
        decimal of two digits tells exactly are written as hours and minutes: 0:20.
        """
        exact = Fraction(value)
        if exact * 100 % 1 and exact * MINUTES_PER_HOUR % 1 == 0:
            minutes = int(abs(exact) * MINUTES_PER_HOUR)
            sign = get_minus_sign_symbol(self.locale) if exact < 0 else ""
            return f"{sign}{minutes // MINUTES_PER_HOUR}:{minutes % MINUTES_PER_HOUR:02}"
        return self.number(decimal_of(exact), least=2)

    def rate(self, value: Decimal, currency: str) -> str:
        """A price per unit, in major units of the currency; more digits if there are more."""
        return self.number(value, least=minor_digits(currency))

    def percent(self, value: Decimal) -> str:
        """A percentage that is given in percent: 14.975 is `14.975%` or `14,975 %`."""
        pattern = str(self.locale.percent_formats[None].pattern)
        gap = NO_BREAK_SPACE if NO_BREAK_SPACE in pattern else ""
        return f"{self.number(value)}{gap}%"

    # Money

    def amount(self, money: Money) -> str:
        """The bare amount, for a column that names its currency at the top."""
        digits = minor_digits(money.currency)
        return self.number(money.decimal, least=digits, most=digits)

    def money(self, money: Money) -> str:
        """The amount with its ISO 4217 code, which no other country's dollar can be taken for.

        `CAD 1,234.50` or `1 234,50 CAD`. A sign stands before both of them: `-CAD 5.00`.
        """
        if str(self.locale.currency_formats["standard"].pattern).startswith("\u00a4"):
            sign = get_minus_sign_symbol(self.locale) if money.amount_minor < 0 else ""
            return f"{sign}{money.currency}{NO_BREAK_SPACE}{self.amount(max(money, -money))}"
        return f"{self.amount(money)}{NO_BREAK_SPACE}{money.currency}"

    # Days

    def day(self, day: date, length: DayLength = "medium") -> str:
        """A date, with the month as a word, so that nobody takes 3/4 for the other one."""
        return self._ordinal(format_date(day, length, self.locale))

    def span(self, first: date, last: date) -> str:
        """A period, both days included."""
        if first == last:
            return self.day(first)
        return self._ordinal(self._interval(first, last, "yMMMd"))

    def month(self, month: date) -> str:
        """A month of a year, in words."""
        return format_date(month, "LLLL y", self.locale)

    def months(self, first: date, last: date) -> str:
        """From a month to a month, by any of their days."""
        if (first.year, first.month) == (last.year, last.month):
            return self.month(first)
        return self._interval(first, last, "yMMMM")

    def moment(self, at: datetime, zone: ZoneInfo) -> str:
        """A moment in a time zone, with the zone's city. The time is not broken: `09 h 05`."""
        local = at.astimezone(zone)
        day = self.day(local.date(), "long")
        time = format_time(local, "short", tzinfo=zone, locale=self.locale)
        city = get_timezone_location(zone, locale=self.locale, return_city=True)
        return f"{day}, {time.replace(' ', NO_BREAK_SPACE)} ({city})"

    def _ordinal(self, said: str) -> str:
        """Days as they are said in French: CLDR writes the first of a month as a plain 1."""
        return _FIRST.sub("1er", said) if self.locale.language == "fr" else said

    def _interval(self, first: date, last: date, skeleton: str) -> str:
        said = format_interval(first, last, skeleton, locale=self.locale)
        return _THIN_SPACES.sub(" ", said)

    # Countries

    def country(self, code: str) -> str:
        """The country's name, or its code if CLDR has none."""
        return str(self.locale.territories.get(code, code))
