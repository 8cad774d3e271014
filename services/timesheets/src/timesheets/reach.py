"""How far a person's view of logged work reaches.

A contractor sees the own entries and no others; a contact those of the own company: of all its
projects, or of the projects that name the contact or that the contact's pass names; staff all of
the agency. What is out of reach does not exist for that person.
"""

from dataclasses import dataclass

from chassis.errors import ForbiddenError
from chassis.uow import UnitOfWork
from contracts.access import Permission, Portal, Scope
from contracts.ids import CompanyId, PersonId, ProjectId
from timesheets.projects import repository as projects
from timesheets.sql import Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What can be seen. None means that this does not narrow it."""

    contractor_id: PersonId | None = None
    company_id: CompanyId | None = None
    project_ids: frozenset[ProjectId] | None = None

    @property
    def is_contacts(self) -> bool:
        """Whether it is a customer who looks: drafts are not for customers."""
        return self.company_id is not None

    def narrow(self, where: Where) -> Where:
        """Add to `where`, which speaks of entries as `e`, what keeps it within reach."""
        where.add_if_given("e.contractor_id = {}", self.contractor_id)
        where.add_if_given("e.company_id = {}", self.company_id)
        if self.project_ids is not None:
            where.add("e.project_id = ANY({}::uuid[])", list(self.project_ids))
        if self.is_contacts:
            where.add("e.status IN ('to_approval', 'returned', 'approved', 'invoiced')")
        return where


async def _reach(uow: UnitOfWork, contact_needs: Permission) -> Reach:
    actor = uow.actor
    if actor.portal is not Portal.CUSTOMER:
        actor.require(Permission.WORK_MANAGE)
        return Reach()
    actor.require(contact_needs)
    if actor.company_id is None:
        raise ForbiddenError("this contact has no company")
    if actor.scope is Scope.COMPANY:
        return Reach(company_id=actor.company_id)
    project_ids = await projects.ids_of_contact(
        uow, actor.company_id, actor.person, actor.project_ids
    )
    return Reach(company_id=actor.company_id, project_ids=project_ids)


async def reach_to_view(uow: UnitOfWork) -> Reach:
    """What a contact or staff may see. Raises ForbiddenError."""
    return await _reach(uow, Permission.WORK_VIEW)


async def reach_to_approve(uow: UnitOfWork) -> Reach:
    """What a contact may approve or return, staff on their behalf. Raises ForbiddenError."""
    return await _reach(uow, Permission.WORK_APPROVE)


def own_reach(uow: UnitOfWork) -> Reach:
    """A contractor's own work. Raises ForbiddenError."""
    uow.actor.require(Permission.OWN_WORK)
    return Reach(contractor_id=uow.actor.person)
