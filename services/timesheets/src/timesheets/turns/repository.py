"""SQL of work that waits for approval: by project, and what is to be put to the next approver."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from chassis.conditions import Conditions
from chassis.uow import UnitOfWork
from contracts.ids import CompanyId, EntryId, PersonId, ProjectId
from timesheets.work import repository
from timesheets.work.model import LoggedWork

_MOST_PROJECTS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingProject:
    """Work of a project that waits. `asked_all_since`: since when nobody is left to put it to."""

    project_id: ProjectId
    company_id: CompanyId
    count: int
    since: datetime
    asked_all_since: datetime | None


async def by_project(uow: UnitOfWork) -> list[WaitingProject]:
    """Every project of which work waits, that which waits longest first."""
    rows = await uow.fetch(
        f"""
        SELECT project_id, company_id, count(*) AS count, min(submitted_at) AS since,
               min(asked_all_at) AS asked_all_since
        FROM entries WHERE agency_id = $1 AND status = 'to_approval'
        GROUP BY project_id, company_id ORDER BY min(submitted_at), project_id
        LIMIT {_MOST_PROJECTS:d}
        """,
        uow.agency_id,
    )
    return [WaitingProject(**dict(row)) for row in rows]


@dataclass(frozen=True, slots=True)
class WaitingEntry:
    """An entry that waits, locked, and whose turn it is."""

    work: LoggedWork
    put_to: PersonId | None


async def lock_overdue(
    uow: UnitOfWork, *, asked_until: date, time_zone: str, limit: int
) -> list[WaitingEntry]:
    """Entries last put to somebody on that day of this zone or before, the oldest first."""
    rows = await uow.fetch(
        """
        SELECT entry_id, put_to FROM entries
        WHERE agency_id = $1 AND status = 'to_approval'
          AND coalesce(put_at, submitted_at) < ($2::date + 1)::timestamp AT TIME ZONE $3
        ORDER BY coalesce(put_at, submitted_at), entry_id LIMIT $4
        """,
        uow.agency_id,
        asked_until,
        time_zone,
        limit,
    )
    put_to: dict[UUID, PersonId | None] = {row["entry_id"]: row["put_to"] for row in rows}
    where = (
        Conditions()
        .add("e.agency_id = {}", uow.agency_id)
        .add("e.entry_id = ANY({}::uuid[])", list(put_to))
        # Nobody decided on it meanwhile.
        .add("e.status = 'to_approval'")
    )
    found = await repository.lock(uow, where, limit=limit)
    return [WaitingEntry(one, put_to[one.entry_id]) for one in found]


async def put_to(uow: UnitOfWork, entry_ids: list[EntryId], person_id: PersonId | None) -> None:
    """From now on these are asked of this person; None: there is nobody left to ask."""
    await uow.execute(
        """
        UPDATE entries SET put_at = $3, put_to = coalesce($4, put_to),
            asked_all_at = CASE WHEN $4::uuid IS NULL THEN coalesce(asked_all_at, $3) END
        WHERE agency_id = $1 AND entry_id = ANY($2::uuid[])
        """,
        uow.agency_id,
        entry_ids,
        uow.now,
        person_id,
    )
