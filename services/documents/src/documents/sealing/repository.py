"""The queue of signatures to seal, across agencies. Any worker takes any of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from chassis.uow import UnitOfWork
from contracts.ids import AgencyId, CompanyId, OfferId


@dataclass(frozen=True, slots=True, kw_only=True)
class SealingJob:
    """A signature that a worker has taken. `tries` failed before."""

    agency_id: AgencyId
    offer_id: OfferId
    position: int
    tries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StuckSignature:
    """A signature that has not been sealed for a while, though it was tried again and again."""

    offer_id: OfferId
    company_id: CompanyId
    position: int
    because: str
    since: datetime


NOBODY = AgencyId(UUID(int=0))
"""Before every agency: who takes after it begins with the first."""


async def take_job(
    uow: UnitOfWork, worker_id: UUID, lease: timedelta, *, after: AgencyId = NOBODY
) -> SealingJob | None:
    """Take the next signature for the lease; None when none is due.

    Agencies take turns: the one that comes `after` the last one of this worker, and around again.
    Of an agency, the signature that has waited longest.
    """
    row = await uow.fetchrow(
        "UPDATE sealing_jobs SET claimed_by = $1, due_at = now() + $2::interval"
        " WHERE (offer_id, position) IN (SELECT offer_id, position FROM sealing_jobs"
        " WHERE due_at <= now() ORDER BY agency_id <= $3, agency_id, due_at"
        " LIMIT 1 FOR UPDATE SKIP LOCKED)"
        " RETURNING agency_id, offer_id, position, tries",
        worker_id,
        lease,
        after,
    )
    if row is None:
        return None
    return SealingJob(
        agency_id=row["agency_id"],
        offer_id=row["offer_id"],
        position=row["position"],
        tries=row["tries"],
    )


async def keep_job(uow: UnitOfWork, worker_id: UUID, job: SealingJob, lease: timedelta) -> None:
    """Say that this worker is still at it."""
    await uow.execute(
        "UPDATE sealing_jobs SET due_at = now() + $4::interval"
        " WHERE claimed_by = $1 AND offer_id = $2 AND position = $3",
        worker_id,
        job.offer_id,
        job.position,
        lease,
    )


async def finish_job(uow: UnitOfWork, worker_id: UUID, job: SealingJob) -> bool:
    """Take it off the queue; False if another worker has taken it over meanwhile."""
    tag = await uow.execute(
        "DELETE FROM sealing_jobs WHERE claimed_by = $1 AND offer_id = $2 AND position = $3",
        worker_id,
        job.offer_id,
        job.position,
    )
    return tag == "DELETE 1"


async def put_back_job(
    uow: UnitOfWork,
    worker_id: UUID,
    job: SealingJob,
    pause: timedelta,
    *,
    tries: int,
    because: str,
) -> None:
    """Leave it to whoever looks after the pause, with why it failed this time."""
    await uow.execute(
        "UPDATE sealing_jobs SET claimed_by = NULL, due_at = now() + $4::interval, tries = $5,"
        " failed_since = coalesce(failed_since, now()), failed_because = $6"
        " WHERE claimed_by = $1 AND offer_id = $2 AND position = $3",
        worker_id,
        job.offer_id,
        job.position,
        pause,
        tries,
        because,
    )


async def stuck(
    uow: UnitOfWork, before: datetime, limit: int
) -> tuple[Sequence[StuckSignature], int]:
    """Those of the agency that have failed since before then, oldest first; and how many."""
    rows = await uow.fetch(
        "SELECT j.offer_id, o.company_id, j.position, j.failed_because, j.failed_since,"
        " count(*) OVER () AS total"
        " FROM sealing_jobs j JOIN offers o USING (agency_id, offer_id)"
        " WHERE j.agency_id = $1 AND j.failed_since <= $2"
        " ORDER BY j.failed_since, j.offer_id LIMIT $3",
        uow.agency_id,
        before,
        limit,
    )
    found = [
        StuckSignature(
            offer_id=row["offer_id"],
            company_id=row["company_id"],
            position=row["position"],
            because=row["failed_because"],
            since=row["failed_since"],
        )
        for row in rows
    ]
    return found, rows[0]["total"] if rows else 0


async def stuck_by_agency(uow: UnitOfWork, before: datetime) -> dict[AgencyId, int]:
    """How many have failed since before then, of every agency that has any."""
    rows = await uow.fetch(
        "SELECT agency_id, count(*) AS count FROM sealing_jobs WHERE failed_since <= $1"
        " GROUP BY agency_id",
        before,
    )
    return {AgencyId(row["agency_id"]): row["count"] for row in rows}
