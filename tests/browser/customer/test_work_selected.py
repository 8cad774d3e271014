"""What is selected of logged work: for how long, and of what (K9)."""

import re

import pytest
from playwright.async_api import expect

from ..conftest import NewContractor
from ..people import Site
from .test_home import contact_of
from .test_work import dialog, fact, rows_of, submitted, weekdays

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(240, func_only=True),
    pytest.mark.requirement("K9"),
]


async def test_a_selection_outlives_a_reload_and_ends_with_another_filter(
    site: Site, new_contractor: NewContractor
) -> None:
    work = await submitted(site, new_contractor, weekdays(52), hours="1")
    async with site.signed_in(contact_of(site), work.path) as page:
        bar = page.get_by_role("region", name="Selection")
        boxes = page.get_by_role("checkbox", name=re.compile("^Select Nadia Roy"))
        for at in (0, 1):
            await boxes.nth(at).check()
        await page.get_by_role("button", name="Next").click()
        await expect(rows_of(page)).to_have_count(2)
        await page.reload()
        # Those of the other page are approved, too: nothing of it is lost without a word.
        await expect(bar).to_contain_text("2 selected")
        await bar.get_by_role("button", name="Approve 2 entries").click()
        await expect(fact(dialog(page), "Entries")).to_have_text("2")
        await dialog(page).get_by_role("button", name="Cancel").click()
        await page.get_by_role("link", name=re.compile("^Approved")).click()
        await expect(bar).to_have_count(0)
        await page.go_back()
        await expect(page.get_by_role("heading", level=1)).to_be_visible()
        await expect(bar).to_have_count(0)
