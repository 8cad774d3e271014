"""The bank account in a browser (B6): named by keys, changed, confirmed, and told by e-mail."""

import pytest
from playwright.async_api import Locator, Page, Route, expect

from portico_local.demo.agency import PASSWORD

from ..conftest import NewContractor, Picture
from ..people import NARROW, Site, scrolls_sideways, settled
from ..reading import faults_for_readers
from .working import Worker, money

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(240, func_only=True),
    pytest.mark.requirement("B6"),
]

PATH = "/contractor/settings/bank-account"


def block(page: Page) -> Locator:
    """The account, and the way to change it."""
    return page.get_by_role("region", name="Bank account", exact=True)


async def name_canadian(page: Page, number: str) -> None:
    """Fill in the form for a Canadian account, and send it."""
    await page.get_by_label("Kind of account").select_option("canadian")
    await page.get_by_label("Institution number").fill("003")
    await page.get_by_label("Transit number").fill("00011")
    await page.get_by_label("Account number").fill(number)
    await page.get_by_role("button", name="Save account").click()


async def test_an_account_is_named_by_keys_alone_and_what_is_wrong_is_said_at_its_field(
    site: Site, new_contractor: NewContractor
) -> None:
    email = await new_contractor("Nadia Roy")
    async with site.signed_in(email, "/contractor/settings/profile", size=NARROW) as page:
        way = page.get_by_role("navigation", name="Settings").get_by_role(
            "link", name="Bank account"
        )
        await way.focus()
        await page.keyboard.press("Enter")
        await expect(page).to_have_url(f"{site.url}{PATH}")
        await expect(block(page)).to_contain_text("You haven’t added an account yet.")
        await page.get_by_role("button", name="Add account").focus()
        await page.keyboard.press("Enter")
        kind = page.get_by_label("Kind of account")
        # What people of the country have is chosen already; this person has another.
        await expect(kind).to_be_focused()
        await expect(kind).to_have_value("canadian")
        await kind.select_option("norwegian")
        await page.keyboard.press("Tab")
        await expect(page.get_by_label("Account holder")).to_have_value("Nadia Roy")
        await page.keyboard.press("Tab")
        await page.keyboard.type("8601.11.17948")
        await page.keyboard.press("Enter")
        number = page.get_by_label("Account number")
        await expect(number).to_be_focused()
        await expect(page.get_by_role("alert")).to_contain_text("a digit is wrong")
        assert await number.get_attribute("aria-invalid") == "true"
        await number.fill("8601.11.17947")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("Bank account saved")).to_be_visible()
        await expect(page.get_by_role("button", name="Change account")).to_be_focused()
        await expect(block(page)).to_contain_text("Account ending 7947")
        await expect(block(page)).to_contain_text("In use")
        assert not await scrolls_sideways(page)
        assert "86011117947" not in "".join((await page.content()).split("."))
    mail = await site.mail_to(email, "bank account was added")
    assert "7947" in mail.text
    assert "1117947" not in mail.text


async def test_a_change_says_which_payment_it_affects_and_is_told_with_both_endings(
    site: Site, new_contractor: NewContractor, picture: Picture
) -> None:
    worker = await Worker.of(site, new_contractor)
    owed = await worker.owed(await worker.work_order("scheduled"), "8")
    async with site.signed_in(worker.email, PATH) as page:
        await page.get_by_role("button", name="Add account").click()
        await name_canadian(page, "765 4321")
        await expect(block(page)).to_contain_text("Account ending 4321")
        amount = money(owed["net"])
        await expect(block(page)).to_contain_text(f"Your next payment of {amount}")
        await expect(block(page)).to_contain_text("goes to the account ending 4321")

        await page.get_by_role("button", name="Change account").click()
        effect = page.get_by_role("form", name="Your account").get_by_role("note")
        await expect(effect).to_contain_text("a new account is used after 3 days")
        await expect(effect).to_contain_text("we keep paying to the account ending 4321")
        await expect(effect).to_contain_text(amount)
        await picture(page, "contractor-bank-account-form")
        await name_canadian(page, "765 9999")
        pending = page.get_by_role("region", name="Account ending 9999")
        await expect(pending).to_contain_text("Not used yet")
        await expect(block(page)).to_contain_text("go to the account ending 9999")
        await expect(page.get_by_role("region", name="Account ending 4321")).to_contain_text(
            "In use"
        )
        history = page.get_by_role("list", name="Changes").get_by_role("listitem")
        await expect(history).to_have_count(2)
        await expect(history.first).to_contain_text("Account ending 9999")
        assert await faults_for_readers(page, picture, "contractor-bank-account-changed") == []
    mail = await site.mail_to(worker.email, "bank account at")
    for said in ("4321", "9999", "If this wasn’t you"):
        assert said in mail.text
    person_id = worker.guest.person["person_id"]
    seen = await site.staff.get(f"/api/agency/people/{person_id}/bank-account")
    assert (seen["current"]["ending"], seen["pending"]["ending"]) == ("4321", "9999")


async def test_who_signed_in_long_ago_shows_who_it_is_and_gets_back_to_the_form(
    site: Site, new_contractor: NewContractor
) -> None:
    email = await new_contractor()
    asked = 0

    async def too_long_ago(route: Route) -> None:
        nonlocal asked
        if route.request.method != "PUT" or asked:
            await route.continue_()
            return
        asked += 1
        await route.fulfill(
            status=403,
            content_type="application/problem+json",
            body='{"code":"recent_sign_in_needed","title":"","status":403,"detail":""}',
        )

    async with site.signed_in(email, PATH) as page:
        await settled(page)
        await page.route("**/api/contractor/bank-account", too_long_ago)
        await page.get_by_role("button", name="Add account").click()
        await name_canadian(page, "765 4321")
        dialog = page.get_by_role("dialog")
        await expect(dialog).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("alert").first).to_be_visible()
        await expect(page.get_by_label("Account number")).to_have_value("765 4321")

        asked = 0
        await page.get_by_role("button", name="Save account").click()
        await dialog.get_by_label("Password", exact=True).fill(PASSWORD)
        await dialog.get_by_role("button", name="Confirm").click()
        await expect(block(page)).to_contain_text("Account ending 4321")
        await expect(page.get_by_role("button", name="Change account")).to_be_focused()
