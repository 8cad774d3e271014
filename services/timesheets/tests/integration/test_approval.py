"""Contacts and staff approve and return work."""

from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from chassis.ids import new_id
from contracts.access import Permission
from contracts.events.timesheets import WorkApproved, WorkReturned, WorkSubmitted

RecordedEvents = Callable[[type[Any]], Awaitable[list[Any]]]


@pytest.mark.requirement("K9")
async def test_approve_all_does_what_its_preview_showed(
    scene: Any, recorded: RecordedEvents
) -> None:
    for day in range(3):
        await scene.log(day=day, quantity="1")
    await scene.log(article="expense", quantity="129.95")
    await scene.contractor.post("/my/work/submit", {"from": "2026-03-01", "to": "2026-03-31"})
    await scene.log(day=5)

    preview = await scene.contact.get("/work/approval-preview")
    assert (preview["count"], preview["hours"], preview["contractors"]) == (4, "3", 1)
    assert (preview["first_on"], preview["last_on"]) == ("2026-03-02", "2026-03-04")
    # Three hours at 80.005 are 240.02, and 129.95 with 10 % on top is 142.95: lines are rounded.
    assert preview["amounts"] == [{"amount_minor": 24002 + 14295, "currency": "CAD"}]

    shown = {"expected_count": preview["count"], "fingerprint": preview["fingerprint"]}
    done = await scene.contact.post("/work/approve", {"filter": {}, **shown})
    assert len(done["approved"]) == 4
    [event] = await recorded(WorkApproved)
    assert len(event.entries) == 4
    assert (event.approved_by, event.on_behalf) == (scene.contact.person_id, False)
    assert (await scene.contact.get("/work/approval-preview"))["count"] == 0
    summary = await scene.contact.get("/work/summary")
    assert summary["approved"] == {"count": 4, "hours": "3", "minutes": 180}


@pytest.mark.requirement("K9")
async def test_a_contact_who_may_not_see_bills_sees_no_amounts(scene: Any) -> None:
    await scene.submitted()
    approver = await scene.world.contact(permissions=(Permission.WORK_APPROVE,))
    preview = await approver.get("/work/approval-preview")
    assert (preview["count"], preview["amounts"]) == (1, None)


async def test_what_was_shown_and_what_is_approved_cannot_differ(scene: Any) -> None:
    await scene.submitted()
    shown = await scene.all_shown(scene.contact)
    late = (await scene.log(day=1))["entry_id"]
    await scene.contractor.post("/my/work/submit", {"entry_ids": [late]})
    for path, more in (("/work/approve", {}), ("/work/return", {"reason": "No"})):
        problem = await scene.contact.post(path, {**shown, **more}, expect=409)
        assert (problem["code"], problem["count"]) == ("preview_outdated", 2)
    assert (await scene.contact.get("/work/approval-preview"))["count"] == 2


async def test_a_filter_approves_only_what_it_shows(scene: Any) -> None:
    ids = await scene.submitted(3)
    done = await scene.contact.post(
        "/work/approve",
        await scene.all_shown(scene.contact, **{"from": "2026-03-03", "to": "2026-03-03"}),
    )
    assert (done["approved"], done["refused"]) == ([ids[1]], [])
    none = await scene.contact.post(
        "/work/approve", await scene.all_shown(scene.contact, project_id=str(new_id()))
    )
    assert (none["approved"], none["refused"]) == ([], [])


@pytest.mark.requirement("X8")
async def test_what_is_approved_already_is_a_conflict_that_names_its_state(scene: Any) -> None:
    [entry_id] = await scene.approved()
    for caller in (scene.contact, scene.staff):
        problem = await caller.post(
            "/work/approve", {"entries": scene.seen([entry_id])}, expect=409
        )
        assert problem["code"] == "already_approved"
        assert problem["state"] == "approved"
        assert problem["entry_id"] == entry_id
    problem = await scene.contact.post(
        "/work/return", {"entries": scene.seen([entry_id]), "reason": "Too late"}, expect=409
    )
    assert problem["state"] == "approved"


async def test_many_entries_are_answered_row_by_row(scene: Any) -> None:
    [approved] = await scene.approved()
    draft = (await scene.log(day=2))["entry_id"]
    waiting = (await scene.log(day=3))["entry_id"]
    await scene.contractor.post("/my/work/submit", {"entry_ids": [waiting]})
    unknown = str(new_id())

    done = await scene.contact.post(
        "/work/approve", {"entries": scene.seen([waiting, approved, waiting, draft, unknown])}
    )
    assert done["approved"] == [waiting]
    assert [(r["entry_id"], r["code"], r["state"]) for r in done["refused"]] == [
        (approved, "already_approved", "approved"),
        (draft, "not_found", None),
        (unknown, "not_found", None),
    ]
    by_staff = await scene.staff.post("/work/approve", {"entries": scene.seen([draft, approved])})
    assert [(r["code"], r["state"]) for r in by_staff["refused"]] == [
        ("not_submitted", "draft"),
        ("already_approved", "approved"),
    ]
    await scene.contact.post("/work/approve", {"entries": scene.seen([unknown])}, expect=404)


HOLD = "SELECT FROM entries WHERE agency_id = $1 AND entry_id = ANY($2::uuid[]) FOR UPDATE"


async def test_two_approvals_at_once_have_one_effect(
    scene: Any, recorded: RecordedEvents, meet: Any
) -> None:
    ids = await scene.submitted(3)
    shown = await scene.all_shown(scene.staff)

    async def of_all_shown() -> dict[str, Any]:
        """All or nothing: whoever comes later hears that nothing of it is left."""
        answer = await scene.world.client.post(
            "/work/approve", json=shown, headers=scene.staff.headers
        )
        if answer.status_code == 409:
            assert answer.json()["code"] == "preview_outdated"
            return {"approved": [], "refused": []}
        return answer.json()

    answers = await meet(
        scene,
        HOLD,
        [UUID(each) for each in ids],
        scene.contact.post("/work/approve", {"entries": scene.seen(ids)}),
        of_all_shown(),
        scene.contact.post("/work/approve", {"entries": scene.seen(list(reversed(ids)))}),
        scene.staff.post("/work/approve", {"entries": scene.seen(ids[1:])}),
    )
    approved = Counter(each for answer in answers for each in answer["approved"])
    assert approved == Counter(ids)
    refused = [each for answer in answers for each in answer["refused"]]
    assert {(each["code"], each["state"]) for each in refused} == {("already_approved", "approved")}
    events = await recorded(WorkApproved)
    assert sorted(str(e.entry_id) for event in events for e in event.entries) == sorted(ids)
    detail = await scene.staff.get(f"/work/{ids[0]}")
    assert [step["step"] for step in detail["steps"]] == ["submit", "approve"]


async def test_a_second_approval_of_one_entry_at_once_is_the_conflict(
    scene: Any, meet: Any
) -> None:
    ids = await scene.submitted()
    answers = await meet(
        scene,
        HOLD,
        [UUID(each) for each in ids],
        *(
            scene.world.client.post(
                "/work/approve", json={"entries": scene.seen(ids)}, headers=scene.contact.headers
            )
            for _ in range(3)
        ),
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]


async def test_an_approval_and_a_return_at_once_leave_one_of_them(
    scene: Any, recorded: RecordedEvents, meet: Any
) -> None:
    ids = await scene.submitted(2)
    approved, returned = await meet(
        scene,
        HOLD,
        [UUID(each) for each in ids],
        scene.contact.post("/work/approve", {"entries": scene.seen(ids)}),
        scene.staff.post("/work/return", {"entries": scene.seen(ids), "reason": "Six"}),
    )
    assert sorted([len(approved["approved"]), len(returned["returned"])]) == [0, 2]
    assert len(await recorded(WorkApproved)) + len(await recorded(WorkReturned)) == 1


async def test_the_same_command_sent_again_with_its_key_is_answered_alike(
    scene: Any, recorded: RecordedEvents
) -> None:
    [entry_id] = await scene.submitted()
    headers = {"Idempotency-Key": "approve-1"}
    first, second = [
        await scene.contact.call(
            "POST", "/work/approve", json={"entries": scene.seen([entry_id])}, headers=headers
        )
        for _ in range(2)
    ]
    assert first == second
    assert first["approved"] == [entry_id]
    assert len(await recorded(WorkApproved)) == 1


@pytest.mark.requirement("A3")
async def test_staff_approve_on_behalf_and_it_is_said_so(
    scene: Any, recorded: RecordedEvents
) -> None:
    ids = await scene.submitted()
    await scene.staff.post("/work/approve", {"entries": scene.seen(ids)})
    [event] = await recorded(WorkApproved)
    assert event.on_behalf
    detail = await scene.contractor.get(f"/my/work/{ids[0]}")
    assert detail["approved_by_name"] == scene.staff.name


@pytest.mark.requirement("K11")
@pytest.mark.requirement("C13")
async def test_returned_work_comes_back_with_its_reason_and_can_be_handed_in_again(
    scene: Any, recorded: RecordedEvents
) -> None:
    ids = await scene.submitted(2)
    done = await scene.contact.post(
        "/work/return", {"entries": scene.seen(ids[:1]), "reason": "We counted six"}
    )
    assert done == {"returned": ids[:1], "refused": []}
    [event] = await recorded(WorkReturned)
    assert (event.reason, [str(e.entry_id) for e in event.entries]) == ("We counted six", ids[:1])
    # The rest stays approvable.
    assert (await scene.contact.get("/work/approval-preview"))["count"] == 1

    [row] = (await scene.contractor.get("/my/work", status="returned"))["items"]
    assert row["return_reason"] == "We counted six"
    await scene.contractor.put(
        f"/my/work/{ids[0]}",
        {"version": 1, "work_on": row["work_on"], "article": "regular", "quantity": "6"},
    )
    await scene.contractor.post("/my/work/submit", {"entry_ids": ids[:1]})
    await scene.contact.post("/work/approve", {"entries": scene.seen(ids[:1], version=2)})

    detail = await scene.contact.get(f"/work/{ids[0]}")
    assert [(v["version"], v["quantity"]) for v in detail["versions"]] == [(1, "8"), (2, "6")]
    assert [(s["step"], s["version"], s["reason"]) for s in detail["steps"]] == [
        ("submit", 1, ""),
        ("return", 1, "We counted six"),
        ("submit", 2, ""),
        ("approve", 2, ""),
    ]


@pytest.mark.requirement("K11")
async def test_an_agency_can_keep_returning_from_contacts_but_not_from_staff(scene: Any) -> None:
    ids = await scene.submitted()
    await scene.world.change_agency(contacts_may_return=False)
    body = {"entries": scene.seen(ids), "reason": "We counted six"}
    problem = await scene.contact.post("/work/return", body, expect=403)
    assert problem["code"] == "return_not_allowed"
    assert (await scene.staff.post("/work/return", body))["returned"] == ids


async def test_an_approval_names_entries_or_a_filter_and_a_return_its_reason(scene: Any) -> None:
    ids = await scene.submitted()
    seen, shown = scene.seen(ids), await scene.all_shown(scene.contact)
    without_count = {key: value for key, value in shown.items() if key != "expected_count"}
    without_print = {key: value for key, value in shown.items() if key != "fingerprint"}
    for body in (
        {},
        {"entries": seen, **shown},
        {"entries": []},
        {"entries": seen, "except": ids},
        {"entries": seen + scene.seen(ids, version=2)},
        {"entry_ids": ids},
        without_count,
        without_print,
        {"everything": True},
    ):
        await scene.contact.post("/work/approve", body, expect=422)
    for reason in ("", "   ", "x" * 501):
        await scene.contact.post(
            "/work/return", {"entries": scene.seen(ids), "reason": reason}, expect=422
        )


async def test_an_entry_that_waits_names_on_whom(scene: Any) -> None:
    [entry_id] = await scene.submitted()
    await scene.world.contact(permissions=(Permission.WORK_VIEW,))
    await scene.world.contact(company=1)
    detail = await scene.contractor.get(f"/my/work/{entry_id}")
    assert detail["waits_on"] == [scene.contact.name]
    await scene.contact.post("/work/approve", {"entries": scene.seen([entry_id])})
    assert (await scene.contractor.get(f"/my/work/{entry_id}"))["waits_on"] == []


async def test_a_large_approval_is_said_in_messages_that_a_broker_takes(
    scene: Any, recorded: RecordedEvents
) -> None:
    first = date(2026, 1, 1)
    header = "work_order,date,article,quantity,note"
    rows = [
        f"{scene.order['code']},{first + timedelta(days=day)},regular,1,Part {part}"
        for day in range(60)
        for part in range(7)
    ]
    assert (await scene.contractor.upload("\n".join((header, *rows))))["accepted"] == 420
    whole = {"from": "2026-01-01", "to": "2026-12-31"}
    assert len((await scene.contractor.post("/my/work/submit", whole))["submitted"]) == 420
    shown = await scene.all_shown(scene.contact)
    assert len((await scene.contact.post("/work/approve", shown))["approved"]) == 420
    for event_type in (WorkSubmitted, WorkApproved):
        events = await recorded(event_type)
        assert [len(event.entries) for event in events] == [200, 200, 20]
        assert len({entry.entry_id for event in events for entry in event.entries}) == 420
    assert len({event.approval_id for event in await recorded(WorkApproved)}) == 1
