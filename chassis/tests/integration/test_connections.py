"""What a connection may do within its bounds, and who goes where there are too many."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import Response, StreamingResponse

from chassis.http.connections import Limits
from chassis.http.security_headers import DATA_POLICY, SECURITY_HEADERS
from chassis.http.server import build_server
from chassis.testing.waiting import eventually

SHORT = Limits(head_seconds=1.0, body_seconds=1.0, unread_seconds=1.0, linger_seconds=0.5)
HEAD = b"GET /live HTTP/1.1\r\nHost: here\r\n\r\n"


def app() -> FastAPI:
    made = FastAPI()

    @made.get("/live")
    async def live() -> StreamingResponse:
        async def ticks() -> AsyncIterator[bytes]:
            for number in range(8):
                yield f"data: {number}\n\n".encode()
                await asyncio.sleep(0.5)

        return StreamingResponse(ticks(), media_type="text/event-stream")

    @made.get("/much")
    async def much() -> Response:
        return Response(b"x" * 64 * 1024 * 1024)

    @made.post("/body")
    async def body(request: Request) -> int:
        return len(await request.body())

    return made


@asynccontextmanager
async def serving(limits: Limits) -> AsyncGenerator[int]:
    """The port of a server in this process."""
    server = build_server(app(), host="127.0.0.1", port=0, limits=limits)
    running = asyncio.create_task(server.serve())
    await eventually(lambda: server.started)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        server.force_exit = True
        await asyncio.wait_for(running, timeout=20)


async def until_closed(reader: asyncio.StreamReader) -> bytes:
    """All that comes until the server closes, whichever way."""
    received = b""
    with contextlib.suppress(ConnectionError):
        while piece := await asyncio.wait_for(reader.read(65_536), timeout=20):
            received += piece
    return received


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"nonsense\r\n\r\n", 400),
        (b"GET /live HTTP/1.1\r\nHost: here\r\n", 408),
        (b"GET /" + b"x" * 9_000 + b" HTTP/1.1\r\nHost: here\r\n\r\n", 414),
        (b"GET /live HTTP/1.1\r\nHost: here\r\n" + b"A: b\r\n" * 200 + b"\r\n", 431),
    ],
)
async def test_what_cannot_be_read_is_answered_with_the_headers_of_every_answer(
    sent: bytes, status: int
) -> None:
    async with serving(SHORT) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(sent)
        head = (await until_closed(reader)).partition(b"\r\n\r\n")[0].decode().splitlines()
        writer.close()
    assert head[0].startswith(f"HTTP/1.1 {status} ")
    said = {name: value for name, _, value in (line.partition(": ") for line in head[1:])}
    assert len(said) == len(head) - 1
    assert said["content-security-policy"] == DATA_POLICY
    assert said["cache-control"] == "no-store"
    for name, value in SECURITY_HEADERS.items():
        assert said[name.lower()] == value


async def test_a_line_of_events_outlives_every_deadline() -> None:
    async with serving(SHORT) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(HEAD)
        received = await asyncio.wait_for(reader.readuntil(b"data: 7\n\n"), timeout=20)
        assert received.startswith(b"HTTP/1.1 200")
        writer.close()


async def test_a_slow_body_is_taken_as_long_as_it_comes() -> None:
    async with serving(SHORT) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST /body HTTP/1.1\r\nHost: here\r\nContent-Length: 65536\r\n\r\n")
        for _ in range(8):
            writer.write(b"x" * 8192)
            await asyncio.sleep(0.3)
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), timeout=20)
        assert head.startswith(b"HTTP/1.1 200")
        writer.close()


async def test_a_kept_connection_answers_again_after_the_deadline_of_a_head() -> None:
    async with serving(SHORT) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(2):
            writer.write(b"POST /body HTTP/1.1\r\nHost: here\r\nContent-Length: 2\r\n\r\nab")
            answer = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n2"), timeout=20)
            assert answer.startswith(b"HTTP/1.1 200")
            await asyncio.sleep(1.8)
        writer.close()


async def test_a_client_that_reads_nothing_of_its_answer_is_left() -> None:
    async with serving(SHORT) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1)
        writer.write(b"GET /much HTTP/1.1\r\nHost: here\r\n\r\n")
        transport = cast("asyncio.Transport", writer.transport)
        transport.pause_reading()
        other, other_writer = await asyncio.open_connection("127.0.0.1", port)
        other_writer.write(HEAD)
        await asyncio.wait_for(other.readuntil(b"data: 7\n\n"), timeout=20)
        transport.resume_reading()
        assert len(await until_closed(reader)) < 64 * 1024 * 1024
        writer.close()
        other_writer.close()


async def test_two_hosts_in_one_request_are_refused() -> None:
    async with serving(SHORT) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /live HTTP/1.1\r\nHost: here\r\nHost: there\r\n\r\n")
        answer = await until_closed(reader)
        assert answer.startswith(b"HTTP/1.1 400")
        assert b"application/problem+json" in answer
        writer.close()


async def test_what_is_no_http_is_told_so_in_a_problem_document() -> None:
    async with serving(SHORT) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n")
        answer = await until_closed(reader)
        assert answer.startswith(b"HTTP/1.1 400")
        assert b"urn:portico:problem:bad_request" in answer
        writer.close()


async def test_where_there_are_too_many_the_idle_make_room_and_the_busy_stay() -> None:
    limits = Limits(connections=4, connections_per_address=4, head_seconds=60)
    async with serving(limits) as port:
        busy = [await asyncio.open_connection("127.0.0.1", port) for _ in range(2)]
        for reader, writer in busy:
            writer.write(HEAD)
            await asyncio.wait_for(reader.readuntil(b"data: 0\n\n"), timeout=20)
        silent = [await asyncio.open_connection("127.0.0.1", port) for _ in range(6)]
        assert [await until_closed(reader) for reader, _ in silent[:4]] == [b""] * 4
        for reader, _ in busy:
            await asyncio.wait_for(reader.readuntil(b"data: 7\n\n"), timeout=20)
        for _, writer in (*busy, *silent):
            writer.close()


async def test_where_all_are_busy_the_next_one_is_told_to_come_again() -> None:
    async with serving(Limits(connections=2, connections_per_address=2)) as port:
        busy = [await asyncio.open_connection("127.0.0.1", port) for _ in range(2)]
        for reader, writer in busy:
            writer.write(HEAD)
            await asyncio.wait_for(reader.readuntil(b"data: 0\n\n"), timeout=20)
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        assert (await until_closed(reader)).startswith(b"HTTP/1.1 503")
        for _, opened in (*busy, (reader, writer)):
            opened.close()
