"""Calendars of banks by country, from the library `holidays`.

Canadian banks are federally regulated, and are closed on their province's holidays as well. Euro is
moved by TARGET, whose holidays are the same in every country that has the euro. Those of the United
Kingdom clear by England's bank holidays. Elsewhere banks are closed on the whole country's public
holidays, and on those that it has for banks alone.
"""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache, partial
from typing import Any

from holidays import country_holidays, financial_holidays
from holidays.constants import BANK, GOVERNMENT, PUBLIC

from payments.banking_days.model import BankingCalendar, CalendarSource, Names
from payments.banking_days.names import LANGUAGES, TRANSLATIONS

EURO = frozenset(
    {
        *("AT", "BE", "BG", "CY", "DE", "EE", "ES", "FI", "FR", "GR", "HR"),
        *("IE", "IT", "LT", "LU", "LV", "MT", "NL", "PT", "SI", "SK"),
    }
)
"""https://european-union.europa.eu/institutions-law-budget/euro_en, Bulgaria since 2026."""

_WEEKEND = frozenset({5, 6})
_TARGET = "ECB"
_BY_PROVINCE = frozenset({"CA"})
_CLEARED_IN: Mapping[str, str] = {"GB": "ENG"}
_SPOKEN: Mapping[str, tuple[str, ...]] = {
    "en": ("en_CA", "en_GB", "en_US", "en"),
    "fr": ("fr_CA", "fr"),
    "nb": ("nb", "no"),
}
"""Languages of the library, those that suit best first."""
_REMARK = re.compile(r"\s*\((observed|substitute day|estimated|[^)]*, estimated)\)$", re.IGNORECASE)
_HALF_A_DAY = re.compile(r"\(from \d|half", re.IGNORECASE)


@lru_cache(maxsize=512)
def calendar_of(country: str, region: str = "") -> BankingCalendar:
    """The banking days of a country, with those of its region where it has some of its own.

    Of a country whose holidays are not known: all but its weekends.
    """
    found = _library(country, region)
    if found is None:
        return BankingCalendar(
            source=CalendarSource.WEEKENDS, weekend=_WEEKEND, holidays_in=_none_in
        )
    source = CalendarSource.TARGET if country in EURO else CalendarSource.COUNTRY
    return BankingCalendar(
        source=source,
        weekend=frozenset(found.weekend),
        holidays_in=partial(_holidays_in, country, region),
    )


def _none_in(_year: int) -> Mapping[date, Names]:
    return {}


@lru_cache(maxsize=2_048)
def _holidays_in(country: str, region: str, year: int) -> Mapping[date, Names]:
    spoken: frozenset[str] = frozenset(_library(country, region).supported_languages or ())
    by_language = {
        language: _library(country, region, year=year, language=found)
        for language in LANGUAGES
        if (found := next((one for one in _SPOKEN[language] if one in spoken), None))
    }
    plain = by_language.get("en") or _library(country, region, year=year)
    return {
        day: _names(name, {language: found.get(day) for language, found in by_language.items()})
        for day, name in plain.items()
        if day.year == year and not _HALF_A_DAY.search(name)
    }


def _names(name: str, by_library: Mapping[str, str | None]) -> Names:
    """In each language: as we call it, else as the library does, else in English."""
    english = _first(name)
    ours = TRANSLATIONS.get(english, {})
    return {
        language: ours.get(language) or _first(by_library.get(language) or english)
        for language in LANGUAGES
    }


def _first(name: str) -> str:
    """Of several holidays on a day the first, without what the library remarks of it."""
    return _REMARK.sub("", name.partition("; ")[0])


def _library(country: str, region: str, *, year: int | None = None, language: str = "") -> Any:
    """The library's holidays, of a year or empty; None: it does not know the country.

    The language is always said: without it the library asks the environment for one.
    """
    if country in EURO:
        return financial_holidays(_TARGET, years=year, expand=False, language=language or "en_US")
    try:
        known = country_holidays(country, expand=False, language="en_US")
    except NotImplementedError:
        return None
    by_province = country in _BY_PROVINCE
    wanted = {PUBLIC, GOVERNMENT if by_province else BANK}
    return country_holidays(
        country,
        subdiv=region if by_province and region in known.subdivisions else _CLEARED_IN.get(country),
        years=year,
        expand=False,
        language=language or known.default_language,
        categories=tuple(sorted(wanted & set(known.supported_categories))),
    )
