"""The way into the customer's portal, and the own account there."""

import pytest
from playwright.async_api import expect

from ..accounts import AccountTests
from ..conftest import NewPerson
from ..people import Site, set_up_app

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(240, func_only=True),
    pytest.mark.requirement("K1"),
    pytest.mark.requirement("K5"),
    pytest.mark.requirement("K6"),
]


class TestAccount(AccountTests):
    """Somebody of a customer."""

    portal = "customer"

    async def test_who_logs_out_everywhere_leaves_nothing_in_any_tab_of_this_browser(
        self, site: Site, new_person: NewPerson
    ) -> None:
        email = await new_person(self.portal, "Nadia Roy")
        async with (
            site.signed_in(email, "/customer/inquiries/new") as page,
            site.visit(context=page.context) as other,
        ):
            await page.get_by_label("Subject").fill("A forklift driver for March")
            await other.goto("/customer/inquiries/new")
            await other.get_by_label("Subject").fill("Nothing for others to read")
            await page.get_by_role("button", name="Account of Nadia Roy").click()
            await page.get_by_role("menuitem", name="Settings").click()
            await page.get_by_role("link", name="Sign-in and security").click()
            await page.get_by_role("button", name="Log out everywhere").click()
            dialog = page.get_by_role("dialog")
            await dialog.get_by_role("button", name="Log out everywhere").click()
            for tab in (page, other):
                await expect(tab.get_by_role("heading", name="Log in")).to_be_visible()
                kept = await tab.evaluate("Object.keys(sessionStorage)")
                assert [key for key in kept if key.startswith("portico-draft")] == []
            # It was meant: nobody is told that their session is over.
            await expect(page.get_by_role("alert")).to_have_count(0)

    async def test_no_recovery_code_is_broken(self, site: Site, new_person: NewPerson) -> None:
        email = await new_person(self.portal, "Rosa Vik")
        async with site.signed_in(email, "/customer/settings/security") as page:
            await set_up_app(page)
            codes = page.get_by_role("dialog", name="Recovery codes").get_by_role("listitem")
            await expect(codes).to_have_count(10)
            for width in (1440, 375):
                await page.set_viewport_size({"width": width, "height": 900})
                for code in await codes.all():
                    assert await code.evaluate(
                        "one => one.offsetHeight < 2 * parseFloat(getComputedStyle(one).fontSize)"
                        " && one.scrollWidth <= one.clientWidth"
                    )
