"""Commands on logins over HTTP: for staff who manage people.

What answers with a secret is no tenant route: an answer under an Idempotency-Key is kept in the
database, and these must not be.
"""

from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from chassis.fields import AddressBody
from chassis.http import Uow, tenant_router
from chassis.http.idempotency import HEADER, earlier_answer, remember
from chassis.uow import UnitOfWork
from contracts.events.identity import Address
from contracts.ids import PersonId
from identity.administration import actions
from identity.administration.actions import AlreadyToldError
from identity.administration.schemas import (
    AccessBody,
    EndSessionsResult,
    InvitationBody,
    TemporaryPasswordDetails,
)
from identity.passwords.hashing import Passwords
from identity.people.schemas import PersonDetails
from identity.temporary_passwords.model import canonical, new_password
from identity.units import ActorOfPass, UnitsOfRequest

router = tenant_router(prefix="/people", tags=["people"])
secrets_router = APIRouter(prefix="/people", tags=["people"])


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
    """Mail a new invitation; the one before and a temporary password are over from now on."""
    return PersonDetails.of(await actions.invite_again(uow, person_id))


@secrets_router.post("/{person_id}/temporary-password", status_code=201)
async def tell_temporary_password(
    person_id: PersonId, request: Request, units: UnitsOfRequest, actor: ActorOfPass
) -> TemporaryPasswordDetails:
    """A password to be told to who is invited. It is answered here, once, and signs nobody in.

    Typed at the login page it leads to sign-up, where a new one has to be set. One before is over.
    Sent again under the same Idempotency-Key it is 409 `already_told`, and nothing is changed.
    """
    temporary = new_password()
    async with units.resource(Passwords).turn() as hasher:
        async with units.by(actor) as uow:
            await actions.require_may_tell(uow, person_id)
        hashed = await hasher.hash(canonical(temporary))
        async with units.by(actor) as uow:
            await _claim(uow, request)
            told = await actions.tell_temporary_password(uow, person_id, hashed)
    return TemporaryPasswordDetails(temporary_password=temporary, expires_at=told.expires_at)


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


@router.put("/{person_id}/address")
async def change_address(person_id: PersonId, body: AddressBody, uow: Uow) -> PersonDetails:
    """A contractor's address. Country and region decide taxes on what is paid from now on."""
    address = Address(**dict(body))
    return PersonDetails.of(await actions.change_address(uow, person_id, address))


async def _claim(uow: UnitOfWork, request: Request) -> None:
    """Of two clicks one is answered. Raises AlreadyToldError for the other."""
    key = request.headers.get(HEADER)
    if not key:
        return
    route = f"{request.method} {request.url.path}"
    if await earlier_answer(uow, route=route, key=key, body=b"") is not None:
        raise AlreadyToldError
    # Of the answer its status alone is kept.
    kept = Response(status_code=HTTPStatus.CREATED)
    await remember(uow, route=route, key=key, response=kept)
