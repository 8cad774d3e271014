"""Signing in by an account elsewhere, and the own ways in, over HTTP."""

from uuid import UUID

from fastapi import APIRouter, Response

from chassis.errors import InvalidError
from chassis.http import Uow, tenant_router
from contracts.access import Portal
from identity.providers.client import OpenId
from identity.providers.model import ProviderRefusedError
from identity.sessions.actions import SignedIn
from identity.sessions.admission import Admission
from identity.sessions.schemas import SessionStarted, TicketDetails
from identity.sign_in_methods import actions, flow, flows
from identity.sign_in_methods.model import Begun, Departure, SignInDeniedError, is_path_of
from identity.sign_in_methods.schemas import (
    FlowBegun,
    FlowBody,
    FlowFinished,
    LinkFlowBody,
    OwnMethods,
    ReturnBody,
)
from identity.units import ActorOfPass, ClientOfRequest, Units, UnitsOfRequest

router = APIRouter(tags=["sign-in"])
me_router = tenant_router(prefix="/me/sign-in-methods", tags=["me"])
link_router = APIRouter(tags=["me"])


@router.post("/sign-in-flows")
async def begin(body: FlowBody, units: UnitsOfRequest, client: ClientOfRequest) -> FlowBegun:
    """Go to a provider to sign in or, with an invitation, to sign up."""
    departure = Departure(
        portal=body.portal,
        return_to=_path(body.portal, body.path),
        remember=body.remember,
        network=client.network,
        link_hash=flow.hash_of_link(body.link_token),
        terms_version=body.terms_version if body.link_token else None,
    )
    async with units.at(body.agency) as uow:
        begun = await flow.prepare(uow, departure, body.provider_id)
    url = await _authorize_url(units, begun)
    async with units.at(body.agency) as uow:
        await flows.add(uow, begun.flow)
    return _begun(begun, url)


@link_router.post("/me/sign-in-methods/link")
async def begin_to_link(
    body: LinkFlowBody, units: UnitsOfRequest, actor: ActorOfPass, client: ClientOfRequest
) -> FlowBegun:
    """Go to a provider to link an account. Needs a recent proof, and the session to stay."""
    portal = actor.portal or Portal.CONTRACTOR
    path = _path(portal, body.return_to or f"/{portal}")
    async with units.by(actor) as uow:
        begun = await flow.prepare_link(uow, body.provider_id, return_to=path, browser=client)
    url = await _authorize_url(units, begun)
    async with units.by(actor) as uow:
        await flows.add(uow, begun.flow)
    return _begun(begun, url)


@router.post("/sign-in-flows/return")
async def finish(body: ReturnBody, units: UnitsOfRequest, client: ClientOfRequest) -> FlowFinished:
    """The browser is back. A flow is finished once, and by the browser that began it."""
    async with units.at(body.agency) as uow:
        returned = await flow.take(uow, state=body.state, browser_token=body.browser_token)
    if body.code is None:
        raise SignInDeniedError if body.error == "access_denied" else ProviderRefusedError
    account = await units.runtime.resource(OpenId).redeem(
        returned.client, returned.flow.trip, code=body.code, issuer=body.issuer
    )
    async with units.at(body.agency) as uow:
        admission = await flow.arrive(
            uow, returned, account, browser=client, earlier_token=body.session_token
        )
    return _finished(returned, admission)


@me_router.get("")
async def own(uow: Uow) -> OwnMethods:
    """Whether I have a password, and which accounts I have linked."""
    return OwnMethods.of(await actions.own(uow))


@me_router.delete("/{method_id}", status_code=204)
async def unlink(method_id: UUID, uow: Uow) -> Response:
    """Unlink an account; never the last way in. Needs a recent proof."""
    await actions.unlink(uow, method_id)
    return Response(status_code=204)


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


def _finished(returned: flow.Returned, admission: Admission | None) -> FlowFinished:
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
