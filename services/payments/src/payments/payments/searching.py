"""What somebody types to find a payment: a number, a name, a period or an amount."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Self

from contracts.money import minor_digits
from payments.periods import Period, month_of

_MONTH = re.compile(r"(20\d{2})[-/.](0[1-9]|1[0-2])")
_DAY = re.compile(r"20\d{2}-\d{2}-\d{2}")
_AMOUNT = re.compile(r"\d{1,3}(?:[\s'.,]?\d{3})*(?:[.,]\d{1,3})?|\d+(?:[.,]\d{1,3})?")
_THOUSANDS = re.compile(r"\d+|\d{1,3}([.,]\d{3})+")
_BLANKS = re.compile(r"[\s']")
_MAX_DIGITS = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A text, in small letters, and what else it may mean."""

    text: str
    days: Period | None = None
    amounts_minor: tuple[int, ...] = ()

    @classmethod
    def of(cls, typed: str | None, currency: str) -> Self | None:
        """The search; None for blanks. Amounts are of the agency's currency."""
        text = (typed or "").strip()
        if not text:
            return None
        return cls(
            text=text.lower(),
            days=_days(text),
            amounts_minor=_amounts(text, minor_digits(currency)),
        )


def _days(text: str) -> Period | None:
    """2026-03 is a month, 2026-03-14 a day."""
    if month := _MONTH.fullmatch(text):
        return month_of(date(int(month[1]), int(month[2]), 1))
    if _DAY.fullmatch(text):
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return None
        return Period(day, day)
    return None


def _amounts(text: str, digits: int) -> tuple[int, ...]:
    """The amounts in minor units that a number may mean: `1,234` both ways, `1 234,50` one."""
    if not _AMOUNT.fullmatch(text) or len(text) > _MAX_DIGITS:
        return ()
    bare = _BLANKS.sub("", text)
    readings = {re.sub(r"[.,]", "", bare)} if _THOUSANDS.fullmatch(bare) else set[str]()
    if point := re.search(r"[.,](?=\d{1,3}$)", bare):
        whole = re.sub(r"[.,]", "", bare[: point.start()])
        readings.add(f"{whole}.{bare[point.end() :]}")
    minor = [Decimal(reading).scaleb(digits) for reading in readings]
    return tuple(sorted(int(amount) for amount in minor if amount == int(amount)))
