"""Render processes go round among agencies."""

import asyncio

import pytest

from chassis.testing import eventually
from documents.rendering.turns import FullError, Turns


async def test_who_has_none_comes_before_who_has_one() -> None:
    turns = Turns(["one", "two"], waiting=8)
    held = [await turns.take("busy"), await turns.take("busy")]
    order: list[str] = []

    async def use(share: str) -> None:
        lent = await turns.take(share)
        order.append(share)
        turns.give_back(share, lent)

    waiting = [asyncio.create_task(use(share)) for share in ("busy", "busy", "other")]
    await eventually(lambda: turns.waiting == 3)
    turns.give_back("busy", held[0])
    await asyncio.gather(*waiting)

    assert order == ["other", "busy", "busy"]


async def test_one_agency_cannot_turn_the_others_away() -> None:
    turns = Turns(["one"], waiting=4)
    await turns.take("busy")
    waiting = [asyncio.create_task(turns.take("busy")) for _ in range(2)]
    await eventually(lambda: turns.waiting == 2)

    with pytest.raises(FullError):
        await turns.take("busy")
    other = asyncio.create_task(turns.take("other"))
    await eventually(lambda: turns.waiting == 3)

    for task in [*waiting, other]:
        task.cancel()


async def test_one_that_is_no_longer_wanted_passes_its_turn_on() -> None:
    turns = Turns(["one"], waiting=4)
    lent = await turns.take("a")
    given_up = asyncio.create_task(turns.take("b"))
    next_one = asyncio.create_task(turns.take("c"))
    await eventually(lambda: turns.waiting == 2)
    turns.give_back("a", lent)
    given_up.cancel()
    await asyncio.gather(given_up, return_exceptions=True)

    assert await next_one == "one"
