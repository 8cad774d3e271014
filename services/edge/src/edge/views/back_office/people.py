"""People and companies, for staff."""

from typing import Annotated

from fastapi import Query

from contracts.ids import CompanyId, PersonId
from edge.problems import ServiceName
from edge.routing import view_router
from edge.shapes.common import Page
from edge.shapes.people import (
    AccessRequest,
    CompaniesQuery,
    CompanyDetails,
    CompanyRequest,
    InvitationRequest,
    PeopleQuery,
    PersonDetails,
    SessionsEnded,
)
from edge.visit import StaffHere, VisitHere

router = view_router("agency", "/api/agency")


@router.get("/people")
async def list_people(
    caller: StaffHere, query: Annotated[PeopleQuery, Query()]
) -> Page[PersonDetails]:
    """People of every portal, by name."""
    return await caller.services.get(
        ServiceName.IDENTITY, "/people", Page[PersonDetails], query=query
    )


@router.post("/people", status_code=201)
async def invite_person(body: InvitationRequest, caller: StaffHere) -> PersonDetails:
    """Create a login and mail the invitation."""
    return await caller.services.send(
        ServiceName.IDENTITY, "POST", "/people", PersonDetails, body=body
    )


@router.get("/people/{person_id}")
async def show_person(person_id: PersonId, caller: StaffHere) -> PersonDetails:
    """One person."""
    return await caller.services.get(ServiceName.IDENTITY, f"/people/{person_id}", PersonDetails)


@router.post("/people/{person_id}/invitation", status_code=202)
async def resend_invitation(person_id: PersonId, caller: StaffHere) -> PersonDetails:
    """Mail a new invitation; the one before leads nowhere from now on."""
    return await caller.services.send(
        ServiceName.IDENTITY, "POST", f"/people/{person_id}/invitation", PersonDetails
    )


@router.post("/people/{person_id}/login-link", status_code=202)
async def send_login_link(person_id: PersonId, caller: StaffHere) -> PersonDetails:
    """Mail a link that signs the person in once."""
    return await caller.services.send(
        ServiceName.IDENTITY, "POST", f"/people/{person_id}/login-link", PersonDetails
    )


@router.post("/people/{person_id}/deactivate")
async def deactivate_person(
    person_id: PersonId, caller: StaffHere, visit: VisitHere
) -> PersonDetails:
    """Nobody signs in as this person any more; every session ends."""
    deactivated = await caller.services.send(
        ServiceName.IDENTITY, "POST", f"/people/{person_id}/deactivate", PersonDetails
    )
    visit.edge.hub.check_sessions_of(person_id)
    return deactivated


@router.post("/people/{person_id}/sessions/end")
async def end_sessions(person_id: PersonId, caller: StaffHere, visit: VisitHere) -> SessionsEnded:
    """Sign the person out everywhere."""
    ended = await caller.services.send(
        ServiceName.IDENTITY, "POST", f"/people/{person_id}/sessions/end", SessionsEnded
    )
    visit.edge.hub.check_sessions_of(person_id)
    return ended


@router.post("/people/{person_id}/factors/reset")
async def reset_second_factors(
    person_id: PersonId, caller: StaffHere, visit: VisitHere
) -> SessionsEnded:
    """Take all second factors away from who has lost them; every session ends.

    403 `recent_sign_in_needed` ten minutes after the sign-in of who asks; 409 where there is none.
    """
    ended = await caller.services.send(
        ServiceName.IDENTITY, "POST", f"/people/{person_id}/factors/reset", SessionsEnded
    )
    visit.edge.hub.check_sessions_of(person_id)
    return ended


@router.put("/people/{person_id}/access")
async def change_access(
    person_id: PersonId, body: AccessRequest, caller: StaffHere
) -> PersonDetails:
    """Give other permissions, or a contact another scope."""
    return await caller.services.send(
        ServiceName.IDENTITY, "PUT", f"/people/{person_id}/access", PersonDetails, body=body
    )


@router.get("/companies")
async def list_companies(
    caller: StaffHere, query: Annotated[CompaniesQuery, Query()]
) -> Page[CompanyDetails]:
    """The agency's customers, by name."""
    return await caller.services.get(
        ServiceName.IDENTITY, "/companies", Page[CompanyDetails], query=query
    )


@router.post("/companies", status_code=201)
async def add_company(body: CompanyRequest, caller: StaffHere) -> CompanyDetails:
    """Add a customer."""
    return await caller.services.send(
        ServiceName.IDENTITY, "POST", "/companies", CompanyDetails, body=body
    )


@router.get("/companies/{company_id}")
async def show_company(company_id: CompanyId, caller: StaffHere) -> CompanyDetails:
    """One customer."""
    return await caller.services.get(
        ServiceName.IDENTITY, f"/companies/{company_id}", CompanyDetails
    )


@router.put("/companies/{company_id}")
async def change_company(
    company_id: CompanyId, body: CompanyRequest, caller: StaffHere
) -> CompanyDetails:
    """Put other facts about a customer in place."""
    return await caller.services.send(
        ServiceName.IDENTITY, "PUT", f"/companies/{company_id}", CompanyDetails, body=body
    )
