"""Login: a storm of sign-ins at identity, and whether it still answers everything else.

People come at a pace that the machine cannot check: hashing a password takes some thirty
milliseconds of a core. Who cannot be served is told when to come again; everything else goes on.
"""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence

from portico_local.bench.harness import Bound, Figure, Plan
from portico_local.bench.load import Answer, exchange, percentile, request
from portico_local.bench.servers import private_stack
from portico_local.demo import workfile
from portico_local.demo.cast import create_agencies
from portico_local.demo.command import default_work
from portico_local.ports import HOST

Act = Callable[[int], Coroutine[None, None, None]]

HEALTH_BOUND = Bound(at_most=50)
NEVER_BOUND = Bound(at_most=0)
TOLD_BOUND = Bound(at_least=1)
_PER_SECOND = 300
_PROBES_PER_SECOND = 50
_WAIT_SECONDS = 60


async def measure(plan: Plan) -> Sequence[Figure]:
    """The 99th percentiles of `/health/live` and `/health/ready` while three hundred a second come.

    Everybody comes from a network of their own, so that no throttle but the one of the hashing
    stands in the way. There is no peer: the bounds are on the figures themselves.
    """
    async with private_stack(plan, ("identity",)) as stack:
        await stack.stop_process("identity-worker")
        agency = workfile.read(default_work())[0]
        await create_agencies(stack, [agency])
        storm = _Storm(stack.addresses.api_ports["identity"], agency.slug, plan.size(20, 5))
        await storm.rage()
    plan.say(
        f"login: {storm.statuses.total():,} sign-ins, answers:"
        f" {', '.join(f'{n:,} times {status}' for status, n in sorted(storm.statuses.items()))};"
        f" {len(storm.live)} looks at its health, {storm.not_ready} times it was not ready"
    )
    return storm.figures()


class _Storm:
    def __init__(self, port: int, slug: str, seconds: float) -> None:
        self._port = port
        self._slug = slug
        self._seconds = seconds
        self.statuses: Counter[int] = Counter()
        self.live: list[float] = []
        self.ready: list[float] = []
        self.not_ready = 0
        self._refused_with_time = 0

    async def rage(self) -> None:
        """Sign in and look, each at its pace. Raises RuntimeError for any other answer."""
        async with asyncio.timeout(self._seconds + _WAIT_SECONDS), asyncio.TaskGroup() as group:
            group.create_task(self._at_pace(group, self._sign_in, _PER_SECOND))
            group.create_task(self._at_pace(group, self._look, _PROBES_PER_SECOND))
        strange = self.statuses.keys() - {401, 429}
        if strange or not self.statuses[401] or not self.statuses[429]:
            raise RuntimeError(f"this was no storm of sign-ins: {dict(self.statuses)}")

    def figures(self) -> list[Figure]:
        """What was seen."""
        refused = self.statuses[429]
        return [
            Figure(
                name="login.live_p99", unit="ms", ours=percentile(self.live, 99), bound=HEALTH_BOUND
            ),
            Figure(
                name="login.ready_p99",
                unit="ms",
                ours=percentile(self.ready, 99),
                bound=HEALTH_BOUND,
            ),
            Figure(
                name="login.not_ready",
                unit="of looks",
                ours=self.not_ready / len(self.ready),
                bound=NEVER_BOUND,
            ),
            Figure(
                name="login.told_when",
                unit="of 429s",
                ours=self._refused_with_time / refused,
                bound=TOLD_BOUND,
            ),
            Figure(name="login.refused", unit="of sign-ins", ours=refused / self.statuses.total()),
            Figure(name="login.checked", unit="a second", ours=self.statuses[401] / self._seconds),
        ]

    async def _at_pace(self, group: asyncio.TaskGroup, act: Act, per_second: int) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        for place in range(int(self._seconds * per_second)):
            await asyncio.sleep(max(0.0, began + place / per_second - loop.time()))
            group.create_task(act(place))

    async def _sign_in(self, place: int) -> None:
        body = json.dumps(
            {
                "agency": self._slug,
                "portal": "contractor",
                "email": f"somebody.{place}@mail.example",
                "password": "not-the-right-one",
                "remember": False,
            }
        ).encode()
        network = f"10.{place >> 16 & 255}.{place >> 8 & 255}.{place & 255}"
        headers = [("Content-Type", "application/json"), ("X-Forwarded-For", network)]
        answer = await self._exchange(request("/login", HOST, headers, body=body))
        self.statuses[answer.status] += 1
        if answer.status == 429 and answer.has_header("Retry-After"):
            self._refused_with_time += 1

    async def _look(self, _: int) -> None:
        for path, into in (("/health/live", self.live), ("/health/ready", self.ready)):
            began = time.perf_counter()
            answer = await self._exchange(request(path, HOST))
            into.append((time.perf_counter() - began) * 1_000)
            if answer.status != 200:
                self.not_ready += 1

    async def _exchange(self, asked: bytes) -> Answer:
        return (await exchange(self._port, asked, within_seconds=_WAIT_SECONDS))[0]
