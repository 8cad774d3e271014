"""The consumer: one FastStream batch subscriber over all topics that a service reads.

FastStream fetches and keeps the group; what is decoded, when offsets are committed, and what
happens on a fault is decided here. Offsets are committed explicitly, for what was handled, after
the transaction: a crash in between brings the batch again, and the inbox drops it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from itertools import chain

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError
from aiokafka.structs import OffsetAndMetadata
from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage

from chassis import bus, metrics
from chassis.consumer import kafka_client
from chassis.consumer.handlers import Handlers
from chassis.consumer.kafka_client import Record
from chassis.consumer.messages import Message
from chassis.database import TRANSIENT_ERRORS
from chassis.settings import KafkaFlavour, ServiceSettings
from contracts.topics import TOPICS, Topic

_LOG = structlog.get_logger(__name__)

_BACKOFF_FIRST_SECONDS = 0.2
_BACKOFF_MOST_SECONDS = 5.0
_STALLED_SECONDS = 60.0
_IDLE_LOOK_MS = 1_000

Process = Callable[[Sequence[Message]], Awaitable[None]]


def topics_of(handlers: Handlers) -> list[Topic]:
    """The topics on which the handled events are said."""
    names = {event_type.topic for event_type in handlers.event_types}
    return [topic for topic in TOPICS if topic.name in names]


class Subscription:
    """Reads the topics of a service's handlers and gives batches to `process`."""

    def __init__(self, settings: ServiceSettings, handlers: Handlers, process: Process) -> None:
        self._settings = settings
        self._process = process
        self.topics = topics_of(handlers)
        self._stopping = asyncio.Event()
        self._handling_since: float | None = None
        # Set once a batch was left unhandled: from then on nothing may be committed, since a later
        # offset would cover it.
        self._left: BaseException | str | None = None
        self._progress: tuple[float, int] = (0.0, -1)
        self._broker = KafkaBroker(
            settings.kafka_bootstrap_servers.split(","),  # FastStream takes a string as one server
            client_id=f"portico-{settings.service}",
            graceful_timeout=settings.stop_timeout_seconds,
            logger=None,
        )
        tansu = settings.kafka_flavour is KafkaFlavour.TANSU
        self._subscriber = self._broker.subscriber(
            *[settings.topic_name(topic.name) for topic in self.topics],
            group_id=settings.consumer_group,
            batch=True,
            max_records=settings.consumer_batch_size,
            auto_offset_reset="earliest",
            ack_policy=AckPolicy.MANUAL,
            fetch_max_wait_ms=settings.fetch_wait_ms,
            session_timeout_ms=10_000,
            heartbeat_interval_ms=1_000 if tansu else 3_000,
            max_poll_interval_ms=600_000,
            parser=kafka_client.keep_raw,
            decoder=kafka_client.decode_nothing,
            no_reply=True,
        )
        kafka_client.read_with(self._subscriber, self._next_batch)
        self._subscriber(self._on_batch)

    async def run(self) -> None:
        """Start, keep the gauges of lag, and run until cancelled. Waits for the broker."""
        if not self.topics:
            return
        pause = _BACKOFF_FIRST_SECONDS
        while True:
            try:
                if self._settings.creates_topics:
                    await bus.create_topics(
                        self._settings.kafka_bootstrap_servers,
                        self.topics,
                        prefix=self._settings.kafka_topic_prefix,
                        flavour=self._settings.kafka_flavour,
                    )
                await self._broker.start()
                break
            except bus.BUS_ERRORS as error:
                _LOG.warning("broker_away", error=repr(error), again_in_seconds=pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, _BACKOFF_MOST_SECONDS)
        while True:
            if isinstance(self._left, BaseException):
                raise self._left
            self._observe()
            await asyncio.sleep(1)

    async def stop(self) -> None:
        """Stop fetching, let the batch in hand finish, commit it, and leave the group."""
        self._stopping.set()
        await self._broker.stop()

    @property
    def ready(self) -> bool:
        """Whether the group has given this process its share."""
        if not self.topics:
            return True
        consumer = kafka_client.consumer_of(self._subscriber)
        return consumer is not None and bool(consumer.assignment())

    def stalled(self) -> str | None:
        """Why this process should be replaced, or None.

        Kafka's client can lose its coordination task and sleep for ever; then there is no
        assignment, or a lag that does not move although nothing is being handled.
        """
        consumer = kafka_client.consumer_of(self._subscriber)
        if not self.topics or consumer is None or self._handling_since is not None:
            return None
        if kafka_client.coordination_ended(consumer) and not self._stopping.is_set():
            return "the coordination task of the consumer has ended"
        now = asyncio.get_running_loop().time()
        since, lag = self._progress
        if lag > 0 and now - since > _STALLED_SECONDS:
            return f"{lag} messages wait and none was handled for {_STALLED_SECONDS:.0f} s"
        return None

    async def _next_batch(self, consumer: AIOKafkaConsumer) -> tuple[Record, ...]:
        """What has been fetched, as soon as there is anything; nothing after a while.

        FastStream's own sleeps between its looks: what arrives meanwhile waits for it, and shorter
        sleeps are hundreds of wake-ups a second in each idle worker.
        """
        fetched = await consumer.getmany(
            timeout_ms=_IDLE_LOOK_MS, max_records=self._settings.consumer_batch_size
        )
        return tuple(chain.from_iterable(fetched.values()))

    async def _on_batch(self, message: KafkaMessage) -> None:
        if self._left is not None:
            return
        records = kafka_client.records_of(message)
        prefix = len(self._settings.kafka_topic_prefix)
        batch = [
            Message(
                topic=record.topic[prefix:],
                partition=record.partition,
                offset=record.offset,
                key=record.key,
                headers=record.headers,
                value=record.value,
            )
            for record in records
        ]
        self._handling_since = asyncio.get_running_loop().time()
        try:
            done = await self._until_done(batch)
        except Exception as error:
            # FastStream would log this and read on, and the next commit would cover it: end the
            # process instead, and let the next one read the batch again.
            self._left = error
            raise
        finally:
            self._handling_since = None
        consumer = kafka_client.consumer_of(self._subscriber)
        if done and consumer is not None:
            await self._commit(consumer, records)

    async def _until_done(self, batch: Sequence[Message]) -> bool:
        """Give the batch to `process`; while the database is away wait, and give it again.

        False when the process stops meanwhile: the batch is left to whoever reads it next.
        """
        pause = _BACKOFF_FIRST_SECONDS
        while True:
            try:
                await self._process(batch)
            except TRANSIENT_ERRORS as error:
                _LOG.warning("database_away", error=repr(error), again_in_seconds=pause)
            else:
                return True
            try:
                await asyncio.wait_for(self._stopping.wait(), timeout=pause)
            except TimeoutError:
                pause = min(pause * 2, _BACKOFF_MOST_SECONDS)
            else:
                self._left = "stopped while the database was away"
                return False

    async def _commit(self, consumer: AIOKafkaConsumer, records: Sequence[Record]) -> None:
        """Commit just past what was handled, for the partitions that are still ours."""
        last: dict[TopicPartition, int] = {}
        for record in records:
            last[TopicPartition(record.topic, record.partition)] = record.offset
        ours = consumer.assignment()
        offsets = {
            place: OffsetAndMetadata(offset + 1, "")
            for place, offset in last.items()
            if place in ours
        }
        if not offsets:
            return
        try:
            await asyncio.wait_for(consumer.commit(offsets), timeout=10)
        except (KafkaError, TimeoutError) as error:
            # Whoever reads these records next finds them in the inbox.
            _LOG.warning("offsets_not_committed", error=repr(error))

    def _observe(self) -> None:
        consumer = kafka_client.consumer_of(self._subscriber)
        if consumer is None:
            return
        prefix = len(self._settings.kafka_topic_prefix)
        lags = {topic.name: 0 for topic in self.topics}
        for place in consumer.assignment():
            end = consumer.highwater(place)
            position = kafka_client.next_offset(consumer, place)
            if end is not None and position is not None:
                lags[place.topic[prefix:]] += max(0, end - position)
        for name, lag in lags.items():
            metrics.CONSUMER_LAG.labels(name).set(lag)
        total = sum(lags.values())
        now = asyncio.get_running_loop().time()
        since, before = self._progress
        if total != before or total == 0:
            since = now
        self._progress = (since, total)
