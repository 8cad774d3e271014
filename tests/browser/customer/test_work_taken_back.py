"""What is taken back of an invoice, as its contact sees it (A5, K13): in part, then as a whole."""

import re
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from ..conftest import Picture
from ..contractor.working import minus, money
from ..people import Site
from ..reading import faults_for_readers
from .test_home import contact_of

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(240, func_only=True),
    pytest.mark.requirement("A5"),
    pytest.mark.requirement("K13"),
]

REASON = "Nobody was on site that day."


async def an_invoice(site: Site) -> dict[str, Any]:
    """The one that is not paid with the fewest lines, of several entries."""
    guest = await site.api(contact_of(site), portal="customer")
    found = [
        (await guest.get(f"/api/customer/invoices/{row['invoice_id']}"))["invoice"]
        for row in await guest.all("/api/customer/invoices", state="not_paid")
        if row["received"]["amount_minor"] == row["disputed_amount"]["amount_minor"] == 0
    ]
    return min(
        (one for one in found if len(entries_of(one)) > 1), key=lambda one: len(one["lines"])
    )


def entries_of(invoice: dict[str, Any]) -> list[str]:
    return [entry for work in invoice["work"] for entry in work["entry_ids"]]


async def reopen(site: Site, entries: list[str]) -> None:
    await site.staff.post("/api/agency/work/reopen", {"entry_ids": entries, "reason": REASON})


def fact(page: Page, name: str) -> Locator:
    """What stands beside a name among the sums."""
    return page.get_by_role("main").get_by_text(name, exact=True).last.locator("xpath=..")


async def test_a_credit_note_appears_on_its_invoice_with_its_pdf_and_the_sums_follow(
    site: Site, picture: Picture
) -> None:
    before = await an_invoice(site)
    first, *rest = entries_of(before)
    path = f"/customer/invoices/{before['invoice_id']}"
    guest = await site.api(contact_of(site), portal="customer")
    async with site.signed_in(contact_of(site), path) as page:
        main = page.get_by_role("main")
        await expect(main.get_by_text(money(before["open_amount"])).first).to_be_visible()
        await expect(main.get_by_role("heading", name="Credit notes")).to_have_count(0)

        await reopen(site, [first])
        table = main.get_by_role("table", name="Credit notes")
        await expect(table).to_be_visible(timeout=30_000)
        invoice = (await guest.get(f"/api{path}"))["invoice"]
        (note,) = invoice["credit_notes"]
        row = table.get_by_role("row").nth(1)
        await expect(row).to_contain_text(note["number"])
        await expect(row).to_contain_text(money(note["total"]))
        billed, credited, left = (
            invoice[name]["amount_minor"] for name in ("total", "credited", "open_amount")
        )
        assert 0 < credited == note["total"]["amount_minor"] < billed
        assert billed - credited == left
        taken = money(minus(invoice["credited"]))
        await expect(fact(page, "Credited")).to_contain_text(taken)
        await expect(fact(page, "Open amount")).to_contain_text(money(invoice["open_amount"]))

        folded = main.get_by_role("button", name=f"Credit note {note['number']}")
        await folded.click(timeout=60_000)
        await expect(main.get_by_role("img", name=re.compile("Credit note"))).to_be_visible()
        assert await faults_for_readers(page, picture, "customer-credit-note") == []
        mail = await site.mail_to(contact_of(site), note["number"])
        assert before["number"] in mail.subject

        await reopen(site, rest)
        await expect(main.get_by_role("status").get_by_text("Credited")).to_be_visible(
            timeout=30_000
        )
        await expect(main).to_contain_text("This invoice was credited in full.")
        # Each transaction that had work on it has a note of its own.
        notes = (await guest.get(f"/api{path}"))["invoice"]["credit_notes"]
        await expect(table.get_by_role("row")).to_have_count(1 + len(notes))
        await page.goto(f"{site.url}/customer/invoices?state=credited")
        await expect(page.get_by_role("rowheader").get_by_role("link")).to_have_text(
            [before["number"]]
        )
