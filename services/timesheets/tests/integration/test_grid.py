"""What the work grid needs: a week copied, a cell filled once, nothing removed unseen."""

from typing import Any

import pytest

from chassis.ids import new_id

MONDAY = "2026-03-02"
NEXT = "2026-03-09"
WEEKS = {"from_week": MONDAY, "to_week": NEXT}


@pytest.mark.requirement("C13")
async def test_a_week_is_copied_as_drafts_into_empty_cells(scene: Any) -> None:
    await scene.log(day=0, quantity="7.5", note="Valves")
    await scene.log(day=1, quantity="8")
    await scene.log(day=8, quantity="3")
    preview = await scene.contractor.get("/my/work/copy", **WEEKS)
    assert [(cell["work_on"], cell["quantity"]) for cell in preview["cells"]] == [(NEXT, "7.5")]

    done = await scene.contractor.post("/my/work/copy", WEEKS, expect=201)
    [created] = done["created"]
    assert (created["status"], created["version"], created["note"]) == ("draft", 1, "")
    assert [(cell["work_on"], cell["code"]) for cell in done["left_out"]] == [
        ("2026-03-10", "already_logged")
    ]
    assert done["left_out"] == preview["left_out"]
    week = await scene.contractor.get("/my/work", **{"from": NEXT, "to": "2026-03-15"})
    assert [(row["work_on"], row["quantity"]) for row in week["items"]] == [
        ("2026-03-10", "3"),
        (NEXT, "7.5"),
    ]
    assert (await scene.contractor.post("/my/work/copy", WEEKS, expect=201))["created"] == []


@pytest.mark.requirement("C13")
async def test_a_copy_that_is_sent_again_logs_nothing_twice(scene: Any) -> None:
    await scene.log()
    headers = {**scene.contractor.headers, "Idempotency-Key": str(new_id())}
    answers = [
        await scene.world.client.post("/my/work/copy", json=WEEKS, headers=headers)
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert len((await scene.contractor.get("/my/work"))["items"]) == 2


@pytest.mark.requirement("C13")
async def test_a_cell_that_is_typed_again_after_a_lost_answer_is_logged_once(scene: Any) -> None:
    body = {
        "work_order_id": scene.order["work_order_id"],
        "work_on": MONDAY,
        "article": "regular",
        "quantity": "8",
        "only_if_none": True,
    }
    headers = {**scene.contractor.headers, "Idempotency-Key": str(new_id())}
    answers = [
        await scene.world.client.post("/my/work", json=body, headers=headers) for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()


@pytest.mark.requirement("C13")
async def test_two_windows_do_not_both_fill_a_cell_that_they_saw_empty(scene: Any) -> None:
    first = await scene.log(only_if_none=True)
    problem = await scene.log(quantity="6", only_if_none=True, expect=409)
    assert (problem["code"], problem["entry_id"]) == ("cell_taken", first["entry_id"])
    await scene.log(quantity="1", article="overtime", only_if_none=True)
    await scene.log(day=1, only_if_none=True)
    # A second piece of work of the day is logged by those who mean it.
    await scene.log(quantity="2", note="Second shift")


@pytest.mark.requirement("C13")
async def test_what_was_withdrawn_leaves_its_cell_empty(scene: Any) -> None:
    [entry] = await scene.submitted()
    await scene.contact.post("/work/return", {"entries": scene.seen([entry]), "reason": "Not here"})
    await scene.contractor.call("DELETE", f"/my/work/{entry}", expect=204)
    await scene.log(only_if_none=True)


@pytest.mark.requirement("C13")
async def test_work_that_was_changed_since_it_was_read_is_not_removed(scene: Any) -> None:
    path = f"/my/work/{(await scene.log())['entry_id']}"
    body = {"version": 1, "work_on": MONDAY, "article": "regular", "quantity": "5"}
    await scene.contractor.put(path, body)
    problem = await scene.contractor.call("DELETE", f"{path}?version=1", expect=409)
    assert (problem["code"], problem["version"]) == ("other_version", 2)
    await scene.contractor.call("DELETE", f"{path}?version=2", expect=204)


async def test_weeks_that_overlap_are_refused(scene: Any) -> None:
    problem = await scene.contractor.post(
        "/my/work/copy", {"from_week": MONDAY, "to_week": "2026-03-05"}, expect=422
    )
    assert problem["code"] == "same_week"
    assert [error["field"] for error in problem["errors"]] == ["to_week"]


@pytest.mark.requirement("X8")
@pytest.mark.parametrize("far", ["0001-01-01", "9999-12-31"])
async def test_a_week_at_the_end_of_the_calendar_is_refused_by_name(scene: Any, far: str) -> None:
    for weeks in (
        {"from_week": MONDAY, "to_week": far},
        {"from_week": far, "to_week": MONDAY},
    ):
        problem = await scene.contractor.post("/my/work/copy", weeks, expect=422)
        [named] = [name for name, week in weeks.items() if week == far]
        assert [error["field"] for error in problem["errors"]] == [named]


async def test_a_copy_reaches_nobody_elses_work(scene: Any) -> None:
    await scene.log()
    stranger = await scene.world.contractor()
    assert await stranger.post("/my/work/copy", WEEKS, expect=201) == {
        "created": [],
        "left_out": [],
    }
    await scene.contact.get("/my/work/copy", expect=403, **WEEKS)
    answer = await scene.world.client.post("/my/work/copy", json=WEEKS)
    assert answer.status_code == 401
