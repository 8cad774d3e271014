"""Rows of one agency inserted once more, by asyncpg alone: what a command's own work is beside."""

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from portico_local.bench.harness import PAIRS

if TYPE_CHECKING:
    import asyncpg

    Connection = asyncpg.Connection[asyncpg.Record]

_COLUMNS = """
SELECT array_agg(attname::text ORDER BY attnum) FROM pg_attribute
WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
"""


_REFERENCES = """
SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = $1::regclass AND contype = 'f'
"""
"""What a row refers to is looked up as it is inserted: the same rows cost that anywhere."""


async def inserts_alone(
    connection: "Connection", agency_id: UUID, tables: Sequence[str]
) -> list[float]:
    """Milliseconds to insert an agency's rows into tables of the same shape, several times over.

    Indexes, checks and references are those of the tables; triggers and row level security are not.
    Tables may be of another schema than the service's, such as `chassis.outbox`.
    """
    inserts: dict[str, list[tuple[object, ...]]] = {}
    copies: list[str] = []
    await connection.execute("CREATE SCHEMA bench")
    for table in tables:
        columns: list[str] = await connection.fetchval(_COLUMNS, table)
        names = ", ".join(columns)
        places = ", ".join(f"${number}" for number in range(1, len(columns) + 1))
        rows = await connection.fetch(
            f"SELECT {names} FROM {table} WHERE agency_id = $1", agency_id
        )
        copy = f"bench.{table.rpartition('.')[2]}"
        copies.append(copy)
        await connection.execute(f"CREATE TABLE {copy} (LIKE {table} INCLUDING ALL)")
        for row in await connection.fetch(_REFERENCES, table):
            await connection.execute(f"ALTER TABLE {copy} ADD {row[0]}")
        insert = f"INSERT INTO {copy} ({names}) OVERRIDING SYSTEM VALUE VALUES ({places})"
        inserts[insert] = [tuple(row) for row in rows]
    taken: list[float] = []
    for _ in range(PAIRS):
        await connection.execute(f"TRUNCATE {', '.join(copies)}")
        began = time.perf_counter()
        async with connection.transaction():
            for insert, values in inserts.items():
                await connection.executemany(insert, values)
        taken.append((time.perf_counter() - began) * 1_000)
    return taken
