"""People over HTTP: for staff who manage them."""

from typing import Annotated

from fastapi import Query

from chassis.http import Uow, tenant_router
from chassis.paging import DEFAULT_LIMIT, MAX_LIMIT, Page, encode_cursor
from contracts.access import Portal
from contracts.events.identity import PersonStatus
from contracts.ids import PersonId
from identity import keys
from identity.fields import Search
from identity.people import actions
from identity.people.schemas import AccessBody, InvitationBody, PersonDetails, SessionsEnded

router = tenant_router(prefix="/people", tags=["people"])


@router.get("")
async def people(
    uow: Uow,
    portal: Portal | None = None,
    status: PersonStatus | None = None,
    q: Search | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
) -> Page[PersonDetails]:
    """People by name; `q` finds in names and addresses."""
    found = await actions.page(
        uow, portal=portal, status=status, q=q, cursor=cursor, limit=limit + 1
    )
    last = found[limit - 1] if len(found) > limit else None
    return Page(
        items=[PersonDetails.of(person) for person in found[:limit]],
        next_cursor=encode_cursor(keys.folded(last.name), last.id) if last else None,
    )


@router.post("", status_code=201)
async def invite(body: InvitationBody, uow: Uow) -> PersonDetails:
    """Create a login and mail the invitation."""
    person = await actions.invite(
        uow,
        portal=body.portal,
        email=body.email,
        name=body.name,
        language=body.language,
        access=body.access,
    )
    return PersonDetails.of(person)


@router.get("/{person_id}")
async def person(person_id: PersonId, uow: Uow) -> PersonDetails:
    """One person."""
    return PersonDetails.of(await actions.get(uow, person_id))


@router.post("/{person_id}/invitation", status_code=202)
async def invite_again(person_id: PersonId, uow: Uow) -> PersonDetails:
    """Mail a new invitation; the one before leads nowhere from now on."""
    return PersonDetails.of(await actions.invite_again(uow, person_id))


@router.post("/{person_id}/login-link", status_code=202)
async def send_login_link(person_id: PersonId, uow: Uow) -> PersonDetails:
    """Mail a link that signs the person in once."""
    return PersonDetails.of(await actions.send_login_link(uow, person_id))


@router.post("/{person_id}/deactivate")
async def deactivate(person_id: PersonId, uow: Uow) -> PersonDetails:
    """Nobody signs in as this person any more."""
    return PersonDetails.of(await actions.deactivate(uow, person_id))


@router.post("/{person_id}/sessions/end")
async def end_sessions(person_id: PersonId, uow: Uow) -> SessionsEnded:
    """Sign the person out everywhere."""
    return SessionsEnded(person_id=person_id, ended=await actions.end_sessions(uow, person_id))


@router.post("/{person_id}/factors/reset")
async def reset_factors(person_id: PersonId, uow: Uow) -> SessionsEnded:
    """Take all second factors away and sign the person out; needs a recent proof of who asks."""
    return SessionsEnded(person_id=person_id, ended=await actions.reset_factors(uow, person_id))


@router.put("/{person_id}/access")
async def change_access(person_id: PersonId, body: AccessBody, uow: Uow) -> PersonDetails:
    """Give other permissions, or a contact another scope."""
    person = await actions.change_access(
        uow, person_id, permissions=frozenset(body.permissions), contact=body.contact
    )
    return PersonDetails.of(person)
