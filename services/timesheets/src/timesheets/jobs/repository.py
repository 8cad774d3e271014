"""SQL that jobs are planned, changed and cancelled with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from chassis.uow import UnitOfWork
from contracts.events.timesheets import Job
from contracts.ids import CompanyId, JobId, PersonId, ProjectId, WorkOrderId

if TYPE_CHECKING:
    from asyncpg import Record

_COLUMNS = """
    job_id, work_order_id, project_id, company_id, contractor_id, version, starts_on, starts_at,
    ends_at, time_zone, place, note, cancelled
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannableOrder:
    """What the rules of planning need to know of a work order. `closed`: it or its project is."""

    work_order_id: WorkOrderId
    code: str
    project_id: ProjectId
    company_id: CompanyId
    contractor_id: PersonId
    starts_on: date
    ends_on: date | None
    time_zone: str
    closed: bool


async def lock_order(uow: UnitOfWork, work_order_id: WorkOrderId) -> PlannableOrder | None:
    """A work order, locked until the unit ends: against being changed or closed.

    Others who plan for it wait, so that no shift comes that was not there when it was looked for.
    """
    row = await uow.fetchrow(
        """
        SELECT w.work_order_id, w.code, w.project_id, w.company_id, w.contractor_id, w.starts_on,
               w.ends_on, p.time_zone, w.closed_at IS NOT NULL OR p.closed_at IS NOT NULL AS closed
        FROM work_orders w
        JOIN projects p ON p.agency_id = w.agency_id AND p.project_id = w.project_id
        WHERE w.agency_id = $1 AND w.work_order_id = $2
        FOR NO KEY UPDATE OF w FOR SHARE OF p
        """,
        uow.agency_id,
        work_order_id,
    )
    return PlannableOrder(**dict(row)) if row else None


def _job(row: "Record") -> Job:
    return Job.model_validate(dict(row))


async def add(uow: UnitOfWork, jobs: Sequence[Job]) -> None:
    """Insert shifts."""
    await uow.executemany(
        """
        INSERT INTO jobs (agency_id, job_id, work_order_id, project_id, company_id, contractor_id,
                          version, starts_on, starts_at, ends_at, time_zone, place, note, cancelled,
                          changed_by, changed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, false, $14, $15)
        """,
        [
            (
                uow.agency_id,
                job.job_id,
                job.work_order_id,
                job.project_id,
                job.company_id,
                job.contractor_id,
                job.version,
                job.starts_on,
                job.starts_at,
                job.ends_at,
                job.time_zone,
                job.place,
                job.note,
                uow.actor.person,
                uow.now,
            )
            for job in jobs
        ],
    )


async def planned_already(
    uow: UnitOfWork,
    work_order_id: WorkOrderId,
    starts: Sequence[datetime],
    *,
    but: JobId | None = None,
) -> list[date]:
    """The days of the locked order's shifts that start at one of these instants, but for one."""
    rows = await uow.fetch(
        """
        SELECT starts_on FROM jobs
        WHERE agency_id = $1 AND work_order_id = $2 AND starts_at = ANY($3::timestamptz[])
          AND NOT cancelled AND job_id IS DISTINCT FROM $4
        ORDER BY starts_at
        """,
        uow.agency_id,
        work_order_id,
        list(starts),
        but,
    )
    return [row["starts_on"] for row in rows]


async def lock(uow: UnitOfWork, job_id: JobId) -> Job | None:
    """One shift, locked against other writers."""
    row = await uow.fetchrow(
        f"SELECT {_COLUMNS} FROM jobs WHERE agency_id = $1 AND job_id = $2 FOR UPDATE",
        uow.agency_id,
        job_id,
    )
    return _job(row) if row else None


async def save(uow: UnitOfWork, job: Job) -> None:
    """Write a new version of a shift."""
    await uow.execute(
        """
        UPDATE jobs SET version = $3, starts_on = $4, starts_at = $5, ends_at = $6, time_zone = $7,
            place = $8, note = $9, cancelled = $10, changed_by = $11, changed_at = $12
        WHERE agency_id = $1 AND job_id = $2
        """,
        uow.agency_id,
        job.job_id,
        job.version,
        job.starts_on,
        job.starts_at,
        job.ends_at,
        job.time_zone,
        job.place,
        job.note,
        job.cancelled,
        uow.actor.person,
        uow.now,
    )
