"""What a batch of messages does to the database: each event once, in the order of its key.

A batch is one transaction: the inbox says which events are new, handlers run, their outbox rows
are written, all is committed together. If it fails, the batch is cut in halves down to the event
that fails by itself; that one is tried a few times and then parked, and its key behind it. What
fails because the database is away is no failure of an event: it is raised, and the caller waits.
"""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, cast

import structlog

from chassis import metrics
from chassis.actor import Actor
from chassis.consumer import parking
from chassis.consumer.handlers import Handlers, Received
from chassis.consumer.messages import DecodedMessage, DecodeOutcome, Message, read
from chassis.consumer.waves import waves
from chassis.database import ACROSS_AGENCIES, TRANSIENT_ERRORS, Database, NothingCommittedError
from chassis.errors import NotYetError
from chassis.resources import Resources
from chassis.telemetry import batch_span
from chassis.uow import Cause, UnitOfWork
from contracts.base import Event
from contracts.ids import AgencyId

if TYPE_CHECKING:
    from chassis.uow import Connection

_LOG = structlog.get_logger(__name__)

_TRY_PAUSE_SECONDS = 0.1
_NOT_YET_FIRST = timedelta(milliseconds=200)
_NOT_YET_MOST = timedelta(seconds=10)


class UnreadableEventError(ValueError):
    """A message is not the event that it should be; the text names the part that is wrong."""


class _EventFailedError(Exception):
    """Reading or handling an event raised; carries the transaction out to be rolled back."""

    def __init__(self, cause: Exception) -> None:
        super().__init__(str(cause))
        self.cause = cause


@dataclass(slots=True)
class _BatchResult:
    """What a transaction did with a batch."""

    new: int = 0
    handled: int = 0
    behind: int = 0
    recorded: int = 0
    units: list[UnitOfWork] = field(default_factory=list[UnitOfWork])


@dataclass(slots=True, kw_only=True)
class EventProcessor:
    """Handles batches of messages on the service's database. Safe to run in several processes."""

    database: Database
    handlers: Handlers
    resources: Resources
    service: str
    tries: int = 3
    not_yet_limit: timedelta = field(default_factory=lambda: timedelta(minutes=5))
    _waits: asyncio.Event = field(default_factory=asyncio.Event, init=False)

    async def process(self, messages: Sequence[Message]) -> None:
        """Handle a batch; on return everything in it is done, known already, or parked.

        Raises one of `TRANSIENT_ERRORS` when the database is away: nothing is lost then, the
        same batch can be given again, and what was done already is not done twice.
        """
        batch: list[DecodedMessage] = []
        skipped = 0
        for message in messages:
            incoming = read(message, self.handlers)
            if incoming.verdict is DecodeOutcome.SKIPPED:
                skipped += 1
            else:
                batch.append(incoming)
        if skipped:
            metrics.CONSUMED.labels("skipped").inc(skipped)
        if not batch:
            return
        with metrics.BATCH_SECONDS.time():
            traceparents = [
                i.envelope.traceparent for i in batch if i.envelope and i.envelope.traceparent
            ]
            with batch_span(f"{self.service} handle", traceparents):
                await self._halving(batch)

    async def _halving(self, batch: Sequence[DecodedMessage]) -> None:
        try:
            await self._in_one_transaction(batch)
        except _EventFailedError as failed:
            if len(batch) == 1:
                await self._alone(batch[0], failed.cause)
                return
            _LOG.info("batch_split", size=len(batch), because=repr(failed.cause))
            half = len(batch) // 2
            await self._halving(batch[:half])
            await self._halving(batch[half:])

    async def _alone(self, incoming: DecodedMessage, failure: Exception) -> None:
        """An event that fails by itself: try it again, then park it."""
        for again in range(1, self.tries):
            if isinstance(failure, NotYetError) or incoming.verdict is DecodeOutcome.UNREADABLE:
                break
            await asyncio.sleep(_TRY_PAUSE_SECONDS * 2**again)
            try:
                await self._in_one_transaction([incoming])
            except _EventFailedError as failed:
                failure = failed.cause
            else:
                return
        retry_after = _NOT_YET_FIRST if isinstance(failure, NotYetError) else None
        async with self.database.across_agencies() as connection:
            if await _enter(connection, [incoming]):
                await parking.park(connection, incoming, _cause(failure), retry_after=retry_after)
        self._waits.set()
        self._say_parked(incoming, failure)

    async def _in_one_transaction(self, batch: Sequence[DecodedMessage]) -> None:
        """Handle the batch or nothing of it. Raises _EventFailedError, or a transient error."""
        try:
            async with self.database.across_agencies() as connection:
                done = await self._handle_new(connection, batch)
        except NothingCommittedError as error:
            # A handler went on after its statement had failed: what it did is not there.
            raise _EventFailedError(error) from error
        metrics.CONSUMED.labels("handled").inc(done.handled)
        metrics.CONSUMED.labels("duplicate").inc(len(batch) - done.new)
        metrics.CONSUMED.labels("waiting").inc(done.behind)
        if done.recorded:
            self.database.on_recorded()
        for uow in done.units:
            uow.committed()

    async def _handle_new(
        self, connection: "Connection", batch: Sequence[DecodedMessage]
    ) -> _BatchResult:
        """Handle what is new in the batch, and park what comes behind a parked event."""
        done = _BatchResult()
        new = await _enter(connection, batch)
        done.new = len(new)
        if not new:
            return done
        parked = await parking.parked_places(connection, list({incoming.place for incoming in new}))
        for incoming in new:
            if incoming.place in parked:
                await parking.park(connection, incoming, parking.PARKED_BEHIND)
                done.behind += 1
        for group in waves(self._readable([i for i in new if i.place not in parked])):
            uow = await self._handle(connection, group)
            done.recorded += await uow.flush()
            done.units.append(uow)
            done.handled += len(group)
        return done

    @staticmethod
    def _readable(batch: Sequence[DecodedMessage]) -> Sequence[DecodedMessage]:
        for incoming in batch:
            if incoming.verdict is DecodeOutcome.UNREADABLE:
                raise _EventFailedError(UnreadableEventError(incoming.problem))
        return batch

    async def _handle(
        self, connection: "Connection", group: Sequence[DecodedMessage]
    ) -> UnitOfWork:
        """Run the handlers of a group of one agency and type."""
        envelopes = [incoming.envelope for incoming in group if incoming.envelope]
        first = envelopes[0]
        uow = UnitOfWork(
            connection,
            service=self.service,
            actor=Actor.system(self.service),
            correlation_id=first.correlation_id,
            cause=Cause(first.id, first.correlation_id),
            resources=self.resources,
        )
        await uow.enter_agency(AgencyId(first.agency_id))
        received = [
            Received(incoming.envelope, incoming.body)
            for incoming in group
            if incoming.envelope and incoming.body
        ]
        event_type = cast("type[Event]", type(group[0].body))
        for handler in self.handlers.handlers_of(event_type):
            try:
                await handler(uow, received)
            except TRANSIENT_ERRORS:
                raise
            except Exception as error:
                raise _EventFailedError(error) from error
        return uow

    async def retry_due(self, limit: int = 50) -> int:
        """Try parked keys that are due, each from its first message on; returns keys tried."""
        tried = 0
        while tried < limit:
            async with self.database.across_agencies() as connection:
                due = await parking.next_due(connection)
                if due is None:
                    return tried
                after = await self._drain(connection, *due)
            for uow in after:
                uow.committed()
            if after:
                self.database.on_recorded()
            tried += 1
        return tried

    async def until_due(self, *, least_seconds: float, most_seconds: float) -> None:
        """Wait until a parked key is due.

        What other processes park, and what a person wants to be tried, is known after
        `most_seconds`; what this one parks at once.
        """
        self._waits.clear()
        async with self.database.across_agencies() as connection:
            due = await parking.seconds_to_next(connection)
        wait = most_seconds if due is None else min(max(due, least_seconds), most_seconds)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._waits.wait(), timeout=wait)

    async def _drain(
        self, connection: "Connection", topic: str, key: str, tries: int, parked_at: datetime
    ) -> list[UnitOfWork]:
        after: list[UnitOfWork] = []
        for letter in await parking.letters_of(connection, topic, key):
            incoming = read(letter.message, self.handlers)
            try:
                async with _savepoint(connection):
                    if incoming.verdict is not DecodeOutcome.SKIPPED:
                        self._readable([incoming])
                        uow = await self._handle(connection, [incoming])
                        await uow.flush()
                        after.append(uow)
                        await connection.execute(ACROSS_AGENCIES)
                    await parking.done(connection, letter.id)
            except _EventFailedError as failed:
                await parking.failed_again(
                    connection,
                    letter.id,
                    _cause(failed.cause),
                    self._wait(failed, tries, parked_at),
                )
                self._say_parked(incoming, failed.cause)
                return after
            metrics.CONSUMED.labels("handled").inc()
        await parking.release_if_empty(connection, topic, key)
        return after

    def _wait(self, failed: _EventFailedError, tries: int, parked_at: datetime) -> timedelta | None:
        """How long until the next try; None leaves it to a person."""
        if not isinstance(failed.cause, NotYetError):
            return None
        if datetime.now(UTC) - parked_at > self.not_yet_limit:
            return None
        return min(_NOT_YET_FIRST * 2 ** min(tries, 10), _NOT_YET_MOST)

    def _say_parked(self, incoming: DecodedMessage, failure: Exception) -> None:
        waiting = isinstance(failure, NotYetError)
        metrics.CONSUMED.labels("waiting" if waiting else "dead").inc()
        log = _LOG.info if waiting else _LOG.error
        log(
            "event_waits" if waiting else "event_parked",
            event_id=str(incoming.event_id),
            type=incoming.type,
            topic=incoming.message.topic,
            key=incoming.message.order_key,
            cause=_cause(failure),
            exc_info=None if waiting or incoming.verdict is DecodeOutcome.UNREADABLE else failure,
        )


@asynccontextmanager
async def _savepoint(connection: "Connection") -> AsyncGenerator[None]:
    """A part of the transaction that can be rolled back by itself, settings and all."""
    await connection.execute("SAVEPOINT letter")
    try:
        yield
    except BaseException:
        await connection.execute("ROLLBACK TO SAVEPOINT letter")
        raise
    await connection.execute("RELEASE SAVEPOINT letter")


async def _enter(connection: "Connection", batch: Sequence[DecodedMessage]) -> list[DecodedMessage]:
    """Write the batch into the inbox; returns what is new in it, in its order.

    Another process that handles the same event holds its row until it commits, so this waits and
    then finds it done. The ids are sorted so that two such transactions do not lock crosswise.
    """
    rows = await connection.fetch(
        "INSERT INTO chassis.inbox (event_id) SELECT unnest($1::uuid[])"
        " ON CONFLICT DO NOTHING RETURNING event_id",
        sorted({incoming.event_id for incoming in batch}, key=attrgetter("int")),
    )
    new = {row["event_id"] for row in rows}
    first_seen: list[DecodedMessage] = []
    for incoming in batch:
        if incoming.event_id in new:
            new.discard(incoming.event_id)
            first_seen.append(incoming)
    return first_seen


def _cause(failure: Exception) -> str:
    return f"{type(failure).__name__}: {failure}"[:2_000]
