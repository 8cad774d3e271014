"""What staff do with jobs: plan them, change them, cancel them."""

from datetime import date
from typing import TypedDict
from zoneinfo import ZoneInfo

from chassis.errors import ConflictError, InvalidError, NotFoundError
from chassis.ids import new_id
from chassis.uow import UnitOfWork
from contracts.access import Permission
from contracts.events.timesheets import (
    MAX_ENTRIES_PER_EVENT,
    Job,
    JobCancelled,
    JobChanged,
    JobsPlanned,
)
from contracts.ids import CompanyId, JobId, PersonId, ProjectId, WorkOrderId
from timesheets.jobs import repository
from timesheets.jobs.model import ShiftTimes
from timesheets.jobs.repository import PlannableOrder
from timesheets.jobs.schemas import ChangedJob, NewJobs


class UnknownWorkOrderError(InvalidError):
    """There is no such work order"""


class ClosedForJobsError(ConflictError):
    """The work order or its project is closed"""


class OutsideWorkOrderError(InvalidError):
    """The shift is not within the dates of its work order"""


class JobAlreadyPlannedError(ConflictError):
    """The work order has a shift that starts at this time"""


class JobChangedError(ConflictError):
    """Somebody changed the shift since it was read"""


class JobIsCancelledError(ConflictError):
    """The shift is cancelled"""


async def plan(uow: UnitOfWork, wanted: NewJobs) -> list[Job]:
    """Plan a shift or a series: all of it, or nothing.

    Raises UnknownWorkOrderError, ClosedForJobsError, OutsideWorkOrderError, JobAlreadyPlannedError
    and what ShiftTimes raise.
    """
    uow.actor.require(Permission.PROJECTS_MANAGE)
    order = await _order(uow, wanted.work_order_id)
    jobs = [
        _job(order, times, place=wanted.place, note=wanted.note)
        for times in wanted.times().series(wanted.weeks, wanted.weekdays)
    ]
    if not jobs:
        raise InvalidError("none of these weekdays is within these weeks", field="weekdays")
    await _must_be_free(uow, jobs)
    await repository.add(uow, jobs)
    for start in range(0, len(jobs), MAX_ENTRIES_PER_EVENT):
        uow.record(
            JobsPlanned(
                **_order_ids(jobs[0]), jobs=tuple(jobs[start : start + MAX_ENTRIES_PER_EVENT])
            )
        )
    return jobs


async def change(uow: UnitOfWork, job_id: JobId, wanted: ChangedJob) -> Job:
    """Put a shift at another time or place. One that is so already stays at its version.

    Raises NotFoundError, JobChangedError, JobIsCancelledError and what `plan` raises.
    """
    uow.actor.require(Permission.PROJECTS_MANAGE)
    job = await _locked(uow, job_id, wanted.version)
    if job.cancelled:
        raise JobIsCancelledError(f"job {job_id} is cancelled")
    order = await _order(uow, job.work_order_id)
    new = _job(order, wanted.times(), place=wanted.place, note=wanted.note)
    changed = new.model_copy(update={"job_id": job.job_id, "version": job.version})
    if changed == job:
        return job
    changed = changed.model_copy(update={"version": job.version + 1})
    await _must_be_free(uow, [changed])
    await repository.save(uow, changed)
    uow.record(JobChanged(**_order_ids(changed), job=changed))
    return changed


async def cancel(uow: UnitOfWork, job_id: JobId, version: int) -> Job:
    """Cancel a shift, also one of a closed work order. Cancelling a cancelled one changes nothing.

    Raises NotFoundError, JobChangedError.
    """
    uow.actor.require(Permission.PROJECTS_MANAGE)
    job = await _locked(uow, job_id, None)
    if job.cancelled:
        return job
    _must_be(job, version)
    cancelled = job.model_copy(update={"cancelled": True, "version": job.version + 1})
    await repository.save(uow, cancelled)
    uow.record(JobCancelled(**_order_ids(cancelled), job=cancelled))
    return cancelled


async def _order(uow: UnitOfWork, work_order_id: WorkOrderId) -> PlannableOrder:
    order = await repository.lock_order(uow, work_order_id)
    if order is None:
        raise UnknownWorkOrderError(f"no work order {work_order_id}", field="work_order_id")
    if order.closed:
        raise ClosedForJobsError(f"work order {order.code} or its project is closed")
    return order


async def _locked(uow: UnitOfWork, job_id: JobId, version: int | None) -> Job:
    job = await repository.lock(uow, job_id)
    if job is None:
        raise NotFoundError("job", job_id)
    if version is not None:
        _must_be(job, version)
    return job


def _must_be(job: Job, version: int) -> None:
    if job.version != version:
        raise JobChangedError(
            f"the job is at version {job.version}, not {version}", version=job.version
        )


async def _must_be_free(uow: UnitOfWork, jobs: list[Job]) -> None:
    taken = await repository.planned_already(
        uow, jobs[0].work_order_id, [job.starts_at for job in jobs], but=jobs[0].job_id
    )
    if taken:
        days = ", ".join(day.isoformat() for day in taken)
        raise JobAlreadyPlannedError(
            f"a shift starts then already on {days}", days=[day.isoformat() for day in taken]
        )


def _job(order: PlannableOrder, times: ShiftTimes, *, place: str, note: str) -> Job:
    """A new shift of the order. Raises OutsideWorkOrderError and what ShiftTimes raise."""
    _check_dates(order, times.starts_on)
    starts_at, ends_at = times.instants(ZoneInfo(order.time_zone))
    return Job(
        job_id=JobId(new_id()),
        work_order_id=order.work_order_id,
        project_id=order.project_id,
        company_id=order.company_id,
        contractor_id=order.contractor_id,
        starts_on=times.starts_on,
        starts_at=starts_at,
        ends_at=ends_at,
        time_zone=order.time_zone,
        place=place,
        note=note,
    )


def _check_dates(order: PlannableOrder, day: date) -> None:
    if day < order.starts_on:
        raise OutsideWorkOrderError(
            f"{day} is before work order {order.code} starts, {order.starts_on}", field="starts_on"
        )
    if order.ends_on is not None and day > order.ends_on:
        raise OutsideWorkOrderError(
            f"{day} is after work order {order.code} ends, {order.ends_on}", field="starts_on"
        )


class _OrderIds(TypedDict):
    """What every event of jobs says of their work order."""

    work_order_id: WorkOrderId
    project_id: ProjectId
    company_id: CompanyId
    contractor_id: PersonId


def _order_ids(job: Job) -> _OrderIds:
    return {
        "work_order_id": job.work_order_id,
        "project_id": job.project_id,
        "company_id": job.company_id,
        "contractor_id": job.contractor_id,
    }
