"""The cookie by which a browser is known: kept for identity alone, and no pass for anything."""

import httpx2
import pytest

from contracts.access import Portal
from contracts.events.identity import Agency
from edge.core import Edge
from edge.sessions import KNOWN_BROWSER_DAYS, MAX_PEOPLE_OF_A_BROWSER
from edge.settings import EdgeSettings

from ..browsers import Browser, OpenApp
from ..fakes import PASSWORD, FakeServices, a_person

LOGIN = {"portal": "contractor", "email": "kari@example.com", "password": PASSWORD}

pytestmark = pytest.mark.requirement("X7")


def kept(answer: httpx2.Response, name: str = "portico-browser") -> str | None:
    """What the answer has the browser keep."""
    found = [c for c in answer.headers.get_list("set-cookie") if c.startswith(f"{name}=")]
    return found[0] if found else None


def told(services: FakeServices, service: str, path: str) -> str | None:
    """What the last request there said of the browser."""
    return services.asked_of(service, path)[-1].headers.get("x-known-browsers")


async def test_a_right_password_makes_the_browser_known_and_a_wrong_one_does_not(
    agency: Agency, browser: Browser, services: FakeServices
) -> None:
    services.people.append(a_person(agency))
    client = browser()
    wrong = await client.post("/api/session/login", json=LOGIN | {"password": "guess"})
    assert (wrong.status_code, kept(wrong)) == (401, None)
    answer = await client.post("/api/session/login", json=LOGIN)
    cookie = kept(answer)
    assert cookie is not None
    token = cookie.partition("=")[2].partition(";")[0]
    assert token.startswith("browser-")
    assert token not in answer.text
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert f"Max-Age={KNOWN_BROWSER_DAYS * 86_400};" in cookie
    assert told(services, "identity", "/login") is None
    await client.post("/api/session/logout", json={"portal": "contractor"})
    await client.post("/api/session/login", json=LOGIN | {"password": "guess"})
    assert told(services, "identity", "/login") == token


async def test_with_https_the_cookie_is_secure_and_bound_to_the_host(
    agency: Agency, services: FakeServices, settings: EdgeSettings, open_app: OpenApp
) -> None:
    services.people.append(a_person(agency))
    secure = settings.model_copy(update={"public_scheme": "https", "trusted_proxies": 1})
    async with open_app(Edge.of(secure, transport=services.transport())) as app:
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(
            transport=transport, base_url="https://nord.localhost", headers={"X-Portico": "1"}
        ) as client:
            answer = await client.post("/api/session/login", json=LOGIN)
    cookie = kept(answer, "__Host-portico-browser")
    assert cookie is not None
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie


async def test_everybody_who_signs_in_at_a_browser_is_known_there_up_to_a_few(
    agency: Agency, browser: Browser, services: FakeServices
) -> None:
    client = browser()
    for n in range(MAX_PEOPLE_OF_A_BROWSER + 2):
        services.people.append(a_person(agency, email=f"kari{n}@example.com"))
        answer = await client.post(
            "/api/session/login", json=LOGIN | {"email": f"kari{n}@example.com"}
        )
        assert answer.status_code == 200
    tokens = client.cookies["portico-browser"].split(".")
    assert len(tokens) == len(set(tokens)) == MAX_PEOPLE_OF_A_BROWSER


async def test_nobody_but_identity_is_told(
    agency: Agency, browser: Browser, services: FakeServices
) -> None:
    token = services.sign_in(a_person(agency, Portal.CONTRACTOR))
    client = browser(token=token)
    client.cookies.set("portico-browser", "one.two")
    await client.get("/api/contractor/dashboard")
    others = [asked for asked in services.asked if asked.url.host != "identity"]
    assert others
    assert not [asked for asked in others if "x-known-browsers" in asked.headers]


@pytest.mark.parametrize("value", ["x" * 600, "a..b", "a.b.c.d.e.f", "a;b", "a b", "a\u00e9"])
async def test_what_is_none_of_ours_is_not_handed_on(
    agency: Agency, browser: Browser, services: FakeServices, value: str
) -> None:
    header = f"portico-browser={value}".encode()
    await browser().post(
        "/api/session/login", json=LOGIN, headers=[(b"Cookie", header), (b"X-Portico", b"1")]
    )
    assert told(services, "identity", "/login") in {None, "a"}


async def test_what_a_browser_says_in_the_header_itself_is_not_believed(
    agency: Agency, browser: Browser, services: FakeServices
) -> None:
    await browser().post("/api/session/login", json=LOGIN, headers={"X-Known-Browsers": "stolen"})
    assert told(services, "identity", "/login") is None
