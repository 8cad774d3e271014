"""When a shift is: from what people write to two instants, and back to its day. Pure.

People write local times. Twice a year the clock of most zones is changed: in spring there are times
that no clock shows, in autumn there are times that it shows twice. Neither is guessed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from chassis.errors import InvalidError

MAX_LENGTH = timedelta(hours=24)
MAX_WEEKS = 52
"""Of a series that is planned at once."""

_DAY = timedelta(days=1)


class SkippedTimeError(InvalidError):
    """The clock skips this time on that day"""


class AmbiguousTimeError(InvalidError):
    """The clock shows this time twice on that day"""


class ShiftLengthError(InvalidError):
    """A shift ends after it starts, and lasts at most 24 hours"""


class Occurrence(StrEnum):
    """Which one is meant of a time that a clock shows twice."""

    EARLIER = "earlier"
    LATER = "later"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftTimes:
    """When a shift is, as people write it: on the clocks of its place.

    Without `ends_on` it ends when the clock next shows `end`. The occurrences are needed only for
    times that come twice.
    """

    starts_on: date
    start: time
    end: time
    ends_on: date | None = None
    start_occurrence: Occurrence | None = None
    end_occurrence: Occurrence | None = None

    def instants(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Start and end in UTC.

        Raises SkippedTimeError, AmbiguousTimeError and ShiftLengthError, with the field.
        """
        if self.ends_on is None and self.end == self.start:
            raise ShiftLengthError(
                "is the same as the start: say on which day it ends", field="end"
            )
        starts_at = _instant(self.starts_on, self.start, zone, self.start_occurrence, "start")
        ends_at = _instant(self._last_day, self.end, zone, self.end_occurrence, "end")
        if ends_at <= starts_at:
            raise ShiftLengthError("is not after the start", field="end")
        if ends_at - starts_at > MAX_LENGTH:
            raise ShiftLengthError("is more than 24 hours after the start", field="end")
        return starts_at, ends_at

    @property
    def _last_day(self) -> date:
        if self.ends_on is not None:
            return self.ends_on
        return self.starts_on if self.end > self.start else self.starts_on + _DAY

    def on(self, day: date) -> "ShiftTimes":
        """The same shift, starting on another day."""
        ends_on = None if self.ends_on is None else day + (self.ends_on - self.starts_on)
        return replace(self, starts_on=day, ends_on=ends_on)

    def series(self, weeks: int, weekdays: Sequence[int]) -> Iterator["ShiftTimes"]:
        """Of so many weeks, beginning with the first day, those on these ISO weekdays.

        Without weekdays: on that of the first day.
        """
        wanted = frozenset(weekdays) or {self.starts_on.isoweekday()}
        days = (self.starts_on + timedelta(days=n) for n in range(7 * weeks))
        return (self.on(day) for day in days if day.isoweekday() in wanted)


def _instant(
    day: date, at: time, zone: ZoneInfo, occurrence: Occurrence | None, field: str
) -> datetime:
    first = datetime.combine(day, at, zone).replace(fold=0)
    second = first.replace(fold=1)
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    said = f"{at:%H:%M} on {day} ({zone.key})"
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != first.replace(tzinfo=None):
        raise SkippedTimeError(f"no clock shows {said}: it is put forward then", field=field)
    if occurrence is None:
        raise AmbiguousTimeError(
            f"clocks show {said} twice: set {field}_occurrence to earlier or later",
            field=f"{field}_occurrence",
        )
    return (first if occurrence is Occurrence.EARLIER else second).astimezone(UTC)


def minutes_of(starts_at: datetime, ends_at: datetime) -> int:
    """How long it is, whatever clocks do meanwhile. Shifts begin and end on whole minutes."""
    return (ends_at - starts_at) // timedelta(minutes=1)
