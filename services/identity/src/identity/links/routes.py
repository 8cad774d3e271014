"""One-time links over HTTP. A GET never acts: scanners follow links."""

from fastapi import APIRouter, Response

from chassis.http import Uow, open_router
from identity.links import actions
from identity.links.model import Purpose
from identity.links.schemas import AcceptInvitationBody, LinkBody, LinkDetails
from identity.people import sign_up
from identity.sessions import actions as sessions
from identity.sessions.model import StartedBy
from identity.sessions.schemas import SessionStarted
from identity.units import ClientOfRequest, UnitsOfRequest, enter

router = open_router(tags=["links"])
sign_up_router = APIRouter(tags=["links"])


@router.post("/links/inspect")
async def inspect(body: LinkBody, uow: Uow) -> LinkDetails:
    """What the link leads to, and whether it still does. Uses nothing up."""
    await enter(uow, body.agency)
    return LinkDetails.of(await actions.inspect(uow, body.token))


@router.post("/links/renew", status_code=202)
async def renew(body: LinkBody, uow: Uow) -> Response:
    """Mail a new link to the address that this one was for. The same answer whatever it is."""
    await enter(uow, body.agency)
    await actions.renew(uow, body.token)
    return Response(status_code=202)


@router.post("/login-links/accept")
async def accept_login_link(body: LinkBody, uow: Uow, client: ClientOfRequest) -> SessionStarted:
    """Sign in by a login link, once."""
    await enter(uow, body.agency)
    person = await actions.use_up(uow, body.token, Purpose.LOGIN)
    started = await sessions.start(uow, person, StartedBy.LOGIN_LINK, client=client)
    return SessionStarted.of(started)


@sign_up_router.post("/invitations/accept")
async def accept_invitation(
    body: AcceptInvitationBody, units: UnitsOfRequest, client: ClientOfRequest
) -> SessionStarted:
    """Sign up: set the password, accept the terms, be signed in."""
    async with units.at(body.agency) as uow:
        await sign_up.check(
            uow, body.token, password=body.password, terms_version=body.terms_version
        )
    hashed = await units.passwords.hash(body.password)
    async with units.at(body.agency) as uow:
        started = await sign_up.finish(
            uow, body.token, hashed=hashed, terms_version=body.terms_version, client=client
        )
    return SessionStarted.of(started)
