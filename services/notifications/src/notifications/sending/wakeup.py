"""Wakes the sender in this process when e-mails were stored; others find them by polling."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager


class Wakeup:
    """A bell: rung after a commit, heard by the sender."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """There is something to send."""
        self._rung.set()

    async def wait(self, timeout_seconds: float) -> None:
        """Return when rung, or after the time."""
        try:
            async with asyncio.timeout(timeout_seconds):
                await self._rung.wait()
        except TimeoutError:
            return
        self._rung.clear()


@asynccontextmanager
async def open_wakeup() -> AsyncGenerator[Wakeup]:
    """The bell as a resource of the service."""
    yield Wakeup()
