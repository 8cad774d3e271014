"""Waiting for a condition, with a deadline, instead of sleeping and hoping."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from typing import TypeVar, cast

T = TypeVar("T")


async def eventually(
    condition: Callable[[], T | Awaitable[T]],
    *,
    within_seconds: float = 20.0,
    every_seconds: float = 0.05,
    what: str = "the condition",
) -> T:
    """The first true value of `condition`. Raises AssertionError when the time is over.

    An AssertionError inside the condition counts as not yet.
    """
    deadline = asyncio.get_running_loop().time() + within_seconds
    last: object = None
    while True:
        try:
            outcome = condition()
            value = cast("T", await outcome if inspect.isawaitable(outcome) else outcome)
            if value:
                return value
            last = value
        except AssertionError as error:
            last = error
        if asyncio.get_running_loop().time() > deadline:
            raise AssertionError(f"{what} did not come within {within_seconds} s; last: {last!r}")
        await asyncio.sleep(every_seconds)
