"""Files made for an answer, beside the event loop, from rows that come bit by bit.

Writing is work for the processor, so it is done by a few threads of its own. (The writer of
spreadsheets holds the interpreter for milliseconds at a time: health checks go on.) A thread asks
the loop for the next rows when it has written those it had, so that neither the rows nor the file
are ever in memory as a whole.
"""

import asyncio
import tempfile
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from typing import Annotated, Any, BinaryIO, Self, TypeVar, cast

from fastapi import Query
from fastapi.responses import StreamingResponse

from chassis.errors import TooManyRequestsError
from chassis.fields import LanguageCode
from chassis.uow import UnitOfWork
from contracts.ids import AgencyId, PersonId

THREADS = 2
# Each holds a connection of the pool until its file is there.
MAX_AT_ONCE = 6
MAX_OF_AN_AGENCY = 4
"""So that no agency, however many people of it save files, leaves no place for another."""
MAX_OF_A_PERSON = 3
"""So that nobody takes the places of all others of the agency."""
ROWS_WITHIN_SECONDS = 60.0
_CHUNK_BYTES = 64 * 1024

Write = Callable[[BinaryIO], None]
T = TypeVar("T")

Language = Annotated[LanguageCode, Query(description="Of the words in the file: en, fr or nb")]


class FileMaker:
    """The threads that write, and how many files are in the making."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self._pool = pool
        self._making = Counter[AgencyId]()
        self._making_for = Counter[PersonId]()

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

    async def make(self, agency_id: AgencyId, person_id: PersonId, write: Write) -> BinaryIO:
        """A file without a name, at its start. Raises TooManyRequestsError when there are many."""
        with self._place(agency_id, person_id):
            file = cast("BinaryIO", tempfile.TemporaryFile())  # noqa: SIM115 - closed by who sends
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
            return file

    @contextmanager
    def _place(self, agency_id: AgencyId, person_id: PersonId) -> Generator[None]:
        """Count one in the making. Raises TooManyRequestsError."""
        if self._making_for[person_id] >= MAX_OF_A_PERSON:
            raise TooManyRequestsError(2, "other files are being made for you; try again soon")
        if self._making[agency_id] >= MAX_OF_AN_AGENCY or self._making.total() >= MAX_AT_ONCE:
            raise TooManyRequestsError(2, "several files are being made; try again in a moment")
        self._making[agency_id] += 1
        self._making_for[person_id] += 1
        try:
            yield
        finally:
            # What is back at nothing is forgotten: `+` keeps what is above zero.
            self._making[agency_id] -= 1
            self._making_for[person_id] -= 1
            self._making, self._making_for = +self._making, +self._making_for


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


async def respond(
    uow: UnitOfWork, write: Write, *, name: str, media_type: str
) -> StreamingResponse:
    """What is written, as an answer to be saved under this name of plain ASCII.

    The service opens a FileMaker among its resources. Raises TooManyRequestsError.
    """
    file = await uow.resource(FileMaker).make(uow.agency_id, uow.actor.person, write)
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


def answers_file(media_type: str) -> dict[str, Any]:
    """What a route that answers with such a file says of itself in OpenAPI."""
    schema = {"type": "string", "format": "binary"}
    return {
        "response_class": StreamingResponse,
        "responses": {200: {"content": {media_type.partition(";")[0]: {"schema": schema}}}},
    }
