"""Login: a load of sign-ins at identity, and whether it still answers everything else.

People come at a pace that the machine cannot check: hashing a password takes some twenty-five
milliseconds of a core. Who cannot be served is told when to come again; everything else goes on.
"""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

from portico_local.bench.harness import Bound, Figure, Plan
from portico_local.bench.load import ConnectionPool, percentile, request
from portico_local.bench.servers import private_stack
from portico_local.demo import workfile
from portico_local.demo.agency import create_agencies
from portico_local.demo.command import default_work
from portico_local.ports import HOST
from portico_local.processes import child_environment

HEALTH_BOUND = Bound(at_most=50)
NEVER_BOUND = Bound(at_most=0)
TOLD_BOUND = Bound(at_least=1)
_PER_SECOND = 300
_WAIT_SECONDS = 60


async def measure(plan: Plan) -> Sequence[Figure]:
    """The 99th percentiles of `/health/live` and `/health/ready` while three hundred a second come.

    Everybody comes from a network of their own, so that no throttle but the one of the hashing
    stands in the way; over connections that are kept, as the edge keeps them. There is no peer: the
    bounds are on the figures themselves.
    """
    async with private_stack(plan, ("identity",)) as stack:
        await stack.stop_process("identity-worker")
        agency = workfile.read(default_work())[0]
        await create_agencies(stack, [agency])
        port, seconds = stack.addresses.api_ports["identity"], plan.size(20, 5)
        load = _LoginLoad(port, agency.slug, seconds)
        async with asyncio.timeout(seconds + _WAIT_SECONDS), _probing(port, seconds) as seen:
            await load.run()
            probes = await seen()
    plan.say(
        f"login: {load.statuses.total():,} sign-ins, answers:"
        f" {', '.join(f'{n:,} times {status}' for status, n in sorted(load.statuses.items()))};"
        f" {len(probes.live) + len(probes.ready):,} probes at its health, of which {probes.refused}"
        f" found it not well; the slowest answer to a sign-in took {load.slowest:.1f} s"
    )
    return [*probes.figures(), *load.figures()]


@dataclass(frozen=True, slots=True, kw_only=True)
class _ProbeSamples:
    """What the process that probes saw, in ms."""

    live: Sequence[float]
    ready: Sequence[float]
    refused: int

    def figures(self) -> list[Figure]:
        """How the server's health was while the load went on."""
        refused = self.refused / (len(self.live) + len(self.ready))
        return [
            _health("login.live_p99", self.live),
            _health("login.ready_p99", self.ready),
            Figure(name="login.not_ready", unit="of probes", ours=refused, bound=NEVER_BOUND),
        ]


def _health(name: str, milliseconds: Sequence[float]) -> Figure:
    return Figure(name=name, unit="ms", ours=percentile(milliseconds, 99), bound=HEALTH_BOUND)


@asynccontextmanager
async def _probing(
    port: int, seconds: float
) -> AsyncGenerator[Callable[[], Awaitable[_ProbeSamples]]]:
    """Probes from a process of its own, which has begun. What it saw is there when it has ended."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "portico_local.bench.probes",
        str(port),
        str(seconds),
        stdout=PIPE,
        env=child_environment(),
    )
    try:
        assert process.stdout is not None  # noqa: S101 - it was asked for
        await process.stdout.readline()
        yield partial(_seen, process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _seen(process: Process) -> _ProbeSamples:
    told, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"looking at its health ended with {process.returncode}")
    return _ProbeSamples(**json.loads(told))


class _LoginLoad:
    def __init__(self, port: int, slug: str, seconds: float) -> None:
        self._connections = ConnectionPool(port)
        self._slug = slug
        self._seconds = seconds
        self._refused_with_time = 0
        self.statuses: Counter[int] = Counter()
        self.slowest = 0.0

    async def run(self) -> None:
        """Sign in at the pace, however long the answers take. Raises RuntimeError for others."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            async with asyncio.TaskGroup() as group:
                for place in range(int(self._seconds * _PER_SECOND)):
                    await asyncio.sleep(max(0.0, began + place / _PER_SECOND - loop.time()))
                    group.create_task(self._sign_in(place))
        finally:
            self._connections.close()
        strange = self.statuses.keys() - {401, 429}
        if strange or not self.statuses[401] or not self.statuses[429]:
            raise RuntimeError(f"this was no load of sign-ins: {dict(self.statuses)}")

    def figures(self) -> list[Figure]:
        """What those who signed in were told."""
        refused = self.statuses[429]
        return [
            Figure(
                name="login.told_when",
                unit="of 429s",
                ours=self._refused_with_time / refused,
                bound=TOLD_BOUND,
            ),
            Figure(name="login.refused", unit="of sign-ins", ours=refused / self.statuses.total()),
            Figure(name="login.checked", unit="a second", ours=self.statuses[401] / self._seconds),
        ]

    async def _sign_in(self, place: int) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        answer = await self._connections.ask(_sign_in(self._slug, place))
        self.slowest = max(self.slowest, loop.time() - began)
        self.statuses[answer.status] += 1
        if answer.status == 429 and answer.has_header("Retry-After"):
            self._refused_with_time += 1


def _sign_in(slug: str, place: int) -> bytes:
    body = {
        "agency": slug,
        "portal": "contractor",
        "email": f"somebody.{place}@mail.example",
        "password": "not-the-right-one",
        "remember": False,
    }
    network = f"10.{place >> 16 & 255}.{place >> 8 & 255}.{place & 255}"
    headers = [("Content-Type", "application/json"), ("X-Forwarded-For", network)]
    return request("/login", HOST, headers, body=json.dumps(body).encode())
