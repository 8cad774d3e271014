"""What is approved or returned is what the person saw, or nothing."""

from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any

import pytest

from chassis.conditions import Conditions
from chassis.ids import new_id
from chassis.runtime import Runtime
from chassis.uow import UnitOfWork
from contracts.access import Permission
from contracts.events.timesheets import WorkApproved
from contracts.money import Money
from timesheets.work import queries
from timesheets.work.bulk import MAX_ENTRIES

RecordedEvents = Callable[[type[Any]], Awaitable[list[Any]]]


async def correct(scene: Any, entry_id: str, quantity: str, *, version: int = 1) -> None:
    work = {"work_on": "2026-03-02", "article": "regular", "quantity": quantity}
    await scene.staff.post(f"/work/{entry_id}/correct", {**work, "version": version})


async def change_rate(scene: Any, bill_rate: str) -> None:
    articles = [
        article | ({"bill_rate": bill_rate} if article["article"] == "regular" else {})
        for article in scene.order["articles"]
    ]
    terms = {
        "articles": [
            {name: article[name] for name in ("article", "pay_rate", "bill_rate")}
            for article in articles
        ]
    }
    await scene.staff.put(f"/work-orders/{scene.order['work_order_id']}", terms)


@pytest.mark.requirement("K9")
@pytest.mark.parametrize("command", ["approve", "return"])
async def test_what_was_corrected_after_the_preview_is_not_decided_on(
    scene: Any, recorded: RecordedEvents, command: str
) -> None:
    ids = await scene.submitted(2)
    shown = await scene.all_shown(scene.contact)
    # As many entries as before: only one of them says something else.
    await correct(scene, ids[0], "12")
    body = {**shown, **({"reason": "No"} if command == "return" else {})}
    problem = await scene.contact.post(f"/work/{command}", body, expect=409)
    assert (problem["code"], problem["count"]) == ("preview_outdated", 2)
    summary = await scene.contact.get("/work/summary")
    assert summary["to_approval"]["count"] == 2
    again = {**body, **await scene.all_shown(scene.contact)}
    await scene.contact.post(f"/work/{command}", again)
    summary = await scene.contact.get("/work/summary")
    assert summary["to_approval"]["count"] == 0
    approved = [entry.quantity for event in await recorded(WorkApproved) for entry in event.entries]
    assert approved == ([Decimal(12), Decimal(8)] if command == "approve" else [])


async def test_another_rate_or_another_entry_in_place_of_one_is_something_else_too(
    scene: Any,
) -> None:
    ids = await scene.submitted(2)
    shown = await scene.all_shown(scene.contact)
    await change_rate(scene, "95")
    problem = await scene.contact.post("/work/approve", shown, expect=409)
    assert problem["code"] == "preview_outdated"
    shown = await scene.all_shown(scene.contact)
    await scene.staff.post("/work/return", {"entries": scene.seen(ids[:1]), "reason": "No"})
    other = (await scene.log(day=3))["entry_id"]
    await scene.contractor.post("/my/work/submit", {"entry_ids": [other]})
    problem = await scene.contact.post("/work/approve", shown, expect=409)
    assert (problem["code"], problem["count"]) == ("preview_outdated", 2)


async def test_what_is_corrected_while_a_preview_is_reckoned_is_not_approved_by_it(
    scene: Any, recorded: RecordedEvents, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = await scene.submitted(2)
    reckon = queries._amounts  # pyright: ignore[reportPrivateUsage]
    meanwhile = iter(("12",))

    async def amounts(uow: UnitOfWork, where: Conditions) -> list[Money]:
        reckoned = await reckon(uow, where)
        for quantity in meanwhile:
            await correct(scene, ids[0], quantity)
        return reckoned

    monkeypatch.setattr(queries, "_amounts", amounts)
    shown = await scene.all_shown(scene.contact)
    problem = await scene.contact.post("/work/approve", shown, expect=409)
    assert problem["code"] == "preview_outdated"
    assert await recorded(WorkApproved) == []
    await scene.contact.post("/work/approve", await scene.all_shown(scene.contact))
    approved = [entry.quantity for event in await recorded(WorkApproved) for entry in event.entries]
    assert sorted(approved) == [Decimal(8), Decimal(12)]


async def test_single_entries_are_approved_as_they_were_seen_and_the_others_named(
    scene: Any, recorded: RecordedEvents
) -> None:
    ids = await scene.submitted(3)
    await correct(scene, ids[0], "6")
    for path, more in (("approve", {}), ("return", {"reason": "No"})):
        body = {"entries": scene.seen(ids[:1]), **more}
        problem = await scene.contact.post(f"/work/{path}", body, expect=409)
        assert (problem["code"], problem["version"]) == ("other_version", 2)
    done = await scene.contact.post("/work/approve", {"entries": scene.seen(ids)})
    assert done["approved"] == ids[1:]
    assert [(each["entry_id"], each["code"]) for each in done["refused"]] == [
        (ids[0], "other_version")
    ]
    # Those that failed are looked at and tried again.
    await scene.contact.post("/work/approve", {"entries": scene.seen(ids[:1], version=2)})
    entries = [entry for event in await recorded(WorkApproved) for entry in event.entries]
    assert sorted(str(entry.entry_id) for entry in entries) == sorted(ids)


async def test_single_entries_with_their_preview_are_all_as_it_showed_or_none_is_approved(
    scene: Any,
) -> None:
    ids = await scene.submitted(2)
    chosen = {"entries": scene.seen(ids)}
    preview = await scene.contact.post("/work/approve/preview", chosen)
    await change_rate(scene, "95")
    stale = {**chosen, "fingerprint": preview["fingerprint"]}
    problem = await scene.contact.post("/work/approve", stale, expect=409)
    assert problem["code"] == "preview_outdated"
    assert (await scene.contact.get("/work/summary"))["approved"]["count"] == 0


@pytest.mark.requirement("K9")
async def test_all_that_a_filter_shows_but_for_what_was_unticked(scene: Any) -> None:
    ids = await scene.submitted(4)
    selected = {"filter": {}, "except": [ids[2], str(new_id())]}
    preview = await scene.contact.post("/work/approve/preview", selected)
    assert preview["count"] == 3
    shown = {"expected_count": 3, "fingerprint": preview["fingerprint"]}
    # What all of them were is not what three of them are.
    whole = await scene.all_shown(scene.contact)
    await scene.contact.post(
        "/work/approve", {**selected, **shown, "fingerprint": whole["fingerprint"]}, expect=409
    )
    done = await scene.contact.post("/work/approve", {**selected, **shown})
    assert sorted(done["approved"]) == sorted([ids[0], ids[1], ids[3]])
    [left] = (await scene.contact.get("/work", status="to_approval"))["items"]
    assert left["entry_id"] == ids[2]


async def test_a_preview_points_out_what_a_person_would_look_at(scene: Any) -> None:
    ids = await scene.submitted(5)  # Monday to Friday, eight hours each
    assert (await scene.contact.get("/work/approval-preview"))["stands_out"] == []
    more = [
        (await scene.log(day=1, quantity="2", article="overtime"))["entry_id"],
        (await scene.log(day=2, quantity="1", note="Again"))["entry_id"],
        (await scene.log(day=5, quantity="4"))["entry_id"],
    ]
    # Nobody but the contractor knows of a draft.
    await scene.log(day=3, quantity="3")
    await scene.contractor.post("/my/work/submit", {"entry_ids": more})

    async def remarks(caller: Any) -> dict[str, tuple[int, list[str]]]:
        found = (await caller.get("/work/approval-preview"))["stands_out"]
        return {each["kind"]: (each["count"], each["entry_ids"]) for each in found}

    found = await remarks(scene.contact)
    assert found == {
        "long_day": (4, [ids[1], more[0], ids[2], more[1]]),
        "weekend": (1, [more[2]]),
        "doubled_day": (2, [ids[2], more[1]]),
    }
    await change_rate(scene, "95")
    assert (await remarks(scene.contact))["rate_changed"][0] == 8
    # Who may not see money is not told of rates.
    approver = await scene.world.contact(permissions=(Permission.WORK_APPROVE,))
    assert await remarks(approver) == found
    order = f"/work-orders/{scene.order['work_order_id']}"
    await scene.staff.put(order, {"minutes_per_day": 660})
    assert "long_day" not in await remarks(scene.contact)


async def test_a_preview_of_as_many_as_can_be_approved_at_once_looks_at_each_of_them_once(
    scene: Any, runtime: Runtime
) -> None:
    await scene.submitted(1)
    async with runtime.unit_of_work(scene.world.agency.agency_id) as uow:
        # They come faster than PostgreSQL counts them: it plans as if there were one.
        await uow.execute(
            """
            INSERT INTO entries
                (agency_id, entry_id, work_order_id, project_id, company_id, contractor_id, version,
                 status, work_on, article, quantity, minutes, note, written_by, written_at,
                 submitted_at)
            SELECT agency_id, gen_random_uuid(), work_order_id, project_id, company_id,
                   contractor_id, version, status, work_on + nth / 2, article, quantity, minutes,
                   note, written_by, written_at, submitted_at
            FROM (SELECT * FROM entries LIMIT 1) one, generate_series(1, $1::int) nth
            """,
            MAX_ENTRIES - 1,
        )
    preview = await scene.contact.get("/work/approval-preview")
    assert (preview["count"], preview["hours"]) == (MAX_ENTRIES, str(MAX_ENTRIES * 8))
    found = {each["kind"]: each["count"] for each in preview["stands_out"]}
    # Two on each day, from a Monday on.
    weekends = sum(nth // 2 % 7 in {5, 6} for nth in range(MAX_ENTRIES))
    assert found == {"long_day": MAX_ENTRIES, "weekend": weekends, "doubled_day": MAX_ENTRIES}


async def test_an_expense_that_payments_could_not_book_is_refused_until_the_order_is_corrected(
    scene: Any, runtime: Runtime, recorded: RecordedEvents
) -> None:
    hours, small, large = [
        (await scene.log())["entry_id"],
        (await scene.log(article="expense", quantity="20"))["entry_id"],
        (await scene.log(article="expense", quantity="999999"))["entry_id"],
    ]
    everything = [hours, small, large]
    await scene.contractor.post("/my/work/submit", {"entry_ids": everything})
    # An order from before factors were bounded.
    async with runtime.unit_of_work(scene.world.agency.agency_id) as uow:
        await uow.execute("UPDATE articles SET bill_rate = 10000000 WHERE article = 'expense'")
    alone = await scene.contact.post("/work/approve", {"entries": scene.seen([large])}, expect=409)
    assert (alone["code"], alone["state"]) == ("expense_too_large", "to_approval")
    # It may be what the contractor is paid at.
    assert "10000000" not in str(alone)
    shown = await scene.all_shown(scene.contact)
    refused = await scene.contact.post("/work/approve", shown, expect=409)
    assert refused["code"] == "expense_too_large"
    assert await recorded(WorkApproved) == []
    done = await scene.contact.post("/work/approve", {"entries": scene.seen(everything)})
    assert sorted(done["approved"]) == sorted([hours, small])
    [refusal] = done["refused"]
    assert (refusal["entry_id"], refusal["code"]) == (large, "expense_too_large")
    assert "ask the agency" in refusal["reason"]
    rates = [
        {name: article[name] for name in ("article", "pay_rate", "bill_rate")}
        for article in scene.order["articles"]
    ]
    await scene.staff.put(f"/work-orders/{scene.order['work_order_id']}", {"articles": rates})
    await scene.contact.post("/work/approve", {"entries": scene.seen([large])})
