"""While news flow a page loads as fast as without them, and nothing that it fetches is cut off."""

import time
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Page, Request, expect

from ..people import Site, eventually, settled

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240, func_only=True)]

LIST = "/contractor/payments/paid"
# A line of the edge when 64 approvals come at once: every view goes stale forty times a second.
_FLOW = """
    globalThis.EventSource = class {
        constructor() {
            const views = ["dashboard", "me", "notifications", "payments", "transactions"];
            const say = (message) => this.onmessage?.({data: JSON.stringify(message)});
            this.timer = setInterval(() => say({stale: views}), 25);
        }
        close() { clearInterval(this.timer); }
    };
"""
LOOKS = 4


@asynccontextmanager
async def a_page(site: Site, flow: str | None) -> AsyncGenerator[Page]:
    """A page of somebody with payments, signed in; with a flow of news or with the edge's own."""
    async with site.signed_in(site.email_of("Grace Okafor"), "/assets/icon.svg") as page:
        if flow is not None:
            await page.add_init_script(flow)
        yield page


async def seconds_to_rows(page: Page) -> float:
    """From the opening of a list to its first row, over several times."""
    total = 0.0
    for _ in range(LOOKS):
        await page.goto("/assets/icon.svg")
        began = time.monotonic()
        await page.goto(LIST)
        await page.get_by_role("main").get_by_role("rowheader").first.wait_for()
        total += time.monotonic() - began
    return total


@pytest.mark.requirement("X12")
async def test_rows_come_as_fast_while_news_flow(site: Site) -> None:
    async with a_page(site, None) as quiet, a_page(site, _FLOW) as busy:
        # Once for what the browser keeps, then what is measured.
        for page in (quiet, busy):
            await page.goto(LIST)
            await settled(page)
        without, within = await seconds_to_rows(quiet), await seconds_to_rows(busy)
    assert within <= 3 * without, (without, within)


@pytest.mark.requirement("X12")
async def test_a_flow_of_news_is_one_fetch_after_the_other_and_none_is_cut_off(site: Site) -> None:
    async with a_page(site, _FLOW) as page:
        asked: Counter[str] = Counter()
        cut_off: list[str] = []

        def count(request: Request) -> None:
            if "/api/contractor/payments" in request.url:
                asked["payments"] += 1

        await page.goto(LIST)
        await settled(page)
        page.on("request", count)
        page.on("requestfailed", lambda request: cut_off.append(request.url))
        began = time.monotonic()
        rounds = 4
        while asked["payments"] < rounds:
            async with page.expect_request("**/api/contractor/payments*"):
                pass
        took = time.monotonic() - began
        assert took >= rounds - 1.5, "more than a fetch a second"
        # What is typed into a filter meanwhile is answered, too.
        await page.get_by_role("searchbox").fill("no-such-payment")
        await expect(page.get_by_role("button", name="Clear filters")).to_be_visible()
        assert not cut_off


# The page's own clock, which the test moves on.
_CLOCK = """
    const real = Date.now;
    globalThis.minutesLater = 0;
    Date.now = () => real() + globalThis.minutesLater * 60_000;
"""


@pytest.mark.requirement("X7")
async def test_what_news_have_fetched_while_nobody_is_there_keeps_no_session_alive(
    site: Site,
) -> None:
    async with a_page(site, _CLOCK + _FLOW) as page:
        fetched: list[bool] = []

        def note(request: Request) -> None:
            if "/api/contractor/" in request.url and request.method == "GET":
                fetched.append("portico-background" in request.headers)

        async def was_fetched(*, in_background: bool) -> None:
            fetched.clear()

            async def is_so() -> bool:
                return fetched[-1:] == [in_background]

            await eventually(is_so, what=f"a fetch with background = {in_background}")

        page.on("request", note)
        await page.goto(LIST)
        await settled(page)
        assert set(fetched) == {False}, "somebody has opened the page"
        await page.evaluate("globalThis.minutesLater = 5")
        await was_fetched(in_background=True)
        await page.mouse.wheel(0, 1)
        await was_fetched(in_background=False)
        await page.evaluate("globalThis.minutesLater = 10")
        await was_fetched(in_background=True)
        await page.keyboard.press("Shift")
        await was_fetched(in_background=False)
