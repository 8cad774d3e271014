"""To a provider and back: what the browser keeps, where it is sent, and what it is told."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import httpx2
import pytest

from contracts.access import Portal
from contracts.events.identity import Agency
from edge.sign_in import MAX_FLOWS, flow_key, is_local, with_problem

from ..browsers import Browser
from ..fakes import FakeServices, a_person, an_agency, person_details, problem

STATE = "contractor.state-of-43-characters"
BEGUN = {
    "authorize_url": f"https://id.example/authorize?state={STATE}",
    "browser_token": "kept-by-the-browser",
    "portal": "contractor",
    "expires_at": "2026-11-22T12:00:00Z",
}
START = {"portal": "contractor", "provider_id": "google"}
CALLBACK = f"/api/session/oidc/callback?state={STATE}"
FLOW = f"portico-flow-{flow_key(STATE)}"


def cookies_of(answer: httpx2.Response) -> dict[str, str]:
    listed = answer.headers.get_list("set-cookie")
    return {one.partition("=")[0]: one.partition("=")[2] for one in listed}


def finished(agency: Agency, services: FakeServices, **other: object) -> dict[str, Any]:
    person = a_person(agency)
    return {
        "purpose": "sign_in",
        "portal": "contractor",
        "return_to": "/contractor/payments?tab=all",
        "remember": False,
        "session": {
            "session_token": services.sign_in(person),
            "browser_token": "a-browser",
            "expires_at": (datetime.now(UTC) + timedelta(hours=12)).isoformat(),
            "person": person_details(person),
        },
        "second_factor": None,
    } | other


def returns(services: FakeServices, answer: dict[str, Any]) -> None:
    services.reply("identity", "/sign-in-flows/return", answer, method="POST")


async def away(browser: Browser, services: FakeServices, **more: Any) -> httpx2.AsyncClient:
    """A browser that has gone to the provider."""
    services.reply("identity", "/sign-in-flows", BEGUN, method="POST")
    client = browser(**more)
    answer = await client.post("/api/session/oidc/start", json=START)
    assert answer.status_code == 200, answer.text
    return client


def begun(number: int) -> dict[str, Any]:
    """The start of one of several sign-ins."""
    state = f"contractor.state-{number}"
    url = f"https://accounts.example/authorize?state={state}&nonce=n"
    return BEGUN | {"authorize_url": url, "browser_token": f"token-{number}"}


async def test_of_two_tabs_that_go_to_a_provider_each_comes_back(
    agency: Agency, browser: Browser, services: FakeServices
) -> None:
    client = browser()
    for number in (1, 2):
        services.reply("identity", "/sign-in-flows", begun(number), method="POST")
        assert (await client.post("/api/session/oidc/start", json=START)).status_code == 200
    returns(services, finished(agency, services))
    for number in (1, 2):
        state = f"contractor.state-{number}"
        answer = await client.get(f"/api/session/oidc/callback?state={state}&code=x")
        assert answer.headers["location"] == "/contractor/payments?tab=all"
        sent = json.loads(services.asked_of("identity", "/sign-in-flows/return")[-1].content)
        assert (sent["state"], sent["browser_token"]) == (state, f"token-{number}")
        again = await client.get(f"/api/session/oidc/callback?state={state}&code=x")
        assert again.headers["location"] == "/contractor/login?problem=sign_in_over"


async def test_a_browser_keeps_a_few_flows_and_forgets_the_oldest(
    agency: Agency, browser: Browser, services: FakeServices
) -> None:
    client = browser()
    for number in range(MAX_FLOWS + 3):
        services.reply("identity", "/sign-in-flows", begun(number), method="POST")
        await client.post("/api/session/oidc/start", json=START)
    kept = {name for name in client.cookies if name.startswith("portico-flow-")}
    newest = range(3, MAX_FLOWS + 3)
    assert kept == {f"portico-flow-{flow_key(f'contractor.state-{n}')}" for n in newest}


@pytest.mark.requirement("C3")
async def test_a_page_is_told_where_to_go_and_the_browser_is_bound_to_it(
    agency: Agency, browser: Browser, services: FakeServices
) -> None:
    services.reply("identity", "/sign-in-flows", BEGUN, method="POST")
    answer = await browser().post("/api/session/oidc/start", json=START)
    assert answer.json() == {"authorize_url": BEGUN["authorize_url"]}
    kept = cookies_of(answer)[FLOW]
    assert ".kept-by-the-browser." in kept
    for attribute in ("HttpOnly", "SameSite=lax", "Max-Age=600", "Path=/"):
        assert attribute in kept
    policy = answer.headers["content-security-policy"]
    assert "navigate-to" not in policy
    assert "sandbox" not in policy


async def test_a_start_that_does_not_come_from_a_page_of_this_site_is_refused(
    agency: Agency, browser: Browser, services: FakeServices
) -> None:
    client = browser()
    del client.headers["X-Portico"]
    answer = await client.post("/api/session/oidc/start", json=START)
    assert (answer.status_code, answer.json()["code"]) == (403, "cross_site_request")
    assert not services.asked_of("identity", "/sign-in-flows")


@pytest.mark.requirement("C3")
@pytest.mark.parametrize(("remember", "kept"), [(False, False), (True, True)])
async def test_who_comes_back_gets_a_session_and_goes_on_to_the_page(
    agency: Agency, browser: Browser, services: FakeServices, *, remember: bool, kept: bool
) -> None:
    client = await away(browser, services, token="the-one-before")
    returns(services, finished(agency, services, remember=remember))
    answer = await client.get(f"{CALLBACK}&code=the-code&iss=https%3A%2F%2Fid.example")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/contractor/payments?tab=all"
    session = cookies_of(answer)["portico-contractor"]
    assert "HttpOnly" in session
    assert ("Max-Age" in session) is kept
    assert "Max-Age=0" in cookies_of(answer)[FLOW]
    (asked,) = services.asked_of("identity", "/sign-in-flows/return")
    assert json.loads(asked.content) == {
        "agency": "nord",
        "state": STATE,
        "browser_token": "kept-by-the-browser",
        "code": "the-code",
        "error": None,
        "issuer": "https://id.example",
        "session_token": "the-one-before",
    }
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.requirement("X7")
async def test_a_browser_that_began_nothing_is_signed_in_by_nobodys_code(
    agency: Agency, browser: Browser, services: FakeServices
) -> None:
    returns(services, finished(agency, services))
    answer = await browser().get(f"{CALLBACK}&code=the-attackers")
    assert answer.headers["location"] == "/contractor/login?problem=sign_in_over"
    assert "portico-contractor" not in cookies_of(answer)
    assert not services.asked_of("identity", "/sign-in-flows/return")


@pytest.mark.parametrize("state", ["", "nowhere.abc", "abc"])
async def test_a_state_that_names_no_portal_leads_to_the_front_page(
    agency: Agency, browser: Browser, services: FakeServices, state: str
) -> None:
    answer = await browser().get(f"/api/session/oidc/callback?state={state}&code=x")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


@pytest.mark.requirement("X8")
@pytest.mark.parametrize(
    ("error", "code"), [("access_denied", "sign_in_denied"), ("server_error", "sign_in_over")]
)
async def test_a_refusal_without_the_state_is_told_where_the_browser_began(
    agency: Agency, browser: Browser, services: FakeServices, error: str, code: str
) -> None:
    client = await away(browser, services)
    answer = await client.get(f"/api/session/oidc/callback?error={error}")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/contractor/login?problem={code}"
    assert "Max-Age=0" in cookies_of(answer)[FLOW]
    assert not services.asked_of("identity", "/sign-in-flows/return")


@pytest.mark.parametrize("query", ["code=x", ""])
async def test_an_answer_without_the_state_that_is_no_refusal_leads_to_the_front_page(
    agency: Agency, browser: Browser, services: FakeServices, query: str
) -> None:
    client = await away(browser, services)
    answer = await client.get(f"/api/session/oidc/callback?{query}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


@pytest.mark.requirement("X8")
@pytest.mark.parametrize(
    ("status", "code"),
    [
        (401, "sign_in_over"),
        (401, "sign_in_denied"),
        (401, "account_not_linked"),
        (409, "provider_away"),
        (409, "not_vouched_for"),
        (409, "link_not_valid"),
        (422, "invalid"),
    ],
)
async def test_what_went_wrong_is_told_by_the_login_page(
    agency: Agency, browser: Browser, services: FakeServices, status: int, code: str
) -> None:
    client = await away(browser, services)
    services.replies["POST identity", "/sign-in-flows/return"] = lambda _: problem(status, code)
    answer = await client.get(f"{CALLBACK}&code=x", headers={"Accept": "text/html"})
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/contractor/login?problem={code}"
    assert "portico-contractor" not in cookies_of(answer)
    assert "Max-Age=0" in cookies_of(answer)[FLOW]


@pytest.mark.requirement("C1")
@pytest.mark.parametrize("code", ["sign_in_denied", "account_taken", "terms_changed"])
async def test_what_went_wrong_with_a_sign_up_is_told_by_the_page_of_the_invitation(
    agency: Agency, browser: Browser, services: FakeServices, code: str
) -> None:
    services.reply("identity", "/sign-in-flows", BEGUN, method="POST")
    client = browser()
    invited = {"link_token": "tok/en&x=1", "accepted_terms": True, "terms_version": "2026-01"}
    await client.post("/api/session/oidc/start", json=START | invited)
    services.replies["POST identity", "/sign-in-flows/return"] = lambda _: problem(409, code)
    answer = await client.get(f"{CALLBACK}&code=x")
    assert answer.status_code == 303
    expected = f"/contractor/welcome?token=tok%2Fen%26x%3D1&problem={code}"
    assert answer.headers["location"] == expected
    assert "portico-contractor" not in cookies_of(answer)
    assert "Max-Age=0" in cookies_of(answer)[FLOW]


async def test_identity_that_is_away_is_a_problem_and_no_broken_page(
    agency: Agency, browser: Browser, services: FakeServices
) -> None:
    client = await away(browser, services)
    services.away.add("identity")
    answer = await client.get(f"{CALLBACK}&code=x")
    assert answer.headers["location"] == "/contractor/login?problem=service_unavailable"


@pytest.mark.requirement("X7")
@pytest.mark.parametrize("path", ["https://evil.example", "//evil.example", "/customer", "/agency"])
async def test_nobody_is_sent_out_of_the_portal_whatever_identity_says(
    agency: Agency, browser: Browser, services: FakeServices, path: str
) -> None:
    client = await away(browser, services)
    returns(services, finished(agency, services, return_to=path))
    answer = await client.get(f"{CALLBACK}&code=x")
    assert answer.headers["location"] == "/contractor"


@pytest.mark.requirement("X7")
async def test_a_planted_cookie_leads_nobody_elsewhere(
    agency: Agency, browser: Browser, services: FakeServices
) -> None:
    client = browser()
    client.cookies.set(FLOW, "1.token." + quote("//evil.example/contractor", safe=""))
    services.replies["POST identity", "/sign-in-flows/return"] = lambda _: problem(401, "over")
    answer = await client.get(f"{CALLBACK}&code=x")
    assert answer.headers["location"] == "/contractor/login?problem=over"


@pytest.mark.requirement("C5")
async def test_linking_goes_away_from_the_profile_and_comes_back_to_it(
    agency: Agency, browser: Browser, services: FakeServices
) -> None:
    token = services.sign_in(a_person(agency))
    services.reply("identity", "/me/sign-in-methods/link", BEGUN, method="POST")
    client = browser(token=token)
    body = {"provider_id": "google", "return_to": "/contractor/profile?tab=security"}
    path = "/api/session/sign-in-methods/link?portal=contractor"
    answer = await client.post(path, json=body)
    assert answer.json() == {"authorize_url": BEGUN["authorize_url"]}
    failing = browser(token=token)
    failing.cookies.update(client.cookies)
    services.replies["POST identity", "/sign-in-flows/return"] = lambda _: problem(
        409, "account_taken"
    )
    answer = await failing.get(f"{CALLBACK}&code=x")
    expected = "/contractor/profile?tab=security&problem=account_taken"
    assert answer.headers["location"] == expected
    linked = finished(agency, services, purpose="link", session=None, return_to=body["return_to"])
    returns(services, linked)
    answer = await client.get(f"{CALLBACK}&code=x")
    assert answer.headers["location"] == body["return_to"]
    assert "portico-contractor" not in cookies_of(answer)


async def test_linked_accounts_are_listed_and_unlinked_for_who_is_signed_in(
    agency: Agency, browser: Browser, services: FakeServices
) -> None:
    method = {
        "id": "01a20131-eb90-77cb-b994-9058954cf9b5",
        "provider_id": "google",
        "kind": "google",
        "provider_name": "Google",
        "email": "kari@elsewhere.example",
        "name": None,
        "linked_at": "2026-11-22T12:00:00Z",
        "last_used_at": None,
        "usable": True,
    }
    path = f"/api/session/sign-in-methods/{method['id']}?portal=contractor"
    listed = "/api/session/sign-in-methods?portal=contractor"
    services.reply("identity", "/me/sign-in-methods", {"password_set": True, "items": [method]})
    client = browser(token=services.sign_in(a_person(agency)))
    assert (await client.get(listed)).json() == {"password_set": True, "items": [method]}
    services.replies["DELETE identity", f"/me/sign-in-methods/{method['id']}"] = lambda _: problem(
        409, "last_sign_in_method"
    )
    refused = await client.delete(path)
    assert (refused.status_code, refused.json()["code"]) == (409, "last_sign_in_method")
    stranger = browser()
    link = "/api/session/sign-in-methods/link?portal=contractor"
    assert (await stranger.get(listed)).status_code == 401
    assert (await stranger.delete(path)).status_code == 401
    assert (await stranger.post(link, json={"provider_id": "google"})).status_code == 401


@pytest.mark.requirement("X7")
async def test_a_second_factor_waits_for_the_page_and_is_told_once(
    agency: Agency, browser: Browser, services: FakeServices
) -> None:
    needed = {
        "ticket": "the-ticket",
        "methods": ["totp"],
        "expires_at": "2026-11-22T12:00:00Z",
        "portal": "contractor",
    }
    client = await away(browser, services)
    returns(services, finished(agency, services, session=None, second_factor=needed))
    answer = await client.get(f"{CALLBACK}&code=x")
    assert answer.headers["location"] == "/contractor/login?second_factor=needed"
    assert "portico-contractor" not in cookies_of(answer)
    assert "HttpOnly" in cookies_of(answer)["portico-contractor-ticket"]
    body = {"portal": "contractor"}
    told = await client.post("/api/session/oidc/second-factor", json=body)
    assert told.status_code == 200, told.text
    assert told.json()["needed"] == {
        "ticket": "the-ticket",
        "methods": ["totp"],
        "expires_at": "2026-11-22T12:00:00Z",
        "portal": "contractor",
        "remember": False,
        "return_to": "/contractor/payments?tab=all",
    }
    again = await client.post("/api/session/oidc/second-factor", json=body)
    assert again.json() == {"needed": None}


async def test_the_agencys_providers_are_public_and_asked_for_once_a_while(
    agency: Agency, browser: Browser, services: FakeServices
) -> None:
    path = "/agencies/by-slug/nord/sign-in-providers"
    google = {"id": "google", "kind": "google", "name": "Google"}
    services.reply("identity", path, {"items": [google], "next_cursor": None})
    client = browser()
    for _ in range(3):
        shown = (await client.get("/api/public/agency")).json()
        assert shown["sign_in_providers"] == [google]
    assert len(services.asked_of("identity", path)) == 1


async def test_an_agency_is_shown_although_its_providers_cannot_be_had(
    agency: Agency, browser: Browser, services: FakeServices
) -> None:
    path = "/agencies/by-slug/nord/sign-in-providers"
    services.replies["GET identity", path] = lambda _: problem(503, "unavailable")
    shown = await browser().get("/api/public/agency")
    assert (shown.status_code, shown.json()["sign_in_providers"]) == (200, [])


async def test_a_cookie_of_one_agency_is_not_sent_for_another(
    agency: Agency, browser: Browser, services: FakeServices
) -> None:
    services.open(an_agency("maple"))
    await away(browser, services)
    answer = await browser(host="maple.localhost:8080").get(f"{CALLBACK}&code=x")
    assert answer.headers["location"] == "/contractor/login?problem=sign_in_over"


@pytest.mark.requirement("X7")
@pytest.mark.parametrize(
    ("path", "local"),
    [
        ("/contractor", True),
        ("/contractor/payments?next=//x#y", True),
        ("//contractor", False),
        ("/\\contractor", False),
        ("/contractor\\x", False),
        ("/contractor/../agency", False),
        ("/contractor/%2e%2e/agency", False),
        ("/contractor/\nx", False),
        ("https://x/contractor", False),
        ("/agency", False),
        ("", False),
    ],
)
def test_a_redirect_stays_at_the_portal(path: str, *, local: bool) -> None:
    assert is_local(path, Portal.CONTRACTOR) is local


def test_a_problem_is_added_to_what_the_address_says_already() -> None:
    assert with_problem("/contractor", "x") == "/contractor?problem=x"
    assert with_problem("/contractor?tab=a#b", "x") == "/contractor?tab=a&problem=x#b"
    assert with_problem("/contractor", "a&b") == "/contractor?problem=a%26b"
