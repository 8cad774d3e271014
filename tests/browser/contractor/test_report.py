"""The payment report of a contractor: chosen months, on the page and in files."""

import csv
import io
import re
from datetime import date

import pytest
from playwright.async_api import Route, expect

from portico_local.demo.story import pay_day

from ..conftest import Picture
from ..people import (
    Site,
    settled,
    violations,
)
from .saved_files import saved_as, sheet, text_of
from .test_payments import REPORT
from .working import at_the_agency, minus, money

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240, func_only=True)]


@pytest.mark.requirement("C12")
async def test_months_of_an_address_that_cannot_be_are_said_once_and_not_asked_for(
    site: Site,
) -> None:
    asked: list[str] = []
    email = site.email_of("Grace Okafor")
    async with site.signed_in(email) as page:
        page.on("request", lambda request: asked.append(request.url))
        await page.goto(f"{REPORT}?from=2026-06&to=2026-05")
        said = page.get_by_text("Choose a last month that’s after the first")
        await expect(said).to_have_count(1)
        await settled(page)
        await expect(page.get_by_role("main").get_by_role("alert")).to_have_count(0)
        assert [url for url in asked if "/api/contractor/report" in url] == []
        # The month beside it is chosen, and the report comes.
        await page.goto(f"{REPORT}?from=2026-05&to=2026-06")
        await expect(page.get_by_role("heading", name="May 2026 to June 2026")).to_be_visible()


@pytest.mark.requirement("C12")
async def test_the_report_runs_for_the_chosen_months_and_is_saved_three_ways(
    site: Site, picture: Picture
) -> None:
    email = site.email_of("Grace Okafor")
    guest = await site.api(email)
    # Midnight comes later there than where the story tells its days.
    today = at_the_agency()
    first = date(today.year, 1, 1)
    # What the story pays a week ahead may be paid in the next month, or in the next year.
    last = pay_day()
    months = (last.year - first.year) * 12 + last.month
    report = await guest.get(
        "/api/contractor/report", **{"from": f"{first:%Y-%m}", "to": f"{last:%Y-%m}"}
    )
    [of_currency] = report["currencies"]
    async with site.signed_in(email, REPORT) as page:
        # Opens on January of this year to this month.
        await expect(page.get_by_label("From month")).to_have_text(f"January {first.year}")
        await expect(page.get_by_label("To month")).to_have_text(f"{today:%B %Y}")
        await page.goto(f"{REPORT}?from={first:%Y-%m}&to={last:%Y-%m}")
        await expect(page.get_by_label("To month")).to_have_text(f"{last:%B %Y}")
        table = page.get_by_role("table", name="Net payments by month and client")
        rows = table.locator("tbody tr")
        await expect(rows).to_have_count(months + 1)
        await expect(rows.last).to_contain_text(money(of_currency["total"]["net"]))
        await expect(page.get_by_role("img", name="Chart")).to_be_visible()
        clients = page.get_by_role("table", name="Payments by client")
        for client in of_currency["clients"]:
            row = clients.get_by_role("row").filter(has_text=client["company_name"])
            for what in ("gross", "deductions", "taxes", "net"):
                amount = minus(client[what]) if what == "deductions" else client[what]
                await expect(row).to_contain_text(money(amount))
        assert not await violations(page)
        await picture(page, "contractor-report-chart")

        book = sheet(await saved_as(page, "Excel"))
        assert [
            (row["Month"], row["Client"], round(float(str(row["Net"])) * 100)) for row in book
        ] == [
            (row["month"], row["company_name"], row["net"]["amount_minor"])
            for row in of_currency["rows"]
        ]
        comma = (await saved_as(page, "CSV")).decode("utf-8-sig")
        lines = list(csv.DictReader(io.StringIO(comma)))
        assert len(lines) == of_currency["total"]["transactions"]
        pdf = text_of(await saved_as(page, "PDF"))
        assert f"{of_currency['total']['net']['amount_minor'] / 100:,.2f}" in pdf
        for client in of_currency["clients"]:
            assert client["company_name"] in pdf

        # Another month by keyboard: nothing changes before "Update report".
        before = page.url
        await page.get_by_label("From month").focus()
        await page.keyboard.press("Enter")
        months_shown = page.get_by_role("dialog")
        # Its arrows say where they lead.
        await expect(months_shown.get_by_role("button", name="Previous year")).to_be_visible()
        await expect(months_shown.get_by_role("button", name="Next year")).to_be_visible()
        await months_shown.get_by_role("button", name="Jan").focus()
        await page.keyboard.press("ArrowRight")
        await page.keyboard.press("Enter")
        await expect(page.get_by_label("From month")).to_have_text(f"February {first.year}")
        assert page.url == before
        await expect(rows).to_have_count(months + 1)
        await page.get_by_role("button", name="Update report").click()
        await expect(page).to_have_url(re.compile(f"from={first.year}-02"))
        await expect(rows).to_have_count(months)
        await page.go_back()
        await expect(rows).to_have_count(months + 1)


@pytest.mark.requirement("C12")
async def test_a_report_without_payments_and_one_that_cannot_be_printed_say_so(
    site: Site,
) -> None:
    email = site.email_of("Grace Okafor")
    guest = await site.api(email)
    [document, *_] = await guest.all("/api/contractor/documents")

    async def failed(route: Route) -> None:
        one = {**document, "state": "failed"}
        await route.fulfill(status=200, json={"items": [one], "next_cursor": None})

    async with site.signed_in(email, f"{REPORT}?from=2020-01&to=2020-02") as page:
        await expect(
            page.get_by_role("heading", name="No payments in these months")
        ).to_be_visible()
        await page.route(re.compile(r"/api/contractor/documents\?subject_id="), failed)
        await page.get_by_role("button", name="Download", exact=True).click()
        await page.get_by_role("menuitem", name="PDF").click()
        await expect(page.get_by_text("We couldn’t create the document.")).to_be_visible()
