"""The queue of documents to render, across agencies. Any worker takes any of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from chassis.uow import UnitOfWork
from contracts.ids import AgencyId, DocumentId
from documents.rendering import SHORT_PAGES


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A document that this worker has taken. `tries` failed before; `pages` is an estimate."""

    agency_id: AgencyId
    document_id: DocumentId
    tries: int
    pages: int = 1

    @property
    def is_long(self) -> bool:
        """Whether it may take so long that others must not wait for it."""
        return self.pages > SHORT_PAGES


# One after the other of the agencies that have jobs (PostgreSQL has no skip scan of its own); of
# each, the jobs that have waited longest. `turn` counts those of its that are being rendered, too:
# whoever has many in hand comes after whoever has none.
_TAKE = """
    WITH RECURSIVE agencies AS (
        (SELECT agency_id FROM render_jobs ORDER BY agency_id LIMIT 1)
        UNION ALL
        SELECT (SELECT agency_id FROM render_jobs WHERE agency_id > before.agency_id
                ORDER BY agency_id LIMIT 1)
        FROM agencies before WHERE before.agency_id IS NOT NULL
    ), turns AS (
        SELECT due.document_id, due.due_at, due.is_long,
            due.place + (
                SELECT count(*) FROM render_jobs running
                WHERE running.agency_id = agencies.agency_id
                AND running.claimed_by IS NOT NULL AND running.due_at > now()
            ) AS turn
        FROM agencies CROSS JOIN LATERAL (
            SELECT document_id, due_at, is_long, row_number() OVER (ORDER BY due_at) AS place
            FROM (
                (SELECT document_id, due_at, false AS is_long FROM render_jobs
                 WHERE agency_id = agencies.agency_id AND due_at <= now() AND pages <= $5
                 ORDER BY due_at LIMIT 2 * $3)
                UNION ALL
                (SELECT document_id, due_at, true FROM render_jobs
                 WHERE agency_id = agencies.agency_id AND due_at <= now() AND pages > $5
                 ORDER BY due_at LIMIT 2 * $4)
            ) waiting
        ) due
        WHERE agencies.agency_id IS NOT NULL
    ), candidates AS (
        SELECT document_id, due_at, turn, is_long,
            row_number() OVER (PARTITION BY is_long ORDER BY turn, due_at) AS place
        FROM turns
    ), chosen AS (
        SELECT render_jobs.document_id
        FROM render_jobs JOIN candidates USING (document_id)
        WHERE render_jobs.due_at <= now() AND (NOT candidates.is_long OR candidates.place <= $4)
        ORDER BY candidates.turn, candidates.due_at
        LIMIT $3 FOR UPDATE OF render_jobs SKIP LOCKED
    )
    UPDATE render_jobs SET claimed_by = $1, due_at = now() + $2::interval
    WHERE document_id IN (SELECT document_id FROM chosen)
    RETURNING agency_id, document_id, tries, pages
"""


async def take(
    uow: UnitOfWork, worker_id: UUID, *, limit: int, long_limit: int, lease: timedelta
) -> list[Job]:
    """Take up to `limit` jobs that are due, `long_limit` long ones among them, for the lease.

    Agencies take turns; of one agency, the longest waiting goes first.
    """
    rows = await uow.fetch(_TAKE, worker_id, lease, limit, min(limit, long_limit), SHORT_PAGES)
    return [
        Job(
            agency_id=row["agency_id"],
            document_id=row["document_id"],
            tries=row["tries"],
            pages=row["pages"],
        )
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
    uow: UnitOfWork, worker_id: UUID, job: Job, *, tries: int, pause: timedelta, pages: int
) -> None:
    """Leave the job to whoever looks after the pause, as one of about so many pages."""
    await uow.execute(
        "UPDATE render_jobs SET claimed_by = NULL, due_at = now() + $3::interval, tries = $4,"
        " pages = $5 WHERE document_id = $1 AND claimed_by = $2",
        job.document_id,
        worker_id,
        pause,
        tries,
        pages,
    )


async def release(uow: UnitOfWork, worker_id: UUID) -> None:
    """Give everything back that this worker has claimed: it ends."""
    await uow.execute(
        "UPDATE render_jobs SET claimed_by = NULL, due_at = now() WHERE claimed_by = $1",
        worker_id,
    )
