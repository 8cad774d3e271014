"""Agencies, companies and people as identity last told of them."""

from collections.abc import Container, Iterable, Sequence
from uuid import UUID

from chassis.consumer import EventVersion
from chassis.errors import NotYetError
from chassis.names import NamedTable, names_in
from chassis.uow import UnitOfWork
from contracts.events.identity import Agency, Company, Person
from contracts.events.timesheets import Project
from contracts.ids import CompanyId, ProjectId

_NEWER = (
    " DO UPDATE SET body = excluded.body, told_at = excluded.told_at, told_by = excluded.told_by"
    " WHERE (excluded.told_at, excluded.told_by) > ({table}.told_at, {table}.told_by)"
)
_SAVE_AGENCY = (
    "INSERT INTO agencies (agency_id, body, told_at, told_by) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (agency_id)" + _NEWER.format(table="agencies")
)
_SAVE_COMPANY = (
    "INSERT INTO companies (agency_id, company_id, body, told_at, told_by)"
    " VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (agency_id, company_id)" + _NEWER.format(table="companies")
)
_SAVE_PROJECT = (
    "INSERT INTO projects (agency_id, project_id, company_id, name, told_at, told_by)"
    " VALUES ($1, $2, $3, $4, $5, $6)"
    " ON CONFLICT (agency_id, project_id) DO UPDATE SET company_id = excluded.company_id,"
    " name = excluded.name, told_at = excluded.told_at, told_by = excluded.told_by"
    " WHERE (excluded.told_at, excluded.told_by) > (projects.told_at, projects.told_by)"
)
_SAVE_PERSON = (
    "INSERT INTO people (agency_id, person_id, body, told_at, told_by)"
    " VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (agency_id, person_id)" + _NEWER.format(table="people")
)


_NAMED = (
    NamedTable("people", "person_id", "body->>'name'"),
    NamedTable("companies", "company_id", "body->>'name'"),
    NamedTable("projects", "project_id"),
)


async def save_agency(uow: UnitOfWork, agency: Agency, told: EventVersion) -> None:
    """Keep the newest state of the agency."""
    await uow.execute(_SAVE_AGENCY, uow.agency_id, agency.model_dump(mode="json"), *told)


async def save_companies(uow: UnitOfWork, told: Sequence[tuple[Company, EventVersion]]) -> None:
    """Keep the newest state of each company."""
    rows = [(uow.agency_id, x.company_id, x.model_dump(mode="json"), *at) for x, at in told]
    await uow.executemany(_SAVE_COMPANY, rows)


async def save_projects(uow: UnitOfWork, told: Sequence[tuple[Project, EventVersion]]) -> None:
    """Keep the newest state of each project."""
    rows = [(uow.agency_id, x.project_id, x.company_id, x.name, *at) for x, at in told]
    await uow.executemany(_SAVE_PROJECT, rows)


async def company_of_project(uow: UnitOfWork, project_id: ProjectId) -> CompanyId | None:
    """Whose project it is; None for one that is not known."""
    return await uow.fetchval(
        "SELECT company_id FROM projects WHERE agency_id = $1 AND project_id = $2",
        uow.agency_id,
        project_id,
    )


async def company(uow: UnitOfWork, company_id: CompanyId) -> Company | None:
    """A company; None for one that is not known."""
    body = await uow.fetchval(
        "SELECT body FROM companies WHERE agency_id = $1 AND company_id = $2",
        uow.agency_id,
        company_id,
    )
    return None if body is None else Company.model_validate(body)


async def contacts_of(uow: UnitOfWork, company_id: CompanyId) -> list[Person]:
    """The contacts of a company who can sign in, by name."""
    rows = await uow.fetch(
        "SELECT body FROM people WHERE agency_id = $1"
        " AND body->'contact'->>'company_id' = $2 AND body->>'status' = 'active'"
        " ORDER BY body->>'name', person_id",
        uow.agency_id,
        str(company_id),
    )
    return [Person.model_validate(row["body"]) for row in rows]


async def save_people(uow: UnitOfWork, told: Sequence[tuple[Person, EventVersion]]) -> None:
    """Keep the newest state of each person."""
    rows = [(uow.agency_id, x.person_id, x.model_dump(mode="json"), *at) for x, at in told]
    await uow.executemany(_SAVE_PERSON, rows)


async def agency(uow: UnitOfWork) -> Agency:
    """The agency of this unit. Raises NotYetError before identity has told of it."""
    body = await uow.fetchval("SELECT body FROM agencies WHERE agency_id = $1", uow.agency_id)
    if body is None:
        raise NotYetError(f"agency {uow.agency_id}")
    return Agency.model_validate(body)


async def companies(uow: UnitOfWork, ids: Iterable[UUID]) -> dict[UUID, Company]:
    """These companies, by id. Raises NotYetError that names the first missing one."""
    wanted = sorted(set(ids))
    rows = await uow.fetch(
        "SELECT company_id, body FROM companies WHERE agency_id = $1 AND company_id = ANY($2)",
        uow.agency_id,
        wanted,
    )
    found = {row["company_id"]: Company.model_validate(row["body"]) for row in rows}
    _require_all("company", wanted, found)
    return found


async def people(uow: UnitOfWork, ids: Iterable[UUID]) -> dict[UUID, Person]:
    """These people, by id. Raises NotYetError that names the first missing one."""
    wanted = sorted(set(ids))
    rows = await uow.fetch(
        "SELECT person_id, body FROM people WHERE agency_id = $1 AND person_id = ANY($2)",
        uow.agency_id,
        wanted,
    )
    found = {row["person_id"]: Person.model_validate(row["body"]) for row in rows}
    _require_all("person", wanted, found)
    return found


def _require_all(kind: str, wanted: Iterable[UUID], found: Container[UUID]) -> None:
    for ident in wanted:
        if ident not in found:
            raise NotYetError(f"{kind} {ident}")


async def names_of(uow: UnitOfWork, ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of those of these ids that are people's, companies' or projects'."""
    return await names_in(uow, _NAMED, ids)
