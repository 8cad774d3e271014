"""A unit of work: one transaction, who acts in it, and the events it makes true."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from chassis import outbox
from chassis.actor import Actor
from chassis.errors import ForbiddenError
from chassis.ids import new_id
from chassis.resources import Resources
from chassis.telemetry import current_traceparent
from contracts.base import Event
from contracts.envelope import Envelope
from contracts.ids import AgencyId, EventId

if TYPE_CHECKING:
    import asyncpg
    from asyncpg.pool import PoolConnectionProxy

    Connection = asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Cause:
    """The event because of which something is done, and the correlation it belongs to."""

    event_id: UUID
    correlation_id: UUID


class UnitOfWork:
    """What a use case is given. It never commits: the border that opened it does.

    SQL runs on the transaction's connection by `fetch`, `fetchrow`, `fetchval`, `execute` and
    `executemany`, with asyncpg's meanings; `jsonb` takes and gives Python objects.
    """

    def __init__(
        self,
        connection: "Connection",
        *,
        service: str,
        actor: Actor,
        correlation_id: UUID,
        cause: Cause | None = None,
        resources: Resources | None = None,
        agency_id: AgencyId | None = None,
    ) -> None:
        self._connection = connection
        self._service = service
        self._agency_id = agency_id
        self._cause = cause
        self._recorded: list[outbox.OutboxMessage] = []
        self._after_commit: list[Callable[[], object]] = []
        self._resources = resources or Resources()
        self.actor = actor
        self.correlation_id = correlation_id
        self.now = datetime.now(UTC)

    @property
    def agency_id(self) -> AgencyId:
        """The tenant of this unit. Raises ForbiddenError before an agency was entered."""
        if self._agency_id is None:
            raise ForbiddenError("no agency was entered")
        return self._agency_id

    @property
    def causation_id(self) -> UUID | None:
        """The event because of which this unit runs, when there is one."""
        return self._cause.event_id if self._cause else None

    @cached_property
    def _traceparent(self) -> str | None:
        """Of the span in which the unit runs: of one request, or one batch."""
        return current_traceparent()

    async def enter_agency(self, agency_id: AgencyId) -> None:
        """Make row level security show this agency's rows, and no others, from here on."""
        await self._connection.execute(
            "SELECT set_config('portico.agency_id', $1, true),"
            " set_config('portico.all_agencies', '', true)",
            str(agency_id),
        )
        self._agency_id = agency_id

    def record(self, event: Event, *, because_of: Envelope | None = None) -> EventId:
        """Say that this happened: it crosses the bus if, and only if, this unit commits.

        `because_of` names the event that caused it, where a handler was given several; without it
        the first of them counts as the cause. Its time is that of saying it, not of the unit's
        beginning: record what changed after it is locked, and later changes have later times.
        Raises EventTooLargeError.
        """
        event_id = EventId(new_id())
        envelope = Envelope(
            id=event_id,
            type=event.type_name(),
            source=f"portico/{self._service}",
            time=datetime.now(UTC),
            agency_id=self.agency_id,
            correlation_id=because_of.correlation_id if because_of else self.correlation_id,
            causation_id=because_of.id if because_of else self.causation_id,
            traceparent=self._traceparent,
        )
        self._recorded.append(outbox.OutboxMessage(envelope, event, event.topic, event.key))
        return event_id

    async def record_all(self, events: Sequence[Event]) -> None:
        """Say that all these happened, in this order: thousands are written beside the event loop.

        Raises EventTooLargeError.
        """
        await asyncio.to_thread(self._record_all, events)

    def _record_all(self, events: Sequence[Event]) -> None:
        for event in events:
            self.record(event)

    def resource(self, kind: type[R]) -> R:
        """A resource that the service opened, by its type."""
        return self._resources.get(kind)

    def after_commit(self, call: Callable[[], object]) -> None:
        """Call this once the transaction is committed: to wake a loop, never to do the work."""
        self._after_commit.append(call)

    async def fetch(self, sql: str, *args: object) -> "list[asyncpg.Record]":
        """All rows."""
        return await self._connection.fetch(sql, *args)

    async def fetchrow(self, sql: str, *args: object) -> "asyncpg.Record | None":
        """The first row, or None."""
        return await self._connection.fetchrow(sql, *args)

    async def fetchval(self, sql: str, *args: object) -> Any:
        """The first column of the first row, or None."""
        return await self._connection.fetchval(sql, *args)

    async def execute(self, sql: str, *args: object) -> str:
        """Run a statement; returns its tag, such as `UPDATE 3`."""
        return await self._connection.execute(sql, *args)

    async def executemany(self, sql: str, args: Iterable[Sequence[object]]) -> None:
        """Run a statement for each tuple of arguments."""
        await self._connection.executemany(sql, args)

    @asynccontextmanager
    async def savepoint(self) -> AsyncGenerator[None]:
        """A part that can fail by itself: what it wrote and recorded is undone, the rest stays.

        The failure goes on to whoever opened the part; what they do with it decides about the unit.
        """
        recorded, calls = len(self._recorded), len(self._after_commit)
        # In SQL: asyncpg has savepoints within its own transactions alone.
        await self._connection.execute("SAVEPOINT part")
        try:
            yield
        except BaseException:
            del self._recorded[recorded:]
            del self._after_commit[calls:]
            if not self._connection.is_closed():
                await self._connection.execute("ROLLBACK TO SAVEPOINT part; RELEASE SAVEPOINT part")
            raise
        await self._connection.execute("RELEASE SAVEPOINT part")

    async def flush(self) -> int:
        """Write what was recorded to the outbox; returns how many. For the border only."""
        recorded, self._recorded = self._recorded, []
        await outbox.write(self._connection, recorded)
        return len(recorded)

    def committed(self) -> None:
        """Run what waited for the commit. For the border only."""
        calls, self._after_commit = self._after_commit, []
        for call in calls:
            call()
