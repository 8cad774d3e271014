"""Local times of shifts become instants, over midnight and over every change of a clock."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from timesheets.jobs.model import (
    AmbiguousTimeError,
    Occurrence,
    ShiftLengthError,
    ShiftTimes,
    SkippedTimeError,
    minutes_of,
)

TORONTO, OSLO = ZoneInfo("America/Toronto"), ZoneInfo("Europe/Oslo")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
EARLIER, LATER = Occurrence.EARLIER, Occurrence.LATER


def shift(on: str, start: str, end: str, **more: Any) -> ShiftTimes:
    return ShiftTimes(
        starts_on=date.fromisoformat(on),
        start=time.fromisoformat(start),
        end=time.fromisoformat(end),
        **more,
    )


def minutes(times: ShiftTimes, zone: ZoneInfo) -> int:
    return minutes_of(*times.instants(zone))


@pytest.mark.requirement("K12")
@pytest.mark.parametrize(
    ("zone", "on", "start", "end", "more", "expected"),
    [
        (TORONTO, "2026-06-01", "09:00", "17:00", {}, 480),
        (TORONTO, "2026-06-01", "22:00", "06:00", {}, 480),
        (TORONTO, "2026-06-01", "16:00", "00:00", {}, 480),
        # The night in which the clock is put forward, and the one in which it is put back.
        (TORONTO, "2026-03-07", "22:00", "06:00", {}, 420),
        (TORONTO, "2026-10-31", "22:00", "06:00", {}, 540),
        (OSLO, "2026-03-28", "22:00", "06:00", {}, 420),
        (OSLO, "2026-10-24", "22:00", "06:00", {}, 540),
        # Half an hour, on Lord Howe Island.
        (LORD_HOWE, "2026-10-03", "22:00", "06:00", {}, 450),
        # From one 01:30 to the other, and up to the time that the clock skips to.
        (
            TORONTO,
            "2026-11-01",
            "01:30",
            "01:30",
            {
                "ends_on": date(2026, 11, 1),
                "start_occurrence": EARLIER,
                "end_occurrence": LATER,
            },
            60,
        ),
        (TORONTO, "2026-03-08", "01:00", "03:00", {}, 60),
        (TORONTO, "2026-06-01", "08:00", "08:00", {"ends_on": date(2026, 6, 2)}, 1440),
    ],
)
def test_a_shift_has_its_true_length(
    zone: ZoneInfo, on: str, start: str, end: str, more: Mapping[str, Any], expected: int
) -> None:
    assert minutes(shift(on, start, end, **more), zone) == expected


def test_instants_are_those_of_the_clock_of_the_place() -> None:
    starts_at, ends_at = shift("2026-03-07", "22:00", "06:00").instants(TORONTO)
    assert starts_at == datetime(2026, 3, 8, 3, tzinfo=UTC)
    assert ends_at == datetime(2026, 3, 8, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "on", "at"),
    [(TORONTO, "2026-03-08", "02:30"), (OSLO, "2026-03-29", "02:00")],
)
def test_a_time_that_no_clock_shows_is_refused_at_its_field(
    zone: ZoneInfo, on: str, at: str
) -> None:
    with pytest.raises(SkippedTimeError) as at_start:
        shift(on, at, "10:00").instants(zone)
    assert [error.field for error in at_start.value.errors] == ["start"]
    with pytest.raises(SkippedTimeError) as at_end:
        shift(on, "00:30", at).instants(zone)
    assert [error.field for error in at_end.value.errors] == ["end"]


@pytest.mark.parametrize(
    ("zone", "on", "at"),
    [(TORONTO, "2026-11-01", "01:30"), (OSLO, "2026-10-25", "02:59")],
)
def test_a_time_that_clocks_show_twice_is_asked_for(zone: ZoneInfo, on: str, at: str) -> None:
    with pytest.raises(AmbiguousTimeError) as refused:
        shift(on, at, "10:00").instants(zone)
    assert [error.field for error in refused.value.errors] == ["start_occurrence"]
    lengths = [
        minutes(shift(on, at, "10:00", start_occurrence=occurrence), zone)
        for occurrence in (EARLIER, LATER)
    ]
    assert lengths[0] - lengths[1] == 60
    with pytest.raises(AmbiguousTimeError) as at_end:
        shift(on, "00:00", at).instants(zone)
    assert [error.field for error in at_end.value.errors] == ["end_occurrence"]


@pytest.mark.parametrize(
    ("times", "said"),
    [
        (shift("2026-06-01", "08:00", "08:00"), "say on which day it ends"),
        (shift("2026-06-01", "08:00", "07:00", ends_on=date(2026, 6, 1)), "not after the start"),
        (shift("2026-06-01", "08:00", "09:00", ends_on=date(2026, 6, 2)), "more than 24 hours"),
        (
            shift(
                "2026-11-01",
                "01:30",
                "01:30",
                ends_on=date(2026, 11, 1),
                start_occurrence=LATER,
                end_occurrence=EARLIER,
            ),
            "not after the start",
        ),
        # A day that has 25 hours.
        (shift("2026-10-31", "08:00", "08:00", ends_on=date(2026, 11, 1)), "more than 24 hours"),
    ],
)
def test_a_shift_that_does_not_end_within_a_day_is_refused(times: ShiftTimes, said: str) -> None:
    with pytest.raises(ShiftLengthError, match=said):
        times.instants(TORONTO)


def test_a_series_has_its_weekdays_of_its_weeks() -> None:
    first = shift("2026-06-03", "22:00", "06:00")  # a Wednesday
    assert [each.starts_on for each in first.series(3, [])] == [
        date(2026, 6, 3) + timedelta(weeks=n) for n in range(3)
    ]
    assert [each.starts_on.isoformat() for each in first.series(2, [1, 3])] == [
        "2026-06-03",
        "2026-06-08",
        "2026-06-10",
        "2026-06-15",
    ]
    ending = shift("2026-06-03", "08:00", "08:00", ends_on=date(2026, 6, 4))
    assert [each.ends_on for each in ending.series(2, [])] == [date(2026, 6, 4), date(2026, 6, 11)]
