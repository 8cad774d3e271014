"""One-time links over HTTP. A GET never acts: scanners follow links."""

from fastapi import APIRouter, Response

from chassis.http import Uow, open_router
from identity.links import actions
from identity.links.model import LinkState, Purpose
from identity.links.schemas import AcceptInvitationBody, LinkBody, LinkDetails
from identity.passwords.attempts import count_request
from identity.passwords.throttle import Counter
from identity.people import sign_up
from identity.sessions.admission import admit
from identity.sessions.model import StartedBy
from identity.sessions.schemas import SessionStarted, TicketDetails, admitted
from identity.sessions.signing_in import MAY_NEED_MORE
from identity.units import ClientOfRequest, UnitsOfRequest, enter

router = open_router(tags=["links"])
sign_up_router = APIRouter(tags=["links"])


@router.post("/links/inspect")
async def inspect(body: LinkBody, uow: Uow, client: ClientOfRequest) -> LinkDetails:
    """What the link leads to, and whether it still does. Uses nothing up."""
    await enter(uow, body.agency)
    found = await actions.inspect(uow, body.token)
    if found.state is LinkState.UNKNOWN:
        await count_request(uow, Counter.LINKS, client.network)
    return LinkDetails.of(found)


@router.post("/links/renew", status_code=202)
async def renew(body: LinkBody, uow: Uow, client: ClientOfRequest) -> Response:
    """Mail a new link to the address that this one was for. The same answer whatever it is."""
    await enter(uow, body.agency)
    await count_request(uow, Counter.LINKS, client.network)
    await actions.renew(uow, body.token)
    return Response(status_code=202)


@router.post("/login-links/accept", responses=MAY_NEED_MORE)
async def accept_login_link(
    body: LinkBody, uow: Uow, client: ClientOfRequest, response: Response
) -> SessionStarted | TicketDetails:
    """Sign in by a login link, once."""
    await enter(uow, body.agency)
    person = await actions.use_up(uow, body.token, Purpose.LOGIN)
    return admitted(await admit(uow, person, StartedBy.LOGIN_LINK, client=client), response)


@sign_up_router.post("/invitations/accept")
async def accept_invitation(
    body: AcceptInvitationBody, units: UnitsOfRequest, client: ClientOfRequest
) -> SessionStarted:
    """Sign up: set the password, accept the terms, be signed in."""
    async with units.passwords.turn() as hasher:
        async with units.at(body.agency) as uow:
            await sign_up.check(
                uow, body.token, password=body.password, terms_version=body.terms_version
            )
        hashed = await hasher.hash(body.password)
        async with units.at(body.agency) as uow:
            started = await sign_up.finish(
                uow, body.token, hashed=hashed, terms_version=body.terms_version, client=client
            )
    return SessionStarted.of(started)
