"""Pages of people in a real browser, and what every one of them must keep to."""

import asyncio
import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.async_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    Route,
    ViewportSize,
    expect,
)
from pyotp.totp import TOTP

from portico_local.demo.agency import PASSWORD, DemoAgency, newcomer, sign_in
from portico_local.demo.client import PortalClient, until
from portico_local.demo.inbox import Inbox, Mail
from portico_local.demo.story import Story
from portico_local.stack import Stack

WIDE = ViewportSize(width=1280, height=900)
NARROW = ViewportSize(width=360, height=740)
SETTLE_SECONDS = 60.0
"""Until a page shows what it should: long, for a busy machine. Only what fails waits so long."""

_AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# A browser says this of every answer of 400 and up, and while a test has taken its line away;
# whether that was right is the test's to say.
_ANSWERED = re.compile(
    r"Failed to load resource: (the server responded with a status of \d+"
    r"|net::ERR_INTERNET_DISCONNECTED)"
)

Scheme = Literal["light", "dark"]


@dataclass(slots=True, kw_only=True)
class Site:
    """An agency's site on the stack of these tests, and the people of the story in it."""

    stack: Stack
    story: Story
    closing: AsyncExitStack
    demo_agency: DemoAgency
    browser: Browser
    faults: list[str] = field(default_factory=list[str])

    @property
    def url(self) -> str:
        """Where a browser finds it."""
        return self.stack.addresses.site(self.demo_agency.plan.slug)

    @property
    def staff(self) -> PortalClient:
        """Agency staff, by the API."""
        return self.demo_agency.staff

    @property
    def inbox(self) -> Inbox:
        """Every e-mail that the stack has sent."""
        return Inbox(self.stack.mail.web_url)

    def email_of(self, name: str) -> str:
        """The address of a contractor or contact of the story, in this run."""
        people = [*self.demo_agency.plan.contractors.values()]
        return next(one.person.email for one in people if one.person.name == name)

    async def mail_to(self, address: str, subject_has: str = "") -> Mail:
        """Wait for an e-mail; the last one."""
        found = await until(
            lambda: self.inbox.for_each({address}, subject_has),
            lambda mails: address in mails,
            what=f"an e-mail to {address} about {subject_has!r}",
            every_seconds=0.2,
            within_seconds=60,
        )
        return found[address][-1]

    @asynccontextmanager
    async def visit(
        self,
        *,
        size: ViewportSize = WIDE,
        scheme: Scheme = "light",
        language: str = "en",
        context: BrowserContext | None = None,
    ) -> AsyncGenerator[Page]:
        """A page of somebody who is not signed in. What goes wrong in it fails the test."""
        async with AsyncExitStack() as closing:
            if context is None:
                context = await self.browser.new_context(
                    base_url=self.url,
                    viewport=size,
                    color_scheme=scheme,
                    locale=language,
                    timezone_id="UTC",
                    reduced_motion="reduce",
                    accept_downloads=True,
                )
                closing.push_async_callback(context.close)
            context.set_default_timeout(SETTLE_SECONDS * 1_000)
            page = await context.new_page()
            page.on("pageerror", lambda error: self.faults.append(f"error in the page: {error}"))
            page.on("console", lambda said: self._heard(said.type, said.text))
            page.on("request", lambda request: self._asked(request.url))
            yield page

    @asynccontextmanager
    async def signed_in(
        self,
        email: str,
        path: str = "/contractor",
        *,
        password: str = PASSWORD,
        size: ViewportSize = WIDE,
        scheme: Scheme = "light",
        language: str = "en",
        context: BrowserContext | None = None,
    ) -> AsyncGenerator[Page]:
        """A page of somebody at the portal of the path, signed in by the API.

        The sign-in page has tests of its own.
        """
        portal = portal_of(path)
        async with self.visit(size=size, scheme=scheme, language=language, context=context) as page:
            await page.goto("/assets/icon.svg")
            status = await page.evaluate(
                """async ([portal, email, password]) => (await fetch("/api/session/login", {
                    method: "POST",
                    headers: {"X-Portico": "1", "Content-Type": "application/json"},
                    body: JSON.stringify({portal, email, password}),
                })).status""",
                [portal, email, password],
            )
            assert status == 200, f"{email} could not sign in: {status}"
            await page.goto(path)
            yield page

    async def api(self, email: str, *, portal: str = "contractor") -> PortalClient:
        """The same person by the API, to see what the services say. Closed with the story."""
        return await self.api_with(email, PASSWORD, portal)

    async def api_with(self, email: str, password: str, portal: str) -> PortalClient:
        """The same for somebody with a password of their own."""
        guest = await newcomer(self.stack, self.closing, self.demo_agency.plan, portal)
        await sign_in(guest, email, password)
        return guest

    def _heard(self, kind: str, text: str) -> None:
        if kind == "error" and not _ANSWERED.search(text):
            self.faults.append(f"error in the console: {text}")

    def _asked(self, url: str) -> None:
        if not url.startswith((self.url, "blob:")):
            self.faults.append(f"a request to another host: {url}")


@asynccontextmanager
async def leaving(site: Site) -> AsyncGenerator[Page]:
    """A page that goes to the provider, too, whose own page wants a style sheet of the internet."""
    context = await site.browser.new_context(base_url=site.url, locale="en", viewport=WIDE)

    async def stay(route: Route) -> None:
        host = urlsplit(route.request.url).hostname or ""
        local = host == "127.0.0.1" or host.endswith("localhost")
        await (route.continue_() if local else route.abort())

    await context.route("**/*", stay)
    context.set_default_timeout(SETTLE_SECONDS * 1_000)
    yield await context.new_page()
    await context.close()


def portal_of(path: str) -> str:
    """The portal that an address of the site is of; the contractor's for an address of none."""
    first = re.split(r"[/?#]", path)[1]
    return first if first in {"customer", "agency"} else "contractor"


async def log_in(page: Page, email: str, password: str) -> None:
    """Fill in the form and send it."""
    await page.get_by_label("Email address").fill(email)
    await page.get_by_label("Password", exact=True).fill(password)
    await page.get_by_role("button", name="Log in", exact=True).click()


async def log_out(page: Page, name: str) -> None:
    """By the menu of the person."""
    await page.get_by_role("button", name=f"Account of {name}").click()
    await page.get_by_role("menuitem", name="Log out").click()
    await expect(page.get_by_role("heading", name="Log in")).to_be_visible()


async def set_up_app(page: Page) -> TOTP:
    """Set up an authenticator app in the settings; its recovery codes are shown then."""
    await page.get_by_role("button", name="Set up").click()
    dialog = page.get_by_role("dialog")
    shown = await dialog.get_by_role("button", name=": Copy").inner_text()
    totp = TOTP("".join(shown.split()))
    await dialog.get_by_label("Code from the app").fill(totp.now())
    await dialog.get_by_role("button", name="Turn on").click()
    return totp


async def violations(page: Page, *rules: str) -> list[str]:
    """What axe finds against WCAG 2.2 A and AA, or only against these of its rules."""
    await settled(page)
    # Evaluated, not added as a script: the page's Content-Security-Policy would refuse that.
    await page.evaluate(_AXE)
    found: dict[str, Any] = await page.evaluate(
        "([type, values]) => axe.run({runOnly: {type, values}})",
        ["rule", list(rules)] if rules else ["tag", _TAGS],
    )
    return [
        f"{page.url}: {one['id']} ({one['impact']}): {one['help']}\n"
        + "\n".join(
            f"    {node['html'][:200]}\n    {node['failureSummary']}" for node in one["nodes"]
        )
        for one in found["violations"]
    ]


async def scrolls_sideways(page: Page) -> bool:
    """Whether the page is wider than its window."""
    await settled(page)
    wider: bool = await page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )
    return wider


async def cut_off(page: Page) -> list[str]:
    """Texts that reach beyond the window's right edge, in a frame that hides or scrolls them."""
    await settled(page)
    found: list[str] = await page.evaluate(
        """() => [...document.querySelectorAll("main *")]
            .filter((one) => one.checkVisibility())
            .filter((one) => {
                // What is for screen readers only stands in a box of one pixel.
                for (let at = one; at; at = at.parentElement)
                    if (getComputedStyle(at).clipPath !== "none") return false;
                return true;
            })
            .filter((one) => [...one.childNodes].some((child) =>
                child.nodeType === Node.TEXT_NODE && child.textContent.trim()))
            .filter((one) => one.getBoundingClientRect().right >
                document.documentElement.clientWidth + 1)
            .map((one) => one.textContent.trim())"""
    )
    return found


async def settled(page: Page) -> None:
    """The heading is there, nothing of the page is a skeleton, and its images can be seen."""
    await page.get_by_role("heading", level=1).first.wait_for()
    # Looked at from outside: what waits inside of the page needs `eval`, which its policy refuses.
    await expect(page.locator("[data-loading]")).to_have_count(0)

    async def drawn() -> bool:
        seen: bool = await page.evaluate(
            """() => [...document.images]
                .filter((one) => {
                    const box = one.getBoundingClientRect();
                    return box.bottom > 0 && box.top < window.innerHeight;
                })
                .every((one) => one.complete)"""
        )
        return seen

    await eventually(drawn, what="the images in view")


async def eventually(
    look: Callable[[], Awaitable[object]], *, seconds: float = SETTLE_SECONDS, what: str = ""
) -> None:
    """Until `look` gives something true."""
    await until(look, bool, what=what or "what was looked for", within_seconds=seconds)


async def texts(locator: Locator) -> Sequence[str]:
    """The visible texts of what is found, with single spaces."""
    return [" ".join(text.split()) for text in await locator.all_inner_texts()]


async def download(page: Page, start: Locator) -> bytes:
    """Click, and what was downloaded."""
    async with page.expect_download() as coming:
        await start.click()
    path = await (await coming.value).path()
    return await asyncio.to_thread(path.read_bytes)
