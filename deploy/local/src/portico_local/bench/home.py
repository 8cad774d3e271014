"""Home: a customer's first page, put together from several services, beside each of them alone.

Asked one after another: what a person waits for, not how many the machine bears.
"""

import json
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta

import asyncpg
import psutil

from portico_local.bench import entries, stage
from portico_local.bench.harness import PAIRS, Bound, Figure, Plan
from portico_local.bench.load import exchange, fetch, load
from portico_local.bench.reviewers import Reviewer, reviewers
from portico_local.bench.servers import private_stack
from portico_local.demo import workfile
from portico_local.demo.command import default_work
from portico_local.postgres import SUPERUSER
from portico_local.stack import Stack

OVER_BOUND = Bound(at_most=20)
WITHOUT_BOUND = Bound(at_most=3_500)
"""Milliseconds: the deadline of a view is three seconds."""

_SERVICES = ("identity", "timesheets", "payments", "documents", "notifications")
_WAITING_DAYS = 10
_HOME = "/api/customer/home"
_ALONE = (
    "/api/customer/work/approval-preview",
    "/api/customer/invoices?limit=50",
    "/api/customer/offers/to-sign",
    "/api/customer/notifications/unread",
)
_WITHIN_SECONDS = 30.0


async def measure(plan: Plan) -> Sequence[Figure]:
    """By how many ms its p99 exceeds that of the slowest service, and its time without one."""
    async with AsyncExitStack() as closing, private_stack(plan, _SERVICES) as stack:
        await closing.enter_async_context(stage.edge_of(stack))
        today = datetime.now(UTC).date()
        (reviewer,) = await reviewers(
            stack,
            closing,
            workfile.read(default_work())[:1],
            starts_on=today - timedelta(days=1_000),
            undo_minutes=0,
        )
        await stage.rest(stack, "notifications-worker", "identity-worker", "timesheets-worker")
        timesheets = await asyncpg.connect(stack.postgres.url(SUPERUSER, "timesheets"))
        try:
            await entries.write(
                timesheets,
                reviewer.user.agency_id,
                last_on=today - timedelta(days=1),
                days=_WAITING_DAYS,
                waiting_days=_WAITING_DAYS,
            )
            await entries.settle(timesheets)
        finally:
            await timesheets.close()
        over = await _over_the_slowest(plan, stack, reviewer)
        without = await _without_one(stack, reviewer)
        return [
            Figure(name="home.over_slowest_p99", unit="ms", ours=over, bound=OVER_BOUND),
            Figure(name="home.without_one", unit="ms", ours=without, bound=WITHOUT_BOUND),
        ]


async def _over_the_slowest(plan: Plan, stack: Stack, reviewer: Reviewer) -> float:
    """The median over rounds: in each, all are asked in turn. ms."""
    port, seconds = stack.addresses.api_ports["edge"], plan.size(4, 1)
    found: list[float] = []
    for path in (_HOME, *_ALONE):
        await fetch(port, reviewer.user.asks(path))
    for number in range(PAIRS):
        p99 = {
            path: (
                await load(port, reviewer.user.asks(path), connections=1, seconds=seconds)
            ).percentile(99)
            for path in (_HOME, *_ALONE)
        }
        slowest = max(p99[path] for path in _ALONE)
        found.append(p99[_HOME] - slowest)
        plan.say(
            f"home: round {number + 1} of {PAIRS}: {p99[_HOME]:.1f} ms, the slowest service"
            f" {slowest:.1f} ms"
        )
    return sorted(found)[len(found) // 2]


async def _without_one(stack: Stack, reviewer: Reviewer) -> float:
    """How long it takes while payments does not answer, and says so. Raises RuntimeError. ms."""
    pid = stack.process("payments-api").pid
    process = psutil.Process(pid)
    process.suspend()
    try:
        began = time.perf_counter()
        _, body = await exchange(
            stack.addresses.api_ports["edge"],
            reviewer.user.asks(_HOME),
            within_seconds=_WITHIN_SECONDS,
        )
        took = (time.perf_counter() - began) * 1_000
    finally:
        process.resume()
    found = json.loads(body)
    if found.get("missing") != ["payments"] or found["to_approval"] is None:
        raise RuntimeError(f"without payments the page says {found}")
    return took
