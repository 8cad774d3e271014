"""Letters that every bank takes: names stay recognisable, whatever script they are written in.

The set is that of SEPA (EPC217-08) and of most others: Latin letters without accents, digits, and
`/ - ? : ( ) . , ' +` and the blank. A reference neither begins nor ends with a slash, and has no
two in a row.
"""

import re
import unicodedata

from anyascii import anyascii

_NOT_ALLOWED = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]+")
_AS_IT_IS = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9\-?:().,'+]| (?! |$))*")
"""Most names and numbers: nothing of them is to be changed."""
_BLANKS = re.compile(r" {2,}")
_SLASHES = re.compile(r"/{2,}")
# As their speakers write them without the letter; `anyascii` would give the bare vowel.
_AS_WRITTEN = str.maketrans(
    {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "Ä": "Ae",
        "Ö": "Oe",
        "Ü": "Ue",
        "å": "aa",
        "Å": "Aa",
        "ø": "oe",
        "Ø": "Oe",
        "&": "+",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    }
)


def in_bank_letters(text: str, most: int) -> str:
    """The text in these letters, cut to so many; empty if nothing of it can be written."""
    if len(text) <= most and _AS_IT_IS.fullmatch(text):
        return text
    if text.isascii():
        plain = text.translate(_AS_WRITTEN)
    else:
        # A symbol has a name in English, and is none of a person.
        letters = (" " if unicodedata.category(one) == "So" else one for one in text)
        plain = anyascii("".join(letters).translate(_AS_WRITTEN))
    allowed = _NOT_ALLOWED.sub(" ", plain)
    kept = _SLASHES.sub("/", _BLANKS.sub(" ", allowed)).strip(" /")[:most].strip(" /")
    return kept if any(character.isalnum() for character in kept) else ""
