"""A press: documents' render loop and what came out of it."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import pypdfium2
import pytest

from chassis.runtime import Runtime
from chassis.testing import eventually
from chassis.testing.queues import fetch_across
from contracts.events.documents import DocumentRendered
from documents.jobs.loop import RenderLoop, render_what_is_due
from documents.storage import Storage

# A loaded machine takes its time to start a render process.
WITHIN_SECONDS = 60.0


class RenderWorker:
    """The worker's part of documents, to be started in a test and looked at."""

    def __init__(
        self, runtime: Runtime, recorded: Callable[[type[Any]], Awaitable[list[Any]]]
    ) -> None:
        self._runtime = runtime
        self._recorded = recorded

    @asynccontextmanager
    async def working(self, *, warm: bool = True) -> AsyncGenerator[None]:
        """The render loop runs. Not `warm`: the test has warmed and stopped a process itself."""
        work = render_what_is_due(self._runtime) if warm else RenderLoop(self._runtime).run()
        task = asyncio.create_task(work)
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def rendered(self, count: int) -> list[DocumentRendered]:
        """What was rendered, once there are so many."""

        async def enough() -> list[DocumentRendered] | None:
            found = await self._recorded(DocumentRendered)
            return found if len(found) >= count else None

        found = await eventually(enough, within_seconds=WITHIN_SECONDS, what=f"{count} rendered")
        return found or []

    async def jobs(self) -> list[Any]:
        """The queue, the next one first; `later` says that nobody may take it yet."""
        return await fetch_across(
            self._runtime,
            "SELECT document_id, agency_id, due_at > now() AS later, claimed_by, tries"
            " FROM render_jobs ORDER BY due_at",
        )

    async def is_idle(self) -> bool:
        """Whether nothing waits."""
        return not await self.jobs()

    async def is_claimed(self) -> bool:
        """Whether a worker has taken a job."""
        return any(job["claimed_by"] for job in await self.jobs())

    async def text(self, agency_id: UUID, sha256: str) -> str:
        """The text of a stored document."""
        return self.text_of(await self._runtime.resource(Storage).read(agency_id, sha256))

    @staticmethod
    def text_of(pdf: bytes) -> str:
        """The text of a document."""
        with pypdfium2.PdfDocument(pdf) as document:
            return "\n".join(page.get_textpage().get_text_bounded() for page in document)


@pytest.fixture
def press(runtime: Runtime, recorded: Callable[[type[Any]], Awaitable[list[Any]]]) -> RenderWorker:
    """The press, at rest."""
    return RenderWorker(runtime, recorded)


@pytest.fixture
async def rendering(press: RenderWorker) -> AsyncGenerator[None]:
    """The press at work."""
    async with press.working():
        yield
