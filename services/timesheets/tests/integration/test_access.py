"""Who sees and does what, asked from outside."""

from collections.abc import Sequence
from typing import Any

import pytest

from chassis.ids import new_id
from contracts.access import Permission, Scope


async def seen_by(caller: Any) -> set[str]:
    return {row["entry_id"] for row in (await caller.get("/work"))["items"]}


async def everything_is_closed_to(scene: Any, caller: Any, entry_ids: Sequence[str]) -> None:
    """Lists show none of these entries, and none of them can be read or acted on."""
    assert not await seen_by(caller) & set(entry_ids)
    for entry_id in entry_ids:
        await caller.get(f"/work/{entry_id}", expect=404)
        await caller.post(f"/work/{entry_id}/comments", {"text": "hello"}, expect=404)
        await caller.post("/work/approve", {"entries": scene.seen([entry_id])}, expect=404)
        body = {"entries": scene.seen([entry_id]), "reason": "no"}
        await caller.post("/work/return", body, expect=404)
    assert (await caller.post("/work/approve", await scene.all_shown(caller)))["approved"] == []
    many = [*entry_ids, str(new_id())]
    done = await caller.post("/work/approve", {"entries": scene.seen(many)})
    assert [refused["code"] for refused in done["refused"]] == ["not_found"] * len(many)


@pytest.mark.requirement("K16")
async def test_a_contact_of_another_company_sees_and_approves_nothing(scene: Any) -> None:
    ids = await scene.submitted(2)
    await everything_is_closed_to(scene, await scene.world.contact(company=1), ids)
    assert await seen_by(scene.contact) == set(ids)


@pytest.mark.requirement("K8")
@pytest.mark.requirement("K16")
async def test_a_contacts_scope_is_own_projects_or_the_whole_company(scene: Any) -> None:
    world = scene.world
    here = await scene.submitted()
    other = await world.project(scene.staff)
    order = await world.work_order(scene.staff, scene.contractor, other)
    there = [(await scene.log(day=1, work_order_id=order["work_order_id"]))["entry_id"]]
    await scene.contractor.post("/my/work/submit", {"entry_ids": there})

    assert await seen_by(await world.contact(scope=Scope.COMPANY)) == {*here, *there}
    await everything_is_closed_to(scene, await world.contact(scope=Scope.PROJECTS), [*here, *there])

    by_pass = await world.contact(scope=Scope.PROJECTS, project_ids=[scene.project["project_id"]])
    assert await seen_by(by_pass) == set(here)
    await everything_is_closed_to(
        scene, await world.contact(scope=Scope.OWN, project_ids=[]), [*here, *there]
    )

    named = await world.contact(scope=Scope.OWN)
    await scene.staff.put(
        f"/projects/{other['project_id']}",
        {"name": other["name"], "contact_ids": [str(named.person_id)]},
    )
    assert await seen_by(named) == set(there)
    projects = (await named.get("/projects"))["items"]
    assert [project["project_id"] for project in projects] == [other["project_id"]]
    done = await named.post("/work/approve", await scene.all_shown(named))
    assert done["approved"] == there


@pytest.mark.requirement("K16")
async def test_a_pass_that_names_another_companys_project_does_not_open_it(scene: Any) -> None:
    ids = await scene.submitted()
    stranger = await scene.world.contact(
        company=1, scope=Scope.PROJECTS, project_ids=[scene.project["project_id"]]
    )
    await everything_is_closed_to(scene, stranger, ids)
    assert (await stranger.get("/projects"))["items"] == []


@pytest.mark.requirement("K16")
async def test_customers_do_not_see_drafts_or_withdrawn_work(scene: Any) -> None:
    entry_id = (await scene.log())["entry_id"]
    assert await seen_by(scene.contact) == set()
    await scene.contact.get(f"/work/{entry_id}", expect=404)
    assert await seen_by(scene.staff) == {entry_id}


@pytest.mark.requirement("K16")
async def test_each_permission_opens_its_own_doors_and_no_others(scene: Any) -> None:
    ids = await scene.submitted()
    viewer = await scene.world.contact(permissions=(Permission.WORK_VIEW,))
    assert await seen_by(viewer) == set(ids)
    await viewer.post("/work/approve", {"entries": scene.seen(ids)}, expect=403)
    await viewer.post("/work/return", {"entries": scene.seen(ids), "reason": "no"}, expect=403)
    await viewer.get("/work/approval-preview", expect=403)
    no_work = await scene.world.contact(permissions=(Permission.INVOICES_VIEW,))
    for path in ("/work", "/work/summary", f"/work/{ids[0]}", "/projects"):
        await no_work.get(path, expect=403)


@pytest.mark.requirement("K16")
@pytest.mark.parametrize("who", ["contact", "contractor", "clerk"])
async def test_what_staff_do_is_closed_to_everybody_else(scene: Any, who: str) -> None:
    [entry_id] = await scene.submitted()
    caller = {
        "contact": scene.contact,
        "contractor": scene.contractor,
        "clerk": await scene.world.staff(Permission.INVOICES_MANAGE),
    }[who]
    order = f"/work-orders/{scene.order['work_order_id']}"
    terms = {
        "title": "Mine",
        "starts_on": "2026-01-01",
        "pay_terms": "immediate",
        "articles": [{"article": "regular", "pay_rate": "500", "bill_rate": "1"}],
    }
    new = {
        **terms,
        "code": "X",
        "project_id": scene.project["project_id"],
        "contractor_id": str(scene.contractor.person_id),
    }
    project = {"name": "Mine", "company_id": scene.project["company_id"], "code": "X"}
    await caller.post("/projects", project, expect=403)
    await caller.put(f"/projects/{scene.project['project_id']}", {"name": "Mine"}, expect=403)
    await caller.post("/work-orders", new, expect=403)
    await caller.put(order, terms, expect=403)
    await caller.post(f"{order}/close", expect=403)
    await caller.get("/work-orders", expect=403)
    correction = {"version": 1, "work_on": "2026-03-02", "article": "regular", "quantity": "1"}
    await caller.post(f"/work/{entry_id}/correct", correction, expect=403)


@pytest.mark.requirement("K16")
async def test_a_contractor_has_the_own_work_and_no_other_door(scene: Any) -> None:
    [entry_id] = await scene.submitted()
    for path in ("/work", "/work/summary", "/work/approval-preview", f"/work/{entry_id}"):
        await scene.contractor.get(path, expect=403)
    await scene.contractor.post("/work/approve", {"entries": scene.seen([entry_id])}, expect=403)

    other = await scene.world.contractor()
    assert (await other.get("/my/work"))["items"] == []
    assert (await other.get("/my/work-orders"))["items"] == []
    await other.get(f"/my/work/{entry_id}", expect=404)
    await other.post(f"/my/work/{entry_id}/comments", {"text": "hello"}, expect=404)
    await other.call("DELETE", f"/my/work/{entry_id}", expect=404)
    await other.post("/my/work/submit", {"entry_ids": [entry_id]}, expect=404)
    body = {"version": 1, "work_on": "2026-03-02", "article": "regular", "quantity": "1"}
    await other.put(f"/my/work/{entry_id}", body, expect=404)


@pytest.mark.requirement("K16")
async def test_staff_and_contacts_have_no_own_work(scene: Any) -> None:
    for caller in (scene.staff, scene.contact):
        for path in ("/my/work", "/my/work-orders", "/my/work/summary"):
            await caller.get(path, expect=403)
        await caller.upload("work_order,date,article,quantity,note\n", expect=403)


async def test_rates_are_told_to_those_whom_they_concern(scene: Any) -> None:
    [own] = (await scene.contractor.get("/my/work-orders"))["items"]
    assert {article["pay_rate"] for article in own["articles"]} == {"50", "75", "1"}
    assert "bill_rate" not in str(own)
    await scene.submitted()
    for caller in (scene.contact, scene.contractor):
        path = "/work" if caller is scene.contact else "/my/work"
        assert "rate" not in str((await caller.get(path))["items"][0].keys())


@pytest.mark.requirement("K2")
async def test_another_agency_sees_nothing_of_this_one(scene: Any, make_world: Any) -> None:
    ids = await scene.submitted()
    other = await make_world()
    staff = await other.staff()
    await everything_is_closed_to(scene, staff, ids)
    assert (await staff.get("/projects"))["items"] == []
    assert (await staff.get("/work-orders"))["items"] == []
    assert (await staff.get("/work/summary"))["to_approval"]["count"] == 0
    order = f"/work-orders/{scene.order['work_order_id']}"
    await staff.post(f"{order}/close", expect=404)
    correction = {"version": 1, "work_on": "2026-03-02", "article": "regular", "quantity": "1"}
    await staff.post(f"/work/{ids[0]}/correct", correction, expect=404)
    await staff.put(f"/projects/{scene.project['project_id']}", {"name": "X"}, expect=404)

    # A contractor, a company or a project of one agency is unknown to the other.
    body = {"company_id": scene.project["company_id"], "code": "X", "name": "X"}
    problem = await staff.post("/projects", body, expect=422)
    assert problem["code"] == "unknown_company"
    project = await other.project(staff)
    body = {
        "code": "X",
        "title": "X",
        "project_id": project["project_id"],
        "contractor_id": str(scene.contractor.person_id),
        "starts_on": "2026-01-01",
        "pay_terms": "immediate",
        "articles": [{"article": "regular", "pay_rate": "1", "bill_rate": "1"}],
    }
    problem = await staff.post("/work-orders", body, expect=422)
    assert problem["code"] == "unknown_contractor"
    contractor = await other.contractor()
    problem = await staff.post(
        "/work-orders",
        {
            **body,
            "project_id": scene.project["project_id"],
            "contractor_id": str(contractor.person_id),
        },
        expect=422,
    )
    assert problem["code"] == "unknown_project"


async def test_row_level_security_hides_other_agencies_even_from_a_query_without_a_filter(
    scene: Any, make_world: Any, runtime: Any
) -> None:
    await scene.submitted(2)
    other = await make_world()
    tables = (
        "agencies",
        "companies",
        "people",
        "projects",
        "work_orders",
        "articles",
        "entries",
        "entry_versions",
        "entry_steps",
        "comments",
    )
    async with runtime.unit_of_work(other.agency.agency_id) as uow:
        seen = {
            table: await uow.fetchval(
                f"SELECT count(*) FROM {table} WHERE agency_id <> $1", other.agency.agency_id
            )
            for table in tables
        }
    assert seen == dict.fromkeys(tables, 0)
    async with runtime.unit_of_work(scene.world.agency.agency_id) as uow:
        assert await uow.fetchval("SELECT count(*) FROM entries") == 2


async def test_without_a_pass_nothing_is_answered(scene: Any) -> None:
    [entry_id] = await scene.submitted()
    client = scene.world.client
    for path in ("/work", f"/work/{entry_id}", "/my/work", "/projects", "/work-orders"):
        assert (await client.get(path)).status_code == 401
