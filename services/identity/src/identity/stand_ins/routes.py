"""Stand-ins over HTTP: of oneself, and of a contact for staff who manage people."""

from typing import Any
from uuid import UUID

from fastapi import Response

from chassis.http import Uow, tenant_router
from chassis.uow import UnitOfWork
from contracts.ids import PersonId
from identity.stand_ins import actions, repository
from identity.stand_ins.schemas import (
    Colleague,
    OwnStandIns,
    StandInBody,
    StandInDetails,
    StandIns,
)

me_router = tenant_router(prefix="/me/stand-ins", tags=["stand-ins"])
router = tenant_router(prefix="/people/{person_id}/stand-ins", tags=["stand-ins"])


@me_router.get("")
async def own(uow: Uow) -> OwnStandIns:
    """Who approves work in my place, and in whose place I do; now and later."""
    today = await repository.today(uow)
    for_whom = await actions.for_whom(uow)
    return OwnStandIns(
        **await _of(uow, uow.actor.person),
        stands_in_for=[StandInDetails.of(one, today) for one in for_whom],
    )


@me_router.post("", status_code=201)
async def name_own(body: StandInBody, uow: Uow) -> StandIns:
    """Name who approves work in my place, for some days; also what waits by then."""
    return await _named(uow, uow.actor.person, body)


@me_router.post("/{stand_in_id}/end", status_code=204)
async def end_own(stand_in_id: UUID, uow: Uow) -> Response:
    """End it at once."""
    await actions.end(uow, uow.actor.person, stand_in_id)
    return Response(status_code=204)


@router.get("")
async def of_person(person_id: PersonId, uow: Uow) -> StandIns:
    """Who approves work in a contact's place, now and later."""
    return StandIns(**await _of(uow, person_id))


@router.post("", status_code=201)
async def name_for_person(person_id: PersonId, body: StandInBody, uow: Uow) -> StandIns:
    """Name who approves work in a contact's place."""
    return await _named(uow, person_id, body)


@router.post("/{stand_in_id}/end", status_code=204)
async def end_for_person(person_id: PersonId, stand_in_id: UUID, uow: Uow) -> Response:
    """End it at once."""
    await actions.end(uow, person_id, stand_in_id)
    return Response(status_code=204)


async def _named(uow: UnitOfWork, approver_id: PersonId, body: StandInBody) -> StandIns:
    await actions.name(
        uow,
        approver_id,
        person_id=body.person_id,
        from_on=body.from_on,
        until_on=body.until_on,
    )
    return StandIns(**await _of(uow, approver_id))


async def _of(uow: UnitOfWork, approver_id: PersonId) -> dict[str, Any]:
    today = await repository.today(uow)
    found = await actions.of(uow, approver_id)
    colleagues = await actions.colleagues(uow, approver_id)
    return {
        "today": today,
        "stand_ins": [StandInDetails.of(one, today) for one in found],
        "colleagues": [Colleague(person_id=who, name=name) for who, name in colleagues],
    }
