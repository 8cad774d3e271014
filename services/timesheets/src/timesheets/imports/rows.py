"""Rows of a file against the work orders and the work that is there: what is good, and why not.

Pure, and slow enough for a large file that it is run in a thread.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from contracts.events.timesheets import ArticleKind
from contracts.ids import WorkOrderId
from timesheets.imports.refusals import CellCode, RowRefusal
from timesheets.imports.sheet import Row, Sheet
from timesheets.work.model import Work
from timesheets.work.rules import OpenOrder, refusals

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d{1,12}(\.\d{1,12})?", re.ASCII)
_FORMULA_STARTS = ("=", "+", "-", "@")

Key = tuple[WorkOrderId, date, ArticleKind, str]
"""What makes two rows the same piece of work.

The quantity is not part of it: the same date, article and note twice on one work order is a slip
far more often than it is meant, and a second piece of work is told apart by its note.
"""


class BadCellError(ValueError):
    """A cell that cannot be read; carries the column, the code and the reason."""

    def __init__(self, column: str, code: CellCode, reason: str) -> None:
        super().__init__(reason)
        self.column = column
        self.code = code
        self.reason = reason


@dataclass(frozen=True, slots=True)
class GoodRow:
    """A row that can be logged."""

    line: int
    order: OpenOrder
    work: Work


@dataclass(slots=True)
class Known:
    """What is logged already on the dates of the file, withdrawn work left out."""

    keys: set[Key] = field(default_factory=set)
    minutes: defaultdict[date, Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    def add(self, work_order_id: WorkOrderId, work: Work) -> None:
        """Count one more piece of work."""
        self.keys.add(key_of(work_order_id, work))
        self.minutes[work.work_on] += work.minutes_of_day


@dataclass(frozen=True, slots=True)
class Report:
    """What became of each row of a file. `refused` is in the order of the lines, one a row."""

    good: tuple[GoodRow, ...]
    refused: tuple[RowRefusal, ...]


def key_of(work_order_id: WorkOrderId, work: Work) -> Key:
    """What must not be there twice."""
    return (work_order_id, work.work_on, work.article, work.note)


def read_date(text: str) -> date:
    """A date as YYYY-MM-DD. Raises BadCellError."""
    if _DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise BadCellError("date", CellCode.NOT_A_DATE, "is not a date: write it as YYYY-MM-DD")


def read_article(text: str) -> ArticleKind:
    """An article by its name, in any case. Raises BadCellError."""
    try:
        return ArticleKind(text.lower())
    except ValueError:
        known = ", ".join(ArticleKind)
        reason = f"is not an article: use one of {known}"
        raise BadCellError("article", CellCode.UNKNOWN_ARTICLE, reason) from None


def read_quantity(text: str, delimiter: str) -> Decimal:
    """A number with a decimal point, or with a decimal comma where `;` divides the cells.

    Digits are never grouped: a thousands separator would be a decimal point to somebody else.
    Raises BadCellError.
    """
    number = text.replace(",", ".", 1) if delimiter == ";" and "." not in text else text
    if not _NUMBER.fullmatch(number):
        reason = "is not a number: write 7.5 without spaces, units or grouped digits"
        raise BadCellError("quantity", CellCode.NOT_A_NUMBER, reason)
    return Decimal(number)


def read_note(text: str) -> str:
    """A note. A cell that a spreadsheet would run as a formula raises BadCellError."""
    if text.startswith(_FORMULA_STARTS):
        reason = f"starts with {text[0]}, which a spreadsheet takes for a formula"
        raise BadCellError("note", CellCode.FORMULA, reason)
    return text


def _read(row: Row, delimiter: str, orders: Mapping[str, OpenOrder]) -> GoodRow:
    code = row.cells["work_order"]
    order = orders.get(code)
    if order is None:
        reason = "is not the code of a work order of yours"
        raise BadCellError("work_order", CellCode.UNKNOWN_WORK_ORDER, reason)
    work = Work(
        work_on=read_date(row.cells["date"]),
        article=read_article(row.cells["article"]),
        quantity=read_quantity(row.cells["quantity"], delimiter),
        note=read_note(row.cells["note"]),
    ).measured()
    return GoodRow(row.line, order, work)


def _broken(good: GoodRow, now: datetime, known: Known) -> tuple[str, str, str] | None:
    """Column, code and reason of the first rule that the row breaks."""
    work = good.work
    broken = refusals(
        good.order,
        work,
        today=good.order.today(now),
        minutes_already=known.minutes[work.work_on],
    )
    if broken:
        column = "date" if broken[0].field == "work_on" else broken[0].field
        return column, broken[0].code, broken[0].reason
    if key_of(good.order.work_order_id, work) in known.keys:
        reason = "the same work order, date, article and note are logged already"
        return "row", CellCode.DUPLICATE_ROW, reason
    return None


def dates_of(rows: Iterable[Row]) -> tuple[date, date] | None:
    """The first and the last date that the rows name, None if none does."""
    found: list[date] = []
    for row in rows:
        try:
            found.append(read_date(row.cells["date"]))
        except BadCellError:
            continue
    return (min(found), max(found)) if found else None


def judge(sheet: Sheet, orders: Mapping[str, OpenOrder], now: datetime, known: Known) -> Report:
    """Sort the rows of a sheet into good ones and refused ones, in the order of the file.

    `orders` are the contractor's own, by code. A good row counts for those after it: for the hours
    of its day and as the first of its kind; `known` grows by it.
    """
    good: list[GoodRow] = []
    refused: list[RowRefusal] = list(sheet.ragged)
    for row in sheet.rows:
        try:
            read = _read(row, sheet.delimiter, orders)
        except BadCellError as error:
            value = row.cells[error.column]
            refused.append(RowRefusal.of(row.line, error.column, value, error.code, error.reason))
            continue
        broken = _broken(read, now, known)
        if broken is not None:
            column, code, reason = broken
            value = row.cells.get(column, sheet.delimiter.join(row.cells.values()))
            refused.append(RowRefusal.of(row.line, column, value, code, reason))
            continue
        known.add(read.order.work_order_id, read.work)
        good.append(GoodRow(read.line, read.order, read.work))
    return Report(tuple(good), tuple(sorted(refused, key=lambda refusal: refusal.line)))
