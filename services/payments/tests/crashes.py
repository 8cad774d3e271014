"""A process that is gone at the border of a transaction: just before it commits, or just after.

What asked it hears nothing, and asks again, as a client does by its key and the bus does by its
offset. Nothing in the service can catch it.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from enum import StrEnum
from typing import Any, TypeVar

import pytest

from chassis import database

T = TypeVar("T")


class Moment(StrEnum):
    """When it is gone."""

    BEFORE_COMMIT = "before_commit"
    AFTER_COMMIT = "after_commit"


class Crash(BaseException):
    """The process is gone."""


class Crashes:
    """Ends one of the next transactions that write of what is asked, each time it is told to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.happened = 0
        self._is_asked = False
        self._moment: Moment | None = None
        self._transactions_left = 0
        original = database._transaction  # pyright: ignore[reportPrivateUsage]
        monkeypatch.setattr(database, "_transaction", self._around(original))

    def at(self, moment: Moment | None, transaction: int) -> None:
        """Crash in the so many-eth transaction from here; None: in none."""
        self._moment, self._transactions_left = moment, transaction

    async def again_after(self, ask: Callable[[], Awaitable[T]]) -> T:
        """The answer, asked for once more where the process was gone."""
        self._is_asked = True
        try:
            return await ask()
        except Crash:
            self.happened += 1
            return await ask()
        finally:
            self._is_asked = False

    def _around(self, original: Callable[..., Any]) -> Callable[..., Any]:
        @asynccontextmanager
        async def transaction(
            connection: Any, agency_id: Any, *, begin: str = "BEGIN", **more: Any
        ) -> AsyncGenerator[None]:
            writes = "READ ONLY" not in begin
            async with original(connection, agency_id, begin=begin, **more):
                yield
                if writes and self._is_now(Moment.BEFORE_COMMIT):
                    raise Crash
            if writes and self._is_now(Moment.AFTER_COMMIT):
                raise Crash

        return transaction

    def _is_now(self, moment: Moment) -> bool:
        if self._moment is not moment or not self._is_asked:
            return False
        if self._transactions_left:
            self._transactions_left -= 1
            return False
        self._moment = None
        return True
