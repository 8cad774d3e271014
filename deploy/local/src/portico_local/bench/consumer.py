"""Consumer: events with inbox and a one-row effect, beside a plain FastStream subscriber."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Awaitable, Sequence
from contextlib import asynccontextmanager
from typing import ClassVar

import asyncpg
from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage

from chassis import bus
from chassis.consumer import Handlers, Received
from chassis.consumer.messages import Message
from chassis.consumer.processor import EventProcessor
from chassis.consumer.subscription import Subscription
from chassis.database import Database
from chassis.resources import Resources
from chassis.settings import ServiceSettings
from chassis.testing.postgres import TestDatabase
from chassis.uow import UnitOfWork
from contracts.events.timesheets import WorkSubmitted
from portico_local.bench import events
from portico_local.bench.harness import Bound, Figure, Plan, Throughput, in_pairs, set_aside
from portico_local.bench.servers import bench_database, own_topic, private_stack
from portico_local.stack import Stack

BOUND = Bound(at_least=10)
_RUN_SECONDS = 120
_POOL = 10
_INSERT = (
    "INSERT INTO {table} (agency_id, event_id, work_order_id, submitted_at) VALUES ($1, $2, $3, $4)"
)


class _Settings(ServiceSettings):
    service: ClassVar[str] = "payments"


async def measure(plan: Plan) -> Sequence[Figure]:
    """Events a second through the chassis' subscription, processor and inbox.

    The handler writes one row an event, by the plain executemany, and each batch is committed with
    its inbox before its offsets are. The peer is what FastStream's documentation leads to:
    `AckPolicy.ACK`, a handler a message with its body validated as the same event, a transaction
    of its own that inserts the same row. It has no inbox and forgets what fails.
    """
    ours = events.sendable(events.submissions(plan.size(30_000, 10_000)))
    peers = events.sendable(events.submissions(plan.size(3_000, 1_000)))
    async with private_stack(plan) as stack, bench_database(stack, "payments") as database:
        bench = _ConsumerBench(stack, database, ours, peers)
        set_aside()
        pairs = await in_pairs(plan, "consumer", ours=bench.ours, peer=bench.peer, unit="events/s")
        return [pairs.figure("consumer", "events/s", BOUND)]


class _ConsumerBench:
    def __init__(
        self,
        stack: Stack,
        database: TestDatabase,
        ours: list[events.EncodedMessage],
        peers: list[events.EncodedMessage],
    ) -> None:
        self._stack = stack
        self._database = database
        self._ours = ours
        self._peers = peers

    async def ours(self, number: int) -> float:
        settings = self._settings(f"ours{number}.")
        await self._fill(settings, self._ours)
        await self._empty("effects, chassis.inbox")
        throughput = Throughput(len(self._ours))
        async with Database.open(
            settings.database_url, service="payments", size=_POOL, resources=Resources()
        ) as database:
            processor = EventProcessor(
                database=database,
                handlers=_handlers(),
                resources=Resources(),
                service="payments",
            )

            async def process(batch: Sequence[Message]) -> None:
                await processor.process(batch)
                throughput.done(len(batch))

            subscription = Subscription(settings, processor.handlers, process)
            async with _running(subscription.run()):
                await throughput.wait(_RUN_SECONDS)
                await subscription.stop()
        await self._check("effects", len(self._ours))
        return throughput.per_second

    async def peer(self, number: int) -> float:
        settings = self._settings(f"peer{number}.")
        topic = await self._fill(settings, self._peers)
        await self._empty("plain_effects")
        throughput = Throughput(len(self._peers))
        broker = KafkaBroker(settings.kafka_bootstrap_servers, logger=None)
        async with asyncpg.create_pool(settings.database_url, min_size=1, max_size=_POOL) as pool:

            @broker.subscriber(
                topic,
                group_id=settings.consumer_group,
                auto_offset_reset="earliest",
                ack_policy=AckPolicy.ACK,
                fetch_max_wait_ms=settings.fetch_wait_ms,
            )
            async def handle(event: WorkSubmitted, message: KafkaMessage) -> None:  # pyright: ignore[reportUnusedFunction]
                async with pool.acquire() as connection, connection.transaction():
                    await connection.execute(
                        _INSERT.format(table="plain_effects"),
                        message.headers["agency"],
                        message.headers["ce_id"],
                        event.work_order_id,
                        event.submitted_at,
                    )
                throughput.done(1)

            async with broker:
                await broker.start()
                await throughput.wait(_RUN_SECONDS)
        await self._check("plain_effects", len(self._peers))
        return throughput.per_second

    def _settings(self, prefix: str) -> _Settings:
        return _Settings(
            database_url=self._database.app_url,
            kafka_bootstrap_servers=self._stack.addresses.kafka_bootstrap_servers,
            kafka_flavour=self._stack.addresses.kafka_flavour,
            kafka_topic_prefix=prefix,
        )

    async def _fill(self, settings: _Settings, messages: Sequence[events.EncodedMessage]) -> str:
        topic = await own_topic(self._stack, events.TOPIC, settings.kafka_topic_prefix)
        async with bus.open_producer(settings) as producer:
            await events.send_all(producer, topic, messages)
        return topic

    async def _empty(self, tables: str) -> None:
        connection = await asyncpg.connect(self._database.superuser_url)
        try:
            await connection.execute(f"TRUNCATE {tables}")
        finally:
            await connection.close()

    async def _check(self, table: str, count: int) -> None:
        """Every event has its row, once. Raises RuntimeError."""
        connection = await asyncpg.connect(self._database.superuser_url)
        try:
            found = await connection.fetchval(f"SELECT count(*) FROM {table}")
        finally:
            await connection.close()
        if found != count:
            raise RuntimeError(f"{found} rows in {table}, expected {count}")


def _handlers() -> Handlers:
    handlers = Handlers()

    @handlers.on(WorkSubmitted)
    async def note_submissions(  # pyright: ignore[reportUnusedFunction]
        uow: UnitOfWork, received: Sequence[Received[WorkSubmitted]]
    ) -> None:
        await uow.executemany(
            _INSERT.format(table="effects"),
            [
                (
                    uow.agency_id,
                    event.envelope.id,
                    event.body.work_order_id,
                    event.body.submitted_at,
                )
                for event in received
            ],
        )

    return handlers


@asynccontextmanager
async def _running(work: Awaitable[None]) -> AsyncGenerator[None]:
    task = asyncio.ensure_future(work)
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
