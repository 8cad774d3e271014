"""While news flow a page loads as fast as without them, and nothing that it fetches is cut off."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Page, Request, Route, expect

from ..conftest import NewContractor
from ..people import WIDE, Site, eventually, settled
from .working import Worker, last_monday

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


@pytest.mark.requirement("X12")
async def test_what_happens_between_the_first_fetch_and_the_opening_of_the_line_is_shown(
    site: Site, new_contractor: NewContractor
) -> None:
    worker = await Worker.of(site, new_contractor)
    entry = await worker.submit(await worker.work_order("scheduled"), "8")
    path = f"/contractor/work?week={last_monday()}&entry={entry}"
    happened = asyncio.Event()

    async def hold(route: Route) -> None:
        await happened.wait()
        await route.continue_()

    async with site.signed_in(worker.email, "/assets/icon.svg") as page:
        await page.route("**/api/live?*", hold)
        await page.goto(path)
        drawer = page.get_by_role("dialog")
        await expect(drawer.get_by_text("To approval")).to_be_visible()
        await worker.approve(entry)
        happened.set()
        await expect(drawer.get_by_text("To approval")).to_have_count(0)


@pytest.mark.requirement("X12")
async def test_a_tab_that_joins_is_told_what_was_said_since_it_began(
    site: Site, new_contractor: NewContractor
) -> None:
    worker = await Worker.of(site, new_contractor)
    order = await worker.work_order("scheduled")
    context = await site.browser.new_context(base_url=site.url, viewport=WIDE, locale="en")
    path = f"/contractor/work?week={last_monday()}"
    async with site.signed_in(worker.email, path, context=context) as leader:
        await settled(leader)
        joins = await context.new_page()
        await joins.goto("/assets/icon.svg")
        # What the page of another tab shows is as old as this, and the line is the first one's.
        await joins.evaluate("globalThis.since = Date.now()")
        await leader.bring_to_front()
        async with leader.expect_response("**/api/contractor/work?*"):
            await worker.submit(order, "8")
        told = await joins.evaluate(
            """() => new Promise((resolve) => {
                const channel = new BroadcastChannel("portico-live-contractor");
                channel.onmessage = ({data}) => data.kind === "stale" && resolve(data.views);
                channel.postMessage({kind: "joined", since: globalThis.since});
            })"""
        )
        assert "work" in told
    await context.close()
