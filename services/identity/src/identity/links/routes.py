"""One-time links over HTTP. A GET never acts: scanners follow links."""

from chassis.http import Uow, open_router
from identity.known_browsers.actions import count_request
from identity.links import actions
from identity.links.model import LinkState
from identity.links.schemas import LinkBody, LinkDetails, RenewalDetails
from identity.throttling.model import Counter
from identity.units import ClientOfRequest, enter

router = open_router(tags=["links"])


@router.post("/links/inspect")
async def inspect(body: LinkBody, uow: Uow, client: ClientOfRequest) -> LinkDetails:
    """What the link leads to, and whether it still does. Uses nothing up."""
    await enter(uow, body.agency)
    found = await actions.inspect(uow, body.token)
    if found.state is LinkState.UNKNOWN:
        await count_request(uow, Counter.LINKS, client)
    return LinkDetails.of(found)


@router.post("/links/renew", status_code=202)
async def renew(body: LinkBody, uow: Uow, client: ClientOfRequest) -> RenewalDetails:
    """Mail a new link to the address that this one was for. An unknown one is answered alike."""
    await enter(uow, body.agency)
    await count_request(uow, Counter.LINKS, client)
    return RenewalDetails(outlook=await actions.renew(uow, body.token))
