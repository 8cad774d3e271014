"""The queue of signatures to seal, across agencies. Any worker takes any of them."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from chassis.uow import UnitOfWork
from contracts.ids import AgencyId, OfferId


@dataclass(frozen=True, slots=True, kw_only=True)
class SealingJob:
    """A signature that a worker has taken. `tries` failed before."""

    agency_id: AgencyId
    offer_id: OfferId
    position: int
    tries: int


async def take_job(uow: UnitOfWork, worker_id: UUID, lease: timedelta) -> SealingJob | None:
    """Take the signature that has waited longest, for the lease; None when none is due."""
    row = await uow.fetchrow(
        "UPDATE sealing_jobs SET claimed_by = $1, due_at = now() + $2::interval"
        " WHERE (offer_id, position) IN (SELECT offer_id, position FROM sealing_jobs"
        " WHERE due_at <= now() ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)"
        " RETURNING agency_id, offer_id, position, tries",
        worker_id,
        lease,
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
    uow: UnitOfWork, worker_id: UUID, job: SealingJob, pause: timedelta, *, tries: int
) -> None:
    """Leave it to whoever looks after the pause."""
    await uow.execute(
        "UPDATE sealing_jobs SET claimed_by = NULL, due_at = now() + $4::interval, tries = $5"
        " WHERE claimed_by = $1 AND offer_id = $2 AND position = $3",
        worker_id,
        job.offer_id,
        job.position,
        pause,
        tries,
    )
