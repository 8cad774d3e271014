"""Naming a stand-in and ending it: by the approver, or by staff who may touch that login."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from chassis.errors import ForbiddenError, NotFoundError
from chassis.ids import new_id
from chassis.uow import UnitOfWork
from contracts.access import Permission, Portal
from contracts.events.identity import StandIn, StandInEnded, StandInNamed
from contracts.ids import PersonId
from identity.people import actions as people
from identity.people import repository as people_rows
from identity.people.model import Person
from identity.stand_ins import repository
from identity.stand_ins.model import NamedStandIn, can_be_stood_in_for, check

MOST_COLLEAGUES = 500


async def name(
    uow: UnitOfWork, approver_id: PersonId, *, person_id: PersonId, from_on: date, until_on: date
) -> StandIn:
    """Somebody approves in this person's place, from a day to a day.

    Raises ForbiddenError, InvalidError, UnknownColleagueError, NotAnApproverError,
    StandInTakenError or StandInAwayError.
    """
    if approver_id == uow.actor.person:
        uow.actor.require(Permission.WORK_APPROVE)
    approver, person = await _locked(uow, approver_id, person_id)
    wanted = StandIn(stand_in_id=new_id(), person_id=person_id, from_on=from_on, until_on=until_on)
    check(approver, person, wanted, await repository.today(uow))
    await repository.add(uow, approver_id, wanted)
    # Before what is said of the approver: the count goes up with the row that tells who it is.
    await people_rows.outdate_passes(uow, approver_id)
    named = await people_rows.get(uow, approver_id)
    uow.record(StandInNamed(person=named.value, stand_in=wanted, named_by=uow.actor.person))
    return wanted


async def end(uow: UnitOfWork, approver_id: PersonId, stand_in_id: UUID) -> None:
    """Nobody stands in any more, from this moment on. Raises NotFoundError."""
    await _locked(uow, approver_id, None)
    # As long as it holds, so that the passes of who stands in are among those that are over.
    await people_rows.outdate_passes(uow, approver_id)
    ended = await repository.end(uow, approver_id, stand_in_id)
    if ended is None:
        raise NotFoundError("stand-in", stand_in_id)
    approver = await people_rows.get(uow, approver_id)
    uow.record(StandInEnded(person=approver.value, stand_in=ended, ended_by=uow.actor.person))


async def of(uow: UnitOfWork, approver_id: PersonId) -> Sequence[NamedStandIn]:
    """Who stands in for this person, now or later. Raises ForbiddenError."""
    _require_business(uow, approver_id)
    return await repository.not_over(uow, approver_id=approver_id)


async def for_whom(uow: UnitOfWork) -> Sequence[NamedStandIn]:
    """For whom the actor stands in, now or later."""
    return await repository.not_over(uow, person_id=uow.actor.person)


async def colleagues(uow: UnitOfWork, approver_id: PersonId) -> Sequence[tuple[PersonId, str]]:
    """Who could stand in for this person, by name. Raises ForbiddenError or NotFoundError."""
    _require_business(uow, approver_id)
    approver = await people_rows.get(uow, approver_id)
    if not can_be_stood_in_for(approver) or approver.access.contact is None:
        return []
    return await repository.colleagues(
        uow, approver.access.contact.company_id, but=approver_id, limit=MOST_COLLEAGUES
    )


def _require_business(uow: UnitOfWork, approver_id: PersonId) -> None:
    """A contact looks after the own stand-ins, staff after everybody's. Raises ForbiddenError."""
    if approver_id != uow.actor.person:
        uow.actor.require(Permission.PEOPLE_MANAGE)
    elif uow.actor.portal is not Portal.CUSTOMER:
        raise ForbiddenError("only a contact has stand-ins")


async def _locked(
    uow: UnitOfWork, approver_id: PersonId, person_id: PersonId | None
) -> tuple[Person, Person | None]:
    """Approver and stand-in, locked; and nobody else of their company names one meanwhile."""
    actor_id = uow.actor.person
    _require_business(uow, approver_id)
    named = {actor_id, approver_id} | ({person_id} if person_id else set())
    found = await people_rows.get_all_for_update(uow, sorted(named))
    if approver_id not in found:
        raise NotFoundError("person", approver_id)
    if approver_id != actor_id:
        await people.get_to_touch(uow, approver_id)
    contact = found[approver_id].access.contact
    if contact is None:
        return found[approver_id], None
    await repository.one_at_a_time(uow, contact.company_id)
    # What others of the company named while this one waited.
    found = await people_rows.get_all_for_update(uow, sorted(named))
    return found[approver_id], found.get(person_id) if person_id else None
