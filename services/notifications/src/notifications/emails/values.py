"""Values of a message before they are put into words: typed, frozen, free of language.

They are stored with the e-mail as JSON; words are made of them when it is sent, so that what is
sent after an interruption is the same to the byte.
"""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field

from contracts.base import Value
from contracts.money import Money
from contracts.quantities import MINUTES_PER_HOUR, decimal_of, exact_quantity


class Text(Value):
    """Words of a person or a name, shown as they are."""

    type: Literal["text"] = "text"
    text: str


class Phrase(Value):
    """Words of the catalogue, by their key in its section `phrases`."""

    type: Literal["phrase"] = "phrase"
    key: str


class TranslatedName(Value):
    """What has a name in each language; in English where it has none in the reader's."""

    type: Literal["named"] = "named"
    names: dict[str, str]


class Amount(Value):
    """An amount of money, shown with its ISO 4217 code."""

    type: Literal["amount"] = "amount"
    money: Money


class Day(Value):
    """A date, shown in long form."""

    type: Literal["day"] = "day"
    on: date


class Period(Value):
    """From one day to another, both included."""

    type: Literal["period"] = "period"
    from_on: date
    to_on: date


class Moment(Value):
    """A time, shown in `zone` (IANA) and with its name."""

    type: Literal["moment"] = "moment"
    at: datetime
    zone: str


class Hours(Value):
    """A number of hours. `minutes`: the same, exact, where it is whole minutes."""

    type: Literal["hours"] = "hours"
    hours: Decimal
    minutes: int | None = None

    @classmethod
    def of(cls, exact: Fraction) -> Self:
        """From hours, exact."""
        minutes = exact * MINUTES_PER_HOUR
        return cls(hours=decimal_of(exact), minutes=None if minutes % 1 else int(minutes))

    @property
    def exact(self) -> Fraction:
        """The hours, exact."""
        return exact_quantity(self.hours, self.minutes)


class Percent(Value):
    """So much of a hundred: 8 is shown as 8%."""

    type: Literal["percent"] = "percent"
    percent: Decimal


class Count(Value):
    """So many of something: a key of the catalogue's section `counts`, which has plural forms."""

    type: Literal["count"] = "count"
    number: int
    key: str


TemplateValue = Annotated[
    Text | Phrase | TranslatedName | Amount | Day | Period | Moment | Hours | Percent | Count,
    Field(discriminator="type"),
]


def text(value: str) -> Text:
    """A name or a person's own words."""
    return Text(text=value)


def short(identifier: UUID) -> str:
    """The part of an id that a person can compare with another."""
    return identifier.hex[-8:].upper()
