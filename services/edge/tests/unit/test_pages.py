"""The small pages: a person gets in, in their language; opening a link does nothing."""

import re
from string import Formatter

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.access import Portal
from contracts.events.identity import Agency
from edge.pages.colour import DARK_GROUND, LIGHT_GROUND, accent
from edge.pages.render import environment
from edge.pages.texts import TEXTS, Text
from edge.testing.browsers import Browser
from edge.testing.fakes import PASSWORD, FakeServices, a_person, an_agency, problem
from presentation.colours import contrast

ACTIONS = (
    "/invitations/accept",
    "/password/reset",
    "/login-links/accept",
    "/links/renew",
    "/password/forgot",
)


@pytest.fixture
def agency(services: FakeServices) -> Agency:
    return services.open(an_agency(default_language="en"))


def acted(services: FakeServices) -> list[str]:
    return [r.url.path for r in services.asked if r.url.path in ACTIONS]


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_every_text_is_there_in_every_language_with_the_same_gaps(text: Text) -> None:
    assert all(text)
    gaps = [{name for _, name, _, _ in Formatter().parse(one) if name} for one in text]
    assert gaps[0] == gaps[1] == gaps[2]


def test_pages_use_no_text_that_does_not_exist() -> None:
    env = environment()
    for template in env.list_templates():
        source = env.loader.get_source(env, template)[0] if env.loader else ""
        for key in re.findall(r"\bt\('([a-z_.0-9]+)'[),]", source):
            assert key in TEXTS, f"{template}: {key}"


def test_no_page_has_script_or_style_in_it() -> None:
    env = environment()
    for template in env.list_templates():
        source = env.loader.get_source(env, template)[0] if env.loader else ""
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", source), (
            template
        )


@given(st.from_regex(r"#[0-9a-f]{6}", fullmatch=True), st.sampled_from([LIGHT_GROUND, DARK_GROUND]))
@pytest.mark.requirement("X6")
def test_any_brand_colour_becomes_one_that_can_be_read(brand: str, ground: str) -> None:
    found = accent(brand, ground)
    assert contrast(found.colour, ground) >= 4.5
    assert contrast(found.text_on_it, found.colour) >= 4.5


def test_a_brand_colour_that_reads_well_is_left_alone() -> None:
    assert accent("#0b5fa5", LIGHT_GROUND).colour == "#0b5fa5"


@pytest.mark.requirement("K5")
async def test_the_home_page_has_the_ways_in_and_how_to_reach_the_agency(
    agency: Agency, browser: Browser
) -> None:
    page = await browser(page=True).get("/")
    assert page.status_code == 200
    for portal in Portal:
        assert f'href="/{portal}/login"' in page.text
    assert agency.support_email in page.text
    assert "Storgata 12" in page.text


async def test_everything_that_a_page_loads_is_served_and_may_be_kept(
    agency: Agency, browser: Browser
) -> None:
    client = browser(page=True)
    html = (await client.get("/")).text
    addresses = re.findall(r'(?:href|src)="(/assets/[^"]+)"', html)
    assert len(addresses) == 4
    css = (await client.get(next(a for a in addresses if "portico.css" in a))).text
    addresses += re.findall(r'url\("(/assets/[^"]+)"\)', css)
    for address in addresses:
        answer = await client.get(address)
        assert answer.status_code == 200, address
        assert "max-age" in answer.headers["cache-control"]
    assert (await client.get("/assets/..%2f..%2fapp.py")).status_code == 404
    assert (await client.get("/assets/nothing.css")).status_code == 404


@pytest.mark.parametrize(
    ("accept", "heading"),
    [
        ("fr-CA,fr;q=0.9", "Bienvenue chez Nord Bemanning"),
        ("no,en;q=0.5", "Velkommen til Nord Bemanning"),
        ("en;q=0.4,nb;q=0.8", "Velkommen til Nord Bemanning"),
        ("de", "Welcome to Nord Bemanning"),
        ("", "Welcome to Nord Bemanning"),
    ],
)
async def test_pages_are_in_the_language_that_the_browser_wants_and_the_agency_speaks(
    agency: Agency, browser: Browser, accept: str, heading: str
) -> None:
    page = await browser(page=True).get("/", headers={"Accept-Language": accept})
    assert f"<h1>{heading}</h1>" in page.text


async def test_a_chosen_language_is_kept(agency: Agency, browser: Browser) -> None:
    client = browser(page=True)
    assert "Velkommen" in (await client.get("/?language=nb")).text
    assert 'lang="nb"' in (await client.get("/contractor/login")).text
    assert 'lang="nb"' in (await client.get("/?language=xx")).text


@pytest.mark.requirement("C3")
async def test_signing_in_leads_to_the_portal_and_remembers_the_address_only(
    agency: Agency, browser: Browser, services: FakeServices
) -> None:
    services.people.append(a_person(agency))
    client = browser(page=True)
    services.away.update({"payments", "timesheets"})
    form = {"email": "kari@example.com", "password": PASSWORD, "remember": "yes"}
    answer = await client.post("/contractor/login", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/contractor")
    assert "Kari Nordmann" in (await client.get("/contractor")).text
    await client.post("/contractor/logout")
    assert (await client.get("/contractor")).headers["location"] == "/contractor/login"
    page = (await client.get("/contractor/login")).text
    assert 'value="kari@example.com"' in page
    assert PASSWORD not in page


async def test_a_wrong_password_says_so_and_keeps_what_was_typed(
    agency: Agency, browser: Browser
) -> None:
    form = {"email": '"><script>alert(1)</script>@example.com', "password": "wrong"}
    page = await browser(page=True).post("/contractor/login", data=form)
    assert page.status_code == 401
    assert "The email or password is incorrect." in page.text
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text
    assert 'value="wrong"' not in page.text


async def test_too_many_tries_and_an_identity_that_is_away_are_said_plainly(
    agency: Agency, browser: Browser, services: FakeServices
) -> None:
    form = {"email": "kari@example.com", "password": "wrong"}
    many = problem(429, "too_many_attempts")
    many.headers["Retry-After"] = "130"
    services.replies["POST identity", "/login"] = lambda _request: many
    client = browser(page=True)
    page = await client.post("/contractor/login", data=form)
    assert page.status_code == 429
    assert "Try again in 3 min" in page.text
    services.away.add("identity")
    page = await client.post("/contractor/login", data=form)
    assert page.status_code == 503
    assert "You can’t log in right now" in page.text


@pytest.mark.requirement("K5")
async def test_a_forgotten_password_gets_one_answer_for_any_address(
    agency: Agency, browser: Browser, services: FakeServices
) -> None:
    client = browser(page=True)
    known = await client.post("/customer/forgot", data={"email": "kari@example.com"})
    refused = problem(422, "invalid")
    services.replies["POST identity", "/password/forgot"] = lambda _request: refused
    unknown = await client.post("/customer/forgot", data={"email": "no address"})
    assert known.status_code == unknown.status_code == 200
    assert known.text.replace("kari@example.com", "") == unknown.text.replace("no address", "")


@pytest.mark.requirement("C1")
@pytest.mark.parametrize(
    ("path", "purpose"),
    [("welcome", "invitation"), ("reset", "reset"), ("login-link", "login")],
)
async def test_opening_a_link_does_nothing_however_often(
    agency: Agency, browser: Browser, services: FakeServices, path: str, purpose: str
) -> None:
    services.add_link("the-token", purpose, Portal.CUSTOMER)
    client = browser(page=True)
    for method in ("GET", "HEAD", "GET"):
        page = await client.request(method, f"/customer/{path}?token=the-token")
    assert page.status_code == 200
    assert "set-cookie" not in page.headers
    assert acted(services) == []
    assert services.links["the-token"]["state"] == "valid"


@pytest.mark.requirement("C2")
async def test_an_invitation_sets_the_password_and_signs_in(
    agency: Agency, browser: Browser, services: FakeServices
) -> None:
    services.add_link("the-token", "invitation", Portal.CONTRACTOR)
    services.away.update({"payments", "timesheets"})
    client = browser(page=True)
    page = await client.get("/contractor/welcome?token=the-token")
    assert "Welcome, Kari Nordmann" in page.text
    assert "At least 8 characters" in page.text
    assert "Be on time." in page.text
    form = {
        "token": "the-token",
        "password": "a good long one",
        "accepted_terms": "yes",
        "terms_version": "2026-1",
    }
    done = await client.post("/contractor/welcome", data=form)
    assert (done.status_code, done.headers["location"]) == (303, "/contractor")
    assert (await client.get("/contractor")).status_code == 200
    (asked,) = services.asked_of("identity", "/invitations/accept")
    assert b'"terms_version":"2026-1"' in asked.content
    assert b'"accepted_terms":true' in asked.content


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"password": "short"}, "Use at least 8 characters."),
        ({"password": "x" * 129}, "Use at most 128 characters."),
        ({"password": "password1"}, "Choose another password"),
        ({"accepted_terms": ""}, "Accept the terms of use and the privacy policy to continue."),
    ],
)
async def test_what_is_wrong_with_a_sign_up_stands_at_its_field_and_the_link_still_works(
    agency: Agency, browser: Browser, services: FakeServices, changed: dict[str, str], says: str
) -> None:
    services.add_link("the-token", "invitation", Portal.CONTRACTOR)
    form = {
        "token": "the-token",
        "password": "a good long one",
        "accepted_terms": "yes",
        "terms_version": "2026-1",
    }
    page = await browser(page=True).post("/contractor/welcome", data=form | changed)
    assert page.status_code == 422
    assert says in page.text
    assert 'aria-invalid="true"' in page.text
    assert services.links["the-token"]["state"] == "valid"


@pytest.mark.parametrize(
    ("state", "says"),
    [("used", "This link has already been used"), ("expired", "This link has expired")],
)
async def test_a_link_that_is_over_says_so_and_offers_a_new_one(
    agency: Agency, browser: Browser, services: FakeServices, state: str, says: str
) -> None:
    services.add_link("the-token", "invitation", Portal.CONTRACTOR, state=state)
    client = browser(page=True)
    page = await client.get("/contractor/welcome?token=the-token")
    assert page.status_code == 410
    assert says in page.text
    form = {"token": "the-token", "password": "a good long one", "accepted_terms": "yes"}
    assert (await client.post("/contractor/welcome", data=form)).status_code == 410
    assert acted(services) == []
    sent = await client.post("/contractor/renew-link", data={"token": "the-token"})
    assert sent.status_code == 200
    assert acted(services) == ["/links/renew"]


@pytest.mark.parametrize(
    ("outlook", "says", "leads"),
    [
        ("has_access", "You already have access. Log in.", True),
        ("access_ended", "Your access has ended.", False),
    ],
)
async def test_no_new_link_is_promised_where_none_would_lead_in(
    agency: Agency,
    browser: Browser,
    services: FakeServices,
    outlook: str,
    says: str,
    leads: bool,
) -> None:
    services.add_link("the-token", "invitation", Portal.CONTRACTOR, state="used", outlook=outlook)
    client = browser(page=True)
    seen = await client.get("/contractor/welcome?token=the-token")
    # A page that was opened before still has the button.
    renewed = await client.post("/contractor/renew-link", data={"token": "the-token"})
    for page in (seen, renewed):
        assert page.status_code == 410
        assert says in page.text
        assert "renew-link" not in page.text
        assert ('href="/contractor/login"' in page.text) is leads


@pytest.mark.parametrize("token", ["nonsense", "", "x" * 500, "of-another-purpose", "of-a-portal"])
async def test_a_wrong_link_says_so_and_offers_a_new_one(
    agency: Agency, browser: Browser, services: FakeServices, token: str
) -> None:
    services.add_link("of-another-purpose", "reset", Portal.CONTRACTOR)
    services.add_link("of-a-portal", "invitation", Portal.CUSTOMER)
    client = browser(page=True)
    page = await client.get("/contractor/welcome", params={"token": token})
    assert page.status_code == 404
    assert "This link doesn’t work" in page.text
    assert 'action="/contractor/forgot"' in page.text


async def test_a_link_that_somebody_else_used_meanwhile_says_so(
    agency: Agency, browser: Browser, services: FakeServices
) -> None:
    services.add_link("the-token", "login", Portal.CUSTOMER)

    def raced(_request: httpx2.Request) -> httpx2.Response:
        services.links["the-token"]["state"] = "used"
        return problem(409, "link_not_valid", state="used")

    services.replies["POST identity", "/login-links/accept"] = raced
    page = await browser(page=True).post("/customer/login-link", data={"token": "the-token"})
    assert page.status_code == 410
    assert "This link has already been used" in page.text


async def test_a_login_link_and_a_reset_sign_in_on_a_click(
    agency: Agency, browser: Browser, services: FakeServices
) -> None:
    services.add_link("a", "login", Portal.CUSTOMER)
    services.add_link("b", "reset", Portal.CUSTOMER)
    one = await browser(page=True).post("/customer/login-link", data={"token": "a"})
    assert (one.status_code, one.headers["location"]) == (303, "/customer")
    assert "portico-customer=" in one.headers["set-cookie"]
    form = {"token": "b", "password": "a good long one", "again": "a good long 0ne"}
    differ = await browser(page=True).post("/customer/reset", data=form)
    assert "The passwords don’t match." in differ.text
    two = await browser(page=True).post("/customer/reset", data=form | {"again": form["password"]})
    assert two.status_code == 303


@pytest.mark.requirement("K6")
async def test_changing_the_password_needs_the_one_of_now_and_the_new_one_twice(
    agency: Agency, browser: Browser, services: FakeServices
) -> None:
    token = services.sign_in(a_person(agency))
    client = browser(page=True, token=token)
    form = {"current": "the old one", "password": "a good long one", "again": "a good long one"}
    wrong = problem(422, "wrong_password", errors=[{"field": "current_password", "reason": "no"}])
    services.replies["POST identity", "/me/password"] = lambda _request: wrong
    assert (
        "Your current password is incorrect"
        in (await client.post("/contractor/password", data=form)).text
    )
    services.replies["POST identity", "/me/password"] = lambda _request: httpx2.Response(204)
    done = await client.post("/contractor/password", data=form)
    assert done.headers["location"] == "/contractor?changed=1"
    stranger = await browser(page=True).post("/contractor/password", data=form)
    assert stranger.headers["location"] == "/contractor/login"


async def test_an_address_without_a_page_gets_the_agencys_own_404(
    agency: Agency, browser: Browser
) -> None:
    for path in ("/nothing", "/nobody/login", "/contractor/nothing"):
        page = await browser(page=True).get(path)
        assert page.status_code == 404
        assert "Page not found" in page.text
        assert agency.name in page.text
        assert page.headers["x-request-id"] in page.text


async def test_a_red_brand_makes_no_link_look_like_an_error(
    services: FakeServices, browser: Browser
) -> None:
    for slug, colour, is_red in (
        ("red", "#c8102e", True),
        ("rose", "#e11d48", True),
        ("teal", "#0b7a75", False),
        ("grey", "#5b5656", False),
    ):
        services.open(an_agency(slug, brand_colour=colour))
        css = (await browser(host=f"{slug}.localhost:8080").get("/assets/brand.css")).text
        assert ("--link:var(--text)" in css) is is_red, slug


@pytest.mark.requirement("C3")
async def test_the_public_page_offers_to_log_in_at_its_top(
    agency: Agency, browser: Browser
) -> None:
    html = (await browser(page=True).get("/?language=en")).text
    bar = html[html.index("<header") : html.index("</header>")]
    assert "Log in" in bar or "Logg inn" in bar
    for portal in Portal:
        assert f'href="/{portal}/login"' in bar


async def test_what_a_customers_email_leads_to_is_on_the_page(
    agency: Agency, browser: Browser, services: FakeServices
) -> None:
    """Links are `/customer#work/…` and `/customer#invoices/…`; the script goes to the card."""
    token = services.sign_in(a_person(agency, Portal.CUSTOMER))
    nothing = {"count": 0, "totals": []}
    preview = {"count": 0, "hours": "0", "minutes": 0, "contractors": 0, "amounts": None}
    preview |= {"fingerprint": "0f" * 32, "stands_out": []}
    services.reply("timesheets", "/work/approval-preview", preview)
    services.reply("payments", "/invoices/summary", {"unpaid": nothing, "overdue": nothing})
    html = (await browser(token=token, portal=Portal.CUSTOMER, page=True).get("/customer")).text
    assert html.count('id="work"') == 1
    assert html.count('id="invoices"') == 1
