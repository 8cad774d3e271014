"""Another day for a whole tree of processes."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from portico_local.clock import UnknownMomentError, environment_on, moment_of

NOW = datetime(2026, 11, 28, 5, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2027-12-31T23:58Z", datetime(2027, 12, 31, 23, 58, tzinfo=UTC)),
        ("2028-02-29", datetime(2028, 2, 29, 12, 0, tzinfo=UTC)),
        ("2027-03-28T02:30+01:00", datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
        ("2027-01-01T00:00", datetime(2027, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_as_iso_8601_writes_it(text: str, moment: datetime) -> None:
    assert moment_of(text) == moment


@pytest.mark.parametrize("text", ["", "tomorrow", "2027-02-29", "31.12.2027"])
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(UnknownMomentError, match="is not a moment"):
        moment_of(text)


def test_processes_are_told_how_far_their_clock_is_ahead() -> None:
    library = Path("/libfaketimeMT.so.1")
    ahead = environment_on(NOW + timedelta(days=1), NOW, library)
    behind = environment_on(NOW - timedelta(seconds=90), NOW, library)
    assert (ahead["FAKETIME"], behind["FAKETIME"]) == ("+86400s", "-90s")
    assert ahead["LD_PRELOAD"] == str(library)


def test_a_child_lives_on_that_day_and_measures_time_as_ever() -> None:
    library = next(iter(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")), None)
    if library is None or "FAKETIME" in os.environ:
        pytest.skip("libfaketime is installed by ./portico test --on")
    moment = moment_of("2028-02-29T23:59Z")
    told = environment_on(moment, datetime.now(UTC), library)
    code = (
        "import time,datetime;print(datetime.datetime.now(datetime.UTC).date(), time.monotonic())"
    )
    before = float(Path("/proc/uptime").read_text().split()[0])
    said = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | dict(told),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    ).stdout.split()
    assert said[0] in {"2028-02-29", "2028-03-01"}
    assert abs(float(said[1]) - before) < 120
