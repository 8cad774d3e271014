"""Figures, bounds, and runs in pairs: ours and the peer's in turn, so that both meet the machine
as it is at that time, and the median of the ratios.
"""

import asyncio
import gc
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from chassis.settings import KafkaFlavour

PAIRS = 5
"""Runs of ours, and as many of the peer's. In smoke size too: a short run meets a busy moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """What a ratio has to be: at least one number, or at most one."""

    at_least: float | None = None
    at_most: float | None = None

    def holds(self, ratio: float) -> bool:
        """Whether the ratio is within it."""
        if self.at_least is not None and ratio < self.at_least:
            return False
        return self.at_most is None or ratio <= self.at_most

    def as_json(self) -> dict[str, float]:
        """`{"at_least": 10}` or `{"at_most": 2}`."""
        both = {"at_least": self.at_least, "at_most": self.at_most}
        return {name: number for name, number in both.items() if number is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure. `peer` and `ratio` are None where there is no peer; no bound is only a report.

    A bound is on the ratio, and where there is no peer on the figure itself.
    """

    name: str
    unit: str
    ours: float
    peer: float | None = None
    ratio: float | None = None
    bound: Bound | None = None

    @property
    def holds(self) -> bool:
        """Whether the bound holds; always, where there is none."""
        if self.bound is None:
            return True
        bounded = self.ours if self.peer is None else self.ratio
        return bounded is not None and self.bound.holds(bounded)

    def as_json(self) -> dict[str, Any]:
        """As it stands in the list that `--json` prints."""
        return {
            "name": self.name,
            "unit": self.unit,
            "ours": _rounded(self.ours),
            "peer": _rounded(self.peer),
            "ratio": _rounded(self.ratio),
            "bound": self.bound.as_json() if self.bound else None,
            "holds": self.holds,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How to measure, and whom to tell how far it is."""

    smoke: bool = False
    kafka: KafkaFlavour = KafkaFlavour.TANSU
    say: Callable[[str], None] = field(default=lambda _: None)

    def size(self, full: int, smoke: int) -> int:
        """How much of something: less of it in a smoke run."""
        return smoke if self.smoke else full


class Benchmark(Protocol):
    """Measures one thing; the name is the one for `--only`."""

    async def __call__(self, plan: Plan) -> Sequence[Figure]:
        """Run it on servers of its own, which are gone afterwards."""
        ...


Run = Callable[[int], Awaitable[float]]


@dataclass(frozen=True, slots=True)
class PairedSamples:
    """What was measured, pair by pair, in one unit."""

    ours: Sequence[float]
    peer: Sequence[float]

    @property
    def ratios(self) -> list[float]:
        """Ours by the peer's, of each pair."""
        return [ours / peer for ours, peer in zip(self.ours, self.peer, strict=True)]

    def figure(self, name: str, unit: str, bound: Bound | None = None) -> Figure:
        """Medians. The ratio is the median of the ratios, not the ratio of the medians."""
        return Figure(
            name=name,
            unit=unit,
            ours=statistics.median(self.ours),
            peer=statistics.median(self.peer),
            ratio=statistics.median(self.ratios),
            bound=bound,
        )


async def in_pairs(plan: Plan, what: str, *, ours: Run, peer: Run, unit: str) -> PairedSamples:
    """Run ours and the peer's in turn. Who begins changes from pair to pair: neither is always
    the one that runs on what the other left behind. Each is given the number of the pair.
    """
    found: tuple[list[float], list[float]] = ([], [])
    for number in range(PAIRS):
        sides = ((found[0], ours), (found[1], peer))
        for into, run in sides if number % 2 == 0 else sides[::-1]:
            into.append(await run(number))
        plan.say(
            f"{what}: pair {number + 1} of {PAIRS}: {found[0][-1]:,.1f} to "
            f"{found[1][-1]:,.1f} {unit} = {found[0][-1] / found[1][-1]:.2f}"
        )
    return PairedSamples(*found)


class Throughput:
    """Events a second between the first piece of work that was done and the last.

    Where work comes by a consumer group, the time until the group stands is not counted, for
    neither side.
    """

    def __init__(self, expected: int) -> None:
        """`expected`: after so many, `wait` returns."""
        self._expected = expected
        self._all_done = asyncio.Event()
        self.count = 0
        self._first = (0.0, 0)
        self._last = 0.0

    def done(self, count: int) -> None:
        """So many more are done now."""
        now = time.perf_counter()
        self.count += count
        if not self._first[1]:
            self._first = (now, count)
        self._last = now
        if self.count >= self._expected:
            self._all_done.set()

    async def wait(self, within_seconds: float) -> None:
        """Until all are done. Raises TimeoutError."""
        await asyncio.wait_for(self._all_done.wait(), timeout=within_seconds)

    @property
    def per_second(self) -> float:
        """The pace. Raises ValueError before there were two pieces of work."""
        began, before = self._first
        if self._last <= began:
            raise ValueError("nothing was done after the first piece of work")
        return (self.count - before) / (self._last - began)


T = TypeVar("T")


async def until(
    ask: Callable[[], Awaitable[T]],
    enough: Callable[[T], bool],
    *,
    within_seconds: float,
    every_seconds: float = 0.1,
) -> T:
    """Ask a server again and again until it is enough. Raises TimeoutError."""
    async with asyncio.timeout(within_seconds):
        while not enough(answer := await ask()):  # noqa: ASYNC110 - it is in another process
            await asyncio.sleep(every_seconds)
        return answer


def set_aside() -> None:
    """Keep what a benchmark has prepared from the garbage collector, before both sides run.

    A service does not hold a hundred thousand messages in memory; to go through them again and
    again would count as work of whoever allocates.
    """
    gc.collect()
    gc.freeze()


def _rounded(number: float | None) -> float | None:
    """Four digits that count: more is noise."""
    return None if number is None else float(f"{number:.4g}")
