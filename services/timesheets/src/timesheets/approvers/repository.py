"""All SQL of who could approve."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from chassis.uow import UnitOfWork
from contracts.access import Permission, Portal, Scope
from contracts.events.identity import PersonStatus, StandIn
from contracts.ids import CompanyId, PersonId, ProjectId
from timesheets.approvers.model import ApprovedProject, Contact

if TYPE_CHECKING:
    from asyncpg import Record


async def contacts_of(uow: UnitOfWork, company_ids: Collection[CompanyId]) -> list[Contact]:
    """The contacts of these companies who can sign in and approve, or stand in for who approves."""
    rows = await uow.fetch(
        """
        SELECT p.person_id, p.name, p.company_id, p.scope, p.permissions, p.project_ids, p.stand_ins
        FROM people p
        WHERE p.agency_id = $1 AND p.company_id = ANY($2::uuid[]) AND p.portal = $3
          AND p.status = $4
          AND ($5 = ANY(p.permissions) OR EXISTS (
              SELECT FROM people a, jsonb_array_elements(a.stand_ins) s
              WHERE a.agency_id = $1 AND a.company_id = p.company_id
                AND (s->>'person_id')::uuid = p.person_id))
        """,
        uow.agency_id,
        list(company_ids),
        Portal.CUSTOMER,
        PersonStatus.ACTIVE,
        Permission.WORK_APPROVE,
    )
    return [_contact(row) for row in rows]


async def contact(uow: UnitOfWork, person_id: PersonId) -> Contact | None:
    """One contact who can sign in; None: there is no such one, or not any more."""
    row = await uow.fetchrow(
        """
        SELECT person_id, name, company_id, scope, permissions, project_ids, stand_ins
        FROM people
        WHERE agency_id = $1 AND person_id = $2 AND portal = $3 AND status = $4
          AND company_id IS NOT NULL
        """,
        uow.agency_id,
        person_id,
        Portal.CUSTOMER,
        PersonStatus.ACTIVE,
    )
    return _contact(row) if row else None


async def projects(
    uow: UnitOfWork, project_ids: Collection[ProjectId]
) -> dict[ProjectId, ApprovedProject]:
    """These projects, with whom they name."""
    rows = await uow.fetch(
        """
        SELECT project_id, company_id, contact_ids FROM projects
        WHERE agency_id = $1 AND project_id = ANY($2::uuid[])
        """,
        uow.agency_id,
        list(project_ids),
    )
    return {
        ProjectId(row["project_id"]): ApprovedProject(
            project_id=ProjectId(row["project_id"]),
            company_id=CompanyId(row["company_id"]),
            contact_ids=tuple(PersonId(each) for each in row["contact_ids"]),
        )
        for row in rows
    }


async def staff_to_ask(uow: UnitOfWork) -> str | None:
    """The name of staff who can approve on a contact's behalf, where no contact can."""
    return await uow.fetchval(
        """
        SELECT name FROM people
        WHERE agency_id = $1 AND portal = $2 AND status = $3 AND $4 = ANY(permissions)
        ORDER BY lower(name), person_id LIMIT 1
        """,
        uow.agency_id,
        Portal.AGENCY,
        PersonStatus.ACTIVE,
        Permission.WORK_MANAGE,
    )


async def names(uow: UnitOfWork, ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Names of people."""
    rows = await uow.fetch(
        "SELECT person_id, name FROM people WHERE agency_id = $1 AND person_id = ANY($2::uuid[])",
        uow.agency_id,
        list(ids),
    )
    return {row["person_id"]: row["name"] for row in rows}


def _contact(row: "Record") -> Contact:
    return Contact(
        person_id=PersonId(row["person_id"]),
        name=row["name"],
        company_id=CompanyId(row["company_id"]),
        scope=Scope(row["scope"]),
        # One that this code does not know yet gives nothing here.
        permissions=frozenset(
            Permission(each) for each in row["permissions"] if each in set(Permission)
        ),
        project_ids=frozenset(ProjectId(each) for each in row["project_ids"]),
        stand_ins=tuple(StandIn.model_validate(each) for each in row["stand_ins"]),
    )
