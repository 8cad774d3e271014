"""SQL of what a contact is assigned to."""

from chassis.uow import UnitOfWork
from contracts.ids import CompanyId, PersonId, ProjectId


async def projects_of_contact(
    uow: UnitOfWork, company_id: CompanyId, person_id: PersonId, assigned: frozenset[ProjectId]
) -> frozenset[ProjectId]:
    """The company's projects that name this contact, or that the contact's pass names."""
    rows = await uow.fetch(
        """
        SELECT project_id FROM projects
        WHERE agency_id = $1 AND company_id = $2
          AND ($3 = ANY(contact_ids) OR project_id = ANY($4::uuid[]))
        """,
        uow.agency_id,
        company_id,
        person_id,
        list(assigned),
    )
    return frozenset(row["project_id"] for row in rows)
