"""All SQL of projects."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chassis.conditions import Conditions
from chassis.uow import UnitOfWork
from contracts.events.timesheets import Project
from contracts.ids import ProjectId

if TYPE_CHECKING:
    from asyncpg import Record

_COLUMNS = """
    p.project_id, p.company_id, p.code, p.name, p.time_zone, p.contact_ids,
    p.closed_at IS NOT NULL AS closed
"""


@dataclass(frozen=True, slots=True)
class NamedProject:
    """A project with the name of its company, empty while identity has not told it."""

    project: Project
    company_name: str


def _project(row: "Record") -> Project:
    return Project(
        project_id=row["project_id"],
        company_id=row["company_id"],
        code=row["code"],
        name=row["name"],
        time_zone=row["time_zone"],
        contact_ids=tuple(row["contact_ids"]),
        closed=row["closed"],
    )


async def add(uow: UnitOfWork, project: Project) -> ProjectId | None:
    """Insert a project. None, or the id of the one that has its code already."""
    added = await uow.fetchval(
        """
        INSERT INTO projects
            (agency_id, project_id, company_id, code, name, time_zone, contact_ids, closed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, CASE WHEN $8 THEN $9::timestamptz END)
        ON CONFLICT (agency_id, code) DO NOTHING
        RETURNING project_id
        """,
        uow.agency_id,
        project.project_id,
        project.company_id,
        project.code,
        project.name,
        project.time_zone,
        list(project.contact_ids),
        project.closed,
        uow.now,
    )
    if added is not None:
        return None
    return await uow.fetchval(
        "SELECT project_id FROM projects WHERE agency_id = $1 AND code = $2",
        uow.agency_id,
        project.code,
    )


async def get(uow: UnitOfWork, project_id: ProjectId, *, lock: bool = False) -> Project | None:
    """One project, locked against other writers if asked."""
    row = await uow.fetchrow(
        f"""
        SELECT {_COLUMNS} FROM projects p WHERE p.agency_id = $1 AND p.project_id = $2
        {"FOR UPDATE" if lock else ""}
        """,
        uow.agency_id,
        project_id,
    )
    return _project(row) if row else None


async def save(uow: UnitOfWork, project: Project) -> None:
    """Write what staff can change."""
    await uow.execute(
        """
        UPDATE projects SET name = $3, time_zone = $4, contact_ids = $5,
            closed_at = CASE WHEN $6 THEN coalesce(closed_at, $7) END
        WHERE agency_id = $1 AND project_id = $2
        """,
        uow.agency_id,
        project.project_id,
        project.name,
        project.time_zone,
        list(project.contact_ids),
        project.closed,
        uow.now,
    )


async def page(uow: UnitOfWork, where: Conditions, limit: int) -> list[NamedProject]:
    """Projects by code; `where` speaks of projects as `p`."""
    rows = await uow.fetch(
        f"""
        SELECT {_COLUMNS}, coalesce(c.name, '') AS company_name
        FROM projects p
        LEFT JOIN companies c ON c.agency_id = p.agency_id AND c.company_id = p.company_id
        WHERE {where.sql}
        ORDER BY p.code LIMIT {limit:d}
        """,
        *where.arguments,
    )
    return [NamedProject(_project(row), row["company_name"]) for row in rows]
