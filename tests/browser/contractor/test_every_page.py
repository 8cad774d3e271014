"""What holds for every page of the contractor's portal: it can be read, and it fits."""

import re

import pytest
from playwright.async_api import Page, expect

from ..conftest import NewContractor, Picture
from ..people import NARROW, Scheme, Site, cut_off, scrolls_sideways, violations
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
}
INSIDE = ("payment", "transaction", "piece")
OUTSIDE = {"login": "/contractor/login", "forgot": "/contractor/forgot"}


def codes_in(text: str) -> list[str]:
    """Keys of texts and names of the API in what a page says: `preferences.kinds`, `on_hold`."""
    return [word for word in text.split() if re.fullmatch(r"[a-z]+([._][a-z]+)+", word)]


@pytest.mark.requirement("X6")
@pytest.mark.parametrize("name", [*PAGES, *INSIDE])
async def test_a_page_can_be_read_by_everybody_in_light_in_dark_and_on_a_small_phone(
    name: str, site: Site, picture: Picture
) -> None:
    email = site.email_of("Grace Okafor")
    path = PAGES.get(name) or (await inner_pages(site, email))[name]
    async with site.signed_in(email, path) as page:
        assert not await violations(page)
        await picture(page, f"contractor-{name}")
        assert codes_in(await page.get_by_role("main").inner_text()) == []
        assert await unnamed_choices(page) == []
        await page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        assert not await violations(page)
        await picture(page, f"contractor-{name}-dark")
        await page.emulate_media(color_scheme="light", reduced_motion="reduce")
        # Opened anew: what is shown beside each other and what one below the other may differ.
        await page.set_viewport_size(NARROW)
        await page.reload()
        assert not await scrolls_sideways(page)
        assert await cut_off(page) == []
        assert not await violations(page)
        await picture(page, f"contractor-{name}-phone")


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
        await page.get_by_label("E-mail").fill(site.email_of("Grace Okafor"))
        await page.get_by_label("Password", exact=True).fill(password)
        await page.get_by_role("button", name="Log in", exact=True).click()
        await expect(page).to_have_url(f"{site.url}/contractor/payments/paid")


@pytest.mark.requirement("X4")
async def test_every_page_fits_on_a_small_phone_in_norwegian(other_site: Site) -> None:
    email = other_site.email_of("Ingrid Solberg")
    inside = await inner_pages(other_site, email)
    assert await faults_in("nb", other_site, email, *inside.values()) == []


@pytest.mark.requirement("X4")
async def test_every_page_fits_on_a_small_phone_in_french(
    site: Site, new_contractor: NewContractor
) -> None:
    worker = await Worker.of(site, new_contractor)
    owed = await worker.owed(await worker.work_order("pay_when_paid"), "8")
    await worker.hold(owed["transaction_id"], "Heures en double.")
    await worker.owed(await worker.work_order("scheduled"), "7.5")
    await worker.speak("fr")
    assert await faults_in("fr", site, worker.email) == []


async def unnamed_choices(page: Page) -> list[str]:
    """What choices are called that have no name, or one that another has, too."""
    names: list[str] = (
        await page.get_by_role("main")
        .locator("select")
        .evaluate_all(
            "found => found.map((one) => one.ariaLabel || one.labels[0]?.innerText || '')"
        )
    )
    return [name for name in names if not name or names.count(name) > 1]


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


async def faults_in(language: str, site: Site, email: str, *inside: str) -> list[str]:
    """What is wrong with the pages in this language on a phone: its words, and what is too wide."""
    found: list[str] = []
    async with site.signed_in(email, size=NARROW) as page:
        for path in (*PAGES.values(), *inside):
            await page.goto(path)
            if await scrolls_sideways(page):
                found.append(f"{path} scrolls sideways")
            found += [f"{path} cuts off: {text}" for text in await cut_off(page)]
            spoken = await page.evaluate("document.documentElement.lang")
            if spoken != language:
                found.append(f"{path} speaks {spoken}")
            shown = await page.get_by_role("main").inner_text()
            found += [f"{path} shows {code}" for code in codes_in(shown)]
    return found
