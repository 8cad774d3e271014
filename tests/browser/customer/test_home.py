"""A contact's first page (K3): work to approve and invoices to pay, and the way to it by e-mail."""

import re

import pytest
from playwright.async_api import Locator, Page, Route, expect

from portico_local.demo.agency import PASSWORD

from ..conftest import NewContractor, NewPerson, Picture
from ..contractor.working import Worker, money
from ..people import NARROW, Site, log_in
from ..reading import faults_for_readers

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(240, func_only=True),
    pytest.mark.requirement("K3"),
]


def card(page: Page, name: str) -> Locator:
    """A card of the page."""
    return page.get_by_role("region", name=name, exact=True)


def contact_of(site: Site) -> str:
    """Somebody of the story who approves work and pays invoices."""
    return next(iter(site.demo_agency.plan.projects.values())).contact.email


async def test_what_waits_is_counted_and_summed_and_follows_what_happens(
    site: Site, new_contractor: NewContractor
) -> None:
    email = contact_of(site)
    guest = await site.api(email, portal="customer")
    worker = await Worker.of(site, new_contractor)
    order = await worker.work_order("scheduled")
    async with site.signed_in(email, "/customer") as page:
        shown = await guest.get("/api/customer/home")
        for name, sums in (
            ("Unpaid invoices", shown["unpaid_invoices"]),
            ("Overdue invoices", shown["overdue_invoices"]),
        ):
            for total in sums["totals"]:
                await expect(card(page, name)).to_contain_text(money(total))
            said = f"{sums['count']} invoice" if sums["count"] else "Nothing right now"
            await expect(card(page, name)).to_contain_text(said)
        # What is handed in now comes by itself.
        before = shown["to_approval"]["count"]
        await worker.submit(order, "7.5")
        await expect(card(page, "Work to approve")).to_contain_text(
            re.compile(rf"(?<!\d){before + 1} entr(y|ies)")
        )
        after = (await guest.get("/api/customer/home"))["to_approval"]
        for amount in after["amounts"]:
            await expect(card(page, "Work to approve")).to_contain_text(money(amount))


@pytest.mark.requirement("K16")
async def test_nobody_is_shown_what_they_may_not_see(site: Site, new_person: NewPerson) -> None:
    approver = await new_person("customer", permissions=["work.view", "work.approve"])
    async with site.signed_in(approver, "/customer") as page:
        await expect(card(page, "Work to approve")).to_be_visible()
        await expect(card(page, "Unpaid invoices")).to_have_count(0)
        await expect(card(page, "Overdue invoices")).to_have_count(0)
    asker = await new_person("customer", permissions=["inquiries"])
    async with site.signed_in(asker, "/customer") as page:
        await expect(card(page, "Answered inquiries")).to_be_visible()
        await expect(card(page, "Work to approve")).to_have_count(0)
    nobody = await new_person("customer", permissions=["jobs.view"])
    async with site.signed_in(nobody, "/customer") as page:
        await expect(page.get_by_role("heading", name="Nothing to show")).to_be_visible()
        await expect(card(page, "Work to approve")).to_have_count(0)


async def test_what_could_not_be_reached_is_named_and_all_else_is_there(site: Site) -> None:
    guest = await site.api(contact_of(site), portal="customer")
    home = await guest.get("/api/customer/home")
    away = {"missing": ["payments"], "unpaid_invoices": None, "overdue_invoices": None}

    async def without_payments(route: Route) -> None:
        await route.fulfill(json=home | away)

    async with site.visit() as page:
        await page.route("**/api/customer/home", without_payments)
        await page.goto("/customer")
        await log_in(page, contact_of(site), PASSWORD)
        await expect(page.get_by_role("status").filter(has_text="payments")).to_be_visible()
        for name in ("Unpaid invoices", "Overdue invoices"):
            await expect(card(page, name)).to_contain_text("Not available right now")
        await expect(card(page, "Work to approve")).not_to_contain_text("Not available")
        await page.unroute("**/api/customer/home")
        await page.get_by_role("button", name="Try again").click()
        await expect(card(page, "Unpaid invoices")).not_to_contain_text("Not available")


@pytest.mark.requirement("X1")
async def test_the_link_of_an_e_mail_about_an_invoice_survives_sign_in(
    site: Site, password: str
) -> None:
    email = contact_of(site)
    mail = await site.mail_to(email, "nvoice")
    [link, *_] = re.findall(r"https?://\S+/customer/invoices/[0-9a-f-]+", mail.text)
    async with site.visit(size=NARROW) as page:
        await page.goto(link)
        await log_in(page, email, password)
        await expect(page).to_have_url(link)
        heading = page.get_by_role("heading", level=1)
        await expect(heading).to_have_text(re.compile(r"^Invoice \S+"))


@pytest.mark.requirement("X6")
async def test_the_page_can_be_read_by_everybody(site: Site, picture: Picture) -> None:
    async with site.signed_in(contact_of(site), "/customer") as page:
        assert await faults_for_readers(page, picture, "customer-home") == []
