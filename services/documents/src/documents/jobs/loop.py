"""The background work of a documents worker: take what is due, as much as it can render."""

import asyncio
from datetime import timedelta
from uuid import UUID

import structlog

from chassis.ids import new_id
from chassis.runtime import Runtime
from chassis.wakeup import Wakeup
from documents.jobs import repository
from documents.jobs.rendering import JobRunner
from documents.jobs.repository import Job
from documents.rendering import RenderPool
from documents.settings import DocumentsSettings

_LOG = structlog.get_logger(__name__)

# One more than there are processes: the next is at hand while the last is stored and committed.
_AHEAD = 1
_BEATS_PER_LEASE = 3
_RELEASE_SECONDS = 3.0


async def render_what_is_due(runtime: Runtime) -> None:
    """Render until cancelled. Raises what keeps it from working: the chassis starts it again."""
    # No job is taken before a process has shown that it can render: a machine without Pango
    # leaves documents waiting, it does not fail them.
    await runtime.resource(RenderPool).warm()
    await RenderLoop(runtime).run()


class RenderLoop:
    """Takes jobs as one worker, keeps their leases, and gives them back when it is stopped."""

    def __init__(self, runtime: Runtime) -> None:
        settings = runtime.settings
        if not isinstance(settings, DocumentsSettings):
            raise TypeError("these are not the settings of documents")
        self._runtime = runtime
        self._worker_id: UUID = new_id()
        self._lease = timedelta(seconds=settings.render_lease_seconds)
        self._poll_seconds = settings.render_poll_seconds
        self._places = settings.render_processes + _AHEAD
        # A process is left to what is short, or somebody's long document keeps everybody waiting.
        self._long_places = max(1, settings.render_processes - 1)
        self._runner = JobRunner(runtime, self._worker_id, tries=settings.render_tries)
        self._wakeup = runtime.resource(Wakeup)
        self._running: dict[asyncio.Task[None], Job] = {}

    async def run(self) -> None:
        """Render until cancelled."""
        beat = asyncio.create_task(self._beat(), name="render lease")
        try:
            while True:
                await self._take()
                await self._wait(beat)
        finally:
            beat.cancel()
            await self._stop()

    async def _take(self) -> None:
        """Fill the free places."""
        free = self._places - len(self._running)
        if free <= 0:
            return
        async with self._runtime.unit_of_work(None) as uow:
            taken = await repository.take(
                uow,
                self._worker_id,
                limit=free,
                long_limit=self._long_places - sum(job.is_long for job in self._running.values()),
                lease=self._lease,
            )
        for job in taken:
            task = asyncio.create_task(self._runner.run(job), name=f"render {job.document_id}")
            self._running[task] = job

    async def _wait(self, beat: "asyncio.Task[None]") -> None:
        """Until a place is free, something was ordered or it is time to look again."""
        rung = asyncio.create_task(self._wakeup.wait())
        try:
            done, _ = await asyncio.wait(
                {rung, beat, *self._running},
                timeout=self._poll_seconds,
                return_when=asyncio.FIRST_COMPLETED,
            )
        finally:
            rung.cancel()
        if beat in done:
            beat.result()
        for task in done & self._running.keys():
            job = self._running.pop(task)
            error = task.exception()
            if error is not None:
                # The lease runs out, and the job comes again.
                _LOG.warning("job_broken", document_id=str(job.document_id), exc_info=error)

    async def _beat(self) -> None:
        """Keep the leases of the jobs in hand."""
        while True:
            await asyncio.sleep(self._lease.total_seconds() / _BEATS_PER_LEASE)
            if not self._running:
                continue
            async with self._runtime.unit_of_work(None) as uow:
                await repository.extend(
                    uow, self._worker_id, list(self._running.values()), self._lease
                )

    async def _stop(self) -> None:
        """Drop what is in hand and give it back, so that another worker takes it at once.

        By the worker's id, not by what is known here: the stop may come between the commit of a
        claim and the moment at which this loop hears of it.
        """
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        try:
            async with (
                asyncio.timeout(_RELEASE_SECONDS),
                self._runtime.unit_of_work(None) as uow,
            ):
                await repository.release(uow, self._worker_id)
        except Exception as error:
            _LOG.warning("jobs_not_released", error=repr(error))
