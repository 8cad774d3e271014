"""What holds for every page of the contractor's portal: it can be read, and it fits."""

import pytest
from playwright.async_api import expect

from ..conftest import NewContractor, Picture
from ..people import Scheme, Site, violations
from ..reading import faults_for_readers, faults_in
from .working import Worker

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240, func_only=True)]

PAGES = {
    "dashboard": "/contractor",
    "pending": "/contractor/payments/pending?tab=all",
    "paid": "/contractor/payments/paid",
    "report": "/contractor/payments/report",
    "work": "/contractor/work",
    "trail": "/contractor/trail",
    "notifications": "/contractor/notifications",
    "profile": "/contractor/settings/profile",
    "security": "/contractor/settings/security",
    "preferences": "/contractor/settings/notifications",
    "bank-account": "/contractor/settings/bank-account",
}
INSIDE = ("payment", "transaction", "piece")
OUTSIDE = {"login": "/contractor/login", "forgot": "/contractor/forgot"}


@pytest.mark.requirement("X6")
@pytest.mark.parametrize("name", [*PAGES, *INSIDE])
async def test_a_page_can_be_read_by_everybody_in_light_in_dark_and_on_a_small_phone(
    name: str, site: Site, picture: Picture
) -> None:
    email = site.email_of("Grace Okafor")
    path = PAGES.get(name) or (await inner_pages(site, email))[name]
    async with site.signed_in(email, path) as page:
        assert await faults_for_readers(page, picture, f"contractor-{name}") == []


@pytest.mark.requirement("X6")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", OUTSIDE)
async def test_a_page_before_sign_in_breaks_no_rule_either(
    name: str, scheme: Scheme, site: Site, picture: Picture
) -> None:
    async with site.visit(scheme=scheme) as page:
        await page.goto(OUTSIDE[name])
        assert not await violations(page)
        await picture(page, f"contractor-{name}{'-dark' if scheme == 'dark' else ''}")


@pytest.mark.requirement("C4")
async def test_who_is_not_signed_in_is_asked_to_and_comes_back(site: Site, password: str) -> None:
    async with site.visit() as page:
        await page.goto("/contractor/payments/paid")
        await page.get_by_label("Email").fill(site.email_of("Grace Okafor"))
        await page.get_by_label("Password", exact=True).fill(password)
        await page.get_by_role("button", name="Log in", exact=True).click()
        await expect(page).to_have_url(f"{site.url}/contractor/payments/paid")


@pytest.mark.requirement("X4")
async def test_every_page_fits_on_a_small_phone_in_norwegian(other_site: Site) -> None:
    email = other_site.email_of("Ingrid Solberg")
    inside = await inner_pages(other_site, email)
    assert await faults_in("nb", other_site, email, *PAGES.values(), *inside.values()) == []


@pytest.mark.requirement("X4")
async def test_every_page_fits_on_a_small_phone_in_french(
    site: Site, new_contractor: NewContractor
) -> None:
    worker = await Worker.of(site, new_contractor)
    owed = await worker.owed(await worker.work_order("pay_when_paid"), "8")
    await worker.hold(owed["transaction_id"], "Heures en double.")
    await worker.owed(await worker.work_order("scheduled"), "7.5")
    await worker.speak("fr")
    assert await faults_in("fr", site, worker.email, *PAGES.values()) == []


async def inner_pages(site: Site, email: str) -> dict[str, str]:
    """Where the newest payment of a contractor, its first transaction and its work are shown."""
    guest = await site.api(email)
    [payment, *_] = await guest.all("/api/contractor/payments")
    details = await guest.get(f"/api/contractor/payments/{payment['payment_id']}")
    [transaction, *_] = details["payment"]["transactions"]
    [work, *_] = await guest.all("/api/contractor/trail", state="done")
    pages = {
        "payment": f"payments/paid/{payment['payment_id']}",
        "transaction": f"payments/transactions/{transaction['transaction_id']}",
        "piece": f"trail/{work['work_order_id']}/{work['period_start']}",
    }
    return {name: f"/contractor/{path}" for name, path in pages.items()}
