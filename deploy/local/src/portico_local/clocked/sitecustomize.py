"""Loaded by every Python that `portico_local.clock` tells another day: makes `time.sleep` work.

Python sleeps until a moment of the monotonic clock, and libfaketime 0.9 takes such a moment for one
of the clock that it fakes and fails. `select` waits for a length of time instead.
"""

import select
import time


def _sleep(seconds: float) -> None:
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    select.select([], [], [], seconds)


time.sleep = _sleep
