"""What anybody can do at an agency's site before signing in."""

import pytest

from contracts.events.identity import Agency

from ..browsers import Browser
from ..fakes import FakeServices


@pytest.mark.requirement("C3")
async def test_a_language_is_kept_for_the_pages_before_sign_in(
    agency: Agency, browser: Browser
) -> None:
    client = browser()
    assert (await client.get("/")).headers["content-language"] == "nb"
    answer = await client.put("/api/public/language", json={"language": "fr"})
    assert answer.status_code == 204, answer.text
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert (await client.get("/")).headers["content-language"] == "fr"


@pytest.mark.requirement("X8")
async def test_a_language_that_the_agency_does_not_offer_is_refused_by_name(
    agency: Agency, browser: Browser, services: FakeServices
) -> None:
    services.agencies[agency.slug] = agency.model_copy(update={"languages": ("nb", "en")})
    client = browser()
    answer = await client.put("/api/public/language", json={"language": "fr"})
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"] == [
        {"field": "language", "reason": "is none of the agency's: nb, en"}
    ]
    assert "set-cookie" not in answer.headers
