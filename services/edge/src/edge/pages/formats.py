"""Amounts, dates and numbers as people of a language write them."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal

from contracts.money import Money

# The country decides how a language writes an amount: in Canada "$", not "CA$".
_LOCALES = {
    ("en", "CA"): "en_CA",
    ("fr", "CA"): "fr_CA",
    ("en", "NO"): "en_GB",
    ("fr", "NO"): "fr_FR",
}
_DEFAULT_LOCALES = {"en": "en_GB", "fr": "fr_FR", "nb": "nb_NO"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Formats:
    """How to write for one person."""

    language: str
    country: str
    time_zone: str

    @property
    def locale(self) -> str:
        """The CLDR locale."""
        default = _DEFAULT_LOCALES.get(self.language, "en_GB")
        return _LOCALES.get((self.language, self.country), default)

    def money(self, amount: Money) -> str:
        """`CAD 1,234.50`: the code, since portals show amounts of several currencies."""
        return format_currency(
            amount.decimal, amount.currency, format="¤¤ #,##0.00", locale=self.locale
        )

    def number(self, value: Decimal | int) -> str:
        """A number with the separators of the language."""
        return format_decimal(value, locale=self.locale)

    def date(self, day: date) -> str:
        """A day with the month as a word, so that it cannot be misread."""
        return format_date(day, format="medium", locale=self.locale)

    def time(self, moment: datetime) -> str:
        """A moment in the agency's time zone."""
        zoned = moment.astimezone(ZoneInfo(self.time_zone))
        return format_datetime(zoned, format="medium", locale=self.locale)
