"""However a session ends, the person learns why, comes back, and finds what was typed."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from playwright.async_api import BrowserContext, Locator, Page, expect

from ..conftest import NewContractor
from ..people import WIDE, Site, log_in, log_out
from .working import Worker, cell, last_monday, last_week, logged, saved, week_of

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240, func_only=True)]

PROFILE = "/contractor/settings/profile"
PHONE = "+1 416 555 0199"


@asynccontextmanager
async def browser_of(site: Site) -> AsyncGenerator[BrowserContext]:
    """A browser of somebody, for several tabs."""
    context = await site.browser.new_context(base_url=site.url, viewport=WIDE, locale="en")
    yield context
    await context.close()


async def typed_phone(page: Page) -> None:
    """A telephone number, typed and not saved."""
    await page.get_by_label("Phone").fill(PHONE)


async def press_without_a_session(page: Page, button: Locator) -> None:
    """The session is gone when this is pressed, before anything else that the page asks says so."""
    await button.focus()
    pressed = await button.element_handle()
    await page.context.clear_cookies()
    await pressed.evaluate("(button) => button.click()")


async def drafts_in(page: Page) -> list[str]:
    """What of typed text this tab keeps."""
    found: list[str] = await page.evaluate(
        "Object.keys(sessionStorage).filter((key) => key.startsWith('portico-draft'))"
    )
    return found


async def is_asked_back(page: Page, site: Site, email: str, password: str, *, why: str) -> None:
    """The login page says why; signing in again leads to the same place with what was typed."""
    await expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    await expect(page.get_by_role("alert")).to_contain_text(why)
    await expect(page.get_by_role("alert")).to_contain_text("unfinished work is still here")
    await log_in(page, email, password)
    await expect(page).to_have_url(f"{site.url}{PROFILE}")
    await expect(page.get_by_label("Phone")).to_have_value(PHONE)


@pytest.mark.requirement("X7")
async def test_a_session_that_is_ended_elsewhere_says_so_and_keeps_what_was_typed(
    site: Site, new_contractor: NewContractor, password: str
) -> None:
    email = await new_contractor()
    async with site.signed_in(email, PROFILE) as page:
        await typed_phone(page)
        elsewhere = await site.api(email)
        await elsewhere.post(
            "/api/session/sessions/end-all", {"this_one": False}, portal="contractor"
        )
        await is_asked_back(page, site, email, password, why="ended from another device")
        await page.get_by_role("button", name="Save", exact=True).click()
        await expect(page.get_by_text("Saved", exact=True)).to_be_visible()
        await page.reload()
        await expect(page.get_by_label("Phone")).to_have_value(PHONE)
        assert await drafts_in(page) == []


@pytest.mark.requirement("X7")
async def test_a_refusal_on_saving_keeps_what_was_typed(
    site: Site, new_contractor: NewContractor, password: str
) -> None:
    email = await new_contractor()
    async with site.signed_in(email, PROFILE) as page:
        await typed_phone(page)
        await press_without_a_session(page, page.get_by_role("button", name="Save", exact=True))
        await is_asked_back(page, site, email, password, why="Your session has ended.")
        await expect(page.get_by_label("Phone")).to_have_value(PHONE)


@pytest.mark.requirement("X7")
async def test_a_comment_that_is_being_written_is_kept(
    site: Site, new_contractor: NewContractor, password: str
) -> None:
    worker = await Worker.of(site, new_contractor)
    entry = await worker.submit(await worker.work_order("scheduled"), "8")
    path = f"/contractor/work?week={last_monday()}&entry={entry}"
    async with site.signed_in(worker.email, path) as page:
        comment = page.get_by_label("Comment", exact=True)
        await comment.fill("The gate was locked until ten.")
        send = page.get_by_role("dialog").get_by_role("button", name="Send comment")
        await press_without_a_session(page, send)
        await expect(page.get_by_role("heading", name="Log in")).to_be_visible()
        await log_in(page, worker.email, password)
        await expect(comment).to_have_value("The gate was locked until ten.")


@pytest.mark.requirement("X7")
async def test_a_number_that_is_being_typed_is_found_again_and_not_saved_meanwhile(
    site: Site, new_contractor: NewContractor, password: str
) -> None:
    email = await new_contractor(work_order=True)
    monday = last_week()
    tuesday = monday + timedelta(days=1)
    async with site.signed_in(email, week_of(monday)) as page:
        await cell(page, tuesday).click()
        await page.keyboard.type("7")
        elsewhere = await site.api(email)
        await elsewhere.post(
            "/api/session/sessions/end-all", {"this_one": False}, portal="contractor"
        )
        await expect(page.get_by_role("heading", name="Log in")).to_be_visible()
        await expect(page.get_by_role("alert")).to_contain_text("unfinished work is still here")
        await log_in(page, email, password)
        await expect(cell(page, tuesday)).to_contain_text("7")
        await expect(page.get_by_text("Not saved yet. Open the cell").first).to_be_visible()
        assert await logged(site, email) == []
        await cell(page, tuesday).dblclick()
        await page.keyboard.press("End")
        await page.keyboard.type("h30")
        await page.keyboard.press("Enter")
        await saved(page)
        assert await page.evaluate("Object.keys(sessionStorage).join()") == ""
    assert [row["quantity"] for row in await logged(site, email)] == ["7.5"]


@pytest.mark.requirement("X7")
async def test_a_number_that_is_being_typed_is_gone_for_who_logs_out(
    site: Site, new_contractor: NewContractor
) -> None:
    email = await new_contractor("Nadia Roy", work_order=True)
    monday = last_week()
    async with site.signed_in(email, week_of(monday)) as page:
        await cell(page, monday).click()
        await page.keyboard.type("seven")
        await page.keyboard.press("Enter")
        await log_out(page, "Nadia Roy")
        assert await page.evaluate("Object.keys(sessionStorage).join()") == ""


@pytest.mark.requirement("X7")
async def test_whose_access_is_removed_is_told_so(
    site: Site, new_contractor: NewContractor
) -> None:
    email = await new_contractor()
    guest = await site.api(email)
    async with site.signed_in(email, "/contractor/work") as page:
        await expect(page.get_by_role("heading", level=1, name="Work")).to_be_visible()
        person = guest.person["person_id"]
        await site.staff.post(f"/api/agency/people/{person}/deactivate", {})
        await expect(page.get_by_role("alert")).to_contain_text("You no longer have access.")


@pytest.mark.requirement("X7")
async def test_who_logs_out_leaves_nothing_behind_in_any_tab(
    site: Site, new_contractor: NewContractor, password: str
) -> None:
    email = await new_contractor("Nadia Roy")
    async with (
        browser_of(site) as context,
        site.signed_in(email, PROFILE, context=context) as page,
        site.visit(context=context) as other,
    ):
        await other.goto(PROFILE)
        for tab in (page, other):
            await typed_phone(tab)
        await log_out(page, "Nadia Roy")
        await expect(other.get_by_role("alert")).to_contain_text("You logged out in another tab.")
        for tab in (page, other):
            assert await drafts_in(tab) == []
        await log_in(page, email, password)
        # Where somebody signs in again, every tab goes on.
        await expect(other).to_have_url(f"{site.url}{PROFILE}")
        await expect(other.get_by_label("Phone")).to_have_value("")


@pytest.mark.requirement("X7")
async def test_no_tab_shows_what_was_another_persons(
    site: Site, new_contractor: NewContractor, password: str
) -> None:
    first, second = await new_contractor("Nadia Roy"), await new_contractor("Pia Moe")
    async with (
        browser_of(site) as context,
        site.signed_in(first, PROFILE, context=context) as page,
        site.visit(context=context) as other,
    ):
        await typed_phone(page)
        # Not by logging out: the second person signs in over the first.
        await other.goto("/assets/icon.svg")
        await other.evaluate(
            """async ([email, password]) => { await fetch("/api/session/login", {
                method: "POST",
                headers: {"X-Portico": "1", "Content-Type": "application/json"},
                body: JSON.stringify({portal: "contractor", email, password}),
            }); }""",
            [second, password],
        )
        await expect(page.get_by_role("button", name="Account of Pia Moe")).to_be_visible()
        await expect(page.get_by_label("Phone")).to_have_value("")
        assert PHONE not in await page.evaluate("JSON.stringify(sessionStorage)")
