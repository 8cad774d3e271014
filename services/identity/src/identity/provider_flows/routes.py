"""Signing in by an account elsewhere, over HTTP."""

from fastapi import APIRouter

from chassis.errors import InvalidError
from contracts.access import Portal
from identity.provider_flows import actions, repository
from identity.provider_flows.model import Begun, Departure, SignInDeniedError, is_path_of
from identity.provider_flows.schemas import (
    FlowBegun,
    FlowBody,
    FlowFinished,
    LinkFlowBody,
    ReturnBody,
)
from identity.providers.client import OpenId
from identity.providers.model import ProviderRefusedError
from identity.sessions.actions import SignedIn
from identity.sessions.schemas import SessionStarted
from identity.sign_in.admission import Admission
from identity.sign_in.schemas import TicketDetails
from identity.units import ActorOfPass, ClientOfRequest, Units, UnitsOfRequest

router = APIRouter(tags=["sign-in"])
link_router = APIRouter(tags=["me"])


@router.post("/sign-in-flows")
async def begin(body: FlowBody, units: UnitsOfRequest, client: ClientOfRequest) -> FlowBegun:
    """Go to a provider to sign in or, with an invitation, to sign up."""
    departure = Departure(
        portal=body.portal,
        return_to=_path(body.portal, body.path),
        remember=body.remember,
        network=client.network,
        link_hash=actions.hash_of_link(body.link_token),
        terms_version=body.terms_version if body.link_token else None,
    )
    async with units.at(body.agency) as uow:
        begun = await actions.prepare(uow, departure, body.provider_id)
    url = await _authorize_url(units, begun)
    async with units.at(body.agency) as uow:
        await repository.add(uow, begun.flow)
    return _begun(begun, url)


@link_router.post("/me/sign-in-methods/link")
async def begin_to_link(
    body: LinkFlowBody, units: UnitsOfRequest, actor: ActorOfPass, client: ClientOfRequest
) -> FlowBegun:
    """Go to a provider to link an account. Needs a recent proof, and the session to stay."""
    portal = actor.portal or Portal.CONTRACTOR
    path = _path(portal, body.return_to or f"/{portal}")
    async with units.by(actor) as uow:
        begun = await actions.prepare_link(uow, body.provider_id, return_to=path, browser=client)
    url = await _authorize_url(units, begun)
    async with units.by(actor) as uow:
        await repository.add(uow, begun.flow)
    return _begun(begun, url)


@router.post("/sign-in-flows/return")
async def finish(body: ReturnBody, units: UnitsOfRequest, client: ClientOfRequest) -> FlowFinished:
    """The browser is back. A flow is finished once, and by the browser that began it."""
    async with units.at(body.agency) as uow:
        returned = await actions.take(uow, state=body.state, browser_token=body.browser_token)
    if body.code is None:
        raise SignInDeniedError if body.error == "access_denied" else ProviderRefusedError
    account = await units.runtime.resource(OpenId).redeem(
        returned.client, returned.flow.trip, code=body.code, issuer=body.issuer
    )
    async with units.at(body.agency) as uow:
        admission = await actions.arrive(
            uow, returned, account, browser=client, earlier_token=body.session_token
        )
    return _finished(returned, admission)


def _path(portal: Portal, path: str) -> str:
    if not is_path_of(portal, path):
        raise InvalidError(f"must be a path within /{portal}", field="return_to")
    return path


async def _authorize_url(units: Units, begun: Begun) -> str:
    return await units.runtime.resource(OpenId).authorize_url(begun.provider, begun.flow.trip)


def _begun(begun: Begun, url: str) -> FlowBegun:
    return FlowBegun(
        authorize_url=url,
        browser_token=begun.browser_token,
        portal=begun.flow.portal,
        expires_at=begun.flow.expires_at,
    )


def _finished(returned: actions.Returned, admission: Admission | None) -> FlowFinished:
    finished = FlowFinished(
        purpose=returned.flow.purpose,
        portal=returned.flow.portal,
        return_to=returned.flow.return_to,
        remember=returned.flow.remember,
    )
    if isinstance(admission, SignedIn):
        finished.session = SessionStarted.of(admission)
    elif admission is not None:
        finished.second_factor = TicketDetails.of(admission)
    return finished
