"""One job: render, keep the file, and say so. Done once, whatever is killed in between.

The file goes first, by its hash, so that doing it twice makes one file. Then one transaction takes
the job off the queue, marks the document and records the event; if another worker has taken the
job over by then, none of the three happens here.
"""

import random
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from time import monotonic
from uuid import UUID

import structlog
from pydantic import ValidationError

from chassis.actor import Actor
from chassis.database import TRANSIENT_ERRORS
from chassis.runtime import Runtime
from chassis.uow import Cause, UnitOfWork
from contracts.events.documents import DocumentFailed, DocumentRendered
from documents import metrics
from documents.einvoices import actions as e_invoices
from documents.einvoices import repository as e_invoice_records
from documents.einvoices.actions import EInvoices
from documents.einvoices.pool import EInvoicePool
from documents.jobs import repository as jobs
from documents.jobs.repository import Job
from documents.library import repository as library
from documents.library.model import Document, File
from documents.library.repository import RequestedDocument
from documents.rendering import (
    SHORT_PAGES,
    AnyInput,
    RenderError,
    RenderPool,
    RenderRefusedError,
    RenderTimeoutError,
    input_of,
)
from documents.storage import STORAGE_ERRORS, Storage

_LOG = structlog.get_logger(__name__)

_FIRST_PAUSE_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 30.0


class JobRunner:
    """Does jobs, as one worker."""

    def __init__(self, runtime: Runtime, worker_id: UUID, *, tries: int) -> None:
        self._runtime = runtime
        self._worker_id = worker_id
        self._tries = tries
        self._pool = runtime.resource(RenderPool)
        self._e_invoices = runtime.resource(EInvoicePool)
        self._storage = runtime.resource(Storage)

    async def run(self, job: Job) -> None:
        """Do a job. Faults of the database are raised; the lease then brings the job back.

        What nobody foresaw counts as a try: it would come back for ever otherwise.
        """
        async with self._runtime.unit_of_work(job.agency_id) as uow:
            ordered = await library.ordered(uow, job.document_id)
            if ordered is None:
                await jobs.finish(uow, self._worker_id, job)
                return
        try:
            await self._do(job, ordered)
        except TRANSIENT_ERRORS:
            raise
        except Exception as error:
            _LOG.exception("document_not_made", document_id=str(job.document_id))
            await self._try_again(job, ordered, error, tries=job.tries + 1)

    async def _do(self, job: Job, ordered: RequestedDocument) -> None:
        started = monotonic()
        try:
            document = input_of(ordered.input)
            written = await e_invoices.keep(
                self._e_invoices, self._storage, job.agency_id, document
            )
            file = await self._render(job, document, written.inside)
        except (RenderRefusedError, ValidationError) as error:
            await self._fail(job, ordered, _reason(error))
        except RenderTimeoutError as error:
            # It may take as long again, from everybody's time: once more, in case that the machine
            # was busy, beside what is long, and no oftener.
            await self._try_again(job, ordered, error, tries=max(job.tries + 1, self._tries - 1))
        except RenderError as error:
            await self._try_again(job, ordered, error, tries=job.tries + 1)
        except STORAGE_ERRORS as error:
            # The storage is away, which is no fault of the document: it does not count as a try.
            await self._put_back(job, ordered, error, tries=job.tries)
        else:
            await self._finish(job, ordered, file, written)
            kind = ordered.document.kind
            metrics.RENDER_SECONDS.labels(kind).observe(monotonic() - started)

    async def _render(self, job: Job, document: AnyInput, e_invoice: bytes | None) -> File:
        rendered = await self._pool.render(
            document, e_invoice=e_invoice, share=job.agency_id, pages=job.pages
        )
        sha256 = await self._storage.keep(job.agency_id, rendered.pdf)
        return File(sha256=sha256, size_bytes=len(rendered.pdf), pages=rendered.pages)

    async def _try_again(
        self, job: Job, ordered: RequestedDocument, error: Exception, *, tries: int
    ) -> None:
        if job.tries + 1 >= self._tries:
            await self._fail(job, ordered, _reason(error))
        else:
            await self._put_back(job, ordered, error, tries=tries)

    async def _finish(
        self, job: Job, ordered: RequestedDocument, file: File, written: EInvoices
    ) -> None:
        async with self._because_of(job, ordered) as uow:
            if not await jobs.finish(uow, self._worker_id, job):
                return
            await library.mark_rendered(uow, job.document_id, file)
            await e_invoice_records.add(uow, job.document_id, written.records)
            uow.record(_rendered(ordered.document, file))
        metrics.RENDERED.labels(ordered.document.kind, "rendered").inc()
        for record in written.records:
            if record.faults:
                # Nothing is missing for it and yet it is wrong: the fault is ours.
                _LOG.error(
                    "e_invoice_refused",
                    document_id=str(job.document_id),
                    syntax=record.syntax,
                    because=record.faults[0],
                )

    async def _fail(self, job: Job, ordered: RequestedDocument, reason: str) -> None:
        async with self._because_of(job, ordered) as uow:
            if not await jobs.finish(uow, self._worker_id, job):
                return
            await library.mark_failed(uow, job.document_id, reason)
            uow.record(_failed(ordered.document, reason))
        metrics.RENDERED.labels(ordered.document.kind, "failed").inc()
        _LOG.error("document_failed", document_id=str(job.document_id), because=reason)

    async def _put_back(
        self, job: Job, ordered: RequestedDocument, error: Exception, *, tries: int
    ) -> None:
        # What has run out of time is long, whatever it looks like.
        ran_out = isinstance(error, RenderTimeoutError)
        pages = max(job.pages, SHORT_PAGES + 1) if ran_out else job.pages
        pause = min(_FIRST_PAUSE_SECONDS * 2**tries, _LONGEST_PAUSE_SECONDS)
        pause *= random.uniform(0.75, 1.25)  # noqa: S311 - so that they do not all come at once
        async with self._runtime.unit_of_work(None) as uow:
            await jobs.put_back(
                uow,
                self._worker_id,
                job,
                tries=tries,
                pause=timedelta(seconds=pause),
                pages=pages,
            )
        metrics.RENDERED.labels(ordered.document.kind, "retried").inc()
        _LOG.warning(
            "document_put_back",
            document_id=str(job.document_id),
            tries=tries,
            pause_seconds=round(pause, 1),
            error=repr(error),
        )

    def _because_of(
        self, job: Job, ordered: RequestedDocument
    ) -> AbstractAsyncContextManager[UnitOfWork]:
        """A unit of work that belongs to what the ordering event belonged to."""
        return self._runtime.database.unit_of_work(
            job.agency_id,
            actor=Actor.system("documents"),
            correlation_id=ordered.correlation_id,
            cause=Cause(event_id=ordered.because_of, correlation_id=ordered.correlation_id),
        )


def _rendered(document: Document, file: File) -> DocumentRendered:
    return DocumentRendered(
        document_id=document.document_id,
        kind=document.kind,
        subject_id=document.subject_id,
        person_id=document.person_id,
        company_id=document.company_id,
        project_ids=tuple(sorted(document.project_ids)),
        language=document.language,
        file_name=document.file_name,
        sha256=file.sha256,
        size_bytes=file.size_bytes,
        pages=file.pages,
    )


def _failed(document: Document, reason: str) -> DocumentFailed:
    return DocumentFailed(
        document_id=document.document_id,
        kind=document.kind,
        subject_id=document.subject_id,
        person_id=document.person_id,
        company_id=document.company_id,
        project_ids=tuple(sorted(document.project_ids)),
        reason=reason,
    )


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]
