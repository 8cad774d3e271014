"""Pending: a contractor's pending transactions at the edge, beside a plain endpoint."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import asyncpg

from portico_local.bench import stage
from portico_local.bench.books import LedgerSize, settle
from portico_local.bench.harness import Bound, Figure, PairedSamples, Plan, in_pairs
from portico_local.bench.load import Load, fetch, load, request
from portico_local.bench.servers import private_stack
from portico_local.bench.stage import PortalUser
from portico_local.ports import HOST
from portico_local.postgres import SUPERUSER
from portico_local.processes import ManagedProcess
from portico_local.stack import Stack

BOUND = Bound(at_least=0.7)
SIZE_BOUND = Bound(at_most=1.3)
LAST_PAGE_BOUND = Bound(at_most=1.2)
CONNECTIONS = 16
ROWS = 50
_PATH = f"/api/contractor/transactions?limit={ROWS}"
_SMALL = 1_000
_SMALL_OWN = 500
_SHARE = 100
"""Of so many transactions of the large agency one is the contractor's own."""


async def measure(plan: Plan) -> Sequence[Figure]:
    """Requests a second of 50 rows each, signed in by a cookie, through edge and payments.

    The peer is `plain.py`, one process of uvicorn with an asyncpg pool: the same rows of the same
    tables in the same shape. Both are asked by the same client over as many connections. Then ours
    in a large agency beside ours in a small one, and the last page beside the first.
    """
    async with (
        private_stack(plan, stage.SERVICES) as stack,
        stage.edge_of(stack) as edge,
        stage.plain_peer(stack) as plain,
        stage.contractors(stack) as (small, large),
    ):
        await stage.rest(
            stack, "notifications-api", "notifications-worker", "identity-worker", "payments-worker"
        )
        await _write_books(plan, stack, small, large)
        bench = _PendingBench(plan, stack, edge=edge, plain=plain, small=small, large=large)
        return await bench.figures()


async def _write_books(plan: Plan, stack: Stack, small: PortalUser, large: PortalUser) -> None:
    count = _large(plan)
    plan.say(f"pending: writing the books of agencies with {_SMALL:,} and {count:,} transactions")
    connection = await asyncpg.connect(stack.postgres.url(SUPERUSER, "payments"))
    try:
        for who, transactions, own in (
            (small, _SMALL, _SMALL_OWN),
            (large, count, count // _SHARE),
        ):
            await LedgerSize(
                agency_id=who.agency_id,
                contractor_id=who.person_id,
                transactions=transactions,
                own=own,
            ).write(connection)
        await settle(connection)
    finally:
        await connection.close()


def _large(plan: Plan) -> int:
    return plan.size(1_000_000, 100_000)


class _PendingBench:
    def __init__(
        self,
        plan: Plan,
        stack: Stack,
        *,
        edge: ManagedProcess,
        plain: ManagedProcess,
        small: PortalUser,
        large: PortalUser,
    ) -> None:
        self._plan = plan
        self._seconds = plan.size(6, 2)
        self._own = _large(plan) // _SHARE
        self._edge_port = stack.addresses.api_ports["edge"]
        self._plain_port = plain.spec.port or 0
        self._small = small
        self._large = large
        self._processes = {
            "edge": edge,
            "payments": stack.process("payments-api"),
            "identity": stack.process("identity-api"),
            "PostgreSQL": stack.process("postgres"),
            "plain": plain,
        }
        self.tails: dict[str, list[float]] = {"ours": [], "peer": []}

    async def figures(self) -> list[Figure]:
        """All of them."""
        plan = self._plan
        await self._check()
        for asked in (self._ours, self._peer):
            await asked(-1)
        self.tails = {"ours": [], "peer": []}
        pairs = await in_pairs(plan, "pending", ours=self._ours, peer=self._peer, unit="requests/s")
        tails = PairedSamples(self.tails["ours"], self.tails["peer"])
        first, small = self._large.asks(_PATH), self._small.asks(_PATH)
        last = self._large.asks(f"{_PATH}&cursor={await self._last_cursor()}")
        sizes = await in_pairs(
            plan,
            "pending, large agency",
            ours=self._each(first),
            peer=self._each(small),
            unit="ms",
        )
        pages = await in_pairs(
            plan, "pending, last page", ours=self._each(last), peer=self._each(first), unit="ms"
        )
        return [
            pairs.figure("pending", "requests/s", BOUND),
            tails.figure("pending.p99", "ms"),
            sizes.figure("pending.large_agency", "ms", SIZE_BOUND),
            pages.figure("pending.last_page", "ms", LAST_PAGE_BOUND),
        ]

    async def _ours(self, _: int) -> float:
        return self._noted("ours", await self._load("ours", self._edge_port, self._first))

    async def _peer(self, _: int) -> float:
        return self._noted("peer", await self._load("peer", self._plain_port, self._plain_asked))

    @property
    def _first(self) -> bytes:
        return self._large.asks(_PATH)

    @property
    def _plain_asked(self) -> bytes:
        who = self._large
        return request(
            f"/transactions?agency_id={who.agency_id}&contractor_id={who.person_id}", HOST
        )

    def _noted(self, side: str, done: Load) -> float:
        self.tails[side].append(done.percentile(99))
        return done.per_second

    async def _load(self, what: str, port: int, asked: bytes) -> Load:
        before = stage.processor_seconds(self._processes)
        done = await load(port, asked, connections=CONNECTIONS, seconds=self._seconds)
        after = stage.processor_seconds(self._processes)
        spent = {
            name: (seconds - before[name]) * 1_000 / done.answers for name, seconds in after.items()
        }
        parts = ", ".join(f"{name} {ms:.2f}" for name, ms in spent.items() if ms > 0.005)
        self._plan.say(
            f"pending: {what}: p99 {done.percentile(99):.0f} ms; on a processor for each request,"
            f" ms: {parts}"
        )
        return done

    def _each(self, asked: bytes) -> Callable[[int], Awaitable[float]]:
        async def run(_: int) -> float:
            done = await load(
                self._edge_port, asked, connections=CONNECTIONS, seconds=self._seconds
            )
            return done.each_milliseconds

        return run

    async def _page(self, who: PortalUser, path: str) -> Mapping[str, Any]:
        page: Mapping[str, Any] = json.loads(await fetch(self._edge_port, who.asks(path)))
        return page

    async def _check(self) -> None:
        """Both sides give the same fifty rows. Raises RuntimeError."""
        ours = (await self._page(self._large, _PATH))["items"]
        theirs = json.loads(await fetch(self._plain_port, self._plain_asked))
        if len(ours) != ROWS or ours != theirs:
            first = next(
                (pair for pair in zip(ours, theirs, strict=False) if pair[0] != pair[1]), ""
            )
            raise RuntimeError(f"not the same rows: {len(ours)}, {len(theirs)}; {first}")

    async def _last_cursor(self) -> str:
        """Where the last page begins, by going there page by page. Raises RuntimeError."""
        page, cursor, seen = await self._page(self._large, _PATH), "", ROWS
        while page["next_cursor"] is not None:
            cursor = page["next_cursor"]
            page = await self._page(self._large, f"{_PATH}&cursor={cursor}")
            seen += len(page["items"])
        if len(page["items"]) != ROWS or seen != self._own:
            raise RuntimeError(f"the last page has {len(page['items'])} rows, all {seen}")
        return cursor
