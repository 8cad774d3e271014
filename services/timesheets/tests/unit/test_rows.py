"""Rows of a file against work orders and rules."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.date_text import DateOrder
from contracts.events.timesheets import ArticleKind
from contracts.ids import CompanyId, PersonId, ProjectId, WorkOrderId
from timesheets.imports.rows import (
    AmbiguousDatesError,
    CheckedRows,
    ExistingWork,
    check_rows,
    read_rows,
)
from timesheets.imports.sheet import read
from timesheets.work.model import Work
from timesheets.work_orders.model import OpenOrder

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


def report(*lines: str, header: str = HEADER, known: ExistingWork | None = None) -> CheckedRows:
    orders = {order.code: order for order in (an_order(), an_order(code="WO-2", closed=True))}
    text = "\n".join((header, *lines))
    return check_rows(read_rows(read(text.encode())), orders, NOW, known or ExistingWork())


@pytest.mark.requirement("X8")
@pytest.mark.parametrize(
    ("line", "column", "value", "code"),
    [
        ("WO-9,2026-03-02,regular,8,", "work_order", "WO-9", "unknown_work_order"),
        (",2026-03-02,regular,8,", "work_order", "", "unknown_work_order"),
        ("WO-2,2026-03-02,regular,8,", "work_order", "WO-2", "work_order_closed"),
        ("WO-1,30.02.2026,regular,8,", "date", "30.02.2026", "not_a_date"),
        ("WO-1,02.03-2026,regular,8,", "date", "02.03-2026", "not_a_date"),
        ("WO-1,20260302,regular,8,", "date", "20260302", "not_a_date"),
        ("WO-1,2026-02-30,regular,8,", "date", "2026-02-30", "not_a_date"),
        ("WO-1,2025-12-31,regular,8,", "date", "2025-12-31", "date_before_start"),
        ("WO-1,2026-04-01,regular,8,", "date", "2026-04-01", "date_in_future"),
        ("WO-1,2026-03-02,holiday,8,", "article", "holiday", "unknown_article"),
        ("WO-1,2026-03-02,overtime,8,", "article", "overtime", "article_not_on_order"),
        ("WO-1,2026-03-02,regular,eight,", "quantity", "eight", "not_a_number"),
        ("WO-1,2026-03-02,regular,,", "quantity", "", "empty"),
        ('WO-1,2026-03-02,expense,"7,500",', "quantity", "7,500", "not_a_number"),
        ("WO-1,2026-03-02,regular,=4+4,", "quantity", "=4+4", "not_a_number"),
        ("WO-1,2026-03-02,regular,NaN,", "quantity", "NaN", "not_a_number"),
        ("WO-1,2026-03-02,regular,1e1,", "quantity", "1e1", "not_a_number"),
        ("WO-1,2026-03-02,regular,0,", "quantity", "0", "quantity_not_positive"),
        ("WO-1,2026-03-02,regular,-8,", "quantity", "-8", "quantity_not_positive"),
        ("WO-1,2026-03-02,regular,25,", "quantity", "25", "too_many_hours"),
        ("WO-1,2026-03-02,regular,7.125,", "quantity", "7.125", "not_whole_minutes"),
        ("WO-1,2026-03-02,expense,9.999,", "quantity", "9.999", "too_many_decimals"),
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
    logged = ExistingWork()
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
    logged = ExistingWork()
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
    found = check_rows(read_rows(read(data)), {"WO-1": an_order()}, NOW, ExistingWork())
    lines = [r.line for r in found.refused] + [row.line for row in found.good]
    said = [row for row in rows if any(cell.replace("\x00", "").strip() for cell in row)]
    assert len(set(lines)) == len(lines) == len(said)


SAVED = sorted((Path(__file__).parents[1] / "data").glob("*"))
UNTOLD = Path(__file__).parents[1] / "data" / "ambiguous-dates.csv"


def saved(path: Path, asked: DateOrder | None = None) -> CheckedRows:
    order = an_order(code="MS-101", articles=frozenset({ArticleKind.REGULAR, ArticleKind.OVERTIME}))
    sheet = read_rows(read(path.read_bytes()), asked)
    return check_rows(sheet, {"MS-101": order}, datetime(2026, 11, 28, tzinfo=UTC), ExistingWork())


@pytest.mark.requirement("A2")
@pytest.mark.parametrize("path", [each for each in SAVED if each != UNTOLD], ids=lambda p: p.name)
def test_what_excel_saves_is_read_the_same_in_every_language(path: Path) -> None:
    found = saved(path)
    assert found.refused == ()
    assert [
        (row.work.work_on.isoformat(), row.work.minutes, row.work.note) for row in found.good
    ] == [
        ("2026-11-02", 450, "Montage – étage 2"),
        ("2026-11-03", 480, "Ærfugl målt"),
        ("2026-11-04", 75, "- travel to site"),
        ("2026-11-05", 450, "+47 55 00 00 00 ringt"),
    ]


def test_dates_that_can_be_read_in_two_ways_are_asked_about_once_for_the_file() -> None:
    with pytest.raises(AmbiguousDatesError) as asked:
        saved(UNTOLD)
    assert asked.value.data == {
        "example": "03/04/2026",
        "day_first": "2026-04-03",
        "month_first": "2026-03-04",
    }
    for order, work_on in ((DateOrder.DAY_FIRST, (4, 3)), (DateOrder.MONTH_FIRST, (3, 4))):
        good = saved(UNTOLD, order).good
        assert {(row.work.work_on.month, row.work.work_on.day) for row in good} == {work_on}


@pytest.mark.parametrize(
    ("dates", "read_as"),
    [
        (("3/4/2026", "3/13/2026"), [(3, 4), (3, 13)]),
        (("3/4/2026", "13/4/2026"), [(4, 3), (4, 13)]),
        (("2/2/2026", "3/3/2026"), [(2, 2), (3, 3)]),
        (("2026/03/02", "2026.03.03"), [(3, 2), (3, 3)]),
        (("2.3.2026", "02.03.2026 00:00:00"), [(3, 2), (3, 2)]),
    ],
)
def test_a_date_that_tells_the_order_tells_it_for_the_file(
    dates: tuple[str, str], read_as: list[tuple[int, int]]
) -> None:
    found = check_rows(
        read_rows(
            read(
                "\n".join(
                    (HEADER, *(f"WO-1,{d},regular,1,{n}" for n, d in enumerate(dates)))
                ).encode()
            )
        ),
        {"WO-1": an_order()},
        datetime(2026, 12, 31, tzinfo=UTC),
        ExistingWork(),
    )
    assert [(row.work.work_on.month, row.work.work_on.day) for row in found.good] == read_as


def test_a_long_day_that_is_logged_already_is_said_to_be_logged_already() -> None:
    line = "WO-1,2026-03-02,regular,13,Valves"
    first = report(line).good[0]
    known = ExistingWork()
    known.add(first.order.work_order_id, first.work)
    assert [r.code for r in report(line, known=known).refused] == ["duplicate_row"]


@pytest.mark.parametrize("note", ["- travel to site", "+47 tel", "=4+4", "@home"])
def test_a_note_that_the_grid_takes_is_taken_from_a_file(note: str) -> None:
    assert [row.work.note for row in report(f"WO-1,2026-03-02,regular,8,{note}").good] == [note]
