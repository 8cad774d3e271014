"""Text that other people wrote, made fit to be set in the packaged fonts."""

import unicodedata
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont
from markupsafe import Markup

FONTS = Path(__file__).parent / "fonts"
MISSING = "\u25a1"
"""Stands for a character that no packaged font has. PDF/A allows no undefined glyph."""


@cache
def covered() -> frozenset[int]:
    """Every code point that the packaged fonts can set."""
    points: set[int] = set()
    for path in sorted(FONTS.glob("*.ttf")):
        with TTFont(path, lazy=True) as font:
            points.update(font.getBestCmap() or {})
    return frozenset(points)


MAX_CHARACTERS = 600
"""Of one text. What is entered is shorter; layout of a word without end takes for ever."""

_ELLIPSIS = "\u2026"


def printable(value: object) -> object:
    """A text in composed form, without control and direction characters; other things as given.

    Tabs and line breaks become spaces. A character of a script that no packaged font has is
    replaced by a box that one can see. What is longer than a text may be ends in an ellipsis.
    """
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    value = clipped(value, MAX_CHARACTERS)
    if value.isascii() and value.isprintable():
        return value
    return "".join(filter(None, map(_printable, unicodedata.normalize("NFC", value))))


def clipped(text: str, most: int) -> str:
    """The text, of at most so many characters; what was cut is an ellipsis."""
    return text if len(text) <= most else text[: most - 1].rstrip() + _ELLIPSIS


def _printable(character: str) -> str:
    if character in "\t\r\n\v\f\u2028\u2029":
        return " "
    if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn"}:
        return ""
    return character if ord(character) in covered() else MISSING
