"""Wakes a loop of this process when there is work, which else looks only now and then."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager


class Wakeup:
    """Rung after a commit, and waited for by one loop of the same process."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """There is something to do."""
        self._rung.set()

    async def wait(self, timeout_seconds: float | None = None) -> None:
        """Return when it was rung since the last time, or after the time."""
        try:
            async with asyncio.timeout(timeout_seconds):
                await self._rung.wait()
        except TimeoutError:
            return
        self._rung.clear()


@asynccontextmanager
async def open_wakeup() -> AsyncGenerator[Wakeup]:
    """The wake-up of a process, as a resource of its service."""
    yield Wakeup()
