"""Names of sites: of an agency's name in plain letters, and each its own."""

import re
import unicodedata
from collections.abc import Collection

MAX_CHARACTERS = 40

# Letters that Unicode takes apart into none of the alphabet.
_LETTERS = str.maketrans(
    {
        "æ": "ae",
        "ð": "d",
        "ø": "o",
        "þ": "th",
        "ß": "ss",
        "đ": "d",
        "ħ": "h",
        "\u0131": "i",
        "ł": "l",
        "ŋ": "ng",
        "œ": "oe",
        "ŧ": "t",
    }
)


def site_words(name: str) -> list[str]:
    """The words of a name in the letters and digits of an address."""
    plain = unicodedata.normalize("NFKD", name.lower().translate(_LETTERS))
    return re.findall(r"[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c)))


def free_site(name: str, taken: Collection[str]) -> str:
    """The first word of a name, or all of them, or with a number: the first that is not taken.

    A name without such letters is an "agency".
    """
    words = site_words(name) or ["agency"]
    whole = "-".join(words)[:MAX_CHARACTERS].rstrip("-")
    for site in (words[0][:MAX_CHARACTERS], whole):
        if site not in taken:
            return site
    number = next(n for n in range(2, len(taken) + 3) if f"{whole}-{n}" not in taken)
    return f"{whole}-{number}"
