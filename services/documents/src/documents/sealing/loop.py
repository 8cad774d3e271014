"""The background work that seals: takes signatures that wait, one at a time, until none is left.

Agencies take turns: one with thousands of signatures keeps no other waiting.

The file goes first, by its hash, so that doing it twice loses nothing. Then one transaction takes
the job off the queue, keeps the file as that of the place (there can be one alone), and records
what follows; if another worker has taken the job over by then, none of it happens here.

Whatever goes wrong costs no signature, since it was given: it is tried again, after pauses that
grow, and after a while it is among what staff and operators see as stuck. Only a database that is
away is left to the chassis, and to the lease.
"""

import asyncio
import random
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from time import monotonic

import structlog

from chassis import metrics
from chassis.actor import Actor
from chassis.database import TRANSIENT_ERRORS
from chassis.ids import new_id
from chassis.runtime import Runtime
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
_LONGEST_PAUSE_SECONDS = 600.0
_MOST_TRIES_COUNTED = 30
STUCK_AFTER = timedelta(minutes=10)
"""A timestamp authority that is away for a moment is nobody's business."""
_OBSERVE_EVERY_SECONDS = 15.0


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
        self._served = sealing_jobs.NOBODY
        self._observed_at = 0.0

    async def run(self) -> None:
        """Seal until cancelled."""
        while True:
            if not await self.seal_one():
                await asyncio.sleep(self._poll_seconds)
            if monotonic() - self._observed_at >= _OBSERVE_EVERY_SECONDS:
                await self._observe()

    async def seal_one(self) -> bool:
        """Seal a signature of the agency whose turn it is; whether there was one."""
        async with self._runtime.unit_of_work(None) as uow:
            job = await sealing_jobs.take_job(uow, self._worker_id, self._lease, after=self._served)
        if job is None:
            return False
        self._served = job.agency_id
        try:
            async with self._kept(job):
                await self._seal(job)
        except Exception as error:
            if isinstance(error, TRANSIENT_ERRORS) and not isinstance(error, STORAGE_ERRORS):
                raise
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
                tries=min(job.tries + 1, _MOST_TRIES_COUNTED),
                because=f"{type(error).__name__}: {error}"[:500],
            )
        _LOG.error(
            "signature_not_sealed_yet",
            offer_id=str(job.offer_id),
            position=job.position,
            tries=job.tries + 1,
            error=repr(error),
        )

    async def _observe(self) -> None:
        """Tell operators of what is stuck, by agency."""
        self._observed_at = monotonic()
        async with self._runtime.unit_of_work(None) as uow:
            found = await sealing_jobs.stuck_by_agency(uow, datetime.now(UTC) - STUCK_AFTER)
        metrics.STUCK.clear()
        for agency_id, count in found.items():
            metrics.STUCK.labels("SignatureNotSealed", str(agency_id)).set(count)

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
