"""Hashing of passwords: argon2id in threads of its own, a turn for everybody, a bounded queue.

The parameters are OWASP's (19 MiB, 2 passes, 1 lane): about 25 ms on a core. argon2 releases the
interpreter lock, so that the event loop goes on; a core is left to it.

Whoever needs a hash takes a turn first, and keeps it until the answer: before anything is asked of
the database, so that a storm of sign-ins can take no more of its connections than there are turns.
"""

import asyncio
import os
import sys
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import ParamSpec, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

from chassis.errors import TooManyRequestsError
from identity.passwords.rules import normalised

MEMORY_COST_KIB = 19 * 1024
TIME_COST = 2
PARALLELISM = 1

# 64 who wait are some two seconds of one core: who comes later is told to come again, and so is who
# waits longer than that since the machine is slower. Nobody waits until the edge gives up.
MAX_WAITING = 64
LONGEST_WAIT_SECONDS = 2.0
_RETRY_AFTER_SECONDS = 2
# A hash gets a third of what others get, if they want all of a core.
_NICENESS = 5

P = ParamSpec("P")
R = TypeVar("R")


class TooManySignInsError(TooManyRequestsError):
    """More people sign in at this moment than this machine can check."""


class Hasher:
    """Hashes and verifies passwords, for who has the turn."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self._pool = pool
        self._hasher = PasswordHasher(
            time_cost=TIME_COST,
            memory_cost=MEMORY_COST_KIB,
            parallelism=PARALLELISM,
            type=Type.ID,
        )
        # What unknown addresses are checked against, so that time tells nothing about them.
        self._nobody = self._hasher.hash(os.urandom(16).hex())

    async def hash(self, password: str) -> str:
        """The hash to keep (PHC string)."""
        return await self._run(self._hasher.hash, normalised(password))

    async def verify(self, hashed: str | None, password: str) -> bool:
        """Whether the password is the hashed one. Without a hash: no, in the same time."""
        matches = await self._run(self._matches, hashed or self._nobody, normalised(password))
        return matches and hashed is not None

    def is_outdated(self, hashed: str) -> bool:
        """Whether the hash was made with other parameters than those of today."""
        return self._hasher.check_needs_rehash(hashed)

    def _matches(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _run(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, lambda: work(*args, **kwargs))


class Passwords:
    """Gives turns at the hasher. A resource of the service: one a process."""

    def __init__(self, hasher: Hasher, *, at_once: int) -> None:
        self.at_once = at_once
        self._hasher = hasher
        self._turns = asyncio.Semaphore(at_once)
        self._waiting = 0

    @asynccontextmanager
    async def turn(self) -> AsyncGenerator[Hasher]:
        """Wait for a turn, in the order of coming, and keep it until the block ends.

        Raises TooManySignInsError: at once if too many wait already, or when it took too long.
        """
        if self._waiting >= MAX_WAITING:
            raise TooManySignInsError(_RETRY_AFTER_SECONDS)
        self._waiting += 1
        try:
            async with asyncio.timeout(LONGEST_WAIT_SECONDS):
                await self._turns.acquire()
        except TimeoutError:
            raise TooManySignInsError(_RETRY_AFTER_SECONDS) from None
        finally:
            self._waiting -= 1
        try:
            yield self._hasher
        finally:
            self._turns.release()


def open_passwords(
    database_pool_size: int,
) -> Callable[[], AbstractAsyncContextManager[Passwords]]:
    """The resource. One thread a core, but one core is the event loop's.

    While some passwords are hashed, others who have their turn are at the database: with half of
    its connections at most, so that sessions, keys and health checks always find one.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2
    threads = max(1, cores - 1)
    at_once = min(2 * threads + 2, max(1, database_pool_size // 2))

    @asynccontextmanager
    async def opened() -> AsyncGenerator[Passwords]:
        with ThreadPoolExecutor(threads, "argon2", initializer=_step_back) as pool:
            yield Passwords(Hasher(pool), at_once=at_once)

    return opened


def _step_back() -> None:
    """Let the event loop go first where both want a core: its work is short, ours is long."""
    if sys.platform == "linux":  # elsewhere this would be about the whole process
        os.nice(_NICENESS)
