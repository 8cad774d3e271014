"""Jobs are shown to whom the table of reach says; staff plan them and nobody else."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest

from chassis.ids import new_id
from contracts.access import Permission, Scope
from contracts.reach import Subject
from contracts.testing import Case, cases_of

from .conftest import MakeWorld, Scene
from .test_jobs import a_shift, changed, planned, viewer
from .test_reach import a_scene

pytestmark = pytest.mark.requirement("K16")

DAYS: Mapping[str, Any] = {"from": "2026-03-01", "to": "2026-03-31"}


@pytest.mark.requirement("K12")
@pytest.mark.parametrize("case", cases_of(Subject.JOBS), ids=str)
async def test_jobs_are_seen_by_whom_the_table_says(
    case: Case, make_world: MakeWorld, client: Any
) -> None:
    world = await make_world()
    scene, projects = await a_scene(world)
    [job] = await planned(scene)
    headers = world.a_pass(
        agency_id=world.agency.agency_id,
        person_id=scene.contractor.person_id if case.is_contractor else new_id(),
        **case.pass_of(
            company_id=lambda name: world.companies[("ours", "theirs").index(name)],
            project_id=lambda name: UUID(projects[name]["project_id"]),
        ),
    )

    async def found(path: str, **params: Any) -> Any:
        answer = await client.get(path, params=params, headers=headers)
        return answer.json() if answer.status_code == 200 else None

    for wanted in ({}, {"project_id": projects["harbour"]["project_id"]}):
        listed = await found("/jobs", **wanted)
        assert bool(listed and listed["items"]) is case.shown
        shown = await found("/jobs/calendar", **DAYS, **wanted)
        assert bool(shown and shown["count"]) is case.shown
    assert (await found(f"/jobs/{job['job_id']}") is not None) is case.shown


async def test_a_project_that_names_a_contact_shows_its_jobs_before_the_pass_says_so(
    make_world: MakeWorld,
) -> None:
    world = await make_world()
    scene, projects = await a_scene(world)
    await planned(scene)
    contact = await world.contact(scope=Scope.PROJECTS, permissions=(Permission.JOBS_VIEW,))
    assert (await contact.get("/jobs"))["items"] == []
    assert (await contact.get("/projects"))["items"] == []
    body = {"name": "Harbour", "contact_ids": [str(contact.person_id)]}
    await scene.staff.put(f"/projects/{projects['harbour']['project_id']}", body)
    assert len((await contact.get("/jobs"))["items"]) == 1
    assert len((await contact.get("/projects"))["items"]) == 1


@pytest.mark.parametrize("who", ["contact", "contractor", "clerk"])
async def test_planning_is_closed_to_everybody_but_those_who_manage_projects(
    scene: Scene, who: str
) -> None:
    [job] = await planned(scene)
    caller = {
        "contact": await viewer(scene),
        "contractor": scene.contractor,
        "clerk": await scene.world.staff(Permission.WORK_MANAGE),
    }[who]
    await caller.post("/jobs", a_shift(scene, start="18:00", end="20:00"), expect=403)
    await caller.put(f"/jobs/{job['job_id']}", changed(job), expect=403)
    await caller.post(f"/jobs/{job['job_id']}/cancel", {"version": 1}, expect=403)
    assert len((await scene.staff.get("/jobs"))["items"]) == 1


async def test_another_agency_neither_sees_nor_plans_jobs_here(
    scene: Scene, make_world: MakeWorld, runtime: Any
) -> None:
    [job] = await planned(scene)
    other = await make_world()
    staff = await other.staff()
    assert (await staff.get("/jobs"))["items"] == []
    assert (await staff.get("/jobs/calendar", **DAYS))["count"] == 0
    path = f"/jobs/{job['job_id']}"
    await staff.get(path, expect=404)
    await staff.put(path, changed(job), expect=404)
    await staff.post(f"{path}/cancel", {"version": 1}, expect=404)
    problem = await staff.post("/jobs", a_shift(scene), expect=422)
    assert problem["code"] == "unknown_work_order"
    async with runtime.unit_of_work(other.agency.agency_id) as uow:
        for table in ("jobs", "job_feeds"):
            assert await uow.fetchval(f"SELECT count(*) FROM {table}") == 0


async def test_without_a_pass_no_job_is_shown(scene: Scene) -> None:
    [job] = await planned(scene)
    for path in ("/jobs", "/jobs/calendar", f"/jobs/{job['job_id']}", "/jobs/feed"):
        assert (await scene.world.client.get(path)).status_code == 401
