"""The queue of documents to render, across agencies. Any worker takes any of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from chassis.uow import UnitOfWork
from contracts.ids import AgencyId, DocumentId


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A document that this worker has taken. `tries` failed before."""

    agency_id: AgencyId
    document_id: DocumentId
    tries: int


async def take(uow: UnitOfWork, worker_id: UUID, *, limit: int, lease: timedelta) -> list[Job]:
    """Take up to `limit` jobs that are due, the longest waiting first, for the lease's time."""
    rows = await uow.fetch(
        "UPDATE render_jobs SET claimed_by = $1, due_at = now() + $2::interval"
        " WHERE document_id IN ("
        "  SELECT document_id FROM render_jobs WHERE due_at <= now()"
        "  ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED)"
        " RETURNING agency_id, document_id, tries",
        worker_id,
        lease,
        limit,
    )
    return [
        Job(agency_id=row["agency_id"], document_id=row["document_id"], tries=row["tries"])
        for row in rows
    ]


async def extend(uow: UnitOfWork, worker_id: UUID, jobs: Collection[Job], lease: timedelta) -> None:
    """Say that this worker is alive and still at these jobs."""
    await uow.execute(
        "UPDATE render_jobs SET due_at = now() + $3::interval"
        " WHERE claimed_by = $1 AND document_id = ANY($2)",
        worker_id,
        [job.document_id for job in jobs],
        lease,
    )


async def finish(uow: UnitOfWork, worker_id: UUID, job: Job) -> bool:
    """Take the job off the queue; False if another worker has taken it over meanwhile."""
    tag = await uow.execute(
        "DELETE FROM render_jobs WHERE document_id = $1 AND claimed_by = $2",
        job.document_id,
        worker_id,
    )
    return tag == "DELETE 1"


async def put_back(
    uow: UnitOfWork, worker_id: UUID, job: Job, *, tries: int, pause: timedelta
) -> None:
    """Leave the job to whoever looks after the pause."""
    await uow.execute(
        "UPDATE render_jobs SET claimed_by = NULL, due_at = now() + $3::interval, tries = $4"
        " WHERE document_id = $1 AND claimed_by = $2",
        job.document_id,
        worker_id,
        pause,
        tries,
    )


async def release(uow: UnitOfWork, worker_id: UUID) -> None:
    """Give everything back that this worker has claimed: it ends."""
    await uow.execute(
        "UPDATE render_jobs SET claimed_by = NULL, due_at = now() WHERE claimed_by = $1",
        worker_id,
    )
