"""A browser goes to a provider and comes back: signed in, signed up, or with an account linked."""

from dataclasses import dataclass

import structlog

from chassis.uow import UnitOfWork
from contracts.access import Portal
from contracts.events.identity import SecurityChange
from identity.agencies import repository as agencies
from identity.client import RequestOrigin
from identity.factors import actions as factors
from identity.links import actions as links
from identity.links.model import LinkNotValidError, LinkState, Purpose
from identity.people import repository as people
from identity.people.model import Person
from identity.provider_flows import repository
from identity.provider_flows.model import (
    FLOW_LIFETIME,
    MAX_FLOWS_OF_NETWORK,
    AccountNotLinkedError,
    Flow,
    FlowPurpose,
    FlowRequest,
    SignInOverError,
    StartedFlow,
    TooManyFlowsError,
    begin,
)
from identity.providers import repository as providers
from identity.providers.model import Account, Client, Provider
from identity.sessions import actions as sessions
from identity.sessions import repository as session_rows
from identity.sessions.model import EndReason, StartedBy
from identity.sessions.recent import require_recent
from identity.sign_in import sign_up
from identity.sign_in.admission import Admission, admit
from identity.sign_in_methods import repository as sign_in_methods
from identity.sign_in_methods.model import (
    MAX_METHODS,
    AccountTakenError,
    LinkedIdentity,
    TooManyMethodsError,
)
from identity.tokens import hash_of

_LOG = structlog.get_logger(__name__)

_RETRY_AFTER_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowCallback:
    """A browser that came back: its flow is over, and what the provider says is still to be got."""

    flow: Flow
    client: Client


async def prepare(uow: UnitOfWork, request: FlowRequest, provider_id: str) -> StartedFlow:
    """A flow that is not kept yet: the provider is still to be asked where to go.

    Raises UnknownProviderError, TooManyFlowsError, and for a sign-up what `sign_up` raises.
    """
    provider = await providers.get_enabled(uow, provider_id)
    await _require_room(uow, request.network)
    if request.link_hash is not None:
        _, invited = await links.open_by_hash(uow, request.link_hash, Purpose.INVITATION)
        _require_portal(invited, request.portal)
        await sign_up.require_in_force(uow, request.terms_version or "")
    tenant = await agencies.get(uow, uow.agency_id)
    return begin(request, provider, site_url=tenant.agency.site_url, now=uow.now)


async def prepare_link(
    uow: UnitOfWork, provider_id: str, *, return_to: str, browser: RequestOrigin
) -> StartedFlow:
    """The same for the actor, who wants to link an account. Raises RecentSignInNeededError."""
    person = await people.get(uow, uow.actor.person)
    await require_recent(uow)
    request = FlowRequest(
        portal=person.portal,
        return_to=return_to,
        network=browser.network,
        person_id=person.id,
        session_id=uow.actor.session_id,
    )
    return await prepare(uow, request, provider_id)


async def take(uow: UnitOfWork, *, state: str, browser_token: str) -> FlowCallback:
    """End the flow that this browser began. Raises SignInOverError or UnknownProviderError.

    The unit must be committed before the code is redeemed: so nobody comes back twice.
    """
    flow = await repository.take(uow, state=state, browser_token=browser_token)
    if flow is None:
        refused(uow, "no_such_flow")
        raise SignInOverError
    return FlowCallback(flow=flow, client=await providers.client_of(uow, flow.provider_id))


async def arrive(
    uow: UnitOfWork,
    returned: FlowCallback,
    account: Account,
    *,
    browser: RequestOrigin,
    earlier_token: str | None,
) -> Admission | None:
    """Do what the browser went for. None: an account was linked, and who is signed in stays so."""
    flow = returned.flow
    match flow.purpose:
        case FlowPurpose.SIGN_IN:
            person = await _person_of(uow, flow, account)
            return await admit(
                uow,
                person,
                StartedBy.PROVIDER,
                client=browser,
                remember=flow.remember,
                earlier_token=earlier_token,
            )
        case FlowPurpose.SIGN_UP:
            person = await _sign_up(uow, flow, account)
            if earlier_token is not None:
                await sessions.end(uow, earlier_token, EndReason.SIGNED_IN_AGAIN)
            return await sessions.start(
                uow, person, StartedBy.INVITATION, client=browser, remember=flow.remember
            )
        case FlowPurpose.LINK:
            await _link_own(uow, flow, returned.client.provider, account)
            return None


async def _person_of(uow: UnitOfWork, flow: Flow, account: Account) -> Person:
    """Whose account this is. By issuer and subject alone: an address is nobody's proof."""
    linked = await sign_in_methods.find(uow, flow.portal, flow.provider_id, account)
    if linked is None:
        refused(uow, "account_not_linked", flow)
        raise AccountNotLinkedError
    person = await people.get_for_update(uow, linked.person_id)
    if not person.is_active:
        refused(uow, f"person_{person.status}", flow)
        raise AccountNotLinkedError
    await sign_in_methods.touch(uow, linked.id)
    return person


async def _sign_up(uow: UnitOfWork, flow: Flow, account: Account) -> Person:
    """The invitation's link proved the mailbox; the account becomes the way in."""
    if flow.link_hash is None or flow.terms_version is None:
        raise SignInOverError
    invited = await links.use_up_by_hash(uow, flow.link_hash, Purpose.INVITATION)
    _require_portal(invited, flow.portal)
    person = await sign_up.activate(uow, invited, flow.terms_version)
    if not await sign_in_methods.add(
        uow, LinkedIdentity.link(person, flow.provider_id, account, uow.now)
    ):
        raise AccountTakenError
    return person


async def _link_own(uow: UnitOfWork, flow: Flow, provider: Provider, account: Account) -> None:
    """Link the account to who asked for it, if that session still is. Again changes nothing."""
    if flow.person_id is None or flow.session_id is None:
        raise SignInOverError
    person = await people.get_for_update(uow, flow.person_id)
    session = await session_rows.find_by_id(uow, flow.session_id)
    if session is None or not session.is_open(uow.now) or not person.is_active:
        refused(uow, "session_over", flow)
        raise SignInOverError
    known = await sign_in_methods.of_person(uow, person.id)
    if len(known) >= MAX_METHODS:
        raise TooManyMethodsError(most=MAX_METHODS)
    if await sign_in_methods.add(uow, LinkedIdentity.link(person, provider.id, account, uow.now)):
        factors.told(uow, person, SecurityChange.PROVIDER_LINKED, provider.name)
        return
    owner = await sign_in_methods.find(uow, flow.portal, provider.id, account)
    if owner is None or owner.person_id != person.id:
        refused(uow, "account_taken", flow)
        raise AccountTakenError


async def _require_room(uow: UnitOfWork, network: str | None) -> None:
    if network is None:
        return
    if (
        await repository.count_of_network(uow, network, uow.now - FLOW_LIFETIME)
        >= MAX_FLOWS_OF_NETWORK
    ):
        raise TooManyFlowsError(_RETRY_AFTER_SECONDS)


def _require_portal(person: Person, portal: Portal) -> None:
    """An invitation to one portal is unknown in another."""
    if person.portal is not portal:
        raise LinkNotValidError(LinkState.UNKNOWN)


def hash_of_link(token: str | None) -> bytes | None:
    """What is kept of an invitation's token while its browser is away."""
    return None if token is None else hash_of(token)


def refused(uow: UnitOfWork, reason: str, flow: Flow | None = None) -> None:
    """Log a refused sign-in: enough to see an attack, no address and no secret."""
    _LOG.warning(
        "sign_in_refused",
        reason=reason,
        agency_id=str(uow.agency_id),
        portal=flow.portal.value if flow else None,
        provider=flow.provider_id if flow else None,
        network=flow.network if flow else None,
    )
