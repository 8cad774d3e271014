"""Dates, numbers and money as the reader writes them (CLDR, by Babel)."""

import re
from datetime import date
from decimal import Decimal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_interval
from babel.numbers import format_decimal

from contracts.events.identity import Address
from contracts.money import Money, minor_digits

# Where CLDR knows no such language in that country, the language at home.
_HOME = {"en": "en_CA", "fr": "fr_CA", "nb": "nb_NO"}
_NO_BREAK_SPACE = "\u00a0"
_MINUS = "\u2212"
_TWO_SPACES = "\u00a0\u00a0"
_THIN_SPACES = re.compile("[\u2009\u200a]")
MAX_FRACTION_DIGITS = 6

# Countries whose addresses put the postal code after the city and region.
_CODE_LAST = {"CA", "US", "GB", "IE", "AU", "NZ", "IN"}


class Formats:
    """How one language writes in one country."""

    def __init__(self, language: str, country: str) -> None:
        self.locale = _locale(language, country)

    def day(self, day: date) -> str:
        """A date, with the month as a word, so that nobody takes 3/4 for the other one."""
        return format_date(day, "medium", self.locale).replace(" ", _NO_BREAK_SPACE)

    def span(self, first: date, last: date) -> str:
        """A period, both days included."""
        if first == last:
            return self.day(first)
        text = format_interval(first, last, "yMMMd", locale=self.locale)
        return _THIN_SPACES.sub(" ", text)

    def month(self, month: date) -> str:
        """A month of a year, in words."""
        return format_date(month, "LLLL y", self.locale).replace(" ", _NO_BREAK_SPACE)

    def months(self, first: date, last: date) -> str:
        """From a month to a month, by any of their days."""
        if (first.year, first.month) == (last.year, last.month):
            return self.month(first)
        text = format_interval(first, last, "yMMMM", locale=self.locale)
        return _THIN_SPACES.sub(" ", text)

    def number(self, value: Decimal, least: int = 0, most: int = MAX_FRACTION_DIGITS) -> str:
        """A number with at least `least` and at most `most` digits after the point."""
        pattern = "#,##0." + "0" * least + "#" * (most - least)
        text = format_decimal(value, pattern.rstrip("."), self.locale)
        return text.replace("-", _MINUS)

    def quantity(self, value: Decimal) -> str:
        """Hours and the like, to two digits so that a column lines up, more if there are more."""
        return self.number(value, least=2)

    def rate(self, value: Decimal, currency: str) -> str:
        """A price per unit, in major units of the currency."""
        return self.number(value, least=minor_digits(currency))

    def percent(self, value: Decimal) -> str:
        """A percentage that is given in percent: 14.975 is 14.975 %."""
        sign = str(self.locale.percent_formats[None].pattern)
        gap = _NO_BREAK_SPACE if _NO_BREAK_SPACE in sign else ""
        return f"{self.number(value)}{gap}%"

    def amount(self, money: Money) -> str:
        """The bare amount, for a column that names its currency at the top."""
        digits = minor_digits(money.currency)
        return self.number(money.decimal, least=digits, most=digits)

    def money(self, money: Money) -> str:
        """The amount with its ISO code, which no other country's dollar can be taken for."""
        amount = self.amount(money)
        if str(self.locale.currency_formats["standard"].pattern).startswith("\u00a4"):
            return f"{money.currency}{_NO_BREAK_SPACE}{amount}"
        return f"{amount}{_NO_BREAK_SPACE}{money.currency}"

    def country(self, code: str) -> str:
        """The country's name, or its code if CLDR has none."""
        return str(self.locale.territories.get(code, code))

    def address(self, address: Address | None, seen_from: str) -> list[str]:
        """The lines of an address. The country stands on it when it is not the reader's own."""
        if address is None:
            return []
        if address.country in _CODE_LAST:
            town = " ".join(part for part in (address.city, address.region) if part)
            place = _TWO_SPACES.join(part for part in (town, address.postal_code) if part)
        else:
            place = " ".join(part for part in (address.postal_code, address.city) if part)
        lines = [*address.street.splitlines(), place]
        if address.country != seen_from:
            lines.append(self.country(address.country))
        return [line for line in lines if line.strip()]


def _locale(language: str, country: str) -> Locale:
    try:
        return Locale.parse(f"{language}_{country}")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(_HOME.get(language, _HOME["en"]))


def paper_size(country: str) -> str:
    """The paper that printers of this country hold: Letter or A4 (CLDR measurement data)."""
    return "letter" if country in {"CA", "US", "MX", "CL", "CO", "PH", "VE"} else "A4"
