"""Finality: 5,000 approved entries from the end of the undo time to the last invoice line.

The approval becomes final at timesheets, its events go over the bus, payments prices them, makes
transactions and invoices of them and posts both. The peer inserts the rows of the same tables by
asyncpg, in one transaction, and does nothing else.
"""

import asyncio
import json
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime, timedelta

import asyncpg

from portico_local.bench import entries, stage
from portico_local.bench.bare import inserts_alone
from portico_local.bench.entries import WAITING_DAYS
from portico_local.bench.harness import Bound, Figure, PairedSamples, Plan, until
from portico_local.bench.load import fetch
from portico_local.bench.reviewers import WORK_ORDERS, Reviewer, reviewers
from portico_local.bench.servers import private_stack
from portico_local.demo import workfile
from portico_local.demo.command import default_work
from portico_local.postgres import SUPERUSER
from portico_local.stack import Stack

BOUND = Bound(at_most=10)
ENTRIES = WORK_ORDERS * WAITING_DAYS
_SERVICES = ("identity", "timesheets", "payments", "notifications")
_UNDO_MINUTES = 1
_WAIT_SECONDS = 300
_TABLES = (
    "work_lines",
    "transactions",
    "transaction_charges",
    "transaction_history",
    "invoices",
    "postings",
)
_LEFT = """
SELECT $2::int - (SELECT count(*) FROM work_lines WHERE agency_id = $1 AND invoice_id IS NOT NULL)
     + (SELECT count(*) FROM transactions t WHERE agency_id = $1 AND NOT EXISTS (
            SELECT FROM postings p
            WHERE p.agency_id = t.agency_id AND p.cause_id = t.transaction_id))
     + (SELECT count(*) FROM invoices i WHERE agency_id = $1 AND NOT EXISTS (
            SELECT FROM postings p
            WHERE p.agency_id = i.agency_id AND p.cause_id = i.invoice_id))
"""


async def measure(plan: Plan) -> Sequence[Figure]:
    """Milliseconds. Ours is one run: an undo time is a minute at least."""
    async with AsyncExitStack() as closing, private_stack(plan, _SERVICES) as stack:
        await closing.enter_async_context(stage.edge_of(stack))
        today = datetime.now(UTC).date()
        (reviewer,) = await reviewers(
            stack,
            closing,
            workfile.read(default_work())[:1],
            starts_on=today - timedelta(days=1_000),
            undo_minutes=_UNDO_MINUTES,
        )
        await stage.rest(stack, "notifications-api", "notifications-worker", "identity-worker")
        await _write_work(stack, reviewer, today)
        final_at = await _approve(stack, reviewer, today)
        plan.say(f"finality: {ENTRIES:,} entries approved, final at {final_at:%H:%M:%S}")
        payments = await asyncpg.connect(stack.postgres.url(SUPERUSER, "payments"))
        try:
            await asyncio.sleep(max(0.0, (final_at - datetime.now(UTC)).total_seconds()))
            await until(
                lambda: payments.fetchval(_LEFT, reviewer.user.agency_id, ENTRIES),
                lambda left: left == 0,
                within_seconds=_WAIT_SECONDS,
            )
            took = (datetime.now(UTC) - final_at).total_seconds() * 1_000
            plan.say(f"finality: priced, invoiced and posted after {took:,.0f} ms")
            bare = await inserts_alone(payments, reviewer.user.agency_id, _TABLES)
        finally:
            await payments.close()
        pairs = PairedSamples([took] * len(bare), bare)
        return [pairs.figure("finality", "ms", BOUND)]


async def _write_work(stack: Stack, reviewer: Reviewer, today: date) -> None:
    timesheets = await asyncpg.connect(stack.postgres.url(SUPERUSER, "timesheets"))
    try:
        await entries.write(
            timesheets,
            reviewer.user.agency_id,
            last_on=today - timedelta(days=1),
            days=WAITING_DAYS,
        )
        await entries.settle(timesheets)
    finally:
        await timesheets.close()


async def _approve(stack: Stack, reviewer: Reviewer, today: date) -> datetime:
    """All that waits, by one click; when it is final. Raises RuntimeError."""
    port, user = stack.addresses.api_ports["edge"], reviewer.user
    chosen = {
        "filter": {
            "from": (today - timedelta(days=WAITING_DAYS)).isoformat(),
            "to": today.isoformat(),
        }
    }
    shown = json.loads(await fetch(port, user.sends("/api/customer/work/approve/preview", chosen)))
    asked = {
        **chosen,
        "expected_count": shown["count"],
        "fingerprint": shown["fingerprint"],
    }
    done = json.loads(await fetch(port, user.sends("/api/customer/work/approve", asked)))
    if len(done["approved"]) != ENTRIES:
        raise RuntimeError(f"{len(done['approved'])} of {ENTRIES} entries were approved")
    return datetime.fromisoformat(done["final_at"])
