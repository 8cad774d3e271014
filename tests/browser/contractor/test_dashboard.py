"""The landing page (C4): the next payment, what is pending, what happened, the work to log."""

import re
from datetime import timedelta

import pytest
from playwright.async_api import Locator, Page, expect

from ..conftest import NewContractor
from ..people import Site
from .working import Worker, day, last_monday, money, seen

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240, func_only=True)]


def card(page: Page, name: str) -> Locator:
    """A card of the page."""
    return page.get_by_role("region", name=name, exact=True)


@pytest.mark.requirement("C4")
async def test_the_dashboard_follows_what_happens_from_the_first_day_to_money_that_is_due(
    site: Site, new_contractor: NewContractor
) -> None:
    worker = await Worker.of(site, new_contractor)
    async with site.signed_in(worker.email) as page:
        # Each line comes by itself: the page is opened once.
        await expect(card(page, "Next payment")).to_contain_text("Nothing scheduled yet")
        await expect(page.get_by_role("heading", name="No activity yet")).to_be_visible()
        order = await worker.work_order("immediate")
        entry = await worker.submit(order, "8")
        waiting = card(page, "Work").get_by_role("definition").nth(1)
        await expect(waiting).to_have_text("8\u00a0h")

        await site.staff.post(
            "/api/agency/work/return",
            {"entries": [seen(entry)], "reason": "Which of the sites?"},
        )
        returned = page.get_by_role("region", name="Returned to you").get_by_role("link")
        await expect(returned).to_contain_text("Which of the sites?")
        await expect(returned).to_contain_text("8\u00a0h")
        # What waits for this person is above the cards.
        above = await returned.bounding_box()
        below = await card(page, "Next payment").bounding_box()
        assert above is not None
        assert below is not None
        assert above["y"] < below["y"]
        owed = await worker.owed(order, "7.5", last_monday() + timedelta(days=1))
        coming = card(page, "Next payment")
        await expect(coming).to_contain_text("with the next pay run")
        await expect(coming).to_contain_text(money(owed["net"]))
        held = await worker.owed(await worker.work_order("immediate"), "2")
        await worker.hold(held["transaction_id"], "Which of the sites?")
        pending = card(page, "Total pending")
        total = owed["net"] | {
            "amount_minor": owed["net"]["amount_minor"] + held["net"]["amount_minor"]
        }
        await expect(pending).to_contain_text(money(total))
        await expect(pending).to_contain_text("2 transactions")
        await expect(coming).to_contain_text(money(owed["net"]))
        recent = page.get_by_role("region", name="Recent activity").get_by_role("link")
        await expect(recent).to_have_count(2)
        await recent.filter(has_text=owed["number"]).click()
        await expect(page).to_have_url(re.compile(f"/transactions/{owed['transaction_id']}$"))


@pytest.mark.requirement("C4")
async def test_money_that_is_ordered_ahead_of_its_day_is_the_next_payment(site: Site) -> None:
    email = site.email_of("Grace Okafor")
    guest = await site.api(email)
    [payment] = await guest.all("/api/contractor/payments")
    async with site.signed_in(email) as page:
        coming = card(page, "Next payment")
        await expect(coming).to_contain_text(money(payment["amount"]))
        await expect(coming).to_contain_text(f"Will be sent on {day(payment['paid_on'])}")
        # Its own row says so, too, and does not name its reader.
        row = page.get_by_role("region", name="Recent activity").get_by_role("link").first
        await expect(row).to_contain_text(f"Payment {payment['number']}")
        await expect(row).to_contain_text("On its way to you")
        await expect(row).not_to_contain_text("Okafor")
        await coming.get_by_role("link", name="See your payments").click()
        await page.get_by_role("main").get_by_role("link", name=payment["number"]).click()
        await expect(page.get_by_role("heading", level=1)).to_contain_text(payment["number"])


@pytest.mark.requirement("C4")
async def test_the_menu_leads_to_each_module_and_the_dashboard_to_the_work_to_log(
    site: Site,
) -> None:
    async with site.signed_in(site.email_of("Grace Okafor")) as page:
        modules = {"Payments": "/payments/pending", "Work": "/work", "Money trail": "/trail"}
        for name, path in modules.items():
            await page.get_by_role("navigation").get_by_role("link", name=name).click()
            await expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
            assert page.url.startswith(f"{site.url}/contractor{path}")
        await page.get_by_role("navigation").get_by_role("link", name="Overview").click()
        await page.get_by_role("main").get_by_role("link", name="Log work").click()
        await expect(page.get_by_role("heading", level=1, name="Work")).to_be_visible()
