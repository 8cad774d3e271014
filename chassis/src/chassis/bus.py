"""The bus from this side: producers, topics, and how far the broker's log reaches."""

import asyncio
from collections.abc import AsyncGenerator, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code

from chassis.settings import FETCH_WAIT_MS, KafkaFlavour, ServiceSettings
from contracts.topics import TOPICS, Topic

_LOG = structlog.get_logger(__name__)

TANSU_PARTITIONS = 4
"""Tansu creates a topic that a client asks for with so many partitions, and cannot be told not to.

After it lost its log, whoever comes first creates the topics: all must agree, or a producer that
remembers more partitions writes where no consumer reads.
"""

BUS_ERRORS: tuple[type[BaseException], ...] = (KafkaError, OSError, TimeoutError)
"""What the client raises while the broker is away."""


async def wind_up(stop: Coroutine[Any, Any, object], *, within_seconds: float) -> None:
    """Let a client of the bus stop, and go on whatever becomes of that.

    In a task of its own: stopped while the broker is away, aiokafka raises a CancelledError that
    nobody asked for, which would end the caller without a word.
    """
    stopping = asyncio.create_task(stop)
    await asyncio.wait({stopping}, timeout=within_seconds)
    if stopping.cancel():
        _LOG.warning("bus_client_did_not_stop", within_seconds=within_seconds)
    elif not stopping.cancelled() and (error := stopping.exception()) is not None:
        _LOG.warning("bus_client_did_not_stop", error=repr(error))


@asynccontextmanager
async def open_producer(settings: ServiceSettings) -> AsyncGenerator[AIOKafkaProducer]:
    """A producer for the relay: all replicas acknowledge; idempotent where the broker can."""
    producer = AIOKafkaProducer(
        bootstrap_servers=settings.kafka_bootstrap_servers,
        client_id=f"portico-{settings.service}-relay",
        acks="all",
        enable_idempotence=settings.kafka_flavour is KafkaFlavour.APACHE,
        max_batch_size=256 * 1024,
        request_timeout_ms=30_000,
        retry_backoff_ms=200,
    )
    await producer.start()
    try:
        yield producer
    finally:
        await wind_up(producer.stop(), within_seconds=5)


async def create_topics(
    bootstrap_servers: str,
    topics: Sequence[Topic] = TOPICS,
    *,
    prefix: str = "",
    replication: int = 1,
    flavour: KafkaFlavour = KafkaFlavour.APACHE,
) -> list[str]:
    """Create the topics that are missing; returns their names. Raises a bus error."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap_servers)
    await asyncio.wait_for(admin.start(), timeout=15)
    try:
        existing = set(await asyncio.wait_for(admin.list_topics(), timeout=15))
        missing = [topic for topic in topics if f"{prefix}{topic.name}" not in existing]
        if not missing:
            return []
        answer: Any = await asyncio.wait_for(
            admin.create_topics(
                [
                    NewTopic(
                        name=f"{prefix}{topic.name}",
                        num_partitions=(
                            TANSU_PARTITIONS if flavour is KafkaFlavour.TANSU else topic.partitions
                        ),
                        replication_factor=replication,
                        topic_configs={"retention.ms": str(topic.retention_hours * 3_600_000)},
                    )
                    for topic in missing
                ]
            ),
            timeout=30,
        )
        for failed in answer.topic_errors:
            error = for_code(failed[1])
            if failed[1] and error is not TopicAlreadyExistsError:
                raise error(f"{failed[0]}")
        return [f"{prefix}{topic.name}" for topic in missing]
    finally:
        await wind_up(admin.close(), within_seconds=10)


async def log_ends(
    bootstrap_servers: str,
    places: Sequence[tuple[str, int]],
    *,
    flavour: KafkaFlavour = KafkaFlavour.APACHE,
) -> dict[tuple[str, int], int]:
    """The offset after the last record of each (topic, partition); 0 where the topic is gone."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap_servers,
        group_id=None,
        auto_offset_reset="none",
        fetch_max_wait_ms=FETCH_WAIT_MS[flavour],
    )
    await asyncio.wait_for(consumer.start(), timeout=15)
    try:
        known = await asyncio.wait_for(consumer.topics(), timeout=15)
        there = [TopicPartition(topic, number) for topic, number in places if topic in known]
        ends: dict[Any, int] = (
            await asyncio.wait_for(consumer.end_offsets(there), timeout=15) if there else {}
        )
        if flavour is KafkaFlavour.TANSU and there:
            ends = await asyncio.wait_for(_high_watermarks(consumer, ends), timeout=15)
        return {place: ends.get(TopicPartition(*place), 0) for place in places}
    finally:
        await wind_up(consumer.stop(), within_seconds=10)


async def _high_watermarks(
    consumer: AIOKafkaConsumer, ends: dict[TopicPartition, int]
) -> dict[TopicPartition, int]:
    """Where the logs end by the word of a fetch.

    Tansu, asked for the end of a log, names the one after the first record of its last batch; a
    fetch comes with the right one.
    """
    consumer.assign(list(ends))
    for place, end in ends.items():
        consumer.seek(place, end)
    while True:
        await consumer.getmany(timeout_ms=20)
        marks = {place: consumer.highwater(place) for place in ends}
        if all(mark is not None for mark in marks.values()):
            return {place: mark or 0 for place, mark in marks.items()}
