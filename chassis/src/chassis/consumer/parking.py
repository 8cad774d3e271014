"""Dead letters: what could not be handled, kept with its cause, its key's later events behind it.

All of it is SQL on the connection of the consumer's transaction: an event is parked in the same
transaction that marks it as seen, so it is never both lost and done.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import asyncpg

from chassis.consumer.messages import DecodedMessage, Message

if TYPE_CHECKING:
    from chassis.uow import Connection

PARKED_BEHIND = "parked behind an earlier event of its key"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """A parked message, its cause, and when its key is tried again (None: when a person says)."""

    id: int
    event_id: UUID
    type: str
    cause: str
    received_at: datetime
    parked_at: datetime
    retry_at: datetime | None
    message: Message


async def parked_places(
    connection: "Connection", places: Sequence[tuple[str, str]]
) -> set[tuple[str, str]]:
    """Which of these topics and keys are parked; their rows are locked until the commit."""
    rows = await connection.fetch(
        "SELECT p.topic, p.key FROM chassis.parked_keys p"
        " JOIN unnest($1::text[], $2::text[]) AS w(topic, key)"
        " ON p.topic = w.topic AND p.key = w.key"
        " ORDER BY p.topic, p.key FOR UPDATE OF p",
        [topic for topic, _ in places],
        [key for _, key in places],
    )
    return {(row["topic"], row["key"]) for row in rows}


async def park(
    connection: "Connection",
    incoming: DecodedMessage,
    cause: str,
    *,
    retry_after: timedelta | None = None,
) -> None:
    """Keep a message, and its key from now on. `retry_after` tries by itself; None waits."""
    message = incoming.message
    agency_id = incoming.envelope.agency_id if incoming.envelope else None
    await connection.execute(
        "INSERT INTO chassis.parked_keys (topic, key, retry_at, agency_id)"
        " VALUES ($1, $2, now() + $3::interval, $4) ON CONFLICT (topic, key) DO NOTHING",
        message.topic,
        message.order_key,
        retry_after,
        agency_id,
    )
    await connection.execute(
        "INSERT INTO chassis.dead_letters (topic, key, event_id, type, message_key, headers,"
        " payload, partition, message_offset, cause, agency_id)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        message.topic,
        message.order_key,
        incoming.event_id,
        incoming.type,
        message.key,
        [[name, value.decode("latin-1")] for name, value in message.headers],
        message.value,
        message.partition,
        message.offset,
        cause,
        agency_id,
    )


async def next_due(connection: "Connection") -> tuple[str, str, int, datetime] | None:
    """Lock a key that is due for another try: (topic, key, tries so far, parked at)."""
    row = await connection.fetchrow(
        "SELECT topic, key, tries, parked_at FROM chassis.parked_keys"
        " WHERE retry_at <= now() ORDER BY retry_at LIMIT 1 FOR UPDATE SKIP LOCKED"
    )
    return (row["topic"], row["key"], row["tries"], row["parked_at"]) if row else None


async def seconds_to_next(connection: "Connection") -> float | None:
    """How long until a key is due, negative when one is; None when nothing is tried by itself."""
    seconds = await connection.fetchval(
        "SELECT extract(epoch FROM min(retry_at) - now()) FROM chassis.parked_keys"
    )
    return None if seconds is None else float(seconds)


async def letters_of(
    connection: "Connection", topic: str, key: str, limit: int = 100
) -> list[DeadLetter]:
    """A key's parked messages, first come first."""
    rows = await connection.fetch(
        f"{_SELECT} WHERE d.topic = $1 AND d.key = $2 ORDER BY d.id LIMIT $3", topic, key, limit
    )
    return [_letter(row) for row in rows]


async def all_letters(connection: "Connection", limit: int = 500) -> list[DeadLetter]:
    """Every parked message, oldest first, at most `limit`."""
    return [
        _letter(row) for row in await connection.fetch(f"{_SELECT} ORDER BY d.id LIMIT $1", limit)
    ]


async def letter(connection: "Connection", letter_id: int) -> DeadLetter | None:
    """One parked message."""
    row = await connection.fetchrow(f"{_SELECT} WHERE d.id = $1", letter_id)
    return _letter(row) if row else None


async def done(connection: "Connection", letter_id: int) -> None:
    """Forget a message that was handled or dropped."""
    await connection.execute("DELETE FROM chassis.dead_letters WHERE id = $1", letter_id)


async def failed_again(
    connection: "Connection", letter_id: int, cause: str, retry_after: timedelta | None
) -> None:
    """Note why it failed this time, and when its key is tried again."""
    await connection.execute(
        "UPDATE chassis.parked_keys p SET retry_at = now() + $2::interval, tries = tries + 1"
        " FROM chassis.dead_letters d WHERE d.id = $1 AND p.topic = d.topic AND p.key = d.key",
        letter_id,
        retry_after,
    )
    await connection.execute(
        "UPDATE chassis.dead_letters SET cause = $2 WHERE id = $1", letter_id, cause
    )


async def release_if_empty(connection: "Connection", topic: str, key: str) -> bool:
    """Let a key flow again if nothing is parked in it."""
    tag = await connection.execute(
        "DELETE FROM chassis.parked_keys p WHERE p.topic = $1 AND p.key = $2 AND NOT EXISTS"
        " (SELECT FROM chassis.dead_letters d WHERE d.topic = p.topic AND d.key = p.key)",
        topic,
        key,
    )
    return tag == "DELETE 1"


async def retry_now(connection: "Connection", letter_id: int) -> bool:
    """Have the letter's key tried from its first message on, by the worker."""
    tag = await connection.execute(
        "UPDATE chassis.parked_keys p SET retry_at = now() FROM chassis.dead_letters d"
        " WHERE d.id = $1 AND p.topic = d.topic AND p.key = d.key",
        letter_id,
    )
    return tag == "UPDATE 1"


async def counts(connection: "Connection") -> tuple[dict[tuple[str, str], int], int]:
    """How many letters wait for a person, by event and agency, and how many for another topic."""
    rows = await connection.fetch(
        "SELECT d.type, coalesce(d.agency_id::text, '') AS agency,"
        " count(*) FILTER (WHERE p.retry_at IS NULL) AS dead,"
        " count(*) FILTER (WHERE p.retry_at IS NOT NULL) AS waiting"
        " FROM chassis.dead_letters d JOIN chassis.parked_keys p USING (topic, key)"
        " GROUP BY d.type, d.agency_id ORDER BY 1, 2"
    )
    dead = {(row["type"], row["agency"]): row["dead"] for row in rows if row["dead"]}
    return dead, sum(row["waiting"] for row in rows)


_SELECT = (
    "SELECT d.id, d.topic, d.event_id, d.type, d.cause, d.received_at, d.message_key, d.headers,"
    " d.payload, d.partition, d.message_offset, p.parked_at, p.retry_at"
    " FROM chassis.dead_letters d JOIN chassis.parked_keys p USING (topic, key)"
)


def _letter(row: asyncpg.Record) -> DeadLetter:
    return DeadLetter(
        id=row["id"],
        event_id=row["event_id"],
        type=row["type"],
        cause=row["cause"],
        received_at=row["received_at"],
        parked_at=row["parked_at"],
        retry_at=row["retry_at"],
        message=Message(
            topic=row["topic"],
            partition=row["partition"],
            offset=row["message_offset"],
            key=row["message_key"],
            headers=[(name, value.encode("latin-1")) for name, value in row["headers"]],
            value=row["payload"],
        ),
    )
