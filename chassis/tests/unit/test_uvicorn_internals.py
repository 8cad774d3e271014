"""What `chassis.http` reaches into uvicorn for is still there, each by its name.

An upgrade that takes one away, or gives it another meaning, says here which one and whose. Whatever
else is reached into has no test: the last one finds it.
"""

import ast
import asyncio
import inspect
from collections import deque
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http import httptools_impl
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from chassis.http import connections, server
from chassis.http.connections import BoundedProtocol, Limits
from chassis.http.server import BoundedConfig, Server

CALLBACKS = (
    "on_message_begin",
    "on_url",
    "on_header",
    "on_headers_complete",
    "on_body",
    "on_message_complete",
    "on_response_complete",
)
"""The parser's, which count what has come, and uvicorn's own after an answer."""

PROTOCOL = ("client", "cycle", "flow", "loop", "pipeline", "server_state", "timeout_keep_alive")
CYCLE = ("disconnected", "message_event", "response_complete", "response_started")
FLOW = ("read_paused", "resume_reading", "write_paused")
OF_ASYNCIO = {"transport", "connection_made", "connection_lost", "data_received"} | {
    "pause_writing",
    "resume_writing",
}
"""What asyncio promises of a protocol, and where uvicorn keeps the transport it is given."""

HEAD = b"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n"
BY = "used by chassis.http.connections.BoundedProtocol"


class Line(asyncio.Transport):
    """A transport that keeps what is written, and says whether it is read from."""

    def __init__(self) -> None:
        super().__init__({"peername": ("192.0.2.1", 4711), "sockname": ("192.0.2.2", 80)})
        self.written = b""
        self.closing = False
        self.reading = True

    def write(self, data: Any) -> None:
        self.written += bytes(data)

    def is_closing(self) -> bool:
        return self.closing

    def close(self) -> None:
        self.closing = True

    def pause_reading(self) -> None:
        self.reading = False

    def resume_reading(self) -> None:
        self.reading = True


async def answer(scope: Any, receive: Any, send: Any) -> None:
    """An application that reads the whole request and answers it."""
    while (await receive())["more_body"]:
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def a_protocol() -> tuple[Any, Line]:
    """Uvicorn's own protocol on a line, as a server with our settings makes it."""
    config = uvicorn.Config(answer, log_config=None, timeout_keep_alive=75)
    state = ServerState()
    state.default_headers = [(b"x-given", b"by the server")]
    protocol, line = HttpToolsProtocol(config, state, {}), Line()
    protocol.connection_made(line)
    return protocol, line


async def until_answered(protocol: Any) -> None:
    """Wait for the application's answer."""
    async with asyncio.timeout(10):
        await asyncio.gather(*protocol.tasks)


@pytest.mark.parametrize("name", CALLBACKS)
async def test_uvicorn_tells_of_a_request_by_this_callback(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert name in vars(HttpToolsProtocol), f"uvicorn: HttpToolsProtocol.{name} is gone, {BY}"
    called: list[tuple[Any, ...]] = []
    theirs = vars(HttpToolsProtocol)[name]

    def told(self: Any, *given: Any) -> None:
        called.append(given)
        theirs(self, *given)

    monkeypatch.setattr(HttpToolsProtocol, name, told)
    protocol, _ = a_protocol()
    protocol.data_received(HEAD + b"ok")
    await until_answered(protocol)
    expected = {
        "on_url": [(b"/a",)],
        "on_header": [(b"Host", b"a"), (b"Content-Length", b"2")],
        "on_body": [(b"ok",)],
    }
    assert called == expected.get(name, [()]), f"uvicorn: {name} is called otherwise, {BY}"


@pytest.mark.parametrize("name", PROTOCOL)
async def test_uvicorns_protocol_has(name: str) -> None:
    protocol, _ = a_protocol()
    assert hasattr(protocol, name), f"uvicorn: HttpToolsProtocol.{name} is gone, {BY}"


async def test_uvicorns_client_begins_with_its_address() -> None:
    assert a_protocol()[0].client[0] == "192.0.2.1", f"uvicorn: client is another thing, {BY}"


async def test_uvicorns_loop_is_the_one_that_runs() -> None:
    assert a_protocol()[0].loop is asyncio.get_running_loop(), f"uvicorn: loop is another, {BY}"


async def test_uvicorns_timeout_keep_alive_is_the_configured_one() -> None:
    assert a_protocol()[0].timeout_keep_alive == 75, f"uvicorn: timeout_keep_alive, {BY}"


async def test_uvicorns_server_state_has_the_default_headers_as_pairs_of_bytes() -> None:
    protocol, _ = a_protocol()
    given = getattr(protocol.server_state, "default_headers", None)
    assert given == [(b"x-given", b"by the server")], f"uvicorn: default_headers, {BY}"


async def test_uvicorns_pipeline_has_the_requests_that_wait_for_their_forerunners() -> None:
    protocol, _ = a_protocol()
    assert isinstance(protocol.pipeline, deque), f"uvicorn: pipeline is another thing, {BY}"
    assert not protocol.pipeline
    protocol.data_received((HEAD + b"ok") * 3)
    assert len(protocol.pipeline) == 2, f"uvicorn: pipeline does not hold what waits, {BY}"
    async with asyncio.timeout(10):
        while protocol.tasks:
            await until_answered(protocol)


@pytest.mark.parametrize("name", CYCLE)
async def test_uvicorns_cycle_has(name: str) -> None:
    protocol, _ = a_protocol()
    assert protocol.cycle is None, f"uvicorn: there is a cycle before any request, {BY}"
    protocol.data_received(HEAD + b"ok")
    assert hasattr(protocol.cycle, name), f"uvicorn: RequestResponseCycle.{name} is gone, {BY}"
    await until_answered(protocol)


async def test_uvicorns_cycle_tells_whether_its_response_has_started_and_is_complete() -> None:
    protocol, line = a_protocol()
    protocol.data_received(HEAD)
    cycle = protocol.cycle
    assert (cycle.response_started, cycle.response_complete) == (False, False)
    protocol.data_received(b"ok")
    await until_answered(protocol)
    assert line.written.startswith(b"HTTP/1.1 200 OK\r\nx-given: by the server\r\n")
    assert (cycle.response_started, cycle.response_complete) == (True, True), f"uvicorn: {BY}"


async def test_uvicorns_cycle_answers_no_more_once_it_is_told_to_be_disconnected() -> None:
    protocol, line = a_protocol()
    protocol.data_received(HEAD)
    protocol.cycle.disconnected = True
    protocol.cycle.message_event.set()
    with pytest.raises(KeyError):
        # What the application gets is "http.disconnect", which has no `more_body`.
        async with asyncio.timeout(10):
            await protocol.cycle.run_asgi_failing(answer)
    assert line.written == b""


@pytest.mark.parametrize("name", FLOW)
async def test_uvicorns_flow_control_has(name: str) -> None:
    protocol, _ = a_protocol()
    assert hasattr(protocol.flow, name), f"uvicorn: FlowControl.{name} is gone, {BY}"
