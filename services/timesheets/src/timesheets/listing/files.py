"""Logged work as a file: the selection, or all that a filter shows, in the order of the list."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from fastapi.responses import StreamingResponse

from chassis.errors import NotFoundError
from chassis.http.files import drawn, respond
from chassis.uow import UnitOfWork
from contracts.events.timesheets import ArticleKind
from contracts.money import Money
from contracts.quantities import exact_quantity
from contracts.reach import Reach
from presentation.tables import Cell, Column, FileKind, Kind, Table, write
from timesheets.directory import repository as directory
from timesheets.listing import queries
from timesheets.listing.sorting import WorkSort
from timesheets.listing.words import FileTexts, words_of
from timesheets.reach.rule import is_contacts
from timesheets.work.bulk import MAX_ENTRIES
from timesheets.work.filters import EntrySelection, Selection
from timesheets.work.model import Status

if TYPE_CHECKING:
    from asyncpg import Record

MAX_ROWS = MAX_ENTRIES
"""That a file has: as many as are selected at once."""


async def work(
    uow: UnitOfWork,
    reach: Reach,
    selection: Selection,
    sort: WorkSort,
    kind: FileKind,
    language: str,
    *,
    field: str,
) -> StreamingResponse:
    """The file, with each entry as it is now.

    Raises InvalidError of `field` if there are too many, and NotFoundError if one that was named is
    not there: no row is left out without that anybody knows.
    """
    words = words_of(language)
    snapshot = await queries.everything(uow, reach, selection, sort)
    await snapshot.must_have_at_most(MAX_ROWS, field)
    if isinstance(selection, EntrySelection):
        found = {row["entry_id"] async for rows in snapshot.chunks() for row in rows}
        for entry_id in selection.versions:
            if entry_id not in found:
                raise NotFoundError("logged work", entry_id)
    rules = await directory.agency_rules(uow)
    zone = ZoneInfo(rules.time_zone if rules else "UTC")
    of_companies = not is_contacts(reach)
    rows = _cells(words, drawn(snapshot.chunks()), zone, of_companies=of_companies)
    columns = _columns(words, str(zone), of_companies=of_companies)
    table = Table(words.sheet, columns, rows, await snapshot.currencies())
    return await respond(
        uow,
        partial(write, kind, [table], language),
        name=f"{words.file}.{kind}",
        media_type=kind.media_type,
    )


def _columns(words: FileTexts, zone: str, *, of_companies: bool) -> Sequence[Column]:
    company = (Column(words.company, width=28),) if of_companies else ()
    return (
        Column(words.day, Kind.DATE, width=12),
        Column(words.contractor, width=26),
        *company,
        Column(words.project, width=28),
        Column(words.work_order, width=14),
        Column(words.work_order_title, width=28),
        Column(words.article, width=18),
        Column(words.hours, Kind.QUANTITY, width=10),
        Column(words.time, Kind.DURATION, width=12),
        Column(words.expenses, Kind.MONEY, width=12),
        Column(words.currency, width=9),
        Column(words.note, width=36),
        Column(words.status, width=14),
        Column(words.approved_by, width=26),
        Column(f"{words.approved_at} ({zone})", Kind.MOMENT, width=18),
        Column(words.return_reason, width=36),
        Column(words.invoice),
    )


def _cells(
    words: FileTexts,
    rows: "Iterable[Record]",
    zone: ZoneInfo,
    *,
    of_companies: bool,
) -> Iterator[Sequence[Cell]]:
    for row in rows:
        approved_at = row["approved_at"]
        yield (
            row["work_on"],
            row["contractor_name"],
            *((row["company_name"],) if of_companies else ()),
            row["project_name"],
            row["work_order_code"],
            row["work_order_title"],
            words.articles[ArticleKind(row["article"])],
            *_quantity(row),
            row["note"],
            words.statuses[Status(row["status"])],
            row["approved_by_name"],
            approved_at and approved_at.astimezone(zone).replace(tzinfo=None),
            row["return_reason"],
            row["invoice_number"],
        )


def _quantity(row: "Record") -> tuple[Cell, Cell, Cell, Cell]:
    """Hours, hours and minutes, expenses, and their currency."""
    quantity, minutes = row["quantity"], row["minutes"]
    if ArticleKind(row["article"]).is_time:
        time = None if minutes is None else timedelta(minutes=minutes)
        return exact_quantity(quantity, minutes), time, None, None
    spent = Money.of(quantity, row["currency"])
    return None, None, spent.decimal, spent.currency
