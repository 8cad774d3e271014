"""A browser, and one installation with the story in it for all tests of the browser.

The tests share agencies: one that changes something makes its own people (`newcomer`), or changes
what no other test looks at.
"""

import os
import shutil
import tempfile
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Generator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect
from rich.console import Console

from portico_local.demo import workfile
from portico_local.demo.agency import PASSWORD, newcomer, sign_up
from portico_local.demo.command import default_work, free_run, open_month
from portico_local.demo.story import Story
from portico_local.demo.timeline import Timeline
from portico_local.paths import repository_root
from portico_local.scratch import scratch_folder
from portico_local.stack import Stack, StackOptions
from portico_local.testing import UNHURRIED

from .clock import real_environment, share_the_clock
from .people import SETTLE_SECONDS, Site, settled

CHROMIUM = "chromium-headless-shell"

# The flags that keep Chromium from asking hosts of its maker.
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# As long as for everything else: a busy machine is no fault of a page.
expect.set_options(timeout=SETTLE_SECONDS * 1_000)

NewContractor = Callable[..., Coroutine[Any, Any, str]]
NewPerson = Callable[..., Coroutine[Any, Any, str]]
Picture = Callable[[Page, str], Coroutine[Any, Any, None]]


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """Debian's Chromium without its window, which takes a process of its own for each page."""
    program = os.environ.get("PORTICO_CHROMIUM") or shutil.which(CHROMIUM)
    assert program, f"apt-get install {CHROMIUM}, or set PORTICO_CHROMIUM to another Chromium"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=program, args=_FLAGS, env=real_environment()
        )
        yield share_the_clock(browser)
        await browser.close()


@pytest.fixture(scope="package")
def installation_directory() -> Generator[Path]:
    """A folder for the stack. Not pytest's own: PostgreSQL's system user must be let through."""
    with scratch_folder(Path(tempfile.gettempdir())) as folder:
        yield folder / "state"


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def played(
    installation_directory: Path,
) -> AsyncGenerator[tuple[Stack, Story, AsyncExitStack]]:
    """A stack of its own with the whole story, up to the last month of its work, which is open."""
    options = StackOptions(
        directory=installation_directory,
        throwaway=True,
        demo_id=True,
        environment={"*": UNHURRIED},
    )
    async with Stack(options) as stack, AsyncExitStack() as closing:
        plans = workfile.read(default_work())
        story = Story(
            stack,
            workfile.in_run(plans, await free_run(stack, plans)),
            Timeline(Console(), quiet=True),
            closing=closing,
            keep_waiting_from=open_month(plans),
        )
        await story.play()
        yield stack, story, closing


def _site(played: tuple[Stack, Story, AsyncExitStack], browser: Browser, number: int) -> Site:
    stack, story, closing = played
    return Site(
        stack=stack,
        story=story,
        closing=closing,
        demo_agency=story.demo_agencies[number],
        browser=browser,
    )


@pytest_asyncio.fixture(loop_scope="session")
async def site(
    played: tuple[Stack, Story, AsyncExitStack], chromium: Browser
) -> AsyncIterator[Site]:
    """The Canadian agency. The test fails for what went wrong in any of its pages."""
    found = _site(played, chromium, 0)
    yield found
    assert not found.faults, "\n".join(found.faults)


@pytest_asyncio.fixture(loop_scope="session")
async def other_site(
    played: tuple[Stack, Story, AsyncExitStack], chromium: Browser
) -> AsyncIterator[Site]:
    """The Norwegian agency, on the same installation."""
    found = _site(played, chromium, 1)
    yield found
    assert not found.faults, "\n".join(found.faults)


@pytest.fixture
def new_contractor(site: Site) -> NewContractor:
    """`await new_contractor(work_order=True)`: somebody new who can sign in; the e-mail address."""

    async def make(
        name: str = "Nadia Roy", *, work_order: bool = False, pay_terms: str = "scheduled"
    ) -> str:
        email = f"{uuid4().hex[:12]}@mail.example"
        invited = await site.staff.post(
            "/api/agency/people",
            {
                "portal": "contractor",
                "email": email,
                "name": name,
                "language": "en",
                "contractor": {
                    "kind": "temp",
                    "address": {"country": "CA", "region": "ON", "city": "Toronto"},
                },
            },
            once=True,
        )
        guest = await newcomer(site.stack, site.closing, site.demo_agency.plan, "contractor")
        await sign_up(guest, await site.mail_to(email))
        if work_order:
            await open_work_order(site, invited["person_id"], pay_terms=pay_terms)
        return email

    return make


@pytest.fixture
def new_person(site: Site) -> NewPerson:
    """`await new_person("customer")`: somebody new who can sign in there; the e-mail address."""

    async def make(portal: str, name: str = "Nadia Roy", **other: Any) -> str:
        email = await invite(site, portal, name, **other)
        guest = await newcomer(site.stack, site.closing, site.demo_agency.plan, portal)
        await sign_up(guest, await site.mail_to(email))
        return email

    return make


async def invite(site: Site, portal: str, name: str, **other: Any) -> str:
    """Somebody who has an invitation in the mail, by default with all that the portal gives."""
    email = f"{uuid4().hex[:12]}@mail.example"
    given: dict[str, Any] = {"portal": portal, "email": email, "name": name, "language": "en"}
    if portal == "contractor":
        address = {"country": "CA", "region": "ON", "city": "Toronto"}
        given["contractor"] = {"kind": "temp", "address": address}
    if portal == "customer":
        company_id = next(iter(site.demo_agency.company_ids.values()))
        given["contact"] = {"company_id": company_id, "scope": "company"}
    await site.staff.post("/api/agency/people", given | other, once=True)
    return email


async def open_work_order(site: Site, person_id: str, *, pay_terms: str = "scheduled") -> str:
    """A work order of this year for a contractor, with hours, overtime and expenses; its id."""
    project_id = next(iter(site.demo_agency.project_ids.values()))
    opened = await site.staff.post(
        "/api/agency/work-orders",
        {
            "code": f"WO-{uuid4().hex[:8]}",
            "title": "Warehouse support",
            "project_id": project_id,
            "contractor_id": person_id,
            "starts_on": "2025-01-01",
            "pay_terms": pay_terms,
            "pay_period": "weekly",
            "articles": [
                {"article": "regular", "pay_rate": "40", "bill_rate": "60"},
                {"article": "overtime", "pay_rate": "60", "bill_rate": "90"},
                {"article": "expense", "pay_rate": "1", "bill_rate": "1"},
            ],
        },
        once=True,
    )
    return opened["work_order_id"]


@pytest.fixture
def picture() -> Picture:
    """Draw the page as it is into docs/images, when PORTICO_PICTURES is set."""
    folder = repository_root() / "docs" / "images"

    async def take(page: Page, name: str) -> None:
        if os.environ.get("PORTICO_PICTURES"):
            await settled(page)
            await page.screenshot(path=folder / f"{name}.png", full_page=False)

    return take


@pytest.fixture
def password() -> str:
    """Everybody's in the story."""
    return PASSWORD
