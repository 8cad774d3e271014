"""The page at an address of no agency: on one's own machine it leads to the sites."""

from pathlib import Path

import httpx2
import pytest

from contracts.access import Portal
from contracts.events.identity import Agency
from edge.core import Edge
from edge.settings import EdgeSettings

from ..browsers import Browser, OpenApp
from ..fakes import FakeServices, an_agency


async def test_on_ones_own_machine_the_bare_address_leads_to_the_sites(
    services: FakeServices,
    settings: EdgeSettings,
    agency: Agency,
    open_app: OpenApp,
    tmp_path: Path,
) -> None:
    services.open(an_agency("maple", name="Maple & Søn", site_url="http://maple.localhost:8080"))
    file = tmp_path / "sites.json"
    file.write_text('["nord", "maple", "gone"]')
    local = settings.model_copy(update={"sites_file": file})
    async with (
        open_app(Edge.of(local, transport=services.transport())) as app,
        httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app=app), base_url="http://127.0.0.1:8080"
        ) as client,
    ):
        shown = await client.get("/", headers={"Accept": "text/html"})
        other = await client.get("/contractor/login", headers={"Accept": "text/html"})
        api = await client.get("/api/public/agency")
    assert shown.status_code == 200
    assert "Maple &amp; Søn" in shown.text
    for slug in ("nord", "maple"):
        for portal in Portal:
            assert f'href="http://{slug}.localhost:8080/{portal}/login"' in shown.text
    assert "gone" not in shown.text
    assert (other.status_code, api.status_code) == (404, 404)


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8080", 200),
        ("127.0.0.2", 200),
        ("localhost:8080", 200),
        ("LOCALHOST", 200),
        ("[::1]:8080", 200),
        ("portal.example", 404),
        ("localhost.portal.example", 404),
        ("127.0.0.1.portal.example", 404),
        ("192.0.2.7:8080", 404),
        ("0.0.0.0:8080", 404),
        ("[::", 404),
        ("", 404),
    ],
)
async def test_the_sites_are_listed_for_names_of_the_machine_itself_alone(
    services: FakeServices,
    settings: EdgeSettings,
    agency: Agency,
    open_app: OpenApp,
    tmp_path: Path,
    host: str,
    status: int,
) -> None:
    file = tmp_path / "sites.json"
    file.write_text(f'["{agency.slug}"]')
    local = settings.model_copy(update={"sites_file": file})
    headers = {"Accept": "text/html", "Host": host}
    async with (
        open_app(Edge.of(local, transport=services.transport())) as app,
        httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app=app), base_url="http://127.0.0.1:8080"
        ) as client,
    ):
        answer = await client.get("/", headers=headers)
        twice = await client.get("/", headers=[*headers.items(), ("Host", "portal.example")])
    assert answer.status_code == status
    assert (agency.name in answer.text) is (status == 200)
    assert agency.name not in twice.text


async def test_elsewhere_no_address_tells_of_any_agency(
    services: FakeServices, agency: Agency, browser: Browser
) -> None:
    answer = await browser(host="127.0.0.1:8080", page=True).get("/")
    assert answer.status_code == 404
    assert agency.name not in answer.text
