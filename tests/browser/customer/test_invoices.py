"""A company's invoices as its contact sees them (K13): the list, each one, the work behind it."""

import io
import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.async_api import Page, ViewportSize, expect

from ..conftest import NewPerson, Picture
from ..contractor.working import money
from ..people import NARROW, Site, download, scrolls_sideways
from ..reading import faults_for_readers, faults_in
from .test_home import card, contact_of

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(240, func_only=True),
    pytest.mark.requirement("K13"),
]


async def invoices(site: Site, **query: str) -> list[dict[str, Any]]:
    guest = await site.api(contact_of(site), portal="customer")
    return (await guest.get("/api/customer/invoices", **query))["items"]


async def shows(page: Page, rows: list[dict[str, Any]]) -> None:
    """The list has just these rows, in this order."""
    links = page.get_by_role("rowheader").get_by_role("link")
    await expect(links).to_have_text([one["number"] for one in rows])


async def test_the_first_page_leads_to_what_is_not_paid_and_filters_overlap(site: Site) -> None:
    everything = await invoices(site)
    async with site.signed_in(contact_of(site), "/customer") as page:
        await card(page, "Unpaid invoices").get_by_role("link").click()
        await expect(page).to_have_url(re.compile(r"/customer/invoices\?state=not_paid$"))
        await shows(page, [one for one in everything if not one["paid_on"]])
        filters = page.get_by_role("navigation", name="Status")
        for name, state in (("Overdue", "overdue"), ("Not due", "not_due"), ("Paid", "paid")):
            await filters.get_by_role("link", name=name, exact=True).click()
            await expect(page).to_have_url(re.compile(rf"state={state}$"))
            await shows(page, [one for one in everything if one["state"] == state])
        await filters.get_by_role("link", name="All", exact=True).click()
        await shows(page, everything)


async def test_a_month_and_a_week_show_what_was_issued_in_them(site: Site) -> None:
    everything = await invoices(site)
    issued = {one["issued_on"] for one in everything}
    month = max(issued)[:7]
    async with site.signed_in(contact_of(site), f"/customer/invoices?month={month}") as page:
        await shows(page, [one for one in everything if one["issued_on"].startswith(month)])
        await page.get_by_role("button", name="Month after").click()
        await expect(page.get_by_text("No results")).to_be_visible()
        await page.get_by_role("button", name="Month before").click()
        await page.get_by_role("link", name="Week", exact=True).click()
        await expect(page.get_by_role("button", name="Week before")).to_be_visible()
        await page.go_back()
        await expect(page).not_to_have_url(re.compile("week="))


async def test_an_invoice_opens_to_its_lines_the_work_behind_them_and_its_pdf(site: Site) -> None:
    [chosen, *_] = [one for one in await invoices(site) if one["state"] != "paid"]
    guest = await site.api(contact_of(site), portal="customer")
    view = await guest.get(f"/api/customer/invoices/{chosen['invoice_id']}")
    invoice = view["invoice"]
    async with site.signed_in(contact_of(site), "/customer/invoices") as page:
        await page.get_by_role("link", name=invoice["number"], exact=True).click()
        main = page.get_by_role("main")
        await expect(main.get_by_role("heading", level=1)).to_have_text(
            f"Invoice {invoice['number']}"
        )
        for amount in (invoice["total"], invoice["open_amount"], invoice["subtotal"]):
            await expect(main).to_contain_text(money(amount))
        name = "KID" if invoice["payment_reference"].isdigit() else "Payment reference"
        await expect(main).to_contain_text(name)
        await expect(main).to_contain_text(invoice["payment_reference"])
        await expect(main.get_by_role("img", name=re.compile("Invoice")).first).to_be_visible()
        line = invoice["lines"][0]
        await main.get_by_role(
            "button", name=re.compile(re.escape(line["contractor_name"]))
        ).first.click()
        table = main.get_by_role("table", name="Logged work").first
        entries = await guest.get(
            "/api/customer/work",
            invoice_id=invoice["invoice_id"],
            work_order_id=line["work_order_id"],
            **{"from": line["from_on"], "to": line["to_on"]},
        )
        behind = [one for one in entries["items"] if one["article"] == line["article"]]
        # Each entry is rounded where it is shown; the line is the exact time, rounded once.
        exact = [Fraction(one["minutes"] or 0, 60) or Fraction(one["quantity"]) for one in behind]
        assert round(sum(exact, Fraction(0)), 6) == Fraction(line["quantity"])
        await expect(table.get_by_role("row")).to_have_count(len(behind) + 1)


async def test_the_list_is_saved_as_it_is_shown(site: Site) -> None:
    everything = await invoices(site)
    open_ones = [one for one in everything if not one["paid_on"]]
    async with site.signed_in(contact_of(site), "/customer/invoices?state=not_paid") as page:
        await page.get_by_role("button", name="Download").click()
        choice = page.get_by_role("menuitem", name="Excel (XLSX)")
        sheet = load_workbook(io.BytesIO(await download(page, choice))).active
    assert sheet is not None
    [head, *rows] = sheet.iter_rows(values_only=True)
    assert head[0] == "Invoice no."
    assert [row[0] for row in rows] == [one["number"] for one in open_ones]
    total = head.index("Total")
    assert [round(Decimal(str(row[total])) * 100) for row in rows] == [
        one["total"]["amount_minor"] for one in open_ones
    ]


@pytest.mark.requirement("K16")
async def test_who_may_not_see_invoices_is_not_led_to_them(
    site: Site, new_person: NewPerson
) -> None:
    approver = await new_person("customer", permissions=["work.view", "work.approve"])
    guest = await site.api(approver, portal="customer")
    for path in ("invoices", "invoices.xlsx", "invoices.csv"):
        assert (await guest.client.get(f"/api/customer/{path}")).status_code == 403
    async with site.signed_in(approver, "/customer/invoices") as page:
        await expect(page.get_by_role("link", name="Invoices", exact=True)).to_have_count(0)
        await expect(page.get_by_role("main")).not_to_contain_text("Total")


@pytest.mark.requirement("X6")
@pytest.mark.parametrize("which", ["list", "one"])
async def test_the_pages_can_be_read_by_everybody(site: Site, picture: Picture, which: str) -> None:
    [one, *_] = await invoices(site)
    path = "/customer/invoices" + (f"/{one['invoice_id']}" if which == "one" else "")
    async with site.signed_in(contact_of(site), path) as page:
        assert await faults_for_readers(page, picture, f"customer-invoices-{which}") == []


@pytest.mark.requirement("X6")
async def test_on_a_tablet_the_list_is_a_table_that_fits_and_no_number_is_broken(
    site: Site, other_site: Site, new_person: NewPerson
) -> None:
    tablet = ViewportSize(width=768, height=1024)
    # The other one is in Norwegian, which has the longest titles.
    for of in (site, other_site):
        [one, *_] = await invoices(of)
        async with of.signed_in(contact_of(of), "/customer/invoices", size=tablet) as page:
            table = page.get_by_role("table")
            await expect(table.get_by_text(one["number"])).to_be_visible()
            assert await table.evaluate("it => it.scrollWidth <= it.parentElement.clientWidth")
            # When it was issued stands below its number, and in a column of its own where it can.
            name = table.get_by_role("row").nth(1).get_by_role("rowheader")
            issued = re.compile("Issued on|Utstedt")
            await expect(name.get_by_text(issued)).to_be_visible()
            await page.set_viewport_size({"width": 1280, "height": 900})
            await expect(name.get_by_text(issued)).to_be_hidden()
    # Who cannot ask in the portal is told what to write, and where to.
    writes = await new_person("customer", "Ned Writer", permissions=["invoices.view"])
    guest = await site.api(writes, portal="customer")
    [one, *_] = (await guest.get("/api/customer/invoices"))["items"]
    async with site.signed_in(
        writes, f"/customer/invoices/{one['invoice_id']}", size=NARROW
    ) as page:
        ask = page.get_by_role("main").locator("p").filter(has_text="Is something wrong")
        number = ask.get_by_text(one["number"], exact=True)
        await expect(number).to_be_visible()
        # However wide the page is, it is in one piece.
        for width in range(320, 480, 8):
            await page.set_viewport_size({"width": width, "height": 740})
            assert await number.evaluate("it => it.getClientRects().length") == 1, width


@pytest.mark.requirement("X4")
@pytest.mark.requirement("X6")
async def test_who_may_do_everything_scrolls_no_page_sideways_in_french_nor_at_400_percent(
    site: Site, new_person: NewPerson
) -> None:
    french = await new_person("customer", "Odile Roy", language="fr")
    guest = await site.api(french, portal="customer")
    [one, *_] = (await guest.get("/api/customer/invoices"))["items"]
    path = f"/customer/invoices/{one['invoice_id']}"
    assert await faults_in("fr", site, french, path) == []
    zoomed = ViewportSize(width=320, height=256)
    async with site.signed_in(french, path, size=zoomed) as page:
        assert not await scrolls_sideways(page)
        # One invoice is not several.
        await expect(page.get_by_text("Non échue", exact=True)).to_be_visible()
