"""Rows of a file against work orders and rules."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.events.timesheets import ArticleKind
from contracts.ids import CompanyId, PersonId, ProjectId, WorkOrderId
from timesheets.imports.rows import BadCellError, Known, Report, judge, read_quantity
from timesheets.imports.sheet import read
from timesheets.work.model import Work
from timesheets.work.rules import OpenOrder

HEADER = "work_order,date,article,quantity,note"
NOW = datetime(2026, 3, 31, 12, 0, tzinfo=UTC)
ORDER_ID = WorkOrderId(UUID(int=7))


def an_order(**changes: Any) -> OpenOrder:
    terms: dict[str, Any] = {
        "work_order_id": ORDER_ID,
        "code": "WO-1",
        "project_id": ProjectId(UUID(int=1)),
        "company_id": CompanyId(UUID(int=1)),
        "contractor_id": PersonId(UUID(int=1)),
        "starts_on": date(2026, 1, 1),
        "ends_on": None,
        "currency": "CAD",
        "articles": frozenset({ArticleKind.REGULAR, ArticleKind.EXPENSE}),
        "time_zone": "America/Toronto",
    }
    return OpenOrder(**{**terms, **changes})


def report(*lines: str, header: str = HEADER, known: Known | None = None) -> Report:
    orders = {order.code: order for order in (an_order(), an_order(code="WO-2", closed=True))}
    text = "\n".join((header, *lines))
    return judge(read(text.encode()), orders, NOW, known or Known())


@pytest.mark.requirement("X8")
@pytest.mark.parametrize(
    ("line", "column", "value", "code"),
    [
        ("WO-9,2026-03-02,regular,8,", "work_order", "WO-9", "unknown_work_order"),
        (",2026-03-02,regular,8,", "work_order", "", "unknown_work_order"),
        ("WO-2,2026-03-02,regular,8,", "work_order", "WO-2", "work_order_closed"),
        ("WO-1,02.03.2026,regular,8,", "date", "02.03.2026", "not_a_date"),
        ("WO-1,20260302,regular,8,", "date", "20260302", "not_a_date"),
        ("WO-1,2026-02-30,regular,8,", "date", "2026-02-30", "not_a_date"),
        ("WO-1,2025-12-31,regular,8,", "date", "2025-12-31", "date_before_start"),
        ("WO-1,2026-04-01,regular,8,", "date", "2026-04-01", "date_in_future"),
        ("WO-1,2026-03-02,holiday,8,", "article", "holiday", "unknown_article"),
        ("WO-1,2026-03-02,overtime,8,", "article", "overtime", "article_not_on_order"),
        ("WO-1,2026-03-02,regular,eight,", "quantity", "eight", "not_a_number"),
        ("WO-1,2026-03-02,regular,,", "quantity", "", "not_a_number"),
        ('WO-1,2026-03-02,regular,"7,5",', "quantity", "7,5", "not_a_number"),
        ("WO-1,2026-03-02,regular,=4+4,", "quantity", "=4+4", "not_a_number"),
        ("WO-1,2026-03-02,regular,NaN,", "quantity", "NaN", "not_a_number"),
        ("WO-1,2026-03-02,regular,1e1,", "quantity", "1e1", "not_a_number"),
        ("WO-1,2026-03-02,regular,0,", "quantity", "0", "quantity_not_positive"),
        ("WO-1,2026-03-02,regular,-8,", "quantity", "-8", "quantity_not_positive"),
        ("WO-1,2026-03-02,regular,25,", "quantity", "25", "too_many_hours"),
        ("WO-1,2026-03-02,regular,7.125,", "quantity", "7.125", "not_whole_minutes"),
        ("WO-1,2026-03-02,expense,9.999,", "quantity", "9.999", "too_many_decimals"),
        ("WO-1,2026-03-02,regular,8,=HYPERLINK(1)", "note", "=HYPERLINK(1)", "formula"),
        ("WO-1,2026-03-02,regular,8,+1", "note", "+1", "formula"),
        ("WO-1,2026-03-02,regular,8,-1", "note", "-1", "formula"),
        ("WO-1,2026-03-02,regular,8,@SUM(A1)", "note", "@SUM(A1)", "formula"),
        ('WO-1,2026-03-02,regular,8," =1+1"', "note", "=1+1", "formula"),
    ],
)
def test_a_bad_row_is_named_with_line_column_value_code_and_reason(
    line: str, column: str, value: str, code: str
) -> None:
    found = report("WO-1,2026-03-01,regular,8,good", line)
    assert [row.line for row in found.good] == [2]
    assert [(r.line, r.column, r.value, r.code) for r in found.refused] == [
        (3, column, value, code)
    ]
    assert found.refused[0].reason


def test_a_row_that_is_there_already_or_twice_in_the_file_is_refused() -> None:
    logged = Known()
    logged.add(
        ORDER_ID,
        Work(
            work_on=date(2026, 3, 2),
            article=ArticleKind.REGULAR,
            quantity=Decimal(4),
            note="Valves",
        ),
    )
    found = report(
        "WO-1,2026-03-02,regular,8,Valves",
        "WO-1,2026-03-02,regular,8,Pumps",
        "WO-1,2026-03-02,regular,2,Pumps",
        "WO-1,2026-03-03,regular,8,Pumps",
        known=logged,
    )
    assert [row.line for row in found.good] == [3, 5]
    assert [(r.line, r.code) for r in found.refused] == [
        (2, "duplicate_row"),
        (4, "duplicate_row"),
    ]


def test_the_hours_of_a_day_add_up_over_the_file_and_what_is_logged() -> None:
    logged = Known()
    logged.minutes[date(2026, 3, 2)] = Decimal(600)
    found = report(
        "WO-1,2026-03-02,regular,8,a",
        "WO-1,2026-03-02,regular,8,b",
        "WO-1,2026-03-02,regular,6,c",
        "WO-1,2026-03-02,expense,99,d",
        known=logged,
    )
    assert [row.line for row in found.good] == [2, 4, 5]
    assert [(r.line, r.code) for r in found.refused] == [(3, "day_over_24_hours")]


@pytest.mark.parametrize(
    ("text", "delimiter", "number"),
    [
        ("7.5", ",", "7.5"),
        ("7,5", ";", "7.5"),
        ("7.5", ";", "7.5"),
        ("8", ";", "8"),
        ("007", ",", "7"),
    ],
)
def test_a_decimal_comma_is_read_where_semicolons_divide_cells(
    text: str, delimiter: str, number: str
) -> None:
    assert read_quantity(text, delimiter) == Decimal(number)


@pytest.mark.parametrize(
    "text", ["1.234,5", "1,234.5", "1 234,5", "7,5,1", "\u0667", "7,5 h", ".5"]
)
def test_grouped_or_decorated_numbers_are_refused(text: str) -> None:
    with pytest.raises(BadCellError):
        read_quantity(text, ";")


def test_an_article_is_known_in_any_case_and_quantities_are_kept_in_one_form() -> None:
    found = report("WO-1;2026-03-02;Regular;7,50;æøå", header=HEADER.replace(",", ";"))
    assert found.good[0].work == Work(
        work_on=date(2026, 3, 2),
        article=ArticleKind.REGULAR,
        quantity=Decimal("7.5"),
        minutes=450,
        note="æøå",
    )


def test_a_long_value_is_cut_in_the_report() -> None:
    found = report(f"{'W' * 5000},2026-03-02,regular,8,")
    assert len(found.refused[0].value) == 100


def test_ragged_lines_stand_among_the_others_in_the_order_of_the_file() -> None:
    found = report("nothing", "WO-9,2026-03-02,regular,8,", "nothing")
    assert [r.line for r in found.refused] == [2, 3, 4]


@given(st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=7), max_size=20))
def test_every_row_is_either_good_or_refused_whatever_stands_in_it(rows: list[list[str]]) -> None:
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    text = "\n".join((HEADER, *quoted))
    data = text.encode(errors="replace").replace(b"\x00", b"")
    found = judge(read(data), {"WO-1": an_order()}, NOW, Known())
    lines = [r.line for r in found.refused] + [row.line for row in found.good]
    said = [row for row in rows if any(cell.replace("\x00", "").strip() for cell in row)]
    assert len(set(lines)) == len(lines) == len(said)
