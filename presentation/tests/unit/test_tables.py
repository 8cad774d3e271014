"""Tables as files, read back: text stays text, money and dates are what they are."""

import csv
import io
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from contracts.money import Money
from presentation.tables import (
    Column,
    Dialect,
    FileKind,
    Kind,
    Table,
    dialect_of,
    write,
    write_csv,
    write_xlsx,
)

FORMULAS = ["=1+1", "+SUM(A1)", "-2", "@cmd", '=HYPERLINK("http://x")', "{=1}", "\t=1", "http://x"]


def a_table(
    rows: Sequence[tuple[str, date | None, Decimal]], currencies: Collection[str] = ("CAD",)
) -> Table:
    columns = (Column("Name"), Column("Day", Kind.DATE), Column("Amount", Kind.MONEY))
    return Table("Sheet", columns, iter(rows), currencies)


def written(table: Table) -> Worksheet:
    """The sheet, read back."""
    target = io.BytesIO()
    write_xlsx([table], target)
    return openpyxl.load_workbook(target).worksheets[0]


SHOWN = {"CAD": "#,##0.00", "JPY": "#,##0", "KWD": "#,##0.000", "CLF": "#,##0.0000"}


@pytest.mark.requirement("X5")
def test_what_somebody_typed_is_text_in_a_workbook_and_money_and_dates_are_not() -> None:
    target = io.BytesIO()
    rows = [(text, date(2026, 3, 1), Decimal("-1234.50")) for text in FORMULAS]
    write_xlsx([a_table(rows)], target)
    sheet = openpyxl.load_workbook(target).worksheets[0]
    head, *found = sheet.iter_rows()
    assert [cell.value for cell in head] == ["Name", "Day", "Amount"]
    assert [row[0].value for row in found] == FORMULAS
    assert {row[0].data_type for row in found} == {"s"}
    assert {row[0].hyperlink for row in found} == {None}
    assert {(row[1].data_type, row[1].number_format) for row in found} == {("d", "yyyy-mm-dd")}
    assert {(row[2].value, row[2].data_type) for row in found} == {(-1234.5, "n")}


@pytest.mark.requirement("X5")
@pytest.mark.parametrize("currencies", [["CAD"], ["JPY"], ["KWD"], ["CAD", "JPY", "KWD", "CLF"]])
def test_an_amount_in_a_workbook_shows_the_minor_digits_of_its_currency(
    currencies: list[str],
) -> None:
    """1,250.000 of KWD and 1,250 of JPY, beside each other as well."""
    amounts = [Money.of(Decimal(-1250), currency).decimal for currency in currencies]
    rows = [("=1+1", date(2026, 3, 1), amount) for amount in amounts]
    sheet = written(a_table(rows, currencies))
    head, *found = sheet.iter_rows()
    assert [cell.value for cell in head] == ["Name", "Day", "Amount"]
    assert [row[2].number_format for row in found] == [SHOWN[x] for x in currencies]
    assert {(row[2].value, row[2].data_type) for row in found} == {(-1250, "n")}
    assert {(row[0].value, row[0].data_type) for row in found} == {("=1+1", "s")}
    assert {(row[1].data_type, row[1].number_format) for row in found} == {("d", "yyyy-mm-dd")}
    assert sheet.auto_filter.ref == f"A1:C{len(rows) + 1}"
    assert sheet.freeze_panes == "A2"


@pytest.mark.requirement("X5")
def test_text_that_a_spreadsheet_would_run_is_marked_in_csv_and_numbers_are_not() -> None:
    target = io.BytesIO()
    rows = [(text, None, Decimal("-1234.50")) for text in [*FORMULAS, 'Sønn, "A"\nB']]
    write_csv(a_table(rows), Dialect(), target)
    text = target.getvalue()
    assert text.startswith(b"\xef\xbb\xbf")
    head, *found = csv.reader(io.StringIO(text.decode("utf-8-sig"), newline=""))
    assert head == ["Name", "Day", "Amount"]
    names = [row[0] for row in found]
    assert names == [
        *("'=1+1", "'+SUM(A1)", "'-2", "'@cmd", '\'=HYPERLINK("http://x")', "{=1}", "'\t=1"),
        *("http://x", 'Sønn, "A"\nB'),
    ]
    assert {(row[1], row[2]) for row in found} == {("", "-1234.50")}


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", b'"Tove, Ltd;",2026-03-01,-1234.50\r\n'),
        ("fr", b'"Tove, Ltd;";2026-03-01;-1234,50\r\n'),
        ("nb", b'"Tove, Ltd;";2026-03-01;-1234,50\r\n'),
    ],
)
def test_a_csv_opens_in_columns_where_its_language_is_spoken(language: str, line: bytes) -> None:
    target = io.BytesIO()
    rows = [("Tove, Ltd;", date(2026, 3, 1), Decimal("-1234.50"))]
    write_csv(a_table(rows), dialect_of(language), target)
    assert target.getvalue().split(b"\r\n", 1)[1] == line


def test_amounts_have_the_digits_of_their_currency_in_csv() -> None:
    amounts = [Money.of(Decimal("1234.5"), code).decimal for code in ("JPY", "CAD", "KWD")]
    target = io.BytesIO()
    write_csv(a_table([("", None, amount) for amount in amounts]), dialect_of("nb"), target)
    lines = target.getvalue().decode().splitlines()[1:]
    assert lines == [";;1235", ";;1234,50", ";;1234,500"]


def test_a_table_without_rows_has_its_head() -> None:
    target = io.BytesIO()
    write_xlsx([a_table([])], target)
    sheet = openpyxl.load_workbook(target).worksheets[0]
    assert [cell.value for cell in next(sheet.iter_rows())] == ["Name", "Day", "Amount"]


TIMES = (
    Column("Approved", Kind.MOMENT),
    Column("Hours", Kind.QUANTITY),
    Column("Time", Kind.DURATION),
    Column("Expense", Kind.MONEY),
)
A_ROW = (datetime(2026, 3, 1, 14, 32), Fraction(1, 3), timedelta(minutes=2000), None)  # noqa: DTZ001 - a table's moments have no zone


@pytest.mark.parametrize("currencies", [["CAD"], ["CAD", "JPY"]])
def test_moments_and_quantities_and_times_are_numbers_of_a_workbook(currencies: list[str]) -> None:
    """A third of an hour is a third, and 33 hours 20 minutes are more than a day."""
    sheet = written(Table("Sheet", TIMES, iter([A_ROW]), currencies))
    _, found = sheet.iter_rows()
    assert [cell.number_format for cell in found[:3]] == [
        "yyyy-mm-dd hh:mm",
        "#,##0.00##",
        "[h]:mm",
    ]
    moment, quantity, time, _ = (cell.value for cell in found)
    assert moment == A_ROW[0]
    assert quantity == pytest.approx(1 / 3, abs=1e-15)
    assert time == A_ROW[2]
    assert found[3].value is None


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "2026-03-01 14:32,0.333333,33:20,"),
        ("fr", "2026-03-01 14:32;0,333333;33:20;"),
        ("nb", "2026-03-01 14:32;0,333333;33:20;"),
    ],
)
def test_moments_and_quantities_and_times_in_csv(language: str, line: str) -> None:
    target = io.BytesIO()
    write(FileKind.CSV, [Table("Sheet", TIMES, iter([A_ROW]), ["CAD"])], language, target)
    assert target.getvalue().decode("utf-8-sig").splitlines()[1] == line


def test_a_file_of_several_tables_is_their_workbook_or_the_rows_of_the_last() -> None:
    def tables() -> list[Table]:
        last = replace(a_table([("Row", None, Decimal(2))]), name="Rows")
        return [a_table([("Sum", None, Decimal(1))]), last]

    book, text = io.BytesIO(), io.BytesIO()
    write(FileKind.XLSX, tables(), "en", book)
    assert openpyxl.load_workbook(book).sheetnames == ["Sheet", "Rows"]
    write(FileKind.CSV, tables(), "en", text)
    assert text.getvalue().decode("utf-8-sig").splitlines() == ["Name,Day,Amount", "Row,,2"]
    assert FileKind.XLSX.media_type.endswith("spreadsheetml.sheet")
    assert FileKind.CSV.media_type == "text/csv; charset=utf-8"
