"""Render processes go round among agencies."""

import asyncio

import pytest

from chassis.testing import eventually
from documents.rendering.fair_pool import FairPool, FullError


async def test_who_has_none_comes_before_who_has_one() -> None:
    pool = FairPool(["one", "two"], waiting=8)
    held = [await pool.take("busy"), await pool.take("busy")]
    order: list[str] = []

    async def use(share: str) -> None:
        lent = await pool.take(share)
        order.append(share)
        pool.give_back(share, lent)

    waiting = [asyncio.create_task(use(share)) for share in ("busy", "busy", "other")]
    await eventually(lambda: pool.waiting == 3)
    pool.give_back("busy", held[0])
    await asyncio.gather(*waiting)

    assert order == ["other", "busy", "busy"]


async def test_one_agency_cannot_turn_the_others_away() -> None:
    pool = FairPool(["one"], waiting=4)
    await pool.take("busy")
    waiting = [asyncio.create_task(pool.take("busy")) for _ in range(2)]
    await eventually(lambda: pool.waiting == 2)

    with pytest.raises(FullError):
        await pool.take("busy")
    other = asyncio.create_task(pool.take("other"))
    await eventually(lambda: pool.waiting == 3)

    for task in [*waiting, other]:
        task.cancel()


async def test_one_that_is_no_longer_wanted_passes_its_turn_on() -> None:
    pool = FairPool(["one"], waiting=4)
    lent = await pool.take("a")
    given_up = asyncio.create_task(pool.take("b"))
    next_one = asyncio.create_task(pool.take("c"))
    await eventually(lambda: pool.waiting == 2)
    pool.give_back("a", lent)
    given_up.cancel()
    await asyncio.gather(given_up, return_exceptions=True)

    assert await next_one == "one"
