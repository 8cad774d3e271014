"""Documents: paystubs a second on all cores, beside WeasyPrint in a loop on the same page.

The renderer is the service's; the local stack does not import services, so a tool of it does the
work (`services/documents/tools/measure.py`), in a process for each side.
"""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, suppress

from portico_local.bench.harness import PAIRS, Bound, Figure, PairedSamples, Plan, in_pairs
from portico_local.paths import repository_root
from portico_local.processes import child_environment

BOUND = Bound(at_least=1.7)
_ANSWER_SECONDS = 180


async def measure(plan: Plan) -> Sequence[Figure]:
    """Paystubs of 22 lines (a month), and how long one takes where nothing else is asked.

    The peer renders the same HTML with the same fonts, style and kind of PDF, and loads fonts and
    style once: what is left is one core against all, and what the way to other processes costs.
    """
    count = plan.size(32, 8)
    plan.say("documents: warming up")
    async with (
        _measuring("pool", f"--processes={os.cpu_count() or 1}") as pool,
        _measuring("loop") as loop,
    ):

        async def ours(_: int) -> float:
            return count / await pool.seconds(count)

        async def peer(_: int) -> float:
            return count / await loop.seconds(count)

        pairs = await in_pairs(plan, "documents", ours=ours, peer=peer, unit="paystubs/s")
        one = PairedSamples(
            *zip(
                *[
                    (await pool.seconds(1) * 1_000, await loop.seconds(1) * 1_000)
                    for _ in range(PAIRS)
                ],
                strict=True,
            )
        )
        return [
            pairs.figure("documents", "paystubs/s", BOUND),
            one.figure("documents.one", "ms"),
        ]


class _MeasuredProcess:
    """One side, waiting to be asked."""

    def __init__(self, process: Process) -> None:
        self._process = process

    async def seconds(self, count: int) -> float:
        """How long so many take."""
        assert self._process.stdin is not None  # noqa: S101 - a pipe, as asked for
        self._process.stdin.write(f"{count}\n".encode())
        await self._process.stdin.drain()
        return await self.answer()

    async def answer(self) -> float:
        """The next answer. Raises RuntimeError if the process ended instead."""
        assert self._process.stdout is not None  # noqa: S101 - a pipe, as asked for
        async with asyncio.timeout(_ANSWER_SECONDS):
            line = await self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"rendering ended with {await self._process.wait()}")
        return float(line)


@asynccontextmanager
async def _measuring(*arguments: str) -> AsyncGenerator[_MeasuredProcess]:
    tool = repository_root() / "services" / "documents" / "tools" / "measure.py"
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(tool), *arguments, stdin=PIPE, stdout=PIPE, env=child_environment()
    )
    try:
        measuring = _MeasuredProcess(process)
        await measuring.answer()
        yield measuring
    finally:
        if process.stdin is not None:
            process.stdin.close()
        with suppress(TimeoutError, ProcessLookupError):
            async with asyncio.timeout(15):
                await process.wait()
        if process.returncode is None:
            process.kill()
            await process.wait()
