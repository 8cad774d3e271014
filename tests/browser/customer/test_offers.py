"""Offers and agreements in a browser (K14, B8): read, sign, decline, forward; who is too late."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from portico_local.demo.client import until
from portico_local.demo.conversations import offer_pdf

from ..conftest import NewPerson, Picture
from ..people import NARROW, Site, scrolls_sideways, violations
from ..reading import faults_for_readers
from .test_home import card

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(240, func_only=True),
    pytest.mark.requirement("K14"),
]

SIGNER = ["offers.view", "offers.sign"]
TITLE = "Harbour terms"


async def send(site: Site, emails: Sequence[str], title: str = TITLE) -> dict[str, Any]:
    """An offer to these, in this order."""
    company_id = next(iter(site.demo_agency.company_ids.values()))
    guests = [await site.api(email, portal="customer") for email in emails]
    ids = [guest.person["person_id"] for guest in guests]
    await until(
        lambda: site.staff.get("/api/agency/offers/signers", company_id=company_id),
        lambda found: set(ids) <= {one["person_id"] for one in found["items"]},
        what="that documents knows the signers",
    )
    sent = await site.staff.client.request(
        "POST",
        "/api/agency/offers",
        data={
            "title": title,
            "company_id": company_id,
            "signer_ids": ids,
            "expires_on": (datetime.now(UTC) + timedelta(days=20)).date().isoformat(),
        },
        files={"file": ("terms.pdf", offer_pdf(title, site.demo_agency), "application/pdf")},
    )
    assert sent.status_code == 201, sent.text
    return sent.json()


def path_of(offer: dict[str, Any]) -> str:
    return f"/customer/offers/{offer['offer_id']}"


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog")


async def open_signing(page: Page) -> Locator:
    """The dialogue, with the consent ticked."""
    await page.get_by_role("button", name="Sign", exact=True).click()
    await dialog(page).get_by_role("checkbox").check()
    return dialog(page).get_by_role("button", name=f"Sign “{TITLE}”")


async def test_one_types_the_next_draws_and_both_have_the_signed_file(
    site: Site, new_person: NewPerson
) -> None:
    emails = [
        await new_person("customer", name, permissions=SIGNER) for name in ("Ada One", "Bo Two")
    ]
    offer = await send(site, emails)
    async with site.signed_in(emails[0], "/customer") as page:
        await expect(card(page, "Offers to sign")).to_contain_text("1 offer")
        await card(page, "Offers to sign").get_by_role("link").click()
        await page.get_by_role("link", name=TITLE).click()
        main = page.get_by_role("main")
        await expect(main).to_contain_text(offer["sha256"])
        await expect(main.get_by_role("img")).to_have_count(offer["pages"])
        await page.get_by_role("button", name="Sign", exact=True).click()
        await dialog(page).get_by_role("button", name=f"Sign “{TITLE}”").click()
        # Who has forgotten something is led to it.
        await expect(dialog(page).get_by_role("checkbox")).to_be_focused()
        await page.keyboard.press("Escape")
        sign = await open_signing(page)
        await sign.dblclick()
        await expect(dialog(page)).to_have_count(0)
        await expect(main).to_contain_text(re.compile("being sealed|Waiting for Bo Two"))
        await expect(main).to_contain_text("Waiting for Bo Two")
        await expect(page.get_by_role("button", name="Sign", exact=True)).to_have_count(0)
    async with site.signed_in(emails[1], path_of(offer)) as page:
        sign = await open_signing(page)
        await dialog(page).get_by_text("Draw", exact=True).click()
        await sign.click()
        await expect(dialog(page).get_by_text("Draw your signature", exact=True)).to_be_visible()
        box = await dialog(page).get_by_role("img", name="Area to draw").bounding_box()
        assert box is not None
        await page.mouse.move(box["x"] + 60, box["y"] + 150)
        await page.mouse.down()
        for step in range(1, 6):
            await page.mouse.move(box["x"] + 60 + step * 50, box["y"] + 150 - step % 2 * 80)
        await page.mouse.up()
        await sign.click()
        await expect(page.get_by_role("link", name="Download signed PDF")).to_be_visible()
        await expect(page.get_by_role("main")).to_contain_text("Everyone signed")
    guest = await site.api(emails[0], portal="customer")
    done = await guest.get(f"/api{path_of(offer)}")
    assert (done["state"], done["sealed"], done["signed"]) == ("completed", True, 2)
    # The double click signed once.
    assert [line["kind"] for line in done["history"]].count("signed") == 2


async def test_declined_with_a_reason_which_everybody_reads(
    site: Site, new_person: NewPerson
) -> None:
    email = await new_person("customer", "Cy Three", permissions=SIGNER)
    offer = await send(site, [email])
    async with site.signed_in(email, path_of(offer)) as page:
        await page.get_by_role("button", name="Decline", exact=True).click()
        decline = dialog(page).get_by_role("button", name=f"Decline “{TITLE}”")
        await decline.click()
        await expect(dialog(page)).to_contain_text("Enter a reason")
        await expect(dialog(page).get_by_label("Reason")).to_be_focused()
        await dialog(page).get_by_label("Reason").fill("The rate is too high")
        await decline.click()
        main = page.get_by_role("main")
        await expect(main).to_contain_text("Cy Three declined on")
        await expect(main).to_contain_text("Reason: The rate is too high")
        await expect(main.get_by_role("button", name="Sign", exact=True)).to_have_count(0)
        first = main.get_by_role("list", name="History").get_by_role("listitem").first
        await expect(first).to_contain_text("Cy Three declined")


@pytest.mark.requirement("B8")
async def test_forwarded_to_the_right_signer_who_then_signs(
    site: Site, new_person: NewPerson
) -> None:
    wrong = await new_person("customer", "Di Four", permissions=SIGNER)
    right = await new_person("customer", "Ed Five-Six", permissions=SIGNER)
    offer = await send(site, [wrong])
    await send(site, [right], "Something else")
    async with site.signed_in(wrong, path_of(offer)) as page:
        await page.get_by_role("button", name="Forward to the right signer").click()
        await dialog(page).get_by_role("combobox", name="Right signer").click()
        await page.get_by_role("option", name="Ed Five-Six").click()
        await dialog(page).get_by_label("Reason").fill("Ed signs for the harbour")
        await dialog(page).get_by_role("button", name="Forward to Ed Five-Six").click()
        main = page.get_by_role("main")
        await expect(main).to_contain_text("Waiting for Ed Five-Six")
        await expect(main).to_contain_text("Forwarded by Di Four: Ed signs for the harbour")
    async with site.signed_in(right, path_of(offer)) as page:
        await (await open_signing(page)).click()
        await expect(page.get_by_role("link", name="Download signed PDF")).to_be_visible()


async def test_a_stale_tab_says_what_happened_and_signs_nothing(
    site: Site, new_person: NewPerson
) -> None:
    email = await new_person("customer", "Flo Six", permissions=SIGNER)
    offer = await send(site, [email])
    async with site.signed_in(email, path_of(offer)) as page:
        sign = await open_signing(page)
        await site.staff.post(
            f"/api/agency/offers/{offer['offer_id']}/withdraw", {"reason": "Sent by mistake"}
        )
        await sign.click()
        await expect(dialog(page)).to_contain_text("Not signed")
        await expect(dialog(page)).to_contain_text("Your agency withdrew this document on")
        await expect(sign).to_have_count(0)
        await dialog(page).get_by_role("button", name="Close").last.click()
        await expect(page.get_by_role("main")).to_contain_text("Reason: Sent by mistake")
    guest = await site.api(email, portal="customer")
    assert (await guest.get(f"/api{path_of(offer)}"))["signed"] == 0


async def test_a_name_that_cannot_be_printed_is_refused_at_its_field_and_keys_are_enough(
    site: Site, new_person: NewPerson
) -> None:
    email = await new_person("customer", "Gus Seven", permissions=SIGNER)
    offer = await send(site, [email])
    async with site.signed_in(email, path_of(offer)) as page:
        await page.get_by_role("button", name="Sign", exact=True).focus()
        await page.keyboard.press("Enter")
        name = dialog(page).get_by_label("Your full name")
        await expect(name).to_have_value("Gus Seven")
        await name.fill("𓀀𓂀")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Space")
        await expect(dialog(page).get_by_role("checkbox")).to_be_checked()
        await name.press("Enter")
        await expect(dialog(page)).to_contain_text("characters we can’t print")
        await name.fill("Gus Seven")
        await name.press("Enter")
        await expect(page.get_by_role("link", name="Download signed PDF")).to_be_visible()


async def test_filters_and_search_narrow_the_list(site: Site, new_person: NewPerson) -> None:
    mine = {
        "contact": {"company_id": next(iter(site.demo_agency.company_ids.values())), "scope": "own"}
    }
    email = await new_person("customer", "Hal Eight", permissions=SIGNER, **mine)
    await send(site, [email], "Winter order")
    closed = await send(site, [email], "Autumn order")
    await site.staff.post(f"/api/agency/offers/{closed['offer_id']}/withdraw", {"reason": "Late"})
    async with site.signed_in(email, "/customer/offers") as page:
        links = page.get_by_role("rowheader").get_by_role("link")
        await expect(links).to_have_text(["Autumn order", "Winter order"])
        await page.get_by_label("Search", exact=True).fill("winter")
        await expect(links).to_have_text(["Winter order"])
        # By its number it is found from everywhere.
        await page.get_by_role("button", name="Search and go to").click()
        await page.get_by_role("combobox", name="find a number").fill(closed["number"])
        await page.get_by_role("option", name="Autumn order").click()
        await expect(page).to_have_url(f"{site.url}{path_of(closed)}")
        await page.goto("/customer/offers?show=mine")
        await expect(links).to_have_text(["Winter order"])
        await page.get_by_role("link", name="Signed", exact=True).click()
        await expect(page.get_by_text("No results")).to_be_visible()


@pytest.mark.requirement("X6")
async def test_the_pages_can_be_read_by_everybody(
    site: Site, new_person: NewPerson, picture: Picture
) -> None:
    email = await new_person("customer", "Ivy Nine", permissions=SIGNER)
    offer = await send(site, [email])
    async with site.signed_in(email, "/customer/offers") as page:
        assert await faults_for_readers(page, picture, "customer-offers-list") == []
    async with site.signed_in(email, path_of(offer)) as page:
        assert await faults_for_readers(page, picture, "customer-offers-one") == []
    async with site.signed_in(email, path_of(offer), size=NARROW) as page:
        await open_signing(page)
        assert await violations(page) == []
        assert not await scrolls_sideways(page)
