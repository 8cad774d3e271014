"""Wakes the render loop of this process when a document was ordered in it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager


class Bell:
    """Rung after a commit; heard by the loop, which else looks only now and then."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    @classmethod
    @asynccontextmanager
    async def open(cls) -> AsyncGenerator["Bell"]:
        """A bell."""
        yield cls()

    def ring(self) -> None:
        """Something waits."""
        self._rung.set()

    async def heard(self) -> None:
        """Wait until it was rung since the last time."""
        await self._rung.wait()
        self._rung.clear()
