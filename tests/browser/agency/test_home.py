"""The first page of staff (A11): what waits for whom, and what could not be processed."""

import re
from typing import Any

import pytest
from playwright.async_api import Locator, Page, Route, expect

from portico_local.demo.agency import PASSWORD

from ..conftest import NewContractor, NewPerson, Picture
from ..contractor.working import Worker, money
from ..people import Site, log_in
from ..reading import faults_for_readers, faults_in

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(240, func_only=True),
    pytest.mark.requirement("A11"),
]

UNPRICED = {
    "kind": "work_not_priced",
    "event": "WorkApproved",
    "reason": "no_rate",
    "since": "2026-11-28T09:30:00Z",
    "waiting_behind": 2,
    "concerns": [
        {"kind": "company", "id": "c", "name": "Fjord <Bygg>"},
        {"kind": "contractor", "id": "t", "name": "Tove Temp"},
    ],
    "reference": "payments 12",
}


def card(page: Page, name: str) -> Locator:
    """A card of the page."""
    return page.get_by_role("region", name=name, exact=True)


async def show_instead(page: Page, site: Site, other: dict[str, Any]) -> None:
    """Have the page get the dashboard as it is, but for these parts of it."""
    shown = await site.staff.get("/api/agency/dashboard")

    async def answer(route: Route) -> None:
        await route.fulfill(json=shown | other)

    await page.route("**/api/agency/dashboard", answer)


async def test_what_waits_is_counted_and_summed_and_follows_what_happens(
    site: Site, new_contractor: NewContractor
) -> None:
    worker = await Worker.of(site, new_contractor)
    order = await worker.work_order("scheduled")
    async with site.signed_in(site.demo_agency.staff_person.email, "/agency") as page:
        shown = await site.staff.get("/api/agency/dashboard")
        names = {
            "Ready to pay": ("ready_to_pay", "transaction"),
            "Transactions on hold": ("on_hold", "transaction"),
            "Waiting for the client to pay": ("waiting_for_clients", "transaction"),
            "Overdue invoices": ("overdue_invoices", "invoice"),
        }
        for name, (part, unit) in names.items():
            sums = shown[part]
            for total in sums["totals"] if sums["count"] else ():
                await expect(card(page, name)).to_contain_text(money(total))
            said = f"{sums['count']} {unit}" if sums["count"] else "Nothing right now"
            await expect(card(page, name)).to_contain_text(said)
        invited = shown["invited"]
        said = f"{invited} pe" if invited else "Nothing right now"
        await expect(card(page, "Invited, not signed up yet")).to_contain_text(said)
        # What is handed in now comes by itself.
        before = shown["work"]["to_approval"]["count"]
        await worker.submit(order, "7.5")
        await expect(card(page, "Work to approve")).to_contain_text(
            re.compile(rf"(?<!\d){before + 1} entr(y|ies)")
        )


async def test_nobody_is_shown_what_they_may_not_see(site: Site, new_person: NewPerson) -> None:
    email = await new_person("agency", permissions=["people.manage"])
    async with site.signed_in(email, "/agency") as page:
        await expect(card(page, "Invited, not signed up yet")).to_be_visible()
        for name in ("Work to approve", "Ready to pay", "Overdue invoices"):
            await expect(card(page, name)).to_have_count(0)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Approved work isn’t being paid or invoiced", "2 later changes", "Add one.")),
        ("fr", ("Du travail approuvé n’est ni payé ni facturé", "2 changements ultérieurs", "")),
        ("nb", ("Godkjent arbeid blir verken betalt eller fakturert", "2 senere endringer", "")),
    ],
)
async def test_what_is_stuck_is_named_with_whom_it_concerns(
    language: str,
    words: tuple[str, ...],
    site: Site,
    other_site: Site,
    new_person: NewPerson,
    picture: Picture,
) -> None:
    if language == "nb":
        site, email = other_site, other_site.demo_agency.staff_person.email
    else:
        email = await new_person("agency", language=language, permissions=["transactions.view"])
    other = {"kind": "document_not_made", "concerns": [], "waiting_behind": 0}
    matters = [UNPRICED, UNPRICED | other | {"reference": "documents 3", "reason": "failed"}]
    async with site.visit() as page:
        await show_instead(page, site, {"stuck": matters})
        await page.goto("/agency")
        await sign_in_in_any_language(page, email)
        first = page.get_by_role("main").get_by_role("listitem").first
        for said in (*words, "Tove Temp · Fjord <Bygg>", "payments 12"):
            await expect(first).to_contain_text(said)
        # At the agency's own hour, not that of the service.
        await expect(first).not_to_contain_text("09:30")
        assert await faults_for_readers(page, picture, f"agency-stuck-{language}") == []
        await page.unroute("**/api/agency/dashboard")
        await page.reload()
        await expect(page.get_by_text(words[0])).to_have_count(0)


async def sign_in_in_any_language(page: Page, email: str) -> None:
    """At the login page, whatever it speaks."""
    await page.locator("input[name=email]").fill(email)
    await page.locator("input[name=password]").fill(PASSWORD)
    await page.locator("form button[type=submit]").click()


async def test_what_could_not_be_reached_is_named_and_all_else_is_there(site: Site) -> None:
    gone = dict.fromkeys(("ready_to_pay", "on_hold", "waiting_for_clients", "overdue_invoices"))
    async with site.visit() as page:
        await show_instead(page, site, {"missing": ["payments"], **gone})
        await page.goto("/agency")
        await log_in(page, site.demo_agency.staff_person.email, PASSWORD)
        await expect(page.get_by_role("status").filter(has_text="payments")).to_be_visible()
        await expect(card(page, "Ready to pay")).to_contain_text("Not available right now")
        await expect(card(page, "Work to approve")).not_to_contain_text("Not available")


@pytest.mark.requirement("X6")
async def test_the_page_can_be_read_by_everybody(site: Site, picture: Picture) -> None:
    async with site.signed_in(site.demo_agency.staff_person.email, "/agency") as page:
        assert await faults_for_readers(page, picture, "agency-home") == []


@pytest.mark.requirement("X4")
@pytest.mark.parametrize("language", ["en", "fr", "nb"])
async def test_every_page_fits_on_a_small_phone_in(
    language: str, site: Site, other_site: Site, new_person: NewPerson
) -> None:
    places = ("", "/notifications", "/settings/profile", "/settings/security")
    paths = [f"/agency{place}" for place in (*places, "/settings/notifications")]
    if language == "nb":
        staff = other_site.demo_agency.staff_person.email
        assert await faults_in("nb", other_site, staff, *paths) == []
        return
    email = await new_person("agency", language=language)
    assert await faults_in(language, site, email, *paths) == []
