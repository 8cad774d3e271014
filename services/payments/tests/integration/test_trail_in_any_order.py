"""Whatever comes when, and however often: the trail is the same, and agrees with the prices."""

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from contracts.events.identity import ContractorKind, InvoiceCadence, InvoicePreferences
from contracts.events.timesheets import ArticleKind, Entry, PayPeriod, WorkOrder
from contracts.ids import WorkOrderId
from payments.trail import repository as trail
from payments.trail.check import check_trail
from payments.trail.work import heard

from ..builders import a_work_order, an_entry, opened
from ..conftest import AgencyAtWork
from ..trail_stories import Story

pytestmark = pytest.mark.requirement("C14")

MONDAY = date(2026, 2, 2)
AT_ONCE = InvoicePreferences(cadence=InvoiceCadence.IMMEDIATE)


def live(story: Story, play: random.Random, entry: Entry) -> None:
    """One entry from its submission to wherever chance leaves it."""

    def another() -> Entry:
        return an_entry(
            f"{play.randint(1, 800) / 100}",
            work_on=MONDAY + timedelta(days=play.randrange(21)),
            article=entry.article,
            entry_id=entry.entry_id,
            version=entry.version + 1,
        )

    story.submits(entry)
    for _ in range(play.randrange(3)):
        match play.choice(["return", "rewrite", "correct", "undo", "withdraw"]):
            case "return":
                story.returns(entry)
                story.submits(entry)
            case "rewrite":
                story.returns(entry)
                entry = another()
                story.submits(entry)
            case "correct":
                before, entry = entry, another()
                story.corrects(before, entry)
            case "undo":
                story.gives(entry)
                story.undoes(entry)
            case _:
                story.returns(entry)
                story.withdraws(entry)
                return
    end(story, play, entry)


def end(story: Story, play: random.Random, entry: Entry) -> None:
    """Wherever chance leaves an entry that was handed in."""
    ending = play.choice(["waits", "returned", "given", "approved", "approved", "final", "final"])
    if ending == "returned":
        story.returns(entry)
    if ending == "approved":
        story.approves(entry)
    if ending in {"given", "final"}:
        given = story.gives(entry)
        if ending == "final":
            story.ends(given)


def a_story(order: WorkOrder, seed: int) -> Story:
    """The same seed, the same story, on any work order."""
    play, story = random.Random(seed), Story(order)  # noqa: S311 - a play, not a secret
    for _ in range(8):
        live(
            story,
            play,
            an_entry(
                f"{play.randint(1, 800) / 100}",
                work_on=MONDAY + timedelta(days=play.randrange(21)),
                article=play.choice(list(ArticleKind)),
            ),
        )
    return story


def alike(found: Any) -> Any:
    """Without what differs between two work orders that went the same way."""
    unlike = {
        "work_order_id",
        "project_id",
        "company_id",
        "transaction_id",
        "transaction_number",
        "number",
        "created_at",
        "at",
    }
    if isinstance(found, dict):
        parts = {name: alike(part) for name, part in found.items() if name not in unlike}
        for unordered in ("timeline", "transactions"):
            if unordered in parts:
                parts[unordered] = sorted(parts[unordered], key=str)
        return parts
    if isinstance(found, list):
        return [alike(part) for part in found]
    return found


async def everything(agency: AgencyAtWork, order: WorkOrder) -> list[Any]:
    own = agency.own(order.contractor_id)
    page = await agency.get(f"/my/trail?work_order_id={order.work_order_id}", own)
    return [
        alike(await agency.get(f"/my/trail/{order.work_order_id}/{one['period_start']}", own))
        for one in page["items"]
    ]


async def an_order(agency: AgencyAtWork) -> WorkOrder:
    """Its taxes do not depend on what else was earned."""
    return await agency.work_order(
        kind=ContractorKind.INCORPORATED, pay_period=PayPeriod.WEEKLY, preferences=AT_ONCE
    )


@pytest.mark.parametrize("seed", range(4))
async def test_events_in_any_order_and_repeated_make_the_same_trail(
    agency: AgencyAtWork, seed: int
) -> None:
    calm, wild = await an_order(agency), await an_order(agency)
    in_order, shuffled = a_story(calm, seed), a_story(wild, seed)
    await agency.hears(*in_order.events, ids=in_order.ids)
    expected = await everything(agency, calm)
    assert len(expected) >= 2

    play = random.Random(-seed)  # noqa: S311
    left = list(zip(shuffled.events, shuffled.ids, strict=True))
    left += play.sample(left, k=len(left) // 2)
    play.shuffle(left)
    while left:
        size = play.randint(1, 9)
        batch, left = left[:size], left[size:]
        await agency.hears(*(event for event, _ in batch), ids=[event_id for _, event_id in batch])
    assert await everything(agency, wild) == expected
    assert await agency.rows("SELECT FROM chassis.dead_letters") == []

    # And once more past the inbox, as if it had forgotten: the rows themselves take no harm.
    again = [heard(i, e) for e, i in zip(shuffled.events, shuffled.ids, strict=True)]  # type: ignore[arg-type]
    play.shuffle(again)
    async with agency.runtime.unit_of_work(agency.agency_id) as uow:
        await trail.keep(uow, again)
    assert await everything(agency, wild) == expected
    assert await check_trail(agency.runtime, []) == 0


async def test_hours_add_up_to_what_was_handed_in_and_not_withdrawn(agency: AgencyAtWork) -> None:
    order = await an_order(agency)
    story = a_story(order, 11)
    await agency.hears(*story.events, ids=story.ids)
    own = agency.own(order.contractor_id)
    page = await agency.get("/my/trail", own)
    shown = sum(Decimal(one["stages"][0]["hours"]) for one in page["items"])
    returned = sum(
        Decimal(wait["hours"])
        for one in page["items"]
        for wait in one["waits"]
        if wait["waits_for"] == "correction"
    )
    (kept,) = await agency.rows(
        """SELECT sum(quantity) AS hours FROM trail_entries
           WHERE standing <> 'withdrawn' AND article <> 'expense'"""
    )
    assert shown + returned == kept["hours"] > 0


async def test_the_check_finds_an_entry_that_is_off(agency: AgencyAtWork) -> None:
    order, entry = await an_order(agency), an_entry("8")
    story = Story(order)
    await agency.hears(story.submits(entry), story.approves(entry))
    assert await check_trail(agency.runtime, []) == 0
    for damage in ("quantity = 9", "standing = 'to_approval', quantity = 8"):
        async with agency.runtime.unit_of_work(agency.agency_id) as uow:
            await uow.execute(f"UPDATE trail_entries SET {damage}")
        assert await check_trail(agency.runtime, []) == 1


async def test_work_that_comes_before_its_work_order_is_shown_once_that_has_come(
    agency: AgencyAtWork,
) -> None:
    known = await an_order(agency)
    order = a_work_order(
        work_order_id=WorkOrderId(Story(known).order.project_id),
        project_id=known.project_id,
        company_id=known.company_id,
        contractor_id=known.contractor_id,
    )
    await agency.hears(Story(order).submits(an_entry("8")))
    assert await everything(agency, order) == []
    await agency.hears(opened(order))
    (found,) = await everything(agency, order)
    assert (found["waits_for"], found["company_name"]) == ("approval", "Acme")
