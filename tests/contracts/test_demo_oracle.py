"""The demo refuses what the import refuses, for the same reason, and takes what it takes.

The demo works out by itself what should come of a file (`portico_local.demo.expected`); here it is
held to the service's own code, row by row.
"""

import csv
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.ids import new_id
from contracts.events.timesheets import ArticleKind
from contracts.ids import CompanyId, PersonId, ProjectId, WorkOrderId
from portico_local.demo import workfile
from portico_local.demo.expected import expected_rows
from portico_local.demo.sites import free_site
from portico_local.demo.story import money_text
from portico_local.demo.work import written
from portico_local.demo.workfile import AgencyPlan
from timesheets.imports import sheet
from timesheets.imports.rows import ExistingWork, check_rows, read_rows
from timesheets.work_orders.model import OpenOrder

NOW = datetime(2026, 9, 15, 12, tzinfo=UTC)
ALMA = "Alma Berg <alma@berg.example>"
GOOD = {"work_order": "W-1", "article": "regular", "work_on": "2026-08-04", "quantity": "8"}
Row = dict[str, str]


def file_of(path: Path, rows: Sequence[Row], **agency: str) -> Path:
    """A file of work with these rows; the first row is one that opens W-1 with all articles."""
    common: Row = {
        "agency": "Maple Staffing",
        "agency_country": "CA",
        "time_zone": "America/Toronto",
        "currency": "CAD",
        "company": "Northwind",
        "project": "Pier",
        "contact": "Maria Rossi <maria@northwind.example>",
        "contractor": ALMA,
        "kind": "temp",
        "region": "ON",
        "pay_terms": "scheduled",
        "note": "",
    } | agency
    opening = [
        {"article": kind, "pay_rate": "1", "bill_rate": "1", "note": f"opens {kind}"}
        for kind in ("expense", "overtime", "regular")
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, workfile.COLUMNS, restval="")
        writer.writeheader()
        for row in opening:
            writer.writerow(common | GOOD | {"work_on": "2026-08-01", "quantity": "1"} | row)
        writer.writerows(common | GOOD | row for row in rows)
    return path


def by_demo(plan: AgencyPlan) -> dict[int, str]:
    """What the demo expects to be refused: the code by the row's place."""
    return {place: code for place, (_, code) in expected_rows(plan, NOW).bad.items()}


def by_service(plan: AgencyPlan) -> tuple[dict[int, str], list[Decimal]]:
    """What the import refuses, and the quantities that it takes, in the order of the file."""
    text, lines = written(plan.rows)
    orders = {
        code: OpenOrder(
            work_order_id=WorkOrderId(new_id()),
            code=code,
            project_id=ProjectId(new_id()),
            company_id=CompanyId(new_id()),
            contractor_id=PersonId(new_id()),
            starts_on=order.starts_on,
            ends_on=None,
            currency=plan.currency,
            articles=frozenset(ArticleKind(name) for name in order.rates),
            time_zone=plan.time_zone,
        )
        for code, order in plan.work_orders.items()
    }
    report = check_rows(read_rows(sheet.read(text.encode())), orders, NOW, ExistingWork())
    places = {line: place for place, line in enumerate(lines)}
    refused = {places[refusal.line]: str(refusal.code) for refusal in report.refused}
    return refused, [row.work.quantity for row in report.good]


def agreed(plan: AgencyPlan) -> dict[int, str]:
    """What both refuse. The quantities of the others are the same, too."""
    refused, quantities = by_service(plan)
    assert by_demo(plan) == refused
    assert [row.quantity for row in expected_rows(plan, NOW).good] == quantities
    return refused


CASES: list[tuple[str, list[Row], dict[int, str]]] = [
    ("a note with line breaks", [{"note": "first\nsecond"}, {"work_order": "?"}],
     {1: "unknown_work_order"}),
    ("a note with line breaks of Windows", [{"note": "a\r\nb"}, {"note": "a\nb"}],
     {1: "duplicate_row"}),
    ("a note with a line break of long ago", [{"note": "a\rb"}, {"note": "a\nb"}],
     {1: "duplicate_row"}),
    ("two cells in one", [{"quantity": "0\r0"}], {0: "two_cells"}),
    ("a note whose accent is written apart", [{"note": "e\u0301"}, {"note": "\u00e9"}],
     {1: "duplicate_row"}),
    ("a note of 501 characters", [{"note": "x" * 501}], {0: "note_too_long"}),
    ("a note with a bell in it", [{"note": "\x07"}], {0: "note_not_plain"}),
    ("the same long day twice", [{"quantity": "20"}, {"quantity": "20"}], {1: "duplicate_row"}),
    ("26 hours a day in one file", [{"quantity": "20"}, {"quantity": "6", "note": "more"}],
     {1: "day_over_24_hours"}),
    ("26 hours of two articles", [{"quantity": "20"}, {"quantity": "6", "article": "overtime"}],
     {1: "day_over_24_hours"}),
    ("a refused day counts for nothing", [{"quantity": "25"}, {"quantity": "24"}],
     {0: "too_many_hours"}),
    ("NaN", [{"quantity": "NaN"}, {"quantity": "NaN", "article": "expense"}],
     {0: "not_a_number", 1: "not_a_number"}),
    ("Infinity", [{"quantity": "Infinity"}], {0: "not_a_number"}),
    ("1e-999999999", [{"quantity": "1e-999999999", "article": "expense"}], {0: "not_a_number"}),
    ("0.005 h", [{"quantity": "0.005"}], {0: "less_than_a_minute"}),
    ("a third of a minute more", [{"quantity": "0.125"}], {0: "not_whole_minutes"}),
    ("nothing", [{"quantity": "0"}, {"quantity": ""}],
     {0: "quantity_not_positive", 1: "empty"}),
    ("below zero", [{"quantity": "-1"}, {"quantity": "-1", "article": "expense"}],
     {0: "quantity_not_positive", 1: "quantity_not_positive"}),
    ("full-width digits", [{"quantity": "\uff18"}], {}),
    ("other scripts' digits", [{"quantity": "\u0667"}], {}),
    ("hours and minutes", [{"quantity": "7h30"}, {"quantity": "7:30", "note": "more"}], {}),
    ("a day without dashes", [{"work_on": "20260804"}], {0: "not_a_date"}),
    ("a day that there is not", [{"work_on": "2026-02-30"}], {0: "not_a_date"}),
    ("a week", [{"work_on": "2026-W32-2"}], {0: "not_a_date"}),
    ("days as Excel writes them", [{"work_on": "4.8.2026"}, {"work_on": "2026/08/04"}],
     {1: "duplicate_row"}),
    ("days of which one tells the order",
     [{"work_on": "08/04/2026"}, {"work_on": "08/31/2026"}], {}),
    ("tomorrow", [{"work_on": "2026-09-16"}], {0: "date_in_future"}),
    ("before the work order", [{"work_on": "2026-07-31"}], {0: "date_before_start"}),
    ("another work order", [{"work_order": "W-9"}], {0: "unknown_work_order"}),
    ("an article in capitals", [{"article": "Regular"}], {}),
    ("an article that there is not", [{"article": "holiday"}], {0: "unknown_article"}),
    ("several faults at once", [{"work_on": "x", "article": "x", "quantity": "x"}],
     {0: "not_a_date"}),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "refused"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_what_is_wrong_with_a_row_is_known_to_both(
    tmp_path: Path, rows: list[Row], refused: dict[int, str]
) -> None:
    [plan] = workfile.read(file_of(tmp_path / "work.csv", rows))
    assert {place - 3: code for place, code in agreed(plan).items()} == refused


@pytest.mark.parametrize(
    ("currency", "quantity", "code"),
    [
        ("JPY", "1200", None),
        ("JPY", "1200.5", "too_many_decimals"),
        ("KWD", "12.345", None),
        ("KWD", "12.3456", "too_many_decimals"),
        ("CAD", "12.34", None),
        ("CAD", "1234567890", "quantity_too_large"),
        ("CAD", "12,34", None),
        ("CAD", "1,234", "not_a_number"),
    ],
)
def test_expenses_have_the_digits_of_their_currency(
    tmp_path: Path, currency: str, quantity: str, code: str | None
) -> None:
    rows = [{"article": "expense", "quantity": quantity}]
    [plan] = workfile.read(file_of(tmp_path / "work.csv", rows, currency=currency))
    assert agreed(plan) == ({} if code is None else {3: code})


_CELLS = st.fixed_dictionaries(
    {
        "work_on": st.sampled_from(["2026-08-04", "2026-08-05", "5.8.2026", "20260805", ""])
        | st.dates(date(2026, 7, 25), date(2026, 9, 20)).map(str),
        "article": st.sampled_from(["regular", "overtime", "expense", "EXPENSE", "sick", ""]),
        "quantity": st.sampled_from(
            ["8", "7:30", "16", "24", "0.33", "0,5", "\uff18", "nan", "1e3"]
        )
        | st.decimals(allow_nan=True, allow_infinity=True).map(str)
        | st.text(max_size=8),
        "note": st.sampled_from(["", "a", "b\nc", " a "]) | st.text(max_size=12),
    }
)


@given(rows=st.lists(_CELLS, min_size=1, max_size=12))
def test_whatever_a_file_says_both_say_the_same(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, Any]]
) -> None:
    clean = [{name: _encodable(cell) for name, cell in row.items()} for row in rows]
    path = tmp_path_factory.mktemp("work") / "work.csv"
    try:
        [plan] = workfile.read(file_of(path, clean))
    except workfile.WorkFileError as refused:
        # The service does not take the file either: it would ask, or says that this is no text.
        unreadable = str(refused)
    else:
        agreed(plan)
        return
    assert "NUL" in unreadable or "not CSV" in unreadable or " or " in unreadable


def _encodable(text: str) -> str:
    return text.encode("utf-8", "ignore").decode()


def test_a_file_whose_days_can_be_read_in_two_ways_is_refused_with_both(tmp_path: Path) -> None:
    rows = [{"work_on": "08/09/2026"}]
    with pytest.raises(workfile.WorkFileError, match="2026-09-08 or 2026-08-09"):
        workfile.read(file_of(tmp_path / "work.csv", rows))


@pytest.mark.parametrize(
    ("column", "text"),
    [("pay_rate", "NaN"), ("bill_rate", "1e5"), ("currency", "XYZ"), ("time_zone", "Mars/Base")],
)
def test_what_no_service_could_take_is_refused_by_its_line(
    tmp_path: Path, column: str, text: str
) -> None:
    rows = [{"work_order": "W-2", "pay_rate": "1", "bill_rate": "1", column: text}]
    with pytest.raises(workfile.WorkFileError, match=f"line 5, column {column}"):
        workfile.read(file_of(tmp_path / "work.csv", rows))


@pytest.mark.parametrize(
    ("names", "sites"),
    [
        (["\u00c6gir Vikar"], ["aegir"]),
        (["\u00d8st & Vest"], ["ost"]),
        (["\u0141\u00f3d\u017a Praca"], ["lodz"]),
        (["Gro\u00dfmann GmbH"], ["grossmann"]),
        (["\u738b\u5c0f\u660e", "\u5c71\u7530"], ["agency", "agency-2"]),
        (["Maple Staffing", "Maple Care"], ["maple", "maple-care"]),
        (["Maple", "maple", "MAPLE!"], ["maple", "maple-2", "maple-3"]),
        (["x" * 90], ["x" * 40]),
    ],
)
def test_sites_are_named_in_plain_letters_and_each_has_its_own(
    tmp_path: Path, names: list[str], sites: list[str]
) -> None:
    taken: list[str] = []
    for name in names:
        taken.append(free_site(name, taken))
    assert taken == sites
    plans = workfile.read(file_of(tmp_path / "work.csv", [{"agency": n} for n in names]))
    assert len({plan.slug for plan in plans}) == len(plans)


@pytest.mark.parametrize(
    ("amount_minor", "currency", "text"),
    [
        (120_450, "CAD", "CAD 1,204.50"),
        (1_204, "JPY", "JPY 1,204"),
        (1_204_500, "KWD", "KWD 1,204.500"),
    ],
)
def test_sums_are_printed_with_the_digits_of_their_currency(
    amount_minor: int, currency: str, text: str
) -> None:
    assert money_text({"amount_minor": amount_minor, "currency": currency}) == text
