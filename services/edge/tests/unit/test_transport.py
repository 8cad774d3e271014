"""The network to the services: one that answers, one that hangs up, and one that is not there."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx2
import pytest

from edge.transport import ServiceTransport

ResponseSender = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
TIMEOUT = httpx2.Timeout(0.3, connect=1.0, pool=1.0)


class Server:
    """Answers as it is told, and keeps the heads of requests that came."""

    def __init__(self, sender: ResponseSender) -> None:
        self.heads: list[str] = []
        self.connections = 0
        self._answering = sender
        self._writers: list[asyncio.StreamWriter] = []

    @asynccontextmanager
    async def listening(self) -> AsyncGenerator[str]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.close()
            for writer in self._writers:
                writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._writers.append(writer)
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                self.heads.append(head)
                await self._answering(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()


@asynccontextmanager
async def transport() -> AsyncGenerator[ServiceTransport]:
    made = ServiceTransport()
    try:
        yield made
    finally:
        await made.aclose()


def request(url: str, method: str = "GET", headers: dict[str, str] | None = None) -> httpx2.Request:
    return httpx2.Request(method, url, headers=headers, extensions={"timeout": TIMEOUT.as_dict()})


async def well(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nSet-Cookie: a=b\r\n"
        b"X-Name: \xe6\r\nContent-Length: 2\r\n\r\n{}"
    )


async def twice_cut(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}")
    writer.close()


async def silent(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(5)


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_what_is_asked_goes_out_as_it_is_and_nothing_is_added(method: str) -> None:
    server = Server(well)
    async with server.listening() as url, transport() as network:
        for _ in range(2):
            asked = request(f"{url}/a%2Fb?q=%C3%A5+1&x=%2C", method, {"X-Client-User-Agent": "me"})
            answer = await network.handle_async_request(asked)
            assert await answer.aread() == b"{}"
            assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert server.connections == 1
    for head in server.heads:
        line, *rest = head.strip().split("\r\n")
        assert line == f"{method} /a%2Fb?q=%C3%A5+1&x=%2C HTTP/1.1"
        names = {one.partition(":")[0].lower() for one in rest}
        assert names <= {"host", "x-client-user-agent", "content-length"}


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_nobody_there_is_a_connect_error(method: str) -> None:
    async with Server(well).listening() as url:
        pass
    async with transport() as network:
        with pytest.raises(httpx2.ConnectError):
            await network.handle_async_request(request(url, method))


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_an_answer_that_is_cut_is_an_error_and_no_short_answer(method: str) -> None:
    async with Server(twice_cut).listening() as url, transport() as network:
        answer = await network.handle_async_request(request(url, method))
        with pytest.raises(httpx2.RequestError):
            await answer.aread()


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_silence_is_a_read_timeout(method: str) -> None:
    async with Server(silent).listening() as url, transport() as network:
        with pytest.raises(httpx2.ReadTimeout):
            await network.handle_async_request(request(url, method))


async def test_over_a_kept_connection_that_is_dead_reading_goes_on_and_a_command_does_not() -> None:
    """The service hangs up when the second request of a connection has come, as one that dies."""
    seen: set[asyncio.StreamWriter] = set()

    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if writer in seen:
            writer.close()
            raise ConnectionError
        seen.add(writer)
        await well(reader, writer)

    server = Server(once)
    async with server.listening() as url, transport() as network:
        for _ in range(2):
            answer = await network.handle_async_request(request(url))
            assert await answer.aread() == b"{}"
        assert len(server.heads) == 3
        server.heads.clear()
        for method in ("POST", "PUT", "DELETE"):
            first = await network.handle_async_request(request(url, method))
            await first.aread()
            with pytest.raises(httpx2.RequestError):
                await network.handle_async_request(request(url, method))
        assert len(server.heads) == 6


async def test_a_long_answer_comes_as_it_is_sent_and_may_be_left() -> None:
    go_on = asyncio.Event()

    async def bit_by_bit(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n")
        await go_on.wait()
        writer.write(b"6\r\nsecond\r\n0\r\n\r\n")

    server = Server(bit_by_bit)
    async with server.listening() as url, transport() as network:
        answer = await network.handle_async_request(request(url))
        chunks = answer.aiter_bytes()
        assert await anext(chunks) == b"first"
        go_on.set()
        assert [chunk async for chunk in chunks] == [b"second"]
        go_on.clear()
        left = await network.handle_async_request(request(url))
        await anext(left.aiter_bytes())
        await left.aclose()
        go_on.set()
        again = await network.handle_async_request(request(url))
        assert await again.aread() == b"firstsecond"
    assert server.connections == 2


async def test_a_redirect_is_an_answer_like_any_other() -> None:
    async def elsewhere(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n")

    async with Server(elsewhere).listening() as url, transport() as network:
        answer = await network.handle_async_request(request(url))
        assert (answer.status_code, answer.headers["location"]) == (302, "/x")
