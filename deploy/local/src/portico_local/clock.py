"""Another day than today, for a whole tree of processes: `./portico test --on 2027-12-31T23:58Z`.

libfaketime answers for the system's clock. Each process is told how far its clock is ahead, not
what time it is, so that all of them agree, and time goes on. The monotonic clock is left alone:
deadlines and pauses are as long as ever. So are times of files, which builds compare.
"""

import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from portico_local.errors import LocalStackError

OFFSET_VARIABLE = "FAKETIME"


class UnknownMomentError(LocalStackError):
    """The moment cannot be read"""

    def __init__(self, text: str) -> None:
        super().__init__(f"{text} is not a moment", hint="Such as 2027-12-31T23:58Z or 2028-02-29")


class NoFakeClockError(LocalStackError):
    """libfaketime is not installed"""

    def __init__(self) -> None:
        super().__init__("libfaketime is not installed", hint="apt-get install libfaketime")


def moment_of(text: str) -> datetime:
    """A moment as ISO 8601 writes it; a day is its noon, without a zone it is UTC.

    Raises UnknownMomentError.
    """
    try:
        moment = datetime.fromisoformat(text if "T" in text else f"{text}T12:00")
    except ValueError as error:
        raise UnknownMomentError(text) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def environment_on(moment: datetime, now: datetime, library: Path) -> Mapping[str, str]:
    """What to add to an environment so that its processes believe that `now` is `moment`."""
    return {
        "LD_PRELOAD": str(library),
        OFFSET_VARIABLE: f"{int((moment - now).total_seconds()):+d}s",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        # Else waits until a moment of the monotonic clock end at once or late: those of a JVM do.
        "FAKETIME_FORCE_MONOTONIC_FIX": "0",
        "FAKETIME_DISABLE_SHM": "1",
        "NO_FAKE_STAT": "1",
        "PYTHONPATH": str(Path(__file__).parent / "clocked"),
    }


def restart_on(text: str) -> None:
    """Run this command anew with another clock, once; returns when it runs with it already.

    Raises UnknownMomentError, NoFakeClockError.
    """
    moment = moment_of(text)
    if OFFSET_VARIABLE in os.environ:
        return
    library = next(iter(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")), None)
    if library is None:
        raise NoFakeClockError
    environment = os.environ | environment_on(moment, datetime.now(UTC), library)
    os.execve(  # noqa: S606 - no shell meant
        sys.executable, [sys.executable, "-m", "portico_local", *sys.argv[1:]], environment
    )
