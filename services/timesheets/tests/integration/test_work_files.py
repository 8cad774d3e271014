"""Logged work as files, opened and read back."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from chassis.ids import new_id
from chassis.runtime import Runtime

from .conftest import MONDAY, Caller, Scene
from .test_events import an_invoice

FORMULA = '=HYPERLINK("http://x")'
OF_CUSTOMERS = [
    *("Date", "Contractor", "Project", "Work order no.", "Work order", "Type", "Hours"),
    *("Hours and minutes", "Expenses", "Currency", "Note", "Status", "Approved by"),
    *("Approved at (America/Toronto)", "Reason for return", "Invoice no."),
]


async def saved(caller: Caller, path: str, body: Any = None, **params: Any) -> bytes:
    """A file: by GET, or what a body selects."""
    answer = await caller.client.request(
        "GET" if body is None else "POST", path, headers=caller.headers, params=params, json=body
    )
    assert answer.status_code == 200, answer.text
    name = answer.headers["content-disposition"]
    assert name.endswith(f'{path.rpartition(".")[2]}"')
    assert answer.headers["cache-control"] == "private, no-store"
    return answer.content


async def workbook(caller: Caller, body: Any = None, **params: Any) -> list[list[Any]]:
    """The cells of the sheet, as a spreadsheet has them."""
    content = await saved(caller, "/work.xlsx", body, **params)
    (sheet,) = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


async def text(caller: Caller, body: Any = None, **params: Any) -> list[list[str]]:
    """The cells of the CSV."""
    content = await saved(caller, "/work.csv", body, **params)
    delimiter = "," if (body or params).get("language", "en") == "en" else ";"
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=delimiter))


@pytest.mark.requirement("K10")
async def test_work_is_a_workbook_of_real_days_hours_and_amounts(scene: Scene) -> None:
    hours = await scene.log(day=0, quantity=None, minutes=440, note=FORMULA)
    outlay = await scene.log(day=1, article="expense", quantity="12.3")
    back = await scene.log(day=2, quantity="8")
    ids = [one["entry_id"] for one in (hours, outlay, back)]
    await scene.contractor.post("/my/work/submit", {"entry_ids": ids})
    await scene.contact.post("/work/approve", {"entries": scene.seen(ids[:1])})
    await scene.contact.post(
        "/work/return", {"entries": scene.seen(ids[2:]), "reason": "Which gate?"}
    )

    head, *rows = await workbook(scene.contact, sort="contractor")

    assert head == OF_CUSTOMERS
    first, second, third = (dict(zip(head, row, strict=True)) for row in rows)
    detail = await scene.contact.get(f"/work/{ids[0]}")
    moment = datetime.fromisoformat(detail["approved_at"]).astimezone(ZoneInfo("America/Toronto"))
    approved_at = first.pop("Approved at (America/Toronto)")
    assert abs(approved_at - moment.replace(tzinfo=None)) <= timedelta(seconds=1)
    assert first.pop("Hours") == pytest.approx(440 / 60, abs=1e-12)
    assert first == {
        "Date": datetime(2026, 3, 2),  # noqa: DTZ001 - a day of a sheet
        "Contractor": scene.contractor.name,
        "Project": scene.project["name"],
        "Work order no.": scene.order["code"],
        "Work order": "Fitter",
        "Type": "Regular hours",
        "Hours and minutes": timedelta(minutes=440),
        "Expenses": None,
        "Currency": None,
        "Note": FORMULA,
        "Status": "Approved",
        "Approved by": scene.contact.name,
        "Reason for return": None,
        "Invoice no.": None,
    }
    assert (second["Type"], second["Hours"], second["Hours and minutes"]) == (
        "Expenses",
        None,
        None,
    )
    assert (second["Expenses"], second["Currency"]) == (12.3, "CAD")
    assert (third["Status"], third["Reason for return"]) == ("Returned", "Which gate?")


@pytest.mark.requirement("K10")
@pytest.mark.parametrize(
    ("language", "kind", "expense", "shown"),
    [
        ("en", "Regular hours", "12.30", "0.333333"),
        ("fr", "Heures normales", "12,30", "0,333333"),
        ("nb", "Ordinære timer", "12,30", "0,333333"),
    ],
)
async def test_work_is_csv_in_the_language_of_its_reader(
    scene: Scene, language: str, kind: str, expense: str, shown: str
) -> None:
    third = await scene.log(quantity=None, minutes=20, note=FORMULA)
    spent = await scene.log(day=1, article="expense", quantity="12.3")
    ids = [third["entry_id"], spent["entry_id"]]
    await scene.contractor.post("/my/work/submit", {"entry_ids": ids})
    body = {"entries": scene.seen(ids), "sort": "contractor", "language": language}
    for rows in (
        await text(scene.contact, body),
        await text(scene.contact, sort="contractor", language=language),
    ):
        _, first, second = rows
        assert first[5:8] == [kind, shown, "0:20"]
        assert first[10] == f"'{FORMULA}"
        assert (second[0], second[8], second[9]) == ("2026-03-03", expense, "CAD")


@pytest.mark.requirement("K10")
async def test_staff_see_of_which_company_each_row_is(scene: Scene) -> None:
    await scene.submitted()
    head, row = await workbook(scene.staff)
    assert head[2] == "Company"
    assert row[2] == "Company 0"
    assert len(head) == len(OF_CUSTOMERS) + 1


async def days_of(caller: Caller, body: Any = None, **params: Any) -> list[str]:
    _, *rows = await text(caller, body, **params)
    return [row[0] for row in rows]


def days(*offsets: int) -> list[str]:
    return [(MONDAY + timedelta(days=each)).isoformat() for each in offsets]


@pytest.mark.requirement("K10")
async def test_a_file_has_the_selection_or_all_that_the_filter_shows(scene: Scene) -> None:
    ids = await scene.submitted(5)
    spent = await scene.log(article="expense", quantity="3")
    await scene.contractor.post("/my/work/submit", {"entry_ids": [spent["entry_id"]]})
    assert await days_of(scene.contact) == days(4, 3, 2, 1, 0, 0)
    assert await days_of(scene.contact, article="expense") == days(0)
    assert await days_of(scene.contact, **{"from": days(2)[0], "to": days(3)[0]}) == days(3, 2)
    chosen = {"entries": scene.seen(ids[1:3]), "sort": "project"}
    assert await days_of(scene.contact, chosen) == days(1, 2)
    rest = {"filter": {"article": ["regular"]}, "except": [ids[0], ids[4]]}
    assert await days_of(scene.contact, rest) == days(3, 2, 1)
    none = {"filter": {"article": ["overtime"]}}
    assert await days_of(scene.contact, none) == []


@pytest.mark.requirement("K10")
@pytest.mark.requirement("K16")
async def test_no_file_has_work_out_of_reach_and_none_is_missed_silently(scene: Scene) -> None:
    ids = await scene.submitted(2)
    stranger = await scene.world.contact(company=1)
    assert await days_of(stranger) == []
    assert await days_of(stranger, {"filter": {}}) == []
    by_ids = {"entries": scene.seen(ids)}
    for path in ("/work.xlsx", "/work.csv"):
        await stranger.post(path, by_ids, expect=404)
        nobodys = str(new_id())
        one_more = {"entries": scene.seen([*ids, nobodys])}
        refused = await scene.contact.post(path, one_more, expect=404)
        assert nobodys in refused["detail"]
        await scene.contractor.post(path, by_ids, expect=403)
    assert await days_of(scene.contact, by_ids) == days(1, 0)


@pytest.mark.requirement("K10")
async def test_more_than_fits_is_refused_and_says_what_to_do(
    scene: Scene, runtime: Runtime
) -> None:
    (entry_id,) = await scene.submitted()
    async with runtime.unit_of_work(scene.world.agency.agency_id) as uow:
        await uow.execute(
            """
            INSERT INTO entries
                (agency_id, entry_id, work_order_id, project_id, company_id, contractor_id, version,
                 status, work_on, article, quantity, minutes, note, written_by, written_at)
            SELECT e.agency_id, gen_random_uuid(), e.work_order_id, e.project_id, e.company_id,
                   e.contractor_id, 1, 'to_approval', e.work_on + 1, e.article, 1, 60, '',
                   e.written_by, e.written_at
            FROM entries e, generate_series(1, 20000) WHERE e.entry_id = $1
            """,
            entry_id,
        )
    refused = await scene.contact.get("/work.xlsx", expect=422)
    assert refused["errors"][0]["field"] == "from"
    refused = await scene.contact.post("/work.csv", {"filter": {}}, expect=422)
    assert refused["errors"][0]["field"] == "filter"
    assert "20,000" in refused["errors"][0]["reason"]
    fits = {"filter": {}, "except": [entry_id]}
    rows: Sequence[Any] = await days_of(scene.contact, fits)
    assert len(rows) == 20_000


@pytest.mark.requirement("K8")
async def test_work_that_was_invoiced_names_its_invoice(scene: Scene) -> None:
    ids = await scene.approved(2)
    await scene.world.tell(an_invoice(scene, ids[0]))
    shown = (await scene.contact.get("/work"))["items"]
    assert [row["invoice_number"] for row in shown] == [None, "2026-0001"]
    _, *rows = await text(scene.contact)
    assert [row[-1] for row in rows] == ["", "2026-0001"]
