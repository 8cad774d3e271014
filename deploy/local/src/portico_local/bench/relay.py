"""Relay: from outbox rows to the broker's acknowledgements, beside a bare producer."""

import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, ClassVar

import asyncpg

from chassis import bus, outbox
from chassis.database import open_to_all_agencies
from chassis.outbox import OutboxMessage
from chassis.relay import Relay
from chassis.settings import ServiceSettings
from chassis.testing.postgres import TestDatabase
from portico_local.bench import events
from portico_local.bench.harness import Bound, Figure, Plan, in_pairs, set_aside
from portico_local.bench.servers import bench_database, own_topic, private_stack
from portico_local.stack import Stack

if TYPE_CHECKING:
    Connection = asyncpg.Connection[asyncpg.Record]

BOUND = Bound(at_least=0.35)
_CHUNK = 5_000
_RUN_SECONDS = 120


class _Settings(ServiceSettings):
    service: ClassVar[str] = "timesheets"


async def measure(plan: Plan) -> Sequence[Figure]:
    """Events a second of the relay's own code: read, send, wait for the broker, mark.

    The peer sends the same keys, headers and bodies from memory with the same producer settings,
    everything at once, and waits for all acknowledgements. Both run in this process.
    """
    recorded = events.submissions(plan.size(30_000, 10_000))
    async with private_stack(plan) as stack, bench_database(stack, "timesheets") as database:
        bench = _RelayBench(stack, database, recorded)
        set_aside()
        pairs = await in_pairs(plan, "relay", ours=bench.ours, peer=bench.peer, unit="events/s")
        return [pairs.figure("relay", "events/s", BOUND)]


class _RelayBench:
    def __init__(self, stack: Stack, database: TestDatabase, recorded: list[OutboxMessage]) -> None:
        self._stack = stack
        self._database = database
        self._recorded = recorded
        self._sendable = events.sendable(recorded)

    async def ours(self, number: int) -> float:
        settings = self._settings(f"ours{number}.")
        await own_topic(self._stack, events.TOPIC, settings.kafka_topic_prefix)
        await self._fill_outbox()
        async with _connected(self._database.app_url) as connection:
            await open_to_all_agencies(connection)
            async with bus.open_producer(settings) as producer:
                await producer.partitions_for(settings.topic_name(events.TOPIC))
                relay = Relay(settings)
                began = time.perf_counter()
                while await relay.relay_batch(connection, producer):
                    pass
                seconds = time.perf_counter() - began
            left = await connection.fetchval(
                "SELECT count(*) FROM chassis.outbox WHERE published_at IS NULL"
            )
        if left:
            raise RuntimeError(f"the relay left {left} events")
        return len(self._recorded) / seconds

    async def peer(self, number: int) -> float:
        settings = self._settings(f"peer{number}.")
        topic = await own_topic(self._stack, events.TOPIC, settings.kafka_topic_prefix)
        async with bus.open_producer(settings) as producer:
            await producer.partitions_for(topic)
            began = time.perf_counter()
            await events.send_all(producer, topic, self._sendable)
            return len(self._sendable) / (time.perf_counter() - began)

    def _settings(self, prefix: str) -> _Settings:
        return _Settings(
            database_url=self._database.app_url,
            kafka_bootstrap_servers=self._stack.addresses.kafka_bootstrap_servers,
            kafka_flavour=self._stack.addresses.kafka_flavour,
            kafka_topic_prefix=prefix,
        )

    async def _fill_outbox(self) -> None:
        async with _connected(self._database.superuser_url) as connection:
            await connection.execute("TRUNCATE chassis.outbox, chassis.bus_positions")
            for start in range(0, len(self._recorded), _CHUNK):
                await outbox.write(connection, self._recorded[start : start + _CHUNK])
            await connection.execute("VACUUM ANALYZE chassis.outbox")


@asynccontextmanager
async def _connected(url: str) -> "AsyncGenerator[Connection]":
    connection: Connection = await asyncpg.connect(url, timeout=10, command_timeout=_RUN_SECONDS)
    try:
        yield connection
    finally:
        await connection.close()
