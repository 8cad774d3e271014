"""How fast a workbook is written: what the bench asks, from outside of this service.

python services/payments/tools/measure.py ours --rows 100000     as the service writes it
python services/payments/tools/measure.py plain --rows 100000    XlsxWriter, constant_memory

Answers with a line of JSON: seconds, and by how many MiB the process grew at its largest.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import cast

import xlsxwriter

from presentation.tables import Cell, Column, Kind, Table, write_xlsx

_DIFFERENT = 1_000
_COLUMNS = (
    Column("Transaction"),
    Column("Work order no."),
    Column("Work order", width=28),
    Column("Project", width=28),
    Column("Client", width=32),
    Column("Period from", Kind.DATE, width=12),
    Column("Period to", Kind.DATE, width=12),
    Column("Status", width=26),
    Column("Estimated payment date", Kind.DATE, width=12),
    Column("On hold because", width=32),
    Column("Gross", Kind.MONEY),
    Column("Deductions", Kind.MONEY),
    Column("Taxes", Kind.MONEY),
    Column("Net", Kind.MONEY),
    Column("Currency", width=9),
    Column("Created on", Kind.DATE, width=12),
)


def rows(count: int) -> Iterator[Sequence[Cell]]:
    """So many rows, of a thousand different ones with numbers of their own."""
    first = date(2026, 1, 5)
    kept: list[list[Cell]] = []
    for n in range(_DIFFERENT):
        start = first + timedelta(days=n % 300)
        gross = Decimal(100_000 + n * 7_919 % 400_000).scaleb(-2)
        kept.append(
            [
                "",
                f"WO-{n % 90}",
                f"Dispatcher, night shift {n % 90}",
                f"Terminal {n % 40}",
                f"Client number {n % 200} Limited",
                start,
                start + timedelta(days=6),
                "Waiting for release",
                start + timedelta(days=40) if n % 3 else None,
                None if n % 5 else "The rate is in question",
                gross,
                gross / 10,
                Decimal("0.00"),
                gross - gross / 10,
                "CAD",
                start + timedelta(days=7),
            ]
        )
    for n in range(count):
        yield [f"T-2026-{n:06}", *kept[n % _DIFFERENT][1:]]


def ours(count: int, target: Path) -> None:
    """The service's way."""
    with target.open("wb") as file:
        write_xlsx([Table("Pending transactions", _COLUMNS, rows(count), {"CAD"})], file)


def plain(count: int, target: Path) -> None:
    """The plain way, done well: the method of each kind, and nothing kept in memory."""
    book = xlsxwriter.Workbook(str(target), {"constant_memory": True})
    sheet = book.add_worksheet("Pending transactions")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    money = book.add_format({"num_format": "#,##0.00"})
    bold = book.add_format({"bold": True})
    sheet.freeze_panes(1, 0)
    for at, column in enumerate(_COLUMNS):
        sheet.set_column(at, at, column.width)
        sheet.write_string(0, at, column.name, bold)
    for number, row in enumerate(rows(count), 1):
        for at, cell in enumerate(row):
            if cell is None:
                continue
            if isinstance(cell, str):
                sheet.write_string(number, at, cell)
            elif isinstance(cell, date):
                # Its annotation lacks dates, which it takes as well.
                sheet.write_datetime(number, at, cast("datetime", cell), day)
            else:
                sheet.write_number(number, at, float(cast("Decimal", cell)), money)
    sheet.autofilter(0, 0, count, len(_COLUMNS) - 1)
    book.close()


def main() -> None:
    """One of the two."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("way", choices=["ours", "plain"])
    arguments.add_argument("--rows", type=int, default=100_000)
    given = arguments.parse_args()
    write = {"ours": ours, "plain": plain}[given.way]
    with tempfile.TemporaryDirectory() as folder:
        write(10, Path(folder) / "first.xlsx")
        before = _largest_mebibytes()
        began = time.perf_counter()
        write(given.rows, Path(folder) / "all.xlsx")
        seconds = time.perf_counter() - began
    grown = _largest_mebibytes() - before
    print(json.dumps({"seconds": seconds, "grown_mebibytes": grown}))  # noqa: T201 - the answer


def _largest_mebibytes() -> float:
    """The most memory that this process has had."""
    # Not getrusage's: that begins with what the process was before it became this program.
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if "VmHWM" in line) / 1024


if __name__ == "__main__":
    main()
