"""Quantities as people type them, and as they stand in files. Pure.

Time comes as decimal hours (7.5, 7,5), hours and minutes (7:30, 7h30) or minutes (20 min), with
units in English, French and Norwegian and in any script's digits; an amount as a decimal number.
`contracts/cases/quantities.tsv` says of each kind what it means: the work grid is held to it, too.
"""

import re
import unicodedata
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from contracts.quantities import MINUTES_PER_HOUR, nearest_minutes

MAX_CHARACTERS = 40
_MINUTES_PER_DAY = 24 * MINUTES_PER_HOUR


class QuantityProblem(StrEnum):
    """Why a text is no quantity, as a stable code."""

    EMPTY = "empty"
    NOT_A_NUMBER = "not_a_number"
    TWO_NUMBERS = "two_numbers"
    TWO_CELLS = "two_cells"
    MINUTES_DIGITS = "minutes_digits"
    MINUTES_ABOVE_59 = "minutes_above_59"
    NOT_WHOLE_MINUTES = "not_whole_minutes"
    LESS_THAN_A_MINUTE = "less_than_a_minute"
    NOT_POSITIVE = "not_positive"
    TOO_MANY_HOURS = "too_many_hours"


REASONS: dict[QuantityProblem, str] = {
    QuantityProblem.EMPTY: "is empty",
    QuantityProblem.NOT_A_NUMBER: "is not a number: write 7.5 or 7:30",
    QuantityProblem.TWO_NUMBERS: "has two numbers in it: write 7:30 for seven and a half hours",
    QuantityProblem.TWO_CELLS: "has more than one cell in it",
    QuantityProblem.MINUTES_DIGITS: "needs two digits for minutes: write 7:05",
    QuantityProblem.MINUTES_ABOVE_59: "has more than 59 minutes",
    QuantityProblem.NOT_WHOLE_MINUTES: "is not a whole number of minutes",
    QuantityProblem.LESS_THAN_A_MINUTE: "is less than a minute",
    QuantityProblem.NOT_POSITIVE: "must be more than 0",
    QuantityProblem.TOO_MANY_HOURS: "is more than a day of 24 hours has",
}


class InvalidQuantityError(ValueError):
    """The text is no quantity."""

    def __init__(self, code: QuantityProblem) -> None:
        super().__init__(REASONS[code])
        self.code = code


_HOUR = r"(?:h|hr|hrs|hour|hours|heure|heures|t|time|timer)\.?"
_MINUTE = r"(?:m|min|mins|minute|minutes|minutt|minutter)\.?"
_NUMBER = r"(?:[0-9]+[.,]?[0-9]*|[.,][0-9]+)"
_CLOCK = re.compile(rf"([0-9]*):([0-9]+)|([0-9]+) ?{_HOUR} ?([0-9]+) ?(?:{_MINUTE})?")
_HOURS = re.compile(rf"({_NUMBER}) ?(?:{_HOUR})?")
_MINUTES = re.compile(rf"({_NUMBER}) ?{_MINUTE}")
_MIXED = re.compile(rf"([0-9]*) ?([¼½¾⅓⅔]) ?(?:{_HOUR})?")
_TWO_NUMBERS = re.compile(r"[0-9][0-9.,:]* +[0-9][0-9.,:]*")
_PARTS = {"¼": (1, 4), "½": (1, 2), "¾": (3, 4), "⅓": (1, 3), "⅔": (2, 3)}
_SIGNS = {"\u066b": ".", "\u2212": "-", "\u2010": "-", "\u2011": "-", "\u2236": ":"}


def minutes_of(text: str) -> int:
    """The whole minutes that a text says, from 1 to a day's. Raises InvalidQuantityError."""
    typed = folded(text)
    if not typed:
        raise InvalidQuantityError(QuantityProblem.EMPTY)
    if re.search(r"[\t\r\n]", text.strip()):
        raise InvalidQuantityError(QuantityProblem.TWO_CELLS)
    is_negative = typed.startswith("-")
    minutes = _minutes(typed.removeprefix("-").lstrip())
    if is_negative:
        raise InvalidQuantityError(QuantityProblem.NOT_POSITIVE)
    if minutes > _MINUTES_PER_DAY:
        raise InvalidQuantityError(QuantityProblem.TOO_MANY_HOURS)
    if minutes == 0:
        raise InvalidQuantityError(QuantityProblem.NOT_POSITIVE)
    return minutes


def amount_of(text: str, *, decimal_comma: bool) -> Decimal:
    """The amount that a text says, below zero too. Raises InvalidQuantityError.

    Digits are never grouped: a thousands separator would be a decimal sign to somebody else. So
    three digits after a comma are decimals only where the comma is known to be the decimal sign.
    """
    typed = folded(text)
    if not typed:
        raise InvalidQuantityError(QuantityProblem.EMPTY)
    if not re.fullmatch(r"[+-]?[0-9]{1,12}([.,][0-9]{1,12})?", typed):
        raise InvalidQuantityError(QuantityProblem.NOT_A_NUMBER)
    _, comma, decimals = typed.partition(",")
    if comma and not decimal_comma and len(decimals) > 2:
        raise InvalidQuantityError(QuantityProblem.NOT_A_NUMBER)
    return Decimal(typed.replace(",", "."))


def folded(text: str) -> str:
    """The text in plain digits, signs and small letters, blanks as one space; longer ones empty.

    Raises InvalidQuantityError for a text that is longer than any quantity.
    """
    if len(text.strip()) > MAX_CHARACTERS:
        raise InvalidQuantityError(QuantityProblem.NOT_A_NUMBER)
    return re.sub(r"\s+", " ", "".join(map(_plain, text))).strip().lower()


def _plain(character: str) -> str:
    if character in _PARTS:
        return character
    if character in _SIGNS:
        return _SIGNS[character]
    digit = unicodedata.decimal(character, None)
    return unicodedata.normalize("NFKC", character) if digit is None else str(digit)


def _minutes(typed: str) -> int:
    if found := _CLOCK.fullmatch(typed):
        return _of_clock(found[1] or found[3] or "0", found[2] or found[4])
    if found := _MINUTES.fullmatch(typed):
        return _whole(Fraction(_decimal(found[1])))
    if found := _MIXED.fullmatch(typed):
        return int((Fraction(found[1] or 0) + Fraction(*_PARTS[found[2]])) * MINUTES_PER_HOUR)
    if found := _HOURS.fullmatch(typed):
        return _of_hours(_decimal(found[1]))
    if _TWO_NUMBERS.fullmatch(typed):
        raise InvalidQuantityError(QuantityProblem.TWO_NUMBERS)
    raise InvalidQuantityError(QuantityProblem.NOT_A_NUMBER)


def _decimal(typed: str) -> Decimal:
    return Decimal(typed.replace(",", "."))


def _of_clock(hours: str, minutes: str) -> int:
    if len(minutes) != 2:
        raise InvalidQuantityError(QuantityProblem.MINUTES_DIGITS)
    if int(minutes) >= MINUTES_PER_HOUR:
        raise InvalidQuantityError(QuantityProblem.MINUTES_ABOVE_59)
    return int(hours) * MINUTES_PER_HOUR + int(minutes)


def _of_hours(hours: Decimal) -> int:
    if hours * MINUTES_PER_HOUR > _MINUTES_PER_DAY:
        raise InvalidQuantityError(QuantityProblem.TOO_MANY_HOURS)
    minutes = nearest_minutes(hours)
    if minutes is None:
        raise InvalidQuantityError(QuantityProblem.NOT_WHOLE_MINUTES)
    if minutes == 0 and hours:
        raise InvalidQuantityError(QuantityProblem.LESS_THAN_A_MINUTE)
    return minutes


def _whole(minutes: Fraction) -> int:
    if minutes % 1:
        raise InvalidQuantityError(QuantityProblem.NOT_WHOLE_MINUTES)
    return int(minutes)
