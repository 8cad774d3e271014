"""The edge on the whole system: what a browser hears by itself, and what it sees of a fault."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import httpx2
import pytest

from portico_local.demo.agency import DemoAgency, newcomer, sign_in
from portico_local.demo.client import PortalClient, until
from portico_local.demo.story import Story
from portico_local.stack import Stack

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240)]


class Line:
    """An open line of live updates."""

    def __init__(self, answer: httpx2.Response) -> None:
        self._lines = answer.aiter_lines()

    async def hears(self, view: str, *, within_seconds: float = 20.0) -> bool:
        """Whether this view is said to be stale in time."""
        try:
            async with asyncio.timeout(within_seconds):
                while (message := await self.next()) is not None:
                    if view in message["stale"]:
                        return True
        except TimeoutError:
            pass
        return False

    async def next(self) -> dict[str, Any] | None:
        """The next message, None when the line has ended."""
        async for line in self._lines:
            if line.startswith("data: "):
                return json.loads(line.removeprefix("data: "))
        return None


@asynccontextmanager
async def listening(guest: PortalClient) -> AsyncGenerator[Line]:
    path = f"/api/live?portal={guest.portal}"
    async with guest.client.stream("GET", path, timeout=60) as answer:
        assert answer.status_code == 200
        line = Line(answer)
        await line.next()
        yield line


@pytest.mark.requirement("X3")
async def test_a_comment_makes_the_contractors_work_stale_and_nobody_elses(
    demo_agency: DemoAgency,
) -> None:
    [contact], [contractor] = demo_agency.contacts.values(), demo_agency.contractors.values()
    [entry, *_] = await contact.all("/api/customer/work", status="to_approval")
    async with listening(contractor) as line:
        path = f"/api/customer/work/{entry['entry_id']}/comments"
        await contact.post(path, {"text": "Was this the late shift?"})
        assert await line.hears("work")


@pytest.mark.requirement("A1")
async def test_who_is_signed_out_by_staff_hears_it_at_once(
    stack: Stack, story: Story, demo_agency: DemoAgency
) -> None:
    email = next(iter(demo_agency.contractors))
    async with AsyncExitStack() as closing:
        browser = await newcomer(stack, closing, demo_agency.plan, "contractor")
        await sign_in(browser, email)
        async with listening(browser) as line:
            person_id = browser.person["person_id"]
            await demo_agency.staff.post(f"/api/agency/people/{person_id}/sessions/end")
            async with asyncio.timeout(5):
                message = await line.next()
                while message is not None and not message["ended"]:
                    message = await line.next()
            assert message is not None
        assert (await browser.call("GET", "/api/contractor/dashboard")).status_code == 401
    await sign_in(demo_agency.contractors[email], email)


async def test_a_service_that_hangs_leaves_a_hole_and_is_back_by_itself(
    stack: Stack, demo_agency: DemoAgency
) -> None:
    [contractor] = demo_agency.contractors.values()
    stack.pause("payments-api")
    try:
        shown = await contractor.get("/api/contractor/dashboard")
        assert shown["missing"] == ["payments"]
        assert shown["pending"] is None
        assert shown["work"]["to_approval"]["count"] > 0
    finally:
        stack.resume("payments-api")
    await until(
        lambda: contractor.get("/api/contractor/dashboard"),
        lambda shown: not shown["missing"],
        what="payments is back",
        within_seconds=20,
    )
