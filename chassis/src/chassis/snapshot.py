"""All rows of one query as they were at one moment, read bit by bit."""

import zlib
from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING, Self

from chassis.errors import InvalidError
from chassis.uow import UnitOfWork

if TYPE_CHECKING:
    from asyncpg import Record

ROWS_AT_ONCE = 1_000


class Snapshot:
    """A cursor of the unit of work, which can be read more than once."""

    def __init__(self, uow: UnitOfWork, cursor: str) -> None:
        self._uow = uow
        self._cursor = cursor

    @classmethod
    async def of(cls, uow: UnitOfWork, sql: str, *arguments: object) -> Self:
        """Take it."""
        # A name for each query: a connection remembers which columns the text of a FETCH gives.
        cursor = f"rows_{zlib.crc32(sql.encode()):08x}"
        await uow.execute(f"DECLARE {cursor} SCROLL CURSOR FOR {sql}", *arguments)
        return cls(uow, cursor)

    async def count(self) -> int:
        """How many rows there are."""
        await self._uow.execute(f"MOVE ABSOLUTE 0 IN {self._cursor}")
        tag = await self._uow.execute(f"MOVE FORWARD ALL IN {self._cursor}")
        return int(tag.split()[-1])

    async def must_have_at_most(self, most: int, field: str) -> int:
        """How many rows there are. Raises InvalidError of `field` if that is too many for a file.

        What does not fit is refused, rather than left out.
        """
        count = await self.count()
        if count > most:
            raise InvalidError(f"more than {most:,} rows; narrow it down", field=field)
        return count

    async def currencies(self) -> frozenset[str]:
        """Those of the rows, which have a column of that name."""
        return frozenset([row["currency"] async for rows in self.chunks() for row in rows])

    async def chunks(self) -> AsyncIterator[Sequence["Record"]]:
        """The rows from the first on."""
        await self._uow.execute(f"MOVE ABSOLUTE 0 IN {self._cursor}")
        while rows := await self._uow.fetch(f"FETCH {ROWS_AT_ONCE} FROM {self._cursor}"):
            yield rows
