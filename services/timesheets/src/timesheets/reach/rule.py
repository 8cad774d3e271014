"""Who sees which logged work: the rule is `contracts.reach`, this is its SQL.

A contact's pass names the projects that identity knows of. A project that names the contact counts
from the moment in which it does, which is a little before the pass can say so.
"""

from collections.abc import Mapping
from dataclasses import replace

from chassis.actor import Actor
from chassis.conditions import Conditions
from chassis.errors import ForbiddenError
from chassis.uow import UnitOfWork
from contracts.access import Permission, Portal, Scope
from contracts.ids import CompanyId, PersonId, ProjectId
from contracts.reach import Parties, Principal, Reach, Subject, stands_in_for
from timesheets.reach import repository

# A draft is the contractor's own; a customer sees work from the day it was handed in.
SEEN_BY_CONTACTS = ("to_approval", "returned", "approved", "invoiced")


def is_contacts(reach: Reach) -> bool:
    """Whether it is a customer who looks."""
    return reach.company_id is not None


def narrow(where: Conditions, reach: Reach) -> Conditions:
    """Add to `where`, which speaks of entries as `e`, what keeps it within reach."""
    where.given("e.contractor_id = {}", reach.contractor_id)
    where.given("e.company_id = {}", reach.company_id)
    if reach.project_ids is not None:
        where.add("e.project_id = ANY({}::uuid[])", sorted(reach.project_ids))
    if is_contacts(reach):
        where.add("e.status = ANY({}::text[])", list(SEEN_BY_CONTACTS))
    return where


async def _assigned(uow: UnitOfWork, actor: Actor) -> Actor:
    """The actor, with every project that a contact is assigned to, by the pass or by itself.

    So it is with the contacts in whose place they act.
    """
    if actor.company_id is None:
        return actor
    if actor.scope not in {None, Scope.COMPANY}:
        named = await repository.projects_of_contact(
            uow, actor.company_id, actor.person, actor.project_ids
        )
        actor = replace(actor, project_ids=named)
    if actor.stands_in_for:
        lent = [await _principal(uow, actor, one) for one in actor.stands_in_for]
        actor = replace(actor, stands_in_for=tuple(lent))
    return actor


async def _principal(uow: UnitOfWork, actor: Actor, principal: Principal) -> Principal:
    if actor.company_id is None or principal.scope is Scope.COMPANY:
        return principal
    named = await repository.projects_of_contact(
        uow, actor.company_id, principal.person_id, principal.project_ids
    )
    return replace(principal, project_ids=named)


async def places_taken(
    uow: UnitOfWork, company_of: Mapping[ProjectId, CompanyId]
) -> dict[ProjectId, PersonId]:
    """In whose place the actor approves work of each of these projects; own right: not in it."""
    actor = await _assigned(uow, uow.actor)
    found = {
        project_id: stands_in_for(
            actor, Parties(company_id=company_id, project_ids=frozenset({project_id}))
        )
        for project_id, company_id in company_of.items()
    }
    return {project_id: person for project_id, person in found.items() if person is not None}


def sees_bills(actor: Actor) -> bool:
    """Whether somebody who reviews work is shown what it is billed with.

    Who stands in sees it where the other would, too: of neither more than each may see.
    """
    if actor.portal is Portal.AGENCY:
        return True
    return actor.may(Permission.INVOICES_VIEW) and all(
        Permission.INVOICES_VIEW in one.permissions for one in actor.stands_in_for
    )


async def reach_to_view(uow: UnitOfWork) -> Reach:
    """What a contact or staff may see. Raises ForbiddenError."""
    return _of_others((await _assigned(uow, uow.actor)).reach(Subject.WORK))


async def reach_to_approve(uow: UnitOfWork) -> Reach:
    """What a contact may approve or return, staff on their behalf. Raises ForbiddenError."""
    return _of_others((await _assigned(uow, uow.actor)).reach(Subject.APPROVALS))


async def reach_to_jobs(uow: UnitOfWork, actor: Actor) -> Reach:
    """Which planned shifts somebody of the unit's agency sees. Raises ForbiddenError."""
    return (await _assigned(uow, actor)).reach(Subject.JOBS)


def own_reach(uow: UnitOfWork) -> Reach:
    """A contractor's own work. Raises ForbiddenError."""
    reach = uow.actor.reach(Subject.WORK)
    if reach.contractor_id is None:
        raise ForbiddenError("only a contractor has work of their own")
    return reach


def _of_others(reach: Reach) -> Reach:
    # What contacts and staff are shown of an entry is not what its contractor is shown.
    if reach.contractor_id is not None:
        raise ForbiddenError("this is for those who review work")
    return reach
