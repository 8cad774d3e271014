"""Who sees which logged work: the rule is `contracts.reach`, this is its SQL.

A contact's pass names the projects that identity knows of. A project that names the contact counts
from the moment in which it does, which is a little before the pass can say so.
"""

from dataclasses import replace

from chassis.actor import Actor
from chassis.conditions import Conditions
from chassis.errors import ForbiddenError
from chassis.uow import UnitOfWork
from contracts.access import Scope
from contracts.reach import Reach, Subject
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
    """The actor, with every project that a contact is assigned to, by the pass or by itself."""
    if actor.company_id is None or actor.scope in {None, Scope.COMPANY}:
        return actor
    return replace(
        actor,
        project_ids=await repository.projects_of_contact(
            uow, actor.company_id, actor.person, actor.project_ids
        ),
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
