"""Payments in another language than the agency's first."""

import pytest
from playwright.async_api import Page, expect

from ..conftest import NewContractor
from ..people import NARROW, Site, download, scrolls_sideways, violations
from .test_payments import PENDING, body_rows, sheet
from .working import Worker

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240, func_only=True)]


@pytest.mark.requirement("C9")
async def test_payments_speak_the_language_of_their_reader(
    site: Site, new_contractor: NewContractor
) -> None:
    worker = await Worker.of(site, new_contractor)
    owed = await worker.owed(await worker.work_order("immediate"), "8")
    await worker.hold(owed["transaction_id"], "Heures en double.")
    await worker.speak("fr")
    async with site.signed_in(worker.email, f"{PENDING}?tab=all", size=NARROW) as page:
        await expect(page.get_by_role("heading", level=1)).to_have_text("Paiements")
        row = body_rows(page)
        await expect(row).to_contain_text("En suspens")
        await expect(row).to_contain_text("Heures en double.")
        assert not await scrolls_sideways(page)
        assert not await violations(page)
        book = sheet(await saved_as_in_french(page))
        assert [line["Statut"] for line in book] == ["En suspens"]


async def saved_as_in_french(page: Page) -> bytes:
    """The workbook, in the reader's words."""
    await page.get_by_role("button", name="Télécharger", exact=True).click()
    return await download(page, page.get_by_role("menuitem", name="Excel"))
