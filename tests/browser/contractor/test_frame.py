"""The frame of every page: what it fetches before anybody asks, and what comes late."""

import asyncio

import pytest
from playwright.async_api import Page, Response, Route, expect

from ..conftest import NewContractor
from ..people import NARROW, Site, eventually, settled, violations
from .working import cell, last_week, logged, week_of

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240, func_only=True)]

SCRIPT_BYTES = 250 * 1024


async def held(page: Page, files: str) -> tuple[asyncio.Event, asyncio.Event]:
    """Keep these files from the page: an event when one is asked for, and one that lets go."""
    asked, go = asyncio.Event(), asyncio.Event()

    async def wait(route: Route) -> None:
        asked.set()
        await go.wait()
        await route.continue_()

    await page.route(files, wait)
    return asked, go


async def test_all_script_that_the_first_page_fetches_by_itself_is_within_250_kilobytes(
    site: Site,
) -> None:
    answers: dict[str, Response] = {}
    async with site.signed_in(site.email_of("Grace Okafor"), "/assets/icon.svg") as page:
        page.on("response", lambda answer: answers.update({answer.url: answer}))
        await page.goto("/contractor")
        await settled(page)

        async def is_at_rest() -> bool:
            dialogues = ("palette-", "keys-dialog-", "module-drawer-")
            return all(any(f"/{name}" in url for url in answers) for name in dialogues)

        await eventually(is_at_rest, what="the dialogues of the frame")
        sizes = {
            url.rpartition("/")[2]: int(await answer.header_value("content-length") or 0)
            for url, answer in list(answers.items())
            if url.endswith(".js")
        }
    assert all(sizes.values()), sizes
    assert sum(sizes.values()) <= SCRIPT_BYTES, sizes


async def test_the_palette_opens_on_its_first_key_also_before_it_has_come(site: Site) -> None:
    async with site.signed_in(site.email_of("Grace Okafor"), "/assets/icon.svg") as page:
        asked, go = await held(page, "**/assets/palette-*.js")
        await page.goto("/contractor")
        await settled(page)
        search = page.get_by_role("button", name="Search and go to")
        await search.focus()
        await page.keyboard.press("Control+k")
        await asked.wait()
        await expect(page.get_by_role("dialog")).to_have_count(0)
        go.set()
        field = page.get_by_role("combobox", name="Go to a page or find a number")
        await expect(field).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_have_count(0)
        await expect(search).to_be_focused()
        await page.keyboard.press("Control+k")
        await page.keyboard.type("paid")
        await page.keyboard.press("Enter")
        await expect(page).to_have_url(f"{site.url}/contractor/payments/paid")


async def test_what_is_typed_while_the_palette_comes_is_typed_into_it_and_nowhere_else(
    site: Site, new_contractor: NewContractor
) -> None:
    """A cell of the work grid has the focus: the letters must not become hours."""
    email = await new_contractor(work_order=True)
    monday = last_week()
    async with site.signed_in(email, "/assets/icon.svg") as page:
        asked, go = await held(page, "**/assets/palette-*.js")
        await page.goto(week_of(monday))
        await settled(page)
        await cell(page, monday).click()
        await expect(cell(page, monday)).to_be_focused()
        await page.keyboard.press("Control+k")
        await page.keyboard.type("8 paix")
        await page.keyboard.press("Backspace")
        await asked.wait()
        await expect(page.get_by_role("textbox")).to_have_count(0)
        go.set()
        field = page.get_by_role("combobox", name="Go to a page or find a number")
        await expect(field).to_be_focused()
        await expect(field).to_have_value("8 pai")
        await field.fill("")
        await page.keyboard.press("Escape")
        await expect(cell(page, monday)).to_be_focused()
        await page.keyboard.press("Control+k")
        await page.keyboard.type("paid")
        await page.keyboard.press("Enter")
        await expect(page).to_have_url(f"{site.url}/contractor/payments/paid")
    assert await logged(site, email) == []


async def test_a_dialogue_that_cannot_be_fetched_says_so_and_is_fetched_when_asked_again(
    site: Site,
) -> None:
    async with site.signed_in(
        site.email_of("Grace Okafor"), "/assets/icon.svg", size=NARROW
    ) as page:
        await page.route(
            "**/assets/module-drawer-*.js", lambda route: route.abort("internetdisconnected")
        )
        await page.goto("/contractor")
        await settled(page)
        menu = page.get_by_role("button", name="Menu")
        await menu.click()
        await expect(page.get_by_text("You’re offline.")).to_be_visible()
        await expect(menu).to_have_attribute("aria-expanded", "false")
        await page.unroute_all()
        await menu.click()
        modules = page.get_by_role("dialog").get_by_role("navigation", name="Menu")
        await modules.get_by_role("link", name="Payments").click()
        await expect(page).to_have_url(f"{site.url}/contractor/payments/pending")
        await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_a_page_is_not_shown_before_its_texts_have_come(site: Site) -> None:
    async with site.signed_in(site.email_of("Grace Okafor"), "/assets/icon.svg") as page:
        asked, go = await held(page, "**/assets/en.payments-*.js")
        await page.goto("/contractor")
        await settled(page)
        title = page.get_by_role("heading", level=1)
        async with page.expect_response("**/assets/pending-*.js"):
            await page.get_by_role("banner").get_by_role("link", name="Payments").click()
        await asked.wait()
        await expect(title).to_contain_text("Hello")
        go.set()
        await expect(title).to_have_text("Payments")


async def test_the_skip_link_leads_past_the_menu_bar(site: Site) -> None:
    async with site.signed_in(site.email_of("Grace Okafor"), size=NARROW) as page:
        await settled(page)
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("main")).to_be_focused()
        head = await page.get_by_role("heading", level=1).bounding_box()
        bar = await page.get_by_role("banner").bounding_box()
        assert head
        assert bar
        assert head["y"] >= bar["y"] + bar["height"], "the menu bar covers the heading"


async def test_an_address_without_a_page_says_so_in_the_frame_and_leads_back(site: Site) -> None:
    async with site.signed_in(site.email_of("Grace Okafor"), "/contractor/no/such") as page:
        await expect(page.get_by_role("heading", level=1, name="Page not found")).to_be_visible()
        assert not await violations(page)
        await page.get_by_role("main").get_by_role("link", name="Overview").click()
        await expect(page.get_by_role("heading", level=1)).to_contain_text("Hello")
