"""Import a contractor's work from a file: all of it, or the rows that are good."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from chassis.actor import Actor
from chassis.errors import TooManyRequestsError
from chassis.uow import UnitOfWork
from contracts.access import Permission
from contracts.date_text import DateOrder
from contracts.ids import PersonId
from timesheets.directory import repository as directory
from timesheets.imports import sheet as sheets
from timesheets.imports.refusals import RowRefusal
from timesheets.imports.rows import ExistingWork, ReadSheet, check_rows, dates_of, read_rows
from timesheets.work import repository
from timesheets.work.entering import drafted
from timesheets.work_orders import repository as work_orders

FILES_OF_A_PERSON = 4
"""In one process: one is read, the others wait. More than that is no contractor's doing."""

_RETRY_SECONDS = 5

FILES_AT_ONCE = 2
"""Read in one process at a time; others wait, and hold nothing but their bytes."""


class Mode(StrEnum):
    """What becomes of the good rows when there are bad ones."""

    ALL_OR_NOTHING = "all_or_nothing"
    GOOD_ONES = "good_ones"


@dataclass(frozen=True, slots=True)
class ImportResult:
    """How many rows were logged as drafts, and why each of the others was not."""

    accepted: int
    refused: tuple[RowRefusal, ...]


class TooManyFilesError(TooManyRequestsError):
    """Other files of this contractor are still being read: send this one when they are done."""


@dataclass(slots=True)
class ReadingQueue:
    """Files of a person that wait to be read, one at a time. `waiting` counts that one, too."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0


class SheetReader:
    """Reads files in threads: a few at a time, one of each person, whose next ones wait."""

    @classmethod
    @asynccontextmanager
    async def open(cls) -> AsyncGenerator[Self]:
        """One for the process."""
        yield cls()

    def __init__(self) -> None:
        self._people: dict[PersonId, ReadingQueue] = {}
        self._slots = asyncio.Semaphore(FILES_AT_ONCE)

    async def read(self, actor: Actor, data: bytes, order: DateOrder | None) -> ReadSheet:
        """What the cells of a file say; no connection is held meanwhile.

        Raises ForbiddenError, TooManyFilesError, FileTooLargeError, FileNotReadableError,
        HeaderError, AmbiguousDatesError.
        """
        actor.require(Permission.OWN_WORK)
        async with self.queue_of(actor.person), self._slots:
            return await asyncio.to_thread(_read, data, order)

    @asynccontextmanager
    async def queue_of(self, person: PersonId) -> AsyncGenerator[None]:
        """This person's turn, when those before it are done. Raises TooManyFilesError."""
        queue = self._people.setdefault(person, ReadingQueue())
        if queue.waiting >= FILES_OF_A_PERSON:
            raise TooManyFilesError(_RETRY_SECONDS)
        queue.waiting += 1
        try:
            async with queue.lock:
                yield
        finally:
            queue.waiting -= 1
            if not queue.waiting:
                self._people.pop(person, None)


def _read(data: bytes, order: DateOrder | None) -> ReadSheet:
    return read_rows(sheets.read(data), order)


async def _known(uow: UnitOfWork, sheet: ReadSheet) -> ExistingWork:
    """What the contractor has logged on the days of the file."""
    known = ExistingWork()
    days = dates_of(sheet.rows)
    if days is not None:
        for order_id, work in await repository.logged_between(uow, uow.actor.person, *days):
            known.add(order_id, work)
    return known


async def import_work(uow: UnitOfWork, sheet: ReadSheet, mode: Mode) -> ImportResult:
    """Log the rows of a file that was read as drafts.

    They are checked in a thread: a large file would hold up everybody else.
    """
    uow.actor.require(Permission.OWN_WORK)
    await directory.lock_person(uow, uow.actor.person)
    codes = {read.row.cells["work_order"] for read in sheet.rows}
    orders = {
        order.code: order
        for order in await work_orders.open_orders(uow, uow.actor.person, codes=codes)
    }
    known = await _known(uow, sheet)
    report = await asyncio.to_thread(check_rows, sheet, orders, uow.now, known)
    if report.refused and mode is Mode.ALL_OR_NOTHING:
        return ImportResult(0, report.refused)
    if report.good:
        entries = [drafted(uow, row.order, row.work) for row in report.good]
        await repository.add(uow, entries)
    return ImportResult(len(report.good), report.refused)
