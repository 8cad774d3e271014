"""Documents: paystubs a second on all cores, beside WeasyPrint in a loop on the same page.

The renderer is the service's; the local stack does not import services, so a tool of it does the
work (`services/documents/tools/measure.py`), in a process for each side.
"""

import os
from collections.abc import Sequence

from portico_local.bench.harness import PAIRS, Bound, Figure, PairedSamples, Plan, in_pairs
from portico_local.bench.tools import measuring

BOUND = Bound(at_least=1.7)


async def measure(plan: Plan) -> Sequence[Figure]:
    """Paystubs of 22 lines (a month), and how long one takes where nothing else is asked.

    The peer renders the same HTML with the same fonts, style and kind of PDF, and loads fonts and
    style once: what is left is one core against all, and what the way to other processes costs.
    """
    count = plan.size(32, 8)
    plan.say("documents: warming up")
    async with (
        measuring("measure", "pool", f"--processes={os.cpu_count() or 1}") as pool,
        measuring("measure", "loop") as loop,
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
