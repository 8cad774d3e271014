"""An approval is taken back in part, time passes, and only the rest becomes money."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest
import pytest_asyncio

from portico_local.demo.agency import DemoAgency
from portico_local.demo.client import PortalClient, RefusedError, until
from portico_local.demo.expected import met, pay_by_work_order
from portico_local.demo.story import Story, gross_by_work_order, today
from portico_local.demo.work import as_seen
from portico_local.postgres import SUPERUSER
from portico_local.stack import Stack

from ..conftest import AsyncExitStackStory

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(300),
    pytest.mark.requirement("B1"),
]

MINUTES = 10


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def story(stack: Stack) -> AsyncGenerator[Story]:
    """A small agency with an undo time, whose contractor has handed in work."""
    async with AsyncExitStackStory(stack, {"FB-204"}, undo_minutes=MINUTES) as small:
        for chapter in (
            small.found_agencies,
            small.set_up_customers,
            small.invite,
            small.open_work_orders,
            small.import_work,
            small.submit,
        ):
            await chapter()
        yield small


async def end_of_the_time(stack: Stack) -> None:
    """As if the minutes had gone by: nothing but the clock's part is changed."""
    connection = await asyncpg.connect(stack.postgres.url(SUPERUSER, "timesheets"), timeout=10)
    try:
        for table in ("approvals", "entries"):
            await connection.execute(
                f"UPDATE {table} SET final_at = final_at - $1::interval WHERE final_at > now()",
                timedelta(minutes=MINUTES),
            )
    finally:
        await connection.close()


async def statuses(guest: PortalClient, portal: str) -> dict[str, tuple[str, str | None]]:
    rows = await guest.all(f"/api/{portal}/work")
    return {row["entry_id"]: (row["status"], row["final_at"]) for row in rows}


async def approvals_told(demo_agency: DemoAgency) -> list[dict[str, Any]]:
    rows = await demo_agency.staff.all("/api/agency/deliveries")
    return [row for row in rows if row["kind"] == "work_approved"]


async def test_what_is_taken_back_waits_again_and_only_the_rest_is_priced_and_invoiced(
    stack: Stack, story: Story, demo_agency: DemoAgency
) -> None:
    [guest] = demo_agency.contractors.values()
    contact = next(iter(demo_agency.contacts.values()))
    # Her pass knows of her project at once, the service that says whom it waits for by an event.
    work = await until(
        lambda: contact.all("/api/customer/work"),
        lambda found: not any(row["waits_for"] and row["waits_for"]["is_staff"] for row in found),
        what="the work that waits for its approver",
    )
    before = {row["entry_id"]: row for row in work}
    waiting = [row for row in before.values() if row["status"] == "to_approval"]
    assert len(waiting) >= 3
    shown = await contact.post("/api/customer/work/approve/preview", {"filter": {}})
    approved = await contact.post(
        "/api/customer/work/approve",
        {
            "filter": {},
            "expected_count": shown["count"],
            "fingerprint": shown["fingerprint"],
        },
    )
    final_at = datetime.fromisoformat(approved["final_at"])
    assert timedelta(0) < final_at - datetime.now(UTC) <= timedelta(minutes=MINUTES)

    # The contractor sees it, with its end, in the work and on the trail.
    seen = await statuses(guest, "contractor")
    assert {seen[each] for each in approved["approved"]} == {("approved", approved["final_at"])}
    trails = await until(
        lambda: guest.all("/api/contractor/trail"),
        lambda found: bool(found) and all(one["waits_for"] == "final_approval" for one in found),
        what="the trail of the approval",
    )
    assert {datetime.fromisoformat(one["waits"][0]["final_at"]) for one in trails} == {final_at}

    regretted = waiting[0]
    undone = await contact.post(
        "/api/customer/work/approve/undo", {"entries": [as_seen(regretted)]}
    )
    assert undone == {"undone": [regretted["entry_id"]], "refused": []}
    now = {row["entry_id"]: row for row in await contact.all("/api/customer/work")}
    assert now[regretted["entry_id"]] == before[regretted["entry_id"]]

    await until(
        lambda: guest.all("/api/contractor/trail"),
        lambda found: any(one["waits_for"] == "approval" for one in found),
        what="the trail of what was taken back",
    )

    # Nothing of it is money, on an invoice, or told as final.
    left = await demo_agency.staff.post("/api/agency/invoice-runs", {"up_to": today().isoformat()})
    assert left["invoices"] == []
    assert sum(one["entries"] for one in left["not_final"]) == len(waiting) - 1
    assert await demo_agency.staff.all("/api/agency/transactions") == []
    assert await approvals_told(demo_agency) == []

    await end_of_the_time(stack)
    rest = {row["entry_id"] for row in waiting} - {regretted["entry_id"]}
    await until(
        lambda: statuses(guest, "contractor"),
        lambda found: {found[each] for each in rest} == {("approved", None)},
        what="the rest to be final",
    )
    # The day of it has no other work.
    worth = pay_by_work_order(
        [row for row in demo_agency.good if row.row.work_on != regretted["work_on"]]
    )
    await until(
        lambda: demo_agency.staff.all("/api/agency/transactions"),
        lambda found: met(gross_by_work_order(found), worth),
        what="transactions of the rest",
    )
    with pytest.raises(RefusedError) as refused:
        await contact.post(
            "/api/customer/work/approve/undo", {"approval_id": approved["approval_id"]}
        )
    assert (refused.value.status, refused.value.problem["code"]) == (409, "approval_final")
    assert refused.value.problem["state"] == "approved"

    await demo_agency.staff.post("/api/agency/invoice-runs", {"up_to": today().isoformat()})
    invoiced = await until(
        lambda: contact.all("/api/customer/work", status="invoiced"),
        bool,
        what="entries that turn Invoiced",
    )
    assert {row["entry_id"] for row in invoiced} <= rest
    assert (await statuses(contact, "customer"))[regretted["entry_id"]] == ("to_approval", None)
    await until(lambda: approvals_told(demo_agency), bool, what="the e-mail of the approval")
