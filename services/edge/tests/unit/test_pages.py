"""The edge's own pages: the agency's public page and errors, in the visitor's language."""

import re
from datetime import date
from html import unescape
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.access import Portal
from contracts.events.identity import Agency
from edge.pages.colour import DARK_GROUND, LIGHT_GROUND, accent
from edge.pages.render import environment
from edge.pages.texts import LANGUAGE_NAMES, texts_of
from presentation.colours import contrast

from ..browsers import Browser
from ..fakes import FakeServices, an_agency


@pytest.fixture
def agency(services: FakeServices) -> Agency:
    return services.open(an_agency(default_language="en"))


@pytest.mark.parametrize("language", LANGUAGE_NAMES)
def test_every_text_is_there_in_every_language_with_the_same_gaps(language: str) -> None:
    assert all(texts_of(language).values())
    assert _gaps(language) == _gaps("en")


def _gaps(language: str) -> dict[str, set[str]]:
    return {
        key: {name for _, name, _, _ in Formatter().parse(text) if name}
        for key, text in texts_of(language).items()
    }


def test_pages_use_no_text_that_does_not_exist() -> None:
    env = environment()
    for template in env.list_templates():
        source = env.loader.get_source(env, template)[0] if env.loader else ""
        for key in re.findall(r"\bt\('([a-z_.0-9]+)'[),]", source):
            assert key in texts_of("en"), f"{template}: {key}"


def test_no_page_has_script_or_style_in_it() -> None:
    env = environment()
    for template in env.list_templates():
        source = env.loader.get_source(env, template)[0] if env.loader else ""
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script", source), template


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
    # Who holds a document of the agency's need not know the address (B7).
    assert 'href="/verify"' in page.text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Payments up to and including 31 Dec 2025 are in the previous system."),
        ("fr", "Les paiements jusqu’au 31 déc. 2025 inclus sont dans l’ancien système."),
        ("nb", "Utbetalinger til og med 31. des. 2025 ligger i det forrige systemet."),
    ],
)
@pytest.mark.requirement("C6")
async def test_the_last_day_of_the_previous_system_belongs_to_it(
    services: FakeServices, browser: Browser, language: str, said: str
) -> None:
    services.open(
        an_agency(
            previous_system_url="https://payments.example",
            previous_system_ended_on=date(2025, 12, 31),
        )
    )
    page = await browser(page=True).get(f"/?language={language}")
    words = unescape(page.text).replace("\u00a0", " ").replace("\u202f", " ")
    assert said in words


async def test_everything_that_a_page_loads_is_served_and_may_be_kept(
    agency: Agency, browser: Browser
) -> None:
    client = browser(page=True)
    html = (await client.get("/")).text
    addresses = re.findall(r'(?:href|src)="(/assets/[^"]+)"', html)
    assert len(addresses) == 3
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
    assert 'lang="nb"' in (await client.get("/nowhere")).text
    assert 'lang="nb"' in (await client.get("/?language=xx")).text


async def test_an_address_without_a_page_gets_the_agencys_own_404(
    agency: Agency, browser: Browser
) -> None:
    for path in ("/nothing", "/nobody/login"):
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
