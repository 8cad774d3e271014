"""Load on an HTTP server: so many connections, each of which asks again when it has its answer.

It reads no more of an answer than it needs to find its end, so that two cores are left to the
server: a client that parses would be measured with it.
"""

import asyncio
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from portico_local.ports import HOST

_DRAIN_SECONDS = 10.0


class UnexpectedAnswerError(Exception):
    """An answer was not the one that is measured."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Its status, its head as it came, and how long its body is. `size` is of all of it."""

    status: int
    head: bytes
    size: int

    def has_header(self, name: str) -> bool:
        """Whether it carries this header."""
        return f"\r\n{name.lower()}:".encode() in self.head.lower()


def read_answer(received: bytes | bytearray) -> Answer | None:
    """The answer that these bytes begin with, None while some of it is missing.

    >>> read_answer(b"HTTP/1.1 204 No Content\\r\\n\\r\\n").status
    204
    """
    end = received.find(b"\r\n\r\n")
    if end < 0:
        return None
    head = bytes(received[:end])
    size = end + 4 + _content_length(head)
    return Answer(int(head[9:12]), head, size) if len(received) >= size else None


def _content_length(head: bytes) -> int:
    lower = head.lower()
    at = lower.find(b"\r\ncontent-length:")
    if at < 0:
        if b"\r\ntransfer-encoding:" in lower:
            raise UnexpectedAnswerError("an answer in chunks is not understood here")
        return 0
    return int(lower[at + 17 :].split(b"\r\n", 1)[0])


def request(
    path: str, host: str, headers: Sequence[tuple[str, str]] = (), body: bytes | None = None
) -> bytes:
    """The bytes of a GET, or with a body of a POST."""
    method = "GET" if body is None else "POST"
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", *(f"{n}: {v}" for n, v in headers)]
    if body is not None:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + (body or b"")


@dataclass(frozen=True, slots=True)
class Load:
    """What a server did under load."""

    answers: int
    seconds: float
    milliseconds: Sequence[float]
    """From asking to the last byte, of each."""

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return self.answers / self.seconds

    @property
    def each_milliseconds(self) -> float:
        """How long the server took for one, whatever it did at the same time."""
        return 1_000 * self.seconds / self.answers

    def percentile(self, percent: float) -> float:
        """Milliseconds that so many in a hundred took at most."""
        return percentile(self.milliseconds, percent)


def percentile(values: Sequence[float], percent: float) -> float:
    """The value that so many in a hundred do not exceed (nearest rank).

    >>> percentile([1, 2, 3, 4], 50)
    2
    """
    if not values:
        raise ValueError("there is nothing to rank")
    return sorted(values)[max(0, math.ceil(len(values) * percent / 100) - 1)]


async def load(port: int, asked: bytes, *, connections: int, seconds: float) -> Load:
    """Ask by so many connections for so long. Raises UnexpectedAnswerError for any but 200."""
    loop = asyncio.get_running_loop()
    found: list[float] = []
    until = time.perf_counter() + seconds
    asking = [
        (await loop.create_connection(lambda: _LoadConnection(asked, found, until), HOST, port))[1]
        for _ in range(connections)
    ]
    began = time.perf_counter()
    try:
        for one in asking:
            one.ask()
        async with asyncio.timeout(seconds + _DRAIN_SECONDS):
            await asyncio.gather(*(one.done for one in asking))
    finally:
        for one in asking:
            one.close()
    return Load(len(found), time.perf_counter() - began, found)


async def fetch(port: int, asked: bytes) -> bytes:
    """The body of one answer. Raises UnexpectedAnswerError for any but 200."""
    answer, body = await exchange(port, asked, within_seconds=_DRAIN_SECONDS)
    if answer.status != 200:
        raise UnexpectedAnswerError(f"{answer.status}: {body[:300]!r}")
    return body


async def exchange(port: int, asked: bytes, *, within_seconds: float) -> tuple[Answer, bytes]:
    """One answer and its body, over a connection of its own. Raises TimeoutError."""
    async with asyncio.timeout(within_seconds):
        reader, writer = await asyncio.open_connection(HOST, port)
        try:
            writer.write(asked)
            received = bytearray()
            while (answer := read_answer(received)) is None:
                more = await reader.read(65_536)
                if not more:
                    raise UnexpectedAnswerError("the connection was closed")
                received += more
        finally:
            writer.close()
    return answer, bytes(received[len(answer.head) + 4 : answer.size])


class ConnectionPool:
    """Connections that are kept for the next who asks; as many as are needed at a time."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._idle: list[_PooledConnection] = []
        self._all: list[_PooledConnection] = []

    async def ask(self, asked: bytes) -> Answer:
        """One answer, whatever its status. Raises UnexpectedAnswerError if there is none."""
        if self._idle:
            connection = self._idle.pop()
        else:
            loop = asyncio.get_running_loop()
            _, connection = await loop.create_connection(_PooledConnection, HOST, self._port)
            self._all.append(connection)
        answer = await connection.ask(asked)
        self._idle.append(connection)
        return answer

    def close(self) -> None:
        """Close them all."""
        for connection in self._all:
            connection.close()


class _PooledConnection(asyncio.Protocol):
    """One connection, for one who asks at a time."""

    def __init__(self) -> None:
        self._received = bytearray()
        self._answer: asyncio.Future[Answer] | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def ask(self, asked: bytes) -> asyncio.Future[Answer]:
        assert self._transport is not None  # noqa: S101 - asked for once it is connected
        self._answer = asyncio.get_running_loop().create_future()
        if self._transport.is_closing():
            self.connection_lost(None)
        self._transport.write(asked)
        return self._answer

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        self._received += data
        try:
            answer = read_answer(self._received)
        except (UnexpectedAnswerError, ValueError) as error:
            self._fail(str(error))
            return
        if answer is not None and self._answer is not None and not self._answer.done():
            self._received.clear()
            self._answer.set_result(answer)

    def connection_lost(self, exc: Exception | None) -> None:
        self._fail(f"the connection was closed: {exc!r}")

    def _fail(self, why: str) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(UnexpectedAnswerError(why))


class _LoadConnection(asyncio.Protocol):
    """One connection."""

    def __init__(self, asked: bytes, found: list[float], until: float) -> None:
        self._asked = asked
        self._found = found
        self._until = until
        self._received = bytearray()
        self._sent_at = 0.0
        self._transport: asyncio.Transport | None = None
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def ask(self) -> None:
        assert self._transport is not None  # noqa: S101 - asked for once it is connected
        self._sent_at = time.perf_counter()
        self._transport.write(self._asked)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()
        self.done.cancel()

    def data_received(self, data: bytes) -> None:
        self._received += data
        try:
            answer = read_answer(self._received)
        except (UnexpectedAnswerError, ValueError) as error:
            self._fail(str(error))
            return
        if answer is None:
            return
        now = time.perf_counter()
        if answer.status != 200:
            self._fail(f"{answer.status}: {bytes(self._received[-300:])!r}")
            return
        self._found.append((now - self._sent_at) * 1_000)
        self._received.clear()
        if now < self._until:
            self.ask()
        elif not self.done.done():
            self.done.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        self._fail(f"the connection was closed: {exc!r}")

    def _fail(self, why: str) -> None:
        if not self.done.done():
            self.done.set_exception(UnexpectedAnswerError(why))
