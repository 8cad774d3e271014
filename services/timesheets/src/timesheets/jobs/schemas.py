"""HTTP shapes of jobs."""

import re
from datetime import date, datetime, time
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from chassis.conditions import Conditions
from chassis.fields import Body, Day, LineOf, Note, Search, Version, WholeNumber
from contracts.events.timesheets import Job
from contracts.ids import CompanyId, EntryId, JobId, PersonId, ProjectId, WorkOrderId
from timesheets.jobs.model import MAX_WEEKS, Occurrence, ShiftTimes, minutes_of
from timesheets.work.model import Status

_TIME = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"


def _written_time(value: object) -> object:
    if isinstance(value, time):
        return value
    if not isinstance(value, str) or not re.fullmatch(_TIME, value, re.ASCII):
        raise PydanticCustomError("time", "must be a time of day, such as 07:30")
    return time.fromisoformat(value)


TimeOfDay = Annotated[
    time,
    BeforeValidator(_written_time),
    WithJsonSchema({"type": "string", "pattern": _TIME, "examples": ["07:30"]}),
]
"""On the clocks of the shift's place, in whole minutes."""

Place = Annotated[str, LineOf(max_length=200)]
Weekday = Annotated[WholeNumber, Field(ge=1, le=7)]
IF_TWICE = "Which one, where the clock shows this time twice"


class ShiftBody(Body):
    """When and where a shift is, on the clocks of its project.

    A time that the clock skips on that day is refused, and so is one that it shows twice, unless
    its occurrence is given. Without `ends_on` it ends when the clock next shows `end`.
    """

    starts_on: Day
    start: TimeOfDay
    end: TimeOfDay
    ends_on: Day | None = None
    start_occurrence: Occurrence | None = Field(default=None, description=IF_TWICE)
    end_occurrence: Occurrence | None = Field(default=None, description=IF_TWICE)
    place: Place = ""
    note: Note = ""

    def times(self) -> ShiftTimes:
        """For the model."""
        return ShiftTimes(
            starts_on=self.starts_on,
            start=self.start,
            end=self.end,
            ends_on=self.ends_on,
            start_occurrence=self.start_occurrence,
            end_occurrence=self.end_occurrence,
        )


class NewJobs(ShiftBody):
    """A shift to plan, or the same one on several days of some weeks."""

    work_order_id: WorkOrderId
    weeks: Annotated[WholeNumber, Field(ge=1, le=MAX_WEEKS)] = 1
    weekdays: Annotated[
        list[Weekday],
        Field(max_length=7, description="By ISO 8601, 1 is Monday; none: that of the first day"),
    ] = Field(default_factory=list[int])


class ChangedJob(ShiftBody):
    """A shift in the place of the version that was read."""

    version: Version


class CancelRequest(Body):
    """The version of the shift that was read."""

    version: Version


class JobDetails(BaseModel):
    """A shift as those see it who plan it."""

    job_id: JobId
    work_order_id: WorkOrderId
    project_id: ProjectId
    company_id: CompanyId
    contractor_id: PersonId
    version: int
    starts_on: date
    starts_at: datetime
    ends_at: datetime
    minutes: int
    time_zone: str
    place: str
    note: str
    cancelled: bool

    @classmethod
    def of(cls, job: Job) -> Self:
        """A shift with its length."""
        return cls(**job.model_dump(), minutes=minutes_of(job.starts_at, job.ends_at))


class PlannedJobs(BaseModel):
    """What was planned at once, in the order of its days."""

    jobs: list[JobDetails]


class LoggedStatus(StrEnum):
    """Where the time stands that is logged on a shift's day.

    Of several entries it is the one furthest from being invoiced. Drafts are for staff alone.
    """

    NONE = "none"
    DRAFT = "draft"
    TO_APPROVAL = Status.TO_APPROVAL.value
    RETURNED = Status.RETURNED.value
    APPROVED = Status.APPROVED.value
    INVOICED = Status.INVOICED.value


class JobFilter(Body):
    """Days are those on which shifts start, inclusive; what is left out does not narrow."""

    model_config = ConfigDict(populate_by_name=True)

    project_id: ProjectId | None = None
    contractor_id: PersonId | None = None
    q: Search | None = Field(default=None, description="Parts of a contractor's name")
    logged: list[LoggedStatus] = Field(
        default_factory=list[LoggedStatus],
        max_length=len(LoggedStatus),
        description="Needs the permission to see logged work",
    )

    def narrow(self, where: Conditions) -> Conditions:
        """Add it to `where`: of shifts as `j`, their contractors as `o` and logged work as `l`."""
        where.given("j.project_id = {}", self.project_id)
        where.given("j.contractor_id = {}", self.contractor_id)
        for word in (self.q or "").split():
            escaped = word.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
            where.add("o.name ILIKE {}", f"%{escaped}%")
        if self.logged:
            where.add("coalesce(l.status, 'none') = ANY({}::text[])", list(self.logged))
        return where


class JobRow(BaseModel):
    """A shift as lists and calendars show it.

    `starts_on` and `ends_on` are days in its `time_zone`, `minutes` its true length, also over a
    change of the clock: then it is longer by `clock_change_minutes` (or shorter, below zero) than
    its times say. `logged` and `entry_id` are None for who may not see logged work.
    """

    job_id: JobId
    version: int
    work_order_id: WorkOrderId
    work_order_code: str
    work_order_title: str
    project_id: ProjectId
    project_name: str
    company_id: CompanyId
    company_name: str
    contractor_id: PersonId
    contractor_name: str
    starts_on: date
    ends_on: date
    starts_at: datetime
    ends_at: datetime
    minutes: int
    clock_change_minutes: int
    time_zone: str
    place: str
    note: str
    logged: LoggedStatus | None
    entry_id: EntryId | None = Field(description="The entry that `logged` speaks of")


class CalendarDay(BaseModel):
    """A day with shifts: how many there are and how long, and the first of them."""

    day: date
    count: int
    minutes: int
    jobs: list[JobRow]


class JobCalendar(BaseModel):
    """The days that have shifts, and all shifts of the stretch together."""

    days: list[CalendarDay]
    count: int
    minutes: int
