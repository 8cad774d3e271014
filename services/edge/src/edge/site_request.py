"""A request at an agency's site, and the parameters through which a route sees it."""

import re
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection
from starlette.responses import Response

from contracts.access import Portal
from contracts.events.identity import Agency
from edge.core import Edge
from edge.generated.shapes import StartedSession
from edge.problems import NotSignedInError
from edge.services import RequestContext, Services
from edge.sessions import Caller, Cookies

_TRACEPARENT = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
_IDEMPOTENCY_KEY = re.compile(r"[\x21-\x7e]{1,200}")
LANGUAGES = ("en", "fr", "nb")
MAX_USER_AGENT = 300
LIVE_PATH = "/api/live"
BACKGROUND_HEADER = "portico-background"


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRequest:
    """A request whose host is an agency's."""

    edge: Edge
    agency: Agency
    context: RequestContext

    @property
    def services(self) -> Services:
        """The services, for nobody in particular."""
        return self.edge.client.on_behalf_of(self.context)

    def signed_in(self, response: Response, started: StartedSession, *, remember: bool) -> None:
        """Put a started session into its cookie; this browser is known for the person from now on.

        `remember`: the session outlives the browser's window.
        """
        until = started.expires_at if remember else None
        cookies = self.edge.cookies
        cookies.sign_in(response, started.person.portal, started.session_token, until)
        cookies.know_browser(response, self.context.known_browser, started.browser_token)


def context_of(
    connection: HTTPConnection, request_id: str, *, trusted_proxies: int, cookies: Cookies
) -> RequestContext:
    """What the services are told of a request.

    The trace is the one that the browser is in, or a new one (W3C Trace Context, version 00).
    """
    trace = connection.headers.get("traceparent", "")
    if not _TRACEPARENT.fullmatch(trace):
        trace = f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"
    key = connection.headers.get("idempotency-key", "")
    return RequestContext(
        correlation_id=request_id,
        traceparent=trace,
        idempotency_key=key if _IDEMPOTENCY_KEY.fullmatch(key) else None,
        client_address=_client_address(connection, trusted_proxies),
        user_agent=connection.headers.get("user-agent", "")[:MAX_USER_AGENT],
        known_browser=cookies.known_browser(connection),
    )


def _client_address(connection: HTTPConnection, trusted_proxies: int) -> str:
    """Where the browser is: what the outermost proxy that is trusted saw, or who connected."""
    seen = [part.strip() for part in connection.headers.get("x-forwarded-for", "").split(",")]
    if trusted_proxies and len(seen) >= trusted_proxies:
        return seen[-trusted_proxies]
    return connection.client.host if connection.client else ""


def origin_of(connection: HTTPConnection, site: "SiteRequest") -> str:
    """The origin of this site's pages, as browsers name it. The middleware has checked the host."""
    host = connection.headers.get("host", "").lower()
    return f"{site.edge.settings.public_scheme}://{host}"


def site_request_of(connection: HTTPConnection) -> SiteRequest:
    """What the middleware found out about the request."""
    found = connection.scope.get("edge.site_request")
    if not isinstance(found, SiteRequest):
        raise TypeError("a route of the edge was reached without its middleware")
    return found


def language_of(connection: HTTPConnection, site: SiteRequest) -> str:
    """The language before sign-in: chosen, or the browser's first that the agency speaks."""
    spoken = [language for language in site.agency.languages if language in LANGUAGES]
    chosen = site.edge.cookies.language(connection)
    if chosen in spoken:
        return chosen
    default = site.agency.default_language
    return preferred_language(connection, spoken) or (default if default in LANGUAGES else "en")


def preferred_language(connection: HTTPConnection, spoken: Sequence[str]) -> str | None:
    """The language that the browser wants most of those spoken, None if it wants none of them."""
    wanted = _accepted(connection.headers.get("accept-language", ""))
    return next((language for language in wanted if language in spoken), None)


def _accepted(header: str) -> list[str]:
    """Languages of an Accept-Language header, the most wanted first; `no` and `nn` read `nb`."""
    weighed: list[tuple[float, str]] = []
    for part in header.split(",")[:20]:
        tag, _, weight = part.strip().partition(";q=")
        try:
            quality = float(weight) if weight else 1.0
        except ValueError:
            continue
        language = tag.split("-", 1)[0].lower()
        weighed.append((quality, {"no": "nb", "nn": "nb"}.get(language, language)))
    weighed.sort(key=lambda pair: -pair[0])
    return [language for quality, language in weighed if quality > 0]


def _is_use(connection: HTTPConnection) -> bool:
    """Whether somebody does something.

    A page that only listens, or fetches what it was told is stale, in a tab that somebody forgot,
    keeps no session alive. It says so of its own requests; whoever leaves that out keeps alive
    their own session, as they could by a click. A command is always use.
    """
    if connection.scope["path"] == LIVE_PATH:
        return False
    reads = connection.scope["type"] == "http" and connection.scope["method"] == "GET"
    return not (reads and BACKGROUND_HEADER in connection.headers)


async def caller_of(connection: HTTPConnection, portal: Portal) -> Caller:
    """Who is signed in at this portal. Raises NotSignedInError."""
    site = site_request_of(connection)
    token = site.edge.cookies.session(connection, portal)
    if token is None:
        raise NotSignedInError
    in_use = _is_use(connection)
    found = await site.edge.passes.of(token, site.agency, portal, site.context, in_use=in_use)
    actor = found.actor

    async def renewed() -> str:
        site.edge.passes.forget(token, site.agency)
        passes = site.edge.passes
        return (await passes.of(token, site.agency, portal, site.context, in_use=in_use)).token

    context = replace(site.context, pass_=found.token, renew_pass=renewed)
    language = found.language if found.language in LANGUAGES else site.agency.default_language
    return Caller(
        agency=site.agency,
        portal=portal,
        person_id=actor.person,
        language=language,
        permissions=actor.permissions,
        scope=actor.scope,
        company_id=actor.company_id,
        project_ids=actor.project_ids,
        stands_in_for=actor.stands_in_for,
        session_id=actor.session_id,
        services=site.edge.client.on_behalf_of(context),
    )


def caller_at(portal: Portal) -> Callable[[HTTPConnection], Awaitable[Caller]]:
    """For `Depends`: who is signed in at this portal."""

    async def caller(connection: HTTPConnection) -> Caller:
        return await caller_of(connection, portal)

    return caller


async def _caller_at_query(connection: HTTPConnection, portal: Portal) -> Caller:
    return await caller_of(connection, portal)


CurrentSiteRequest = Annotated[SiteRequest, Depends(site_request_of)]
ContractorCaller = Annotated[Caller, Depends(caller_at(Portal.CONTRACTOR))]
ContactCaller = Annotated[Caller, Depends(caller_at(Portal.CUSTOMER))]
StaffCaller = Annotated[Caller, Depends(caller_at(Portal.AGENCY))]
AnyCaller = Annotated[Caller, Depends(_caller_at_query)]
"""The person signed in at the portal that the query parameter `portal` names."""
