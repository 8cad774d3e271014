"""What holds for every page of the customer's portal, in every dress: it fits and can be read.

In light, in dark and on a phone each page is looked at by the tests of its own.
"""

import pytest
from playwright.async_api import ViewportSize

from ..conftest import NewPerson
from ..people import Site
from ..reading import faults_in, faults_in_forced_colours, faults_of_words
from .test_home import contact_of
from .test_inquiries import ask
from .test_offers import path_of, send

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300, func_only=True)]

# A window of 1280 by 1024 pixels at 400 %.
ZOOMED = ViewportSize(width=320, height=256)
PLACES = (
    "/customer",
    "/customer/work?status=all",
    "/customer/work?status=invoiced&group=project",
    "/customer/jobs",
    "/customer/jobs?view=calendar",
    "/customer/invoices",
    "/customer/invoices/statement",
    "/customer/offers",
    "/customer/inquiries",
    "/customer/inquiries/new",
    "/customer/company",
    "/customer/stand-ins",
    "/customer/notifications",
    "/customer/settings/profile",
    "/customer/settings/security",
    "/customer/settings/notifications",
)
EVERYTHING = [
    "work.view",
    "work.approve",
    "jobs.view",
    "invoices.view",
    "offers.view",
    "offers.sign",
    "inquiries",
    "company.edit",
]
OUTSIDE = ("/customer/login", "/customer/forgot", "/customer/verify", "/customer/approve")


async def inner_places(site: Site, email: str) -> list[str]:
    """An invoice, an offer and an inquiry of this contact."""
    guest, inquiry_id = await ask(site, email)
    invoices = await guest.get("/api/customer/invoices", limit=1)
    [invoice_id] = [one["invoice_id"] for one in invoices["items"]]
    offer = await send(site, [email])
    return [
        f"/customer/invoices/{invoice_id}",
        path_of(offer),
        f"/customer/inquiries/{inquiry_id}",
    ]


@pytest.mark.requirement("X4")
@pytest.mark.requirement("X6")
@pytest.mark.parametrize("language", ["en", "fr", "nb"])
async def test_every_page_fits_at_four_times_its_size_in(
    language: str, site: Site, other_site: Site, new_person: NewPerson
) -> None:
    there = other_site if language == "nb" else site
    email = contact_of(there)
    if language == "fr":
        email = await new_person("customer", language="fr", permissions=EVERYTHING)
    places = [*PLACES, *await inner_places(there, email)]
    assert await faults_in(language, there, email, *places, size=ZOOMED) == []
    async with there.visit(size=ZOOMED, language=language) as page:
        assert await faults_of_words(page, language, *OUTSIDE) == []


@pytest.mark.requirement("X6")
async def test_every_page_can_be_read_where_the_system_sets_the_colours(site: Site) -> None:
    email = contact_of(site)
    found: list[str] = []
    async with site.signed_in(email, "/customer") as page:
        await page.emulate_media(forced_colors="active", reduced_motion="reduce")
        for path in [*PLACES, *await inner_places(site, email)]:
            await page.goto(path)
            found += await faults_in_forced_colours(page)
    assert found == []
