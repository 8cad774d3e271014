"""Import of work from a CSV file."""

import asyncio
from typing import Any

import pytest

from chassis.actor import Actor
from chassis.database import Database
from chassis.ids import new_id
from contracts.access import Permission, Portal
from contracts.ids import AgencyId, PersonId
from timesheets.imports import actions

HEADER = "work_order,date,article,quantity,note"


def rows_of(scene: Any, *rows: str) -> str:
    return "\n".join((HEADER, *(f"{scene.order['code']},{row}" for row in rows)))


async def logged(scene: Any) -> list[tuple[str, str, str, str]]:
    found = (await scene.contractor.get("/my/work", limit=200))["items"]
    return sorted((r["work_on"], r["article"], r["quantity"], r["note"]) for r in found)


@pytest.mark.requirement("X8")
async def test_good_rows_go_in_and_bad_ones_are_named_one_by_one(scene: Any) -> None:
    text = rows_of(
        scene,
        "2026-03-02,regular,7.5,Valves",
        "2026-03-02,regular,25,Pumps",
        "2026-03-03,REGULAR,8.00,Pumps",
        "2026-03-03,regular,8,Pumps",
        "2026-03-04,expense,129.95,Taxi",
    )
    report = await scene.contractor.upload(f"{text}\nWO-X,2026-03-04,regular,1,\n")
    assert report["accepted"] == 3
    assert [(r["line"], r["column"], r["value"], r["code"]) for r in report["refused"]] == [
        (3, "quantity", "25", "too_many_hours"),
        (5, "row", f"{scene.order['code']},2026-03-03,regular,8,Pumps", "duplicate_row"),
        (7, "work_order", "WO-X", "unknown_work_order"),
    ]
    assert all(refused["reason"] for refused in report["refused"])
    assert await logged(scene) == [
        ("2026-03-02", "regular", "7.5", "Valves"),
        ("2026-03-03", "regular", "8", "Pumps"),
        ("2026-03-04", "expense", "129.95", "Taxi"),
    ]


async def test_all_or_nothing_takes_nothing_when_one_row_is_bad(scene: Any) -> None:
    bad = rows_of(scene, "2026-03-02,regular,8,", "2026-03-03,regular,0,")
    report = await scene.contractor.upload(bad, mode="all_or_nothing")
    assert report["accepted"] == 0
    assert [r["line"] for r in report["refused"]] == [3]
    assert await logged(scene) == []
    good = rows_of(scene, "2026-03-02,regular,8,", "2026-03-03,regular,8,")
    assert await scene.contractor.upload(good, mode="all_or_nothing") == {
        "accepted": 2,
        "refused": [],
    }
    assert len(await logged(scene)) == 2


async def test_a_file_imported_twice_has_one_effect(scene: Any) -> None:
    text = rows_of(scene, "2026-03-02,regular,8,Valves", "2026-03-03,regular,8,Valves")
    assert (await scene.contractor.upload(text))["accepted"] == 2
    again = await scene.contractor.upload(text)
    assert again["accepted"] == 0
    assert [r["code"] for r in again["refused"]] == ["duplicate_row"] * 2


async def test_a_file_imported_twice_at_once_has_one_effect(scene: Any) -> None:
    text = rows_of(scene, *(f"2026-03-{day:02},regular,8,Valves" for day in range(2, 20)))
    reports = await asyncio.gather(*(scene.contractor.upload(text) for _ in range(3)))
    assert sorted(report["accepted"] for report in reports) == [0, 0, 18]
    assert len(await logged(scene)) == 18


async def test_hours_that_are_logged_already_count_for_the_day(scene: Any) -> None:
    await scene.log(quantity="20")
    report = await scene.contractor.upload(
        rows_of(scene, "2026-03-02,overtime,5,a", "2026-03-02,overtime,4,b")
    )
    assert report["accepted"] == 1
    assert [(r["line"], r["code"]) for r in report["refused"]] == [(2, "day_over_24_hours")]


async def test_the_work_order_of_another_contractor_is_unknown(scene: Any) -> None:
    other = await scene.world.contractor()
    report = await other.upload(rows_of(scene, "2026-03-02,regular,8,"))
    assert [r["code"] for r in report["refused"]] == ["unknown_work_order"]


async def test_a_closed_work_order_is_named_as_such(scene: Any) -> None:
    await scene.staff.post(f"/work-orders/{scene.order['work_order_id']}/close")
    report = await scene.contractor.upload(rows_of(scene, "2026-03-02,regular,8,"))
    assert [r["code"] for r in report["refused"]] == ["work_order_closed"]


@pytest.mark.requirement("X8")
@pytest.mark.parametrize(
    ("data", "code", "field"),
    [
        (b"date,article,quantity,note\n", "header", "header"),
        (b"", "header", "header"),
        (f"{HEADER}\na,b,c,d,".encode() + b"\x81", "file_not_readable", "file"),
        (b"n" * 140_000, "file_not_readable", "file"),
        (b"work_order," * 4_000, "header", "header"),
        (HEADER.encode() + b"\n" + b"x" * 2_200_000, "file_too_large", "file"),
    ],
)
async def test_a_file_that_is_none_is_refused_whole_with_the_reason(
    scene: Any, data: bytes, code: str, field: str
) -> None:
    problem = await scene.contractor.upload(data, expect=422)
    assert problem["code"] == code
    assert [error["field"] for error in problem["errors"]] == [field]


async def test_a_file_of_ten_megabytes_is_refused_before_it_is_read(scene: Any) -> None:
    problem = await scene.contractor.upload(b"x" * 10_000_000, expect=413)
    assert problem["code"] == "content_too_large"


async def test_another_kind_of_body_is_refused(scene: Any) -> None:
    answer = await scene.contractor.call("POST", "/my/work/import", json={"rows": []}, expect=422)
    assert answer["code"] == "not_csv"


async def test_a_mode_that_is_none_is_refused(scene: Any) -> None:
    await scene.contractor.upload(rows_of(scene), mode="some", expect=422)


async def test_a_header_alone_imports_nothing(scene: Any) -> None:
    assert await scene.contractor.upload(HEADER) == {"accepted": 0, "refused": []}


@pytest.mark.requirement("X8")
async def test_the_order_of_dates_is_asked_once_and_said_with_the_file(scene: Any) -> None:
    text = rows_of(scene, "03/02/2026,regular,8,", "03/03/2026,regular,8,")
    problem = await scene.contractor.upload(text, expect=422)
    assert problem["code"] == "ambiguous_dates"
    assert (problem["example"], problem["month_first"]) == ("03/02/2026", "2026-03-02")
    await scene.contractor.upload(text, date_order="neither", expect=422)
    assert (await scene.contractor.upload(text, date_order="month_first"))["accepted"] == 2
    assert [row[0] for row in await logged(scene)] == ["2026-03-02", "2026-03-03"]


async def test_a_file_is_read_before_its_transaction_begins(
    scene: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    unit_of_work, to_thread = Database.unit_of_work, asyncio.to_thread

    def noted(*args: Any, **kwargs: Any) -> Any:
        opened.append("transaction")
        return unit_of_work(*args, **kwargs)

    async def read(function: Any, *args: Any) -> Any:
        opened.append(function.__name__)
        return await to_thread(function, *args)

    monkeypatch.setattr(Database, "unit_of_work", noted)
    monkeypatch.setattr(asyncio, "to_thread", read)
    await scene.contractor.upload(rows_of(scene, "2026-03-02,regular,8,"))
    assert opened == ["_read", "transaction", "check_rows"]


async def test_a_person_has_one_file_read_at_a_time(scene: Any) -> None:
    reading, holds = actions.SheetReader(), asyncio.Event()
    actor = Actor(
        name="Tove",
        person_id=PersonId(new_id()),
        agency_id=AgencyId(new_id()),
        portal=Portal.CONTRACTOR,
        permissions=frozenset({Permission.OWN_WORK}),
    )

    async def hold() -> None:
        async with reading.queue_of(actor.person):
            holds.set()
            await asyncio.Event().wait()

    holder = asyncio.create_task(hold())
    await holds.wait()
    waiting = [
        asyncio.create_task(reading.read(actor, HEADER.encode(), None))
        for _ in range(actions.FILES_OF_A_PERSON - 1)
    ]
    await asyncio.sleep(0)
    with pytest.raises(actions.TooManyFilesError):
        await reading.read(actor, HEADER.encode(), None)
    assert not any(task.done() for task in waiting)
    holder.cancel()
    assert [sheet.rows for sheet in await asyncio.gather(*waiting)] == [()] * len(waiting)
