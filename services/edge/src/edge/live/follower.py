"""Reads the bus from its end, without a group: every instance of the edge sees every event.

Nothing is kept and nothing is acknowledged. What may have been missed (a restart, a broker that
was away or came back empty) is said to every browser as `resync`.
"""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from functools import partial
from uuid import UUID

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError
from aiokafka.structs import ConsumerRecord
from pydantic import ValidationError

from chassis import bus
from contracts.base import Event
from contracts.envelope import Envelope, EnvelopeError
from contracts.events.identity import (
    AgencyChanged,
    Person,
    PersonChanged,
    PersonDeactivated,
    StandInEnded,
    StandInNamed,
)
from contracts.topics import EVENT_TYPES, TOPICS
from edge.hosts import Agencies
from edge.live.hub import Hub
from edge.live.invalidation import Invalidation
from edge.live.staleness import invalidations_of
from edge.settings import EdgeSettings

START_SECONDS = 15.0
PROBE_EVERY_SECONDS = 5.0
PROBE_SECONDS = 5.0
STOP_SECONDS = 5.0
RETRY_SECONDS = (0.5, 1.0, 2.0, 5.0)
MAX_RECORDS = 1_000

log = structlog.get_logger()


_CHANGES_OF_ACCESS = PersonChanged | PersonDeactivated | StandInNamed | StandInEnded


class _LogChangedError(Exception):
    """The broker does not have what was read already: its log was lost."""


class Follower:
    """Follows every topic, and survives the broker."""

    def __init__(self, settings: EdgeSettings, hub: Hub, agencies: Agencies) -> None:
        self._settings = settings
        self._hub = hub
        self._agencies = agencies
        self._topics = [settings.topic_name(topic.name) for topic in TOPICS]
        self.connected = False

    @asynccontextmanager
    async def following(self) -> AsyncGenerator[None]:
        """Follow while the block runs. The edge serves whether or not the bus is there."""
        task = asyncio.create_task(self._run(), name="follow the bus")
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _run(self) -> None:
        failures = 0
        while True:
            try:
                await self._follow()
            except asyncio.CancelledError:
                this = asyncio.current_task()
                if this is not None and this.cancelling():
                    raise
                log.warning("the bus is away", cause="aiokafka cancelled what it was asked")
            except (KafkaError, OSError, TimeoutError, _LogChangedError) as error:
                if self.connected:
                    failures = 0
                log.warning("the bus is away", cause=f"{type(error).__name__}: {error}")
            except Exception:
                log.exception("following the bus failed")
            self.connected = False
            await asyncio.sleep(RETRY_SECONDS[min(failures, len(RETRY_SECONDS) - 1)])
            failures += 1

    async def _follow(self) -> None:
        consumer = AIOKafkaConsumer(
            *self._topics,
            bootstrap_servers=self._settings.kafka_bootstrap_servers,
            client_id="portico-edge",
            group_id=None,
            auto_offset_reset="latest",
            enable_auto_commit=False,
            fetch_max_wait_ms=self._settings.fetch_wait_ms,
            metadata_max_age_ms=5_000,
            request_timeout_ms=10_000,
        )
        try:
            async with asyncio.timeout(START_SECONDS):
                await consumer.start()
            await self._read(consumer)
        finally:
            await bus.wind_up(consumer.stop(), within_seconds=STOP_SECONDS)

    async def _read(self, consumer: AIOKafkaConsumer) -> None:
        known: frozenset[TopicPartition] = frozenset()
        probed_at = 0.0
        while True:
            assigned = frozenset(consumer.assignment())
            if assigned != known:
                await self._start_at_end(consumer, assigned - known)
                known = assigned
            if time.monotonic() - probed_at > PROBE_EVERY_SECONDS:
                await self._probe(consumer, assigned)
                probed_at = time.monotonic()
            batches = await consumer.getmany(timeout_ms=1_000, max_records=MAX_RECORDS)
            for records in batches.values():
                for record in records:
                    self._announce(record)

    async def _start_at_end(
        self, consumer: AIOKafkaConsumer, added: frozenset[TopicPartition]
    ) -> None:
        async with asyncio.timeout(PROBE_SECONDS):
            await consumer.seek_to_end(*added)
            for partition in added:
                await consumer.position(partition)
        self.connected = True
        self._hub.resync_all()
        log.info("following the bus", partitions=len(consumer.assignment()))

    async def _probe(self, consumer: AIOKafkaConsumer, assigned: frozenset[TopicPartition]) -> None:
        """aiokafka waits for a broker for ever without a word; so ask it something."""
        if not assigned:
            return
        async with asyncio.timeout(PROBE_SECONDS):
            ends = await consumer.end_offsets(list(assigned))
            for partition, end in ends.items():
                # Tansu names as the end the place after the first record of the last batch; what
                # came with the last fetch is right.
                known_end = max(end, consumer.highwater(partition) or 0)
                if await consumer.position(partition) > known_end:
                    raise _LogChangedError(f"{partition.topic} is shorter than what was read")

    def _announce(self, record: "ConsumerRecord[bytes | None, bytes | None]") -> None:
        try:
            envelope = Envelope.from_headers(record.headers)
            kind, value = EVENT_TYPES.get(envelope.type), record.value
            if kind is None or value is None:
                return
            read = partial(_read, kind, value)
            self._hub.remember(envelope.agency_id, len(value), read)
            concerns_sessions = issubclass(kind, AgencyChanged | _CHANGES_OF_ACCESS)
            if not concerns_sessions and not self._hub.listens(envelope.agency_id):
                return
            event = kind.model_validate_json(value)
        except (EnvelopeError, ValidationError) as error:
            log.warning(
                "not an event",
                topic=record.topic,
                partition=record.partition,
                offset=record.offset,
                cause=type(error).__name__,
            )
            return
        if isinstance(event, AgencyChanged):
            self._agencies.changed(event.agency)
        if isinstance(event, _CHANGES_OF_ACCESS):
            for person_id in _whose_access(event.person):
                self._hub.check_sessions_of(person_id)
        if isinstance(event, StandInEnded):
            self._hub.check_sessions_of(event.stand_in.person_id)
        self._hub.announce(envelope.agency_id, invalidations_of(event))


def _read(kind: type[Event], value: bytes) -> tuple[Invalidation, ...]:
    """What an event that was kept makes stale; what is no event was told of when it came."""
    try:
        return tuple(invalidations_of(kind.model_validate_json(value)))
    except ValidationError:
        return ()


def _whose_access(person: Person) -> set[UUID]:
    """Whose access an event about this person may have changed: who stands in has theirs."""
    return {person.person_id, *(one.person_id for one in person.stand_ins)}
