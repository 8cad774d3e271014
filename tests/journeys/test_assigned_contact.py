"""A project names a contact: they see its work, invoice, PDF and news alike, and then no more."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest

from portico_local.demo.agency import DemoAgency, newcomer, sign_up
from portico_local.demo.client import PortalClient, RefusedError, until
from portico_local.demo.story import Story
from portico_local.stack import Stack

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(300),
    pytest.mark.requirement("K13"),
]

EMAIL = "kim.assigned@harbour.example"


async def test_a_contact_whom_a_project_names_sees_all_of_it_and_afterwards_none(
    stack: Stack, story: Story, demo_agency: DemoAgency
) -> None:
    [(name, project_id)] = demo_agency.project_ids.items()
    project = demo_agency.plan.projects[name]
    named = [demo_agency.person_ids[project.contact.email]]
    async with AsyncExitStack() as closing:
        kim = await _contact_of_nothing(stack, closing, story, demo_agency, project.company)
        assert await _sees(kim) == {"work": False, "invoices": False, "documents": False}

        async def name_contacts(contact_ids: list[str]) -> None:
            path = f"/api/agency/projects/{project_id}"
            shown = await demo_agency.staff.call("PUT", path, json={"contact_ids": contact_ids})
            assert shown.status_code == 200, shown.text

        async with _news(kim) as news:
            await name_contacts([*named, kim.person["person_id"]])
            await _hears(news, "resync")
            await until(lambda: kim.all("/api/customer/work"), bool, what="the work of the project")
            # What happens from now on is told them, too, on the line that was open before.
            await story.review()
            await story.correct()
            await story.price()
            await story.invoice()
            await _hears(news, "invoices")
        [invoice, *_] = await until(
            lambda: kim.all("/api/customer/invoices"), bool, what="the invoice of the project"
        )
        [document, *_] = await until(
            lambda: kim.all("/api/customer/documents", kind="customer_invoice"),
            bool,
            what="its PDF",
        )
        path = f"/api/customer/documents/{document['document_id']}/content"
        await until(lambda: _content(kim, path), bool, what="the content of it")
        await until(
            lambda: story.inbox.for_each({EMAIL}, invoice["number"]),
            bool,
            what="the e-mail that tells of it",
        )

        await name_contacts(named)
        gone = {"work": False, "invoices": False, "documents": False}
        await until(lambda: _sees(kim), lambda seen: seen == gone, what="nothing of it any more")
        assert (await kim.call("GET", path)).status_code == 404
        one = f"/api/customer/invoices/{invoice['invoice_id']}"
        assert (await kim.call("GET", one)).status_code == 404


async def _contact_of_nothing(
    stack: Stack, closing: AsyncExitStack, story: Story, demo_agency: DemoAgency, company: str
) -> PortalClient:
    """A contact with the scope "projects" and no project of their own."""
    await demo_agency.staff.post(
        "/api/agency/people",
        {
            "portal": "customer",
            "email": EMAIL,
            "name": "Kim Assigned",
            "language": "en",
            "permissions": ["work.view", "invoices.view"],
            "contact": {"company_id": demo_agency.company_ids[company], "scope": "projects"},
        },
    )
    mails = await story.inbox.one_for_each({EMAIL}, "the invitation")
    kim = await newcomer(stack, closing, demo_agency.plan, "customer", "Kim Assigned")
    await sign_up(kim, mails[EMAIL])
    return kim


async def _sees(guest: PortalClient) -> dict[str, bool]:
    """Of what something is shown."""
    kinds = ("work", "invoices", "documents")
    return {kind: bool(await guest.all(f"/api/customer/{kind}")) for kind in kinds}


async def _content(guest: PortalClient, path: str) -> bytes:
    answer = await guest.call("GET", path)
    if not answer.is_success:
        raise RefusedError(path, answer.status_code, {})
    return answer.content if answer.content.startswith(b"%PDF") else b""


@asynccontextmanager
async def _news(guest: PortalClient) -> AsyncGenerator[Any]:
    """The lines of an open line of live updates."""
    async with guest.client.stream("GET", "/api/live?portal=customer", timeout=90) as answer:
        assert answer.status_code == 200
        lines = answer.aiter_lines()
        await _next(lines)
        yield lines


async def _next(lines: Any) -> dict[str, Any]:
    async for line in lines:
        if line.startswith("data: "):
            return json.loads(line.removeprefix("data: "))
    raise AssertionError("the line has ended")


async def _hears(lines: Any, what: str) -> None:
    """Wait until `resync` is said, or that this view is stale."""
    async with asyncio.timeout(30):
        while True:
            message = await _next(lines)
            if what in message["stale"] or (what == "resync" and message["resync"]):
                return
