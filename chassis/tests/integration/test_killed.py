"""A worker killed with SIGKILL where it hurts most, on a real broker and a real database."""

import asyncio
import os
import sys
from collections.abc import Generator
from pathlib import Path

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from chassis import bus
from chassis.ids import new_id
from chassis.relay import Relay
from chassis.runtime import Runtime
from chassis.service import Service
from chassis.settings import KafkaFlavour
from chassis.testing import eventually
from chassis.testing.broker import EmbeddedBroker
from chassis.testing.plugin import BuildService
from chassis.testing.postgres import TestDatabase
from chassis.testing.queues import fetchval_across
from contracts.ids import AgencyId

from ..conftest import signed

pytestmark = pytest.mark.timeout(180)

TOPIC = "documents.offers.v1"
WORKER = Path(__file__).parent / "worker_to_kill.py"


@pytest.fixture
def broker() -> Generator[EmbeddedBroker]:
    embedded = EmbeddedBroker()
    embedded.start()
    yield embedded
    embedded.kill()


@pytest.fixture
def service(build: BuildService, database: TestDatabase, broker: EmbeddedBroker) -> Service:
    return build(
        database_url=database.app_url,
        kafka_bootstrap_servers=broker.bootstrap_servers,
        kafka_flavour=KafkaFlavour.TANSU,
        jwks_url="http://127.0.0.1:1/",
    )


async def counted(database: TestDatabase) -> list[str]:
    connection = await asyncpg.connect(database.superuser_url)
    try:
        rows = await connection.fetch("SELECT name FROM counted ORDER BY place")
        return [row["name"] for row in rows]
    finally:
        await connection.close()


async def start_worker(
    database: TestDatabase, broker: EmbeddedBroker, *, die: str = ""
) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        str(WORKER),
        env=os.environ
        | {
            "DATABASE_URL_DOCUMENTS": database.app_url,
            "KAFKA_BOOTSTRAP_SERVERS": broker.bootstrap_servers,
            "KAFKA_FLAVOUR": "tansu",
            "DIE": die,
        },
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )


async def committed(broker: EmbeddedBroker, group: str) -> int:
    """How many messages the group has committed, over all partitions."""
    consumer = AIOKafkaConsumer(bootstrap_servers=broker.bootstrap_servers, group_id=group)
    await consumer.start()
    try:
        places = [TopicPartition(TOPIC, n) for n in range(bus.TANSU_PARTITIONS)]
        return sum([await consumer.committed(place) or 0 for place in places])
    finally:
        await consumer.stop()


async def say(runtime: Runtime, service: Service, names: list[str]) -> None:
    """Put events of one key on the bus, by the relay."""
    key = new_id()
    async with runtime.unit_of_work(AgencyId(new_id())) as uow:
        for name in names:
            uow.record(signed(name, key))
    relay = asyncio.create_task(Relay(service.settings).run())

    async def published() -> bool:
        return not await fetchval_across(
            runtime, "SELECT count(*) FROM chassis.outbox WHERE published_at IS NULL"
        )

    try:
        await eventually(published, what="the relay")
    finally:
        relay.cancel()


@pytest.mark.parametrize(
    ("die", "done_before_the_restart"), [("after_commit", True), ("in_batch", False)]
)
async def test_what_a_killed_worker_had_in_hand_is_done_once_and_in_order(
    die: str,
    done_before_the_restart: bool,
    runtime: Runtime,
    service: Service,
    database: TestDatabase,
    broker: EmbeddedBroker,
) -> None:
    names = [f"n{i}" for i in range(200)]
    await say(runtime, service, names)

    victim = await start_worker(database, broker, die=die)
    assert await asyncio.wait_for(victim.wait(), timeout=60) == -9
    assert bool(await counted(database)) is done_before_the_restart
    assert await committed(broker, service.settings.consumer_group) == 0

    successor = await start_worker(database, broker)
    try:

        async def read_to_the_end() -> bool:
            return await committed(broker, service.settings.consumer_group) == len(names)

        await eventually(
            read_to_the_end, within_seconds=90, every_seconds=0.5, what="the end of the log"
        )
    finally:
        successor.kill()
        await successor.wait()
    assert await counted(database) == names
