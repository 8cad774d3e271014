"""The values of a message in the words of its reader's locale."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Self
from zoneinfo import ZoneInfo

import presentation.formats
from contracts.money import Money
from notifications.emails import values
from notifications.emails.catalogue import FALLBACK, Catalogue, catalogue, fill
from presentation.formats import NO_BREAK_SPACE


@dataclass(frozen=True, slots=True)
class Formats:
    """How values are put into words for one language in one country."""

    plain: presentation.formats.Formats
    catalogue: Catalogue

    @classmethod
    def of(cls, language: str, country: str) -> Self:
        """The formats of a language (en, fr, nb) as written in a country (ISO 3166-1)."""
        texts = catalogue(language)
        return cls(presentation.formats.Formats(texts.language, country), texts)

    def say(self, value: values.TemplateValue) -> str:  # noqa: C901, PLR0911 - one return a type
        """The value in words. Raises MissingTextError."""
        match value:
            case values.Text():
                return value.text
            case values.Phrase():
                return self.catalogue.text("phrases", value.key)
            case values.TranslatedName():
                return value.names.get(self.catalogue.language) or value.names.get(FALLBACK, "")
            case values.Amount():
                return self.money(value.money)
            case values.Day():
                return self.plain.day(value.on, "long")
            case values.Period():
                return self._period(value)
            case values.Moment():
                return self.plain.moment(value.at, ZoneInfo(value.zone))
            case values.Hours():
                return self._hours(value)
            case values.Percent():
                return self.plain.percent(value.percent)
            case values.Count():
                return self._counted(Decimal(value.number), value.key)

    def money(self, money: Money) -> str:
        """An amount with its ISO 4217 code, such as `CAD 1,234.50` or `1 234,50 NOK`."""
        return self.plain.money(money)

    def _hours(self, value: values.Hours) -> str:
        exact = value.exact
        # 1.5 hours are said so, and twenty minutes, which no decimal tells exactly, as on pages:
        # 0:20 h, and in French, which has the unit where others have a colon, 0 h 20.
        said = self.plain.quantity(exact) if exact * 100 % 1 else None
        if said and ":" in said:
            is_french = self.plain.locale.language == "fr"
            unit = f"{NO_BREAK_SPACE}h"
            return said.replace(":", f"{unit}{NO_BREAK_SPACE}") if is_french else f"{said}{unit}"
        return self._counted(value.hours, "hours", said)

    def _counted(self, number: Decimal, key: str, said: str | None = None) -> str:
        said = said or self.plain.number(number)
        # CLDR knows fractions: French says 1,5 heure, English 1.5 hours.
        form = self.plain.locale.plural_form(abs(number))
        return fill(self.catalogue.counted(key, form), {"number": said}.__getitem__)

    def _period(self, value: values.Period) -> str:
        if value.from_on == value.to_on:
            return self.plain.day(value.from_on, "long")
        return self.plain.span(value.from_on, value.to_on)
