"""Looks at a server's health, from a process that does nothing else.

`python -m portico_local.bench.probes PORT SECONDS` prints a line when it begins, and what it saw as
JSON. In the process that makes the load, a look would wait for the load's own work, and that would
be measured with it.
"""

import asyncio
import json
import sys
import time
from collections.abc import Mapping, Sequence

import uvloop

from portico_local.bench.load import UnexpectedAnswerError, exchange, request
from portico_local.ports import HOST

PER_SECOND = 50
PATHS = {"live": "/health/live", "ready": "/health/ready"}
_WAIT_SECONDS = 30


class HealthProbes:
    """Looks at each path at a fixed pace, over a connection of its own as an orchestrator does."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._milliseconds: dict[str, list[float]] = {name: [] for name in PATHS}
        self._refused = 0

    async def run(self, seconds: float) -> None:
        """Look for so long. A slow answer delays no other look."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        async with asyncio.TaskGroup() as group:
            for place in range(int(seconds * PER_SECOND) * len(PATHS)):
                # Now at the one, now at the other: two at once would wait for each other.
                due = began + place / PER_SECOND / len(PATHS)
                await asyncio.sleep(max(0.0, due - loop.time()))
                group.create_task(self._probe(list(PATHS)[place % len(PATHS)]))

    async def _probe(self, name: str) -> None:
        began = time.perf_counter()
        asked = request(PATHS[name], HOST)
        try:
            answer, _ = await exchange(self._port, asked, within_seconds=_WAIT_SECONDS)
            self._refused += answer.status != 200
        except (OSError, TimeoutError, UnexpectedAnswerError):
            self._refused += 1
        self._milliseconds[name].append((time.perf_counter() - began) * 1_000)

    def as_json(self) -> Mapping[str, Sequence[float] | int]:
        """The milliseconds of each, and how many were not answered 200."""
        return {**self._milliseconds, "refused": self._refused}


def main(port: str, seconds: str) -> None:
    """Look, then print."""
    probes = HealthProbes(int(port))
    sys.stdout.write("probing\n")
    sys.stdout.flush()
    uvloop.run(probes.run(float(seconds)))
    sys.stdout.write(json.dumps(probes.as_json()))


if __name__ == "__main__":
    main(*sys.argv[1:])
