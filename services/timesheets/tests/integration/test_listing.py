"""Logged work sorted and summed by contractor and by project, walked to its end."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any
from uuid import UUID

import pytest

from chassis.ids import new_id
from chassis.runtime import Runtime
from chassis.uow import UnitOfWork
from contracts.access import Permission, Scope
from contracts.reach import Reach
from timesheets.listing import queries
from timesheets.listing.sorting import Grouping
from timesheets.work.filters import WorkFilter

from .conftest import MONDAY, Caller, Scene

GROUPED = ("contractor", "project")


async def walk(caller: Caller, limit: int, **wanted: Any) -> list[Any]:
    """All pages of a list."""
    found: list[Any] = []
    cursor: dict[str, Any] = {}
    for _ in range(200):
        page = await caller.get("/work", limit=limit, **wanted, **cursor)
        found += page["items"]
        assert len(page["items"]) <= limit
        if page["next_cursor"] is None:
            return found
        assert len(page["items"]) == limit
        cursor = {"cursor": page["next_cursor"]}
    raise AssertionError("the list has no end")


@pytest.fixture
async def crowd(scene: Scene, runtime: Runtime) -> Scene:
    """Five contractors on three projects, of which some have one name and some have none."""
    world = scene.world
    projects = [scene.project]
    projects += [await world.project(scene.staff, name=name) for name in ("Quay", "Quay")]
    others = [await world.contractor() for _ in range(4)]
    everybody = [scene.contractor, *others]
    for number, contractor in enumerate(everybody):
        for project in projects[: 1 + number % 3]:
            order = await world.work_order(scene.staff, contractor, project)
            ids = []
            for day in range(3):
                for article, quantity in (("regular", "7.5"), ("expense", "12.34")):
                    body = {
                        "work_order_id": order["work_order_id"],
                        "work_on": (MONDAY + timedelta(days=day)).isoformat(),
                        "article": article,
                        "quantity": quantity,
                    }
                    logged = await contractor.post("/my/work", body, expect=201)
                    ids.append(logged["entry_id"])
            await contractor.post("/my/work/submit", {"entry_ids": ids})
    names = ("éva", "Anna", "anna", "Zoe", "")
    async with runtime.unit_of_work(world.agency.agency_id) as uow:
        for contractor, name in zip(everybody, names, strict=True):
            await uow.execute(
                "UPDATE people SET name = $2 WHERE person_id = $1", contractor.person_id, name
            )
    return scene


@pytest.mark.requirement("K8")
@pytest.mark.parametrize("limit", [1, 3, 7, 200])
@pytest.mark.parametrize("sort", GROUPED)
async def test_a_list_sorted_by_group_is_walked_to_its_end(
    crowd: Scene, sort: str, limit: int
) -> None:
    """On equal and empty names as well, nothing twice and nothing left out."""
    found = await walk(crowd.contact, limit, sort=sort)
    by_day = await walk(crowd.contact, 50)
    assert sorted(row["entry_id"] for row in found) == sorted(row["entry_id"] for row in by_day)
    assert len(found) == 54

    def key(row: Any) -> tuple[Any, ...]:
        name = row[f"{sort}_name"].lower()
        return (name, row[f"{sort}_id"], row["work_on"], row["entry_id"])

    assert found == sorted(found, key=key)
    names = [name.lower() for name, _ in groupby(found, key=lambda row: row[f"{sort}_id"])]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("sort", GROUPED)
async def test_a_cursor_is_of_its_sort(crowd: Scene, sort: str) -> None:
    other = GROUPED[1 - GROUPED.index(sort)]
    for named in (other, "-day"):
        page = await crowd.contact.get("/work", limit=1, sort=named)
        refused = await crowd.contact.get(
            "/work", sort=sort, cursor=page["next_cursor"], expect=422
        )
        assert refused["errors"][0]["field"] == "cursor"
    page = await crowd.contact.get("/work", limit=1, sort=sort)
    await crowd.contact.get("/work", cursor=page["next_cursor"], expect=422)


@pytest.mark.requirement("K8")
@pytest.mark.parametrize("sort", GROUPED)
async def test_a_sorted_list_keeps_to_its_filter(crowd: Scene, sort: str) -> None:
    day = (MONDAY + timedelta(days=1)).isoformat()
    wanted: dict[str, Any] = {"from": day, "to": day, "article": ["regular", "overtime"]}
    found = await walk(crowd.contact, 2, sort=sort, **wanted)
    assert len(found) == 9
    assert {(row["work_on"], row["article"]) for row in found} == {(day, "regular")}
    for field in ("project_id", "contractor_id", "work_order_id"):
        value = found[4][field]
        narrowed = await walk(crowd.contact, 2, sort=sort, **wanted, **{field: value})
        assert narrowed == [row for row in found if row[field] == value]
        assert await walk(crowd.contact, 2, sort=sort, **{field: str(new_id())}) == []


@pytest.mark.requirement("K8")
@pytest.mark.parametrize("by", GROUPED)
@pytest.mark.parametrize("wanted", [{}, {"article": "regular"}, {"from": "2026-03-03"}], ids=str)
async def test_the_sums_of_groups_are_those_of_the_list(
    crowd: Scene, by: str, wanted: dict[str, Any]
) -> None:
    found = await crowd.contact.get("/work/groups", by=by, **wanted)
    rows = await walk(crowd.contact, 200, sort=by, **wanted)
    assert found["more"] is False
    expected: list[dict[str, Any]] = []
    for group_id, each in groupby(rows, key=lambda row: row[f"{by}_id"]):
        of = list(each)
        minutes = sum(row["minutes"] or 0 for row in of)
        spent = sum(Decimal(row["quantity"]) for row in of if row["article"] == "expense")
        money = {"amount_minor": int(spent * 100), "currency": "CAD"}
        expected.append(
            {
                "group_id": group_id,
                "name": of[0][f"{by}_name"],
                "count": len(of),
                "minutes": minutes,
                "hours": Decimal(minutes) / 60,
                "expenses": [money] if spent else [],
                "to_approval": len(of),
            }
        )
    shown = [{name: group[name] for name in expected[0]} for group in found["groups"]]
    assert [{**group, "hours": Decimal(group["hours"])} for group in shown] == expected
    projects = [(group["code"], group["company_name"]) for group in found["groups"]]
    assert all(pair == (None, None) for pair in projects) is (by == "contractor")


@pytest.mark.requirement("K9")
@pytest.mark.parametrize("by", GROUPED)
async def test_amounts_of_groups_are_those_of_the_preview_and_for_who_sees_bills(
    crowd: Scene, by: str
) -> None:
    found = (await crowd.contact.get("/work/groups", by=by))["groups"]
    for group in found:
        wanted = {"filter": {f"{by}_id": group["group_id"]}}
        preview = await crowd.contact.post("/work/approve/preview", wanted)
        assert group["amounts"] == preview["amounts"]
    viewer = await crowd.world.contact(permissions=(Permission.WORK_VIEW,))
    shown = (await viewer.get("/work/groups", by=by))["groups"]
    assert [group["amounts"] for group in shown] == [None] * len(found)
    shown = (await crowd.staff.get("/work/groups", by=by))["groups"]
    assert [group["amounts"] for group in shown] == [group["amounts"] for group in found]


async def test_what_no_longer_waits_has_no_amount_in_its_group(scene: Scene) -> None:
    """It was approved at the rates of then, and is billed with those."""
    ids = await scene.submitted(3)
    await scene.contact.post("/work/approve", {"entries": scene.seen(ids[:1])})
    (group,) = (await scene.contact.get("/work/groups", by="project"))["groups"]
    assert (group["count"], group["to_approval"]) == (3, 2)
    assert group["amounts"] == [{"amount_minor": 128_008, "currency": "CAD"}]


@pytest.mark.requirement("K16")
@pytest.mark.parametrize("by", GROUPED)
async def test_groups_and_sorted_lists_keep_to_the_reach(crowd: Scene, by: str) -> None:
    """Of another company nothing, of a project its own, whatever the filter names."""
    stranger = await crowd.world.contact(company=1)
    assigned = await crowd.world.contact(
        scope=Scope.PROJECTS, project_ids=[crowd.project["project_id"]]
    )
    filters: tuple[dict[str, Any], ...] = (
        {},
        {"project_id": crowd.project["project_id"]},
        {"contractor_id": str(crowd.contractor.person_id)},
        {"work_order_id": (await crowd.contact.get("/work"))["items"][0]["work_order_id"]},
    )
    for wanted in filters:
        assert await stranger.get("/work/groups", by=by, **wanted) == {"groups": [], "more": False}
        assert (await stranger.get("/work", sort=by, **wanted))["items"] == []
    rows = await walk(assigned, 4, sort=by)
    assert {row["project_id"] for row in rows} == {crowd.project["project_id"]}
    found = (await assigned.get("/work/groups", by=by))["groups"]
    assert sum(group["count"] for group in found) == len(rows) == 30
    foreign: dict[str, Any] = {
        "project_id": next(
            row["project_id"]
            for row in (await crowd.contact.get("/work", limit=200))["items"]
            if row["project_id"] != crowd.project["project_id"]
        )
    }
    assert (await assigned.get("/work/groups", by=by, **foreign))["groups"] == []
    assert (await assigned.get("/work", sort=by, **foreign))["items"] == []
    await crowd.contractor.get("/work/groups", by=by, expect=403)


@pytest.mark.parametrize(
    ("path", "wanted", "field"),
    [
        ("/work", {"article": "meals"}, "article"),
        ("/work", {"article": ["regular"] * 4}, "article"),
        ("/work", {"sort": "name"}, "sort"),
        ("/work/groups", {"by": "company"}, "by"),
        ("/work/groups", {}, "by"),
        ("/work/groups", {"by": "project", "article": "meals"}, "article"),
        ("/work/summary", {"article": "meals"}, "article"),
        ("/work.xlsx", {"article": "meals"}, "article"),
        ("/work.csv", {"language": "english"}, "language"),
    ],
)
async def test_what_no_list_knows_is_refused_by_its_name(
    scene: Scene, path: str, wanted: dict[str, Any], field: str
) -> None:
    refused = await scene.contact.get(path, **wanted, expect=422)
    assert refused["errors"][0]["field"].split(".")[0] == field
    if path == "/work":
        body = {"filter": wanted} if field == "article" else {"filter": {}, **wanted}
        refused = await scene.contact.post("/work.xlsx", body, expect=422)
        assert field in refused["errors"][0]["field"]


@pytest.mark.requirement("K9")
async def test_an_approval_by_article_takes_what_its_preview_showed(scene: Scene) -> None:
    """Its count and fingerprint are of the article, and what comes later is not taken with it."""
    hours = await scene.submitted(2)
    outlay = (await scene.log(day=3, article="expense", quantity="3"))["entry_id"]
    await scene.contractor.post("/my/work/submit", {"entry_ids": [outlay]})
    shown = await scene.all_shown(scene.contact, article=["regular"])
    assert shown["expected_count"] == 2
    stale = {**shown, "filter": {"article": ["regular", "expense"]}}
    refused = await scene.contact.post("/work/approve", stale, expect=409)
    assert (refused["code"], refused["count"]) == ("preview_outdated", 3)
    done = await scene.contact.post("/work/approve", shown)
    assert sorted(done["approved"]) == sorted(hours)


async def entries_read(uow: UnitOfWork) -> int:
    """How many rows of entries this transaction has read so far, by index or one after another."""
    read: int = await uow.fetchval(
        "SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables"
        " WHERE relname = 'entries'"
    )
    return read


@pytest.mark.parametrize("sort", GROUPED)
async def test_a_page_costs_the_same_wherever_it_stands(
    scene: Scene, runtime: Runtime, sort: str
) -> None:
    """Of 5,000 entries: what is deep in the list is not reached by reading what is before it."""
    contact, world, limit = scene.contact, scene.world, 100
    orders = [scene.order["work_order_id"]]
    for _ in range(9):
        project = await world.project(scene.staff)
        order = await world.work_order(scene.staff, await world.contractor(), project)
        orders.append(order["work_order_id"])
    async with runtime.unit_of_work(world.agency.agency_id) as uow:
        await uow.execute(
            """
            INSERT INTO entries
                (agency_id, entry_id, work_order_id, project_id, company_id, contractor_id, version,
                 status, work_on, article, quantity, minutes, note, written_by, written_at)
            SELECT w.agency_id, gen_random_uuid(), w.work_order_id, w.project_id, w.company_id,
                   w.contractor_id, 1, 'to_approval', $2::date + n / 10, 'regular', 8, 480, '',
                   w.contractor_id, now()
            FROM work_orders w, generate_series(0, 499) n
            WHERE w.work_order_id = ANY ($1::uuid[])
            """,
            orders,
            MONDAY,
        )
    whole = await walk(contact, 200, sort=sort)
    assert len(whole) == 5_000
    grouping, reach = Grouping(sort), Reach(company_id=world.companies[0])
    read: list[int] = []
    async with runtime.unit_of_work(world.agency.agency_id) as uow:
        for seen in (None, whole[2_550], whole[-limit - 1]):
            key = seen and (
                seen[f"{sort}_name"].lower(),
                UUID(seen[f"{sort}_id"]),
                date.fromisoformat(seen["work_on"]),
                UUID(seen["entry_id"]),
            )
            before = await entries_read(uow)
            page = await queries.page(uow, reach, WorkFilter(), grouping, after=key, limit=limit)
            read.append(await entries_read(uow) - before)
            at = 0 if seen is None else whole.index(seen) + 1
            shown = [str(row["entry_id"]) for _, row in page]
            assert shown == [row["entry_id"] for row in whole[at : at + limit]]
    assert max(read) <= min(read) + 2 * limit
