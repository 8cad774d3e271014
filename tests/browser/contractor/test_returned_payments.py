"""A payment that the bank returned, and a day that moved, on the pages of whom they concern.

What the service says is added to its answers here: that it is so is for its own tests.
"""

import re
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from ..conftest import NewContractor, Picture
from ..people import Site, cut_off, scrolls_sideways, settled
from ..reading import faults_for_readers
from .working import Worker, day, long_day, money

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(240, func_only=True),
    pytest.mark.requirement("B17"),
]

TABLET = {"width": 768, "height": 1_024}
BANK_ACCOUNT = "/contractor/settings/bank-account"
PAYMENT_ID = "019cb459-f400-700d-800d-2e6b76c84d11"
RETURNED: dict[str, Any] = {
    "payment_id": PAYMENT_ID,
    "number": "P-2026-000007",
    "amount": {"amount_minor": 309_020, "currency": "CAD"},
    "paid_on": "2026-11-27",
    "returned_on": "2026-11-30",
    "reason_code": "AC04",
    "reason": "Account holder informed",
    "is_about_account": True,
    "bank_account_id": PAYMENT_ID,
    "ending": "4321",
    "ordered_again_for": None,
}
TITLES = {
    "en": "Returned by the bank",
    "fr": "Retourné par la banque",
}
REASONS = {"en": "The account is closed", "fr": "Le compte est fermé"}


async def answered(page: Page, path: str, body: dict[str, Any]) -> None:
    await page.route(re.compile(f"{path}([?].*)?$"), lambda route: route.fulfill(json=body))


def told(page: Page, language: str = "en") -> Locator:
    """What is said of the payment that was returned."""
    return page.get_by_role("region", name=TITLES[language])


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_the_page_of_the_account_says_what_came_back_from_it_and_why(
    site: Site, new_contractor: NewContractor, picture: Picture, language: str
) -> None:
    worker = await Worker.of(site, new_contractor)
    await worker.speak(language)
    path = "/api/contractor/bank-account"
    view = await worker.guest.get(path)
    assert view["returned"] == []
    async with site.signed_in(worker.email, "/contractor/work", language=language) as page:
        await answered(page, path, {**view, "returned": [RETURNED]})
        await page.goto(BANK_ACCOUNT)
        said = told(page, language)
        for word in (REASONS[language], "4321", "P-2026-000007", "Account holder informed"):
            await expect(said).to_contain_text(word)
        if language == "en":
            await expect(said).to_contain_text(money(RETURNED["amount"]))
            await expect(said).to_contain_text(day("2026-11-30"))
            await expect(said.get_by_role("status")).to_contain_text("Check your account number")
        name = f"returned-account-{language}"
        assert await faults_for_readers(page, picture, name) == []
        await page.set_viewport_size({"width": TABLET["width"], "height": TABLET["height"]})
        assert not await scrolls_sideways(page)
        assert await cut_off(page) == []
        await picture(page, f"{name}-tablet")


async def test_a_returned_transaction_says_so_in_the_list_and_on_its_page_with_its_history(
    site: Site, new_contractor: NewContractor, picture: Picture
) -> None:
    worker = await Worker.of(site, new_contractor)
    owed = await worker.owed(await worker.work_order("scheduled"), "8")
    path = f"/api/contractor/transactions/{owed['transaction_id']}"
    view = await worker.guest.get(path)
    changed = {"state": "processing", "estimated_payment_on": None, "is_returned": True}
    facts = {"payment": "P-2026-000007", "reason_code": "AC04", "reason": ""}
    view["transaction"] |= changed | {"returned": RETURNED}
    view["transaction"]["history"].insert(
        0,
        view["transaction"]["history"][0]
        | {"what": "came_back", "state": "processing", "facts": facts},
    )
    page_of = f"/contractor/payments/transactions/{owed['transaction_id']}"
    async with site.signed_in(worker.email, "/contractor/work") as page:
        await answered(page, path, view)
        listed = {"items": [owed | changed], "next_cursor": None}
        await answered(page, "/api/contractor/transactions", listed)
        await page.goto("/contractor/payments/pending")
        row = page.get_by_role("table").locator("tbody tr").first
        await expect(row).to_contain_text("Processing")
        await expect(row).to_contain_text("Returned by the bank")
        assert await faults_for_readers(page, picture, "returned-list") == []
        await page.set_viewport_size({"width": TABLET["width"], "height": TABLET["height"]})
        assert await cut_off(page) == []
        await picture(page, "returned-list-tablet")

        await page.set_viewport_size({"width": 1280, "height": 900})
        await page.goto(page_of)
        said = told(page)
        await expect(said).to_contain_text("The account is closed")
        await expect(said).to_contain_text("Account ending 4321")
        # What is to be done is said once: nothing beside it says that there is nothing to do.
        await expect(page.get_by_text("You don’t need to do anything")).to_have_count(0)
        history = page.get_by_role("list", name="History").get_by_role("listitem")
        await expect(history.first).to_contain_text("Payment returned by the bank")
        await expect(history.first).to_contain_text("The account is closed")
        assert await faults_for_readers(page, picture, "returned-transaction") == []
        await page.set_viewport_size({"width": TABLET["width"], "height": TABLET["height"]})
        assert not await scrolls_sideways(page)
        await picture(page, "returned-transaction-tablet")
        await said.get_by_role("link", name="Check bank account").click()
        await expect(page).to_have_url(f"{site.url}{BANK_ACCOUNT}")


async def test_the_page_of_the_payment_says_that_it_was_returned_and_of_no_statement_to_come(
    site: Site, picture: Picture
) -> None:
    email = site.email_of("Grace Okafor")
    guest = await site.api(email)
    first = (await guest.get("/api/contractor/payments"))["items"][0]
    path = f"/api/contractor/payments/{first['payment_id']}"
    view = await guest.get(path)
    back = {"state": "failed", "returned_on": "2026-11-30", "reason_code": "AM04", "reason": ""}
    view["payment"] |= back
    view["documents"] = []
    async with site.signed_in(email, "/contractor/work") as page:
        await answered(page, path, view)
        await page.goto(f"/contractor/payments/paid/{first['payment_id']}")
        main = page.get_by_role("main")
        await expect(main.get_by_text("Returned by the bank").first).to_be_visible()
        await expect(main).to_contain_text("There wasn’t enough money in the agency’s account")
        await expect(main).to_contain_text(day("2026-11-30"))
        await expect(page.get_by_role("region", name="Documents")).to_have_count(0)
        assert await faults_for_readers(page, picture, "returned-payment") == []


@pytest.mark.requirement("B22")
async def test_a_day_that_the_agency_moved_is_said_with_the_one_of_before_and_why(
    site: Site, new_contractor: NewContractor, picture: Picture
) -> None:
    worker = await Worker.of(site, new_contractor)
    owed = await worker.owed(await worker.work_order("scheduled"), "8")
    why = "the agency chose another day for its pay run"
    before = owed["estimated_payment_on"]
    moved = {"planned_on": before, "because": "pay_run", "names": {"en": why}}
    path = f"/api/contractor/transactions/{owed['transaction_id']}"
    view = await worker.guest.get(path)
    later = "2099-12-07"
    view["transaction"] |= {"state": "processing", "estimated_payment_on": later, "moved": moved}
    facts = {"estimated_payment_on": later, "previously_on": before, "moved": moved}
    view["transaction"]["history"].insert(
        0, view["transaction"]["history"][0] | {"what": "ordered", "facts": facts}
    )
    dashboard = await worker.guest.get("/api/contractor/dashboard")
    dashboard["next_payment"] |= {"on": later, "ordered": True, "moved": moved}
    async with site.signed_in(worker.email, "/contractor/work") as page:
        await answered(page, path, view)
        await answered(page, "/api/contractor/dashboard", dashboard)
        await page.goto("/contractor")
        main = page.get_by_role("main")
        await expect(main).to_contain_text(f"Will be sent on {day(later)}")
        await expect(main).to_contain_text(f"Moved from {day(before)} ({why})")
        await page.goto(f"/contractor/payments/transactions/{owed['transaction_id']}")
        await expect(page.locator("dl").first).to_contain_text(why)
        coming = page.get_by_role("region", name="What comes next")
        await expect(coming).to_contain_text(f"Will be sent on {long_day(later)}")
        history = page.get_by_role("list", name="History").get_by_role("listitem")
        await expect(history.first).to_contain_text(
            f"Estimated payment date moved from {day(before)} to {day(later)}"
        )
        await expect(history.first).to_contain_text(f"Reason: {why}")
        await settled(page)
        await picture(page, "moved-transaction")
