"""E-invoices: one of twenty lines, written in both syntaxes and validated by both validators."""

from collections.abc import Sequence
from statistics import median

from portico_local.bench.harness import PAIRS, Bound, Figure, Plan
from portico_local.bench.tools import measuring

BOUND = Bound(at_most=300)


async def measure(plan: Plan) -> Sequence[Figure]:
    """Milliseconds of one, with the way to the process that has the official rules, and back."""
    count = plan.size(20, 5)
    plan.say("einvoices: warming up")
    async with measuring("measure_e_invoices") as service:
        took = [await service.seconds(count) * 1_000 / count for _ in range(PAIRS)]
    return [Figure(name="einvoices", unit="ms", ours=median(took), bound=BOUND)]
