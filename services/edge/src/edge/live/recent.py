"""What happened in the last seconds, for lines that open a moment after their page was fetched.

A browser fetches its page, then opens the line: what goes stale in between nobody would tell it.
Events are kept as they came and are read only for those who ask, since most have no listener.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from edge.live.invalidation import Invalidation

KEPT_SECONDS = 15.0
MAX_EVENTS = 5_000
MAX_BYTES = 16 * 1024 * 1024

ReadEvent = Callable[[], Iterable[Invalidation]]


@dataclass(frozen=True, slots=True)
class _Recent:
    at: float
    agency_id: UUID
    size: int
    read: ReadEvent


class RecentEvents:
    """Bounded in time, number and bytes; says when it no longer knows all of a time."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._events: deque[_Recent] = deque()
        self._bytes = 0
        self._whole_since = clock()

    def add(self, agency_id: UUID, size: int, read: ReadEvent) -> None:
        """Keep an event of so many bytes; `read` says what it makes stale."""
        now = self._clock()
        self._events.append(_Recent(now, agency_id, size, read))
        self._bytes += size
        while self._events and (
            len(self._events) > MAX_EVENTS
            or self._bytes > MAX_BYTES
            or self._events[0].at < now - KEPT_SECONDS
        ):
            oldest = self._events.popleft()
            self._bytes -= oldest.size
            self._whole_since = oldest.at

    def forget(self) -> None:
        """Something may have been missed: only what comes from now on is known."""
        self._events.clear()
        self._bytes = 0
        self._whole_since = self._clock()

    def since(self, agency_id: UUID, seconds: float) -> Iterator[Invalidation] | None:
        """What went stale in an agency in the last seconds; None: not all of it is known."""
        begin = self._clock() - seconds
        if begin < self._whole_since:
            return None
        return self._read(agency_id, begin)

    def _read(self, agency_id: UUID, begin: float) -> Iterator[Invalidation]:
        for event in self._events:
            if event.at >= begin and event.agency_id == agency_id:
                yield from event.read()
