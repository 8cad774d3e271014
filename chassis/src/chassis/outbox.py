"""The outbox: events are rows of the transaction that made them true, until they are sent."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from contracts.base import Event
from contracts.envelope import Envelope

MAX_EVENT_BYTES = 1_000_000
"""What a broker takes as one message (1 MiB by default), with room for key and headers."""


class EventTooLargeError(Exception):
    """An event that no broker takes: what it says has to be said in parts.

    Raised where it is recorded, so that what made it true is not: in the outbox it would keep every
    later event of the service from being sent, of all agencies.
    """


@dataclass(frozen=True, slots=True)
class OutboxMessage:
    """An event with its envelope, on its way into the outbox. Raises EventTooLargeError.

    `payload` is the JSON body, as it will cross the bus.
    """

    envelope: Envelope
    event: Event
    topic: str
    key: UUID
    payload: bytes = field(init=False)

    def __post_init__(self) -> None:
        payload = self.event.model_dump_json().encode()
        if len(payload) > MAX_EVENT_BYTES:
            raise EventTooLargeError(f"{self.envelope.type}: {len(payload):,} bytes")
        object.__setattr__(self, "payload", payload)


class SupportsExecute(Protocol):
    """What can run a statement: a connection inside its transaction."""

    async def execute(self, query: str, *args: object) -> str:
        """Run the statement and return its tag."""
        ...


async def write(connection: SupportsExecute, recorded: Sequence[OutboxMessage]) -> None:
    """Insert the events in the order in which they were recorded, in one statement."""
    if not recorded:
        return
    await connection.execute(
        "INSERT INTO chassis.outbox (event_id, agency_id, topic, key, type, headers, payload)"
        " SELECT event_id, agency_id, topic, key, type, headers::jsonb, payload"
        " FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::text[],"
        " $7::bytea[]) WITH ORDINALITY"
        " AS r(event_id, agency_id, topic, key, type, headers, payload, place) ORDER BY place",
        [r.envelope.id for r in recorded],
        [r.envelope.agency_id for r in recorded],
        [r.topic for r in recorded],
        [r.key for r in recorded],
        [r.envelope.type for r in recorded],
        [_headers(r.envelope) for r in recorded],
        [r.payload for r in recorded],
    )


def _headers(envelope: Envelope) -> str:
    """Pairs as JSON: the relay reads them back as they are."""
    return json.dumps([[name, value.decode()] for name, value in envelope.to_headers()])
