"""Staff set up projects and work orders."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from chassis.ids import new_id
from chassis.paging import encode_cursor
from chassis.runtime import Runtime
from contracts.events.identity import ContractorKind
from contracts.events.timesheets import (
    ProjectChanged,
    WorkOrderChanged,
    WorkOrderClosed,
    WorkOrderOpened,
)

RecordedEvents = Callable[[type[Any]], Awaitable[list[Any]]]
TERMS = {
    "title": "Lead fitter",
    "starts_on": "2026-01-01",
    "ends_on": "2026-06-30",
    "pay_terms": "immediate",
    "pay_period": "weekly",
    "articles": [{"article": "regular", "pay_rate": "55.25", "bill_rate": "90"}],
}


@pytest.mark.requirement("A2")
async def test_a_project_is_opened_changed_and_said(scene: Any, recorded: RecordedEvents) -> None:
    assert scene.project["time_zone"] == "America/Toronto"
    assert scene.project["company_name"] == "Company 0"
    path = f"/projects/{scene.project['project_id']}"
    body = {
        "name": "Harbour",
        "time_zone": "Europe/Oslo",
        "contact_ids": [str(scene.contact.person_id)],
        "closed": True,
    }
    changed = await scene.staff.put(path, body)
    assert changed == {**scene.project, **body}
    await scene.staff.put(path, body)
    events = await recorded(ProjectChanged)
    assert [event.project.closed for event in events] == [False, True]
    assert events[1].project.contact_ids == (scene.contact.person_id,)
    # No work on a closed project, and no new work orders.
    problem = await scene.log(expect=409)
    assert problem["code"] == "work_order_closed"
    new = {
        **TERMS,
        "code": "X",
        "project_id": scene.project["project_id"],
        "contractor_id": str(scene.contractor.person_id),
    }
    assert (await scene.staff.post("/work-orders", new, expect=409))["code"] == "project_closed"


async def test_contacts_of_a_project_are_contacts_of_its_company(scene: Any) -> None:
    stranger = await scene.world.contact(company=1)
    path = f"/projects/{scene.project['project_id']}"
    for person_id in (stranger.person_id, scene.contractor.person_id, new_id()):
        body = {"name": "Harbour", "contact_ids": [str(person_id)]}
        problem = await scene.staff.put(path, body, expect=422)
        assert problem["code"] == "unknown_contact"
        assert str(person_id) in problem["detail"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"name": "  "}, "name"),
        ({"code": "=1+1"}, "code"),
        ({"code": ""}, "code"),
        ({"colour": "red"}, "colour"),
    ],
)
async def test_a_project_with_a_bad_field_is_refused(
    scene: Any, change: dict[str, str], field: str
) -> None:
    body = {"company_id": scene.project["company_id"], "code": "P-9", "name": "Nine", **change}
    problem = await scene.staff.post("/projects", body, expect=422)
    assert [error["field"] for error in problem["errors"]] == [field]


async def test_a_code_is_taken_once_and_who_has_it_is_named(scene: Any) -> None:
    body = {
        "company_id": scene.project["company_id"],
        "code": scene.project["code"],
        "name": "Another",
    }
    problem = await scene.staff.post("/projects", body, expect=409)
    assert problem["code"] == "project_code_taken"
    assert problem["project_id"] == scene.project["project_id"]
    order = {
        **TERMS,
        "code": scene.order["code"],
        "project_id": scene.project["project_id"],
        "contractor_id": str(scene.contractor.person_id),
    }
    problem = await scene.staff.post("/work-orders", order, expect=409)
    assert problem["code"] == "work_order_code_taken"
    assert problem["work_order_id"] == scene.order["work_order_id"]


@pytest.mark.requirement("A2")
async def test_a_work_order_is_opened_changed_closed_and_said_in_full(
    scene: Any, recorded: RecordedEvents
) -> None:
    [opened] = await recorded(WorkOrderOpened)
    assert opened.work_order.currency == "CAD"
    assert [(str(a.article), a.unit, str(a.pay_rate)) for a in opened.work_order.articles] == [
        ("expense", "currency", "1"),
        ("overtime", "hour", "75"),
        ("regular", "hour", "50"),
    ]
    path = f"/work-orders/{scene.order['work_order_id']}"
    changed = await scene.staff.put(path, TERMS)
    assert (changed["title"], changed["ends_on"], changed["pay_terms"]) == (
        "Lead fitter",
        "2026-06-30",
        "immediate",
    )
    assert (changed["code"], changed["contractor_name"]) == (
        scene.order["code"],
        scene.contractor.name,
    )
    await scene.staff.put(path, TERMS)
    [event] = await recorded(WorkOrderChanged)
    assert [str(a.pay_rate) for a in event.work_order.articles] == ["55.25"]

    for _ in range(2):
        assert (await scene.staff.post(f"{path}/close"))["closed"]
    [closed] = await recorded(WorkOrderClosed)
    assert closed.work_order.closed
    [listed] = (await scene.staff.get("/work-orders"))["items"]
    assert listed["closed"]
    [own] = (await scene.contractor.get("/my/work-orders"))["items"]
    assert own["closed"]


@pytest.mark.parametrize(
    "change",
    [
        {"articles": [{"article": "overtime", "pay_rate": "1", "bill_rate": "1"}]},
        {"starts_on": "2026-03-03"},
        {"ends_on": "2026-03-01"},
    ],
)
async def test_terms_that_unapproved_work_would_not_fit_are_refused_until_it_is_approved(
    scene: Any, change: dict[str, Any]
) -> None:
    [entry_id] = await scene.submitted()
    path = f"/work-orders/{scene.order['work_order_id']}"
    problem = await scene.staff.put(path, {**TERMS, **change}, expect=409)
    assert problem["code"] == "unapproved_work"
    await scene.contact.post("/work/approve", {"entries": scene.seen([entry_id])})
    await scene.staff.put(path, {**TERMS, **change})


@pytest.mark.parametrize(
    "change",
    [
        {"ends_on": "2025-12-31"},
        {"articles": []},
        {"articles": [{"article": "regular", "pay_rate": "-1", "bill_rate": "1"}]},
        {"articles": [{"article": "regular", "pay_rate": "1.00001", "bill_rate": "1"}]},
        {"articles": [{"article": "regular", "pay_rate": "1", "bill_rate": "1"}] * 2},
        {"pay_terms": "whenever"},
    ],
)
async def test_terms_that_make_no_sense_are_refused(scene: Any, change: dict[str, Any]) -> None:
    path = f"/work-orders/{scene.order['work_order_id']}"
    await scene.staff.put(path, {**TERMS, **change}, expect=422)


async def test_work_orders_and_projects_are_paged_by_code(scene: Any) -> None:
    for _ in range(3):
        project = await scene.world.project(scene.staff)
        await scene.world.work_order(scene.staff, scene.contractor, project)
    for path, kind in (("/projects", "project_id"), ("/work-orders", "work_order_id")):
        first = await scene.staff.get(path, limit=3)
        rest = await scene.staff.get(path, limit=3, cursor=first["next_cursor"])
        assert [len(first["items"]), len(rest["items"]), rest["next_cursor"]] == [3, 1, None]
        assert len({each[kind] for each in (*first["items"], *rest["items"])}) == 4
    for path in ("/projects", "/work-orders"):
        for cursor in ("nonsense", encode_cursor("null \u0000")):
            await scene.staff.get(path, cursor=cursor, expect=422)
    of_project = await scene.staff.get("/work-orders", project_id=scene.project["project_id"])
    assert [o["work_order_id"] for o in of_project["items"]] == [scene.order["work_order_id"]]


async def test_a_deactivated_contractor_gets_no_work_orders(scene: Any) -> None:
    person = await scene.world.contractor()
    await scene.world.deactivate(person)
    body = {
        **TERMS,
        "code": "X",
        "project_id": scene.project["project_id"],
        "contractor_id": str(person.person_id),
    }
    problem = await scene.staff.post("/work-orders", body, expect=409)
    assert problem["code"] == "contractor_deactivated"


@pytest.mark.requirement("A2")
async def test_what_a_change_leaves_out_stays_as_it_is(scene: Any) -> None:
    path = f"/projects/{scene.project['project_id']}"
    contacts = {"contact_ids": [str(scene.contact.person_id)]}
    assert await scene.staff.put(path, contacts) == scene.project | contacts
    renamed = await scene.staff.put(path, {"name": "Another name"})
    assert renamed == scene.project | contacts | {"name": "Another name"}
    for zone in ("localtime", "Factory", "EST", "Europe/Nowhere"):
        await scene.staff.put(path, {"time_zone": zone}, expect=422)


@pytest.mark.requirement("A2")
async def test_two_who_change_a_work_order_at_once_do_not_overwrite_each_other(
    scene: Any,
) -> None:
    path = f"/work-orders/{scene.order['work_order_id']}"
    changed = await scene.staff.put(path, {"title": "Foreman", "version": scene.order["version"]})
    assert changed == scene.order | {"title": "Foreman", "version": scene.order["version"] + 1}
    stale = {"ends_on": "2027-01-01", "version": scene.order["version"]}
    problem = await scene.staff.put(path, stale, expect=409)
    assert (problem["code"], problem["version"]) == ("work_order_changed", changed["version"])
    problem = await scene.staff.put(path, {"ends_on": "2000-01-01"}, expect=422)
    assert [error["field"] for error in problem["errors"]] == ["ends_on"]


def an_order_of(scene: Any, contractor: Any, **terms: Any) -> dict[str, Any]:
    """A new work order, with a code of its own."""
    return {
        **TERMS,
        "code": f"C-{contractor.person_id}",
        "project_id": scene.project["project_id"],
        "contractor_id": str(contractor.person_id),
        **terms,
    }


@pytest.mark.parametrize(
    ("kind", "asked", "kept"),
    [
        (ContractorKind.TEMP, None, "CAD"),
        (ContractorKind.TEMP, "CAD", "CAD"),
        (ContractorKind.INCORPORATED, None, "CAD"),
        (ContractorKind.INCORPORATED, "USD", "USD"),
    ],
)
async def test_a_work_order_is_in_a_currency_in_which_it_can_be_taxed(
    scene: Any, kind: ContractorKind, asked: str | None, kept: str
) -> None:
    contractor = await scene.world.contractor(kind)
    order = an_order_of(scene, contractor, currency=asked)
    opened = await scene.staff.post("/work-orders", order, expect=201)
    assert opened["currency"] == kept


@pytest.mark.parametrize("currency", ["USD", "NOK", "EUR"])
async def test_a_temp_is_paid_in_the_currency_of_the_deductions_alone(
    scene: Any, recorded: RecordedEvents, currency: str
) -> None:
    order = an_order_of(scene, scene.contractor, currency=currency)
    problem = await scene.staff.post("/work-orders", order, expect=422)
    assert problem["code"] == "temps_currency"
    [error] = problem["errors"]
    assert error["field"] == "currency"
    assert error["reason"].endswith(
        f"is a temp and is paid in CAD: deductions cannot be worked out in {currency}"
    )
    assert len(await recorded(WorkOrderOpened)) == 1


@pytest.mark.parametrize(
    ("currency", "why"),
    [
        ("usd", "'usd' is not a currency code (ISO 4217); did you mean USD?"),
        ("dollars", "'dollars' is not a currency code (ISO 4217), such as CAD or NOK"),
        ("", "'' is not a currency code (ISO 4217), such as CAD or NOK"),
    ],
)
async def test_what_is_no_currency_is_refused_by_its_field(
    scene: Any, currency: str, why: str
) -> None:
    order = an_order_of(scene, scene.contractor, currency=currency)
    problem = await scene.staff.post("/work-orders", order, expect=422)
    assert problem["errors"] == [{"field": "currency", "reason": why}]


async def test_of_whom_the_kind_is_not_known_yet_the_door_cannot_say(
    scene: Any, runtime: Runtime
) -> None:
    # Told before it was kept: what pay cannot be taxed in is held when it is priced.
    async with runtime.unit_of_work(scene.world.agency.agency_id) as uow:
        await uow.execute(
            "UPDATE people SET contractor_kind = NULL WHERE agency_id = $1", uow.agency_id
        )
    order = an_order_of(scene, scene.contractor, currency="USD")
    await scene.staff.post("/work-orders", order, expect=201)
    await scene.world.change_person(scene.world.people[scene.contractor.person_id])
    again = {**order, "code": "AGAIN"}
    assert (await scene.staff.post("/work-orders", again, expect=422))["code"] == "temps_currency"
