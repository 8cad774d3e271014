"""Hashing of passwords: argon2id in threads of its own, bounded.

The parameters are OWASP's (19 MiB, 2 passes, 1 lane): about 30 ms on a core. argon2 releases the
interpreter lock, so that the event loop goes on; the bound keeps memory and waiting finite.
"""

import asyncio
import os
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import ParamSpec, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

from chassis.errors import TooManyRequestsError
from identity.passwords.rules import normalised

MEMORY_COST_KIB = 19 * 1024
TIME_COST = 2
PARALLELISM = 1

# 64 waiting hashes are some two seconds of one core: who comes later is told to come again.
MAX_WAITING = 64
_RETRY_AFTER_SECONDS = 2

P = ParamSpec("P")
R = TypeVar("R")


class TooManySignInsError(TooManyRequestsError):
    """More people sign in at this moment than this machine can check."""


class Passwords:
    """Hashes and verifies passwords. A resource of the service: one a process."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self._pool = pool
        self._waiting = 0
        self._hasher = PasswordHasher(
            time_cost=TIME_COST,
            memory_cost=MEMORY_COST_KIB,
            parallelism=PARALLELISM,
            type=Type.ID,
        )
        # What unknown addresses are checked against, so that time tells nothing about them.
        self._nobody = self._hasher.hash(os.urandom(16).hex())

    async def hash(self, password: str) -> str:
        """The hash to keep (PHC string). Raises TooManySignInsError."""
        return await self._run(self._hasher.hash, normalised(password))

    async def verify(self, hashed: str | None, password: str) -> bool:
        """Whether the password is the hashed one. Without a hash: no, in the same time.

        Raises TooManySignInsError.
        """
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

    def require_room(self) -> None:
        """Raise TooManySignInsError if a hash asked for now would be refused."""
        if self._waiting >= MAX_WAITING:
            raise TooManySignInsError(_RETRY_AFTER_SECONDS)

    async def _run(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        self.require_room()
        self._waiting += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._pool, lambda: work(*args, **kwargs))
        finally:
            self._waiting -= 1


@asynccontextmanager
async def open_passwords() -> AsyncGenerator[Passwords]:
    """The resource: a pool of as many threads as the process has cores."""
    threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2
    with ThreadPoolExecutor(max_workers=threads, thread_name_prefix="argon2") as pool:
        yield Passwords(pool)
