"""What one connection may ask of a process: bounds on size, number and time, before any route.

Uvicorn's parser (httptools) waits for the end of a header for ever, whatever its size, and joins
its pieces again at each one that comes: an endless header costs time that grows with its square,
on the loop that serves everybody. Here a request's head, its body and what is between them have
bounds, and a connection that keeps nobody waiting makes room where there are too many.
"""

import asyncio
import enum
import math
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast

from pydantic_core import to_json
from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

from chassis import metrics
from chassis.http.problems import MEDIA_TYPE, code_of
from chassis.http.security_headers import DATA_POLICY, SECURITY_HEADERS

if TYPE_CHECKING:
    from chassis.http.server import BoundedConfig

_LOOK_SECONDS = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The bounds of each connection of a process, and on how many there are."""

    connections: int = 8_192
    connections_per_address: int = 8_192
    target_bytes: int = 8 * 1024
    """Of the request line's path and query: 414."""
    head_bytes: int = 32 * 1024
    """Of all header lines together, and of what comes without being part of a body: 431."""
    header_lines: int = 100
    pipelined: int = 8
    """Requests sent before their forerunners were answered. Browsers and our clients send none."""
    head_seconds: float = 10.0
    """From the first byte of a request, or from the connection, to the end of its headers: 408."""
    body_seconds: float = 30.0
    body_bytes_per_second: int = 8 * 1024
    """A body has `body_seconds`, and for what has come of it the time that a slow phone takes."""
    unread_seconds: float = 60.0
    """How long an answer waits for a client that reads nothing of it."""
    linger_seconds: float = 2.0
    """How long a body is still read whose request was answered already, so the answer is seen."""


class _Phase(enum.Enum):
    IDLE = "idle"
    HEAD = "head"
    BODY = "body"
    ANSWER = "answer"


class _RefusedError(Exception):
    """Leaves the parser's callbacks; what is answered stands on the connection."""


class Connections:
    """The open connections of a process, by address; closes those whose time is over."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._by_address: dict[str, dict[BoundedProtocol, None]] = {}
        self._count = 0
        self._timer: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        return self._count

    def enter(self, connection: "BoundedProtocol", loop: asyncio.AbstractEventLoop) -> bool:
        """Count a new connection in. False where there is no room and nobody idle to make some."""
        own = self._by_address.setdefault(connection.address, {})
        crowded: dict[BoundedProtocol, None] | None = None
        if len(own) >= self.limits.connections_per_address:
            crowded = own
        elif self._count >= self.limits.connections:
            crowded = max(self._by_address.values(), key=len)
        if crowded is not None and not self._make_room(crowded):
            if not own:
                del self._by_address[connection.address]
            return False
        own = self._by_address.setdefault(connection.address, own)
        own[connection] = None
        self._count += 1
        if self._timer is None:
            self._timer = loop.call_later(_LOOK_SECONDS, self._look, loop)
        return True

    def leave(self, connection: "BoundedProtocol") -> None:
        """Count a connection out, if it was counted in."""
        own = self._by_address.get(connection.address)
        if own is None or connection not in own:
            return
        del own[connection]
        self._count -= 1
        if not own:
            del self._by_address[connection.address]

    def _make_room(self, crowded: "dict[BoundedProtocol, None]") -> bool:
        """Close the oldest of an address that has no request in hand."""
        waiting = next((c for c in crowded if c.without_request), None)
        if waiting is None:
            return False
        metrics.CONNECTIONS_CLOSED.labels("crowded").inc()
        self.leave(waiting)
        waiting.transport.abort()
        return True

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        """One look at all deadlines: cheaper than a timer for each phase of each request."""
        now = loop.time()
        for own in list(self._by_address.values()):
            for connection in list(own):
                connection.look(now)
        self._timer = loop.call_later(_LOOK_SECONDS, self._look, loop) if self._count else None


class BoundedProtocol(HttpToolsProtocol):
    """Uvicorn's connection with the bounds of `Limits`."""

    def __init__(
        self,
        config: "BoundedConfig",
        server_state: Any,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._all = config.open_connections
        self._limits = config.open_connections.limits
        self._phase = _Phase.HEAD
        self._deadline = self.loop.time() + self._limits.head_seconds
        self._body_began = 0.0
        self._body_bytes = 0
        self._target_bytes = 0
        self._header_bytes = 0
        self._header_lines = 0
        self._hosts = 0
        # Bytes since the parser last got anywhere: the head of a request, or what frames a body.
        self._loose_bytes = 0
        self._refusal: HTTPStatus | None = None

    @property
    def address(self) -> str:
        """Where it comes from, without the port."""
        return self.client[0] if self.client else ""

    @property
    def without_request(self) -> bool:
        """Whether nobody waits here for anything: no request has come, or its head has not."""
        return self._phase in {_Phase.IDLE, _Phase.HEAD} and not self._answering

    @property
    def _answering(self) -> bool:
        cycle = cast("RequestResponseCycle | None", self.cycle)
        return cycle is not None and not cycle.response_complete

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Let it in, or send it away where there are too many."""
        super().connection_made(transport)
        if not self._all.enter(self, self.loop):
            # Not counted, so nobody would look after it: closed at once.
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE)
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Count it out."""
        self._all.leave(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse what came, while it keeps to the bounds."""
        if self._refusal is not None or self.transport.is_closing():
            return
        if self._phase is _Phase.IDLE:
            self._phase = _Phase.HEAD
            self._deadline = self.loop.time() + self._limits.head_seconds
        self._loose_bytes += len(data)
        super().data_received(data)
        if self._loose_bytes > self._limits.head_bytes and self._refusal is None:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's own words
        """What could not be parsed, or was refused while it was: said as a problem document."""
        self._refuse(self._refusal or HTTPStatus.BAD_REQUEST)

    def on_message_begin(self) -> None:
        """A request begins: count anew."""
        super().on_message_begin()
        self._target_bytes = self._header_bytes = self._header_lines = self._hosts = 0
        if self._phase is not _Phase.HEAD:
            self._phase = _Phase.HEAD
            self._deadline = self.loop.time() + self._limits.head_seconds

    def on_url(self, url: bytes) -> None:
        """A piece of the path and query."""
        self._target_bytes += len(url)
        if self._target_bytes > self._limits.target_bytes:
            raise self._refused(HTTPStatus.REQUEST_URI_TOO_LONG)
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header line, or one of those that may follow a chunked body."""
        self._header_lines += 1
        self._header_bytes += len(name) + len(value) + 4
        if (
            self._header_lines > self._limits.header_lines
            or self._header_bytes > self._limits.head_bytes
        ):
            raise self._refused(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        if name.lower() == b"host":
            self._hosts += 1
            if self._hosts > 1:
                # Whoever is in front may have read the other one.
                raise self._refused(HTTPStatus.BAD_REQUEST)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The head is there: from now on its body's time runs."""
        self._loose_bytes = 0
        self._phase = _Phase.BODY
        self._body_bytes = 0
        self._body_began = self.loop.time()
        self._deadline = self._body_began + self._limits.body_seconds
        super().on_headers_complete()
        if len(self.pipeline) > self._limits.pipelined:
            raise self._refused(HTTPStatus.TOO_MANY_REQUESTS)

    def on_body(self, body: bytes) -> None:
        """A piece of the body, which gives the rest its time."""
        self._loose_bytes = 0
        self._body_bytes += len(body)
        if self._answered_early:
            return
        self._deadline = (
            self._body_began
            + self._limits.body_seconds
            + self._body_bytes / self._limits.body_bytes_per_second
        )
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The whole request is there: now it is ours to be in time."""
        self._loose_bytes = 0
        early = self._answered_early
        super().on_message_complete()
        if early:
            self._rest()
        else:
            self._phase = _Phase.ANSWER
            self._deadline = math.inf

    def on_response_complete(self) -> None:
        """An answer went out; where its request is still coming, not much more of that is read."""
        super().on_response_complete()
        if self._phase is _Phase.ANSWER and not self._answering:
            self._rest()
        elif self._phase is _Phase.BODY and not self._answering:
            self._deadline = self.loop.time() + self._limits.linger_seconds

    def pause_writing(self) -> None:
        """The client does not read: its answer waits, but not for ever."""
        super().pause_writing()
        self._deadline = min(self._deadline, self.loop.time() + self._limits.unread_seconds)

    def resume_writing(self) -> None:
        """It reads again."""
        super().resume_writing()
        if self._phase is _Phase.ANSWER:
            self._deadline = math.inf
        elif self._phase is _Phase.IDLE:
            self._rest()

    def _rest(self) -> None:
        """Nothing is to be done until another request comes."""
        self._phase = _Phase.IDLE
        seconds = self.timeout_keep_alive + _LOOK_SECONDS
        if self.flow.write_paused:
            seconds = min(seconds, self._limits.unread_seconds)
        self._deadline = self.loop.time() + seconds

    @property
    def _answered_early(self) -> bool:
        return self._phase is _Phase.BODY and not self._answering

    def look(self, now: float) -> None:
        """End it when its time is over."""
        if self.transport.is_closing() and self._refusal is None:
            # What was written last is not read by anybody: have it wait no longer than an answer.
            self._refusal = HTTPStatus.REQUEST_TIMEOUT
            self._deadline = now + self._limits.unread_seconds
        if now < self._deadline:
            return
        if self._refusal is not None:
            self.transport.abort()
            return
        if self.flow.read_paused and not self.flow.write_paused:
            # It is the application that does not take more of it.
            self._deadline = now + self._limits.body_seconds
            return
        metrics.CONNECTIONS_CLOSED.labels(self._phase.value).inc()
        if self._phase is _Phase.IDLE:
            self.transport.abort()
        else:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT)

    def _refused(self, status: HTTPStatus) -> _RefusedError:
        self._refusal = status
        return _RefusedError(status.phrase)

    def _refuse(self, status: HTTPStatus) -> None:
        """Say why and close. Where that could be taken for another answer, only close."""
        self._refusal = status
        if self.transport.is_closing():
            return
        metrics.REQUESTS_REFUSED.labels(str(int(status))).inc()
        if self._answering:
            # The route is asked for no answer any more: it would come after this one.
            self.cycle.disconnected = True
            self.cycle.message_event.set()
            own = self._phase is _Phase.BODY and not self.pipeline
            if not own or self.cycle.response_started:
                self.transport.abort()
                return
        elif self._answered_early:
            self.transport.abort()
            return
        self.transport.write(_answer(status, cast("Any", self.server_state).default_headers))
        # Closed at once, what still comes in would take the answer away from who is to read it.
        self.flow.resume_reading()
        self.transport.write_eof()
        self._deadline = self.loop.time() + self._limits.linger_seconds


def _answer(status: HTTPStatus, headers: list[tuple[bytes, bytes]]) -> bytes:
    """A whole answer that says why the connection is closed."""
    code = code_of(status)
    body = to_json(
        {
            "type": f"urn:portico:problem:{code}",
            "title": status.phrase,
            "status": int(status),
            "code": code,
            "detail": status.description or status.phrase,
        }
    )
    lines = [
        STATUS_LINE[int(status)].rstrip(),
        *(name + b": " + value for name, value in headers),
        b"content-type: " + MEDIA_TYPE.encode(),
        b"content-length: " + str(len(body)).encode(),
        b"cache-control: no-store",
        *(f"{name.lower()}: {value}".encode() for name, value in SECURITY_HEADERS.items()),
        b"content-security-policy: " + DATA_POLICY.encode(),
        b"connection: close",
    ]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body
