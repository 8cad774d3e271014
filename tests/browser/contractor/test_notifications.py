"""The list of what the person was told, and the bell."""

import pytest
from playwright.async_api import Page, expect

from ..conftest import NewContractor
from ..people import NARROW, Site, scrolls_sideways
from .working import Worker

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240, func_only=True)]

LIST = "/contractor/notifications"


async def unread_of(page: Page) -> int:
    """What the bell says."""
    name = (
        await page.get_by_role("banner")
        .get_by_role("link", name="Notifications")
        .get_attribute("aria-label")
    )
    return int("".join(sign for sign in str(name) if sign.isdigit()) or 0)


@pytest.mark.requirement("X1")
async def test_unread_ones_are_marked_and_read_one_by_one_and_all(site: Site) -> None:
    async with site.signed_in(site.email_of("Grace Okafor"), LIST) as page:
        bell = page.get_by_role("banner").get_by_role("link", name="unread")
        await expect(bell).to_be_visible()
        before = await unread_of(page)
        entries = page.get_by_role("list", name="Notifications").get_by_role("listitem")
        await expect(entries.first).to_contain_text("Unread:")
        await entries.first.get_by_role("button", name="Mark as read").click()
        await expect(entries.first).not_to_contain_text("Unread:")
        assert await unread_of(page) == before - 1
        await page.get_by_role("tab", name="Unread").click()
        await expect(page).to_have_url(f"{site.url}{LIST}?show=unread")
        await page.get_by_role("button", name="Mark all as read").click()
        await expect(page.get_by_text("You’ve read everything")).to_be_visible()
        await expect(bell).to_have_count(0)
        await page.go_back()
        await expect(entries.first).to_be_visible()


@pytest.mark.requirement("X1")
async def test_a_notification_leads_to_its_page(site: Site) -> None:
    async with site.signed_in(site.email_of("Grace Okafor"), LIST, size=NARROW) as page:
        assert not await scrolls_sideways(page)
        first = page.get_by_role("list", name="Notifications").get_by_role("link").first
        await first.click()
        await expect(page).not_to_have_url(f"{site.url}{LIST}")
        await expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert "/contractor/" in page.url


REASON = "Your new bank details are not confirmed yet."


@pytest.mark.requirement("X1")
@pytest.mark.parametrize(
    ("language", "held", "title", "approved"),
    [
        ("en", "on hold", "Reason:", "was approved"),
        ("fr", "en suspens", "Motif\u00a0:", "a été approuvé"),
    ],
)
async def test_a_reason_is_quoted_where_there_is_one_and_not_spoken_of_where_there_is_none(
    language: str, held: str, title: str, approved: str, site: Site, new_contractor: NewContractor
) -> None:
    """In the list behind the bell and in the e-mail, in the reader's language.

    This agency speaks two; the third is held by notifications' own test of the list.
    """
    worker = await Worker.of(site, new_contractor)
    await worker.speak(language)
    owed = await worker.owed(await worker.work_order("immediate"), "8")
    await worker.hold(owed["transaction_id"], REASON)
    mails = [await site.mail_to(worker.email, said) for said in (held, approved)]
    async with site.signed_in(worker.email, LIST) as page:
        entries = page.get_by_role("main").get_by_role("listitem")
        with_reason = entries.filter(has_text=held)
        await expect(with_reason.locator("blockquote")).to_have_text(f"{title} {REASON}")
        without = entries.filter(has_text=approved)
        await expect(without).to_have_count(1)
        await expect(without.locator("blockquote")).to_have_count(0)
        await expect(without).not_to_contain_text(title.rstrip(":\u00a0"))
    quoted, plain = (mail.text for mail in mails)
    assert f"{title}\n> {REASON}\n" in quoted
    assert title not in plain
    assert "> " not in plain
