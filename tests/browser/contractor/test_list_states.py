"""Every list in each of its states (X5): loading, empty, filtered to nothing, failed, forbidden."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

import pytest
from playwright.async_api import Page, Route, expect
from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from chassis.ids import new_id

from ..conftest import NewContractor
from ..people import NARROW, Site, scrolls_sideways, violations

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240, func_only=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list: where it is, what it asks, what it says without rows, and a search for nothing."""

    path: str
    asks: str
    empty: str
    search: str | None = None


LISTS = {
    "pending": Listing(
        path="payments/pending?tab=all",
        asks="transactions",
        empty="No pending transactions",
        search="&q=no-such",
    ),
    "paid": Listing(
        path="payments/paid", asks="payments", empty="No payments yet", search="?q=no-such"
    ),
    "report": Listing(path="payments/report", asks="report", empty="No payments in these months"),
    "trail": Listing(
        path="trail?state=all",
        asks="trail",
        empty="No work submitted yet",
        search=f"&work_order={new_id()}",
    ),
    "work": Listing(path="work", asks="work-orders", empty="No work order yet"),
    "notifications": Listing(
        path="notifications?show=unread", asks="notifications", empty="You’ve read everything"
    ),
}


@pytest.mark.requirement("X5")
@pytest.mark.parametrize("name", LISTS)
async def test_a_list_says_what_it_waits_for_and_why_it_shows_nothing(
    name: str, site: Site, new_contractor: NewContractor
) -> None:
    listing = LISTS[name]
    path = f"/contractor/{listing.path}"
    asks = re.compile(rf"/api/contractor/{listing.asks}(\?|$)")
    async with site.signed_in(await new_contractor(), "/assets/x", size=NARROW) as page:
        arrive = asyncio.Event()

        async def wait(route: Route) -> None:
            await arrive.wait()
            await route.continue_()

        await page.route(asks, wait)
        await page.goto(path)
        await expect(page.locator("[data-loading]").first).to_be_attached()
        arrive.set()
        await shows(page, listing.empty)
        await page.unroute_all(behavior="wait")

        await page.route(asks, refusal(503))
        await page.goto(path)
        alert = page.get_by_role("main").get_by_role("alert")
        await expect(alert).to_contain_text("r-17")
        assert not await violations(page)
        again = alert.get_by_role("button", name="Try again")
        async with page.expect_request(asks):
            await again.click()
        await page.unroute_all(behavior="wait")
        # News can have the page ask again by itself, and take the button away.
        with suppress(PlaywrightTimeoutError):
            await again.click(timeout=3_000)
        await expect(page.get_by_role("heading", name=listing.empty)).to_be_visible()

        await page.route(asks, refusal(403))
        await page.goto(path)
        await shows(page, "You don’t have access")
        await expect(alert).to_have_count(0)
        await page.unroute_all(behavior="wait")

        if listing.search is not None:
            await page.goto(path + listing.search)
            await shows(page, "No results")
            await page.get_by_role("button", name="Clear filters").click()
            await expect(page.get_by_role("heading", name=listing.empty)).to_be_visible()


def refusal(status: int) -> Callable[[Route], Awaitable[None]]:
    """An answer of the edge that says no, with the id to ask for help with."""
    problem = {"status": status, "code": "unavailable", "title": "x", "request_id": "r-17"}

    async def answer(route: Route) -> None:
        await route.fulfill(
            status=status, content_type="application/problem+json", body=json.dumps(problem)
        )

    return answer


async def shows(page: Page, heading: str) -> None:
    """The state with this heading, and it fits and can be read."""
    await expect(page.get_by_role("main").get_by_role("heading", name=heading)).to_be_visible()
    assert not await scrolls_sideways(page)
    assert not await violations(page)
