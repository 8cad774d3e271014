"""Commands on logins over HTTP: for staff who manage people."""

from chassis.http import Uow, tenant_router
from contracts.ids import PersonId
from identity.administration import actions
from identity.administration.schemas import AccessBody, EndSessionsResult, InvitationBody
from identity.people.schemas import PersonDetails

router = tenant_router(prefix="/people", tags=["people"])


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
async def end_sessions(person_id: PersonId, uow: Uow) -> EndSessionsResult:
    """Sign the person out everywhere."""
    return EndSessionsResult(person_id=person_id, ended=await actions.end_sessions(uow, person_id))


@router.post("/{person_id}/factors/reset")
async def reset_factors(person_id: PersonId, uow: Uow) -> EndSessionsResult:
    """Take all second factors away and sign the person out; needs a recent proof of who asks."""
    return EndSessionsResult(person_id=person_id, ended=await actions.reset_factors(uow, person_id))


@router.put("/{person_id}/access")
async def change_access(person_id: PersonId, body: AccessBody, uow: Uow) -> PersonDetails:
    """Give other permissions, or a contact another scope."""
    contact = body.contact.contact if body.contact else None
    person = await actions.change_access(
        uow, person_id, permissions=frozenset(body.permissions), contact=contact
    )
    return PersonDetails.of(person)
