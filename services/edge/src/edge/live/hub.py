"""The open connections of this instance, and what each has yet to be told.

A connection has no queue of events: it has the set of its views that went stale, which cannot grow
beyond the number of views however slowly the browser reads. One that has not read for long is
dropped: it is told to `resync`, and ended.
"""

import asyncio
import time
from collections.abc import Callable, Iterable
from uuid import UUID

from pydantic import BaseModel, Field

from edge.live.invalidation import Invalidation, Listener, View
from edge.live.recent import ReadEvent, RecentEvents
from edge.problems import TooManyConnectionsError


class LiveMessage(BaseModel):
    """What a browser is told. After a reconnect everything counts as stale."""

    stale: list[View] = Field(default_factory=list, description="Fetch these again")
    resync: bool = Field(default=False, description="Something may have been missed: fetch all")
    ended: bool = Field(default=False, description="The session is over; do not reconnect")


class Connection:
    """One browser that listens."""

    def __init__(self, listener: Listener, clock: Callable[[], float]) -> None:
        self.listener = listener
        self._clock = clock
        self._stale: set[View] = set()
        self._resync = False
        self._closed = False
        self._check = False
        self._waits_since: float | None = None
        self._news = asyncio.Event()

    async def next(self, *, at_most_seconds: float) -> LiveMessage | None:
        """What there is to tell, waiting for it; None if there was nothing in that time."""
        try:
            async with asyncio.timeout(at_most_seconds):
                await self._news.wait()
        except TimeoutError:
            return None
        message = LiveMessage(stale=sorted(self._stale), resync=self._resync)
        self._stale.clear()
        self._resync = False
        self._waits_since = None
        if not self._closed:
            self._news.clear()
        return message if message.stale or message.resync else None

    @property
    def closed(self) -> bool:
        """Whether this was the last; the browser may connect again."""
        return self._closed

    def take_check(self) -> bool:
        """Whether the session is to be looked at now, once."""
        due, self._check = self._check, False
        return due

    def slow_since(self) -> float:
        """How many seconds the browser has not taken what there is."""
        return 0.0 if self._waits_since is None else self._clock() - self._waits_since

    def add(self, views: Iterable[View]) -> None:
        """These went stale."""
        self._stale.update(views)
        self._wake()

    def resync(self) -> None:
        """Something may have been missed."""
        self._resync = True
        self._wake()

    def check_session(self) -> None:
        """Look at once whether the session still is."""
        self._check = True
        self._wake()

    def close(self) -> None:
        """Tell what is left, and end."""
        self._closed = True
        self._wake()

    def _wake(self) -> None:
        if self._waits_since is None:
            self._waits_since = self._clock()
        self._news.set()


class Hub:
    """Every connection of this instance, by agency."""

    def __init__(
        self,
        *,
        connections: int,
        connections_per_person: int,
        slow_seconds: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limit = connections
        self._limit_per_person = connections_per_person
        self._slow_seconds = slow_seconds
        self._clock = clock
        self._open: dict[UUID, set[Connection]] = {}
        self._recent = RecentEvents(clock)

    def __len__(self) -> int:
        return sum(len(found) for found in self._open.values())

    def open(self, listener: Listener, *, shown_for: float | None = None) -> Connection:
        """A new connection of a browser whose page was fetched `shown_for` seconds ago.

        None: it shows nothing yet. Raises TooManyConnectionsError.
        """
        of_agency = self._open.setdefault(listener.agency_id, set())
        own = sum(1 for c in of_agency if c.listener.person_id == listener.person_id)
        if len(self) >= self._limit or own >= self._limit_per_person:
            raise TooManyConnectionsError
        connection = Connection(listener, self._clock)
        of_agency.add(connection)
        if shown_for is not None:
            self._catch_up(connection, shown_for)
        return connection

    def _catch_up(self, connection: Connection, seconds: float) -> None:
        missed = self._recent.since(connection.listener.agency_id, seconds)
        if missed is None:
            connection.resync()
            return
        for invalidation in missed:
            if invalidation.concerns(connection.listener):
                connection.add(invalidation.views)

    def leave(self, connection: Connection) -> None:
        """The browser has gone."""
        of_agency = self._open.get(connection.listener.agency_id, set())
        of_agency.discard(connection)
        if not of_agency:
            self._open.pop(connection.listener.agency_id, None)

    def listens(self, agency_id: UUID) -> bool:
        """Whether anybody of this agency is connected here."""
        return agency_id in self._open

    def remember(self, agency_id: UUID, size: int, read: ReadEvent) -> None:
        """An event of so many bytes has come: pages that are being opened may be of before it."""
        self._recent.add(agency_id, size, read)

    def announce(self, agency_id: UUID, invalidations: Iterable[Invalidation]) -> None:
        """Tell everybody whom it concerns."""
        for invalidation in invalidations:
            for connection in self._open.get(agency_id, ()):
                if invalidation.concerns(connection.listener):
                    connection.add(invalidation.views)
                    if connection.slow_since() > self._slow_seconds:
                        connection.resync()
                        connection.close()

    def resync_all(self) -> None:
        """The bus was away: something may have been missed."""
        self._recent.forget()
        for connection in self._all():
            connection.resync()

    def check_sessions_of(self, person_id: UUID) -> None:
        """Something about this person changed: look at their sessions at once."""
        for connection in self._all():
            if connection.listener.person_id == person_id:
                connection.check_session()

    def session_ended(self, session_id: UUID) -> None:
        """This session was ended here."""
        for connection in self._all():
            if connection.listener.session_id == session_id:
                connection.check_session()

    def close(self) -> None:
        """The process stops: browsers connect to another instance."""
        for connection in self._all():
            connection.close()

    def _all(self) -> list[Connection]:
        return [connection for found in self._open.values() for connection in found]
