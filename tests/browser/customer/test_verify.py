"""Anybody verifies a document at the agency's site (B7), without signing in."""

import hashlib
import re
from typing import Any

import pytest
from playwright.async_api import Page, Request, expect

from ..conftest import NewPerson, Picture
from ..people import Site
from ..reading import faults_for_readers
from .test_offers import SIGNER, send

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(240, func_only=True),
    pytest.mark.requirement("B7"),
]


async def check(page: Page, name: str, pdf: bytes) -> None:
    await page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/pdf", "buffer": pdf}
    )


async def test_a_file_leaves_the_browser_only_as_its_hash(
    site: Site, new_person: NewPerson
) -> None:
    email = await new_person("customer", "Kim Nine", permissions=SIGNER)
    offer = await send(site, [email], "Quay agreement")
    content = f"/api/agency/offers/{offer['offer_id']}/content"
    pdf = (await site.staff.client.get(content)).content
    async with site.visit() as page:
        asked: list[Request] = []
        page.on("request", lambda one: asked.append(one))  # noqa: PLW0108 - no builtin is taken
        await page.goto("/verify")
        await check(page, "quay.pdf", pdf)
        await expect(page.get_by_text("Genuine and unchanged")).to_be_visible()
        main = page.get_by_role("main")
        await expect(main).to_contain_text("Quay agreement")
        await expect(main).to_contain_text("Signatures: 0 of 1")
        bodies: list[Any] = [
            one.post_data_json
            for one in asked
            if one.url.endswith("/verify") and one.method == "POST"
        ]
        assert bodies == [{"sha256": hashlib.sha256(pdf).hexdigest()}]
        await check(page, "quay.pdf", pdf + b"\n")
        await expect(page.get_by_text("We don’t know this file")).to_be_visible()
        await expect(main).not_to_contain_text("Quay agreement")


async def test_a_number_without_its_code_tells_nothing(site: Site) -> None:
    async with site.visit() as page:
        await page.goto("/verify")
        await expect(page).to_have_url(re.compile("/customer/verify$"))
        await page.get_by_role("button", name="Check code").click()
        await expect(page.get_by_text("Enter the code")).to_be_visible()
        await expect(page.get_by_label("Document number")).to_be_focused()
        await page.get_by_label("Document number").fill("OFF-00001")
        await page.get_by_label("Verification code").fill("AAAA-BBBB-CCCC")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("We don’t know this number and code")).to_be_visible()
        # One answer stands there at a time, whatever is asked next.
        await check(page, "note.txt", b"no PDF")
        await expect(page.get_by_text("note.txt can’t be used here. Choose a PDF")).to_be_visible()
        await expect(page.get_by_text("We don’t know this number and code")).to_have_count(0)
        await page.get_by_role("button", name="Check code").click()
        await expect(page.get_by_text("We don’t know this number and code")).to_be_visible()
        await expect(page.get_by_text("note.txt")).to_have_count(0)


@pytest.mark.requirement("X6")
async def test_the_page_can_be_read_by_everybody(site: Site, picture: Picture) -> None:
    async with site.visit() as page:
        await page.goto("/verify")
        assert await faults_for_readers(page, picture, "verify") == []
