"""What `chassis.http` reaches into uvicorn for is still there, each by its name.

An upgrade that takes one away, or gives it another meaning, says here which one. The last test
finds what is reached for without a test of its own.
"""

import ast
import asyncio
import inspect
from collections import deque
from typing import Any

import pytest
import uvicorn
from uvicorn.protocols.http import httptools_impl
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from chassis.http import connections
from chassis.http.connections import BoundedProtocol
from chassis.http.server import Server

CALLBACKS: dict[str, list[tuple[Any, ...]]] = {
    "on_message_begin": [()],
    "on_url": [(b"/a",)],
    "on_header": [(b"Host", b"a"), (b"Content-Length", b"2")],
    "on_headers_complete": [()],
    "on_body": [(b"ok",)],
    "on_message_complete": [()],
    "on_response_complete": [()],
}
"""What is told of a request, in which calls: by the parser, and by uvicorn after the answer."""

PROTOCOL = ("client", "cycle", "flow", "loop", "pipeline", "server_state", "timeout_keep_alive")
CYCLE = ("disconnected", "message_event", "response_complete", "response_started")
FLOW = ("read_paused", "resume_reading", "write_paused")
OF_ASYNCIO = {"connection_lost", "connection_made", "data_received", "pause_writing"} | {
    "resume_writing",
    "transport",
}
"""What asyncio promises of a protocol, and the transport it is given."""

HEAD = b"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n"
BY = "chassis.http.connections.BoundedProtocol uses it"


class Line(asyncio.Transport):
    """A transport that keeps what is written, and whether it is read from."""

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


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Reads the whole request and answers it; ends where nobody waits for that any more."""
    del scope
    while (message := await receive()).get("more_body"):
        pass
    if message["type"] == "http.request":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})


def a_protocol() -> tuple[Any, Line]:
    """Uvicorn's own protocol on a line, as its server makes it."""
    config = uvicorn.Config(application, log_config=None, timeout_keep_alive=75)
    state = ServerState()
    state.default_headers = [(b"x-given", b"by the server")]
    protocol, line = HttpToolsProtocol(config, state, {}), Line()
    protocol.connection_made(line)
    return protocol, line


async def settle(protocol: Any) -> None:
    """Wait until the application has ended, for each request that has come."""
    async with asyncio.timeout(10):
        while protocol.tasks:
            await asyncio.gather(*protocol.tasks)


@pytest.mark.parametrize("name", CALLBACKS)
async def test_uvicorn_is_told_of_a_request_by_this_callback(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = vars(HttpToolsProtocol).get(name)
    assert theirs is not None, f"uvicorn: HttpToolsProtocol.{name} is gone; {BY}"
    calls: list[tuple[Any, ...]] = []

    def told(self: Any, *given: Any) -> None:
        calls.append(given)
        theirs(self, *given)

    monkeypatch.setattr(HttpToolsProtocol, name, told)
    protocol, _ = a_protocol()
    protocol.data_received(HEAD + b"ok")
    await settle(protocol)
    assert calls == CALLBACKS[name], f"uvicorn: {name} is called otherwise; {BY}"


async def test_uvicorn_answers_what_it_cannot_parse_by_send_400_response(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gone = f"uvicorn: HttpToolsProtocol.send_400_response; {BY}"
    assert "send_400_response" in vars(HttpToolsProtocol), gone
    messages: list[str] = []

    def told(_protocol: HttpToolsProtocol, msg: str) -> None:
        messages.append(msg)

    monkeypatch.setattr(HttpToolsProtocol, "send_400_response", told)
    protocol, line = a_protocol()
    protocol.data_received(b"\x00\x01\r\n\r\n")
    assert (len(messages), line.written) == (1, b""), gone


@pytest.mark.parametrize("name", PROTOCOL)
async def test_uvicorns_protocol_has(name: str) -> None:
    protocol, _ = a_protocol()
    assert hasattr(protocol, name), f"uvicorn: HttpToolsProtocol.{name} is gone; {BY}"
    means = {
        "client": lambda: protocol.client == ("192.0.2.1", 4711),
        "cycle": lambda: protocol.cycle is None,
        "flow": lambda: isinstance(protocol.flow, FlowControl),
        "loop": lambda: protocol.loop is asyncio.get_running_loop(),
        "pipeline": lambda: protocol.pipeline == deque(),
        "server_state": lambda: isinstance(protocol.server_state, ServerState),
        "timeout_keep_alive": lambda: protocol.timeout_keep_alive == 75,
    }
    assert means[name](), f"uvicorn: HttpToolsProtocol.{name} is another thing; {BY}"


async def test_uvicorns_server_state_has_default_headers_as_pairs_of_bytes() -> None:
    protocol, line = a_protocol()
    protocol.data_received(HEAD + b"ok")
    await settle(protocol)
    gone = f"uvicorn: ServerState.default_headers is another thing; {BY}"
    assert protocol.server_state.default_headers == [(b"x-given", b"by the server")], gone
    assert b"\r\nx-given: by the server\r\n" in line.written, gone
    assert vars(ServerState()).get("default_headers") == [], gone


async def test_uvicorns_pipeline_holds_requests_that_wait_for_their_forerunners() -> None:
    protocol, _ = a_protocol()
    protocol.data_received((HEAD + b"ok") * 3)
    assert len(protocol.pipeline) == 2, f"uvicorn: HttpToolsProtocol.pipeline; {BY}"
    await settle(protocol)
    assert len(protocol.pipeline) == 0, f"uvicorn: HttpToolsProtocol.pipeline; {BY}"


@pytest.mark.parametrize("name", CYCLE)
async def test_uvicorns_cycle_has(name: str) -> None:
    protocol, line = a_protocol()
    protocol.data_received(HEAD)
    cycle = protocol.cycle
    assert hasattr(cycle, name), f"uvicorn: RequestResponseCycle.{name} is gone; {BY}"
    changed = f"uvicorn: RequestResponseCycle.{name} is another thing; {BY}"
    if name in {"response_started", "response_complete"}:
        assert getattr(cycle, name) is False, changed
        protocol.data_received(b"ok")
        await settle(protocol)
        assert getattr(cycle, name) is True, changed
    else:
        # As `BoundedProtocol` ends a request for which it has answered itself.
        assert cycle.disconnected is False, changed
        cycle.disconnected = True
        cycle.message_event.set()
        await settle(protocol)
        assert (line.written, cycle.response_started) == (b"", False), changed


@pytest.mark.parametrize("name", FLOW)
async def test_uvicorns_flow_control_has(name: str) -> None:
    protocol, line = a_protocol()
    assert hasattr(protocol.flow, name), f"uvicorn: FlowControl.{name} is gone; {BY}"
    changed = f"uvicorn: FlowControl.{name} is another thing; {BY}"
    if name == "write_paused":
        protocol.pause_writing()
        assert protocol.flow.write_paused is True, changed
        protocol.resume_writing()
        assert protocol.flow.write_paused is False, changed
    else:
        protocol.flow.pause_reading()
        assert (protocol.flow.read_paused, line.reading) == (True, False), changed
        protocol.flow.resume_reading()
        assert (protocol.flow.read_paused, line.reading) == (False, True), changed


def test_uvicorn_has_status_lines_as_status_line() -> None:
    lines: dict[int, bytes] = getattr(httptools_impl, "STATUS_LINE", {})
    gone = "uvicorn: STATUS_LINE is another thing; chassis.http.connections uses it"
    assert lines.get(431) == b"HTTP/1.1 431 Request Header Fields Too Large\r\n", gone


async def test_uvicorns_server_takes_signals_by_capture_signals_alone() -> None:
    gone = "uvicorn: Server.capture_signals is another thing; chassis.http.server.Server uses it"
    assert "capture_signals" in vars(uvicorn.Server), gone
    assert "with self.capture_signals():" in inspect.getsource(uvicorn.Server.serve), gone
    assert "signal.signal" not in inspect.getsource(uvicorn.Server.startup), gone
    assert set(vars(Server)) & set(vars(uvicorn.Server)) <= {"capture_signals", "__module__"} | {
        "__doc__"
    }


def test_nothing_else_of_uvicorns_is_reached_for() -> None:
    """Each name that is not the class's own stands in a test above."""
    [bounded] = [
        node
        for node in ast.parse(inspect.getsource(connections)).body
        if isinstance(node, ast.ClassDef) and node.name == BoundedProtocol.__name__
    ]
    of = {"self": set[str](), "self.cycle": set[str](), "self.flow": set[str]()}
    own: set[str] = set()
    for node in ast.walk(bounded):
        if isinstance(node, ast.FunctionDef):
            own.add(node.name)
        elif isinstance(node, ast.Attribute):
            if isinstance(node.ctx, ast.Store):
                own.add(node.attr)
            whose = ast.unparse(node.value).replace("super()", "self")
            if whose in of:
                of[whose].add(node.attr)
    theirs = {name for name in own if hasattr(HttpToolsProtocol, name) and name[:2] != "__"}
    assert theirs - OF_ASYNCIO == {*CALLBACKS, "send_400_response"}
    assert of["self"] - own - OF_ASYNCIO == set(PROTOCOL)
    assert of["self.cycle"] | {"response_complete"} == set(CYCLE)
    assert of["self.flow"] == set(FLOW)
