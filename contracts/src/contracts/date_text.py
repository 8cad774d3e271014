"""Dates as Excel saves them, and which of two orders of day and month a file is written in. Pure.

`2026-03-02` and `2026/03/02` say it themselves, `2.3.2026` has the day first wherever it is
written. `03/04/2026` does not tell: then the other dates of the file do, or the sign that divides
its cells, or else whoever sends it is asked, once for the file.
"""

import re
from collections.abc import Iterable
from datetime import date
from enum import StrEnum

_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})")
_MIDNIGHT = re.compile(r"[ T]0?0:00(:00)?$")


class DateOrder(StrEnum):
    """Which stands first where the year stands last: 3/4/2026 is the third of April, or March 4."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


def read_date(text: str, order: DateOrder) -> date | None:
    """The date that a cell says, None if it says none."""
    written = _MIDNIGHT.sub("", text.strip())
    if found := _YEAR_FIRST.fullmatch(written):
        return _date(found[1], found[3], found[4])
    found = _YEAR_LAST.fullmatch(written)
    if found is None:
        return None
    if found[2] == "." or order is DateOrder.DAY_FIRST:
        return _date(found[4], found[3], found[1])
    return _date(found[4], found[1], found[3])


def order_of(cells: Iterable[str]) -> tuple[DateOrder | None, str | None]:
    """The order that these dates are written in, and one of which it makes a difference.

    The order is None if they do not tell it, or contradict each other; then there is a date that
    has two readings. Neither: no date has two.
    """
    told: set[DateOrder] = set()
    example: str | None = None
    for cell in cells:
        readings = {order: read_date(cell, order) for order in DateOrder}
        possible = [order for order, found in readings.items() if found is not None]
        if len(possible) == 1:
            told.add(possible[0])
        elif len(set(readings.values())) == 2 and example is None:
            example = cell
    return (told.pop() if len(told) == 1 else None), example


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
