"""Documents: paystubs a second on all cores, beside WeasyPrint in a loop on the same page.

The renderer is the service's; the local stack does not import services, so a tool of it does the
work (`services/documents/tools/measure.py`), in a process for each side.
"""

import os
from asyncio import gather
from collections.abc import Sequence
from contextlib import AsyncExitStack

from portico_local.bench.harness import PAIRS, Bound, Figure, PairedSamples, Plan, in_pairs
from portico_local.bench.tools import measuring

BOUND = Bound(at_least=1.7)
PER_CORE = Bound(at_least=0.8)


async def measure(plan: Plan) -> Sequence[Figure]:
    """Paystubs of 22 lines (a month), and how long one takes where nothing else is asked.

    The peer renders the same HTML with the same fonts, style and kind of PDF, and loads fonts and
    style once: what is left is one core against all, and what the way to other processes costs.
    How much more two cores do than one is the machine's affair where they are two threads of one
    core, or somebody else's too: so a loop on each core at once is a peer as well, and a smoke run,
    which has to hold anywhere, is bounded by that one alone.
    """
    cores = os.cpu_count() or 1
    count = plan.size(32, 8)
    plan.say("documents: warming up")
    async with AsyncExitStack() as closing:
        pool = await closing.enter_async_context(
            measuring("measure", "pool", f"--processes={cores}")
        )
        loops = [
            await closing.enter_async_context(measuring("measure", "loop")) for _ in range(cores)
        ]

        async def ours(_: int) -> float:
            return count / await pool.seconds(count)

        async def peer(_: int) -> float:
            return count / await loops[0].seconds(count)

        async def on_every_core(_: int) -> float:
            each = -(-count // cores)
            return each * cores / max(await gather(*(loop.seconds(each) for loop in loops)))

        unit = "paystubs/s"
        pairs = await in_pairs(plan, "documents", ours=ours, peer=peer, unit=unit)
        every = await in_pairs(
            plan, "documents.on_every_core", ours=ours, peer=on_every_core, unit=unit
        )
        one = PairedSamples(
            *zip(
                *[
                    (await pool.seconds(1) * 1_000, await loops[0].seconds(1) * 1_000)
                    for _ in range(PAIRS)
                ],
                strict=True,
            )
        )
        return [
            pairs.figure("documents", unit, None if plan.smoke else BOUND),
            every.figure("documents.on_every_core", unit, PER_CORE),
            one.figure("documents.one", "ms"),
        ]
