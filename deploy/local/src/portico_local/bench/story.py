"""The story at scale: nine thousand entries from their approval to the last posting, and how much
memory every process has by then.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from typing import TYPE_CHECKING

import asyncpg
import psutil
from rich.console import Console

from portico_local.bench.harness import Figure, Plan, until
from portico_local.bench.servers import private_stack
from portico_local.demo import workfile
from portico_local.demo.command import default_work
from portico_local.demo.expected import total_of
from portico_local.demo.story import Story, today
from portico_local.demo.timeline import Timeline
from portico_local.postgres import SUPERUSER
from portico_local.services import SERVICE_NAMES
from portico_local.stack import Stack

if TYPE_CHECKING:
    Connection = asyncpg.Connection[asyncpg.Record]

_FULL_SCALE = 50
_WAIT_SECONDS = 600
_DOCUMENTS_SECONDS = 60
_MEBIBYTE = 1024 * 1024
_APPROVAL = "The rest is approved"

_PRICED = "SELECT count(*) FROM work_lines"
_INVOICED = "SELECT count(*) FROM work_lines WHERE invoice_id IS NOT NULL"
_WITHOUT_POSTING = """
SELECT (SELECT count(*) FROM transactions t WHERE NOT EXISTS (
            SELECT FROM postings p
            WHERE p.agency_id = t.agency_id AND p.cause_id = t.transaction_id))
     + (SELECT count(*) FROM invoices i WHERE NOT EXISTS (
            SELECT FROM postings p
            WHERE p.agency_id = i.agency_id AND p.cause_id = i.invoice_id))
"""
_WORTH = """
    SELECT (SELECT sum(gross_minor)::bigint FROM transactions),
           (SELECT sum(subtotal_minor)::bigint FROM invoices)
"""
_RENDERED = "SELECT count(*) FROM documents WHERE state = 'rendered'"
_TOLD = "SELECT (SELECT count(*) FROM transactions) + (SELECT count(*) FROM invoices)"


async def measure(plan: Plan) -> Sequence[Figure]:
    """Entries a second, from the first command that approves to the last posting. No peer.

    The whole of the story runs beside it: documents are rendered and e-mails are sent of what is
    priced, on the same cores. The sums are compared with those worked out from the file.
    """
    scale = plan.size(_FULL_SCALE, 1)
    plans = workfile.scaled(workfile.read(default_work()), scale)
    timeline = Timeline(Console(stderr=True), quiet=True)
    async with private_stack(plan, SERVICE_NAMES) as stack, AsyncExitStack() as closing:
        story = Story(stack, plans, timeline, closing=closing)
        bench = _StoryBench(plan, stack, story)
        await bench.set_up()
        await bench.approve()
        entries, seconds = await bench.until_posted()
        memory = await asyncio.to_thread(_memory, stack)
        figures = [Figure(name="story", unit="entries/s", ours=entries / seconds)]
        figures += [
            Figure(name=f"story.memory.{name}", unit="MiB PSS", ours=used)
            for name, used in memory.items()
        ]
        rendered = await bench.documents_per_second()
        figures.append(Figure(name="story.documents", unit="documents/s", ours=rendered))
        return figures


class _StoryBench:
    def __init__(self, plan: Plan, stack: Stack, story: Story) -> None:
        self._plan = plan
        self._stack = stack
        self._story = story
        self._began = 0.0

    async def set_up(self) -> None:
        """Everything that comes before the approval."""
        story = self._story
        chapters = (
            story.found_agencies,
            story.set_up_customers,
            story.invite,
            story.open_work_orders,
            story.import_work,
            story.submit,
        )
        for chapter in chapters:
            began = time.perf_counter()
            await chapter()
            self._say(f"{chapter.__name__.replace('_', ' ')}: {time.perf_counter() - began:.1f} s")

    async def approve(self) -> None:
        """One entry of each agency goes back and comes again; the clock runs from the rest on."""
        await self._story.review()
        self._began = next(
            step.began_at for step in self._story.timeline.steps if step.name == _APPROVAL
        )
        self._say(f"approved: {self._passed():.1f} s")
        await self._story.correct()

    async def until_posted(self) -> tuple[int, float]:
        """Entries and seconds until each has its transaction, invoice line and postings.

        What companies want monthly is invoiced by staff, as soon as the last entry is priced.
        Raises TimeoutError, and RuntimeError where the sums differ.
        """
        rows = [
            row
            for demo_agency in self._story.demo_agencies
            for row in self._story.approved_rows(demo_agency)
        ]
        payments = await asyncpg.connect(self._stack.postgres.url(SUPERUSER, "payments"))
        try:
            await self._count(payments, _PRICED, len(rows))
            self._say(f"{len(rows)} entries priced: {self._passed():.1f} s")
            for demo_agency in self._story.demo_agencies:
                await demo_agency.staff.post(
                    "/api/agency/invoice-runs", {"up_to": today().isoformat()}
                )
            await self._count(payments, _INVOICED, len(rows))
            await self._count(payments, _WITHOUT_POSTING, 0)
            seconds = self._passed()
            self._say(f"invoiced and posted: {seconds:.1f} s")
            found = tuple(await payments.fetchrow(_WORTH) or ())
        finally:
            await payments.close()
        expected = total_of(row.pay for row in rows), total_of(row.bill for row in rows)
        if not all(w.is_met_by(minor) for w, minor in zip(expected, found, strict=True)):
            raise RuntimeError(f"worth {found} in pay and bill, expected {expected}")
        return len(rows), seconds

    async def documents_per_second(self) -> float:
        """Documents rendered a second since the approval, until all are there or for a minute."""
        payments = await asyncpg.connect(self._stack.postgres.url(SUPERUSER, "payments"))
        documents = await asyncpg.connect(self._stack.postgres.url(SUPERUSER, "documents"))
        try:
            count = int(await payments.fetchval(_TOLD))
            with suppress(TimeoutError):
                await self._count(documents, _RENDERED, count, within_seconds=_DOCUMENTS_SECONDS)
            rendered = int(await documents.fetchval(_RENDERED))
        finally:
            await payments.close()
            await documents.close()
        self._say(f"{rendered} of {count} documents rendered: {self._passed():.1f} s")
        return rendered / self._passed()

    @staticmethod
    async def _count(
        connection: "Connection", sql: str, count: int, *, within_seconds: float = _WAIT_SECONDS
    ) -> None:
        """Wait until there are so many."""
        await until(
            lambda: connection.fetchval(sql),
            lambda found: found == count,
            within_seconds=within_seconds,
        )

    def _passed(self) -> float:
        return time.perf_counter() - self._began

    def _say(self, text: str) -> None:
        self._plan.say(f"story: {text}")


def _memory(stack: Stack) -> Mapping[str, float]:
    """MiB of each process and what it started. Shared pages count by their share (PSS)."""
    found: dict[str, float] = {}
    for name, managed in stack.processes.items():
        if managed.pid is None:
            continue
        total = 0
        with suppress(psutil.NoSuchProcess):
            process = psutil.Process(managed.pid)
            for one in (process, *process.children(recursive=True)):
                with suppress(psutil.NoSuchProcess):
                    total += one.memory_full_info().pss
        found[name] = total / _MEBIBYTE
    return found
