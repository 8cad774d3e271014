"""Work: a contact's month of logged work, the preview of 5,000 entries, and their approval.

Through the edge, signed in, with the reach of one project. Each stands beside its plain peer: the
same rows by FastAPI and asyncpg, the preview's SQL alone, the same rows written by asyncpg.
"""

import json
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import asyncpg

from portico_local.bench import entries, stage
from portico_local.bench.entries import WAITING_DAYS
from portico_local.bench.harness import Bound, Figure, Plan, Run, in_pairs, set_aside
from portico_local.bench.load import fetch, load, request
from portico_local.bench.plain_approval import PlainApproval, bare_preview
from portico_local.bench.reviewers import WORK_ORDERS, Reviewer, reviewers
from portico_local.bench.servers import private_stack
from portico_local.demo import workfile
from portico_local.demo.command import default_work
from portico_local.ports import HOST
from portico_local.postgres import SUPERUSER

if TYPE_CHECKING:
    Connection = asyncpg.Connection[asyncpg.Record]

MONTH_BOUND = Bound(at_least=0.8)
SIZE_BOUND = Bound(at_most=1.2)
PREVIEW_BOUND = Bound(at_most=3)
APPROVAL_BOUND = Bound(at_most=3)
CONNECTIONS = 16
ROWS = 200
WAITING = WORK_ORDERS * WAITING_DAYS
"""Entries that wait for the reviewer's approval, all approved by one click."""

_SERVICES = ("identity", "timesheets", "notifications")
_UNDO_MINUTES = 60


async def measure(plan: Plan) -> Sequence[Figure]:
    """Requests a second of the month; milliseconds of a preview and of an approval."""
    async with (
        AsyncExitStack() as closing,
        private_stack(plan, _SERVICES) as stack,
        stage.edge_of(stack),
        stage.plain_peer(stack, "plain_work", database="timesheets") as plain,
    ):
        today = datetime.now(UTC).date()
        small, large = await reviewers(
            stack,
            closing,
            workfile.read(default_work())[:2],
            starts_on=today - timedelta(days=1_000),
            undo_minutes=_UNDO_MINUTES,
        )
        await stage.rest(
            stack,
            "notifications-api",
            "notifications-worker",
            "identity-worker",
            "timesheets-worker",
        )
        connection = await asyncpg.connect(stack.postgres.url(SUPERUSER, "timesheets"))
        try:
            bench = _WorkBench(
                plan,
                connection,
                edge_port=stack.addresses.api_ports["edge"],
                plain_port=plain.spec.port or 0,
                small=small,
                large=large,
                last_on=today - timedelta(days=1),
            )
            await bench.write_entries()
            return [*await bench.month(), await bench.preview(), await bench.approval()]
        finally:
            await connection.close()


class _WorkBench:
    def __init__(
        self,
        plan: Plan,
        connection: "Connection",
        *,
        edge_port: int,
        plain_port: int,
        small: Reviewer,
        large: Reviewer,
        last_on: date,
    ) -> None:
        self._plan = plan
        self._connection = connection
        self._edge_port = edge_port
        self._plain_port = plain_port
        self._small = small
        self._large = large
        self._last_on = last_on
        self._first_on = last_on - timedelta(days=WAITING_DAYS - 1)
        self._seconds = plan.size(6, 2)

    async def write_entries(self) -> None:
        """Ten thousand entries in the small agency, a million in the large one."""
        orders = self._plan.size(1_980, 180)
        for who, others in ((self._small, 0), (self._large, orders)):
            count = (others + WORK_ORDERS) * entries.DAYS
            self._plan.say(f"work: writing {count:,} entries")
            await entries.write(
                self._connection, who.user.agency_id, last_on=self._last_on, other_orders=others
            )
        await entries.settle(self._connection)

    async def month(self) -> list[Figure]:
        """The page of a month, beside the plain peer, and in a large agency beside a small one."""
        ours, plain = self._large.user.asks(self._month_path), request(self._plain_path, HOST)
        await self._must_be_the_same(ours, plain)
        await load(self._edge_port, ours, connections=CONNECTIONS, seconds=1)
        await load(self._plain_port, plain, connections=CONNECTIONS, seconds=1)
        pairs = await in_pairs(
            self._plan,
            "work.month",
            ours=self._per_second(self._edge_port, ours),
            peer=self._per_second(self._plain_port, plain),
            unit="requests/s",
        )
        sizes = await in_pairs(
            self._plan,
            "work.large_agency",
            ours=self._each(ours),
            peer=self._each(self._small.user.asks(self._month_path)),
            unit="ms",
        )
        return [
            pairs.figure("work.month", "requests/s", MONTH_BOUND),
            sizes.figure("work.large_agency", "ms", SIZE_BOUND),
        ]

    async def preview(self) -> Figure:
        """What approving all that waits would cover, beside its SQL alone."""
        asked = self._large.user.sends("/api/customer/work/approve/preview", self._all)
        found = json.loads(await fetch(self._edge_port, asked))
        bare = await bare_preview(self._connection, self._large, self._first_on, self._last_on)
        said = (found["count"], found["contractors"], [r["kind"] for r in found["stands_out"]])
        if said != (bare.count, bare.contractors, bare.kinds) or bare.count != WAITING:
            raise RuntimeError(f"the preview says {said}, the bare query {bare}")
        times = self._plan.size(10, 3)

        async def ours() -> object:
            return await fetch(self._edge_port, asked)

        async def peer() -> object:
            return await bare_preview(self._connection, self._large, self._first_on, self._last_on)

        pairs = await in_pairs(
            self._plan,
            "work.preview",
            ours=_milliseconds(ours, times),
            peer=_milliseconds(peer, times),
            unit="ms",
        )
        return pairs.figure("work.preview", "ms", PREVIEW_BOUND)

    async def approval(self) -> Figure:
        """All that waits, approved at once; the peer writes the same rows and events."""
        agency_id = self._large.user.agency_id
        peer_of = PlainApproval(self._connection, self._large)
        shown = await self._shown()
        approved = _must_be_all(await fetch(self._edge_port, self._asks_to_approve(shown)))
        await peer_of.learn(approved)
        set_aside()
        await entries.put_back(self._connection, agency_id, approved)

        async def ours(_: int) -> float:
            asked = self._asks_to_approve(await self._shown())
            began = time.perf_counter()
            answer = await fetch(self._edge_port, asked)
            took = (time.perf_counter() - began) * 1_000
            _must_be_all(answer)
            await entries.put_back(self._connection, agency_id, approved)
            return took

        async def peer(_: int) -> float:
            began = time.perf_counter()
            await peer_of.write()
            took = (time.perf_counter() - began) * 1_000
            await entries.put_back(self._connection, agency_id, approved)
            return took

        pairs = await in_pairs(self._plan, "work.approval", ours=ours, peer=peer, unit="ms")
        return pairs.figure("work.approval", "ms", APPROVAL_BOUND)

    @property
    def _all(self) -> dict[str, Any]:
        return {
            "filter": {"from": self._first_on.isoformat(), "to": self._last_on.isoformat()},
        }

    async def _shown(self) -> dict[str, Any]:
        """The selection with what its preview says."""
        asked = self._large.user.sends("/api/customer/work/approve/preview", self._all)
        found = json.loads(await fetch(self._edge_port, asked))
        return {
            **self._all,
            "expected_count": found["count"],
            "fingerprint": found["fingerprint"],
        }

    def _asks_to_approve(self, shown: Mapping[str, Any]) -> bytes:
        return self._large.user.sends("/api/customer/work/approve", shown)

    @property
    def _month(self) -> str:
        first = self._last_on - timedelta(days=30)
        return f"from={first.isoformat()}&to={self._last_on.isoformat()}"

    @property
    def _month_path(self) -> str:
        return f"/api/customer/work?{self._month}&limit={ROWS}"

    @property
    def _plain_path(self) -> str:
        who = self._large
        return f"/work?agency_id={who.user.agency_id}&project_id={who.project_id}&{self._month}"

    async def _must_be_the_same(self, ours: bytes, plain: bytes) -> None:
        """Both sides give the same two hundred rows. Raises RuntimeError."""
        found = json.loads(await fetch(self._edge_port, ours))["items"]
        peers = json.loads(await fetch(self._plain_port, plain))
        if len(found) != ROWS or found != peers:
            first = next(
                (pair for pair in zip(found, peers, strict=False) if pair[0] != pair[1]), ""
            )
            raise RuntimeError(f"not the same rows: {len(found)}, {len(peers)}; {first}")

    def _per_second(self, port: int, asked: bytes) -> Run:
        async def run(_: int) -> float:
            done = await load(port, asked, connections=CONNECTIONS, seconds=self._seconds)
            return done.per_second

        return run

    def _each(self, asked: bytes) -> Run:
        async def run(_: int) -> float:
            done = await load(
                self._edge_port, asked, connections=CONNECTIONS, seconds=self._seconds
            )
            return done.each_milliseconds

        return run


def _must_be_all(answer: bytes) -> list[UUID]:
    """The entries that were approved. Raises RuntimeError where some are missing."""
    approved = [UUID(one) for one in json.loads(answer)["approved"]]
    if len(approved) != WAITING:
        raise RuntimeError(f"{len(approved)} of {WAITING} entries were approved")
    return approved


def _milliseconds(act: Callable[[], Awaitable[object]], times: int) -> Run:
    async def run(_: int) -> float:
        began = time.perf_counter()
        for _ in range(times):
            await act()
        return (time.perf_counter() - began) * 1_000 / times

    return run
