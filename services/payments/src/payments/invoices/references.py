"""What a company quotes with its payment, so that the money finds its invoice.

In Norway a KID: digits alone, the last of them by MOD10 (Luhn). Elsewhere a structured creditor
reference by ISO 11649: RF, two check digits by mod 97-10, and the invoice's number. Both are made
of the number and nothing else, so that an agency has each once and the number can be read back.
MOD10 finds every wrong digit and every two neighbours that changed places but 0 and 9; mod 97-10
finds all of these.
"""

import re
from collections.abc import Iterator

from stdnum import luhn
from stdnum.iso7064 import mod_97_10

_NUMBER = re.compile(r"([A-Z])-([0-9]{4})-([0-9]{6,12})")
_KID = re.compile(r"([1-3][0-9])([0-9]{4})([0-9]{6,12})[0-9]")
_CREDITOR = re.compile(r"RF[0-9]{2}([A-Z])([0-9]{4})([0-9]{6,12})")
_BLANKS = re.compile(r"[\s\u00a0]+")
# In a text, with blanks between groups as people type them. After RF they are of the other kind.
_DIGITS = re.compile(r"(?<![0-9])(?<!RF)[0-9]+(?:[ \u00a0.-][0-9]+)*")
_STARTS = re.compile(r"R ?F ?(?=[0-9])")
_LONGEST = 25
"""Letters and digits of either kind: a KID has at most so many."""


def kid(number: str) -> str:
    """The KID of an invoice's number: I-2026-000123 is 1820260001235, where I is 18."""
    series, year, value = _parts(number)
    digits = f"{_digits_of(series)}{year}{value}"
    return f"{digits}{luhn.calc_check_digit(digits)}"


def creditor_reference(number: str) -> str:
    """The structured creditor reference of an invoice's number, such as RF94I2026000123."""
    body = "".join(_parts(number))
    return f"RF{mod_97_10.calc_check_digits(f'{body}RF')}{body}"


def payment_reference(number: str, country: str) -> str:
    """The reference that an agency in this country puts on the invoice."""
    return kid(number) if country == "NO" else creditor_reference(number)


def number_of(reference: str) -> str | None:
    """The invoice's number that a reference is made of; None where its check digits are wrong.

    Blanks and small letters are as good: people and banks write both.
    """
    compact = _BLANKS.sub("", reference).upper()
    if (found := _CREDITOR.fullmatch(compact)) and mod_97_10.is_valid(compact[4:] + compact[:4]):
        return "-".join(found.groups())
    if (found := _KID.fullmatch(compact)) and luhn.is_valid(compact):
        series, year, value = found.groups()
        return f"{chr(int(series) - 10 + ord('A'))}-{year}-{value}"
    return None


def numbers_in(text: str) -> set[str]:
    """Every number that a valid reference somewhere in the text could be made of."""
    return {found for one in _candidates(text.upper()) if (found := number_of(one)) is not None}


def _candidates(text: str) -> Iterator[str]:
    for start in _STARTS.finditer(text):
        letters = re.sub(r"[^A-Z0-9]", "", text[start.start() : start.start() + 3 * _LONGEST])
        yield from (letters[:end] for end in range(15, min(len(letters), _LONGEST) + 1))
    for run in _DIGITS.finditer(text):
        groups = re.split(r"[ \u00a0.-]", run.group())
        for first in range(len(groups)):
            joined = ""
            for group in groups[first:]:
                joined += group
                if len(joined) > _LONGEST:
                    break
                yield joined


def _parts(number: str) -> tuple[str, str, str]:
    found = _NUMBER.fullmatch(number)
    if found is None:
        raise ValueError(f"{number} is no number of an invoice")
    series, year, value = found.groups()
    return series, year, value


def _digits_of(letter: str) -> int:
    """A is 10 and Z is 35, as ISO 7064 writes letters in digits."""
    return ord(letter) - ord("A") + 10
