"""HTTP of jobs: staff plan them, contacts and staff look at them."""

from datetime import date, datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import Field

from chassis.errors import ForbiddenError, InvalidError, NotFoundError
from chassis.fields import Day
from chassis.http import Uow, tenant_router
from chassis.paging import DEFAULT_LIMIT, Cursor, Limit, Page, PageKey
from chassis.uow import UnitOfWork
from contracts.ids import JobId
from contracts.reach import Subject, reach
from timesheets.jobs import actions, queries
from timesheets.jobs.queries import JobReach
from timesheets.jobs.schemas import (
    CancelRequest,
    ChangedJob,
    JobCalendar,
    JobDetails,
    JobFilter,
    JobRow,
    NewJobs,
    PlannedJobs,
)
from timesheets.reach.rule import reach_to_jobs

MAX_DAYS = 42
"""That a calendar shows: the weeks that a month can touch."""
MAX_PER_DAY = 50

BY_START = PageKey[date, datetime, UUID](date, datetime, UUID)

router = tenant_router(prefix="/jobs", tags=["jobs"])


class JobsQuery(JobFilter):
    """A filter, and where the page starts."""

    from_on: Day | None = Field(default=None, validation_alias="from")
    to_on: Day | None = Field(default=None, validation_alias="to")
    cursor: Cursor = None
    limit: Limit = DEFAULT_LIMIT


class CalendarQuery(JobFilter):
    """A filter, and the days to show."""

    from_on: Day = Field(validation_alias="from")
    to_on: Day = Field(validation_alias="to")
    per_day: Annotated[
        int, Field(ge=1, le=MAX_PER_DAY, description="How many shifts of a day are shown")
    ] = 4


async def _job_reach(uow: UnitOfWork, wanted: JobFilter | None = None) -> JobReach:
    """What the actor sees. Raises ForbiddenError, also for a filter by what they do not see."""
    within = await reach_to_jobs(uow, uow.actor)
    with_logged = reach(uow.actor, Subject.WORK) is not None
    if wanted is not None and wanted.logged and not with_logged:
        raise ForbiddenError("who may not see logged work cannot narrow jobs by it")
    return JobReach(within, with_logged)


@router.get("")
async def list_jobs(wanted: Annotated[JobsQuery, Query()], uow: Uow) -> Page[JobRow]:
    """Planned shifts of open work orders, from the earliest on.

    All for staff, for a contact what the scope reaches. Cancelled ones are left out.
    """
    job_reach = await _job_reach(uow, wanted)
    rows = await queries.page(
        uow,
        job_reach,
        wanted,
        first=wanted.from_on,
        last=wanted.to_on,
        after=BY_START.after(wanted.cursor),
        limit=wanted.limit + 1,
    )
    return BY_START.page(
        rows,
        wanted.limit,
        key=lambda row: (row.starts_on, row.starts_at, row.job_id),
        shown=lambda row: row,
    )


@router.get("/calendar")
async def show_calendar(wanted: Annotated[CalendarQuery, Query()], uow: Uow) -> JobCalendar:
    """Planned shifts of at most 42 days, each on the day on which it starts.

    Of each day the number and the hours of all its shifts, and the first `per_day` of them: the
    rest is in the list.
    """
    if not timedelta(0) <= wanted.to_on - wanted.from_on < timedelta(days=MAX_DAYS):
        raise InvalidError(f"is at most {MAX_DAYS} days from the first to the last", field="to")
    return await queries.calendar(
        uow,
        await _job_reach(uow, wanted),
        wanted,
        first=wanted.from_on,
        last=wanted.to_on,
        per_day=wanted.per_day,
    )


@router.get("/{job_id}")
async def show_job(job_id: JobId, uow: Uow) -> JobRow:
    """One planned shift."""
    found = await queries.details(uow, await _job_reach(uow), job_id)
    if found is None:
        raise NotFoundError("job", job_id)
    return found


@router.post("", status_code=201)
async def plan_jobs(body: NewJobs, uow: Uow) -> PlannedJobs:
    """Plan a shift of a work order, or a series of up to 52 weeks: all of it or nothing."""
    return PlannedJobs(jobs=[JobDetails.of(job) for job in await actions.plan(uow, body)])


@router.put("/{job_id}")
async def change_job(job_id: JobId, body: ChangedJob, uow: Uow) -> JobDetails:
    """Put a shift at another time or place. Refused with 409 if it is another version by now."""
    return JobDetails.of(await actions.change(uow, job_id, body))


@router.post("/{job_id}/cancel")
async def cancel_job(job_id: JobId, body: CancelRequest, uow: Uow) -> JobDetails:
    """Cancel a shift. It leaves lists and calendars; feeds say that it is cancelled."""
    return JobDetails.of(await actions.cancel(uow, job_id, body.version))
