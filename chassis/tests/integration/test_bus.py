"""Relay and consumer on a real broker: every event arrives once, through faults made for real."""

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator, Generator
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from chassis import bus
from chassis.consumer.processor import EventProcessor
from chassis.consumer.subscription import Subscription
from chassis.database import TRANSIENT_ERRORS
from chassis.ids import new_id
from chassis.relay import Relay
from chassis.runtime import Runtime
from chassis.service import Service
from chassis.settings import KafkaFlavour
from chassis.testing import eventually
from chassis.testing.broker import EmbeddedBroker
from chassis.testing.plugin import BuildService
from chassis.testing.postgres import TestDatabase
from chassis.testing.queues import fetch_across
from contracts.ids import AgencyId

from ..conftest import signed

AGENCY = AgencyId(new_id())
pytestmark = pytest.mark.timeout(180)


@pytest.fixture
def broker() -> Generator[EmbeddedBroker]:
    """This test's own broker, to be killed and started."""
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
        relay_batch_size=100,
    )


@pytest.fixture
async def worker(
    service: Service, runtime: Runtime, processor: EventProcessor
) -> AsyncGenerator[Subscription]:
    """Relay and consumer of the small service, running in this process."""
    relay = Relay(service.settings)
    runtime.database.on_recorded = relay.wake
    subscription = Subscription(service.settings, service.all_handlers, processor.process)
    tasks = [asyncio.create_task(relay.run()), asyncio.create_task(subscription.run())]
    yield subscription
    await subscription.stop()
    for task in tasks:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def record(runtime: Runtime, names: list[str], key: UUID | None = None) -> None:
    async with runtime.unit_of_work(AGENCY) as uow:
        for name in names:
            uow.record(signed(name, key))


async def counted(database: TestDatabase) -> list[str]:
    connection = await asyncpg.connect(database.superuser_url)
    try:
        rows = await connection.fetch("SELECT name FROM counted ORDER BY place")
        return [row["name"] for row in rows]
    finally:
        await connection.close()


async def arrived(database: TestDatabase, names: list[str], within_seconds: float = 60) -> None:
    async def all_there() -> bool:
        assert sorted(await counted(database)) == sorted(names)
        return True

    await eventually(all_there, within_seconds=within_seconds, what="every event, once")


async def test_what_is_committed_arrives_once_and_what_is_rolled_back_never(
    worker: Subscription, runtime: Runtime, database: TestDatabase
) -> None:
    await record(runtime, [f"n{i}" for i in range(250)])
    with contextlib.suppress(ValueError):
        async with runtime.unit_of_work(AGENCY) as uow:
            uow.record(signed("rolled back"))
            raise ValueError
    names = [f"n{i}" for i in range(250)]
    await arrived(database, names)
    # What was rolled back would have come before this one.
    await record(runtime, ["last"])
    await arrived(database, [*names, "last"])
    assert "rolled back" not in await counted(database)


async def test_a_consumer_with_nothing_to_do_waits_and_does_not_look_again_and_again(
    monkeypatch: pytest.MonkeyPatch,
    worker: Subscription,
    runtime: Runtime,
    database: TestDatabase,
) -> None:
    looks = 0
    getmany = AIOKafkaConsumer.getmany

    async def counting(*args: Any, **kwargs: Any) -> Any:
        nonlocal looks
        # The relay has some of its own, at the ends of the log, and asks for no number.
        looks += "max_records" in kwargs
        return await getmany(*args, **kwargs)

    monkeypatch.setattr(AIOKafkaConsumer, "getmany", counting)
    await record(runtime, ["first"])
    await arrived(database, ["first"])
    looks, before = 0, time.monotonic()
    await asyncio.sleep(2)
    # It looks once a second; FastStream's own way would be five times in two seconds.
    assert 1 <= looks <= time.monotonic() - before + 2
    await record(runtime, ["second"])
    await arrived(database, ["first", "second"])


async def test_a_lost_log_is_replayed_in_order_and_nothing_is_done_twice(
    worker: Subscription, runtime: Runtime, database: TestDatabase, broker: EmbeddedBroker
) -> None:
    key = new_id()
    first = [f"first{i}" for i in range(30)]
    await record(runtime, first, key)
    await arrived(database, first)

    broker.kill()
    second = [f"second{i}" for i in range(30)]
    await record(runtime, second, key)
    broker.start()
    third = [f"third{i}" for i in range(30)]
    await record(runtime, third, key)
    await arrived(database, first + second + third, within_seconds=90)
    assert await counted(database) == first + second + third


async def test_a_lost_log_with_nothing_new_to_say_is_noticed_too(
    worker: Subscription,
    runtime: Runtime,
    database: TestDatabase,
    broker: EmbeddedBroker,
    service: Service,
) -> None:
    await record(runtime, ["one", "two"])
    await arrived(database, ["one", "two"])
    broker.kill()
    broker.start()

    async def sent_again() -> bool:
        with contextlib.suppress(*bus.BUS_ERRORS):
            ends = await bus.log_ends(
                broker.bootstrap_servers,
                [("documents.offers.v1", n) for n in range(bus.TANSU_PARTITIONS)],
                flavour=KafkaFlavour.TANSU,
            )
            return sum(ends.values()) >= 2
        return False

    await eventually(sent_again, within_seconds=60, what="the replay")
    await asyncio.sleep(1)
    assert sorted(await counted(database)) == ["one", "two"]


async def test_a_log_that_is_whole_is_not_taken_for_lost(
    worker: Subscription, runtime: Runtime, database: TestDatabase, broker: EmbeddedBroker
) -> None:
    names = [f"n{i}" for i in range(60)]
    await record(runtime, names, new_id())
    await arrived(database, names)

    connection = await asyncpg.connect(database.superuser_url)
    try:
        rows = await connection.fetch(
            "SELECT topic, partition, acked_offset FROM chassis.bus_positions"
        )
    finally:
        await connection.close()
    acked = {(row["topic"], row["partition"]): row["acked_offset"] for row in rows}
    ends = await bus.log_ends(broker.bootstrap_servers, list(acked), flavour=KafkaFlavour.TANSU)
    assert acked
    assert {place: ends[place] > acked[place] for place in acked} == dict.fromkeys(acked, True)


async def test_a_database_that_is_cut_off_again_and_again_loses_nothing(
    worker: Subscription, runtime: Runtime, database: TestDatabase
) -> None:
    names = [f"n{i}" for i in range(400)]
    killer = await asyncpg.connect(database.superuser_url)
    try:
        for start in range(0, 400, 40):
            for _ in range(20):
                with contextlib.suppress(*TRANSIENT_ERRORS):
                    await record(runtime, names[start : start + 40])
                    break
            await killer.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        await arrived(database, names, within_seconds=90)
        # None of the faults was held against an event.
        assert await killer.fetchval("SELECT count(*) FROM chassis.dead_letters") == 0
    finally:
        await killer.close()


async def test_a_message_that_is_not_ours_does_not_stop_the_others(
    worker: Subscription, runtime: Runtime, database: TestDatabase, broker: EmbeddedBroker
) -> None:
    await record(runtime, ["before"])
    await arrived(database, ["before"])
    producer = AIOKafkaProducer(bootstrap_servers=broker.bootstrap_servers)
    await producer.start()
    try:
        for partition in range(bus.TANSU_PARTITIONS):
            await producer.send_and_wait(
                "documents.offers.v1", b"{", partition=partition, headers=[("x", b"\xff")]
            )
    finally:
        await producer.stop()
    await record(runtime, [f"after{i}" for i in range(20)])
    await arrived(database, ["before", *[f"after{i}" for i in range(20)]])
    rows = await fetch_across(runtime, "SELECT cause FROM chassis.dead_letters")
    assert [row["cause"] for row in rows] == ["UnreadableEventError: a header is not UTF-8"] * 4
