"""The built portals, as the edge serves them."""

import gzip
import html
import json
import re
from pathlib import Path

import pytest

from contracts.events.identity import Agency
from edge.pages.colour import DARK_GROUND, LIGHT_GROUND
from edge.portals import UnusablePortalError, routers
from edge.settings import EdgeSettings
from presentation.colours import contrast

from ..browsers import Browser
from ..fakes import FakeServices, an_agency

_PAGE = """<!doctype html>
<html lang="en" data-mantine-color-scheme="light">
  <head>
    <meta name="portico-boot" content="{}" />
    <title>Portico</title>
  </head>
</html>
"""
_SCRIPT = b"export const portal = 'contractor';\n" * 100


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A folder with the contractor's portal, as its build leaves it."""
    assets = tmp_path / "contractor" / "assets"
    assets.mkdir(parents=True)
    (tmp_path / "contractor" / "index.html").write_text(_PAGE)
    (assets / "index-Ab_1.js").write_bytes(_SCRIPT)
    (assets / "inter.woff2").write_bytes(b"wOF2")
    (tmp_path / "contractor" / "secret.txt").write_text("not for browsers")
    return tmp_path


@pytest.fixture
def settings(services: FakeServices, directory: Path) -> EdgeSettings:
    """Settings without a bus, and with the portal."""
    return EdgeSettings.model_validate(
        {
            **services.settings(),
            "kafka_bootstrap_servers": "127.0.0.1:1",
            "jwks_url": "-",
            "portals_directory": directory,
        }
    )


@pytest.fixture
def agency(services: FakeServices) -> Agency:
    """An agency whose name would break out of an attribute."""
    return services.open(an_agency(name='Nord "&" <Sønner>'))


pytestmark = pytest.mark.usefixtures("agency")


def boot_in(page: str) -> dict[str, object]:
    """What the edge has written into the page."""
    found = re.search(r'<meta name="portico-boot" content="([^"]*)"', page)
    assert found
    return json.loads(html.unescape(found[1]))


@pytest.mark.parametrize(
    "path", ["/contractor", "/contractor/login", "/contractor/payments/paid/1?tab=all"]
)
async def test_every_address_of_a_portal_is_its_page(browser: Browser, path: str) -> None:
    answer = await browser().get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    boot = boot_in(answer.text)
    assert boot["portal"] == "contractor"
    assert boot["agency"]["name"] == 'Nord "&" <Sønner>'  # type: ignore[index]
    assert "<title>Nord &quot;&amp;&quot; &lt;Sønner&gt;</title>" in answer.text


async def test_the_page_speaks_the_language_that_the_browser_wants(browser: Browser) -> None:
    answer = await browser().get("/contractor", headers={"Accept-Language": "fr"})
    assert '<html lang="fr"' in answer.text
    assert boot_in(answer.text)["language"] == "fr"


async def test_its_policy_allows_this_site_and_a_style_with_the_nonce_of_this_answer(
    browser: Browser,
) -> None:
    client = browser()
    policies: list[str] = []
    for _ in range(2):
        answer = await client.get("/contractor")
        policy = answer.headers["content-security-policy"]
        assert f"style-src 'self' 'nonce-{boot_in(answer.text)['nonce']}';" in policy
        assert "default-src 'none'; script-src 'self';" in policy
        assert "unsafe" not in policy
        assert "http:" not in policy
        policies.append(policy)
    assert policies[0] != policies[1]


async def test_other_answers_keep_the_policy_of_before(browser: Browser) -> None:
    api = await browser().get("/api/public/agency")
    assert api.headers["content-security-policy"].startswith("default-src 'none'; base-uri")
    page = await browser(page=True).get("/customer")
    assert "nonce" not in page.headers["content-security-policy"]


async def test_what_the_page_is_told_is_public(browser: Browser) -> None:
    boot = boot_in((await browser().get("/contractor")).text)
    assert set(boot) == {"portal", "language", "nonce", "agency", "accent"}
    assert set(boot["agency"]) == {  # type: ignore[call-overload]
        "slug",
        "name",
        "country",
        "currency",
        "timeZone",
        "weekStartsOn",
        "languages",
        "supportEmail",
    }


async def test_the_accent_can_be_read_on_both_grounds(browser: Browser) -> None:
    accent = boot_in((await browser().get("/contractor")).text)["accent"]
    for theme, ground in (("light", LIGHT_GROUND), ("dark", DARK_GROUND)):
        found = accent[theme]  # type: ignore[index]
        assert contrast(found["colour"], ground) >= 4.5
        assert contrast(found["colour"], found["on"]) >= 4.5


async def test_a_file_is_kept_for_ever_and_comes_small(browser: Browser) -> None:
    client = browser()
    plain = await client.get(
        "/contractor/assets/index-Ab_1.js", headers={"Accept-Encoding": "identity"}
    )
    assert plain.content == _SCRIPT
    assert plain.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert plain.headers["content-type"] == "text/javascript; charset=utf-8"
    small = await client.get(
        "/contractor/assets/index-Ab_1.js", headers={"Accept-Encoding": "gzip"}
    )
    assert small.headers["content-encoding"] == "gzip"
    assert small.headers["content-length"] == str(len(gzip.compress(_SCRIPT, mtime=0)))
    assert small.content == _SCRIPT
    font = await client.get("/contractor/assets/inter.woff2")
    assert "content-encoding" not in font.headers
    assert font.headers["content-type"] == "font/woff2"


@pytest.mark.parametrize(
    "name", ["nothing.js", "..%2fsecret.txt", "%2e%2e%2fsecret.txt", ".hidden", "a%00b", "x" * 500]
)
async def test_nothing_but_the_files_of_the_page_is_served(browser: Browser, name: str) -> None:
    answer = await browser().get(f"/contractor/assets/{name}")
    assert answer.status_code == 404 or boot_in(answer.text)["portal"] == "contractor"
    assert "not for browsers" not in answer.text


@pytest.mark.parametrize("path", ["/customer", "/customer/login", "/agency/reset?token=t"])
async def test_of_a_portal_that_is_not_built_the_edge_says_how_to_build_it(
    browser: Browser, path: str
) -> None:
    answer = await browser(page=True).get(path, headers={"Accept-Language": "en"})
    assert answer.status_code == 503
    assert "This portal isn’t built" in answer.text
    assert "./portico up" in answer.text
    assert "portico-boot" not in answer.text
    assert "<form" not in answer.text


async def test_what_is_no_portal_is_no_page(browser: Browser) -> None:
    for path in ("/nowhere", "/nowhere/login", "/metrics"):
        assert (await browser(page=True).get(path)).status_code == 404


async def test_the_page_answers_head_as_get_without_its_body(browser: Browser) -> None:
    client = browser(page=True)
    whole, head = await client.get("/contractor/work"), await client.head("/contractor/work")
    assert (head.status_code, head.content) == (200, b"")
    for name in ("content-type", "content-length"):
        assert head.headers[name] == whole.headers[name]


async def test_a_page_that_has_gone_since_the_start_is_a_failure_of_ours_in_the_agencys_brand(
    browser: Browser, directory: Path
) -> None:
    client = browser(page=True)
    (directory / "contractor" / "index.html").unlink()
    answer = await client.get("/contractor", headers={"Accept-Language": "en"})
    assert answer.status_code == 500
    assert "Something went wrong" in answer.text
    assert answer.headers["x-request-id"] in answer.text
    assert "Nord &#34;&amp;&#34; &lt;Sønner&gt;" in answer.text


async def test_other_hosts_have_no_portal(browser: Browser) -> None:
    answer = await browser(host="nobody.localhost:8080").get("/contractor")
    assert answer.status_code == 404


def test_a_page_without_the_places_to_fill_in_is_refused_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "contractor").mkdir()
    (tmp_path / "contractor" / "index.html").write_text("<html></html>")
    with pytest.raises(UnusablePortalError, match="portico-boot"):
        routers(tmp_path)
