"""Report: a contractor's ten thousand payments among a million, beside the bare query.

Through payments' own process, by HTTP with a pass, under row level security, to JSON; the peer is
the sums alone, by asyncpg, as the superuser, prepared by its second run.
"""

import json
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import asyncpg

from chassis.ids import new_id
from contracts.access import CONTRACTOR_PERMISSIONS, Portal
from portico_local.bench import stage
from portico_local.bench.books import LedgerSize, settle
from portico_local.bench.harness import Bound, Figure, Plan, in_pairs
from portico_local.bench.load import fetch, request
from portico_local.bench.servers import private_stack
from portico_local.ports import HOST
from portico_local.postgres import SUPERUSER
from portico_local.stack import Stack

if TYPE_CHECKING:
    Connection = asyncpg.Connection[asyncpg.Record]

BOUND = Bound(at_most=3)
_OWN = 10_000
_BARE = """
SELECT date_trunc('month', paid_on)::date AS month, company_id, currency, count(*)::int,
       sum(gross_minor)::bigint, sum(deductions_minor)::bigint, sum(taxes_minor)::bigint,
       sum(net_minor)::bigint
FROM transactions
WHERE agency_id = $1 AND contractor_id = $2 AND paid_on BETWEEN $3 AND $4
GROUP BY 1, 2, 3
"""


async def measure(plan: Plan) -> Sequence[Figure]:
    """Milliseconds of one report over all months that have payments, asked one after another."""
    count = plan.size(1_000_000, 200_000)
    books = LedgerSize(
        agency_id=new_id(),
        contractor_id=new_id(),
        transactions=count,
        own=_OWN,
        own_are_paid=True,
    )
    async with private_stack(plan, ("identity", "payments")) as stack:
        for name in ("identity-worker", "payments-worker"):
            await stack.stop_process(name)
        plan.say(f"report: writing the books of {count:,} transactions, {books.own:,} of them paid")
        connection = await asyncpg.connect(stack.postgres.url(SUPERUSER, "payments"))
        try:
            await books.write(connection)
            await settle(connection)
            bench = _ReportBench(stack, connection, books, times=plan.size(40, 10))
            await bench.check()
            pairs = await in_pairs(plan, "report", ours=bench.ours, peer=bench.peer, unit="ms")
        finally:
            await connection.close()
    return [pairs.figure("report", "ms", BOUND)]


class _ReportBench:
    def __init__(
        self, stack: Stack, connection: "Connection", books: LedgerSize, *, times: int
    ) -> None:
        self._stack = stack
        self._connection = connection
        self._books = books
        self._times = times
        today = datetime.now(UTC).date()
        # The books cover seven hundred days.
        self._from = today.replace(year=today.year - 2, day=1)
        self._to = today

    async def check(self) -> None:
        """All payments are in the report, and the sums are the bare ones. Raises RuntimeError."""
        found = await self._report()
        bare = await self._bare()
        (currency,) = found["currencies"]
        total: Any = currency["total"]
        sums = (sum(row["count"] for row in bare), sum(row[7] for row in bare))
        said = (total["transactions"], total["net"]["amount_minor"])
        if said != sums or said[0] != self._books.own:
            raise RuntimeError(f"the report says {said}, the bare query {sums}")

    async def ours(self, _: int) -> float:
        return await self._milliseconds(self._asked())

    async def peer(self, _: int) -> float:
        return await self._milliseconds(self._bare)

    async def _milliseconds(self, act: Callable[[], Awaitable[object]]) -> float:
        await act()
        began = time.perf_counter()
        for _ in range(self._times):
            await act()
        return (time.perf_counter() - began) * 1_000 / self._times

    def _asked(self) -> Callable[[], Awaitable[bytes]]:
        signed_pass = stage.signed_pass(
            self._stack,
            agency_id=self._books.agency_id,
            person_id=self._books.contractor_id,
            portal=Portal.CONTRACTOR,
            permissions=CONTRACTOR_PERMISSIONS,
        )
        asked = request(
            f"/my/report?from={self._from:%Y-%m}&to={self._to:%Y-%m}",
            HOST,
            [("Authorization", f"Bearer {signed_pass}")],
        )
        port = self._stack.addresses.api_ports["payments"]
        return lambda: fetch(port, asked)

    async def _report(self) -> dict[str, list[dict[str, dict[str, dict[str, int]]]]]:
        return json.loads(await self._asked()())

    async def _bare(self) -> list[asyncpg.Record]:
        books = self._books
        return await self._connection.fetch(
            _BARE, books.agency_id, books.contractor_id, self._from, self._to
        )
