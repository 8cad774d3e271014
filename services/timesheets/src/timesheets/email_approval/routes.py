"""What the page behind an e-mail's link asks. Both are POST: what only fetches, decides nothing."""

from typing import Annotated

from fastapi import Depends, Request

from chassis.http import Uow, open_router
from chassis.http.throttle import Throttle, network_of
from chassis.uow import UnitOfWork
from timesheets.email_approval import actions
from timesheets.email_approval.schemas import DecideBody, LinkDetails, ShownLinkBody

router = open_router(prefix="/approval-links", tags=["approval links"])


async def _network(request: Request) -> str:
    return network_of(request.headers.get("x-forwarded-for", ""))


NetworkOfRequest = Annotated[str, Depends(_network)]


@router.post("/inspect")
async def inspect_approval_link(
    body: ShownLinkBody, uow: Uow, network: NetworkOfRequest
) -> LinkDetails:
    """What a link is about, or why it is over. Looking at it changes nothing.

    429 for a network that asks too often.
    """
    await _enter(uow, body, network)
    return await actions.inspect(uow, body.token)


@router.post("/decide")
async def decide_by_link(body: DecideBody, uow: Uow, network: NetworkOfRequest) -> LinkDetails:
    """Approve or return what the link is about, as the person that it was sent to; once.

    409 with the `state` of a link that is over. An approval can be taken back after signing in, for
    the agency's undo time.
    """
    await _enter(uow, body, network)
    return await actions.decide(uow, body)


async def _enter(uow: UnitOfWork, body: ShownLinkBody, network: str) -> None:
    uow.resource(Throttle).admit(f"{body.agency_id} {network}", uow.now)
    await uow.enter_agency(body.agency_id)
