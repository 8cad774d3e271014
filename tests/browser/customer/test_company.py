"""The company of a contact in a browser (K7): read, changed by two at once, not permitted."""

from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from portico_local.demo.agency import PASSWORD

from ..conftest import Picture
from ..people import Site, eventually, scrolls_sideways, settled
from ..reading import faults_for_readers

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(240, func_only=True),
    pytest.mark.requirement("K7"),
]

PATH = "/customer/company"


def field(page: Page, label: str) -> Locator:
    """A field of the form by its label."""
    return page.get_by_label(label, exact=True)


async def save(page: Page) -> None:
    await page.get_by_role("button", name="Save changes").click()


def saved(page: Page) -> Locator:
    return page.get_by_role("main").get_by_text("Saved", exact=True)


async def test_a_contact_changes_address_reference_and_where_invoices_go(
    site: Site, new_customer: Any
) -> None:
    customer = await new_customer()
    email = await customer.contact("Nadia Roy")
    async with site.signed_in(email, "/customer") as page:
        await page.get_by_role("banner").get_by_role("link", name="Quay & Sons").click()
        await expect(page).to_have_url(f"{site.url}{PATH}")
        await field(page, "Street address").fill("2 Quay\nDock 9")
        await field(page, "Purchase order").fill("PO 4500-7781")
        await field(page, "Billing email").fill("invoices@quay.example")
        await field(page, "Invoice language").select_option("fr")
        await save(page)
        await expect(saved(page)).to_be_visible()
        kept = await customer.kept()
        assert kept["address"]["street"] == "2 Quay\nDock 9"
        assert (kept["purchase_order"], kept["version"]) == ("PO 4500-7781", 2)
        assert kept["billing_email"] == "invoices@quay.example"
        assert kept["invoice_preferences"]["language"] == "fr"
        # Who changed it, and what, is read below.
        history = page.get_by_role("list", name="History")
        await expect(history).to_contain_text("Purchase order: set to PO 4500-7781")
        await expect(history).to_contain_text("Nadia Roy")
        await field(page, "Billing email").fill("elsewhere@quay.example")
        await save(page)
        await expect(saved(page)).to_be_visible()
        await expect(history).to_contain_text("changed to elsewhere@quay.example")
    # The address until now is told, in the language of the invoices.
    mail = await site.mail_to("invoices@quay.example", "nouvelle adresse")
    assert "elsewhere@quay.example" in mail.text
    assert "Nadia Roy" in mail.text


async def test_of_two_editors_the_second_sees_both_values_and_chooses(
    site: Site, new_customer: Any
) -> None:
    customer = await new_customer()
    first, second = await customer.contact("Nadia Roy"), await customer.contact("Paul Lind")
    async with site.signed_in(first, PATH) as one, site.signed_in(second, PATH) as other:
        await settled(one)
        await settled(other)
        await field(other, "Purchase order").fill("PO of Paul")
        await field(other, "Company name").fill("Quay and Sons")
        await field(one, "Purchase order").fill("PO of Nadia")
        await save(one)
        await expect(saved(one)).to_be_visible()
        # It comes by itself; nothing that was typed is lost.
        conflict = other.get_by_role("alert").filter(has_text="Nadia Roy changed this")
        await expect(conflict).to_contain_text(
            "Purchase order: now PO of Nadia. You typed PO of Paul."
        )
        await expect(field(other, "Purchase order")).to_have_value("PO of Paul")
        await save(other)
        await expect(other.get_by_role("alert").first).to_contain_text("Choose which value")
        assert (await customer.kept())["version"] == 2

        await conflict.get_by_role("button", name="Keep what I typed").click()
        await expect(conflict).to_have_count(0)
        await save(other)
        await expect(saved(other)).to_be_visible()
        kept = await customer.kept()
        assert (kept["purchase_order"], kept["name"]) == ("PO of Paul", "Quay and Sons")
        # And the first page follows, its header too.
        await expect(field(one, "Purchase order")).to_have_value("PO of Paul")
        banner = one.get_by_role("banner")
        await expect(banner.get_by_role("link", name="Quay and Sons")).to_be_visible()


async def test_who_is_offline_to_news_is_told_when_saving(site: Site, new_customer: Any) -> None:
    customer = await new_customer()
    email = await customer.contact("Nadia Roy")
    async with site.signed_in(email, "/customer") as page:
        # No news from now on: neither from this line nor from one that another tab has.
        await page.route("**/api/live*", lambda route: route.abort("internetdisconnected"))
        await page.goto(PATH)
        await settled(page)
        await field(page, "Purchase order").fill("Mine")
        await field(page, "City").fill("Hamilton")
        await customer.by_staff(purchase_order="Theirs", name="Quay Ltd")
        await save(page)
        await expect(page.get_by_text("Nothing was saved.")).to_be_visible()
        agency = site.demo_agency.plan.name
        alert = page.get_by_role("alert").filter(has_text=f"({agency}) changed this")
        await expect(alert).to_contain_text("Purchase order: now Theirs. You typed Mine.")
        await expect(field(page, "Company name")).to_have_value("Quay Ltd")
        await expect(field(page, "City")).to_have_value("Hamilton")
        await alert.get_by_role("button", name="Use the new value").click()
        await save(page)
        await expect(saved(page)).to_be_visible()
        kept = await customer.kept()
        assert (kept["purchase_order"], kept["address"]["city"]) == ("Theirs", "Hamilton")


async def test_others_who_change_other_fields_stop_nobody(site: Site, new_customer: Any) -> None:
    customer = await new_customer()
    email = await customer.contact("Nadia Roy")
    async with site.signed_in(email, "/customer") as page:
        # No news from now on: neither from this line nor from one that another tab has.
        await page.route("**/api/live*", lambda route: route.abort("internetdisconnected"))
        await page.goto(PATH)
        await settled(page)
        await field(page, "Purchase order").fill("Mine")
        await customer.by_staff(name="Quay Ltd")
        await save(page)
        await expect(saved(page)).to_be_visible()
        kept = await customer.kept()
        assert (kept["purchase_order"], kept["name"], kept["version"]) == ("Mine", "Quay Ltd", 3)


async def test_what_the_agency_keeps_to_itself_is_text_and_refused(
    site: Site, new_customer: Any
) -> None:
    customer = await new_customer()
    email = await customer.contact("Nadia Roy")
    async with site.signed_in(email, PATH) as page:
        await settled(page)
        form = page.get_by_role("form", name="Company")
        for name in ("Country", "Province or state", "Organisation number", "Payment due"):
            await expect(page.get_by_label(name, exact=True)).to_have_count(0)
            await expect(form.get_by_text(name, exact=True)).to_be_visible()
        # By their names: a code is nobody's address.
        for value in ("Ontario", "Canada"):
            await expect(form.get_by_text(value, exact=True)).to_be_visible()
    guest = await site.api(email, portal="customer")
    moved = {**customer.company["address"], "country": "NO", "region": ""}
    for facts, named in (
        ({"address": moved}, ["address.region", "address.country"]),
        ({"organisation_number": "1"}, ["organisation_number"]),
        ({"invoice_preferences": {"due_days": 300}}, ["invoice_preferences.due_days"]),
    ):
        body = {"version": 1, **facts}
        refused = await guest.call("PUT", "/api/customer/company", json=body)
        assert (refused.status_code, refused.json()["code"]) == (403, "agencys_terms")
        assert [error["field"] for error in refused.json()["errors"]] == named
    assert (await customer.kept())["version"] == 1


async def test_who_may_not_change_it_reads_it(site: Site, new_customer: Any) -> None:
    customer = await new_customer()
    email = await customer.contact("Nadia Roy", ["invoices.view"])
    async with site.signed_in(email, PATH) as page:
        await expect(page.get_by_text("Your access doesn’t include changing")).to_be_visible()
        await expect(page.get_by_role("main").get_by_role("textbox")).to_have_count(0)
        await expect(page.get_by_role("button", name="Save changes")).to_have_count(0)
        await expect(page.get_by_role("main")).to_contain_text("1 Quay")
        await customer.by_staff(purchase_order="PO of now")
        await expect(page.get_by_role("main")).to_contain_text("PO of now")


@pytest.mark.requirement("K16")
async def test_a_permission_that_is_taken_away_leaves_what_was_typed(
    site: Site, new_customer: Any
) -> None:
    customer = await new_customer()
    email = await customer.contact("Nadia Roy")
    guest = await site.api(email, portal="customer")
    async with site.signed_in(email, PATH) as page:
        await settled(page)
        await field(page, "Purchase order").fill("PO typed")
        answer = await site.staff.call(
            "PUT",
            f"/api/agency/people/{guest.person['person_id']}/access",
            json={
                "permissions": ["invoices.view"],
                "contact": {"company_id": customer.company["company_id"], "scope": "company"},
            },
        )
        assert answer.status_code == 200, answer.text
        await expect(page.get_by_role("button", name="Save changes")).to_have_count(0)
        kept = page.get_by_role("alert").filter(has_text="You can’t change this anymore")
        await expect(kept).to_contain_text("Purchase order: PO typed")
        await kept.get_by_role("button", name="Discard changes").click()
        await expect(kept).to_have_count(0)
    assert (await customer.kept())["version"] == 1


async def test_what_was_typed_outlives_a_reload_and_can_be_discarded(
    site: Site, new_customer: Any
) -> None:
    customer = await new_customer()
    email = await customer.contact("Nadia Roy")
    async with site.signed_in(email, PATH) as page:
        await field(page, "Purchase order").fill("PO typed")
        await expect(page.get_by_text("You have unsaved changes.")).to_be_visible()
        await page.reload()
        await expect(field(page, "Purchase order")).to_have_value("PO typed")
        await page.get_by_role("button", name="Discard changes").focus()
        await page.keyboard.press("Enter")
        await expect(field(page, "Purchase order")).to_have_value("")
        await expect(field(page, "Purchase order")).to_be_focused()
        await expect(page.get_by_role("button", name="Save changes")).to_be_disabled()


async def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(
    site: Site, new_customer: Any
) -> None:
    customer = await new_customer()
    email = await customer.contact("Nadia Roy")
    async with site.signed_in(email, PATH) as page:
        await field(page, "Billing email").fill("nobody at home")
        await field(page, "Company name").fill(" ")
        await save(page)
        await expect(page.get_by_role("alert")).to_contain_text("Enter the company name")
        await field(page, "Company name").fill("Quay & Sons")
        await save(page)
        await expect(field(page, "Billing email")).to_be_focused()
        await expect(page.get_by_role("alert")).to_contain_text("Enter one email address")
        await expect(field(page, "Billing email")).to_have_value("nobody at home")
    assert (await customer.kept())["version"] == 1


async def test_by_keys_alone(site: Site, new_customer: Any) -> None:
    customer = await new_customer()
    email = await customer.contact("Nadia Roy")
    async with site.signed_in(email, PATH) as page:
        await settled(page)
        await field(page, "Purchase order").focus()
        await page.keyboard.type("PO by keys")
        button = page.get_by_role("button", name="Save changes")
        await button.focus()
        await page.keyboard.press("Enter")
        await expect(saved(page)).to_be_visible()
        await expect(button).to_be_focused()

    async def is_kept() -> bool:
        return (await customer.kept())["purchase_order"] == "PO by keys"

    await eventually(is_kept, what="what was typed")


async def test_the_page_can_be_read_by_everybody(
    site: Site, new_customer: Any, picture: Picture
) -> None:
    customer = await new_customer()
    email = await customer.contact("Nadia Roy")
    await customer.by_staff(purchase_order="PO 4500-7781", billing_email="invoices@quay.example")
    async with site.signed_in(email, PATH) as page:
        assert await faults_for_readers(page, picture, "customer-company") == []
        await page.set_viewport_size({"width": 320, "height": 640})
        assert not await scrolls_sideways(page)


async def test_a_stolen_session_does_not_lead_invoices_elsewhere(
    site: Site, new_customer: Any
) -> None:
    customer = await new_customer()
    email = await customer.contact("Nadia Roy")
    async with site.signed_in(email, "/customer") as page:
        refuse = True

        async def answer(route: Any) -> None:
            nonlocal refuse
            if refuse and route.request.method == "PUT":
                # As identity refuses it eleven minutes after the sign-in.
                await route.fulfill(
                    status=403,
                    content_type="application/problem+json",
                    body='{"code":"recent_sign_in_needed","title":"","status":403,"detail":""}',
                )
                return
            await route.continue_()

        await page.route("**/api/customer/company", answer)
        await page.goto(PATH)
        await field(page, "Billing email").fill("invoices@quay.example")
        await save(page)
        dialog = page.get_by_role("dialog")
        await expect(dialog).to_be_visible()
        await dialog.get_by_role("button", name="Cancel").click()
        await expect(page.get_by_role("alert")).to_contain_text("Nothing was changed")
        await expect(field(page, "Billing email")).to_have_value("invoices@quay.example")
        await save(page)
        await expect(dialog).to_be_visible()
        refuse = False
        await dialog.get_by_label("Password", exact=True).fill(PASSWORD)
        await dialog.get_by_role("button", name="Confirm").click()
        await expect(saved(page)).to_be_visible()
    assert (await customer.kept())["billing_email"] == "invoices@quay.example"
