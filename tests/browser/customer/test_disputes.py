"""A contact disputes a line of an invoice, and both sides come to an end of it (B9)."""

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from ..conftest import Picture
from ..contractor.working import money
from ..people import Site, scrolls_sideways, violations
from ..reading import faults_for_readers
from .test_home import card, contact_of

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(240, func_only=True),
    pytest.mark.requirement("B9"),
]

REASON = "Nobody was on site that Friday."


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of an unpaid invoice that nobody disputed yet. The first is 1."""

    invoice: dict[str, Any]
    number: int

    @property
    def name(self) -> str:
        return names_of(self.invoice)[self.number - 1]

    @property
    def path(self) -> str:
        return f"/customer/invoices/{self.invoice['invoice_id']}"


def names_of(invoice: dict[str, Any]) -> list[str]:
    """What the lines of an invoice are called."""
    article = {"regular": "Regular hours", "overtime": "Overtime", "expense": "Expense"}
    return [
        " · ".join((one["contractor_name"], one["work_order_title"], article[one["article"]]))
        for one in invoice["lines"]
    ]


async def a_line(site: Site) -> Line:
    return (await lines_of_one_invoice(site, at_least=1))[0]


async def lines_of_one_invoice(site: Site, *, at_least: int = 2) -> list[Line]:
    """Lines of an unpaid invoice that nobody disputes."""
    guest = await site.api(contact_of(site), portal="customer")
    for row in await guest.all("/api/customer/invoices", state="not_paid"):
        path = f"/api/customer/invoices/{row['invoice_id']}"
        invoice = (await guest.get(path))["invoice"]
        found = (await guest.get(f"{path}/disputes"))["items"]
        taken = {one["line_number"] for one in found if one["state"] != "withdrawn"}
        free = [
            Line(invoice=invoice, number=number)
            for number, line in enumerate(invoice["lines"], start=1)
            if number not in taken and line["amount"]["amount_minor"] > 0
        ]
        if len(free) >= at_least:
            return free
    raise AssertionError("no invoice has so many lines that are not disputed")


async def disputed(site: Site, line: Line) -> dict[str, Any]:
    """The newest dispute of the line, as staff see it."""
    found = await site.staff.get(f"/api/agency/invoices/{line.invoice['invoice_id']}/disputes")
    return [one for one in found["items"] if one["line_number"] == line.number][-1]


def way_to(page: Page, action: str, line: Line) -> Locator:
    return page.get_by_role("button", name=f"{action}: {line.name}", exact=True).first


@asynccontextmanager
async def open_dispute(site: Site, line: Line, **more: Any) -> AsyncGenerator[tuple[Page, Locator]]:
    """The line is disputed on its page: the page, and the drawer beside it."""
    async with site.signed_in(contact_of(site), line.path, **more) as page:
        await way_to(page, "Dispute line", line).click()
        form = page.get_by_role("dialog", name="Dispute line")
        await form.get_by_role("button", name="Dispute line", exact=True).click()
        await expect(form.get_by_text("Enter what’s wrong.")).to_be_visible()
        await form.get_by_role("textbox", name="What’s wrong?").fill(REASON)
        await form.get_by_role("button", name="Dispute line", exact=True).click()
        drawer = page.get_by_role("dialog", name="Disputed line")
        await expect(drawer.get_by_text(re.compile("Waiting for .* to answer"))).to_be_visible()
        await expect(drawer.get_by_text(REASON)).to_be_visible()
        yield page, drawer


async def test_a_line_is_disputed_talked_about_and_stands(site: Site, picture: Picture) -> None:
    line = await a_line(site)
    number = line.invoice["number"]
    async with open_dispute(site, line) as (page, drawer):
        dispute = await disputed(site, line)
        assert (dispute["state"], dispute["reason"]) == ("open", REASON)
        path = f"/api/agency/invoices/{dispute['invoice_id']}/disputes/{dispute['dispute_id']}"
        await site.staff.post(f"{path}/messages", {"text": "We ask for the site log."})
        await expect(drawer.get_by_text("We ask for the site log.")).to_be_visible()
        await expect(drawer.get_by_text(re.compile("replied"))).to_be_visible()
        await drawer.get_by_role("textbox", name="Write a message").fill("Thank you.")
        await drawer.get_by_role("button", name="Send", exact=True).click()
        await expect(drawer.get_by_text("Thank you.")).to_be_visible()
        await picture(page, "customer-dispute")
        await page.keyboard.press("Escape")
        await expect(drawer).to_have_count(0)
        await expect(page).not_to_have_url(re.compile("dispute="))
        await expect(page.get_by_role("main")).to_contain_text("isn’t due")

        await page.get_by_role("main").get_by_role("link", name="Invoices", exact=True).click()
        await page.get_by_role("link", name="Disputed", exact=True).click()
        row = page.get_by_role("row").filter(has_text=number)
        await expect(row).to_contain_text("disputed")
        await row.get_by_role("link", name=number).click()

        await way_to(page, "View dispute", line).click()
        await drawer.get_by_role("textbox", name="Write a message").fill("Half a sentence")
        last = await site.staff.get(path)
        resolved = {
            "outcome": "stands",
            "reason": "The site log has that Friday.",
            "version": last["version"],
        }
        await site.staff.post(f"{path}/resolve", resolved)
        await expect(drawer.get_by_text("Line stands", exact=True)).to_be_visible()
        await expect(drawer.get_by_text("The site log has that Friday.")).to_be_visible()
        # It came while something was being typed, which is there to be copied.
        await expect(drawer.get_by_text("Your message wasn’t sent")).to_be_visible()
        await expect(drawer.get_by_text("Half a sentence")).to_be_visible()
        await drawer.get_by_role("button", name="Discard").click()
        await expect(drawer.get_by_text("Half a sentence")).to_have_count(0)
        await expect(drawer.get_by_role("textbox")).to_have_count(0)
        await expect(drawer.get_by_role("button", name="Withdraw dispute")).to_have_count(0)


async def test_an_agreed_correction_says_how_much_need_not_be_paid(site: Site) -> None:
    line = await a_line(site)
    guest = await site.api(contact_of(site), portal="customer")
    path = f"invoices/{line.invoice['invoice_id']}/disputes"
    opened = await guest.post(f"/api/customer/{path}", {"lines": [line.number], "reason": REASON})
    [dispute] = opened["items"]
    agreed = {"amount_minor": 1_00, "currency": dispute["amount"]["currency"]}
    async with site.signed_in(contact_of(site), line.path) as page:
        await way_to(page, "View dispute", line).click()
        drawer = page.get_by_role("dialog", name="Disputed line")
        await expect(drawer.get_by_text(REASON)).to_be_visible()
        correction = {
            "outcome": "correction",
            "reason": "A dollar was too much.",
            "agreed": agreed,
            "version": dispute["version"],
        }
        await site.staff.post(f"/api/agency/{path}/{dispute['dispute_id']}/resolve", correction)
        await expect(drawer.get_by_role("status")).to_have_text("Correction agreed")
        await expect(drawer).to_contain_text(f"agreed to take {money(agreed)} off this line")
        await expect(drawer).to_contain_text("A dollar was too much.")
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("main")).to_contain_text("isn’t due")


async def test_with_the_keyboard_a_dispute_is_opened_and_withdrawn(site: Site) -> None:
    line = await a_line(site)
    async with site.signed_in(contact_of(site), line.path) as page:
        await way_to(page, "Dispute line", line).focus()
        await page.keyboard.press("Enter")
        reason = page.get_by_role("textbox", name="What’s wrong?")
        await expect(reason).to_be_focused()
        await page.keyboard.type(REASON)
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        drawer = page.get_by_role("dialog", name="Disputed line")
        withdraw = drawer.get_by_role("button", name="Withdraw dispute")
        await withdraw.focus()
        await page.keyboard.press("Enter")
        asked = page.get_by_role("dialog", name="Withdraw this dispute?")
        await asked.get_by_role("button", name="Withdraw dispute").focus()
        await page.keyboard.press("Enter")
        await expect(drawer.get_by_text("Dispute withdrawn", exact=True)).to_be_visible()
        assert (await disputed(site, line))["state"] == "withdrawn"
        await expect(asked).to_have_count(0)
        await expect(drawer.locator(":focus")).to_have_count(1)
        await page.keyboard.press("Escape")
        await expect(way_to(page, "Dispute line", line)).to_be_visible()


async def test_lines_with_the_same_problem_are_disputed_at_once(site: Site) -> None:
    line, *others = await lines_of_one_invoice(site)
    name = names_of(line.invoice)
    async with site.signed_in(contact_of(site), line.path) as page:
        await way_to(page, "Dispute line", line).click()
        form = page.get_by_role("dialog", name="Dispute line")
        boxes = form.get_by_role("group", name="Other lines with the same problem")
        for other in others:
            await boxes.get_by_role("checkbox", name=name[other.number - 1]).first.check()
        await form.get_by_role("textbox", name="What’s wrong?").fill(REASON)
        # What was chosen and typed is there again after a reload in the middle of it.
        await page.reload()
        await way_to(page, "Dispute line", line).click()
        await expect(boxes.get_by_role("checkbox", checked=True)).to_have_count(len(others))
        await form.get_by_role("button", name=f"Dispute {1 + len(others)} lines").dblclick()
        drawer = page.get_by_role("dialog", name="Disputed line")
        await expect(drawer.get_by_text(REASON)).to_be_visible()
        disputes = [await disputed(site, one) for one in (line, *others)]
        assert {(one["state"], one["reason"]) for one in disputes} == {("open", REASON)}
        assert len({one["dispute_id"] for one in disputes}) == len(disputes)
    guest = await site.api(contact_of(site), portal="customer")
    for one in disputes:
        path = f"/api/customer/invoices/{one['invoice_id']}/disputes/{one['dispute_id']}"
        await guest.post(f"{path}/withdraw", {"version": one["version"]})


async def test_the_first_page_counts_it_and_a_link_opens_it_on_a_phone(
    site: Site, picture: Picture
) -> None:
    line = await a_line(site)
    guest = await site.api(contact_of(site), portal="customer")
    async with open_dispute(site, line) as (page, drawer):
        await page.keyboard.press("Escape")
        await expect(drawer).to_have_count(0)
        faults = await faults_for_readers(page, picture, "customer-disputed-invoice")
        dispute = await disputed(site, line)
        count = (await guest.get("/api/customer/home"))["disputed_invoices"]["count"]
        await page.goto(f"{page.url.split('/customer')[0]}/customer")
        await expect(card(page, "Disputed invoices")).to_contain_text(f"{count} invoice")
        link = f"{line.path}?dispute={dispute['dispute_id']}"
        await page.goto(f"{page.url.split('/customer')[0]}{link}")
        await expect(drawer.get_by_text(REASON)).to_be_visible()
        assert not await scrolls_sideways(page)
        faults += await violations(page)
    path = f"/api/customer/invoices/{dispute['invoice_id']}/disputes/{dispute['dispute_id']}"
    await guest.post(f"{path}/withdraw", {"version": dispute["version"]})
    assert faults == []
