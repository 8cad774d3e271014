"""Several tabs of one portal in one browser: they share a line, and none is left behind."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import pytest
from playwright.async_api import BrowserContext, Page, Request, expect

from ..conftest import NewContractor
from ..people import WIDE, Site, eventually, log_out
from .working import Worker

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240, func_only=True)]

# More than the six connections that a browser has to a site over HTTP/1.1.
TABS = 8
LIST = "/contractor/payments/pending?tab=all"
# Nobody can look at several tabs of a headless browser: what a page is told of it is set here.
_VISIBILITY = """
    globalThis.hideTab = (hidden) => {
        Object.defineProperty(document, "visibilityState", {
            configurable: true, get: () => (hidden ? "hidden" : "visible"),
        });
        document.dispatchEvent(new Event("visibilitychange"));
    };
"""


@dataclass(slots=True)
class Tabs:
    """The tabs of one browser, and the lines that each has open."""

    context: BrowserContext
    pages: list[Page]
    lines: dict[Page, set[Request]] = field(default_factory=dict[Page, set[Request]])

    async def follow(self, page: Page) -> None:
        """Note the lines of this page from now on."""
        self.pages.append(page)
        lines = self.lines.setdefault(page, set())

        def opened(asked: Request) -> None:
            if "/api/live" in asked.url:
                lines.add(asked)

        def gone(asked: Request) -> None:
            lines.discard(asked)

        page.on("request", opened)
        for over in ("requestfailed", "requestfinished"):
            page.on(over, gone)
        page.on("close", lambda _: lines.clear())

    @property
    def leaders(self) -> list[Page]:
        """The tabs that have a line."""
        return [page for page, lines in self.lines.items() if lines]

    async def leader(self, *, not_: Page | None = None) -> Page:
        """The one tab with a line, as soon as there is one."""

        async def one() -> bool:
            return len([page for page in self.leaders if page is not not_]) == 1

        await eventually(one, what="one tab with a line", seconds=40)
        [found] = [page for page in self.leaders if page is not not_]
        return found


@asynccontextmanager
async def tabs_of(site: Site, email: str, path: str, count: int) -> AsyncGenerator[Tabs]:
    """So many tabs of one browser in which somebody is signed in, all at one page."""
    async with AsyncExitStack() as closing:
        context = await site.browser.new_context(
            base_url=site.url, viewport=WIDE, locale="en", reduced_motion="reduce"
        )
        closing.push_async_callback(context.close)
        await context.add_init_script(_VISIBILITY)
        first = await closing.enter_async_context(
            site.signed_in(email, "/assets/icon.svg", context=context)
        )
        tabs = Tabs(context, [])
        for number in range(count):
            page = (
                first
                if number == 0
                else await closing.enter_async_context(site.visit(context=context))
            )
            await tabs.follow(page)
            await page.goto(path)
        yield tabs


async def shows_rows(pages: list[Page], count: int) -> None:
    """Each lists so many transactions."""
    for page in pages:
        rows = page.get_by_role("main").get_by_role("rowheader")
        await expect(rows).to_have_count(count)


@pytest.mark.requirement("X12")
async def test_eight_tabs_load_and_all_are_kept_up_to_date_over_one_line(
    site: Site, new_contractor: NewContractor
) -> None:
    worker = await Worker.of(site, new_contractor)
    order = await worker.work_order("scheduled")
    await worker.owed(order, "8")
    async with tabs_of(site, worker.email, LIST, TABS) as tabs:
        await shows_rows(tabs.pages, 1)
        await tabs.leader()
        await worker.owed(await worker.work_order("scheduled"), "4")
        await shows_rows(tabs.pages, 2)
        await tabs.leader()
        assert len(tabs.leaders) == 1


@pytest.mark.requirement("X12")
async def test_another_tab_takes_over_when_the_one_with_the_line_is_closed_hidden_or_stands_still(
    site: Site, new_contractor: NewContractor
) -> None:
    worker = await Worker.of(site, new_contractor)
    await worker.owed(await worker.work_order("scheduled"), "8")
    async with tabs_of(site, worker.email, LIST, 4) as tabs:
        await shows_rows(tabs.pages, 1)
        closed = await tabs.leader()
        await closed.close()
        tabs.pages.remove(closed)
        hidden = await tabs.leader(not_=closed)
        await worker.owed(await worker.work_order("scheduled"), "4")
        await shows_rows(tabs.pages, 2)
        # Nobody looks at it any more, and in time the browser stops it.
        await hidden.evaluate("hideTab(true)")
        tabs.pages.remove(hidden)
        stuck = await tabs.leader(not_=hidden)
        control = await tabs.context.new_cdp_session(hidden)
        await control.send("Page.setWebLifecycleState", {"state": "frozen"})
        await worker.owed(await worker.work_order("scheduled"), "5")
        await shows_rows(tabs.pages, 3)
        # Its script stands still without being told; its line stays open.
        debugger = await tabs.context.new_cdp_session(stuck)
        await debugger.send("Debugger.enable")
        await debugger.send("Debugger.pause")
        tabs.pages.remove(stuck)
        await tabs.leader(not_=stuck)
        await worker.owed(await worker.work_order("scheduled"), "6")
        await shows_rows(tabs.pages, 4)
        await debugger.send("Debugger.disable")
        await shows_rows([stuck], 4)
        await control.send("Page.setWebLifecycleState", {"state": "active"})
        assert closed.is_closed()
        assert len({closed, hidden, stuck}) == 3
        await hidden.evaluate("hideTab(false)")
        await shows_rows([hidden], 4)
        await tabs.leader()


@pytest.mark.requirement("X12")
async def test_nobody_who_looks_is_nobody_who_listens_and_what_was_missed_is_there_on_the_next_look(
    site: Site, new_contractor: NewContractor
) -> None:
    worker = await Worker.of(site, new_contractor)
    await worker.owed(await worker.work_order("scheduled"), "8")
    async with tabs_of(site, worker.email, LIST, 2) as tabs:
        await shows_rows(tabs.pages, 1)
        await tabs.leader()
        for page in tabs.pages:
            await page.evaluate("hideTab(true)")

        async def silent() -> bool:
            return not tabs.leaders

        await eventually(silent, what="the line to be closed")
        await worker.owed(await worker.work_order("scheduled"), "4")
        asked: list[str] = []
        for page in tabs.pages:
            page.on("request", lambda request: asked.append(request.url))
        for page in reversed(tabs.pages):
            await page.evaluate("hideTab(false)")
            await shows_rows([page], 2)
        assert asked
        await tabs.leader()


@pytest.mark.requirement("X7")
async def test_logging_out_in_one_tab_is_felt_in_all(
    site: Site, new_contractor: NewContractor
) -> None:
    email = await new_contractor("Nadia Roy")
    async with tabs_of(site, email, "/contractor/work", 3) as tabs:
        await tabs.leader()
        await log_out(tabs.pages[1], "Nadia Roy")
        for page in tabs.pages:
            await expect(page.get_by_role("heading", name="Log in")).to_be_visible()
