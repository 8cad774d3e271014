"""Files made beside the event loop, from rows that the database hands out bit by bit.

Writing is work for the processor, so it is done by a few threads of its own. (The writer of
spreadsheets holds the interpreter for milliseconds at a time: health checks go on.) A thread asks
the loop for the next rows when it has written those it had, so that neither the rows nor the file
are ever in memory as a whole. All rows are of one snapshot: those of one statement.
"""

import asyncio
import tempfile
import zlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import BinaryIO, Self, TypeVar, cast

from fastapi.responses import StreamingResponse

from chassis.errors import TooManyRequestsError
from chassis.uow import UnitOfWork
from payments.rows import Row

THREADS = 2
# Each holds a connection of the pool until its file is there.
MAX_AT_ONCE = 4
ROWS_AT_ONCE = 1_000
ROWS_WITHIN_SECONDS = 60.0
_CHUNK_BYTES = 64 * 1024

Write = Callable[[BinaryIO], None]
T = TypeVar("T")


class FileMaker:
    """The threads that write, and how many files are in the making."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self._pool = pool
        self._making = 0

    @classmethod
    @asynccontextmanager
    async def open(cls) -> AsyncGenerator[Self]:
        """The threads, while the service runs."""
        pool = ThreadPoolExecutor(THREADS, thread_name_prefix="file")
        try:
            yield cls(pool)
        finally:
            # One that still writes waits for rows from this loop, so nobody waits for it here.
            pool.shutdown(wait=False, cancel_futures=True)

    async def make(self, write: Write) -> BinaryIO:
        """A file without a name, at its start. Raises TooManyRequestsError when there are many."""
        if self._making >= MAX_AT_ONCE:
            raise TooManyRequestsError(2, "several files are being made; try again in a moment")
        self._making += 1
        file = cast("BinaryIO", tempfile.TemporaryFile())  # noqa: SIM115 - closed by who sends it
        try:
            writing = asyncio.get_running_loop().run_in_executor(self._pool, write, file)
            try:
                await asyncio.shield(writing)
            except asyncio.CancelledError:
                # Its next question for rows fails, as nobody answers any more.
                writing.add_done_callback(lambda done: (done.exception(), file.close()))
                raise
        except Exception:
            file.close()
            raise
        finally:
            self._making -= 1
        return file


def drawn(chunks: AsyncIterator[Sequence[T]]) -> Iterator[T]:
    """In a thread: the rows that the loop of the caller gives, a bunch at a time.

    To be called on the loop, and iterated in the thread.
    """
    loop = asyncio.get_running_loop()

    async def following() -> Sequence[T] | None:
        return await anext(chunks, None)

    def rows() -> Iterator[T]:
        while True:
            asked = asyncio.run_coroutine_threadsafe(following(), loop)
            bunch = asked.result(ROWS_WITHIN_SECONDS)
            if bunch is None:
                return
            yield from bunch

    return rows()


class Snapshot:
    """All rows of one query as they were at one moment, to be read more than once."""

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

    async def currencies(self) -> frozenset[str]:
        """Those of the rows, which have a column of that name."""
        return frozenset([row["currency"] async for rows in self.chunks() for row in rows])

    async def chunks(self) -> AsyncIterator[Sequence[Row]]:
        """The rows from the first on."""
        await self._uow.execute(f"MOVE ABSOLUTE 0 IN {self._cursor}")
        while rows := await self._uow.fetch(f"FETCH {ROWS_AT_ONCE} FROM {self._cursor}"):
            yield rows


def sent(file: BinaryIO, name: str, media_type: str) -> StreamingResponse:
    """The file as an answer, to be saved under this name of plain ASCII."""
    length = file.seek(0, 2)
    file.seek(0)

    def content() -> Iterator[bytes]:
        with file:
            while chunk := file.read(_CHUNK_BYTES):
                yield chunk

    return StreamingResponse(
        content(),
        media_type=media_type,
        headers={
            "Content-Length": str(length),
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )
