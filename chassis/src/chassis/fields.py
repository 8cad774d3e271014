"""Types of what comes in over HTTP and from files: cleaned, strict and bounded at the door.

What one service accepts, every other can keep, compute, print and send. A field says how long it
may be, not how it is checked: `Annotated[str, LineOf(max_length=200)]`. Every error is pydantic's,
so that the answer names the field and the reason.

Text is kept in the Unicode form NFC and without blanks at its ends. It has no control characters,
no private ones, and of the invisible format characters only those that scripts are written with;
those that turn the direction of what follows are how one name is made to look like another. What no
font has is refused, before it is a box on somebody's paper (`contracts.glyphs`).
"""

import re
import unicodedata
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    Strict,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from chassis.places import (
    address_problem,
    hint,
    is_country,
    not_a_country,
    quoted,
    regions_of,
)
from chassis.time_zones import time_zones
from contracts.currencies import MINOR_DIGITS
from contracts.glyphs import has_glyph
from contracts.money import Money

EARLIEST_DAY = date(2000, 1, 1)
LATEST_DAY = date(2099, 12, 31)
"""Days of books. Whoever needs a narrower range says so beside the field."""

MAX_AMOUNT_MINOR = 10**15
"""One amount from outside, in minor units: more than any is, and so that nine thousand of them fit
into the sums of the books, which PostgreSQL's bigint holds. What would not is refused when it is
booked.

A browser has amounts exactly up to 2^53 - 1, which one entry cannot reach (10^14 at the most) and
the sum of very many can: portals mark what is above it as about (`packages/ui/src/formats.ts`)."""

MAX_MARKS_IN_A_ROW = 8
"""Accents on one letter. No script needs more than four; more are there to blot the page."""

# Joiners of scripts and emoji, and the marks of direction that are one character wide.
_FORMAT_THAT_WRITES = frozenset("\u200c\u200d\u200e\u200f")
# They count as letters and signs, and show nothing.
_LOOKS_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")


class Body(BaseModel):
    """What a request carries. A field that is not known is a mistake, and said to be one."""

    model_config = ConfigDict(extra="forbid")


# Text


def unprintable(text: str, *, lines: bool = False) -> str | None:
    """What is wrong with a character of the text, in words; None if nothing is."""
    marks = 0
    for character in text:
        kind = unicodedata.category(character)
        if lines and character == "\n":
            marks = 0
            continue
        if character in "\n\r" or kind in {"Zl", "Zp"}:
            return "must be on one line" if not lines else "has a line separator"
        if kind in {"Cc", "Cs", "Co"}:
            return f"has a control character (U+{ord(character):04X})"
        if kind == "Cf" and character not in _FORMAT_THAT_WRITES:
            return f"has an invisible character (U+{ord(character):04X})"
        if not has_glyph(character):
            return f"has a character that cannot be printed (U+{ord(character):04X})"
        marks = marks + 1 if kind in {"Mn", "Me"} else 0
        if marks > MAX_MARKS_IN_A_ROW:
            return "has too many accents on one letter"
    return None


def is_blank(text: str) -> bool:
    """Whether nothing of it can be seen."""
    return not any(unicodedata.category(c)[0] in "LNPS" and c not in _LOOKS_BLANK for c in text)


@dataclass(frozen=True, slots=True, kw_only=True)
class _TextOf(ABC):
    max_length: int
    min_length: int = 0

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        inner = core_schema.str_schema(
            strict=True,
            strip_whitespace=True,
            min_length=self.min_length or None,
            max_length=self.max_length,
        )
        return core_schema.no_info_after_validator_function(self.clean, inner)

    @abstractmethod
    def clean(self, text: str) -> str:
        """The text as it is kept. Raises an error of pydantic with the reason."""

    def _checked(self, text: str, *, lines: bool) -> str:
        kept = unicodedata.normalize("NFC", text)
        if wrong := unprintable(kept, lines=lines):
            raise PydanticCustomError("text", "{reason}", {"reason": wrong})
        if is_blank(kept):
            if self.min_length:
                raise PydanticCustomError("text", "must not be blank")
            return ""
        if len(kept) > self.max_length:
            raise PydanticCustomError(
                "string_too_long",
                "String should have at most {max_length} characters",
                {"max_length": self.max_length},
            )
        return kept


@dataclass(frozen=True, slots=True, kw_only=True)
class LineOf(_TextOf):
    """One line of text: a name, a title, a search. Blank is empty; `min_length=1` refuses that."""

    def clean(self, text: str) -> str:
        """The line as it is kept."""
        return self._checked(text.replace("\t", " "), lines=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextOf(_TextOf):
    """Text of several lines: a note, a reason, a street. Line ends become `\\n`."""

    max_lines: int = 100

    def clean(self, text: str) -> str:
        """The text as it is kept."""
        kept = re.sub(r"\r\n?", "\n", text).replace("\t", " ")
        if kept.count("\n") >= self.max_lines:
            raise PydanticCustomError(
                "text", "must have at most {most} lines", {"most": self.max_lines}
            )
        return self._checked(kept, lines=True)


Name = Annotated[str, LineOf(min_length=1, max_length=200)]
"""Of a person, a company, a project."""

Search = Annotated[str, LineOf(max_length=100)]
"""What a list is searched for."""

Note = Annotated[str, TextOf(max_length=500, max_lines=20)]
"""A few words beside something; may be empty."""

Reason = Annotated[str, TextOf(min_length=1, max_length=500, max_lines=20)]
"""Why something is done, for those whom it concerns."""

Comment = Annotated[str, TextOf(min_length=1, max_length=2_000, max_lines=100)]
"""What one person writes to another."""


# Days and numbers


def _written_day(value: object) -> object:
    # A number would be taken for seconds since 1970, and other calendars' digits for ours.
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise PydanticCustomError("day", "must be a day, such as 2026-03-31")
    return value


def _in_the_books(day: date) -> date:
    if not EARLIEST_DAY <= day <= LATEST_DAY:
        raise PydanticCustomError(
            "day",
            "must be between {earliest} and {latest}",
            {"earliest": EARLIEST_DAY.isoformat(), "latest": LATEST_DAY.isoformat()},
        )
    return day


Day = Annotated[date, BeforeValidator(_written_day), AfterValidator(_in_the_books)]
"""A day of this century, written as ISO 8601 does: 2026-03-31."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecimalOf:
    """An exact number between two others, with so many decimals: a string, or a JSON number.

    Written out in plain ASCII digits: an exponent can be longer than any computer's memory.
    """

    ge: int
    le: int
    decimals: int

    @property
    def pattern(self) -> str:
        """What a string must look like."""
        before = max(len(str(abs(self.ge))), len(str(abs(self.le))))
        sign = "-?" if self.ge < 0 else ""
        after = rf"(\.[0-9]{{1,{self.decimals}}})?" if self.decimals else ""
        return rf"^{sign}[0-9]{{1,{before}}}{after}$"

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            self.read,
            serialization=core_schema.to_string_ser_schema(),
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {
            "anyOf": [
                {"type": "number", "minimum": self.ge, "maximum": self.le},
                {"type": "string", "pattern": self.pattern},
            ]
        }

    def read(self, value: object) -> Decimal:
        """The number. Raises an error of pydantic with the reason."""
        if isinstance(value, Decimal):
            text = f"{value:f}" if value.is_finite() and abs(value.adjusted()) < 40 else ""
        elif isinstance(value, str) or (
            isinstance(value, int | float) and not isinstance(value, bool)
        ):
            text = str(value).strip()
        else:
            text = ""
        if not re.fullmatch(r"-?[0-9]{1,40}(\.[0-9]{1,40})?", text):
            raise PydanticCustomError("decimal", "must be a number, such as 7.5")
        number = Decimal(text)
        if not self.ge <= number <= self.le:
            raise PydanticCustomError(
                "decimal", "must be between {ge} and {le}", {"ge": self.ge, "le": self.le}
            )
        _, dot, after = text.partition(".")
        if dot and len(after.rstrip("0")) > self.decimals:
            raise PydanticCustomError(
                "decimal", "must have at most {decimals} decimals", {"decimals": self.decimals}
            )
        return number


Rate = Annotated[Decimal, DecimalOf(ge=0, le=10_000_000, decimals=4)]
"""Per unit, in major units of a currency."""

Flag = Annotated[bool, Strict()]
"""True or false, not 1, "yes" or an empty text."""

WholeNumber = Annotated[int, Strict()]
"""To be bounded where it stands: `Annotated[WholeNumber, Field(ge=0, le=365)]`."""

Version = Annotated[int, Strict(), Field(ge=1, le=2**31 - 1)]
"""Of something that two people can edit."""


# Codes


LANGUAGES = ("en", "fr", "nb")
"""The languages that Portico speaks."""


def _known_country(code: str) -> str:
    if not is_country(code):
        raise PydanticCustomError("country", "{reason}", {"reason": not_a_country(code)})
    return code


def _known_place(code: str) -> str:
    country, _, region = code.partition("-")
    if region and region not in regions_of(_known_country(country)):
        raise PydanticCustomError("region", "is not a region by ISO 3166-2, such as CA-ON")
    return code if region else _known_country(code)


def _known_currency(code: str) -> str:
    if code not in MINOR_DIGITS:
        meant = code.strip().upper()
        better = hint(meant if meant in MINOR_DIGITS else None) or ", such as CAD or NOK"
        raise PydanticCustomError(
            "currency",
            "{reason}",
            {"reason": f"{quoted(code)} is not a currency code (ISO 4217){better}"},
        )
    return code


def _known_language(code: str) -> str:
    if code not in LANGUAGES:
        raise PydanticCustomError(
            "language",
            "{reason}",
            {"reason": f"{quoted(code)} is not a language of Portico: {', '.join(LANGUAGES)}"},
        )
    return code


def _known_time_zone(name: str) -> str:
    if name not in time_zones():
        raise PydanticCustomError("time_zone", "is not a time zone, such as Europe/Oslo")
    return name


CountryCode = Annotated[
    str,
    Strict(),
    AfterValidator(_known_country),
    WithJsonSchema({"type": "string", "pattern": "^[A-Z]{2}$"}),
]
CurrencyCode = Annotated[
    str,
    Strict(),
    AfterValidator(_known_currency),
    WithJsonSchema({"type": "string", "pattern": "^[A-Z]{3}$"}),
]
PlaceCode = Annotated[
    str,
    StringConstraints(strict=True, pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$"),
    AfterValidator(_known_place),
]
"""A country, or one of its regions by ISO 3166-2, such as CA-ON."""

LanguageCode = Annotated[
    str,
    Strict(),
    AfterValidator(_known_language),
    WithJsonSchema({"type": "string", "pattern": "^(en|fr|nb)$"}),
]
RegionCode = Annotated[
    str, Strict(), WithJsonSchema({"type": "string", "pattern": "^[A-Z0-9]{0,3}$"})
]
"""A region by ISO 3166-2 without the country, or empty. Whether it is one, its country decides."""

TimeZoneName = Annotated[
    str, StringConstraints(strict=True, max_length=64), AfterValidator(_known_time_zone)
]


# Values of several fields


class AddressBody(Body):
    """A postal address. `region` is a code by ISO 3166-2 without the country, such as ON."""

    street: Annotated[str, TextOf(max_length=200, max_lines=3)] = ""
    postal_code: Annotated[str, LineOf(max_length=20)] = ""
    city: Annotated[str, LineOf(max_length=100)] = ""
    country: CountryCode
    region: Annotated[RegionCode, Field(validate_default=True)] = ""

    @field_validator("region")
    @classmethod
    def _of_the_country(cls, region: str, info: ValidationInfo) -> str:
        # A country that is refused is said by itself: nothing is known of its regions.
        country = info.data.get("country")
        problem = address_problem(country, region) if country else None
        if problem is not None:
            raise PydanticCustomError("region", "{reason}", {"reason": problem.reason})
        return region


class MoneyBody(Body):
    """An amount above zero, in minor units of its currency."""

    amount_minor: Annotated[int, Strict(), Field(ge=1, le=MAX_AMOUNT_MINOR)]
    currency: CurrencyCode

    @property
    def money(self) -> Money:
        """The amount as the ledger takes it."""
        return Money(amount_minor=self.amount_minor, currency=self.currency)
