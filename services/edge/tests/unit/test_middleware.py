"""The middleware: which agency, from where, how large, and what goes out with every answer."""

import json

import httpx2
import pytest

from contracts.access import Portal
from contracts.events.identity import Agency
from edge.core import Edge
from edge.forwarding.tables import body_limits
from edge.hosts import slug_of
from edge.settings import EdgeSettings

from ..browsers import Browser, OpenApp
from ..fakes import FakeServices, a_person, an_agency, problem

LOGIN = {"portal": "contractor", "email": "kari@example.com", "password": "wrong"}


@pytest.mark.parametrize(
    ("host", "slug"),
    [
        ("nord.localhost", "nord"),
        ("nord.localhost:8080", "nord"),
        ("NORD.localhost.", "nord"),
        ("maple-2.localhost:443", "maple-2"),
        ("localhost:8080", None),
        (".localhost", None),
        ("a.b.localhost", None),
        ("nord.localhost.evil.example", None),
        ("nordlocalhost", None),
        ("nord.localhost:80a", None),
        ("-nord.localhost", None),
        ("127.0.0.1:8080", None),
        ("", None),
    ],
)
def test_an_agency_is_named_by_its_host_and_by_nothing_else(host: str, slug: str | None) -> None:
    assert slug_of(host, "localhost") == slug


async def test_an_unknown_host_gets_a_page_that_says_so_and_nothing_else(
    agency: Agency, browser: Browser, services: FakeServices
) -> None:
    for host in ("nobody.localhost:8080", "localhost:8080", "evil.example"):
        answer = await browser(host=host, page=True).get("/contractor/login")
        assert answer.status_code == 404
        assert "Page not found" in answer.text
        assert agency.name not in answer.text
        assert (await browser(host=host).get("/assets/portico.css")).status_code == 404
    assert {request.url.path for request in services.asked} == {"/agencies/by-slug/nobody"}


async def test_an_unknown_host_gets_a_problem_document_where_a_program_asks(
    browser: Browser,
) -> None:
    answer = await browser(host="nobody.localhost").get("/api/public/agency")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "not_found"
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


@pytest.mark.parametrize("user_agent", [b"\xff", "Éditeur".encode()])
async def test_a_browser_may_be_named_in_any_letters(
    agency: Agency, browser: Browser, services: FakeServices, user_agent: bytes
) -> None:
    client = browser()
    others = [(name, value) for name, value in client.headers.raw if name.lower() != b"user-agent"]
    client.headers = httpx2.Headers([*others, (b"user-agent", user_agent)])
    assert (await client.get("/api/public/agency")).status_code == 200
    sent = services.asked[-1].headers.raw
    assert (b"x-client-user-agent", user_agent) in [(name.lower(), value) for name, value in sent]


async def test_what_is_for_operators_is_not_served_where_browsers_come(
    agency: Agency, browser: Browser
) -> None:
    for path in ("/health/live", "/health/ready"):
        for host in ("nord.localhost:8080", "10.0.0.7:8080", "localhost", "portico.example"):
            answer = await browser(host=host).get(path)
            assert answer.status_code == 404
            assert "ready" not in answer.text
    for host in ({}, {"host": "10.0.0.7:8080"}):
        assert (await browser(**host).get("/metrics")).status_code == 404


async def test_an_agency_that_was_known_is_served_while_identity_is_away(
    services: FakeServices, settings: EdgeSettings, agency: Agency, open_app: OpenApp
) -> None:
    hurried = settings.model_copy(update={"agency_cache_seconds": 0.0})
    edge = Edge.of(hurried, transport=services.transport())
    async with open_app(edge) as app:
        client = httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app=app), base_url="http://nord.localhost"
        )
        assert (await client.get("/api/public/agency")).json()["name"] == agency.name
        services.away.add("identity")
        assert (await client.get("/api/public/agency")).json()["name"] == agency.name
        other = await client.get("http://maple.localhost/api/public/agency")
        assert (other.status_code, other.json()["code"]) == (503, "service_unavailable")
        await client.aclose()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Portico": "2"},
        {"X-Portico": "1", "Origin": "http://evil.example"},
        {"X-Portico": "1", "Origin": "http://maple.localhost:8080"},
        {"X-Portico": "1", "Origin": "https://nord.localhost:8080"},
        {"X-Portico": "1", "Origin": "null"},
        {"X-Portico": "1", "Origin": "http://["},
        {"X-Portico": "1", "Origin": "http://nord.localhost:99999999"},
        {"X-Portico": "1", "Sec-Fetch-Site": "cross-site"},
        {"X-Portico": "1", "Sec-Fetch-Site": "same-site"},
        {"Origin": "http://nord.localhost:8080", "Sec-Fetch-Site": "same-origin"},
    ],
)
async def test_a_command_that_another_site_could_have_sent_is_refused(
    agency: Agency, browser: Browser, services: FakeServices, headers: dict[str, str]
) -> None:
    client = browser()
    del client.headers["X-Portico"]
    answer = await client.post("/api/session/login", json=LOGIN, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "cross_site_request")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert not services.asked_of("identity", "/login")


async def test_a_request_for_two_hosts_is_refused(agency: Agency, browser: Browser) -> None:
    hosts = [("Host", "nord.localhost:8080"), ("Host", "maple.localhost:8080")]
    request = httpx2.Request("GET", "http://nord.localhost:8080/api/public/agency", headers=hosts)
    answer = await browser().send(request)
    assert (answer.status_code, answer.json()["code"]) == (400, "ambiguous_host")


async def test_a_redirect_leads_back_over_https_where_browsers_speak_it(
    services: FakeServices, settings: EdgeSettings, agency: Agency, open_app: OpenApp
) -> None:
    secure = settings.model_copy(update={"public_scheme": "https"})
    async with open_app(Edge.of(secure, transport=services.transport())) as app:
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://nord.localhost"
        ) as client:
            answer = await client.get("/api/public/agency/")
    assert answer.status_code == 307
    assert answer.headers["location"] == "https://nord.localhost/api/public/agency"


@pytest.mark.parametrize("path", ["/", "/assets/portico.css"])
async def test_a_page_answers_head_as_get_without_its_body(
    agency: Agency, browser: Browser, path: str
) -> None:
    client = browser(page=True)
    whole, head = await client.get(path), await client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("content-type", "content-length", "content-security-policy"):
        assert head.headers[name] == whole.headers[name]
    assert (await client.head("/nowhere-at-all")).status_code == 404


@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": "http://nord.localhost:8080"}, {"Sec-Fetch-Site": "same-origin"}],
)
async def test_a_command_of_this_site_or_of_a_program_passes(
    agency: Agency, browser: Browser, services: FakeServices, headers: dict[str, str]
) -> None:
    answer = await browser().post("/api/session/login", json=LOGIN, headers=headers)
    assert answer.status_code == 401
    assert services.asked_of("identity", "/login")


async def test_no_form_can_send_anything_since_it_has_no_header(
    agency: Agency, browser: Browser
) -> None:
    client = browser(page=True)
    for path in ("/", "/contractor/login", "/api/session/login"):
        refused = await client.post(path, data={"email": "a"})
        assert refused.status_code == 403


async def test_every_answer_carries_the_security_headers_and_a_new_request_id(
    agency: Agency, browser: Browser
) -> None:
    client = browser(page=True)
    seen: set[str] = set()
    for path in ("/", "/nothing", "/api/public/agency", "/api/contractor/dashboard"):
        answer = await client.get(path, headers={"X-Correlation-Id": "of-the-browser"})
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["cache-control"] == "no-store"
        assert "strict-transport-security" not in answer.headers
        seen.add(answer.headers["x-request-id"])
    assert len(seen) == 4
    assert "of-the-browser" not in seen


async def test_a_failure_of_the_edge_itself_has_headers_and_page_too(
    browser: Browser, services: FakeServices
) -> None:
    def broken(_request: object) -> httpx2.Response:
        raise RuntimeError("a bug")

    services.replies["GET identity", "/agencies/by-slug/nord"] = broken
    answer = await browser(page=True).get("/")
    assert answer.status_code == 500
    assert "Something went wrong" in answer.text
    assert answer.headers["x-request-id"] in answer.text
    assert "content-security-policy" in answer.headers


async def test_a_body_that_says_it_is_too_large_is_not_read(
    agency: Agency, browser: Browser
) -> None:
    answer = await browser().post("/api/session/login", content=b"x" * 70_000)
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


@pytest.mark.parametrize(("size", "status"), [(33 * 1024 * 1024, 200), (35 * 1024 * 1024, 413)])
async def test_a_banks_file_may_be_as_large_as_its_operation_says(
    agency: Agency, browser: Browser, services: FakeServices, size: int, status: int
) -> None:
    services.replies["POST payments", "/bank-files"] = lambda _: httpx2.Response(200, json={})
    staff = browser(token=services.sign_in(a_person(agency, Portal.AGENCY)), portal=Portal.AGENCY)
    answer = await staff.post(
        "/api/agency/bank-files",
        content=b" " * size,
        headers={"Content-Type": "application/xml"},
    )
    assert answer.status_code == status


def test_no_operation_takes_more_than_the_edge_as_a_whole(settings: EdgeSettings) -> None:
    assert max(body_limits().values()) <= settings.max_body_bytes


async def test_a_body_that_does_not_say_how_large_it_is_is_cut_off(
    agency: Agency, browser: Browser, services: FakeServices
) -> None:
    sent = 0

    async def endless() -> "object":
        nonlocal sent
        while True:
            sent += 10_000
            yield b"x" * 10_000

    answer = await browser().post("/api/session/login", content=endless())  # pyright: ignore[reportArgumentType]
    assert answer.status_code == 413
    assert sent < 200_000


async def test_correlation_trace_and_idempotency_key_go_to_the_service(
    agency: Agency, browser: Browser, services: FakeServices
) -> None:
    token = services.sign_in(a_person(agency, Portal.AGENCY))
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    answer = await browser(token=token, portal=Portal.AGENCY).post(
        "/api/agency/invoice-runs",
        json={"up_to": "2026-10-31"},
        headers={"Idempotency-Key": "run-1", "traceparent": trace, "User-Agent": "Test/1"},
    )
    assert answer.status_code == 404
    (asked,) = services.asked_of("payments", "/invoice-runs")
    assert asked.headers["x-correlation-id"] == answer.headers["x-request-id"]
    assert asked.headers["traceparent"].split("-")[1] == trace.split("-")[1]
    assert asked.headers["idempotency-key"] == "run-1"
    assert asked.headers["authorization"].startswith("Bearer ey")
    assert json.loads(asked.content) == {"up_to": "2026-10-31"}


async def test_a_refusal_is_passed_on_as_the_service_said_it(
    agency: Agency, browser: Browser, services: FakeServices
) -> None:
    token = services.sign_in(a_person(agency, Portal.AGENCY))
    said = problem(422, "invalid", errors=[{"field": "up_to", "reason": "is in the future"}])
    services.replies["POST payments", "/invoice-runs"] = lambda _request: said
    answer = await browser(token=token, portal=Portal.AGENCY).post(
        "/api/agency/invoice-runs", json={"up_to": "2099-10-31"}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert answer.json()["errors"] == [{"field": "up_to", "reason": "is in the future"}]
    assert answer.json()["request_id"] == answer.headers["x-request-id"]
    assert answer.headers["content-type"] == "application/problem+json"


async def test_with_https_cookies_are_bound_to_the_host_and_hsts_is_sent(
    services: FakeServices, settings: EdgeSettings, open_app: OpenApp
) -> None:
    agency = services.open(an_agency())
    services.people.append(a_person(agency))
    secure = settings.model_copy(update={"public_scheme": "https"})
    async with open_app(Edge.of(secure, transport=services.transport())) as app:
        client = httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app=app),
            base_url="https://nord.localhost",
            headers={"Origin": "https://nord.localhost", "X-Portico": "1"},
        )
        answer = await client.post(
            "/api/session/login", json=LOGIN | {"password": "correct horse battery"}
        )
        cookies = answer.headers.get_list("set-cookie")
        assert answer.headers["strict-transport-security"].startswith("max-age=")
        (session,) = [c for c in cookies if c.startswith("__Host-portico-contractor=")]
        for attribute in ("HttpOnly", "Path=/", "SameSite=lax", "Secure"):
            assert attribute in session
        assert "Domain" not in session
        await client.aclose()


@pytest.mark.parametrize("page", [False, True])
@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/api/public/agency", {"GET"}),
        ("GET", "/api/session/login", {"POST"}),
        # A forwarded path, whose methods are rows of their own.
        (
            "PATCH",
            "/api/contractor/work/0198d2f2-0000-7000-8000-000000000001",
            {"GET", "PUT", "DELETE"},
        ),
        ("POST", "/assets/portico.css", {"GET", "HEAD"}),
    ],
)
async def test_a_method_that_a_path_does_not_have_is_told_which_it_has(
    agency: Agency, browser: Browser, method: str, path: str, allowed: set[str], *, page: bool
) -> None:
    answer = await browser(page=page).request(method, path, headers={"X-Portico": "1"})
    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == allowed
