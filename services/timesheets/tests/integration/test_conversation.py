"""Comments and corrections."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from contracts.access import Portal
from contracts.events.timesheets import WorkCommented, WorkCorrected

RecordedEvents = Callable[[type[Any]], Awaitable[list[Any]]]
CORRECTED = {"work_on": "2026-03-02", "article": "regular", "quantity": "6", "note": "Half a day"}


def texts(detail: Any) -> list[str]:
    return [comment["text"] for comment in detail["comments"]]


@pytest.mark.requirement("K11")
async def test_a_comment_is_seen_by_staff_and_by_the_contractor_where_the_agency_allows(
    scene: Any, recorded: RecordedEvents
) -> None:
    [entry_id] = await scene.submitted()
    await scene.contact.post(f"/work/{entry_id}/comments", {"text": " Was it six? "}, expect=201)
    await scene.contractor.post(f"/my/work/{entry_id}/comments", {"text": "Eight."}, expect=201)
    await scene.world.change_agency(comments_reach_contractors=False)
    await scene.contact.post(f"/work/{entry_id}/comments", {"text": "Between us"}, expect=201)
    own = await scene.contractor.post(
        f"/my/work/{entry_id}/comments", {"text": "Really."}, expect=201
    )

    assert texts(own) == ["Was it six?", "Eight.", "Really."]
    everything = ["Was it six?", "Eight.", "Between us", "Really."]
    for caller in (scene.contact, scene.staff):
        assert texts(await caller.get(f"/work/{entry_id}")) == everything
    [row] = (await scene.contractor.get("/my/work"))["items"]
    assert row["comment_count"] == 3
    [row] = (await scene.staff.get("/work"))["items"]
    assert row["comment_count"] == 4

    events = await recorded(WorkCommented)
    assert [(e.author_portal, e.visible_to_contractor) for e in events] == [
        (Portal.CUSTOMER, True),
        (Portal.CONTRACTOR, True),
        (Portal.CUSTOMER, False),
        (Portal.CONTRACTOR, True),
    ]


async def test_a_draft_is_not_commented_and_a_comment_has_text(scene: Any) -> None:
    entry_id = (await scene.log())["entry_id"]
    path = f"/my/work/{entry_id}/comments"
    problem = await scene.contractor.post(path, {"text": "To myself"}, expect=409)
    assert problem["state"] == "draft"
    for text in ("", "  ", "x" * 2001, "null \u0000"):
        await scene.contractor.post(path, {"text": text}, expect=422)


@pytest.mark.requirement("A3")
async def test_a_correction_is_a_new_version_and_the_old_one_stays_readable(
    scene: Any, recorded: RecordedEvents
) -> None:
    [entry_id] = await scene.submitted()
    path = f"/work/{entry_id}/correct"
    corrected = await scene.staff.post(
        path, {**CORRECTED, "version": 1, "reason": "The gate's list says six"}
    )
    assert (corrected["version"], corrected["status"]) == (2, "to_approval")

    problem = await scene.staff.post(path, {**CORRECTED, "version": 1}, expect=409)
    assert (problem["code"], problem["version"]) == ("other_version", 2)

    detail = await scene.contractor.get(f"/my/work/{entry_id}")
    assert [(v["quantity"], v["written_by_name"]) for v in detail["versions"]] == [
        ("8", scene.contractor.name),
        ("6", scene.staff.name),
    ]
    assert detail["steps"][-1]["reason"] == "The gate's list says six"
    [event] = await recorded(WorkCorrected)
    assert (event.previous.version, str(event.previous.quantity)) == (1, "8")
    assert (event.entry.version, str(event.entry.quantity)) == (2, "6")


async def test_a_correction_keeps_the_rules(scene: Any) -> None:
    [entry_id] = await scene.submitted()
    problem = await scene.staff.post(
        f"/work/{entry_id}/correct", {**CORRECTED, "version": 1, "quantity": "25"}, expect=422
    )
    assert problem["rules"] == ["too_many_hours"]


async def test_drafts_and_approved_work_are_not_corrected_in_place(scene: Any) -> None:
    draft = (await scene.log(day=2))["entry_id"]
    [approved] = await scene.approved()
    for entry_id, state in ((draft, "draft"), (approved, "approved")):
        problem = await scene.staff.post(
            f"/work/{entry_id}/correct", {**CORRECTED, "version": 1}, expect=409
        )
        assert problem["state"] == state
