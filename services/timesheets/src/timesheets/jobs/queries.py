"""SQL of what lists, calendars and feeds show of jobs. Reads only, and always within a reach.

Shown are active jobs of ongoing projects: of a closed work order or project there is nothing to
plan with any more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING
from uuid import UUID

from chassis.conditions import Conditions
from chassis.uow import UnitOfWork
from contracts.events.timesheets import Job
from contracts.ids import JobId
from contracts.reach import Reach
from timesheets.jobs.schemas import CalendarDay, JobCalendar, JobFilter, JobRow
from timesheets.reach.rule import SEEN_BY_CONTACTS, is_contacts

if TYPE_CHECKING:
    from asyncpg import Record

JobKey = tuple[date, datetime, UUID]
"""By what lists follow each other."""

_STAFF_SEE = ("draft", *SEEN_BY_CONTACTS)
_FURTHEST_FIRST = "ARRAY['returned', 'draft', 'to_approval', 'approved', 'invoiced']"

_COLUMNS = """
    j.job_id, j.version, j.work_order_id, j.project_id, j.company_id, j.contractor_id,
    w.code AS work_order_code, w.title AS work_order_title, p.name AS project_name,
    coalesce(c.name, '') AS company_name, coalesce(o.name, '') AS contractor_name,
    j.starts_on, (j.ends_at AT TIME ZONE j.time_zone)::date AS ends_on, j.starts_at, j.ends_at,
    (extract(epoch FROM j.ends_at - j.starts_at) / 60)::integer AS minutes,
    (extract(epoch FROM (j.ends_at - j.starts_at)
        - (j.ends_at AT TIME ZONE j.time_zone - j.starts_at AT TIME ZONE j.time_zone)
    ) / 60)::integer AS clock_change_minutes,
    j.time_zone, j.place, j.note
"""
_TABLES = """
    jobs j
    JOIN work_orders w ON w.agency_id = j.agency_id AND w.work_order_id = j.work_order_id
    JOIN projects p ON p.agency_id = j.agency_id AND p.project_id = j.project_id
    LEFT JOIN companies c ON c.agency_id = j.agency_id AND c.company_id = j.company_id
    LEFT JOIN people o ON o.agency_id = j.agency_id AND o.person_id = j.contractor_id
"""


@dataclass(frozen=True, slots=True)
class JobReach:
    """What somebody job_reach: which shifts, and whether also how the work on them is logged."""

    reach: Reach
    with_logged: bool


def _within(uow: UnitOfWork, reach: Reach) -> Conditions:
    """Active shifts within reach, as `j`, of the tables above."""
    where = Conditions().add("j.agency_id = {}", uow.agency_id)
    where.given("j.company_id = {}", reach.company_id)
    if reach.project_ids is not None:
        where.add("j.project_id = ANY({}::uuid[])", sorted(reach.project_ids))
    return where.add("w.closed_at IS NULL AND p.closed_at IS NULL")


def _logged(where: Conditions, job_reach: JobReach) -> tuple[str, str]:
    """The join of what is logged on a shift's day as `l`, and its columns."""
    if not job_reach.with_logged:
        return "", "NULL AS logged, NULL::uuid AS entry_id"
    seen = where.argument(list(SEEN_BY_CONTACTS if is_contacts(job_reach.reach) else _STAFF_SEE))
    join = f"""
        LEFT JOIN LATERAL (
            SELECT e.status, e.entry_id FROM entries e
            WHERE e.agency_id = j.agency_id AND e.work_order_id = j.work_order_id
              AND e.work_on = j.starts_on AND e.article <> 'expense'
              AND e.status = ANY({seen}::text[])
            ORDER BY array_position({_FURTHEST_FIRST}, e.status), e.entry_id LIMIT 1
        ) l ON true
    """
    return join, "coalesce(l.status, 'none') AS logged, l.entry_id"


def _row(row: "Record") -> JobRow:
    return JobRow.model_validate(dict(row))


def _narrowed(
    uow: UnitOfWork, job_reach: JobReach, wanted: JobFilter, first: date | None, last: date | None
) -> Conditions:
    where = wanted.narrow(_within(uow, job_reach.reach)).add("NOT j.cancelled")
    where.given("j.starts_on >= {}", first)
    return where.given("j.starts_on <= {}", last)


async def page(
    uow: UnitOfWork,
    job_reach: JobReach,
    wanted: JobFilter,
    *,
    first: date | None,
    last: date | None,
    after: JobKey | None,
    limit: int,
) -> list[JobRow]:
    """Shifts from the earliest on; `after` is the last one that was seen."""
    where = _narrowed(uow, job_reach, wanted, first, last)
    where.after(
        "(j.starts_on, j.starts_at, j.job_id) > ({}::date, {}::timestamptz, {}::uuid)", after
    )
    join, columns = _logged(where, job_reach)
    rows = await uow.fetch(
        f"""
        SELECT {_COLUMNS}, {columns} FROM {_TABLES} {join} WHERE {where.sql}
        ORDER BY j.starts_on, j.starts_at, j.job_id LIMIT {limit:d}
        """,
        *where.arguments,
    )
    return [_row(row) for row in rows]


async def details(uow: UnitOfWork, job_reach: JobReach, job_id: JobId) -> JobRow | None:
    """One shift; None: there is none within reach."""
    where = _within(uow, job_reach.reach).add("j.job_id = {}", job_id).add("NOT j.cancelled")
    join, columns = _logged(where, job_reach)
    row = await uow.fetchrow(
        f"SELECT {_COLUMNS}, {columns} FROM {_TABLES} {join} WHERE {where.sql}", *where.arguments
    )
    return _row(row) if row else None


async def calendar(
    uow: UnitOfWork,
    job_reach: JobReach,
    wanted: JobFilter,
    *,
    first: date,
    last: date,
    per_day: int,
) -> JobCalendar:
    """The shifts of some days: of each day its number and length, and the first `per_day`."""
    where = _narrowed(uow, job_reach, wanted, first, last)
    join, columns = _logged(where, job_reach)
    rows = await uow.fetch(
        f"""
        SELECT * FROM (
            SELECT {_COLUMNS}, {columns},
                   row_number() OVER (
                       PARTITION BY j.starts_on ORDER BY j.starts_at, j.job_id
                   ) AS number_of_day,
                   count(*) OVER (PARTITION BY j.starts_on) AS count_of_day,
                   sum((extract(epoch FROM j.ends_at - j.starts_at) / 60)::integer)
                       OVER (PARTITION BY j.starts_on) AS minutes_of_day
            FROM {_TABLES} {join} WHERE {where.sql}
        ) d
        WHERE d.number_of_day <= {per_day:d} ORDER BY d.starts_on, d.starts_at, d.job_id
        """,
        *where.arguments,
    )
    days = [_day(list(of_day)) for _, of_day in groupby(rows, key=lambda row: row["starts_on"])]
    return JobCalendar(
        days=days,
        count=sum(day.count for day in days),
        minutes=sum(day.minutes for day in days),
    )


def _day(rows: "Sequence[Record]") -> CalendarDay:
    return CalendarDay(
        day=rows[0]["starts_on"],
        count=rows[0]["count_of_day"],
        minutes=rows[0]["minutes_of_day"],
        jobs=[_row(row) for row in rows],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedJob:
    """A shift as a calendar program shows it, the cancelled ones too."""

    job: Job
    changed_at: datetime
    work_order_title: str
    project_name: str
    contractor_name: str


async def feed(
    uow: UnitOfWork, reach: Reach, *, first: date, last: date, today: date, limit: int
) -> list[FeedJob]:
    """Shifts of these days, the cancelled ones too: from today on, and then backwards from it."""
    where = _within(uow, reach).add("j.starts_on BETWEEN {}::date AND {}::date", first, last)
    now = f"{where.argument(today)}::date"
    rows = await uow.fetch(
        f"""
        SELECT j.job_id, j.work_order_id, j.project_id, j.company_id, j.contractor_id, j.version,
               j.starts_on, j.starts_at, j.ends_at, j.time_zone, j.place, j.note, j.cancelled,
               j.changed_at, w.title AS work_order_title, p.name AS project_name,
               coalesce(o.name, '') AS contractor_name
        FROM {_TABLES} WHERE {where.sql}
        ORDER BY j.starts_on < {now}, abs(j.starts_on - {now}), j.starts_at, j.job_id
        LIMIT {limit:d}
        """,
        *where.arguments,
    )
    return [
        FeedJob(
            job=Job.model_validate(dict(row)),
            changed_at=row["changed_at"],
            work_order_title=row["work_order_title"],
            project_name=row["project_name"],
            contractor_name=row["contractor_name"],
        )
        for row in rows
    ]
