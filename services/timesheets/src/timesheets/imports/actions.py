"""Import a contractor's work from a file: all of it, or the rows that are good."""

import asyncio
from dataclasses import dataclass
from enum import StrEnum

from chassis.uow import UnitOfWork
from contracts.access import Permission
from timesheets.directory import repository as directory
from timesheets.imports import sheet as sheets
from timesheets.imports.refusals import RowRefusal
from timesheets.imports.rows import Known, dates_of, judge
from timesheets.imports.sheet import Sheet
from timesheets.work import repository
from timesheets.work.entering import drafted
from timesheets.work_orders import repository as work_orders


class Mode(StrEnum):
    """What becomes of the good rows when there are bad ones."""

    ALL_OR_NOTHING = "all_or_nothing"
    GOOD_ONES = "good_ones"


@dataclass(frozen=True, slots=True)
class Imported:
    """How many rows were logged as drafts, and why each of the others was not."""

    accepted: int
    refused: tuple[RowRefusal, ...]


async def _known(uow: UnitOfWork, sheet: Sheet) -> Known:
    """What the contractor has logged on the days of the file."""
    known = Known()
    days = dates_of(sheet.rows)
    if days is not None:
        for order_id, work in await repository.logged_between(uow, uow.actor.person, *days):
            known.add(order_id, work)
    return known


async def import_work(uow: UnitOfWork, data: bytes, mode: Mode) -> Imported:
    """Log the rows of a CSV file as drafts.

    A file is read and judged in a thread: a large one would hold up everybody else. Raises
    FileTooLargeError, FileNotReadableError, HeaderError.
    """
    uow.actor.require(Permission.OWN_WORK)
    sheet = await asyncio.to_thread(sheets.read, data)
    await directory.lock_person(uow, uow.actor.person)
    codes = {row.cells["work_order"] for row in sheet.rows}
    orders = {
        order.code: order
        for order in await work_orders.open_orders(uow, uow.actor.person, codes=codes)
    }
    known = await _known(uow, sheet)
    report = await asyncio.to_thread(judge, sheet, orders, uow.now, known)
    if report.refused and mode is Mode.ALL_OR_NOTHING:
        return Imported(0, report.refused)
    if report.good:
        entries = [drafted(uow, row.order, row.work) for row in report.good]
        await repository.add(uow, entries)
    return Imported(len(report.good), report.refused)
