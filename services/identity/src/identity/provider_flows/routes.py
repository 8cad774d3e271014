"""Signing in by an account elsewhere, over HTTP."""

from fastapi import APIRouter

from chassis.errors import InvalidError
from contracts.access import Portal
from identity.provider_flows import actions, repository
from identity.provider_flows.model import FlowRequest, SignInDeniedError, StartedFlow, is_path_of
from identity.provider_flows.schemas import (
    FlowBody,
    FlowDetails,
    FlowResult,
    LinkFlowBody,
    ReturnBody,
)
from identity.providers.client import OpenIdClient
from identity.providers.model import ProviderRefusedError
from identity.sessions.actions import NewSession
from identity.sessions.schemas import StartedSession
from identity.sign_in.admission import Admission
from identity.sign_in.schemas import TicketDetails
from identity.units import ActorOfPass, ClientOfRequest, Units, UnitsOfRequest

router = APIRouter(tags=["sign-in"])
link_router = APIRouter(tags=["me"])


@router.post("/sign-in-flows")
async def begin(body: FlowBody, units: UnitsOfRequest, client: ClientOfRequest) -> FlowDetails:
    """Go to a provider to sign in or, with an invitation, to sign up."""
    request = FlowRequest(
        portal=body.portal,
        return_to=_path(body.portal, body.path),
        remember=body.remember,
        network=client.network,
        link_hash=actions.hash_of_link(body.link_token),
        terms_version=body.terms_version if body.link_token else None,
    )
    async with units.at(body.agency) as uow:
        started = await actions.prepare(uow, request, body.provider_id)
    url = await _authorize_url(units, started)
    async with units.at(body.agency) as uow:
        await repository.add(uow, started.flow)
    return _details(started, url)


@link_router.post("/me/sign-in-methods/link")
async def begin_to_link(
    body: LinkFlowBody, units: UnitsOfRequest, actor: ActorOfPass, client: ClientOfRequest
) -> FlowDetails:
    """Go to a provider to link an account. Needs a recent proof, and the session to stay."""
    portal = actor.portal or Portal.CONTRACTOR
    path = _path(portal, body.return_to or f"/{portal}")
    async with units.by(actor) as uow:
        started = await actions.prepare_link(uow, body.provider_id, return_to=path, browser=client)
    url = await _authorize_url(units, started)
    async with units.by(actor) as uow:
        await repository.add(uow, started.flow)
    return _details(started, url)


@router.post("/sign-in-flows/return")
async def finish(body: ReturnBody, units: UnitsOfRequest, client: ClientOfRequest) -> FlowResult:
    """The browser is back. A flow is finished once, and by the browser that began it."""
    async with units.at(body.agency) as uow:
        callback = await actions.take(uow, state=body.state, browser_token=body.browser_token)
    if body.code is None:
        raise SignInDeniedError if body.error == "access_denied" else ProviderRefusedError
    account = await units.runtime.resource(OpenIdClient).redeem(
        callback.client, callback.flow.authorization, code=body.code, issuer=body.issuer
    )
    async with units.at(body.agency) as uow:
        admission = await actions.arrive(
            uow, callback, account, browser=client, earlier_token=body.session_token
        )
    return _finished(callback, admission)


def _path(portal: Portal, path: str) -> str:
    if not is_path_of(portal, path):
        raise InvalidError(f"must be a path within /{portal}", field="return_to")
    return path


async def _authorize_url(units: Units, started: StartedFlow) -> str:
    return await units.runtime.resource(OpenIdClient).authorize_url(
        started.provider, started.flow.authorization
    )


def _details(started: StartedFlow, url: str) -> FlowDetails:
    return FlowDetails(
        authorize_url=url,
        browser_token=started.browser_token,
        portal=started.flow.portal,
        expires_at=started.flow.expires_at,
    )


def _finished(callback: actions.FlowCallback, admission: Admission | None) -> FlowResult:
    finished = FlowResult(
        purpose=callback.flow.purpose,
        portal=callback.flow.portal,
        return_to=callback.flow.return_to,
        remember=callback.flow.remember,
    )
    if isinstance(admission, NewSession):
        finished.session = StartedSession.of(admission)
    elif admission is not None:
        finished.second_factor = TicketDetails.of(admission)
    return finished
