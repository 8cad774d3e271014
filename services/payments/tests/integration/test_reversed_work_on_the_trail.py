"""What the trail says of work whose transaction was reversed."""

from decimal import Decimal

import pytest

from contracts.events.payments import TransactionCreated

from ..builders import an_entry
from ..conftest import AgencyAtWork
from ..trail_stories import Story
from .test_trail import states, steps, trail, waits

pytestmark = pytest.mark.requirement("C14")


async def test_work_of_a_reversed_transaction_waits_for_its_contractor_at_once(
    agency: AgencyAtWork,
) -> None:
    order, entry = await agency.work_order(), an_entry("8")
    story = Story(order)
    await agency.hears(story.submits(entry), story.approves(entry), ids=story.ids)
    (made,) = await agency.said(TransactionCreated)
    path = f"/transactions/{made.transaction.transaction_id}/reverse"
    await agency.post(path, {"reason": "wrong work order"})

    again = an_entry("8", entry_id=entry.entry_id, version=2)
    for told in (False, True):
        if told:  # by timesheets, a moment later
            await agency.hears(story.returns(again, reason="wrong work order"))
        found = await trail(agency, order)
        assert waits(found)[:2] == ("correction", "contractor")
        assert set(states(found).values()) == {"waiting", "not_needed"}
        assert found["net"]["amount_minor"] == found["gross"]["amount_minor"] == 0
        assert "reversed" in steps(found)

    await agency.hears(story.submits(again))
    assert waits(await trail(agency, order))[:2] == ("approval", "client")
    await agency.hears(story.approves(again))
    found = await trail(agency, order)
    assert found["waits_for"] == "pay_run"
    assert Decimal(found["stages"][0]["hours"]) == Decimal(found["stages"][1]["hours"]) == 8
    assert found["gross"]["amount_minor"] == 320_00


async def test_what_is_taken_back_in_part_is_not_said_with_the_amount_of_all(
    agency: AgencyAtWork,
) -> None:
    order, stays, goes = await agency.work_order(), an_entry("8"), an_entry("2")
    story = Story(order)
    await agency.hears(story.submits(stays, goes), story.approves(stays, goes), ids=story.ids)
    await agency.post("/work/reopen", {"entry_ids": [str(goes.entry_id)], "reason": "wrong day"})

    found = (await trail(agency, order))["timeline"]
    (taken_back,) = (one for one in found if one["what"] == "reversed")
    assert taken_back["amount"] is None
    priced = [one["amount"]["amount_minor"] for one in found if one["what"] == "priced"]
    assert [minor < 0 for minor in sorted(priced)] == [True, False]


async def test_work_of_a_reversed_transaction_that_is_withdrawn_is_waited_for_no_more(
    agency: AgencyAtWork,
) -> None:
    order, entry = await agency.work_order(), an_entry("8")
    story = Story(order)
    made = await agency.approves(order, entry)
    path = f"/transactions/{made.transaction.transaction_id}/reverse"
    await agency.post(path, {"reason": "wrong work order"})
    again = an_entry("8", entry_id=entry.entry_id, version=2)
    await agency.hears(story.returns(again), story.withdraws(again))
    found = await trail(agency, order)
    assert (found["waits_for"], states(found)["paid_out"]) == ("nothing", "not_needed")
