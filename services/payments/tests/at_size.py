"""What grows with its input, watched: statements to the database, and how long others wait."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from chassis.uow import UnitOfWork


class Statements:
    """Counts what is sent to the database."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = Counter[str]()
        for name in ("fetch", "fetchrow", "fetchval", "execute"):
            monkeypatch.setattr(UnitOfWork, name, self._counted(name, getattr(UnitOfWork, name)))

    def _counted(self, name: str, original: Any) -> Any:
        def counted(uow: UnitOfWork, *arguments: Any) -> Any:
            self.count[name] += 1
            return original(uow, *arguments)

        return counted


@asynccontextmanager
async def nobody_waits_long() -> AsyncGenerator[None]:
    """No part of what is done here keeps the event loop for more than a sixth of its work.

    In the processor's time: what else the machine does is no fault of it.
    """
    longest = 0.0

    async def ask_meanwhile() -> None:
        nonlocal longest
        while True:
            before = time.thread_time()
            await asyncio.sleep(0.01)
            longest = max(longest, time.thread_time() - before)

    asking = asyncio.create_task(ask_meanwhile())
    began = time.process_time()
    yield
    took = time.process_time() - began
    asking.cancel()
    assert longest < took / 6
