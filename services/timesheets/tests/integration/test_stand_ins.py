"""A stand-in approves what the other may, as long as it lasts; an entry names who can act."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from contracts.access import Permission, Scope
from contracts.events.timesheets import WorkApproved, WorkReturned

from .test_undo import RecordedEvents

pytestmark = pytest.mark.requirement("B3")

ZONE = ZoneInfo("America/Toronto")


def today() -> date:
    """The day that it is at the agency of these tests."""
    return datetime.now(UTC).astimezone(ZONE).date()


async def asked(caller: Any, path: str, entry_id: str) -> Any:
    return (await caller.get(f"{path}/{entry_id}"))["waits_for"]


@pytest.fixture
async def other(scene: Any) -> Any:
    """A colleague of the approver who may only look, at a project of their own."""
    elsewhere = await scene.world.project(scene.staff)
    return await scene.world.contact(
        scope=Scope.PROJECTS,
        project_ids=[elsewhere["project_id"]],
        permissions=[Permission.WORK_VIEW],
    )


async def test_a_stand_in_approves_what_already_waits_and_it_says_for_whom(
    scene: Any, other: Any, recorded: RecordedEvents
) -> None:
    [waiting] = await scene.submitted()
    await other.post("/work/approve", {"entries": scene.seen([waiting])}, expect=403)
    await other.get(f"/work/{waiting}", expect=404)
    standing_in = await scene.world.stand_in(scene.contact, other, today(), today())
    for caller, path in ((standing_in, "/work"), (scene.contractor, "/my/work")):
        assert await asked(caller, path, waiting) == {
            "name": other.name,
            "person_id": str(other.person_id),
            "stands_in_for": scene.contact.name,
            "is_staff": False,
        }
        [row] = (await caller.get(path))["items"]
        assert row["waits_for"]["name"] == other.name
    await standing_in.post("/work/approve", {"entries": scene.seen([waiting])})
    shown = await scene.contractor.get(f"/my/work/{waiting}")
    assert (shown["approved_by_name"], shown["approved_for_name"]) == (
        other.name,
        scene.contact.name,
    )
    assert shown["waits_for"] is None
    step = shown["steps"][-1]
    assert (step["step"], step["taken_by_name"], step["taken_for_name"], step["by_email"]) == (
        "approve",
        other.name,
        scene.contact.name,
        False,
    )
    [event] = await recorded(WorkApproved)
    assert (event.approved_by, event.stood_in_for) == (other.person_id, scene.contact.person_id)


async def test_a_stand_in_returns_in_the_other_s_place(
    scene: Any, other: Any, recorded: RecordedEvents
) -> None:
    [waiting] = await scene.submitted()
    standing_in = await scene.world.stand_in(scene.contact, other, today(), today())
    body = {"entries": scene.seen([waiting]), "reason": "Which site?"}
    await standing_in.post("/work/return", body)
    [event] = await recorded(WorkReturned)
    assert event.stood_in_for == scene.contact.person_id


async def test_who_approves_in_the_own_right_does_so_in_nobody_s_place(
    scene: Any, recorded: RecordedEvents
) -> None:
    [waiting] = await scene.submitted()
    colleague = await scene.world.contact()
    standing_in = await scene.world.stand_in(scene.contact, colleague, today(), today())
    await standing_in.post("/work/approve", {"entries": scene.seen([waiting])})
    [event] = await recorded(WorkApproved)
    assert event.stood_in_for is None


async def test_a_stand_in_has_no_more_than_the_other(scene: Any, other: Any) -> None:
    """Of another project than the principal's neither list nor command shows anything."""
    project = await scene.world.project(scene.staff)
    order = await scene.world.work_order(scene.staff, scene.contractor, project)
    narrow = await scene.world.contact(
        scope=Scope.PROJECTS, project_ids=[scene.project["project_id"]]
    )
    standing_in = await scene.world.stand_in(narrow, other, today(), today())
    [within] = await scene.submitted()
    beyond = (await scene.log(day=3, work_order_id=order["work_order_id"]))["entry_id"]
    await scene.contractor.post("/my/work/submit", {"entry_ids": [beyond]})
    assert [row["entry_id"] for row in (await standing_in.get("/work"))["items"]] == [within]
    await standing_in.get(f"/work/{beyond}", expect=404)
    body = {"entries": scene.seen([beyond])}
    await standing_in.post("/work/approve", body, expect=404)
    await standing_in.post("/work/return", {**body, "reason": "no"}, expect=404)


@pytest.mark.parametrize(
    ("own", "lent", "sees"),
    [(True, True, True), (True, False, False), (False, True, False), (False, False, False)],
)
async def test_amounts_are_shown_where_both_may_see_them(
    scene: Any, own: bool, lent: bool, sees: bool
) -> None:
    def permissions(*of: Permission, bills: bool) -> list[Permission]:
        return [*of, Permission.INVOICES_VIEW] if bills else list(of)

    approves = permissions(Permission.WORK_VIEW, Permission.WORK_APPROVE, bills=lent)
    approver = await scene.world.contact(permissions=approves)
    looks = permissions(Permission.WORK_VIEW, bills=own)
    colleague = await scene.world.contact(scope=Scope.OWN, permissions=looks)
    standing_in = await scene.world.stand_in(approver, colleague, today(), today())
    await scene.submitted()
    preview = await standing_in.get("/work/approval-preview")
    assert (preview["count"], preview["amounts"] is not None) == (1, sees)


async def test_a_project_that_names_the_principal_counts_before_identity_says_so(
    scene: Any, other: Any
) -> None:
    approver = await scene.world.contact(scope=Scope.PROJECTS)
    standing_in = await scene.world.stand_in(approver, other, today(), today())
    [waiting] = await scene.submitted()
    await standing_in.get(f"/work/{waiting}", expect=404)
    named = {"contact_ids": [str(approver.person_id)]}
    await scene.staff.put(f"/projects/{scene.project['project_id']}", named)
    await standing_in.post("/work/approve", {"entries": scene.seen([waiting])})


@pytest.mark.parametrize("days", [-1, 1])
async def test_outside_of_the_days_the_approver_is_asked(scene: Any, other: Any, days: int) -> None:
    """Days are those of the agency: the last one ends, and the first begins, at its midnight."""
    [waiting] = await scene.submitted()
    day = today() + timedelta(days=days)
    await scene.world.stand_in(scene.contact, other, day, day)
    found = await asked(scene.contractor, "/my/work", waiting)
    if today() + timedelta(days=days) == day:  # not at the very moment of a midnight
        assert found["name"] == scene.contact.name


async def test_who_lost_the_login_is_named_by_no_entry_and_staff_are_asked(
    scene: Any, other: Any
) -> None:
    [waiting] = await scene.submitted()
    await scene.world.stand_in(scene.contact, other, today(), today())
    await scene.world.deactivate(other)
    assert (await asked(scene.contractor, "/my/work", waiting))["name"] == scene.contact.name
    assert (await scene.staff.get("/stuck-events"))["total"] == 0
    await scene.world.deactivate(scene.contact)
    assert await asked(scene.contractor, "/my/work", waiting) == {
        "name": scene.staff.name,
        "stands_in_for": None,
        "person_id": None,
        "is_staff": True,
    }
    [one] = (await scene.staff.get("/stuck-events"))["items"]
    assert (one["event"], one["reason"]) == ("WorkWithoutApprover", "nobody_left")
    named = {each["kind"]: each["name"] for each in one["concerns"]}
    assert named == {"project": scene.project["name"], "company": "Company 0"}


async def test_nobody_of_another_company_or_agency_gets_anything_by_it(
    scene: Any, make_world: Any
) -> None:
    [waiting] = await scene.submitted()
    foreign = await scene.world.contact(company=1)
    standing_in = await scene.world.stand_in(scene.contact, foreign, today(), today())
    await standing_in.get(f"/work/{waiting}", expect=404)
    assert (await asked(scene.contractor, "/my/work", waiting))["name"] == scene.contact.name
    elsewhere = await make_world()
    elsewhere.people |= scene.world.people
    stranger = await elsewhere.contact()
    outside = await elsewhere.stand_in(scene.contact, stranger, today(), today())
    await outside.get(f"/work/{waiting}", expect=404)
    assert (await outside.get("/work"))["items"] == []
