"""What `chassis.consumer.kafka_client` reaches into is still there, each by its name."""

import asyncio
import contextlib
import inspect
from collections.abc import AsyncGenerator, Generator
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from faststream.kafka import KafkaBroker, KafkaMessage
from faststream.kafka import message as faststream_message

from chassis.consumer import kafka_client
from chassis.testing.broker import EmbeddedBroker
from chassis.testing.waiting import eventually

TOPIC = "reached"
pytestmark = pytest.mark.timeout(120)


@pytest.fixture(scope="module")
def broker() -> Generator[EmbeddedBroker]:
    embedded = EmbeddedBroker()
    embedded.start()
    yield embedded
    embedded.kill()


@pytest.fixture
async def consumer(broker: EmbeddedBroker) -> AsyncGenerator[AIOKafkaConsumer]:
    """A member of a group that has its partitions, and has read one record."""
    producer = AIOKafkaProducer(bootstrap_servers=broker.bootstrap_servers)
    await producer.start()
    await producer.send_and_wait(TOPIC, b"{}", key=b"k")
    await producer.stop()
    opened = AIOKafkaConsumer(
        TOPIC,
        bootstrap_servers=broker.bootstrap_servers,
        group_id="reaching",
        auto_offset_reset="earliest",
        fetch_max_wait_ms=50,
    )
    await opened.start()

    async def has_read() -> bool:
        return bool(await opened.getmany(timeout_ms=200))

    await eventually(has_read, within_seconds=60, what="the record")
    yield opened
    await opened.stop()


async def test_aiokafka_keeps_its_group_by_coordinator_coordination_task(
    consumer: AIOKafkaConsumer,
) -> None:
    reached: Any = consumer
    assert hasattr(reached, "_coordinator"), "aiokafka: AIOKafkaConsumer._coordinator is gone"
    task = getattr(reached._coordinator, "_coordination_task", None)
    assert isinstance(task, asyncio.Task), "aiokafka: GroupCoordinator._coordination_task is gone"
    assert not kafka_client.coordination_ended(consumer)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    assert kafka_client.coordination_ended(consumer)


async def test_aiokafka_knows_the_next_offset_by_subscription_assignment_state_value(
    consumer: AIOKafkaConsumer,
) -> None:
    reached: Any = consumer
    assert hasattr(reached, "_subscription"), "aiokafka: AIOKafkaConsumer._subscription is gone"
    places = consumer.assignment()
    assert places
    told = {place: kafka_client.next_offset(consumer, place) for place in places}
    asked = {place: await consumer.position(place) for place in places}
    assert told == asked, "aiokafka: state_value(place).position is not the next offset"
    assert sum(asked.values()) >= 1
    assert kafka_client.next_offset(consumer, TopicPartition("elsewhere", 0)) is None


async def test_faststream_fetches_by_get_msg_and_has_its_client_in_consumer(
    broker: EmbeddedBroker,
) -> None:
    bus = KafkaBroker([broker.bootstrap_servers], logger=None)
    subscriber: Any = bus.subscriber(
        TOPIC,
        group_id="faststream",
        batch=True,
        auto_offset_reset="earliest",
        parser=kafka_client.keep_raw,
        decoder=kafka_client.decode_nothing,
        no_reply=True,
    )
    assert inspect.iscoroutinefunction(subscriber.get_msg), "FastStream: get_msg is gone"
    read: asyncio.Queue[tuple[Any, ...]] = asyncio.Queue()

    async def next_batch(consumer: AIOKafkaConsumer) -> tuple[kafka_client.Record, ...]:
        fetched = await consumer.getmany(timeout_ms=200)
        return tuple(record for records in fetched.values() for record in records)

    async def take(message: KafkaMessage) -> None:
        read.put_nowait(kafka_client.records_of(message))

    kafka_client.read_with(subscriber, next_batch)
    subscriber(take)
    assert kafka_client.consumer_of(subscriber) is None
    await bus.start()
    try:
        batch = await asyncio.wait_for(read.get(), timeout=60)
        assert batch[0].value == b"{}", "FastStream: a batch's raw_message is not its records"
        opened = kafka_client.consumer_of(subscriber)
        assert isinstance(opened, AIOKafkaConsumer), "FastStream: subscriber.consumer is gone"
    finally:
        await bus.stop()


async def test_faststream_makes_a_message_of_nothing_read() -> None:
    assert hasattr(faststream_message, "FAKE_CONSUMER"), "FastStream: FAKE_CONSUMER is gone"
    message = await kafka_client.keep_raw(("raw",))
    assert message.raw_message == ("raw",)
