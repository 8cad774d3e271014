"""The way to the services: one client per process, a deadline on everything, no surprises."""

import asyncio
from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Awaitable,
    Callable,
    Mapping,
    Sequence,
)
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, TypeVar

import httpx2
import structlog
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel, TypeAdapter, ValidationError

from chassis.http.paths import loggable
from chassis.telemetry import current_traceparent
from edge.problems import (
    RefusedError,
    ServiceAwayError,
    ServiceFailedError,
    ServiceName,
    ServiceTooSlowError,
    UnusableInputError,
)
from edge.transport import ServiceTransport

T = TypeVar("T")

READ_DEADLINE_SECONDS = 5.0
COMMAND_DEADLINE_SECONDS = 15.0
UPLOAD_DEADLINE_SECONDS = 60.0
DOWNLOAD_IDLE_SECONDS = 30.0
# A service that has a connection answers within the caller's deadline; a connect that takes longer
# than a second on the own network is a service that is away.
_EXCHANGE = httpx2.Timeout(UPLOAD_DEADLINE_SECONDS, connect=1.0, pool=2.0)
_DOWNLOAD = httpx2.Timeout(DOWNLOAD_IDLE_SECONDS, connect=1.0, pool=2.0)
MEDIA_JSON = "application/json"
_PASS_REFUSED = frozenset({"pass_outdated", "unauthenticated"})
"""How a service refuses a pass from before a change of access, or of a session that has ended since
(chassis/http/passes.py). Identity has a newer one, or says why there is none."""
# Not how long a file may be kept: nothing of a person stays on a disk that others use, too.
PASSED_ON_HEADERS = ("content-type", "content-length", "content-disposition", "etag")

log = structlog.get_logger()

Query = Mapping[str, str | int | bool | Sequence[str] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestContext:
    """On whose behalf the edge asks: what it hands to the services with every request.

    `pass_` is the bearer's pass, None where nobody is signed in. `client_address` and `user_agent`
    are the browser's, for identity's throttling and list of sessions. So is `known_browser`, what
    it keeps of sign-ins before: nobody but identity is told.
    `renew_pass` gets a newer pass, for when a service says that this one is outdated.
    """

    correlation_id: str
    traceparent: str
    idempotency_key: str | None = None
    client_address: str = ""
    user_agent: str = ""
    known_browser: str = field(default="", repr=False)
    pass_: str | None = field(default=None, repr=False)
    renew_pass: Callable[[], Awaitable[str]] | None = field(default=None, repr=False)

    def headers(self, service: ServiceName) -> dict[str, str]:
        """The headers of a request to a service."""
        found = {
            "X-Correlation-Id": self.correlation_id,
            "traceparent": current_traceparent() or self.traceparent,
        }
        if self.client_address:
            found["X-Forwarded-For"] = self.client_address
        if self.user_agent:
            found["X-Client-User-Agent"] = self.user_agent
        if self.known_browser and service is ServiceName.IDENTITY:
            found["X-Known-Browsers"] = self.known_browser
        if self.pass_ is not None:
            found["Authorization"] = f"Bearer {self.pass_}"
        return found


class ServiceClient:
    """The one HTTP client of the process, and where the services are."""

    def __init__(
        self,
        addresses: Mapping[ServiceName, str],
        *,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self._addresses = {name: url.rstrip("/") for name, url in addresses.items()}
        # The transport by itself: cookies, redirects, authentication and proxies, which a client
        # adds, must not happen here, and cost as much as the way to the service and back.
        self._transport = transport or ServiceTransport()

    async def close(self) -> None:
        """Close every connection."""
        await self._transport.aclose()

    def on_behalf_of(self, context: RequestContext) -> "Services":
        """The services, asked for this request."""
        return Services(self._transport, self._addresses, context)


class Services:
    """The services as one request sees them. Every method raises RefusedError and _ServiceErrors.

    Answers are read as the model that is asked for: what a service adds is dropped here, and what
    it leaves out is a failure of that service.
    """

    def __init__(
        self,
        transport: httpx2.AsyncBaseTransport,
        addresses: Mapping[ServiceName, str],
        context: RequestContext,
    ) -> None:
        self._transport = transport
        self._addresses = addresses
        self._context = context

    async def get(
        self,
        service: ServiceName,
        path: str,
        model: type[T],
        *,
        query: Query | BaseModel | None = None,
        deadline_seconds: float = READ_DEADLINE_SECONDS,
    ) -> T:
        """Read something. Asked twice if the connection turns out to be dead."""
        answer = await self._exchange(service, "GET", path, deadline_seconds, params=_query(query))
        return self._read(service, answer, model)

    async def send(
        self,
        service: ServiceName,
        method: str,
        path: str,
        model: type[T],
        *,
        body: BaseModel | None = None,
        deadline_seconds: float = COMMAND_DEADLINE_SECONDS,
    ) -> T:
        """Command something; never asked twice. The browser's Idempotency-Key goes with it."""
        content, headers = _json(body)
        answer = await self._exchange(
            service, method, path, deadline_seconds, content=content, headers=headers
        )
        return self._read(service, answer, model)

    async def forward(
        self,
        service: ServiceName,
        method: str,
        path: str,
        *,
        query: Query,
        content: bytes | AsyncIterator[bytes] | None = None,
        content_type: str = MEDIA_JSON,
        status: int = 200,
        has_answer: bool = True,
    ) -> Response:
        """Read or command something in the browser's own words; the answer goes out as it came.

        It is not read: of long lists that would be most of the work. That a service answers what
        the operation's shape says is checked by `test_views_as_they_stand`. `status` and
        `has_answer` (there is JSON in it) are what the service says of itself.
        """
        deadline = READ_DEADLINE_SECONDS if method == "GET" else COMMAND_DEADLINE_SECONDS
        if not isinstance(content, bytes | None):
            deadline = UPLOAD_DEADLINE_SECONDS
        headers = {} if content is None else {"Content-Type": content_type}
        answer = await self._exchange(
            service, method, path, deadline, params=_query(query), content=content, headers=headers
        )
        return _as_it_came(service, answer, status, has_answer=has_answer)

    async def download(
        self,
        service: ServiceName,
        path: str,
        *,
        method: str = "GET",
        query: Query | None = None,
        content: bytes | None = None,
        if_none_match: str | None = None,
        deadline_seconds: float = READ_DEADLINE_SECONDS,
    ) -> StreamingResponse:
        """A file, streamed as it comes; what was refused is refused before a byte goes out.

        Nothing is changed by it: where it is asked for by POST, `content` only says at length what
        is to be in it. `deadline_seconds` is until it begins: one that is made first takes longer.
        """
        headers = {} if if_none_match is None else {"If-None-Match": if_none_match}
        if content is not None:
            headers["Content-Type"] = MEDIA_JSON
        params = _query(query)

        async def begun() -> httpx2.Response:
            asked = self._request(
                service, method, path, _DOWNLOAD, params=params, headers=headers, content=content
            )
            async with _within(service, deadline_seconds, safe=True):
                found = await self._transport.handle_async_request(asked)
                if found.is_error:
                    await _read_whole(found, asked)
                    _refuse(service, found)
            return found

        answer = await self._with_pass_of_now(service, begun)

        async def chunks() -> AsyncIterator[bytes]:
            async with aclosing(answer):
                async for chunk in answer.aiter_bytes():
                    yield chunk

        kept = {n: v for n in PASSED_ON_HEADERS if (v := answer.headers.get(n))}
        return StreamingResponse(chunks(), status_code=answer.status_code, headers=kept)

    async def _exchange(
        self,
        service: ServiceName,
        method: str,
        path: str,
        deadline_seconds: float,
        *,
        headers: Mapping[str, str] | None = None,
        **request: Any,
    ) -> httpx2.Response:
        sent = dict(headers or {})
        content = request.get("content")
        repeatable = content is None or isinstance(content, bytes)
        if method != "GET" and self._context.idempotency_key is not None:
            sent["Idempotency-Key"] = self._context.idempotency_key

        async def once() -> httpx2.Response:
            asked = self._request(service, method, path, _EXCHANGE, headers=sent, **request)
            async with _within(service, deadline_seconds, safe=method == "GET"):
                answer = await self._transport.handle_async_request(asked)
                await _read_whole(answer, asked)
            if answer.is_error:
                _refuse(service, answer)
            return answer

        try:
            return await self._with_pass_of_now(service, once, repeatable=repeatable)
        except ServiceAwayError:
            if method != "GET":
                raise
            return await self._with_pass_of_now(service, once)

    async def _with_pass_of_now(
        self,
        service: ServiceName,
        ask: Callable[[], Awaitable[httpx2.Response]],
        *,
        repeatable: bool = True,
    ) -> httpx2.Response:
        """Ask, and once more with a newer pass where this one is from before a change of access.

        Commands too: a service that refuses the pass has done nothing. Of a body that was streamed
        nothing is left to send: the browser is told to try again (ServiceAwayError).
        """
        try:
            return await ask()
        except RefusedError as error:
            renew = self._context.renew_pass
            if error.code not in _PASS_REFUSED or renew is None:
                raise
            if not repeatable:
                raise ServiceAwayError(service) from error
            self._context = replace(self._context, pass_=await renew(), renew_pass=None)
        return await ask()

    def _request(
        self,
        service: ServiceName,
        method: str,
        path: str,
        timeout: httpx2.Timeout,
        *,
        headers: Mapping[str, str],
        params: Mapping[str, Any] | None = None,
        **request: Any,
    ) -> httpx2.Request:
        query = tuple(
            (name, tuple(value) if isinstance(value, list) else value)
            for name, value in (params or {}).items()
        )
        return httpx2.Request(
            method,
            _url(self._addresses[service] + path, query),
            # As the browser sent it: HTTP's headers are bytes, and a browser may be named in any.
            headers=httpx2.Headers(
                self._context.headers(service) | dict(headers), encoding="latin-1"
            ),
            extensions={"timeout": timeout.as_dict()},
            **request,
        )

    def _read(self, service: ServiceName, answer: httpx2.Response, model: type[T]) -> T:
        if model is type(None):
            return model()
        try:
            return _reader(model).validate_json(answer.content)
        except ValidationError as error:
            log.exception(
                "a service answered something that is not its contract",
                service=service,
                path=loggable(answer.request.url.path),
                model=getattr(model, "__name__", str(model)),
                problems=[
                    {"at": ".".join(map(str, e["loc"])), "is": e["type"]}
                    for e in error.errors(include_input=False, include_url=False)[:5]
                ],
            )
            raise ServiceFailedError(service) from None


def _as_it_came(
    service: ServiceName, answer: httpx2.Response, status: int, *, has_answer: bool
) -> Response:
    """The answer, not read. Raises ServiceFailedError for one that is not as it was described."""
    is_json = answer.headers.get("content-type") == MEDIA_JSON
    if answer.status_code != status or (has_answer and not is_json):
        log.error(
            "a service answered something else",
            service=service,
            path=loggable(answer.request.url.path),
        )
        raise ServiceFailedError(service)
    if not has_answer:
        return Response(status_code=status)
    return Response(answer.content, status_code=status, media_type=MEDIA_JSON)


async def _read_whole(answer: httpx2.Response, asked: httpx2.Request) -> None:
    answer.request = asked
    async with aclosing(answer):
        await answer.aread()


@asynccontextmanager
async def _within(service: ServiceName, seconds: float, *, safe: bool) -> AsyncGenerator[None]:
    """Turn what can go wrong on the way into errors of the edge; `safe`: it may be asked again."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout) as error:
        raise ServiceAwayError(service) from error
    except (TimeoutError, httpx2.TimeoutException) as error:
        raise ServiceTooSlowError(service) from error
    except httpx2.RequestError as error:
        # Cut in the middle: a command may or may not have been done.
        raise (ServiceAwayError if safe else ServiceTooSlowError)(service) from error


def _refuse(service: ServiceName, answer: httpx2.Response) -> None:
    if answer.status_code >= 500:
        log.error(
            "a service failed",
            service=service,
            status=answer.status_code,
            path=loggable(answer.request.url.path),
        )
        if answer.status_code == 503:
            raise ServiceAwayError(service)
        raise ServiceFailedError(service)
    try:
        document = answer.json()
    except ValueError:
        document = None
    if not isinstance(document, dict):
        document = {}
    document.setdefault("title", answer.reason_phrase or "Refused")
    document.setdefault("code", "refused")
    document["status"] = answer.status_code
    kept = {n: v for n in ("Retry-After",) if (v := answer.headers.get(n))}
    raise RefusedError(service, document, kept)


def _json(body: BaseModel | None) -> tuple[bytes | None, Mapping[str, str]]:
    """The body as bytes, and what it is. Raises UnusableInputError for text that is none."""
    if body is None:
        return None, {}
    try:
        text = body.model_dump_json(exclude_unset=True, by_alias=True)
    except ValueError as error:
        raise UnusableInputError(
            "body", "has text that is none, or is nested too deeply"
        ) from error
    return text.encode(), {"Content-Type": "application/json"}


def _query(query: Query | BaseModel | None) -> dict[str, Any] | None:
    if query is None:
        return None
    if isinstance(query, BaseModel):
        query = query.model_dump(mode="json", exclude_unset=True, exclude_none=True, by_alias=True)
    return {name: value for name, value in query.items() if value is not None}


@lru_cache(maxsize=1024)
def _url(address: str, query: tuple[tuple[str, Any], ...]) -> httpx2.URL:
    """Kept for a while: most people ask for the same first pages, and reading one takes a while."""
    return httpx2.URL(address, params=dict(query)) if query else httpx2.URL(address)


@lru_cache(maxsize=256)
def _reader(model: type[T]) -> TypeAdapter[T]:
    return TypeAdapter(model)
