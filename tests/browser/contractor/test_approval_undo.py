"""The contractor sees that work is approved and when that is final (B1), while it happens."""

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import pytest
from playwright.async_api import expect

from portico_local.demo.agency import create_agencies
from portico_local.demo.client import until

from ..conftest import NewContractor
from ..people import NARROW, Site, scrolls_sideways, violations
from .working import Worker, last_monday, seen

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(240, func_only=True),
    pytest.mark.requirement("B1"),
]

MINUTES = 720
FINAL = re.compile(r"Approved, final (at \d|on [A-Z])")


@asynccontextmanager
async def undo_time(site: Site) -> AsyncGenerator[None]:
    """The agency has an undo time. The other tests' agency has none."""
    await create_agencies(site.stack, [site.demo_agency.plan], undo_minutes=MINUTES)
    try:
        yield
    finally:
        await create_agencies(site.stack, [site.demo_agency.plan])


async def undoable(worker: Worker, order: str) -> dict[str, Any]:
    """An approval that can be taken back, as soon as timesheets knows of the undo time."""
    tries = iter(range(40))

    async def one_more() -> dict[str, Any]:
        # Each try is work of its own: what was approved too early is final.
        entry = await worker.submit(order, f"0.{next(tries) + 10}")
        return await worker.contact.post("/api/customer/work/approve", {"entries": [seen(entry)]})

    return await until(
        one_more, lambda answer: answer["final_at"], what="the undo time", every_seconds=0.5
    )


async def test_work_that_is_approved_and_not_for_good_says_until_when(
    site: Site, new_contractor: NewContractor
) -> None:
    worker = await Worker.of(site, new_contractor)
    order = await worker.work_order("scheduled")
    async with undo_time(site):
        approved = await undoable(worker, order)
        [entry_id] = approved["approved"]
        work = f"/contractor/work?week={last_monday()}&entry={entry_id}"
        async with site.signed_in(worker.email, work) as page:
            drawer = page.get_by_role("dialog")
            await expect(drawer.get_by_text(FINAL)).to_be_visible()
            assert await violations(page) == []
            # It is taken back while the page is open.
            await worker.contact.post(
                "/api/customer/work/approve/undo", {"approval_id": approved["approval_id"]}
            )
            await expect(drawer.get_by_text("To approval")).to_be_visible()
            await expect(drawer.get_by_text(FINAL)).to_have_count(0)
            await expect(drawer.get_by_text("Approval undone")).to_be_visible()


async def test_the_trail_says_who_approved_and_when_that_is_final(
    site: Site, new_contractor: NewContractor
) -> None:
    worker = await Worker.of(site, new_contractor)
    order = await worker.work_order("scheduled")
    async with undo_time(site):
        approved = await undoable(worker, order)
        rows = await until(
            lambda: worker.guest.all("/api/contractor/trail"),
            lambda found: any(row["waits_for"] == "final_approval" for row in found),
            what="the approval on the trail",
        )
        [row] = [row for row in rows if row["waits_for"] == "final_approval"]
        final_at = datetime.fromisoformat(row["waits"][0]["final_at"])
        assert final_at == datetime.fromisoformat(approved["final_at"])
        path = f"/contractor/trail/{order}/{row['period_start']}"
        async with site.signed_in(worker.email, path, size=NARROW) as page:
            said = page.get_by_role("status").filter(has_text="approved by")
            await expect(said).to_have_text(
                re.compile(rf"approved by {row['company_name']}, final (at|on) ")
            )
            stage = page.get_by_role("list", name="Stages").get_by_role("listitem").nth(1)
            await expect(stage).to_have_text(re.compile(r"Approved\s*Final (at|on) "))
            assert not await scrolls_sideways(page)
            assert await violations(page) == []
            await worker.contact.post(
                "/api/customer/work/approve/undo", {"approval_id": approved["approval_id"]}
            )
            await expect(page.get_by_role("status").filter(has_text="Waiting for")).to_have_text(
                re.compile(rf"Waiting for {row['company_name']} to approve ")
            )
