"""Payments (C6-C12): pending, paid, the report; what is shown is what the files hold."""

import csv
import io
import re
from datetime import datetime

import pytest
from playwright.async_api import Locator, Page, Route, expect

from ..conftest import NewContractor, Picture
from ..people import (
    Site,
    download,
    eventually,
    texts,
    violations,
)
from .saved_files import saved_as, sheet, text_of
from .working import Worker, day, long_day, minus, money

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240, func_only=True)]

PENDING = "/contractor/payments/pending"
PAID = "/contractor/payments/paid"
REPORT = "/contractor/payments/report"


async def amounts(rows: Locator) -> list[str]:
    """The last cell of each row."""
    return [text.replace("\u00a0", " ") for text in await texts(rows.locator("td:last-child"))]


def body_rows(page: Page) -> Locator:
    """The rows of the only table."""
    return page.get_by_role("table").locator("tbody tr")


@pytest.mark.requirement("C6")
async def test_payments_is_one_page_in_three_sections(site: Site) -> None:
    async with site.signed_in(site.email_of("Grace Okafor"), "/contractor/payments") as page:
        sections = page.get_by_role("navigation", name="Payments", exact=True)
        await expect(page).to_have_url(re.compile(f"{PENDING}$"))
        for name, path in (
            ("Paid payments", PAID),
            ("Reports", REPORT),
            ("Pending transactions", PENDING),
        ):
            await sections.get_by_role("link", name=name).click()
            await expect(page).to_have_url(re.compile(f"{path}$"))
            await expect(page.get_by_role("heading", level=1)).to_have_text("Payments")
            await expect(sections.locator("[aria-current=page]")).to_have_text(name)


@pytest.mark.requirement("C6")
async def test_a_note_says_where_earlier_payments_are_and_from_when_they_are_here(
    site: Site,
) -> None:
    async with site.signed_in(site.email_of("Grace Okafor"), PAID) as page:
        note = page.get_by_role("note")
        await expect(note).to_contain_text("Payments from Jan 1, 2026 on are here.")
        link = note.get_by_role("link", name="Open the previous system")
        await expect(link).to_have_attribute(
            "href", f"https://payments.{site.demo_agency.plan.slug}.example"
        )


@pytest.mark.requirement("C7")
@pytest.mark.requirement("C8")
@pytest.mark.requirement("C9")
async def test_each_tab_says_when_money_comes_or_why_not_yet(
    site: Site, new_contractor: NewContractor, picture: Picture
) -> None:
    worker = await Worker.of(site, new_contractor)
    scheduled = await worker.owed(await worker.work_order("scheduled"), "8")
    waiting = await worker.owed(await worker.work_order("pay_when_paid"), "7")
    immediate = await worker.owed(await worker.work_order("immediate"), "6")
    async with site.signed_in(worker.email, f"{PENDING}?sort=created") as page:
        rows = body_rows(page)
        await expect(rows).to_have_count(3)
        said = [
            day(scheduled["estimated_payment_on"]),
            "Pending client payment",
            "Processing",
        ]
        for at, text in enumerate(said):
            await expect(rows.nth(at).locator("td").nth(2)).to_have_text(text)
        for at, row in enumerate((scheduled, waiting, immediate)):
            await expect(rows.nth(at)).to_contain_text(money(row["net"]))

        tabs = page.get_by_role("navigation", name="Pending transactions")
        await expect(tabs.get_by_role("link", name="Processing")).to_contain_text("3 transactions")
        await expect(tabs.get_by_role("link", name="Pending release")).to_contain_text(
            "0 transactions"
        )
        # It is held while the page is open: it leaves this tab for the other by itself.
        await worker.hold(immediate["transaction_id"], "The hours look doubled.")
        await expect(rows).to_have_count(2)
        release = tabs.get_by_role("link", name="Pending release")
        await expect(release).to_contain_text("1 transaction")
        await expect(release).to_contain_text(money(immediate["net"]))
        await release.click()
        await expect(rows).to_have_count(1)
        await expect(rows.locator("td").nth(2)).to_contain_text("On hold")
        await expect(rows.locator("td").nth(2)).to_contain_text("The hours look doubled.")
        await tabs.get_by_role("link", name="All").click()
        await expect(rows).to_have_count(3)
        await expect(tabs.get_by_role("link", name="All")).to_contain_text("3 transactions")
        assert not await violations(page)
        await picture(page, "contractor-pending-all")


@pytest.mark.requirement("C7")
async def test_what_is_filtered_and_sorted_is_in_the_address_and_in_the_files(
    site: Site, new_contractor: NewContractor
) -> None:
    worker = await Worker.of(site, new_contractor)
    order = await worker.work_order("immediate")
    other = await worker.work_order("scheduled")
    small = await worker.owed(order, "2")
    great = await worker.owed(order, "9")
    apart = await worker.owed(other, "5")
    async with site.signed_in(worker.email, f"{PENDING}?tab=all") as page:
        rows = body_rows(page)
        await expect(rows).to_have_count(3)
        # Filtered by work order, by keyboard.
        await page.get_by_role("combobox", name="Work order").fill(small["work_order_code"])
        await expect(page.get_by_role("option")).to_have_count(1)
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        await expect(rows).to_have_count(2)
        await expect(page).to_have_url(re.compile(f"work_order={order}"))
        head = page.get_by_role("columnheader", name="Net")
        await head.get_by_role("button").click()
        await expect(head).to_have_attribute("aria-sort", "ascending")
        await expect(rows.first).to_contain_text(small["number"])
        await head.get_by_role("button").click()
        await expect(head).to_have_attribute("aria-sort", "descending")
        await expect(rows.first).to_contain_text(great["number"])

        book = sheet(await saved_as(page, "Excel"))
        assert [row["Transaction"] for row in book] == [great["number"], small["number"]]
        in_files = [f"{row['Currency']} {row['Net']:,.2f}" for row in book]
        assert in_files == await amounts(rows)
        comma = (await saved_as(page, "CSV")).decode("utf-8-sig")
        listed = [row["Transaction"] for row in csv.DictReader(io.StringIO(comma))]
        assert listed == [great["number"], small["number"]]

        # A row, and back: filter and order are as they were.
        address = page.url
        await rows.first.get_by_role("link").click()
        # The list stays until the other page is there: its links are not meant.
        await expect(page.get_by_role("heading", level=1)).not_to_have_text("Payments")
        await page.get_by_role("link", name="Pending transactions").click()
        await expect(page).to_have_url(address)
        await expect(rows.first).to_contain_text(great["number"])

        await page.get_by_role("searchbox").fill("nothing is called this")
        await expect(page.get_by_role("heading", name="No results")).to_be_visible()
        await page.get_by_role("button", name="Clear filters").click()
        await expect(rows).to_have_count(3)
        await page.get_by_role("searchbox").fill(apart["number"])
        await expect(rows).to_have_count(1)


@pytest.mark.requirement("C7")
async def test_pages_go_on_by_key_and_back_restores_them(
    site: Site, new_contractor: NewContractor
) -> None:
    worker = await Worker.of(site, new_contractor)
    order = await worker.work_order("immediate")
    numbers = [(await worker.owed(order, str(hours)))["number"] for hours in (1, 2, 3)]

    async def two_at_a_time(route: Route) -> None:
        await route.continue_(url=f"{route.request.url}&limit=2")

    async with site.signed_in(worker.email) as page:
        await page.route("**/api/contractor/transactions?*", two_at_a_time)
        await page.goto(f"{PENDING}?sort=created")
        rows = body_rows(page)
        await expect(rows).to_have_count(2)
        await page.get_by_role("button", name="Next").click()
        await expect(rows).to_have_count(1)
        await expect(rows).to_contain_text(numbers[2])
        await page.reload()
        await expect(rows).to_contain_text(numbers[2])
        await page.go_back()
        await expect(rows).to_have_count(2)
        await expect(rows.first).to_contain_text(numbers[0])


@pytest.mark.requirement("C10")
async def test_a_transaction_shows_its_amount_document_and_history(
    site: Site, new_contractor: NewContractor
) -> None:
    worker = await Worker.of(site, new_contractor)
    owed = await worker.owed(await worker.work_order("scheduled"), "8")
    path = f"/contractor/payments/transactions/{owed['transaction_id']}"
    details = (await worker.guest.get(f"/api/contractor/transactions/{owed['transaction_id']}"))[
        "transaction"
    ]
    async with site.signed_in(worker.email, path) as page:
        name = f"{owed['work_order_title']}, {owed['number']}"
        await expect(page.get_by_role("heading", level=1)).to_have_text(name)
        assert name in await page.title()
        facts = page.locator("dl").first
        await expect(facts).to_contain_text(owed["company_name"])
        await expect(facts).to_contain_text(day(owed["estimated_payment_on"]))
        calculation = page.get_by_role("region", name="How this amount was calculated").locator(
            "dl"
        )
        for charge in details["deduction_lines"]:
            await expect(calculation).to_contain_text(charge["names"]["en"])
            await expect(calculation).to_contain_text(money(minus(charge["amount"])))
        assert details["deduction_lines"], "a temp has deductions"
        await expect(calculation).to_contain_text(money(owed["net"]))

        paystub = page.get_by_role("region", name=f"Paystub {owed['number']}")
        await paystub.scroll_into_view_if_needed()
        preview = paystub.get_by_role("img", name="Paystub, page 1 of 1")
        await preview.scroll_into_view_if_needed()
        await eventually(
            lambda: preview.evaluate("image => image.complete && image.naturalWidth > 300"),
            what="the image of the paystub",
        )
        pdf = text_of(await download(page, paystub.get_by_role("link", name="Download PDF")))
        assert owed["number"] in pdf
        assert f"{owed['net']['amount_minor'] / 100:,.2f}" in pdf

        # A rate has the decimals of its currency, as every amount beside it.
        rates = page.get_by_role("table", name="How this amount was calculated")
        await expect(rates.locator("tbody tr").first).to_contain_text("40.00")

        coming = page.get_by_role("region", name="What comes next").get_by_role("status")
        await expect(coming).to_contain_text(
            f"Payment planned for {long_day(owed['estimated_payment_on'])}"
        )
        await expect(coming).to_contain_text(money(owed["net"]))
        # Staff act while the page is open: the newest is on top by itself, with who it was.
        await worker.hold(owed["transaction_id"], "The hours look doubled.")
        history = page.get_by_role("list", name="History").get_by_role("listitem")
        await expect(history).to_have_count(2)
        await expect(history.first).to_contain_text("Put on hold")
        await expect(history.first).to_contain_text("The hours look doubled.")
        await expect(history.first).to_contain_text(site.demo_agency.staff_person.name)
        await expect(history.last).to_contain_text(day(owed["estimated_payment_on"]))
        await expect(coming).to_contain_text("has put this payment on hold")
        support = page.get_by_role("region", name="What comes next").get_by_role("link")
        await expect(support).to_have_attribute("href", re.compile("^mailto:"))
        assert not await violations(page)
        await page.get_by_role("link", name="Money trail").last.click()
        await expect(page).to_have_url(re.compile(f"/trail/{owed['work_order_id']}/"))


@pytest.mark.requirement("C10")
async def test_the_history_is_beside_the_document_and_above_the_fold(
    site: Site, new_contractor: NewContractor
) -> None:
    worker = await Worker.of(site, new_contractor)
    owed = await worker.owed(await worker.work_order("scheduled"), "8")
    path = f"/contractor/payments/transactions/{owed['transaction_id']}"
    async with site.signed_in(worker.email, path) as page:
        history = page.get_by_role("list", name="History")
        document = page.get_by_role("img", name="Paystub, page 1 of 1")
        for width, is_beside in ((1_280, True), (768, False), (360, False)):
            await page.set_viewport_size({"width": width, "height": 900})
            await expect(document).to_be_visible()
            told, paper = await history.bounding_box(), await document.bounding_box()
            assert told, width
            assert paper, width
            if is_beside:
                assert told["x"] + told["width"] < paper["x"]
                assert told["y"] < 900, "it takes scrolling to come to the history"
            else:
                assert told["y"] + told["height"] < paper["y"], width


@pytest.mark.requirement("C10")
async def test_a_document_that_is_being_made_appears_by_itself(
    site: Site, new_contractor: NewContractor
) -> None:
    worker = await Worker.of(site, new_contractor)
    owed = await worker.owed(await worker.work_order("immediate"), "8")

    shown = await worker.guest.get(f"/api/contractor/transactions/{owed['transaction_id']}")

    async def without_documents(route: Route) -> None:
        await route.fulfill(status=200, json={**shown, "documents": []})

    async with site.signed_in(worker.email) as page:
        address = f"**/api/contractor/transactions/{owed['transaction_id']}"
        await page.route(address, without_documents)
        await page.goto(f"/contractor/payments/transactions/{owed['transaction_id']}")
        await expect(page.get_by_text("We’re creating this document: Paystub.")).to_be_visible()
        await page.unroute(address)
        await worker.hold(owed["transaction_id"], "What makes the page look again.")
        await expect(page.get_by_role("region", name=f"Paystub {owed['number']}")).to_be_visible()


@pytest.mark.requirement("C11")
async def test_paid_payments_are_searched_and_each_has_its_breakdown_and_documents(
    site: Site,
) -> None:
    email = site.email_of("Grace Okafor")
    guest = await site.api(email)
    [payment] = await guest.all("/api/contractor/payments")
    async with site.signed_in(email, PAID) as page:
        rows = body_rows(page)
        await expect(rows).to_have_count(1)
        await expect(rows).to_contain_text(day(payment["paid_on"]))
        # The story's pay run was run ahead of its day: the money is on its way until then.
        await expect(rows).to_contain_text("On its way")
        await expect(rows).to_contain_text("Bank transfer")
        await expect(rows).to_contain_text(money(payment["amount"]))
        [line] = sheet(await saved_as(page, "Excel"))
        assert line["Payment"] == payment["number"]
        assert isinstance(line["Paid on"], datetime)
        assert line["Paid on"].date().isoformat() == payment["paid_on"]
        assert [f"{line['Currency']} {line['Amount']:,.2f}"] == await amounts(rows)
        await page.get_by_role("searchbox").fill("P-0000-nothing")
        await expect(page.get_by_role("heading", name="No results")).to_be_visible()
        await page.get_by_role("searchbox").fill(payment["number"])
        await expect(rows).to_have_count(1)
        await page.goto(f"{PAID}?to=2026-01-31")
        await expect(page.get_by_role("heading", name="No results")).to_be_visible()
        await page.get_by_role("button", name="Clear the last day").click()

        await rows.get_by_role("link").click()
        await expect(page.get_by_role("heading", level=1)).to_contain_text(payment["number"])
        await expect(page.get_by_text(f"Will be sent on {day(payment['paid_on'])}")).to_be_visible()
        parts = (await guest.get(f"/api/contractor/payments/{payment['payment_id']}"))["payment"][
            "transactions"
        ]
        await expect(body_rows(page)).to_have_count(len(parts))
        for part in parts:
            row = body_rows(page).filter(has_text=part["number"])
            for what in ("gross", "deductions", "taxes", "net"):
                # What nothing was taken or added by has no column.
                if what in ("gross", "net") or any(one[what]["amount_minor"] for one in parts):
                    amount = minus(part[what]) if what == "deductions" else part[what]
                    await expect(row).to_contain_text(money(amount))
        statement = page.get_by_role("region", name=f"Payment statement {payment['number']}")
        await expect(statement.get_by_role("img").first).to_be_visible()
        pdf = text_of(await download(page, statement.get_by_role("link", name="Download PDF")))
        assert payment["number"] in pdf
        assert f"{payment['amount']['amount_minor'] / 100:,.2f}" in pdf
        folded = page.get_by_role("button", name=f"Paystub {parts[0]['number']}")
        await folded.click()
        stub = page.get_by_role("region", name=f"Paystub {parts[0]['number']}", exact=True)
        await expect(stub.get_by_role("link", name="Download PDF").first).to_be_visible()
        assert not await violations(page)
