"""A tool of a service that measures: it does what it is asked, and says how many seconds it took.

The local stack does not import services, so what is a service's own is measured in a process of it.
"""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

from portico_local.paths import repository_root
from portico_local.processes import child_environment

_ANSWER_SECONDS = 180


class MeasuredProcess:
    """One side, waiting to be asked."""

    def __init__(self, process: Process) -> None:
        self._process = process

    async def seconds(self, count: int) -> float:
        """How long so many take."""
        assert self._process.stdin is not None  # noqa: S101 - a pipe, as asked for
        self._process.stdin.write(f"{count}\n".encode())
        await self._process.stdin.drain()
        return await self.answer()

    async def answer(self) -> float:
        """The next answer. Raises RuntimeError if the process ended instead."""
        assert self._process.stdout is not None  # noqa: S101 - a pipe, as asked for
        async with asyncio.timeout(_ANSWER_SECONDS):
            line = await self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"it ended with {await self._process.wait()}")
        return float(line)


@asynccontextmanager
async def measuring(tool: str, *arguments: str) -> AsyncGenerator[MeasuredProcess]:
    """A tool of documents, warm, until the block ends."""
    file = repository_root() / "services" / "documents" / "tools" / f"{tool}.py"
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(file), *arguments, stdin=PIPE, stdout=PIPE, env=child_environment()
    )
    try:
        asked = MeasuredProcess(process)
        await asked.answer()
        yield asked
    finally:
        if process.stdin is not None:
            process.stdin.close()
        with suppress(TimeoutError, ProcessLookupError):
            async with asyncio.timeout(15):
                await process.wait()
        if process.returncode is None:
            process.kill()
            await process.wait()
