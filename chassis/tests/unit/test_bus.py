"""A client of the bus that stops, in whatever way, never ends who waits for it."""

import asyncio
from collections.abc import Callable, Coroutine

import pytest

from chassis.bus import wind_up


async def cancelled_from_within() -> None:
    """As aiokafka's `stop` while the broker is away: a task of its own that it cancelled."""
    fetching = asyncio.create_task(asyncio.sleep(60))
    await asyncio.sleep(0)
    fetching.cancel()
    await fetching


async def failing() -> None:
    raise ConnectionError("the broker is away")


async def endless() -> None:
    await asyncio.Event().wait()


@pytest.mark.parametrize("stop", [cancelled_from_within, failing, endless])
async def test_whatever_becomes_of_a_stop_its_caller_goes_on(
    stop: Callable[[], Coroutine[None, None, None]],
) -> None:
    caller = asyncio.create_task(wind_up(stop(), within_seconds=0.05))
    await asyncio.wait({caller}, timeout=5)
    assert caller.done()
    assert not caller.cancelled()
    assert caller.exception() is None


async def test_a_caller_that_is_cancelled_itself_ends() -> None:
    caller = asyncio.create_task(wind_up(endless(), within_seconds=60))
    await asyncio.sleep(0)
    caller.cancel()
    await asyncio.wait({caller}, timeout=5)
    assert caller.cancelled()
