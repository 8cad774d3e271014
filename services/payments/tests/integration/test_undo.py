"""Approvals that can be taken back: on the trail, and nothing to money before their end."""

from datetime import datetime
from typing import Any

import pytest

from contracts.events.identity import InvoiceCadence, InvoicePreferences
from contracts.events.payments import InvoiceIssued, TransactionCreated
from contracts.events.timesheets import WorkOrder
from contracts.events.trail import TrailChanged
from payments.trail.check import check_trail

from ..builders import an_entry
from ..conftest import AgencyAtWork
from ..trail_stories import Story

pytestmark = pytest.mark.requirement("B1")

AT_ONCE = InvoicePreferences(cadence=InvoiceCadence.IMMEDIATE)


async def trail(agency: AgencyAtWork, order: WorkOrder) -> Any:
    path = f"/my/trail/{order.work_order_id}/2026-02-01"
    return await agency.get(path, agency.own(order.contractor_id))


def steps(found: Any) -> list[str]:
    return [step["what"] for step in reversed(found["timeline"])]


async def test_an_approval_is_seen_with_its_end_and_priced_and_invoiced_only_then(
    agency: AgencyAtWork,
) -> None:
    order = await agency.work_order(preferences=AT_ONCE)
    one, other = an_entry("8"), an_entry("4")
    story = Story(order)
    await agency.hears(story.submits(one, other))
    told = len(await agency.said(TrailChanged))
    given = story.gives(one, other)
    await agency.hears(given)
    assert len(await agency.said(TrailChanged)) == told + 1
    found = await trail(agency, order)
    assert (found["waits_for"], found["waits_on"]) == ("final_approval", "client")
    assert datetime.fromisoformat(found["waits"][0]["final_at"]) == given.final_at
    approved = next(stage for stage in found["stages"] if stage["stage"] == "approved")
    assert (approved["state"], approved["hours"], approved["amount"]) == ("partly", "12", None)
    assert datetime.fromisoformat(approved["final_at"]) == given.final_at
    assert await agency.said(TransactionCreated) == []

    await agency.hears(story.undoes(other))
    found = await trail(agency, order)
    assert [(wait["waits_for"], wait["hours"]) for wait in found["waits"]] == [
        ("approval", "4"),
        ("final_approval", "8"),
    ]
    assert await agency.said(InvoiceIssued) == []

    await agency.hears(story.ends(given, one))
    found = await trail(agency, order)
    assert [wait["waits_for"] for wait in found["waits"]] == ["approval", "pay_run"]
    assert len(await agency.said(TransactionCreated)) == 1
    [line] = await agency.rows("SELECT entry_id FROM work_lines")
    assert line["entry_id"] == one.entry_id
    [invoice] = await agency.said(InvoiceIssued)
    assert [entry for work in invoice.work for entry in work.entry_ids] == [one.entry_id]
    assert steps(found)[:4] == ["submitted", "approval_given", "approval_undone", "approval_final"]
    assert await check_trail(agency.runtime, []) == 0


async def test_a_run_leaves_work_that_is_not_approved_for_good_and_says_so(
    agency: AgencyAtWork,
) -> None:
    order = await agency.work_order()
    final, not_final = an_entry("8"), an_entry("4")
    story = Story(order)
    given = story.gives(not_final)
    await agency.hears(
        story.submits(final, not_final), story.approves(final), given, story.gives(an_entry("2"))
    )
    answer = await agency.post("/invoice-runs", {"up_to": "2026-02-28"})
    assert len(answer["invoices"]) == 1
    [left] = answer["not_final"]
    assert (left["company_id"], left["entries"]) == (str(order.company_id), 2)
    assert datetime.fromisoformat(left["final_at"]) > given.final_at
    [invoice] = await agency.said(InvoiceIssued)
    assert [entry for work in invoice.work for entry in work.entry_ids] == [final.entry_id]
    # Of days after the run nothing is said.
    before = await agency.post("/invoice-runs", {"up_to": "2026-01-31"})
    assert before["not_final"] == []


async def test_an_approval_that_staff_take_back_is_the_agencys_doing(agency: AgencyAtWork) -> None:
    order, entry = await agency.work_order(), an_entry("8")
    story = Story(order)
    await agency.hears(
        story.submits(entry), story.gives(entry), story.undoes(entry, on_behalf=True)
    )
    found = await trail(agency, order)
    newest = found["timeline"][0]
    assert (newest["what"], newest["party"]) == ("approval_undone", "agency")
    assert (found["waits_for"], found["waits"][0]["final_at"]) == ("approval", None)
