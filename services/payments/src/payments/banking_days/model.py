"""Banking days: on which day banks are open, and what moved a date to the next of them.

Pure. Where a date of payment or a due date would be on a day on which banks are closed, it is on
the next one on which they are open; what moved it is kept with it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from contracts.date_moves import DateMove, MoveReason
from payments.agency_rules.model import AgencyRule
from payments.banking_days.names import WEEKEND

MAX_DAYS_CLOSED = 31
"""No bank is closed for longer. A calendar that says so is not followed."""

Names = Mapping[str, str]
"""Of a holiday, by language."""


class CalendarSource(StrEnum):
    """Whose holidays count beside weekends: of the country, of TARGET (euro), or nobody's."""

    COUNTRY = "country"
    TARGET = "target"
    WEEKENDS = "weekends"


class PlannedDay(NamedTuple):
    """A banking day, and what moved it there."""

    on: date
    moved: DateMove | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BankingCalendar:
    """When banks are open. `weekend` is by `date.weekday`; `holidays_in` gives those of a year."""

    source: CalendarSource
    weekend: frozenset[int]
    holidays_in: Callable[[int], Mapping[date, Names]]

    def closed(self, day: date) -> DateMove | None:
        """Why banks are closed on a day; None: they are open. A holiday counts before a weekend."""
        names = self.holidays_in(day.year).get(day)
        if names is not None:
            return DateMove(planned_on=day, because=MoveReason.HOLIDAY, names=dict(names))
        if day.weekday() in self.weekend:
            return DateMove(planned_on=day, because=MoveReason.WEEKEND, names=dict(WEEKEND))
        return None

    def is_banking_day(self, day: date) -> bool:
        """Whether banks are open."""
        return self.closed(day) is None

    def next_from(self, day: date) -> date:
        """This day, or else the next on which banks are open."""
        days = (day + timedelta(days=ahead) for ahead in range(MAX_DAYS_CLOSED))
        return next((one for one in days if self.is_banking_day(one)), day)

    def planned(self, day: date) -> PlannedDay:
        """When that is done which was planned for a day."""
        on = self.next_from(day)
        return PlannedDay(on, None if on == day else self.closed(day))


@dataclass(frozen=True, slots=True, kw_only=True)
class BankingDaySettings(AgencyRule):
    """Until when on a day the agency's bank takes orders for it; None: until it is over.

    Nobody changed them where the agency never set any.
    """

    cut_off: time | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BankingDays:
    """The banking days of an agency, and its settings."""

    calendar: BankingCalendar
    time_zone: str
    settings: BankingDaySettings

    def is_too_late(self, day: date, now: datetime) -> bool:
        """Whether the bank takes no orders for this day any more."""
        cut_off = self.settings.cut_off
        if cut_off is None:
            return False
        return now >= datetime.combine(day, cut_off, ZoneInfo(self.time_zone))

    def first_possible(self, now: datetime) -> date:
        """The first day for which money can be ordered at this moment."""
        today = now.astimezone(ZoneInfo(self.time_zone)).date()
        is_late = self.is_too_late(today, now)
        return self.calendar.next_from(today + timedelta(days=1) if is_late else today)


def move_to(
    day: date | None, planned: Iterable[tuple[date | None, DateMove | None]]
) -> DateMove | None:
    """What moved to a day, where it is the same of everything that is planned for it."""
    found = [moved for on, moved in planned if on == day]
    first = found[0] if day is not None and found else None
    return first if all(one == first for one in found) else None


def stored(moved: DateMove | None) -> object:
    """As a column of jsonb keeps it."""
    return None if moved is None else moved.model_dump(mode="json")


def moved_of(kept: object) -> DateMove | None:
    """From such a column; null where nothing moved, or nothing was kept of it yet."""
    return None if kept is None else DateMove.model_validate(kept)
