"""Who is next: a free render process goes to the agency that has the fewest, then to the first."""

import asyncio
from collections import Counter
from collections.abc import Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class FullError(Exception):
    """As many wait as may wait, of this share or of all."""


class FairPool(Generic[T]):
    """Things that are lent one at a time, in turns by share (an agency).

    The last one given back is the next one lent: at low load the others are never used. One share
    may have no more than half of all that may wait, so that it cannot turn the others away.
    """

    def __init__(self, free: list[T], *, waiting: int) -> None:
        self._free = free
        self._most_waiting = waiting
        self._most_of_one = max(1, waiting // 2)
        self._waiting: list[tuple[Hashable, asyncio.Future[T]]] = []
        self._lent: Counter[Hashable] = Counter()

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    async def take(self, share: Hashable) -> T:
        """One of them, when it is this share's turn. None as a share is the service itself.

        Raises FullError at once when too many wait.
        """
        if self._free and not self._waiting:
            self._lent[share] += 1
            return self._free.pop()
        of_share = sum(1 for other, _ in self._waiting if other == share)
        if len(self._waiting) >= self._most_waiting or (
            share is not None and of_share >= self._most_of_one
        ):
            raise FullError(f"{len(self._waiting)} wait already, {of_share} of this agency")
        turn: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((share, turn))
        try:
            return await turn
        except asyncio.CancelledError:
            self._waiting = [entry for entry in self._waiting if entry[1] is not turn]
            if turn.done() and not turn.cancelled():
                self.give_back(share, turn.result())
            raise

    def give_back(self, share: Hashable, lent: T) -> None:
        """It is free again. When it is not fit to be lent yet, `leave` it and `add` it later."""
        self.leave(share)
        self.add(lent)

    def leave(self, share: Hashable) -> None:
        """The share has one less; what it had does not come back with this."""
        self._lent[share] -= 1
        if not self._lent[share]:
            del self._lent[share]

    def add(self, free: T) -> None:
        """One that can be lent."""
        self._free.append(free)
        while self._free and self._waiting:
            # Of equal ones, `min` takes the first, which has waited longest.
            entry = min(self._waiting, key=lambda waiting: self._lent[waiting[0]])
            self._waiting.remove(entry)
            share, turn = entry
            if not turn.done():
                self._lent[share] += 1
                turn.set_result(self._free.pop())
