"""The outbox: events are rows of the transaction that made them true, until they are sent."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from contracts.base import Event
from contracts.envelope import Envelope


@dataclass(frozen=True, slots=True)
class OutboxMessage:
    """An event with its envelope, on its way into the outbox."""

    envelope: Envelope
    event: Event
    topic: str
    key: UUID

    @property
    def payload(self) -> bytes:
        """The JSON body, as it will cross the bus."""
        return self.event.model_dump_json().encode()


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
