"""A message as it lies on the bus, and what can be read out of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from pydantic import ValidationError

from chassis.consumer.handlers import Handlers
from chassis.ids import derived_id
from contracts.base import Event
from contracts.envelope import Envelope, EnvelopeError
from contracts.topics import EVENT_TYPES


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One record, with nothing decoded. `topic` is the contract's name, without a prefix."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    headers: Sequence[tuple[str, bytes]]
    value: bytes | None

    @property
    def order_key(self) -> str:
        """What keeps it in order with others: the key, or its partition where it has none."""
        if self.key is None:
            return f"partition-{self.partition}"
        return self.key.decode(errors="backslashreplace")


class DecodeOutcome(StrEnum):
    """What reading a message came to."""

    EVENT = "event"
    SKIPPED = "skipped"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodedMessage:
    """A message and what it was read as. `problem` says why an unreadable one is."""

    message: Message
    verdict: DecodeOutcome
    event_id: UUID
    type: str
    envelope: Envelope | None = None
    body: Event | None = None
    problem: str = ""

    @property
    def place(self) -> tuple[str, str]:
        """Topic and key: what events are kept in order by."""
        return (self.message.topic, self.message.order_key)


def read(message: Message, handlers: Handlers) -> DecodedMessage:
    """Read a message. Never raises: what cannot be read says so.

    An event that this service does not handle is skipped. A version of a handled event that this
    code does not know is unreadable, so that it is kept until code comes that knows it.
    """
    try:
        envelope = Envelope.from_headers(message.headers)
    except EnvelopeError as error:
        place = derived_id("message", message.topic, message.partition, message.offset)
        return _unreadable(message, place, "", str(error))
    event_type = EVENT_TYPES.get(envelope.type)
    if event_type is None:
        if _base(envelope.type) in {_base(t.type_name()) for t in handlers.event_types}:
            return _unreadable(
                message,
                envelope.id,
                envelope.type,
                f"unknown version: {envelope.type}",
                envelope=envelope,
            )
        return DecodedMessage(
            message=message, verdict=DecodeOutcome.SKIPPED, event_id=envelope.id, type=envelope.type
        )
    if not handlers.handlers_of(event_type):
        return DecodedMessage(
            message=message, verdict=DecodeOutcome.SKIPPED, event_id=envelope.id, type=envelope.type
        )
    try:
        body = event_type.model_validate_json(message.value or b"")
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "body"
        return _unreadable(
            message, envelope.id, envelope.type, f"{where}: {first['msg']}", envelope=envelope
        )
    return DecodedMessage(
        message=message,
        verdict=DecodeOutcome.EVENT,
        event_id=envelope.id,
        type=envelope.type,
        envelope=envelope,
        body=body,
    )


def _unreadable(
    message: Message, event_id: UUID, kind: str, problem: str, *, envelope: Envelope | None = None
) -> DecodedMessage:
    return DecodedMessage(
        message=message,
        verdict=DecodeOutcome.UNREADABLE,
        event_id=event_id,
        type=kind,
        envelope=envelope,
        problem=problem,
    )


def _base(type_name: str) -> str:
    return type_name.rpartition(".v")[0]
