"""The way to the services: deadlines, what is asked again and what never is."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import httpx2
import pytest
from pydantic import BaseModel

from edge.compose import Composition
from edge.problems import (
    RefusedError,
    ServiceAwayError,
    ServiceFailedError,
    ServiceName,
    ServiceTooSlowError,
)
from edge.services import RequestContext, ServiceClient, Services

PAYMENTS = ServiceName.PAYMENTS
Handler = Callable[[httpx2.Request], httpx2.Response]
AsyncHandler = Callable[[httpx2.Request], Coroutine[Any, Any, httpx2.Response]]


class Answer(BaseModel):
    text: str


def services_that(handler: Handler | AsyncHandler) -> Services:
    client = ServiceClient(
        {PAYMENTS: "http://payments", ServiceName.DOCUMENTS: "http://documents"},
        transport=httpx2.MockTransport(handler),
    )
    return client.on_behalf_of(RequestContext(correlation_id="c", traceparent="t"))


def well(_request: httpx2.Request) -> httpx2.Response:
    return httpx2.Response(200, json={"text": "hello", "more": "than was asked for"})


async def slow(_request: httpx2.Request) -> httpx2.Response:
    await asyncio.sleep(30)
    return httpx2.Response(200)


class FlakyTransport:
    """Fails the first times, then answers."""

    def __init__(self, error: Exception, times: int) -> None:
        self.asked = 0
        self._error = error
        self._times = times

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.asked += 1
        if self.asked <= self._times:
            raise self._error
        return well(request)


async def test_an_answer_is_read_as_what_was_asked_for() -> None:
    assert await services_that(well).get(PAYMENTS, "/x", Answer) == Answer(text="hello")


async def test_a_read_over_a_dead_connection_is_asked_once_more() -> None:
    once = FlakyTransport(httpx2.RemoteProtocolError("closed"), times=1)
    assert await services_that(once).get(PAYMENTS, "/x", Answer) == Answer(text="hello")
    twice = FlakyTransport(httpx2.ConnectError("nobody"), times=2)
    with pytest.raises(ServiceAwayError):
        await services_that(twice).get(PAYMENTS, "/x", Answer)
    assert twice.asked == 2


async def test_a_command_is_never_sent_twice() -> None:
    cut = FlakyTransport(httpx2.RemoteProtocolError("closed"), times=1)
    with pytest.raises(ServiceTooSlowError):
        await services_that(cut).send(PAYMENTS, "POST", "/x", Answer)
    assert cut.asked == 1


async def test_a_service_that_does_not_answer_in_time_is_given_up() -> None:
    with pytest.raises(ServiceTooSlowError):
        await services_that(slow).get(PAYMENTS, "/x", Answer, deadline_seconds=0.05)


@pytest.mark.parametrize(
    "answer",
    [
        httpx2.Response(500, text="Traceback: secrets"),
        httpx2.Response(200, text="<html>"),
        httpx2.Response(200, json={"other": 1}),
    ],
)
async def test_what_is_not_the_contract_is_a_failure_of_the_service_and_is_not_shown(
    answer: httpx2.Response,
) -> None:
    with pytest.raises(ServiceFailedError) as caught:
        await services_that(lambda _request: answer).get(PAYMENTS, "/x", Answer)
    assert caught.value.document("r")["service"] == "payments"
    assert "secrets" not in str(caught.value.document("r"))


async def test_a_refusal_that_is_no_problem_document_still_has_status_and_code() -> None:
    said = httpx2.Response(429, text="slow down", headers={"Retry-After": "7"})
    with pytest.raises(RefusedError) as caught:
        await services_that(lambda _request: said).get(PAYMENTS, "/x", Answer)
    assert caught.value.document("r")["status"] == 429
    assert caught.value.headers == {"Retry-After": "7"}


async def test_a_download_is_refused_before_a_byte_of_it_goes_out() -> None:
    refused = httpx2.Response(404, json={"code": "not_found", "title": "No", "status": 404})
    with pytest.raises(RefusedError):
        await services_that(lambda _request: refused).download(PAYMENTS, "/x")


async def test_a_download_keeps_name_length_and_tag() -> None:
    class Pages(httpx2.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            for part in (b"%PDF", b"-1.7"):
                yield part

    headers = {
        "content-type": "application/pdf",
        "content-length": "8",
        "content-disposition": 'attachment; filename="a.pdf"',
        "etag": '"abc"',
        "x-internal": "not for browsers",
    }
    answer = await services_that(
        lambda _request: httpx2.Response(200, headers=headers, stream=Pages())
    ).download(PAYMENTS, "/x")
    body = b"".join([bytes(part) async for part in answer.body_iterator])  # pyright: ignore
    assert body == b"%PDF-1.7"
    assert answer.headers["etag"] == '"abc"'
    assert answer.headers["content-disposition"] == 'attachment; filename="a.pdf"'
    assert "x-internal" not in answer.headers


async def test_what_is_away_leaves_a_hole_that_is_named() -> None:
    def one_is_away(request: httpx2.Request) -> httpx2.Response:
        if request.url.host == "documents":
            raise httpx2.ConnectError("nobody")
        return well(request)

    ask = services_that(one_is_away)
    async with Composition() as view:
        there = view.part(PAYMENTS, ask.get(PAYMENTS, "/x", Answer))
        gone = view.part(ServiceName.DOCUMENTS, ask.get(ServiceName.DOCUMENTS, "/y", Answer))
    assert there.value == Answer(text="hello")
    assert gone.value is None
    assert view.missing == [ServiceName.DOCUMENTS]


async def test_parts_are_asked_for_at_once_and_within_one_deadline() -> None:
    ask = services_that(slow)
    started = asyncio.get_running_loop().time()
    async with Composition(deadline_seconds=0.2) as view:
        for number in range(5):
            view.part(PAYMENTS, ask.get(PAYMENTS, f"/{number}", Answer))
    assert asyncio.get_running_loop().time() - started < 0.8
    assert view.missing == [PAYMENTS]


async def test_a_refusal_of_a_part_is_the_answer_of_the_whole() -> None:
    refused = httpx2.Response(403, json={"code": "forbidden", "title": "No", "status": 403})
    ask = services_that(lambda _request: refused)
    with pytest.raises(RefusedError):
        async with Composition() as view:
            view.part(PAYMENTS, ask.get(PAYMENTS, "/x", Answer))


async def test_nothing_goes_on_in_the_background_when_a_view_fails() -> None:
    cancelled = asyncio.Event()

    async def patient(_request: httpx2.Request) -> httpx2.Response:
        try:
            await asyncio.sleep(30)
        except asyncio.CancelledError:
            cancelled.set()
            raise
        return httpx2.Response(200)

    async def fail() -> None:
        async with Composition() as view:
            view.part(PAYMENTS, services_that(patient).get(PAYMENTS, "/x", Answer))
            await asyncio.sleep(0.01)
            raise LookupError("the main thing is not there")

    with pytest.raises(LookupError):
        await fail()
    assert cancelled.is_set()
