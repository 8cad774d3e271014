"""The relay: sends the outbox's rows to the bus, in order, and marks what was acknowledged.

One relay a service runs at a time, whoever holds the advisory lock; others stand by. A batch is
sent pipelined and marked when every acknowledgement is there, so a crash in between sends some of
it again and the readers' inboxes drop it. The order of a key holds because its rows are sent in
the order of their ids, on one producer, to one partition.

The outbox is the record and the bus only the transport: when the broker's log turns out shorter
than what it acknowledged, it was lost, and the whole window is sent again.
"""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import asyncpg
import orjson
import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.structs import RecordMetadata

from chassis import bus, metrics
from chassis.database import TRANSIENT_ERRORS, open_to_all_agencies
from chassis.settings import ServiceSettings
from contracts.topics import TOPICS

if TYPE_CHECKING:
    Connection = asyncpg.Connection[asyncpg.Record]

_LOG = structlog.get_logger(__name__)

_LOCK = 7_061_002
_CHECK_SECONDS = 5.0
_STANDBY_SECONDS = 2.0
_ACKNOWLEDGE_SECONDS = 60.0


class Relay:
    """Moves events from the outbox to the bus until it is cancelled."""

    def __init__(self, settings: ServiceSettings) -> None:
        self._settings = settings
        self._wake = asyncio.Event()
        self._acked: dict[tuple[str, int], int] = {}
        self._topics = [topic for topic in TOPICS if topic.owner == settings.service]
        self._checked_at = 0.0

    def wake(self) -> None:
        """Say that rows were committed in this process, so that it need not wait for its poll."""
        self._wake.set()

    async def run(self) -> None:
        """Relay for ever; faults of the database or the broker are waited out."""
        pause = 0.2
        while True:
            try:
                await self._as_leader()
                pause = 0.2
            except (asyncpg.PostgresError, *TRANSIENT_ERRORS, *bus.BUS_ERRORS) as error:
                _LOG.warning("relay_interrupted", error=repr(error), again_in_seconds=pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 5.0)

    async def _as_leader(self) -> None:
        connection: Connection = await asyncpg.connect(
            self._settings.database_url,
            timeout=10,
            command_timeout=60,
            server_settings={"application_name": f"portico-{self._settings.service}-relay"},
        )
        try:
            while not await connection.fetchval(  # noqa: ASYNC110 - the lock is elsewhere
                "SELECT pg_try_advisory_lock($1)", _LOCK
            ):
                await asyncio.sleep(_STANDBY_SECONDS)
            await open_to_all_agencies(connection)
            await self._load_positions(connection)
            async with bus.open_producer(self._settings) as producer:
                self._checked_at = 0.0
                await self._relay(connection, producer)
        finally:
            connection.terminate()

    async def _relay(self, connection: "Connection", producer: AIOKafkaProducer) -> None:
        settings = self._settings
        poll = settings.relay_poll_min_seconds
        while True:
            self._wake.clear()
            await self._check_bus(connection)
            if await self.relay_batch(connection, producer):
                poll = settings.relay_poll_min_seconds
                continue
            try:
                await asyncio.wait_for(self._wake.wait(), timeout=poll)
                poll = settings.relay_poll_min_seconds
            except TimeoutError:
                poll = min(poll * 1.3, settings.relay_poll_max_seconds)

    async def relay_batch(self, connection: "Connection", producer: AIOKafkaProducer) -> int:
        """Send one batch and mark it; returns how many rows there were."""
        rows = await connection.fetch(
            "SELECT id, recorded_on, topic, key, headers, payload FROM chassis.outbox"
            " WHERE published_at IS NULL ORDER BY id LIMIT $1",
            self._settings.relay_batch_size,
        )
        if not rows:
            return 0
        prefix = self._settings.kafka_topic_prefix
        futures: list[asyncio.Future[RecordMetadata]] = []
        for row in rows:
            headers = [(name, value.encode()) for name, value in orjson.loads(row["headers"])]
            futures.append(
                await producer.send(
                    prefix + row["topic"],
                    row["payload"],
                    key=str(row["key"]).encode(),
                    headers=headers,
                )
            )
        done, waiting = await asyncio.wait(futures, timeout=_ACKNOWLEDGE_SECONDS)
        if waiting:
            raise TimeoutError(f"{len(waiting)} of {len(futures)} events were not acknowledged")
        acked, failure = _acknowledged(rows, futures)
        lost = await self._mark(connection, acked)
        metrics.RELAYED.inc(len(acked))
        del done
        if lost:
            await self._replay(connection, lost)
        if failure is not None:
            raise failure
        return len(rows)

    async def _mark(
        self, connection: "Connection", acked: Sequence[tuple[asyncpg.Record, RecordMetadata]]
    ) -> set[str]:
        """Mark rows as published; returns topics whose log turned out to have been lost."""
        first: dict[tuple[str, int], int] = {}
        last: dict[tuple[str, int], int] = {}
        for row, metadata in acked:
            place = (row["topic"], metadata.partition)
            first[place] = min(metadata.offset, first.get(place, metadata.offset))
            last[place] = max(metadata.offset, last.get(place, -1))
        lost = {place[0] for place, offset in first.items() if offset <= self._acked.get(place, -1)}
        async with connection.transaction():
            await connection.execute(
                "UPDATE chassis.outbox o SET published_at = now()"
                " FROM unnest($1::date[], $2::bigint[]) AS sent(recorded_on, id)"
                " WHERE o.recorded_on = sent.recorded_on AND o.id = sent.id",
                [row["recorded_on"] for row, _ in acked],
                [row["id"] for row, _ in acked],
            )
            await connection.executemany(
                "INSERT INTO chassis.bus_positions (topic, partition, acked_offset)"
                " VALUES ($1, $2, $3) ON CONFLICT (topic, partition)"
                " DO UPDATE SET acked_offset = excluded.acked_offset",
                [(topic, partition, offset) for (topic, partition), offset in last.items()],
            )
        self._acked.update(last)
        return lost

    async def _load_positions(self, connection: "Connection") -> None:
        rows = await connection.fetch(
            "SELECT topic, partition, acked_offset FROM chassis.bus_positions"
        )
        self._acked = {(row["topic"], row["partition"]): row["acked_offset"] for row in rows}

    async def _check_bus(self, connection: "Connection") -> None:
        """From time to time: are our topics there, and do they reach as far as they did?"""
        now = asyncio.get_running_loop().time()
        if now - self._checked_at < _CHECK_SECONDS and self._checked_at:
            return
        self._checked_at = now
        settings = self._settings
        if settings.creates_topics:
            created = await bus.create_topics(
                settings.kafka_bootstrap_servers,
                self._topics,
                prefix=settings.kafka_topic_prefix,
                flavour=settings.kafka_flavour,
            )
            if created:
                _LOG.info("topics_created", topics=created)
        if not self._acked:
            return
        ends = await bus.log_ends(
            settings.kafka_bootstrap_servers,
            [(settings.topic_name(topic), partition) for topic, partition in self._acked],
            flavour=settings.kafka_flavour,
        )
        lost = {
            topic
            for (topic, partition), acked in self._acked.items()
            if ends[(settings.topic_name(topic), partition)] <= acked
        }
        if lost:
            await self._replay(connection, lost)

    async def _replay(self, connection: "Connection", topics: set[str]) -> None:
        """Send everything of these topics that is still kept, again and in order."""
        async with connection.transaction():
            tag = await connection.execute(
                "UPDATE chassis.outbox SET published_at = NULL"
                " WHERE topic = ANY($1) AND published_at IS NOT NULL",
                sorted(topics),
                timeout=600,
            )
            await connection.execute(
                "DELETE FROM chassis.bus_positions WHERE topic = ANY($1)", sorted(topics)
            )
        self._acked = {place: at for place, at in self._acked.items() if place[0] not in topics}
        metrics.REPLAYED.inc(len(topics))
        _LOG.warning(
            "bus_lost_replaying", topics=sorted(topics), events=tag.removeprefix("UPDATE ")
        )


def _acknowledged(
    rows: Sequence[asyncpg.Record], futures: Sequence["asyncio.Future[RecordMetadata]"]
) -> tuple[list[tuple[asyncpg.Record, RecordMetadata]], BaseException | None]:
    """What may be marked: the acknowledged rows, up to the first failure in each key.

    What follows a failed row in its key is sent again behind it, although it was acknowledged.
    """
    acked: list[tuple[asyncpg.Record, RecordMetadata]] = []
    failed_keys: set[Any] = set()
    failure: BaseException | None = None
    for row, future in zip(rows, futures, strict=True):
        error = future.exception()
        if error is not None:
            failure = failure or error
            failed_keys.add((row["topic"], row["key"]))
        elif (row["topic"], row["key"]) not in failed_keys:
            acked.append((row, future.result()))
    return acked, failure
