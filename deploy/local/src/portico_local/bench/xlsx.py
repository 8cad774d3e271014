"""XLSX: 100,000 rows by payments' writer, beside plain XlsxWriter with constant_memory.

The writer is the service's; the local stack does not import services, so a tool of it does the work
(`services/payments/tools/measure.py`), in a new process for each run: memory is counted from there.
"""

import asyncio
import json
import statistics
import sys
from asyncio.subprocess import PIPE
from collections.abc import Sequence
from typing import Literal

from portico_local.bench.harness import Bound, Figure, Plan, in_pairs
from portico_local.paths import repository_root
from portico_local.processes import child_environment

BOUND = Bound(at_least=4)
MEMORY_BOUND = Bound(at_most=50)
_RUN_SECONDS = 180


async def measure(plan: Plan) -> Sequence[Figure]:
    """Rows a second, and by how much the process grew at its largest, in MB (MiB).

    Sixteen cells a row, as the file of pending transactions has: text, dates and money. Both take
    them one at a time from the same rows and write a file.
    """
    count = plan.size(100_000, 20_000)
    grown: dict[str, list[float]] = {"ours": [], "plain": []}

    async def run(side: Literal["ours", "plain"]) -> float:
        answer = await _measured(side, count)
        grown[side].append(answer["grown_mebibytes"])
        return count / answer["seconds"]

    pairs = await in_pairs(
        plan, "xlsx", ours=lambda _: run("ours"), peer=lambda _: run("plain"), unit="rows/s"
    )
    plan.say(f"xlsx: memory of the peer grew by {statistics.median(grown['plain']):.1f} MB")
    return [
        pairs.figure("xlsx", "rows/s", BOUND),
        # The largest of all runs, not the median: a bound on memory holds always or not at all.
        Figure(name="xlsx.memory", unit="MB", ours=max(grown["ours"]), bound=MEMORY_BOUND),
    ]


async def _measured(side: str, count: int) -> dict[str, float]:
    tool = repository_root() / "services" / "payments" / "tools" / "measure.py"
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(tool), side, f"--rows={count}", stdout=PIPE, env=child_environment()
    )
    try:
        async with asyncio.timeout(_RUN_SECONDS):
            told, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise RuntimeError(f"writing ended with {process.returncode}")
    return json.loads(told)
