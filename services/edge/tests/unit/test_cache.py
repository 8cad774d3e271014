"""Answers kept for a moment."""

import asyncio

import pytest

from edge.cache import MomentaryCache
from edge.problems import EdgeError


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Source:
    """Counts how often it is asked; answers when it is let go."""

    def __init__(self) -> None:
        self.asked = 0
        self.go = asyncio.Event()

    async def __call__(self) -> int:
        self.asked += 1
        answer = self.asked
        await self.go.wait()
        return answer


def a_cache(clock: Clock, capacity: int = 10) -> MomentaryCache[str, int]:
    return MomentaryCache(ttl_seconds=0.5, capacity=capacity, clock=clock)


async def answer(number: int) -> int:
    return number


async def test_an_answer_is_used_until_its_time_is_over() -> None:
    clock = Clock()
    cache = a_cache(clock)
    assert await cache.get("a", lambda: answer(1)) == 1
    clock.now += 0.49
    assert await cache.get("a", lambda: answer(2)) == 1
    clock.now += 0.02
    assert await cache.get("a", lambda: answer(3)) == 3


async def test_the_time_counts_from_the_question_and_not_from_the_answer() -> None:
    clock, source = Clock(), Source()
    cache = a_cache(clock)
    first = asyncio.create_task(cache.get("a", source))
    await asyncio.sleep(0)
    clock.now += 0.4
    source.go.set()
    assert await first == 1
    clock.now += 0.2
    assert await cache.get("a", source) == 2


async def test_those_who_ask_at_once_share_one_question() -> None:
    source = Source()
    cache = a_cache(Clock())
    waiting = [asyncio.create_task(cache.get("a", source)) for _ in range(20)]
    await asyncio.sleep(0)
    source.go.set()
    assert await asyncio.gather(*waiting) == [1] * 20


async def test_one_who_goes_away_does_not_take_the_answer_from_the_others() -> None:
    source = Source()
    cache = a_cache(Clock())
    gone = asyncio.create_task(cache.get("a", source))
    stays = asyncio.create_task(cache.get("a", source))
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.sleep(0)
    source.go.set()
    assert await stays == 1


async def test_a_failure_is_not_kept() -> None:
    cache = a_cache(Clock())

    async def fail() -> int:
        raise LookupError("away")

    with pytest.raises(LookupError):
        await cache.get("a", fail)
    assert await cache.get("a", lambda: answer(2)) == 2


async def test_it_keeps_no_more_than_it_may_and_drops_the_oldest() -> None:
    cache = a_cache(Clock(), capacity=3)
    for number in range(100):
        await cache.get(str(number), lambda number=number: answer(number))
    assert len(cache) == 3
    assert await cache.get("99", lambda: answer(-1)) == 99
    assert await cache.get("0", lambda: answer(-1)) == -1


async def test_what_is_forgotten_while_it_is_asked_is_asked_again_afterwards() -> None:
    source = Source()
    cache = a_cache(Clock())
    first = asyncio.create_task(cache.get("a", source))
    await asyncio.sleep(0)
    cache.forget("a")
    source.go.set()
    assert await first == 1
    assert await cache.get("a", source) == 2


async def test_an_old_answer_is_at_hand_while_a_new_one_cannot_be_had() -> None:
    async def fails() -> int:
        raise EdgeError

    clock = Clock()
    cache = a_cache(clock)
    await cache.get("a", lambda: answer(1))
    clock.now += 5
    assert await cache.get_or_last("a", fails, at_most_seconds_old=10) == 1
    with pytest.raises(EdgeError):
        await cache.get_or_last("a", fails, at_most_seconds_old=5)
