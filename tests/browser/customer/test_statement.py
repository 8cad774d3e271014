"""A company's statement of account as its contact reads it (B12): the page and its files."""

import io
import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pypdfium2
import pytest
from openpyxl import load_workbook
from playwright.async_api import Page, Route, ViewportSize, expect

from ..conftest import NewPerson, Picture
from ..contractor.working import money
from ..people import NARROW, Site, download, scrolls_sideways
from ..reading import faults_for_readers
from .test_disputes import a_line
from .test_home import contact_of

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(240, func_only=True),
    pytest.mark.requirement("B12"),
]

PATH = "/customer/invoices/statement"


async def statement_of(site: Site, **query: str) -> dict[str, Any]:
    guest = await site.api(contact_of(site), portal="customer")
    return await guest.get("/api/customer/statement", **query)


async def shows(page: Page, statement: dict[str, Any]) -> None:
    """The page has just these accounts: balances, open invoices, movements in their order."""
    main = page.get_by_role("main")
    for account in statement["currencies"]:
        currency = account["currency"]
        for name in ("opening", "closing", "charged"):
            await expect(main).to_contain_text(money(account[name]))
        moved = main.get_by_role("table", name=f"Movements ({currency})")
        await expect(moved.get_by_role("rowheader")).to_have_count(len(account["movements"]))
        rows = moved.get_by_role("row")
        await expect(rows.last).to_contain_text(money(account["closing"]))
        links = main.get_by_role("table", name=f"Open invoices ({currency})").get_by_role("link")
        await expect(links).to_have_text([one["number"] for one in account["open_invoices"]])


async def test_the_statement_is_reached_from_the_invoices_and_shows_the_account(
    site: Site,
) -> None:
    statement = await statement_of(site)
    assert any(one["movements"] for one in statement["currencies"])
    assert all(one["difference"]["amount_minor"] == 0 for one in statement["currencies"])
    async with site.signed_in(contact_of(site), "/customer/invoices") as page:
        await page.get_by_role("link", name="Statement of account").click()
        await expect(page).to_have_url(re.compile(rf"{PATH}$"))
        await shows(page, statement)
        await expect(page.get_by_role("search").locator("label")).to_have_text(["From", "As of"])
        # The palette knows it, too.
        await page.get_by_role("button", name="Search").click()
        await page.get_by_role("combobox").fill("statement")
        await page.get_by_role("option", name="Statement of account").click()
        await expect(page).to_have_url(re.compile(rf"{PATH}$"))


async def test_as_of_an_earlier_day_it_shows_what_was_owed_then_and_saves_just_that(
    site: Site,
) -> None:
    """All of the story was booked today: payments' answer of an earlier day is made up here."""
    now = await statement_of(site)
    day = date.fromisoformat(now["as_of"]) - timedelta(days=40)
    first = day - timedelta(days=20)
    [account, *_] = now["currencies"]
    owed = account["closing"] | {"amount_minor": account["closing"]["amount_minor"] + 12_345}
    more = account["closing"] | {"amount_minor": 12_345}
    then = now | {
        "first_on": first.isoformat(),
        "from_on": first.isoformat(),
        "as_of": day.isoformat(),
        "currencies": [account | {"closing": owed, "difference": more}],
    }
    asked: list[str] = []

    async def answer(route: Route) -> None:
        asked.append(route.request.url)
        await route.fulfill(json=then)

    async with site.signed_in(contact_of(site), "/customer") as page:
        await page.route(re.compile(r"/api/customer/statement(\?|$)"), answer)
        await page.goto(f"{PATH}?as_of={day}")
        await expect(page.get_by_role("main")).to_contain_text(money(owed))
        # Where ledger and invoices differ, it is said.
        await expect(page.get_by_role("alert")).to_contain_text(money(more))
        assert {parse_qs(urlsplit(url).query)["as_of"][0] for url in asked} == {day.isoformat()}
        async with page.expect_request(re.compile(r"statement\.xlsx")) as saving:
            await page.get_by_role("button", name="Save as Excel").click()
        query = parse_qs(urlsplit((await saving.value).url).query)
        assert (query["as_of"], query["from"]) == ([day.isoformat()], [first.isoformat()])


@pytest.mark.requirement("B9")
async def test_what_is_disputed_is_marked_where_it_is_open(site: Site) -> None:
    line = await a_line(site)
    guest = await site.api(contact_of(site), portal="customer")
    path = f"/api/customer/invoices/{line.invoice['invoice_id']}/disputes"
    body = {"lines": [line.number], "reason": "Nobody was on site that Friday."}
    [dispute] = (await guest.post(path, body, once=True))["items"]
    try:
        statement = await statement_of(site)
        currency = line.invoice["total"]["currency"]
        [account] = [one for one in statement["currencies"] if one["currency"] == currency]
        [shown] = [
            one for one in account["open_invoices"] if one["number"] == line.invoice["number"]
        ]
        assert shown["disputed_amount"]["amount_minor"] > 0
        async with site.signed_in(contact_of(site), PATH) as page:
            table = page.get_by_role("table", name=f"Open invoices ({currency})")
            row = table.get_by_role("row").filter(has_text=line.invoice["number"])
            await expect(row).to_contain_text(f"{money(shown['disputed_amount'])} disputed")
            await expect(page.get_by_role("main")).to_contain_text(
                f"{money(account['disputed'])} of this is disputed and isn’t due."
            )
            assert not await scrolls_sideways(page)
    finally:
        await guest.post(
            f"{path}/{dispute['dispute_id']}/withdraw", {"version": dispute["version"]}
        )


async def test_days_of_which_there_is_no_statement_lead_back_to_those_that_have_one(
    site: Site,
) -> None:
    statement = await statement_of(site)
    async with site.signed_in(contact_of(site), f"{PATH}?as_of=2020-02-29") as page:
        main = page.get_by_role("main")
        await expect(main).to_contain_text("No statement for these days")
        await expect(main).to_contain_text("Your account starts on")
        later = date.fromisoformat(statement["as_of"]) + timedelta(days=5)
        await page.goto(f"{PATH}?as_of={statement['as_of']}&from={later}")
        await expect(main).to_contain_text("No statement for these days")
        await page.get_by_role("link", name="Show today’s statement").click()
        await shows(page, statement)


async def test_more_movements_than_a_page_shows_are_saved_as_a_workbook(site: Site) -> None:
    refusal = {
        "status": 422,
        "code": "invalid",
        "title": "Invalid",
        "detail": "more than 1,000 movements",
        "errors": [{"field": "from", "reason": "more than 1,000 movements"}],
    }
    async with site.signed_in(contact_of(site), "/customer") as page:
        await page.route(
            re.compile(r"/api/customer/statement(\?.*)?$"),
            lambda route: route.fulfill(
                status=422, json=refusal, content_type="application/problem+json"
            ),
        )
        await page.goto(PATH)
        await expect(page.get_by_role("main")).to_contain_text("Too many movements to show")
        content = await download(page, page.get_by_role("button", name="Save as Excel"))
    assert load_workbook(io.BytesIO(content)).sheetnames[0] == "Summary"


async def test_the_workbook_has_what_the_page_shows(site: Site) -> None:
    statement = await statement_of(site)
    async with site.signed_in(contact_of(site), PATH) as page:
        content = await download(page, page.get_by_role("button", name="Save as Excel"))
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Summary", "Open invoices", "Movements"]
    [head, *sums] = book.worksheets[0].iter_rows(values_only=True)
    at = head.index("Closing balance")
    closing = {row[0]: round(Decimal(str(row[at])) * 100) for row in sums}
    assert closing == {
        one["currency"]: one["closing"]["amount_minor"] for one in statement["currencies"]
    }
    [_, *moved] = book.worksheets[2].iter_rows(values_only=True)
    movements = sum(len(one["movements"]) for one in statement["currencies"])
    assert len(moved) == movements + len(statement["currencies"])


async def test_the_pdf_has_what_the_page_shows(site: Site) -> None:
    statement = await statement_of(site)
    asked: list[str] = []
    async with site.signed_in(contact_of(site), PATH) as page:
        page.on("request", lambda request: asked.append(urlsplit(request.url).path))
        content = await download(page, page.get_by_role("button", name="Save as PDF"))
    # It is looked for in the list: asked by its id it is a 404 in the console until it is known.
    assert "/api/customer/documents" in asked
    assert not [path for path in asked if re.fullmatch(r".*/documents/[0-9a-f-]+", path)]
    with pypdfium2.PdfDocument(content) as pdf:
        found = "\n".join(one.get_textpage().get_text_bounded() for one in pdf)
    text = re.sub(r"[ \u00a0\u202f]+", " ", found)
    assert "Statement of account" in text
    assert statement["company_name"] in text
    for account in statement["currencies"]:
        for number in (one["number"] for one in account["open_invoices"]):
            assert number in text
        major = Decimal(account["closing"]["amount_minor"]) / 100
        assert f"{major:,.2f}" in text


@pytest.mark.requirement("K16")
async def test_who_sees_some_projects_is_told_why_there_is_no_statement(
    site: Site, new_person: NewPerson
) -> None:
    limited = await new_person(
        "customer",
        contact={
            "company_id": (await statement_of(site))["company_id"],
            "scope": "own",
        },
        permissions=["invoices.view"],
    )
    guest = await site.api(limited, portal="customer")
    for path in ("statement", "statement.xlsx"):
        assert (await guest.client.get(f"/api/customer/{path}")).status_code == 403
    async with site.signed_in(limited, PATH) as page:
        await expect(page.get_by_role("main")).to_contain_text("limited to some of its projects")
        await page.goto("/customer/invoices")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Invoices")
        await expect(page.get_by_role("link", name="Statement of account")).to_have_count(0)


async def test_a_company_that_was_never_invoiced_has_nothing_to_show(
    site: Site, new_customer: Any
) -> None:
    company = await new_customer()
    email = await company.contact("Nell Nothing")
    async with site.signed_in(email, PATH) as page:
        await expect(page.get_by_text("Nothing to show")).to_be_visible()


@pytest.mark.requirement("X6")
async def test_the_page_can_be_read_by_everybody(site: Site, picture: Picture) -> None:
    async with site.signed_in(contact_of(site), PATH) as page:
        assert await faults_for_readers(page, picture, "customer-statement") == []
    tablet = ViewportSize(width=768, height=1024)
    async with site.signed_in(contact_of(site), PATH, size=tablet) as page:
        await expect(page.get_by_role("table").first).to_be_visible()
        assert not await scrolls_sideways(page)


async def test_on_paper_it_is_the_statement_alone(site: Site) -> None:
    async with site.signed_in(contact_of(site), PATH, size=NARROW) as page:
        await expect(page.get_by_role("table").first).to_be_visible()
        await page.emulate_media(media="print")
        await expect(page.get_by_role("button", name="Save as Excel")).to_be_hidden()
        await expect(page.get_by_role("heading", level=1)).to_be_visible()
        await expect(page.get_by_text(re.compile("^As of .+20"))).to_be_visible()
