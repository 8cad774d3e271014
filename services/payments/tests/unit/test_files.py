"""Tables as files, read back: text stays text, money and dates are what they are."""

import csv
import io
from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from contracts.money import Money
from payments.files.tables import (
    Column,
    Dialect,
    Kind,
    Table,
    dialect_of,
    write_csv,
    write_xlsx,
)
from payments.files.words import WORDS
from payments.payments.searching import Search
from payments.periods import Period

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


@pytest.mark.parametrize("language", WORDS)
def test_names_of_sheets_and_columns_can_be_written(language: str) -> None:
    words = WORDS[language]
    assert words.states.keys() == WORDS["en"].states.keys()
    for name in (words.summary, words.payments, words.transactions):
        assert 0 < len(name) <= 31
    for name in (words.report_file, words.payments_file, words.transactions_file):
        assert name.isascii()
        assert " " not in name


@pytest.mark.requirement("C11")
@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("361.60", (36160,)),
        ("361,6", (36160,)),
        ("1 234,50", (123450,)),
        ("1,234.50", (123450,)),
        ("1.234,50", (123450,)),
        ("1,234", (123400,)),
        ("1234", (123400,)),
        ("P-2026", ()),
        ("9" * 40, ()),
    ],
)
def test_an_amount_is_read_as_people_write_it(typed: str, minor: tuple[int, ...]) -> None:
    search = Search.of(typed, "CAD")
    assert search is not None
    assert search.amounts_minor == minor


def test_a_month_and_a_day_are_periods_and_blanks_are_no_search() -> None:
    month, day, neither = (Search.of(x, "CAD") for x in ("2026-02", "2026-02-14", "2026-02-30"))
    assert month
    assert day
    assert neither
    assert month.days == Period(date(2026, 2, 1), date(2026, 2, 28))
    assert day.days == Period(date(2026, 2, 14), date(2026, 2, 14))
    assert neither.days is None
    assert Search.of("  ", "CAD") is None
