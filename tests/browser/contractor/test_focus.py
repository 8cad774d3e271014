"""Whatever opens over a page gives the focus back when it closes."""

from typing import Literal

import pytest
from playwright.async_api import Locator, Page, expect
from playwright.async_api import TimeoutError as TooLateError

from portico_local.demo.agency import PASSWORD

from ..conftest import NewContractor
from ..people import NARROW, Site, log_in, log_out, settled
from .test_every_page import PAGES
from .working import Worker, last_monday

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300, func_only=True)]

OVER = "[role=dialog]:visible, [role=menu]:visible, [role=listbox]:visible"
# What acts at once, or leaves the page, opens nothing.
ACTS = (
    "log out",
    "mark",
    "sign out",
    "end",
    "save",
    "update report",
    "download",
    "next",
    "first",
    "previous",
    "before",
    "after",
    "undo",
)


async def focused(page: Page) -> str:
    """What has the focus, by its element and name."""
    found: str = await page.evaluate(
        """() => {
            const one = document.activeElement;
            return `${one.tagName} ${one.ariaLabel ?? one.labels?.[0]?.innerText ?? one.innerText}`;
        }"""
    )
    return found


async def opens_something(page: Page, opener: Locator) -> bool:
    """Whether pressing it shows something over the page."""
    await opener.focus()
    await page.keyboard.press("Enter")
    try:
        await page.locator(OVER).first.wait_for(timeout=700)
    except TooLateError:
        return False
    return True


async def lost_on(page: Page, path: str) -> tuple[list[str], list[str]]:
    """What of this page opens something over it, and which of it loses the focus on closing."""
    opened: list[str] = []
    lost: list[str] = []
    await page.goto(path)
    await settled(page)
    openers = page.locator("button:visible:enabled, input[type=button]:visible")
    for number in range(await openers.count()):
        opener = openers.nth(number)
        if not await opener.count():
            continue
        name = (await opener.get_attribute("aria-label") or await opener.inner_text()).strip()
        if any(name.lower().startswith(word) for word in ACTS):
            continue
        if not await opens_something(page, opener):
            if page.url.partition("contractor")[2] != path.partition("contractor")[2]:
                await page.goto(path)
                await settled(page)
            continue
        opened.append(name)
        while await page.locator(OVER).count():
            await page.keyboard.press("Escape")
            await expect(page.locator(OVER)).to_have_count(0)
        try:
            await expect(opener).to_be_focused(timeout=2_000)
        except AssertionError:
            lost.append(f"{path}: {name} leaves the focus at {await focused(page)}")
    return opened, lost


@pytest.mark.requirement("X6")
async def test_dialogs_drawers_and_menus_give_the_focus_back(
    site: Site, new_contractor: NewContractor
) -> None:
    worker = await Worker.of(site, new_contractor)
    await worker.owed(await worker.work_order("scheduled"), "8")
    async with site.signed_in(worker.email, "/contractor") as page:
        opened: dict[str, list[str]] = {}
        lost: list[str] = []
        for name, path in PAGES.items():
            opened[name], gone = await lost_on(page, path)
            lost += gone
    assert lost == []
    assert len(opened["work"]) >= 4, opened
    assert all(names for names in opened.values()), opened


@pytest.mark.requirement("X6")
async def test_a_drawer_of_the_address_gives_the_focus_back(
    site: Site, new_contractor: NewContractor
) -> None:
    worker = await Worker.of(site, new_contractor)
    entry = await worker.submit(await worker.work_order("scheduled"), "8")
    path = f"/contractor/work?week={last_monday()}"
    async with site.signed_in(worker.email, f"{path}&entry={entry}") as page:
        # Opened with the page: there is nothing to go back to but its beginning.
        await expect(page.get_by_role("dialog")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_have_count(0)
        await expect(page.get_by_role("main")).to_be_focused()


@pytest.mark.requirement("X6")
async def test_a_page_in_another_frame_has_the_focus_at_its_beginning(site: Site) -> None:
    email = site.email_of("Grace Okafor")
    main = "() => document.activeElement === document.querySelector('main')"
    async with site.visit() as page:
        await page.goto("/contractor/payments/pending")
        await expect(page.get_by_role("heading", name="Log in")).to_be_visible()
        await page.get_by_role("link", name="Forgot password?").click()
        await expect(page.get_by_role("heading", level=1)).not_to_have_text("Log in")
        await page.wait_for_function(main)
        await page.goto("/contractor/payments/pending")
        await log_in(page, email, PASSWORD)
        await expect(page.get_by_role("heading", level=1)).to_have_text("Payments")
        await page.wait_for_function(main)
        # Out again: the page that says so is read from its beginning, too.
        await log_out(page, "Grace Okafor")
        await page.wait_for_function(main)


@pytest.mark.requirement("X6")
async def test_a_dialog_out_of_a_menu_gives_the_focus_to_the_menu(site: Site) -> None:
    async with site.signed_in(site.email_of("Grace Okafor")) as page:
        await settled(page)
        person = page.get_by_role("button", name="Account of Grace Okafor")
        await person.focus()
        await page.keyboard.press("Enter")
        await page.get_by_role("menuitem", name="Keyboard shortcuts").click()
        await expect(page.get_by_role("dialog")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_have_count(0)
        await expect(person).to_be_focused()


@pytest.mark.requirement("X6")
async def test_the_menu_of_a_phone_gives_the_focus_back(site: Site) -> None:
    async with site.signed_in(site.email_of("Grace Okafor"), size=NARROW) as page:
        await settled(page)
        menu = page.get_by_role("button", name="Menu")
        await menu.click()
        await expect(page.get_by_role("dialog")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_have_count(0)
        await expect(menu).to_be_focused()


@pytest.mark.parametrize("forced", ["none", "active"])
async def test_the_field_that_is_typed_into_is_framed(
    site: Site, forced: Literal["none", "active"]
) -> None:
    """Not by the colour of its line alone: a red brand would say that the field is wrong."""
    async with site.visit() as page:
        await page.emulate_media(forced_colors=forced)
        await page.goto("/contractor/login")
        for name in ("Email address", "Password"):
            await page.get_by_label(name, exact=True).focus()
            frame: str = await page.evaluate(
                """() => {
                    const framed = document.activeElement.closest(".p-Input-input");
                    const {outlineStyle, outlineWidth} = getComputedStyle(framed);
                    return `${outlineStyle} ${outlineWidth}`;
                }"""
            )
            assert frame == "solid 3px", name
