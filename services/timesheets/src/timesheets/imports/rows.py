"""Rows of a file: what each says, and what is good of it by the work orders and the work there is.

Pure. What cells say is read before anybody is asked; slow enough for a large file that both parts
are run in a thread.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from pydantic import TypeAdapter, ValidationError

from chassis.errors import InvalidError
from chassis.fields import Note
from contracts.date_text import DateOrder, order_of, read_date
from contracts.events.timesheets import ArticleKind
from contracts.ids import WorkOrderId
from contracts.quantities import hours_of
from contracts.quantity_text import InvalidQuantityError, amount_of, minutes_of
from timesheets.imports.refusals import CellCode, RowRefusal
from timesheets.imports.sheet import Row, Sheet
from timesheets.work.model import Work
from timesheets.work.rules import MAX_NOTE_CHARACTERS, Code, refusals
from timesheets.work_orders.model import OpenOrder

_NOTE: TypeAdapter[str] = TypeAdapter(Note)

Key = tuple[WorkOrderId, date, ArticleKind, str]
"""What makes two rows the same piece of work.

The quantity is not part of it: the same date, article and note twice on one work order is a slip
far more often than it is meant, and a second piece of work is told apart by its note.
"""


class AmbiguousDatesError(InvalidError):
    """The dates of the file can be read in two ways: say which one holds, for all of them."""

    def __init__(self, example: str, readings: Mapping[str, str]) -> None:
        super().__init__(f"{example} is {' or '.join(readings.values())}", field="date")
        self.data = {"example": example, **readings}


class BadCellError(ValueError):
    """A cell that cannot be read; carries the column, the code and the reason."""

    def __init__(self, column: str, code: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column
        self.code = code
        self.reason = reason


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row of which each cell was read: the work that it says, or the cell that says none."""

    row: Row
    work: Work | None
    bad: BadCellError | None = None


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """A file of which each cell was read."""

    delimiter: str
    rows: tuple[ReadRow, ...]
    ragged: tuple[RowRefusal, ...]


@dataclass(frozen=True, slots=True)
class AcceptedRow:
    """A row that can be logged."""

    line: int
    order: OpenOrder
    work: Work


@dataclass(slots=True)
class ExistingWork:
    """What is logged already on the dates of the file, withdrawn work left out."""

    keys: set[Key] = field(default_factory=set)
    minutes: defaultdict[date, Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    def add(self, work_order_id: WorkOrderId, work: Work) -> None:
        """Count one more piece of work."""
        self.keys.add(key_of(work_order_id, work))
        self.minutes[work.work_on] += work.minutes_of_day


@dataclass(frozen=True, slots=True)
class CheckedRows:
    """What became of each row of a file. `refused` is in the order of the lines, one a row."""

    good: tuple[AcceptedRow, ...]
    refused: tuple[RowRefusal, ...]


def key_of(work_order_id: WorkOrderId, work: Work) -> Key:
    """What must not be there twice."""
    return (work_order_id, work.work_on, work.article, work.note)


def date_order(sheet: Sheet, asked: DateOrder | None) -> DateOrder:
    """How the file writes dates whose year stands last. Raises AmbiguousDatesError.

    `asked`: what whoever sends it says. A file divided by semicolons, or by tabs with decimal
    commas in it, was saved where the day stands first.
    """
    if asked is not None:
        return asked
    told, example = order_of(row.cells["date"] for row in sheet.rows)
    if told is not None:
        return told
    decimal_comma = sheet.delimiter == "\t" and any("," in r.cells["quantity"] for r in sheet.rows)
    if sheet.delimiter == ";" or decimal_comma or example is None:
        return DateOrder.DAY_FIRST
    readings = {str(order): str(read_date(example, order)) for order in DateOrder}
    raise AmbiguousDatesError(example, readings)


def read_article(text: str) -> ArticleKind:
    """An article by its name, in any case. Raises BadCellError."""
    try:
        return ArticleKind(text.lower())
    except ValueError:
        known = ", ".join(ArticleKind)
        reason = f"is not an article: use one of {known}"
        raise BadCellError("article", CellCode.UNKNOWN_ARTICLE, reason) from None


def read_note(text: str) -> str:
    """A note as the grid takes it, too: exports write cells so that no spreadsheet runs them.

    Raises BadCellError.
    """
    try:
        return _NOTE.validate_python(text)
    except ValidationError as error:
        too_long = len(text) > MAX_NOTE_CHARACTERS
        code = Code.NOTE_TOO_LONG if too_long else Code.NOTE_NOT_PLAIN
        raise BadCellError("note", code, error.errors()[0]["msg"]) from None


def _read_cells(row: Row, delimiter: str, order: DateOrder) -> Work:
    cells = row.cells
    work_on = read_date(cells["date"], order)
    if work_on is None:
        reason = "is not a date: write it as 2026-03-31"
        raise BadCellError("date", CellCode.NOT_A_DATE, reason)
    article = read_article(cells["article"])
    minutes: int | None = None
    try:
        if article.is_time:
            minutes = minutes_of(cells["quantity"])
            quantity = hours_of(minutes)
        else:
            quantity = amount_of(cells["quantity"], decimal_comma=delimiter in ";\t")
    except InvalidQuantityError as error:
        code = Code.QUANTITY_NOT_POSITIVE if error.code == "not_positive" else str(error.code)
        raise BadCellError("quantity", code, str(error)) from None
    note = read_note(cells["note"])
    work = Work(work_on=work_on, article=article, quantity=quantity, minutes=minutes, note=note)
    return work.measured()


def read_rows(sheet: Sheet, asked: DateOrder | None = None) -> ReadSheet:
    """What the cells of a file say. Raises AmbiguousDatesError."""
    order = date_order(sheet, asked)
    rows: list[ReadRow] = []
    for row in sheet.rows:
        try:
            rows.append(ReadRow(row, _read_cells(row, sheet.delimiter, order)))
        except BadCellError as error:
            rows.append(ReadRow(row, None, error))
    return ReadSheet(sheet.delimiter, tuple(rows), sheet.ragged)


def _broken(good: AcceptedRow, now: datetime, known: ExistingWork) -> tuple[str, str, str] | None:
    """Column, code and reason of the first rule that the row breaks.

    What is logged already is said to be that, whatever else it would break by being logged again.
    """
    work = good.work
    if key_of(good.order.work_order_id, work) in known.keys:
        reason = "the same work order, date, article and note are logged already"
        return "row", CellCode.DUPLICATE_ROW, reason
    broken = refusals(
        good.order,
        work,
        today=good.order.today(now),
        minutes_already=known.minutes[work.work_on],
    )
    if broken:
        column = "date" if broken[0].field == "work_on" else broken[0].field
        return column, broken[0].code, broken[0].reason
    return None


def dates_of(rows: Iterable[ReadRow]) -> tuple[date, date] | None:
    """The first and the last date that the rows name, None if none does."""
    found = [row.work.work_on for row in rows if row.work is not None]
    return (min(found), max(found)) if found else None


def _of_order(read: ReadRow, orders: Mapping[str, OpenOrder]) -> AcceptedRow:
    order = orders.get(read.row.cells["work_order"])
    if order is None:
        reason = "is not the code of a work order of yours"
        raise BadCellError("work_order", CellCode.UNKNOWN_WORK_ORDER, reason)
    if read.bad is not None or read.work is None:
        raise read.bad or BadCellError("date", CellCode.NOT_A_DATE, "is not a date")
    return AcceptedRow(read.row.line, order, read.work)


def check_rows(
    sheet: ReadSheet, orders: Mapping[str, OpenOrder], now: datetime, known: ExistingWork
) -> CheckedRows:
    """Sort the rows of a sheet into good ones and refused ones, in the order of the file.

    `orders` are the contractor's own, by code. A good row counts for those after it: for the hours
    of its day and as the first of its kind; `known` grows by it.
    """
    good: list[AcceptedRow] = []
    refused: list[RowRefusal] = list(sheet.ragged)
    for read in sheet.rows:
        line, cells = read.row.line, read.row.cells
        try:
            row = _of_order(read, orders)
        except BadCellError as bad:
            value = cells[bad.column]
            refused.append(RowRefusal.of(line, bad.column, value, bad.code, bad.reason))
            continue
        broken = _broken(row, now, known)
        if broken is not None:
            column, code, reason = broken
            value = cells.get(column, sheet.delimiter.join(cells.values()))
            refused.append(RowRefusal.of(line, column, value, code, reason))
            continue
        known.add(row.order.work_order_id, row.work)
        good.append(row)
    return CheckedRows(tuple(good), tuple(sorted(refused, key=lambda refusal: refusal.line)))
