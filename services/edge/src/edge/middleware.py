"""The first thing that a request meets: which agency, from where, how large; and what goes out.

Cross-site requests (CSRF). An unsafe request must show that a page of this site sent it:

- `Sec-Fetch-Site`, where the browser sends it, must be `same-origin`, and `Origin`, where it is
  sent, must be this site's own;
- it must also carry the header `X-Portico: 1`. No HTML form can send a header, and script of
  another site cannot without a CORS preflight, which the edge never answers. Programs that are not
  browsers send neither of the first two and need only the header.

Session cookies are SameSite=Lax besides. This needs no token to be stored or to expire.
"""

from ipaddress import ip_address
from urllib.parse import urlsplit

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.http.paths import loggable
from chassis.http.routes import SAFE_METHODS
from chassis.ids import new_id
from edge.core import Edge
from edge.forwarding.operation import BODY_BYTES
from edge.forwarding.tables import body_limits
from edge.hosts import slug_of
from edge.pages.errors import error_page, wants_page
from edge.pages.sites import sites_page
from edge.problems import (
    AmbiguousHostError,
    EdgeError,
    NoSuchPageError,
    NotFromHereError,
    TooLargeError,
    problem_response,
)
from edge.responses import ResponseSender
from edge.services import RequestContext
from edge.site_request import SiteRequest, context_of

log = structlog.get_logger()


class EdgeMiddleware:
    """Opens every request. Stands outside everything else, so that its headers are on every answer.

    Only agencies' hosts are served: whoever is elsewhere finds a page that says so. Health and
    metrics are not served here at all, on no host: they have a port of their own
    (`OPERATIONS_HTTP_PORT`), which is for load balancers and operators.
    """

    def __init__(self, app: ASGIApp, *, edge: Edge) -> None:
        self._app = app
        self._edge = edge
        self._body_limits = body_limits()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        settings = self._edge.settings
        # What browsers speak, so that a redirect leads where they came from.
        scope = {**scope, "scheme": settings.public_scheme}
        if scope["method"] == "HEAD" and not scope["path"].startswith("/api/"):
            scope["method"], send = "GET", _without_body(send)
        request = Request(scope, receive)
        request_id = str(new_id())
        context = context_of(
            request,
            request_id,
            trusted_proxies=settings.trusted_proxies,
            cookies=self._edge.cookies,
        )
        scope["edge.request_id"] = request_id
        _replace_headers(
            scope, {b"x-correlation-id": request_id, b"traceparent": context.traceparent}
        )
        slug = slug_of(request.headers.get("host", ""), settings.portico_domain)
        sender = ResponseSender(
            send,
            request,
            request_id,
            secure=settings.public_scheme == "https",
            page=lambda status: error_page(request, status, request_id),
        )
        limited = _LimitedBody(receive, self._body_limit(request))
        try:
            refusal = await self._enter(request, slug, context)
            if refusal is not None:
                await refusal(scope, receive, sender)
                return
            await self._app(scope, limited, sender)
            await sender.finish(scope, receive)
        except Exception:
            log.exception("request failed", path=loggable(request.url.path), request_id=request_id)
            if sender.started:
                raise
            failed = problem_response(EdgeError(), request_id)
            await failed(scope, receive, sender)
            await sender.finish(scope, receive)

    async def _enter(
        self, request: Request, slug: str | None, context: RequestContext
    ) -> Response | None:
        """Let the request in, or answer why not."""
        try:
            if len(request.headers.getlist("host")) > 1:
                raise AmbiguousHostError
            agency = None if slug is None else await self._edge.agencies.find(slug, context)
            if agency is None or request.url.path.startswith("/health/"):
                raise NoSuchPageError
            request.scope["edge.site_request"] = SiteRequest(
                edge=self._edge, agency=agency, context=context
            )
            if request.method not in SAFE_METHODS:
                self._check_origin(request)
            self._check_length(request)
        except EdgeError as error:
            if _is_of_this_machine(request) and request.url.path == "/" and wants_page(request):
                sites = await self._edge.sites(context)
                if sites:
                    return sites_page(request, sites)
            log.warning(
                "refused",
                code=error.code,
                status=int(error.status),
                method=request.method,
                path=loggable(request.url.path),
                agency=slug,
                request_id=context.correlation_id,
            )
            if wants_page(request):
                return error_page(request, error.status, context.correlation_id)
            return problem_response(error, context.correlation_id)
        return None

    def _check_origin(self, request: Request) -> None:
        fetch_site = request.headers.get("sec-fetch-site")
        origin = request.headers.get("origin")
        own = f"{self._edge.settings.public_scheme}://{request.headers.get('host', '')}"
        if fetch_site is not None and fetch_site != "same-origin":
            raise NotFromHereError
        if origin is not None and _normal(origin) != _normal(own):
            raise NotFromHereError
        if request.headers.get("x-portico") != "1":
            raise NotFromHereError("the header X-Portico: 1 is missing")

    def _check_length(self, request: Request) -> None:
        length = request.headers.get("content-length", "0")
        limit = self._body_limit(request)
        if not length.isdigit() or int(length) > limit:
            raise TooLargeError(limit_bytes=limit)

    def _body_limit(self, request: Request) -> int:
        return self._body_limits.get((request.method, request.url.path), BODY_BYTES)


class _LimitedBody:
    """A body that ends with 413 when more of it comes than may, whatever its length was said."""

    def __init__(self, receive: Receive, limit_bytes: int) -> None:
        self._receive = receive
        self._left = limit_bytes

    async def __call__(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._left -= len(message.get("body", b""))
            if self._left < 0:
                raise HTTPException(413, TooLargeError.title)
        return message


def _without_body(send: Send) -> Send:
    """The answer to HEAD: all of the one to GET but its body."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return sending


def _is_of_this_machine(request: Request) -> bool:
    """Whether it was called by a name or an address that leads to nobody else's machine."""
    hosts = request.headers.getlist("host")
    if len(hosts) != 1:
        return False
    try:
        name = urlsplit(f"//{hosts[0]}").hostname or ""
        return name == "localhost" or ip_address(name).is_loopback
    except ValueError:
        return False


def _normal(origin: str) -> tuple[str, str, int | None]:
    """Scheme, host and port. Raises NotFromHereError for what is no origin."""
    try:
        parts = urlsplit(origin.lower())
        port = parts.port
    except ValueError:
        raise NotFromHereError from None
    return parts.scheme, parts.hostname or "", port or {"http": 80, "https": 443}.get(parts.scheme)


def _replace_headers(scope: Scope, values: dict[bytes, str]) -> None:
    """What a browser says of these is not believed."""
    kept = [(name, value) for name, value in scope["headers"] if name not in values]
    scope["headers"] = kept + [(name, value.encode()) for name, value in values.items()]
