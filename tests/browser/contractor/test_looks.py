"""Pages as they look on a tablet, on paper, without colours of ours, and without a connection."""

import re

import pytest
from playwright.async_api import Page, expect

from ..people import Site, cut_off, scrolls_sideways, settled
from .test_every_page import INSIDE, PAGES, inner_pages

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240, func_only=True)]

# As wide as a sheet of A4 between its margins, at 96 pixels an inch.
PAPER = {"width": 718, "height": 1_000}
TABLET = {"width": 768, "height": 1_024}


async def framed(page: Page, selector: str) -> list[str]:
    """How each of these is outlined."""
    found: list[str] = await page.locator(selector).evaluate_all(
        "all => all.map((one) => getComputedStyle(one).outlineStyle)"
    )
    return found


@pytest.mark.requirement("X6")
async def test_on_a_tablet_a_table_is_a_table(site: Site) -> None:
    email = site.email_of("Grace Okafor")
    inside = await inner_pages(site, email)
    async with site.signed_in(email, PAGES["paid"]) as page:
        await page.set_viewport_size({"width": TABLET["width"], "height": TABLET["height"]})
        for path in (PAGES["paid"], PAGES["pending"], *inside.values()):
            await page.goto(path)
            assert not await scrolls_sideways(page), path
            for table in await page.get_by_role("main").get_by_role("table").all():
                shown = await table.evaluate(
                    "one => [getComputedStyle(one).display, "
                    "one.parentElement.scrollWidth - one.parentElement.clientWidth]"
                )
                assert shown[0] == "table", path
                assert shown[1] <= 1, f"{path}: a table is {shown[1]} px too wide"


@pytest.mark.parametrize("name", [*PAGES, *INSIDE])
async def test_nothing_is_cut_off_on_paper(name: str, site: Site) -> None:
    email = site.email_of("Grace Okafor")
    path = PAGES.get(name) or (await inner_pages(site, email))[name]
    async with site.signed_in(email, path) as page:
        await page.set_viewport_size({"width": PAPER["width"], "height": PAPER["height"]})
        await settled(page)
        await page.emulate_media(media="print")
        assert not await scrolls_sideways(page)
        assert await cut_off(page) == []
        await expect(page.get_by_role("banner")).to_be_hidden()
        heads = page.get_by_role("main").locator("thead th")
        for number in range(await heads.count()):
            await expect(heads.nth(number)).to_be_visible()


@pytest.mark.requirement("X6")
async def test_what_is_selected_is_seen_where_the_system_sets_the_colours(site: Site) -> None:
    async with site.signed_in(site.email_of("Grace Okafor"), PAGES["pending"]) as page:
        await settled(page)
        await page.emulate_media(forced_colors="active")
        for bar in ("header nav", "main nav"):
            assert set(await framed(page, f"{bar} a[aria-current]")) == {"solid"}, bar
            assert set(await framed(page, f"{bar} a:not([aria-current])")) == {"none"}, bar
        await page.keyboard.press("Control+k")
        await expect(page.get_by_role("option", selected=True).first).to_be_visible()
        assert set(await framed(page, "[role=option][aria-selected=true]")) == {"solid"}


async def test_each_section_has_a_name_of_its_own_in_the_browser(site: Site) -> None:
    async with site.signed_in(site.email_of("Grace Okafor"), PAGES["pending"]) as page:
        names: set[str] = set()
        for name in ("pending", "paid", "report"):
            await page.goto(PAGES[name])
            await settled(page)
            names.add(await page.title())
    assert len(names) == 3, names


async def test_a_page_that_cannot_be_fetched_stays_in_the_frame_and_comes_with_the_connection(
    site: Site,
) -> None:
    async with site.signed_in(site.email_of("Grace Okafor"), "/contractor") as page:
        await settled(page)
        # The menu is pressed before the page that it leads to was ever fetched.
        await page.context.set_offline(offline=True)
        await page.get_by_role("banner").get_by_role("link", name="Money trail").click()
        alert = page.get_by_role("main").get_by_role("alert")
        await expect(alert).to_contain_text("There is no connection to the site.")
        await expect(page.get_by_role("banner")).to_be_visible()
        await page.context.set_offline(offline=False)
        await expect(page.get_by_role("heading", level=1, name="Money trail")).to_be_visible()
        await expect(alert).to_have_count(0)


async def test_the_palette_finds_a_number(site: Site) -> None:
    email = site.email_of("Grace Okafor")
    guest = await site.api(email)
    [payment, *_] = await guest.all("/api/contractor/payments")
    async with site.signed_in(email) as page:
        await settled(page)
        await page.keyboard.press("Control+k")
        await page.keyboard.type(payment["number"])
        await page.get_by_role("option", name=payment["number"]).click()
        await expect(page).to_have_url(re.compile(f"/payments/paid/{payment['payment_id']}$"))
