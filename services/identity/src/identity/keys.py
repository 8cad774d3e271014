"""What lists are searched and sorted by, and addresses compared by."""

import unicodedata
from hashlib import sha256


def folded(text: str) -> str:
    """The text without what does not tell two people apart: case, width, space around it."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def contains(text: str) -> str:
    """A LIKE pattern (escaped by a backslash) for what contains the folded text."""
    escaped = folded(text).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def fingerprint(text: str) -> str:
    """Twelve hexadecimal digits that tell one text from another in a log, without telling it."""
    return sha256(text.encode()).hexdigest()[:12]
