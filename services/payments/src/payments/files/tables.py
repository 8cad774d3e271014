"""Tables as files. Text stays text: nothing that somebody typed is ever run as a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import BinaryIO, cast

from rustpy_xlsxwriter import Format, write_worksheets

Cell = str | date | int | Decimal | None
"""Money is a decimal in major units, exact."""

# What Excel holds in a cell.
MAX_TEXT = 32_767
# With these a spreadsheet takes the text of a CSV file for a formula (OWASP, CSV injection).
_STARTS_A_FORMULA = tuple("=+-@\t\r\n＝＋－＠")  # noqa: RUF001 - the wide ones count, too


class Kind(StrEnum):
    """What stands in a column."""

    TEXT = "text"
    DATE = "date"
    MONEY = "money"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name at the top, what is in it, and how many letters wide."""

    name: str
    kind: Kind = Kind.TEXT
    width: float = 16


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet: rows are read once, as they are written. Names of columns differ."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]


_FORMATS = {
    Kind.DATE: "yyyy-mm-dd",
    Kind.COUNT: "0",
}
# Of numbers with a point, which are all amounts: a third digit for the currencies that have one. An
# amount of a currency without minor digits is a whole number and has no ".00". A format of the
# column would be one for all of its currencies.
_MONEY_FORMAT = "#,##0.00#"


def write_xlsx(tables: Sequence[Table], target: BinaryIO) -> None:
    """A workbook with a sheet for each table: filters, fixed heads, money and dates as such.

    Rows are taken one at a time and kept nowhere; 100,000 of ten cells take about a second.
    """
    write_worksheets(
        [(table.name, _records(table)) for table in tables],
        target,
        freeze_panes={"general": {"row": 1, "col": 0}},
        bold_headers=True,
        float_format=_MONEY_FORMAT,
        autofilter={table.name: True for table in tables},
        column_widths={table.name: [column.width for column in table.columns] for table in tables},
        column_formats={
            table.name: {
                column.name: Format().set_num_format(_FORMATS[column.kind])
                for column in table.columns
                if column.kind in _FORMATS
            }
            for table in tables
        },
    )


def _records(table: Table) -> Iterator[dict[str, Cell | float]]:
    names = [column.name for column in table.columns]
    money = [at for at, column in enumerate(table.columns) if column.kind is Kind.MONEY]
    texts = [at for at, column in enumerate(table.columns) if column.kind is Kind.TEXT]
    none = True
    for row in table.rows:
        none = False
        cells: list[Cell | float] = list(row)
        for at in money:
            amount = cells[at]
            cells[at] = None if amount is None else _number(cast("Decimal", amount))
        for at in texts:
            text = cells[at]
            if isinstance(text, str) and len(text) > MAX_TEXT:
                cells[at] = text[:MAX_TEXT]
        yield dict(zip(names, cells, strict=True))
    if none:
        # The writer takes the head from the first row: an empty one keeps the head of no rows.
        yield dict.fromkeys(names)


def _number(amount: Decimal) -> int | float:
    """The amount as a number; a whole one where its currency has no minor digits."""
    exponent = amount.as_tuple().exponent
    return float(amount) if isinstance(exponent, int) and exponent < 0 else int(amount)


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
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Decimal):
        return f"{cell:f}".replace(".", dialect.decimal_point)
    if isinstance(cell, str) and cell.startswith(_STARTS_A_FORMULA):
        return f"'{cell}"
    return str(cell)
