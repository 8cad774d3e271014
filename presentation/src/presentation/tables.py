"""Tables as files. Text stays text: nothing that somebody typed is ever run as a formula."""

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import BinaryIO, cast

import xlsxwriter
from rustpy_xlsxwriter import Format, write_worksheets
from xlsxwriter.format import Format as CellFormat
from xlsxwriter.worksheet import Worksheet

from contracts.money import minor_digits
from contracts.quantities import decimal_of

Cell = str | date | datetime | timedelta | int | Decimal | Fraction | None
"""Money is a decimal in major units, exact. A quantity is a fraction, a moment has no time zone:
it is that of whoever reads the table."""

# What Excel holds in a cell.
MAX_TEXT = 32_767
# With these a spreadsheet takes the text of a CSV file for a formula (OWASP, CSV injection).
_STARTS_A_FORMULA = tuple("=+-@\t\r\n＝＋－＠")  # noqa: RUF001 - the wide ones count, too


class Kind(StrEnum):
    """What stands in a column."""

    TEXT = "text"
    DATE = "date"
    MOMENT = "moment"
    MONEY = "money"
    COUNT = "count"
    QUANTITY = "quantity"
    DURATION = "duration"
    """Hours and minutes, also more than a day of them."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name at the top, what is in it, and how many letters wide."""

    name: str
    kind: Kind = Kind.TEXT
    width: float = 16


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet: rows are read once, as they are written. Names of columns differ.

    `currencies` are those of its amounts, by ISO 4217, as they decide how these are shown.
    """

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    currencies: Collection[str]


class FileKind(StrEnum):
    """What a table can be saved as: the end of the file's name."""

    XLSX = "xlsx"
    CSV = "csv"

    @property
    def media_type(self) -> str:
        """As HTTP names it."""
        if self is FileKind.XLSX:
            return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        return "text/csv; charset=utf-8"


_FORMATS = {
    Kind.DATE: "yyyy-mm-dd",
    Kind.MOMENT: "yyyy-mm-dd hh:mm",
    Kind.COUNT: "0",
    Kind.QUANTITY: "#,##0.00##",
    Kind.DURATION: "[h]:mm",
}
_DAY = timedelta(days=1)
# Excel writes the point and the separator of thousands as its reader does.
_MONEY_FORMATS: Mapping[int, str] = {0: "#,##0"} | {
    digits: f"#,##0.{'0' * digits}" for digits in range(1, 5)
}
_TWO_DIGITS = 2


def write(kind: FileKind, tables: Sequence[Table], language: str, target: BinaryIO) -> None:
    """The tables as sheets of a workbook; or the last of them, which has the rows, as CSV.

    The CSV is written as spreadsheets of the language read it.
    """
    if kind is FileKind.XLSX:
        write_xlsx(tables, target)
    else:
        write_csv(tables[-1], dialect_of(language), target)


def write_xlsx(tables: Sequence[Table], target: BinaryIO) -> None:
    """A workbook with a sheet for each table: filters, fixed heads, money and dates as such.

    An amount shows the minor digits of its currency. Rows are taken one at a time and kept nowhere.
    100,000 of ten cells take about a second; where their currencies differ in minor digits it takes
    some ten times as long, as only then each amount has a format of its own.
    """
    digits = {minor_digits(currency) for table in tables for currency in table.currencies}
    if len(digits) > 1:
        _write_mixed(tables, target)
    else:
        _write_alike(tables, target, _MONEY_FORMATS[next(iter(digits), _TWO_DIGITS)])


def _write_alike(tables: Sequence[Table], target: BinaryIO, money: str) -> None:
    """By the fast writer, whose formats are those of columns."""
    formats = {**_FORMATS, Kind.MONEY: money}
    write_worksheets(
        [(table.name, _records(table)) for table in tables],
        target,
        freeze_panes={"general": {"row": 1, "col": 0}},
        bold_headers=True,
        autofilter={table.name: True for table in tables},
        column_widths={table.name: [column.width for column in table.columns] for table in tables},
        column_formats={
            table.name: {
                column.name: Format().set_num_format(formats[column.kind])
                for column in table.columns
                if column.kind in formats
            }
            for table in tables
        },
    )


def _records(table: Table) -> Iterator[dict[str, Cell | float]]:
    names = [column.name for column in table.columns]
    numbers = [at for at, column in enumerate(table.columns) if column.kind in _NUMBERS]
    texts = [at for at, column in enumerate(table.columns) if column.kind is Kind.TEXT]
    none = True
    for row in table.rows:
        none = False
        cells: list[Cell | float] = list(row)
        for at in numbers:
            cells[at] = _number(cast("Decimal | Fraction | timedelta | None", cells[at]))
        for at in texts:
            text = cells[at]
            if isinstance(text, str) and len(text) > MAX_TEXT:
                cells[at] = text[:MAX_TEXT]
        yield dict(zip(names, cells, strict=True))
    if none:
        # The writer takes the head from the first row: an empty one keeps the head of no rows.
        yield dict.fromkeys(names)


_NUMBERS = frozenset({Kind.MONEY, Kind.QUANTITY, Kind.DURATION})


def _number(cell: Decimal | Fraction | timedelta | None) -> float | None:
    """As Excel keeps it: time in days."""
    if isinstance(cell, timedelta):
        return cell / _DAY
    return None if cell is None else float(cell)


def _write_mixed(tables: Sequence[Table], target: BinaryIO) -> None:
    """By the writer whose formats are those of cells: amounts of CAD, JPY and KWD in a column."""
    with xlsxwriter.Workbook(target, {"constant_memory": True}) as book:
        bold = book.add_format({"bold": True})
        formats = {kind: book.add_format({"num_format": said}) for kind, said in _FORMATS.items()}
        money = {
            digits: book.add_format({"num_format": said}) for digits, said in _MONEY_FORMATS.items()
        }
        for table in tables:
            sheet = book.add_worksheet(table.name)
            sheet.freeze_panes(1, 0)
            for at, column in enumerate(table.columns):
                sheet.set_column(at, at, column.width)
                sheet.write_string(0, at, column.name, bold)
            count = 0
            for count, row in enumerate(table.rows, 1):
                for at, cell in enumerate(row):
                    _write_cell(sheet, count, at, cell, formats, money)
            sheet.autofilter(0, 0, count, len(table.columns) - 1)


def _write_cell(
    sheet: Worksheet,
    row: int,
    at: int,
    cell: Cell,
    formats: Mapping[Kind, CellFormat],
    money: Mapping[int, CellFormat],
) -> None:
    match cell:
        case None:
            pass
        case str():
            sheet.write_string(row, at, cell[:MAX_TEXT])
        case datetime():
            sheet.write_datetime(row, at, cell, formats[Kind.MOMENT])
        case date():
            # Its annotation lacks dates, which it takes as well.
            sheet.write_datetime(row, at, cast("datetime", cell), formats[Kind.DATE])
        case timedelta():
            sheet.write_number(row, at, cell / _DAY, formats[Kind.DURATION])
        case int():
            sheet.write_number(row, at, cell, formats[Kind.COUNT])
        case Fraction():
            sheet.write_number(row, at, float(cell), formats[Kind.QUANTITY])
        case Decimal():
            sheet.write_number(row, at, float(cell), money[_digits_of(cell)])


def _digits_of(amount: Decimal) -> int:
    """How many digits it has after the point: those of its currency."""
    exponent = amount.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a CSV file is written where its reader's spreadsheet is set up for another country."""

    delimiter: str = ","
    decimal_point: str = "."


_COMMA_IS_DECIMAL = Dialect(delimiter=";", decimal_point=",")
_DIALECTS = {"fr": _COMMA_IS_DECIMAL, "nb": _COMMA_IS_DECIMAL}


def dialect_of(language: str) -> Dialect:
    """What the Excel of this language opens in columns: semicolons where a comma is decimal."""
    return _DIALECTS.get(language, Dialect())


def write_csv(table: Table, dialect: Dialect, target: BinaryIO) -> None:
    """CRLF and quotes as RFC 4180 says, UTF-8 with a mark by which Excel knows it.

    Dates are ISO 8601 in every language, and amounts have no thousands separator. Text that a
    spreadsheet would take for a formula has an apostrophe before it.
    """
    text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="")
    writer = csv.writer(text, delimiter=dialect.delimiter)
    writer.writerow([column.name for column in table.columns])
    writer.writerows([_in_text(cell, dialect) for cell in row] for row in table.rows)
    # Written out and left open: the file is the caller's.
    text.detach()


def _in_text(cell: Cell, dialect: Dialect) -> str:
    match cell:
        case None:
            text = ""
        case datetime():
            text = cell.isoformat(" ", "minutes")
        case timedelta():
            minutes = cell // timedelta(minutes=1)
            text = f"{minutes // 60}:{minutes % 60:02}"
        case Decimal() | Fraction():
            exact = decimal_of(cell) if isinstance(cell, Fraction) else cell
            text = f"{exact:f}".replace(".", dialect.decimal_point)
        case str() if cell.startswith(_STARTS_A_FORMULA):
            text = f"'{cell}"
        case _:
            text = str(cell)
    return text
