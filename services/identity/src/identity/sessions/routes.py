"""Sessions over HTTP."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from chassis.http import Uow, open_router, tenant_router
from identity.agencies import repository as agencies
from identity.people import repository as people
from identity.people.schemas import PersonDetails
from identity.sessions import actions
from identity.sessions.model import EndReason
from identity.sessions.passes import PassIssuer
from identity.sessions.schemas import (
    EndAllBody,
    EndedSessions,
    EndOtherSessionsResult,
    Me,
    OwnSessions,
    PassBody,
    PassDetails,
    PrincipalDetails,
    SessionBody,
    SessionDetails,
)
from identity.units import UnitsOfRequest, enter

keys_router = APIRouter(tags=["sessions"])
ended_router = open_router(tags=["sessions"])
router = open_router(tags=["sessions"])
me_router = tenant_router(prefix="/me", tags=["me"])


@keys_router.get("/.well-known/jwks.json")
async def jwks(units: UnitsOfRequest, response: Response) -> dict[str, Any]:
    """The keys that passes are verified with."""
    response.headers["Cache-Control"] = "public, max-age=60"
    return units.runtime.resource(PassIssuer).jwks


@ended_router.get("/.well-known/ended-sessions.json")
async def ended(uow: Uow, response: Response) -> EndedSessions:
    """Sessions that have ended and people whose access has changed lately: passes that are over."""
    response.headers["Cache-Control"] = "no-store"
    return EndedSessions(
        sessions=await actions.ended_lately(uow),
        people=await actions.access_changed_lately(uow),
    )


@router.post("/sessions/pass")
async def exchange(body: PassBody, uow: Uow) -> PassDetails:
    """A pass of a minute for the session."""
    tenant = await enter(uow, body.agency)
    agency = tenant.agency
    admitted = await actions.exchange(
        uow,
        body.session_token,
        idle_after=timedelta(minutes=agency.session_idle_minutes),
        in_use=body.in_use,
    )
    return PassDetails.of(admitted, agency)


@router.post("/logout", status_code=204)
async def logout(body: SessionBody, uow: Uow) -> Response:
    """End the session. The same answer whether or not there was one."""
    await enter(uow, body.agency)
    await actions.end(uow, body.session_token, EndReason.SIGNED_OUT)
    return Response(status_code=204)


@me_router.get("")
async def me(uow: Uow) -> Me:
    """Who I am, and where."""
    person = await people.get(uow, uow.actor.person)
    tenant = await agencies.get(uow, uow.agency_id)
    return Me(
        person=PersonDetails.of(person),
        agency=tenant.agency,
        stands_in_for=[
            PrincipalDetails.of(each) for each in await people.stands_in_for(uow, person)
        ],
    )


@me_router.get("/sessions")
async def own(uow: Uow) -> OwnSessions:
    """Where I am signed in, the one used last first."""
    agency = (await agencies.get(uow, uow.agency_id)).agency
    found = await actions.own(uow, idle_after=timedelta(minutes=agency.session_idle_minutes))
    return OwnSessions(items=[SessionDetails.of(s, current=uow.actor.session_id) for s in found])


@me_router.post("/sessions/end-all")
async def end_all(body: EndAllBody, uow: Uow) -> EndOtherSessionsResult:
    """Sign me out everywhere, here too unless told otherwise."""
    end = actions.end_everywhere if body.this_one else actions.end_others
    return EndOtherSessionsResult(ended=await end(uow))


@me_router.post("/sessions/{session_id}/end", status_code=204)
async def end_own(session_id: UUID, uow: Uow) -> Response:
    """Sign me out at one browser."""
    await actions.end_own(uow, session_id)
    return Response(status_code=204)
