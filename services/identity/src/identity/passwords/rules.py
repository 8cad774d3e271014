"""What a password must be. The rules follow NIST SP 800-63B-4, 3.1.1.2.

Length and a list of common ones, no composition rules. `common.txt` are those of at least
MIN_LENGTH characters among the 30,000 most frequent that the zxcvbn project (MIT) collected from
breaches.
"""

import unicodedata
from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from importlib.resources import files

from chassis.errors import FieldError, InvalidError

MIN_LENGTH = 8
MAX_LENGTH = 128

# A shorter local part ("anna@…", "sales@…") is in too many good passwords by chance.
_MIN_LOCAL_PART = 6


class Flaw(StrEnum):
    """Why a password is refused."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    COMMON = "common"
    CONTAINS_EMAIL = "contains_email"
    CONTAINS_TEMPORARY = "contains_temporary"
    UNCHANGED = "unchanged"


FLAW_TEXTS = {
    Flaw.TOO_SHORT: f"must have at least {MIN_LENGTH} characters",
    Flaw.TOO_LONG: f"must have at most {MAX_LENGTH} characters",
    Flaw.COMMON: "is one of the most common passwords",
    Flaw.CONTAINS_EMAIL: "must not contain the e-mail address",
    Flaw.UNCHANGED: "must not be the current password",
    Flaw.CONTAINS_TEMPORARY: "must not contain the temporary password or a part of it",
}


class WeakPasswordError(InvalidError):
    """The password breaks a rule"""


def normalised(password: str) -> str:
    """The same password however the keyboard composes it (NFKC, as SP 800-63B asks)."""
    return unicodedata.normalize("NFKC", password)


def flaws(password: str, email: str) -> Sequence[Flaw]:
    """Every rule that the password breaks, none if it is good."""
    candidate = normalised(password)
    folded = candidate.casefold()
    found: list[Flaw] = []
    if len(candidate) < MIN_LENGTH:
        found.append(Flaw.TOO_SHORT)
    if len(candidate) > MAX_LENGTH:
        found.append(Flaw.TOO_LONG)
    if folded in common_passwords():
        found.append(Flaw.COMMON)
    if any(part in folded for part in _telling_parts(email)):
        found.append(Flaw.CONTAINS_EMAIL)
    return found


def require_good(password: str, email: str, *, besides: Sequence[Flaw] = ()) -> None:
    """Raise WeakPasswordError that names each rule that the password breaks, then `besides`."""
    if found := [*flaws(password, email), *besides]:
        raise WeakPasswordError.of([FieldError("password", FLAW_TEXTS[flaw]) for flaw in found])


@cache
def common_passwords() -> frozenset[str]:
    """The common passwords, case-folded. Read from the package once."""
    text = files("identity.passwords").joinpath("common.txt").read_text(encoding="utf-8")
    return frozenset(text.split("\n"))


def _telling_parts(email: str) -> Sequence[str]:
    folded = email.strip().casefold()
    if not folded:
        return []
    local = folded.partition("@")[0]
    return [folded, local] if len(local) >= _MIN_LOCAL_PART else [folded]
