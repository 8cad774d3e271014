"""The money trail (C14): how far work is on its way to money, and what it waits for on whom."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.async_api import Page, expect

from portico_local.demo.client import until

from ..conftest import NewContractor, Picture
from ..people import NARROW, Site, scrolls_sideways, texts, violations
from .working import Worker, last_monday, money

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240, func_only=True)]

TRAIL = "/contractor/trail"


async def stages(page: Page) -> list[str]:
    """Each stage of the only trail: its name and its state."""
    found = await texts(page.get_by_role("list", name="Stages").get_by_role("listitem"))
    return [re.split(r", | (?=\d)", text)[0] for text in found]


async def receive(site: Site, invoice: dict[str, Any], amount_minor: int) -> None:
    """The client's money comes in for an invoice."""
    await site.staff.post(
        f"/api/agency/invoices/{invoice['invoice_id']}/receipts",
        {
            "amount_minor": amount_minor,
            "currency": invoice["open_amount"]["currency"],
            "received_on": invoice["issued_on"],
            "reference": f"of the money trail, {amount_minor}",
        },
        once=True,
    )


@pytest.mark.requirement("C14")
async def test_the_trail_says_at_each_stage_what_it_waits_for_while_it_happens(
    site: Site, new_contractor: NewContractor, picture: Picture
) -> None:
    worker = await Worker.of(site, new_contractor)
    order = await worker.work_order("pay_when_paid")
    # Of a month that has ended, so that an invoice run of today takes it.
    entry = await worker.submit(order, "8", last_monday() - timedelta(days=35))
    [row] = await until(
        lambda: worker.guest.all("/api/contractor/trail"), bool, what="the trail of the work"
    )
    client, agency = row["company_name"], site.demo_agency.plan.name
    path = f"{TRAIL}/{order}/{row['period_start']}"
    async with site.signed_in(worker.email, path) as page:
        now = page.get_by_role("status").filter(has_text=re.compile("Waiting|will be paid"))
        # Each line comes by itself: the page is opened once.
        await expect(now).to_have_text(f"Waiting for {client} to approve 8\u00a0h")
        assert await stages(page) == [
            "Hours submitted Done",
            "Approved Still to come",
            "Invoiced Still to come",
            "Client paid Still to come",
            "Paid out Still to come",
        ]
        # What has no price yet is not said to be worth nothing.
        await expect(page.get_by_text("Gross", exact=True)).to_have_count(0)
        await worker.approve(entry)
        await expect(now).to_have_text(f"Waiting for {agency} to invoice {client}")
        today = datetime.now(UTC).date()
        before = {one["invoice_id"] for one in await site.staff.all("/api/agency/invoices")}
        await site.staff.post("/api/agency/invoice-runs", {"up_to": today.isoformat()})
        await expect(now).to_contain_text(f"Waiting for {client} to pay, due ")
        [owed] = await worker.transactions(1)
        await expect(page.get_by_text("Gross", exact=True)).to_be_visible()
        # Nor is what is not paid yet a payment of nothing.
        await expect(page.get_by_role("term").filter(has_text="Paid out")).to_have_count(0)
        new = [
            invoice
            for invoice in await site.staff.all("/api/agency/invoices")
            if invoice["invoice_id"] not in before
        ]
        for invoice in new:
            await receive(site, invoice, invoice["open_amount"]["amount_minor"] // 2)
        # A part of an invoice pays for no hours in particular: none are named.
        paying = page.get_by_role("list", name="Stages").get_by_role("listitem").nth(3)
        await expect(paying).to_contain_text("In part")
        assert not re.search(r"\d\s*h\b", await paying.inner_text())
        for invoice in new:
            total = invoice["open_amount"]["amount_minor"]
            await receive(site, invoice, total - total // 2)
        await expect(now).to_have_text(
            f"{money(owed['net'])} will be paid with {agency}’s next pay run"
        )
        assert await stages(page) == [
            "Hours submitted Done",
            "Approved Done",
            "Invoiced Done",
            "Client paid Done",
            "Paid out Still to come",
        ]
        happened = page.get_by_role("list", name="What happened").get_by_role("listitem")
        await expect(happened).to_have_count(6)
        await expect(happened.first).to_contain_text("Client paid for 8\u00a0h")
        await expect(happened.first).to_contain_text(client)
        await expect(happened.last).to_contain_text("8\u00a0h submitted")
        assert not await violations(page)
        await picture(page, "contractor-trail-piece")
        await page.get_by_role("link", name=owed["number"]).click()
        await expect(page).to_have_url(re.compile(f"/transactions/{owed['transaction_id']}$"))


@pytest.mark.requirement("C14")
async def test_trails_are_chosen_by_state_and_work_order_and_back_restores_them(
    site: Site, new_contractor: NewContractor
) -> None:
    worker = await Worker.of(site, new_contractor)
    first = await worker.work_order("immediate")
    second = await worker.work_order("scheduled")
    await worker.submit(first, "8")
    await worker.submit(second, "3")
    await until(
        lambda: worker.guest.all("/api/contractor/trail"),
        lambda rows: len(rows) == 2,
        what="both trails",
    )
    async with site.signed_in(worker.email, TRAIL) as page:
        pieces = page.get_by_role("article")
        states = page.get_by_role("navigation", name="Which work")
        await expect(pieces).to_have_count(2)
        await states.get_by_role("link", name="Done").click()
        await expect(page.get_by_role("heading", name="Nothing paid yet")).to_be_visible()
        await states.get_by_role("link", name="All").click()
        await expect(pieces).to_have_count(2)
        code = next(
            row["code"]
            for row in await worker.guest.all("/api/contractor/work-orders")
            if row["work_order_id"] == second
        )
        await page.get_by_role("combobox", name="Work order").fill(code)
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        await expect(pieces).to_have_count(1)
        await expect(pieces).to_contain_text("to approve 3\u00a0h")
        address = page.url
        assert f"work_order={second}" in address
        await pieces.get_by_role("link").click()
        await expect(page).to_have_url(re.compile(f"/trail/{second}/{last_monday()}$"))
        await page.get_by_role("main").get_by_role("link", name="Money trail").click()
        await expect(page).to_have_url(address)
        await expect(pieces).to_have_count(1)


@pytest.mark.requirement("C14")
async def test_what_is_done_says_when_it_is_paid_and_the_stages_stand_upright_on_a_phone(
    site: Site, picture: Picture
) -> None:
    email = site.email_of("Grace Okafor")
    guest = await site.api(email)
    done = await guest.all("/api/contractor/trail", state="done")
    async with site.signed_in(email, f"{TRAIL}?state=done", size=NARROW) as page:
        pieces = page.get_by_role("article")
        await expect(pieces).to_have_count(len(done))
        # The story's pay run was run ahead of its day: the money is on its way until then.
        await expect(pieces.first).to_contain_text(f"{money(done[0]['paid'])} will be paid on ")
        await expect(pieces.first).to_contain_text("On its way")
        boxes = [
            await stage.bounding_box() for stage in await pieces.first.get_by_role("listitem").all()
        ]
        lefts = {round(box["x"]) for box in boxes if box}
        tops = [box["y"] for box in boxes if box]
        assert len(boxes) == 5
        assert len(lefts) == 1, "one above the other"
        assert tops == sorted(tops)
        assert len(set(tops)) == 5
        assert not await scrolls_sideways(page)
        await picture(page, "contractor-trail-done-phone")
