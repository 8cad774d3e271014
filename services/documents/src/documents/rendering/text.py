"""Text that other people wrote, made fit to be set in the fonts that there are."""

import unicodedata
from pathlib import Path

from markupsafe import Markup

from contracts.glyphs import has_glyph

FONTS = Path(__file__).parent / "fonts"
MISSING = "\u25a1"
"""Stands for a character that no font has, of a time when it was still taken. PDF/A allows no
undefined glyph."""


MAX_CHARACTERS = 600
"""Of one text. What is entered is shorter; layout of a word without end takes for ever."""

_MAX_MARKS = 8
_ELLIPSIS = "\u2026"


def printable(value: object) -> object:
    """A text in composed form, without control and direction characters; other things as given.

    Tabs and line breaks become spaces. A character that no font has is replaced by a box that one
    can see. What is longer than a text may be ends in an ellipsis.
    """
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    value = clipped(value, MAX_CHARACTERS)
    if value.isascii() and value.isprintable():
        return value
    return _without_towers("".join(map(_printable, unicodedata.normalize("NFC", value))))


def clipped(text: str, most: int) -> str:
    """The text, of at most so many characters; what was cut is an ellipsis."""
    return text if len(text) <= most else text[: most - 1].rstrip() + _ELLIPSIS


def _printable(character: str) -> str:
    if character in "\t\r\n\v\f\u2028\u2029":
        return " "
    # Joiners are how some scripts and emoji are written.
    if character in "\u200c\u200d":
        return character
    # With the plain form of a sign, which all fonts have, nothing asks for another.
    if "\ufe00" <= character <= "\ufe0f":
        return ""
    if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn"}:
        return ""
    return character if has_glyph(character) else MISSING


def _without_towers(text: str) -> str:
    """No more accents on one letter than any script needs: a hundred would cover the page."""
    kept: list[str] = []
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        if marks <= _MAX_MARKS:
            kept.append(character)
    return "".join(kept)
