"""Whom projects name, in the database."""

from collections.abc import Collection, Sequence
from uuid import UUID

from chassis.consumer import EventVersion
from chassis.names import NamedTable, names_in
from chassis.uow import UnitOfWork
from contracts.ids import CompanyId, PersonId, ProjectId

_NAMED = (
    NamedTable("people", "person_id"),
    NamedTable("companies", "company_id"),
    NamedTable("agencies", "agency_id"),
)


async def replace_contacts(
    uow: UnitOfWork,
    project_id: ProjectId,
    company_id: CompanyId,
    contact_ids: Sequence[PersonId],
    *,
    told: EventVersion,
) -> frozenset[PersonId] | None:
    """Keep whom the project names. Returns whom it named before; None: what is known is newer."""
    before = await uow.fetchrow(
        "SELECT contact_ids, told_at, told_by FROM project_contacts"
        " WHERE agency_id = $1 AND project_id = $2 FOR UPDATE",
        uow.agency_id,
        project_id,
    )
    if before is not None and (before["told_at"], before["told_by"]) >= told:
        return None
    await uow.execute(
        "INSERT INTO project_contacts"
        " (agency_id, project_id, company_id, contact_ids, told_at, told_by)"
        " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (agency_id, project_id) DO UPDATE"
        " SET company_id = excluded.company_id, contact_ids = excluded.contact_ids,"
        " told_at = excluded.told_at, told_by = excluded.told_by",
        uow.agency_id,
        project_id,
        company_id,
        list(contact_ids),
        *told,
    )
    named = before["contact_ids"] if before is not None else ()
    return frozenset(PersonId(person_id) for person_id in named)


async def names_of(uow: UnitOfWork, ids: Collection[UUID]) -> dict[UUID, str]:
    """The names of those of these ids that are people's, companies' or the agency's."""
    return await names_in(uow, _NAMED, ids)
