"""Answers kept for a moment: bounded in number and in age, asked for once at a time."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

from edge.problems import EdgeError

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class _CacheEntry(Generic[V]):
    value: V
    asked_at: float


@dataclass(frozen=True, slots=True)
class _PendingFetch(Generic[V]):
    task: asyncio.Task[V]
    asked_at: float


class MomentaryCache(Generic[K, V]):
    """Keeps at most `capacity` answers, each for `ttl_seconds` from when it was asked for.

    The age counts from the question, not from the answer: an answer is never used that may be
    older than `ttl_seconds` plus the time it took. Failures are not kept.
    """

    def __init__(
        self,
        *,
        ttl_seconds: float,
        capacity: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ttl_seconds = ttl_seconds
        self._capacity = capacity
        self._clock = clock
        self._kept: OrderedDict[K, _CacheEntry[V]] = OrderedDict()
        self._asking: dict[K, _PendingFetch[V]] = {}

    def __len__(self) -> int:
        return len(self._kept)

    async def get(self, key: K, ask: Callable[[], Awaitable[V]]) -> V:
        """The kept answer, or that of `ask`; concurrent callers of one key share one question."""
        now = self._clock()
        kept = self._kept.get(key)
        if kept is not None and now - kept.asked_at < self._ttl_seconds:
            return kept.value
        asking = self._asking.get(key)
        if asking is None or now - asking.asked_at >= self._ttl_seconds:
            asking = _PendingFetch(asyncio.create_task(self._ask(key, ask, now)), now)
            self._asking[key] = asking
            asking.task.add_done_callback(self._asked(key, asking))
        # Shielded: one caller that goes away must not take the answer from the others.
        return await asyncio.shield(asking.task)

    async def get_or_last(
        self, key: K, ask: Callable[[], Awaitable[V]], *, at_most_seconds_old: float
    ) -> V:
        """As `get`; where `ask` fails, the answer of before if it is no older. Raises its error."""
        try:
            return await self.get(key, ask)
        except EdgeError:
            kept = self._kept.get(key)
            if kept is None or self._clock() - kept.asked_at >= at_most_seconds_old:
                raise
            return kept.value

    def forget(self, key: K) -> None:
        """Ask again the next time."""
        self._kept.pop(key, None)
        self._asking.pop(key, None)

    def forget_all(self) -> None:
        """Ask again for everything."""
        self._kept.clear()
        self._asking.clear()

    async def _ask(self, key: K, ask: Callable[[], Awaitable[V]], asked_at: float) -> V:
        value = await ask()
        asking = self._asking.get(key)
        # Forgotten meanwhile: whoever asked may have it, nobody after them.
        if asking is not None and asking.asked_at == asked_at:
            self._kept[key] = _CacheEntry(value, asked_at)
            self._kept.move_to_end(key)
            while len(self._kept) > self._capacity:
                self._kept.popitem(last=False)
        return value

    def _asked(self, key: K, asking: _PendingFetch[V]) -> Callable[[asyncio.Task[V]], None]:
        def done(task: asyncio.Task[V]) -> None:
            if self._asking.get(key) is asking:
                del self._asking[key]
            if not task.cancelled():
                task.exception()  # seen, also when every caller has gone

        return done
