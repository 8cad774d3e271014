"""Signing: an offer of twenty pages sealed by the service, beside pyHanko alone on the same file.

PAdES B-B, without a timestamp authority: what another server takes is no figure of ours. The
service draws the signature in its place first, which pyHanko alone does not.
"""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from portico_local.authority import LocalAuthority
from portico_local.bench.harness import Bound, Figure, Plan, in_pairs
from portico_local.bench.tools import measuring
from portico_local.ports import HOST

BOUND = Bound(at_most=1.3)


async def measure(plan: Plan) -> Sequence[Figure]:
    """Milliseconds of one signature, asked for one after another."""
    count = plan.size(20, 5)
    with tempfile.TemporaryDirectory() as folder:
        LocalAuthority(Path(folder), revocation_url=f"http://{HOST}/revoked.crl")
        given = f"--folder={folder}"
        plan.say("signing: warming up")
        async with (
            measuring("measure_signing", "seal", given) as service,
            measuring("measure_signing", "pyhanko", given) as alone,
        ):

            async def ours(_: int) -> float:
                return await service.seconds(count) * 1_000 / count

            async def peer(_: int) -> float:
                return await alone.seconds(count) * 1_000 / count

            pairs = await in_pairs(plan, "signing", ours=ours, peer=peer, unit="ms")
    return [pairs.figure("signing", "ms", BOUND)]
