"""The bench's own load client, and the books that it writes."""

import asyncio
from collections.abc import Callable
from typing import cast
from uuid import UUID

import pytest

from portico_local.bench.books import LedgerSize
from portico_local.bench.load import (
    ConnectionPool,
    UnexpectedAnswerError,
    exchange,
    fetch,
    load,
    percentile,
    read_answer,
    request,
)
from portico_local.bench.probes import HealthProbes

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nRetry-After: 2\r\n\r\nhello"


def test_an_answer_is_read_once_all_of_it_is_there() -> None:
    assert all(read_answer(ANSWER[:size]) is None for size in range(len(ANSWER)))

    answer = read_answer(ANSWER + b"HTTP/1.1 404")

    assert answer is not None
    assert (answer.status, answer.size) == (200, len(ANSWER))
    assert answer.has_header("retry-after")
    assert not answer.has_header("after")


def test_an_answer_without_a_length_has_no_body() -> None:
    answer = read_answer(b"HTTP/1.1 204 No Content\r\n\r\n")

    assert answer is not None
    assert answer.status == 204


def test_an_answer_in_chunks_is_refused_and_not_taken_for_an_empty_one() -> None:
    with pytest.raises(UnexpectedAnswerError):
        read_answer(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")


def test_a_body_makes_a_request_a_post_that_says_its_length() -> None:
    assert request("/x", "h", [("A", "b")]) == b"GET /x HTTP/1.1\r\nHost: h\r\nA: b\r\n\r\n"
    assert request("/x", "h", body=b"{}") == (
        b"POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{}"
    )


@pytest.mark.parametrize(
    ("percent", "value"), [(0, 1), (50, 50), (99, 99), (99.5, 100), (100, 100)]
)
def test_a_percentile_is_a_value_that_was_measured(percent: float, value: float) -> None:
    assert percentile(range(100, 0, -1), percent) == value


def test_nothing_has_no_percentile() -> None:
    with pytest.raises(ValueError, match="nothing"):
        percentile([], 99)


async def _server(answer: Callable[[int], bytes]) -> tuple[asyncio.Server, int]:
    asked = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        while not reader.at_eof():
            if await reader.readline() == b"\r\n":
                asked += 1
                writer.write(answer(asked))
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    return server, server.sockets[0].getsockname()[1]


async def test_each_connection_asks_again_when_it_has_its_answer() -> None:
    server, port = await _server(lambda _: ANSWER)
    async with server:
        done = await load(port, request("/", "h"), connections=3, seconds=0.2)

    assert done.answers == len(done.milliseconds) > 3
    assert done.per_second == pytest.approx(1_000 / done.each_milliseconds)


async def test_a_load_of_other_answers_than_200_is_none() -> None:
    failing = ANSWER.replace(b"200 OK", b"503 No")
    server, port = await _server(lambda asked: ANSWER if asked < 5 else failing)
    async with server:
        with pytest.raises(UnexpectedAnswerError, match="503"):
            await load(port, request("/", "h"), connections=2, seconds=5)


async def test_one_answer_comes_with_its_body() -> None:
    server, port = await _server(lambda _: ANSWER)
    async with server:
        assert await fetch(port, request("/", "h")) == b"hello"
        answer, _ = await exchange(port, request("/", "h"), within_seconds=5)
        assert answer.has_header("Retry-After")


def test_the_books_are_of_as_many_others_as_their_share_of_the_work() -> None:
    books = LedgerSize(
        agency_id=UUID(int=1), contractor_id=UUID(int=2), transactions=1_000_000, own=10_000
    )

    assert books.others == 9_900
    assert all("{" not in one.replace("'{}'", "") for one in books.statements())


async def test_a_connection_is_kept_for_who_asks_next_and_whatever_the_answer_is_counts() -> None:
    refusal = b"HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\nRetry-After: 2\r\n\r\n"
    connections = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        while not reader.at_eof():
            if await reader.readline() == b"\r\n":
                writer.write(refusal)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    kept = ConnectionPool(server.sockets[0].getsockname()[1])

    one_by_one = [await kept.ask(request("/", "h")) for _ in range(3)]
    assert connections == 1
    at_once = await asyncio.gather(*(kept.ask(request("/", "h")) for _ in range(3)))
    assert connections == 3
    kept.close()
    server.close()

    assert {answer.status for answer in (*one_by_one, *at_once)} == {429}
    assert all(answer.has_header("Retry-After") for answer in one_by_one)


async def test_a_connection_that_is_closed_instead_of_an_answer_is_told() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    kept = ConnectionPool(server.sockets[0].getsockname()[1])

    with pytest.raises(UnexpectedAnswerError, match="closed"):
        await kept.ask(request("/", "h"))
    kept.close()
    server.close()


async def test_looks_count_what_is_not_well_and_what_is_not_there() -> None:
    server, port = await _server(
        lambda asked: (
            b"HTTP/1.1 %s X\r\nContent-Length: 0\r\n\r\n" % (b"503" if asked == 1 else b"200")
        )
    )
    probes = HealthProbes(port)
    await probes.run(0.1)
    seen = probes.as_json()
    assert len(cast("list[float]", seen["live"])) == len(cast("list[float]", seen["ready"])) == 5
    assert seen["refused"] == 1
    server.close()
    await server.wait_closed()

    nobody = HealthProbes(port)
    await nobody.run(0.1)
    assert nobody.as_json()["refused"] == 10
