"""Addresses that were cut, typed wrong or kept for long: each leads on to something."""

import pytest
from playwright.async_api import expect

from ..people import Site, settled

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300, func_only=True)]

NOBODYS = "01900000-0000-7000-8000-000000000000"


@pytest.mark.parametrize(
    "path",
    [
        "/contractor/payments/transactions/T-2026",
        f"/contractor/payments/transactions/{NOBODYS}",
        "/contractor/payments/paid/P-2026",
        "/contractor/trail/x/2026-11-02",
        f"/contractor/trail/{NOBODYS}/2026-13-45",
    ],
)
async def test_the_address_of_nothing_is_a_page_that_is_not_found(site: Site, path: str) -> None:
    email = site.email_of("Grace Okafor")
    async with site.signed_in(email, path) as page:
        main = page.get_by_role("main")
        await expect(main.get_by_role("heading", name="Page not found")).to_be_visible()
        await expect(main.get_by_role("alert")).to_have_count(0)


async def test_a_list_whose_address_cannot_be_read_is_cleared_at_once(site: Site) -> None:
    email = site.email_of("Grace Okafor")
    async with site.signed_in(email, "/contractor/payments/pending?tab=all&cursor=xyz") as page:
        main = page.get_by_role("main")
        await main.get_by_role("button", name="Clear filters").click()
        await expect(main.get_by_role("button", name="Clear filters")).to_have_count(0)
        await settled(page)
        assert page.url.endswith("/pending?tab=all")


async def test_a_week_that_is_in_no_books_is_this_week(site: Site) -> None:
    email = site.email_of("Grace Okafor")
    async with site.signed_in(email, "/contractor/work?week=9999-12-31") as page:
        await expect(page.get_by_role("button", name="This week")).to_be_disabled()
        await settled(page)
        await expect(page.get_by_role("grid")).to_be_visible()


async def test_days_of_filters_are_written_as_those_of_the_list(site: Site) -> None:
    email = site.email_of("Grace Okafor")
    address = "/contractor/payments/paid?from=2026-01-02&to=2099-12-31"
    async with site.signed_in(email, address) as page:
        await settled(page)
        await expect(page.get_by_label("From", exact=True)).to_have_text("Jan 2, 2026")
        await expect(page.get_by_label("To", exact=True)).to_have_text("Dec 31, 2099")
