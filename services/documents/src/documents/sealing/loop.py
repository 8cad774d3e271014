"""The background work that seals: takes signatures that wait, one at a time, until none is left.

The file goes first, by its hash, so that doing it twice loses nothing. Then one transaction takes
the job off the queue, keeps the file as that of the place (there can be one alone), and records
what follows; if another worker has taken the job over by then, none of it happens here.

A timestamp authority or a storage that is away costs no signature: it waits, and is tried again.
"""

import asyncio
import random
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta

import structlog

from chassis.actor import Actor
from chassis.ids import new_id
from chassis.runtime import Runtime
from documents.rendering import RenderError
from documents.sealing import repository as sealing_jobs
from documents.sealing.pool import SealingPool
from documents.sealing.repository import SealingJob
from documents.sealing.sealed import SealedFile
from documents.settings import DocumentsSettings
from documents.signing import actions, repository
from documents.storage import STORAGE_ERRORS, Storage

_LOG = structlog.get_logger(__name__)

_BEATS_PER_LEASE = 3
_FIRST_PAUSE_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 60.0


async def seal_what_is_signed(runtime: Runtime) -> None:
    """Seal until cancelled. Raises what keeps it from working: the chassis starts it again."""
    settings = runtime.settings
    if not isinstance(settings, DocumentsSettings):
        raise TypeError("these are not the settings of documents")
    if settings.credentials is None:
        _LOG.warning("sealing_not_set_up", missing="SIGNING_KEY_FILE")
        return
    await SealingLoop(runtime, settings).run()


class SealingLoop:
    """Seals as one worker."""

    def __init__(
        self, runtime: Runtime, settings: DocumentsSettings, *, pool: SealingPool | None = None
    ) -> None:
        self._runtime = runtime
        self._worker_id = new_id()
        self._lease = timedelta(seconds=settings.render_lease_seconds)
        self._poll_seconds = settings.render_poll_seconds
        self._pool = pool or runtime.resource(SealingPool)
        self._storage = runtime.resource(Storage)

    async def run(self) -> None:
        """Seal until cancelled."""
        while True:
            if not await self.seal_one():
                await asyncio.sleep(self._poll_seconds)

    async def seal_one(self) -> bool:
        """Seal the signature that has waited longest; whether there was one."""
        async with self._runtime.unit_of_work(None) as uow:
            job = await sealing_jobs.take_job(uow, self._worker_id, self._lease)
        if job is None:
            return False
        try:
            async with self._kept(job):
                await self._seal(job)
        except (RenderError, *STORAGE_ERRORS) as error:
            await self._put_back(job, error)
        return True

    async def _seal(self, job: SealingJob) -> None:
        async with self._runtime.unit_of_work(job.agency_id) as uow:
            pdf_sha256, signature = await actions.to_seal(uow, job.offer_id, job.position)
        pdf = await self._storage.read(job.agency_id, pdf_sha256)
        sealed = await self._pool.seal(pdf, signature, share=job.agency_id)
        sha256 = await self._storage.keep(job.agency_id, sealed.pdf)
        await self._finish(job, sealed, sha256)

    async def _finish(self, job: SealingJob, sealed: SealedFile, sha256: str) -> None:
        async with self._runtime.unit_of_work(job.agency_id, Actor.system("documents")) as uow:
            if not await sealing_jobs.finish_job(uow, self._worker_id, job):
                return
            await repository.add_file(
                uow, job.offer_id, job.position, sha256, len(sealed.pdf), sealed.level
            )
            await actions.sealed(uow, job.offer_id, job.position, sha256, sealed.level)

    async def _put_back(self, job: SealingJob, error: Exception) -> None:
        pause = min(_FIRST_PAUSE_SECONDS * 2**job.tries, _LONGEST_PAUSE_SECONDS)
        pause *= random.uniform(0.75, 1.25)  # noqa: S311 - so that they do not all come at once
        async with self._runtime.unit_of_work(None) as uow:
            await sealing_jobs.put_back_job(
                uow,
                self._worker_id,
                job,
                timedelta(seconds=pause),
                tries=min(job.tries + 1, 30),
            )
        _LOG.error(
            "signature_not_sealed_yet",
            offer_id=str(job.offer_id),
            position=job.position,
            tries=job.tries + 1,
            error=repr(error),
        )

    @asynccontextmanager
    async def _kept(self, job: SealingJob) -> AsyncGenerator[None]:
        """Keep the lease while it is worked on."""
        beat = asyncio.create_task(self._beat(job), name="sealing lease")
        try:
            yield
        finally:
            beat.cancel()
            await asyncio.gather(beat, return_exceptions=True)

    async def _beat(self, job: SealingJob) -> None:
        while True:
            await asyncio.sleep(self._lease.total_seconds() / _BEATS_PER_LEASE)
            async with self._runtime.unit_of_work(None) as uow:
                await sealing_jobs.keep_job(uow, self._worker_id, job, self._lease)
