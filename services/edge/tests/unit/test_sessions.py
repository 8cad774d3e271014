"""Sessions: a cookie of each portal, and passes that are used for half a second at most."""

import asyncio
import json

import httpx2
import pytest
from pydantic import SecretStr, ValidationError

from contracts.access import Portal
from contracts.events.identity import Agency
from edge.core import Edge
from edge.services import RequestContext
from edge.settings import EdgeSettings

from ..browsers import Browser
from ..fakes import PASSWORD, FakeServices, a_person, an_agency, problem

LOGIN = {"portal": "contractor", "email": "kari@example.com", "password": PASSWORD}


def cookie(answer: httpx2.Response, name: str) -> str:
    (found,) = [c for c in answer.headers.get_list("set-cookie") if c.startswith(f"{name}=")]
    return found


async def test_signing_in_gives_a_cookie_and_never_the_token(
    agency: Agency, browser: Browser, services: FakeServices
) -> None:
    services.people.append(a_person(agency))
    client = browser()
    answer = await client.post("/api/session/login", json=LOGIN)
    assert answer.status_code == 200
    (token,) = services.sessions
    assert token not in answer.text
    assert answer.json()["person"]["name"] == "Kari Nordmann"
    session = cookie(answer, "portico-contractor")
    assert token in session
    assert "HttpOnly" in session
    assert "SameSite=lax" in session
    assert "Max-Age" not in session
    me = {
        "person": a_person(agency).model_dump(mode="json"),
        "agency": agency.model_dump(mode="json"),
    }
    services.reply("identity", "/me", me)
    assert (await client.get("/api/session/me?portal=contractor")).status_code == 200


async def test_remember_me_keeps_the_cookie_when_the_browser_is_closed(
    agency: Agency, browser: Browser, services: FakeServices
) -> None:
    services.people.append(a_person(agency))
    answer = await browser().post("/api/session/login", json=LOGIN | {"remember": True})
    assert "Max-Age=43" in cookie(answer, "portico-contractor")


async def test_the_session_that_the_browser_had_is_named_when_it_signs_in_again(
    agency: Agency, browser: Browser, services: FakeServices
) -> None:
    services.people.append(a_person(agency))
    await browser(token="the-one-before").post("/api/session/login", json=LOGIN)
    (asked,) = services.asked_of("identity", "/login")
    assert b'"session_token":"the-one-before"' in asked.content


async def test_who_had_a_session_is_told_why_it_is_over(
    agency: Agency, browser: Browser, services: FakeServices
) -> None:
    token = services.sign_in(a_person(agency))
    services.sessions.clear()
    answer = await browser(token=token).get("/api/contractor/dashboard")
    assert (answer.json()["code"], answer.json()["because"]) == ("unauthenticated", "timed_out")
    assert "because" not in (await browser().get("/api/contractor/dashboard")).json()


async def test_a_session_of_another_agency_is_none_here(
    agency: Agency, browser: Browser, services: FakeServices
) -> None:
    other = services.open(an_agency("maple"))
    token = services.sign_in(a_person(other))
    answer = await browser(token=token).get("/api/contractor/dashboard")
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
    assert not services.asked_of("payments", "/my/transactions")


async def test_a_session_of_one_portal_is_none_in_another(
    agency: Agency, browser: Browser, services: FakeServices
) -> None:
    token = services.sign_in(a_person(agency, Portal.CONTRACTOR))
    client = browser(token=token, portal=Portal.AGENCY)
    assert (await client.get("/api/agency/people")).status_code == 401
    assert (await client.get("/api/live?portal=agency")).status_code == 401
    assert not services.asked_of("identity", "/people")


async def test_without_a_session_nothing_is_asked_of_any_service(
    agency: Agency, browser: Browser, services: FakeServices
) -> None:
    for path in (
        "/api/contractor/dashboard",
        "/api/customer/home",
        "/api/agency/dashboard",
        "/api/live?portal=contractor",
    ):
        assert (await browser().get(path)).status_code == 401
    assert {r.url.host for r in services.asked} == {"identity"}
    assert not services.asked_of("identity", "/sessions/pass")


@pytest.mark.requirement("A1")
async def test_an_ended_session_is_felt_within_half_a_second(
    agency: Agency, browser: Browser, services: FakeServices
) -> None:
    token = services.sign_in(a_person(agency))
    services.reply("payments", "/my/payments", {"items": [], "next_cursor": None})
    client = browser(token=token)
    for _ in range(10):
        assert (await client.get("/api/contractor/payments")).status_code == 200
    assert services.sessions[token].exchanged < 10
    del services.sessions[token]
    await asyncio.sleep(0.5)
    assert (await client.get("/api/contractor/payments")).status_code == 401


def test_passes_cannot_be_set_to_be_kept_for_longer() -> None:
    with pytest.raises(ValidationError):
        EdgeSettings.model_validate({"pass_cache_seconds": 0.6})


async def test_the_cache_of_passes_holds_no_more_than_it_may(
    settings: EdgeSettings, services: FakeServices
) -> None:
    agency = services.open(an_agency())
    small = settings.model_copy(update={"pass_cache_size": 5})
    edge = Edge.of(small, transport=services.transport())
    context = RequestContext(correlation_id="c", traceparent="t")
    tokens = [services.sign_in(a_person(agency)) for _ in range(20)]
    for token in tokens:
        await edge.passes.of(token, agency, Portal.CONTRACTOR, context)
    await edge.passes.of(tokens[-1], agency, Portal.CONTRACTOR, context)
    await edge.passes.of(tokens[0], agency, Portal.CONTRACTOR, context)
    assert services.sessions[tokens[-1]].exchanged == 1
    assert services.sessions[tokens[0]].exchanged == 2
    await edge.client.close()


async def test_signing_out_ends_the_session_at_identity_and_at_once(
    agency: Agency, browser: Browser, services: FakeServices
) -> None:
    token = services.sign_in(a_person(agency))
    services.reply("payments", "/my/payments", {"items": [], "next_cursor": None})
    client = browser(token=token)
    assert (await client.get("/api/contractor/payments")).status_code == 200
    answer = await client.post("/api/session/logout", json={"portal": "contractor"})
    assert answer.headers["clear-site-data"] == '"cache"'
    assert answer.status_code == 204
    assert "Max-Age=0" in cookie(answer, "portico-contractor")
    assert token not in services.sessions
    again = browser(token=token)
    assert (await again.get("/api/contractor/payments")).status_code == 401


async def test_a_pass_that_is_not_signed_by_identity_is_not_believed(
    agency: Agency, browser: Browser, services: FakeServices
) -> None:
    token = services.sign_in(a_person(agency))
    forger = FakeServices(agencies=services.agencies, sessions=services.sessions)
    services.replies["POST identity", "/sessions/pass"] = lambda _request: forger.exchange(
        agency, {"session_token": token}
    )
    answer = await browser(token=token).get("/api/contractor/payments")
    assert (answer.status_code, answer.json()["code"]) == (502, "service_failed")


def test_secrets_do_not_show_when_what_holds_them_is_printed() -> None:
    context = RequestContext(correlation_id="c", traceparent="t", pass_="a-secret")
    assert "a-secret" not in repr(context)
    assert "a-secret" not in repr(SecretStr("a-secret"))


@pytest.mark.parametrize(
    ("method", "path", "headers", "in_use"),
    [
        ("GET", "/api/session/me?portal=contractor", {}, True),
        ("GET", "/api/session/me?portal=contractor", {"Portico-Background": "1"}, False),
        ("POST", "/api/session/sessions/end-all?portal=contractor", {}, True),
        (
            "POST",
            "/api/session/sessions/end-all?portal=contractor",
            {"Portico-Background": "1"},
            True,
        ),
    ],
)
async def test_what_a_page_fetches_by_itself_is_no_use_of_the_session(
    agency: Agency,
    browser: Browser,
    services: FakeServices,
    method: str,
    path: str,
    headers: dict[str, str],
    in_use: bool,
) -> None:
    client = browser(token=services.sign_in(a_person(agency)))
    await client.request(method, path, headers=headers, json={} if method == "POST" else None)
    asked = services.asked_of("identity", "/sessions/pass")
    assert [json.loads(request.content)["in_use"] for request in asked] == [in_use]


async def test_a_click_right_after_a_fetch_in_the_background_is_use(
    agency: Agency, browser: Browser, services: FakeServices
) -> None:
    client = browser(token=services.sign_in(a_person(agency)))
    path = "/api/session/me?portal=contractor"
    await client.get(path, headers={"Portico-Background": "1"})
    await client.get(path)
    asked = services.asked_of("identity", "/sessions/pass")
    assert [json.loads(request.content)["in_use"] for request in asked] == [False, True]


async def test_a_pass_from_before_a_change_of_access_is_renewed_and_nobody_is_signed_out(
    agency: Agency, browser: Browser, services: FakeServices
) -> None:
    token = services.sign_in(a_person(agency))

    def answer(_: httpx2.Request) -> httpx2.Response:
        if services.sessions[token].exchanged == 1:
            return problem(401, "pass_outdated")
        return httpx2.Response(200, json={"items": [], "next_cursor": None})

    services.replies["GET timesheets", "/my/work-orders"] = answer
    shown = await browser(token=token).get("/api/contractor/work-orders")
    assert shown.status_code == 200
    assert services.sessions[token].exchanged == 2


async def test_a_service_that_refuses_the_newer_pass_too_is_asked_no_third_time(
    agency: Agency, browser: Browser, services: FakeServices
) -> None:
    client = browser(token=services.sign_in(a_person(agency)))
    services.replies["GET timesheets", "/my/work-orders"] = lambda _: problem(401, "pass_outdated")
    assert (await client.get("/api/contractor/work-orders")).status_code == 401
    assert len(services.asked_of("timesheets", "/my/work-orders")) == 2


async def test_a_session_that_ended_meanwhile_gets_no_newer_pass(
    agency: Agency, browser: Browser, services: FakeServices
) -> None:
    client = browser(token=services.sign_in(a_person(agency)))

    def answer(_: httpx2.Request) -> httpx2.Response:
        services.sessions.clear()
        return problem(401, "pass_outdated")

    services.replies["GET timesheets", "/my/work-orders"] = answer
    refused = await client.get("/api/contractor/work-orders")
    assert (refused.status_code, refused.json()["code"]) == (401, "unauthenticated")
