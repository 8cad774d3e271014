"""Whatever reaches into FastStream and aiokafka beyond what they promise. Nothing else may.

Each has a contract test of its name in `chassis/tests/integration/test_kafka_client.py`: an upgrade
that takes one away says so there.
"""

from collections.abc import Awaitable, Callable
from typing import Any, cast

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from faststream.kafka.message import FAKE_CONSUMER, KafkaMessage

Record = ConsumerRecord[bytes, bytes]
NextBatch = Callable[[AIOKafkaConsumer], Awaitable[tuple[Record, ...]]]


def coordination_ended(consumer: AIOKafkaConsumer) -> bool:
    """Whether the task has ended that keeps the group: the client sleeps for ever then.

    aiokafka: `AIOKafkaConsumer._coordinator`, `GroupCoordinator._coordination_task`.
    """
    coordinator: Any = getattr(consumer, "_coordinator", None)
    task: Any = getattr(coordinator, "_coordination_task", None)
    return task is not None and bool(task.done())


def next_offset(consumer: AIOKafkaConsumer, place: TopicPartition) -> int | None:
    """The next offset to be read, without asking the broker; None while it is not known.

    aiokafka: `AIOKafkaConsumer._subscription`, and the state of a partition below it.
    """
    subscription: Any = getattr(consumer, "_subscription", None)
    assignment = subscription.subscription.assignment if subscription.subscription else None
    state = assignment.state_value(place) if assignment else None
    if state is None or not state.has_valid_position:
        return None
    return cast("int", state.position)


def consumer_of(subscriber: Any) -> AIOKafkaConsumer | None:
    """The client of a subscriber, once it is started. FastStream: `consumer` of a subscriber."""
    return cast("AIOKafkaConsumer | None", subscriber.consumer)


def read_with(subscriber: Any, next_batch: NextBatch) -> None:
    """Have a batch subscriber fetch by `next_batch`. FastStream: its `get_msg`."""
    subscriber.get_msg = next_batch


def records_of(message: KafkaMessage) -> tuple[Record, ...]:
    """The records of a batch. FastStream: `raw_message` of a batch's message."""
    return cast("tuple[Record, ...]", message.raw_message)


async def keep_raw(message: Any) -> KafkaMessage:
    """A parser that reads nothing: a bad header must not stop the loop.

    FastStream: `KafkaMessage` and its `FAKE_CONSUMER`.
    """
    return KafkaMessage(body=b"", raw_message=message, headers={}, consumer=FAKE_CONSUMER)


async def decode_nothing(_message: KafkaMessage) -> None:
    """The body is read by `chassis.consumer.messages`, where a bad one becomes a dead letter."""
