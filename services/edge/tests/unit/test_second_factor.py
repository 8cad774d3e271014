"""Signing in in two steps, passkeys and the profile, as a browser meets them at the edge."""

import json
from typing import Any

import pytest

from chassis.ids import new_id
from contracts.access import Portal
from contracts.events.identity import Agency

from ..browsers import Browser
from ..fakes import PASSWORD, FakeServices, a_person, person_details, problem

NEEDED = {
    "ticket": "ticket-of-kari",
    "methods": ["totp", "passkey", "recovery_code"],
    "expires_at": "2026-11-22T12:10:00Z",
    "portal": "contractor",
}
LOGIN = {"portal": "contractor", "email": " kari@example.com ", "password": PASSWORD}


@pytest.fixture
def kari(agency: Agency, services: FakeServices) -> dict[str, Any]:
    """What identity answers when Kari is signed in."""
    person = a_person(agency)
    services.people.append(person)
    return {
        "session_token": services.sign_in(person),
        "browser_token": "a-browser",
        "expires_at": "2026-11-23T00:00:00Z",
        "person": person_details(person),
    }


def sent_to(services: FakeServices, path: str) -> dict[str, Any]:
    return json.loads(services.asked_of("identity", path)[-1].content)


@pytest.mark.requirement("C3")
async def test_who_needs_a_second_factor_gets_a_ticket_and_no_session(
    services: FakeServices, kari: dict[str, Any], browser: Browser
) -> None:
    services.reply("identity", "/login", NEEDED, status=202, method="POST")
    services.reply("identity", "/login/second-factor", kari, method="POST")
    client = browser()
    asked = await client.post("/api/session/login", json=LOGIN)
    assert asked.status_code == 202
    assert asked.json() == NEEDED
    assert "portico-contractor" not in client.cookies
    body = {"ticket": "ticket-of-kari", "totp": "123 456"}
    started = await client.post("/api/session/login/second-factor", json=body)
    assert started.status_code == 200
    assert client.cookies["portico-contractor"] == kari["session_token"]
    assert client.cookies["portico-browser"] == "a-browser"
    assert kari["session_token"] not in started.text
    assert sent_to(services, "/login/second-factor") == {
        **body,
        "agency": "nord",
        "origin": "http://nord.localhost:8080",
    }


@pytest.mark.requirement("K1")
@pytest.mark.usefixtures("kari")
async def test_a_temporary_password_leads_to_sign_up_and_to_no_session(
    services: FakeServices, browser: Browser
) -> None:
    first = {
        "invitation_token": "token-of-kari",
        "expires_at": "2026-11-22T13:00:00Z",
        "portal": "contractor",
    }
    services.reply("identity", "/login", first, status=202, method="POST")
    client = browser()
    answer = await client.post("/api/session/login", json=LOGIN)
    assert (answer.status_code, answer.json()) == (202, first)
    assert "portico-contractor" not in client.cookies
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.requirement("C3")
@pytest.mark.parametrize("remember", [True, False])
async def test_remember_me_keeps_the_address_at_this_browser(
    services: FakeServices, kari: dict[str, Any], browser: Browser, remember: bool
) -> None:
    client = browser()
    remembered = "/api/session/remembered?portal=contractor"
    assert (await client.get(remembered)).json() == {"email": ""}
    await client.post("/api/session/login", json=LOGIN | {"remember": True})
    signed_in = await client.post("/api/session/login", json=LOGIN | {"remember": remember})
    assert signed_in.status_code == 200
    kept = next(c for c in signed_in.headers.get_list("set-cookie") if "-email" in c)
    assert "HttpOnly" in kept
    assert PASSWORD not in kept
    expected = "kari@example.com" if remember else ""
    assert (await client.get(remembered)).json() == {"email": expected}
    assert (await client.get(remembered.replace("contractor", "customer"))).json()["email"] == ""


@pytest.mark.requirement("C3")
async def test_a_passkey_signs_in_and_identity_is_told_the_origin_that_the_door_checked(
    services: FakeServices, kari: dict[str, Any], browser: Browser
) -> None:
    services.reply("identity", "/login/passkey", kari, method="POST")
    client = browser()
    body = {"portal": "contractor", "passkey": {"id": "x"}}
    lie = body | {"origin": "http://evil.example"}
    assert (await client.post("/api/session/login/passkey", json=lie)).status_code == 422
    assert (await client.post("/api/session/login/passkey", json=body)).status_code == 200
    assert sent_to(services, "/login/passkey")["origin"] == "http://nord.localhost:8080"
    assert client.cookies["portico-contractor"] == kari["session_token"]
    assert client.cookies["portico-browser"] == "a-browser"


@pytest.mark.requirement("C5")
async def test_signing_out_everywhere_drops_the_cookie_and_ends_live_lines(
    agency: Agency, services: FakeServices, browser: Browser
) -> None:
    client = browser(token=services.sign_in(a_person(agency)))
    moment = "2026-11-22T12:00:00Z"
    one = {
        "session_id": str(new_id()),
        "started_at": moment,
        "last_used_at": moment,
        "expires_at": moment,
        "current": True,
        "remembered": False,
        "started_by": "password",
    }
    services.reply("identity", "/me/sessions", {"items": [one]})
    services.reply("identity", "/me/sessions/end-all", {"ended": 1}, method="POST")
    path = "/api/session/sessions/end-all?portal=contractor"
    kept = await client.post(path, json={"this_one": False})
    assert kept.json() == {"ended": 1}
    assert "set-cookie" not in kept.headers
    ended = await client.post(path, json={})
    assert "portico-contractor=" in ended.headers["set-cookie"]
    assert "Max-Age=0" in ended.headers["set-cookie"]


@pytest.mark.requirement("X7")
async def test_staff_take_second_factors_away_and_others_may_not_ask_for_it(
    agency: Agency, services: FakeServices, browser: Browser
) -> None:
    lost = a_person(agency)
    path = f"/people/{lost.person_id}/factors/reset"
    answer = {"person_id": str(lost.person_id), "ended": 2}
    services.reply("identity", path, answer, method="POST")
    assert (await browser().post(f"/api/agency{path}")).status_code == 401
    contractor = browser(token=services.sign_in(lost))
    assert (await contractor.post(f"/api/agency{path}")).status_code == 401
    assert not services.asked_of("identity", path)
    staff = browser(
        token=services.sign_in(a_person(agency, portal=Portal.AGENCY)), portal=Portal.AGENCY
    )
    done = await staff.post(f"/api/agency{path}")
    assert (done.status_code, done.json()) == (200, answer)
    services.replies["POST identity", path] = lambda _: problem(403, "recent_sign_in_needed")
    refused = await staff.post(f"/api/agency{path}")
    assert (refused.status_code, refused.json()["code"]) == (403, "recent_sign_in_needed")


@pytest.mark.requirement("B6")
async def test_the_account_that_pay_is_paid_from_is_changed_with_a_recent_proof_of_who_it_is(
    agency: Agency, services: FakeServices, browser: Browser
) -> None:
    token = services.sign_in(a_person(agency, portal=Portal.AGENCY))
    staff = browser(token=token, portal=Portal.AGENCY)
    account = {"kind": "norwegian", "account_number": "86011117947"}
    body = {"name": "Nord", "country": "NO", "account": account}
    path = "/agency-accounts/NOK"
    said = iter([problem(401, "pass_outdated"), problem(403, "recent_sign_in_needed")])
    services.replies["PUT payments", path] = lambda _: next(said)
    refused = await staff.put(f"/api/agency{path}", json=body)
    # With a pass of this moment: it would know of a proof.
    assert services.sessions[token].exchanged == 2
    assert (refused.status_code, refused.json()["code"]) == (403, "recent_sign_in_needed")


@pytest.mark.requirement("C5")
async def test_a_picture_may_be_larger_than_other_bodies_and_not_larger_than_that(
    agency: Agency, services: FakeServices, browser: Browser
) -> None:
    client = browser(token=services.sign_in(a_person(agency)))
    profile = {
        "person_id": str(new_id()),
        "portal": "contractor",
        "name": "Kari",
        "email": "kari@example.com",
        "phone": "",
        "language": "nb",
        "languages": ["nb"],
        "picture": '"etag"',
        "has_password": True,
        "may_change": ["phone"],
    }
    services.reply("identity", "/me/profile/picture", profile, method="PUT")
    path = "/api/session/profile/picture?portal=contractor&left=1&top=2&side=300"
    headers = {"Content-Type": "image/jpeg"}
    kept = await client.put(path, content=bytes(5 * 1024 * 1024), headers=headers)
    assert kept.status_code == 200, kept.text
    (asked,) = services.asked_of("identity", "/me/profile/picture")
    assert dict(asked.url.params) == {"left": "1", "top": "2", "side": "300"}
    assert len(asked.content) == 5 * 1024 * 1024
    refused = await client.put(path, content=bytes(6 * 1024 * 1024 + 1), headers=headers)
    assert refused.status_code == 413
    small = await client.put("/api/session/profile?portal=contractor", content=bytes(70_000))
    assert small.status_code == 413


@pytest.mark.requirement("X8")
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/factors"),
        ("POST", "/factors/totp"),
        ("DELETE", "/factors/totp"),
        ("POST", "/factors/recovery-codes"),
        ("POST", "/passkeys/options"),
        ("DELETE", "/passkeys/0199c3a0-0000-7000-8000-000000000001"),
        ("POST", "/confirm/passkey-options"),
        ("GET", "/profile"),
        ("GET", "/profile/picture"),
        ("PUT", "/profile/picture"),
        ("DELETE", "/profile/picture"),
    ],
)
async def test_without_a_session_there_is_nothing(
    agency: Agency, services: FakeServices, browser: Browser, method: str, path: str
) -> None:
    for token in (None, services.sign_in(a_person(agency, Portal.AGENCY))):
        answer = await browser(token=token).request(
            method, f"/api/session{path}", params={"portal": "contractor"}
        )
        assert answer.status_code == 401


_DEEP = json.dumps({"a": 1}).replace("1", "[" * 900 + "]" * 900)


@pytest.mark.requirement("X8")
@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/login", '{"portal": "contractor", "email": "a@b.example", "password": "\\ud800"}'),
        ("/links/inspect", '{"token": "\\ud800"}'),
        ("/login/second-factor", '{"ticket": "\\ud800", "totp": "1"}'),
        ("/login/second-factor", f'{{"ticket": "t", "passkey": {_DEEP}}}'),
        ("/login/passkey", '{"portal": "contractor", "passkey": {"id": "\\ud800"}}'),
        ("/login/passkey", f'{{"portal": "contractor", "passkey": {_DEEP}}}'),
        ("/confirm?portal=contractor", f'{{"passkey": {_DEEP}}}'),
        ("/passkeys?portal=contractor", f'{{"name": "Phone", "passkey": {_DEEP}}}'),
    ],
    ids=lambda value: value[:40],
)
async def test_what_cannot_be_handed_on_is_refused_and_nobody_is_asked(
    services: FakeServices, kari: dict[str, Any], browser: Browser, path: str, body: str
) -> None:
    client = browser()
    client.cookies.set("portico-contractor", kari["session_token"])
    answer = await client.post(
        f"/api/session{path}", content=body, headers={"Content-Type": "application/json"}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert not services.asked_of("identity", path.partition("?")[0])
