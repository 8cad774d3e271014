"""Logged work is shown to whom the table of reach says, wherever it is shown."""

from typing import Any
from uuid import UUID

import pytest

from chassis.ids import new_id
from contracts.access import Permission, Portal, Scope
from contracts.reach import Subject
from contracts.testing import Case, cases_of

from .conftest import MakeWorld, Scene, World


async def a_scene(world: World) -> tuple[Scene, dict[str, Any]]:
    """The usual cast on a project of ours, and a second project of ours."""
    staff, contractor = await world.staff(), await world.contractor()
    projects = {name: await world.project(staff) for name in ("harbour", "terminal")}
    order = await world.work_order(staff, contractor, projects["harbour"])
    scene = Scene(world, staff, contractor, await world.contact(), projects["harbour"], order)
    return scene, projects


@pytest.mark.requirement("K8")
@pytest.mark.requirement("K16")
@pytest.mark.parametrize("case", cases_of(Subject.WORK), ids=str)
async def test_logged_work_is_seen_by_whom_the_table_says(
    case: Case, make_world: MakeWorld, client: Any
) -> None:
    world = await make_world()
    scene, projects = await a_scene(world)
    (entry_id,) = await scene.submitted()
    headers = world.a_pass(
        agency_id=world.agency.agency_id,
        person_id=scene.contractor.person_id if case.is_contractor else new_id(),
        **case.pass_of(
            company_id=lambda name: world.companies[("ours", "theirs").index(name)],
            project_id=lambda name: UUID(projects[name]["project_id"]),
        ),
    )
    base = "/my/work" if case.portal is Portal.CONTRACTOR else "/work"

    async def found(path: str) -> Any:
        answer = await client.get(f"{base}{path}", headers=headers)
        return answer.json() if answer.status_code == 200 else None

    listed = await found("?from=2026-01-01&to=2026-12-31")
    assert bool(listed and listed["items"]) is case.shown
    summary = await found("/summary?from=2026-01-01&to=2026-12-31")
    assert bool(summary and summary["to_approval"]["count"]) is case.shown
    assert (await found(f"/{entry_id}") is not None) is case.shown
    comment = await client.post(
        f"{base}/{entry_id}/comments", json={"text": "Which gate?"}, headers=headers
    )
    assert (comment.status_code == 201) is case.shown


@pytest.mark.requirement("K9")
@pytest.mark.parametrize(
    "case",
    [case for case in cases_of(Subject.WORK) if case.portal is Portal.CUSTOMER],
    ids=str,
)
async def test_who_sees_work_approves_it_with_the_permission_for_that(
    case: Case, make_world: MakeWorld, client: Any
) -> None:
    world = await make_world()
    scene, projects = await a_scene(world)
    (entry_id,) = await scene.submitted()
    carried = dict(
        case.pass_of(
            company_id=lambda name: world.companies[("ours", "theirs").index(name)],
            project_id=lambda name: UUID(projects[name]["project_id"]),
        )
    )
    sees = Permission.WORK_VIEW in case.permissions
    carried["permissions"] = [Permission.WORK_APPROVE] if sees else [Permission.WORK_VIEW]
    headers = world.a_pass(agency_id=world.agency.agency_id, **carried)
    preview = await client.get("/work/approval-preview", headers=headers)
    assert bool(preview.status_code == 200 and preview.json()["count"]) is case.shown
    answer = await client.post(
        "/work/approve", json={"entries": scene.seen([entry_id])}, headers=headers
    )
    assert (answer.status_code == 200) is case.shown


async def test_a_project_that_names_a_contact_is_theirs_before_the_pass_says_so(
    make_world: MakeWorld,
) -> None:
    world = await make_world()
    scene, projects = await a_scene(world)
    await scene.submitted()
    contact = await world.contact(scope=Scope.PROJECTS)
    assert (await contact.get("/work"))["items"] == []
    body = {"name": "Harbour", "contact_ids": [str(contact.person_id)]}
    await scene.staff.put(f"/projects/{projects['harbour']['project_id']}", body)
    assert len((await contact.get("/work"))["items"]) == 1
