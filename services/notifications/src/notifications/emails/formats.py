"""Dates, times, numbers and money in the words of a locale (CLDR, by Babel)."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Self
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_interval, format_time, get_timezone_location
from babel.numbers import format_currency, format_decimal

from contracts.money import Money
from notifications.emails import values
from notifications.emails.catalogue import Catalogue, catalogue, fill

_NO_BREAK_SPACE = "\u00a0"
# English of a country that CLDR has no locale of, such as Norway: the day before the month.
_INTERNATIONAL_ENGLISH = "en_GB"


@dataclass(frozen=True, slots=True)
class Formats:
    """How values are put into words for one language in one country."""

    locale: Locale
    catalogue: Catalogue

    @classmethod
    def of(cls, language: str, country: str) -> Self:
        """The formats of a language (en, fr, nb) as written in a country (ISO 3166-1)."""
        texts = catalogue(language)
        return cls(_locale(texts.language, country), texts)

    def say(self, value: values.Anything) -> str:  # noqa: PLR0911 - one return a type
        """The value in words. Raises MissingTextError."""
        match value:
            case values.Text():
                return value.text
            case values.Phrase():
                return self.catalogue.text("phrases", value.key)
            case values.Amount():
                return self.money(value.money)
            case values.Day():
                return self._day(value.on)
            case values.Period():
                return self._period(value)
            case values.Moment():
                return self._moment(value)
            case values.Hours():
                return self._counted(value.hours, "hours")
            case values.Count():
                return self._counted(Decimal(value.number), value.key)

    def money(self, money: Money) -> str:
        """An amount with its ISO 4217 code, such as `CAD 1,234.50` or `1 234,50 NOK`."""
        pattern: str = self.locale.currency_formats["standard"].pattern
        coded = pattern.replace("¤#", f"¤¤{_NO_BREAK_SPACE}#").replace(
            f"{_NO_BREAK_SPACE}¤", f"{_NO_BREAK_SPACE}¤¤"
        )
        return format_currency(
            money.decimal, money.currency, format=coded, locale=self.locale, currency_digits=True
        )

    def _counted(self, number: Decimal, key: str) -> str:
        said = format_decimal(number.normalize(), locale=self.locale)
        # CLDR knows fractions: French says 1,5 heure, English 1.5 hours.
        form = self.locale.plural_form(abs(number))
        return fill(self.catalogue.counted(key, form), {"number": said}.__getitem__)

    def _day(self, on: date) -> str:
        said = format_date(on, "long", locale=self.locale)
        # CLDR writes the first of a month in French as a plain 1.
        first = self.locale.language == "fr" and on.day == 1
        return re.sub(r"^1\b", "1er", said) if first else said

    def _period(self, value: values.Period) -> str:
        if value.from_on == value.to_on:
            return self._day(value.from_on)
        return format_interval(value.from_on, value.to_on, skeleton="yMMMd", locale=self.locale)

    def _moment(self, value: values.Moment) -> str:
        zone = ZoneInfo(value.zone)
        local = value.at.astimezone(zone)
        day = self._day(local.date())
        time = format_time(local, "short", tzinfo=zone, locale=self.locale)
        city = get_timezone_location(zone, locale=self.locale, return_city=True)
        return f"{day}, {time} ({city})"


@cache
def _locale(language: str, country: str) -> Locale:
    try:
        return Locale.parse(f"{language}_{country}")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(_INTERNATIONAL_ENGLISH if language == "en" else language)
