"""The menu of the customer's portal (K7): icons that unfold to names, pinned, and a phone's bar."""

import re
from typing import Any

import pytest
from playwright.async_api import expect

from ..conftest import NewPerson
from ..people import NARROW, Site, eventually, settled
from .test_home import contact_of

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(240, func_only=True),
    pytest.mark.requirement("K7"),
]


async def test_the_menu_is_icons_that_unfold_and_can_be_pinned(
    site: Site, new_customer: Any
) -> None:
    customer = await new_customer()
    email = await customer.contact("Nadia Roy", ["invoices.view", "offers.view"])

    async with site.signed_in(email, "/customer") as page:
        await settled(page)
        menu = page.get_by_role("navigation", name="Menu")
        assert [one.strip() for one in await menu.get_by_role("link").all_inner_texts()] == [
            "Home",
            "Invoices",
            "Offers",
        ]

        async def is_wide(*, wide: bool) -> None:
            async def looked() -> bool:
                box = await menu.bounding_box()
                return box is not None and (box["width"] == 240) is wide

            await eventually(looked, what=f"a menu that is {'un' if wide else ''}folded")

        await is_wide(wide=False)
        await menu.hover()
        await is_wide(wide=True)
        await page.mouse.move(700, 400)
        await is_wide(wide=False)
        # A choice folds it, though the pointer rests where it was.
        await menu.hover()
        await is_wide(wide=True)
        await menu.get_by_role("link", name="Invoices").click()
        await expect(page).to_have_url(re.compile("/customer/invoices"))
        await is_wide(wide=False)
        await page.mouse.move(700, 400)
        await menu.hover()
        await is_wide(wide=True)
        await page.mouse.move(700, 400)
        await is_wide(wide=False)
        await menu.get_by_role("link", name="Home").focus()
        await page.keyboard.press("Tab")
        await is_wide(wide=True)
        await page.keyboard.press("Escape")
        await is_wide(wide=False)
        await page.keyboard.press("Tab")
        await is_wide(wide=True)
        pin = menu.get_by_role("button", name="Keep menu open")
        await pin.click()
        await page.mouse.move(700, 400)
        await page.get_by_role("main").focus()
        await is_wide(wide=True)
        main = await page.get_by_role("main").bounding_box()
        assert main is not None
        assert main["x"] >= 240
        await page.reload()
        await is_wide(wide=True)
        await expect(pin).to_have_attribute("aria-pressed", "true")


async def test_the_first_touch_unfolds_the_menu_and_the_second_goes(
    site: Site, new_customer: Any
) -> None:
    customer = await new_customer()
    email = await customer.contact("Nadia Roy")
    context = await site.browser.new_context(
        base_url=site.url, viewport={"width": 1024, "height": 700}, has_touch=True, locale="en"
    )
    try:
        async with site.signed_in(email, "/customer", context=context) as page:
            await settled(page)
            link = page.get_by_role("navigation", name="Menu").get_by_role("link", name="Invoices")
            await link.tap()
            await expect(page).to_have_url(f"{site.url}/customer")
            menu = page.get_by_role("navigation", name="Menu")
            await expect(menu).to_have_attribute("data-open", "true")
            await link.tap()
            await expect(page).to_have_url(re.compile(r"/customer/invoices"))
            await expect(menu).not_to_have_attribute("data-open", "true")
    finally:
        await context.close()


async def test_on_a_phone_the_menu_is_a_bar_that_covers_nothing(
    site: Site, new_customer: Any
) -> None:
    customer = await new_customer()
    email = await customer.contact("Nadia Roy")
    async with site.signed_in(email, "/customer/company", size=NARROW) as page:
        await settled(page)
        menu = page.get_by_role("navigation", name="Menu")
        bar = await menu.bounding_box()
        assert bar is not None
        assert (bar["x"], bar["width"]) == (0, NARROW["width"])
        assert bar["y"] + bar["height"] == NARROW["height"]
        # The last thing of the page can be scrolled to above it, and what has the focus is there.
        await page.keyboard.press("End")
        button = page.get_by_role("button", name="Save changes")
        await page.get_by_label("Purchase order", exact=True).fill("PO 1")
        await button.focus()
        box = await button.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= bar["y"]
        await menu.get_by_role("link", name="Invoices").click()
        await expect(page).to_have_url(re.compile(r"/customer/invoices"))


@pytest.mark.parametrize("language", ["en", "fr", "nb"])
async def test_a_phone_s_bar_shows_every_module_whole(
    language: str, site: Site, other_site: Site, new_person: NewPerson
) -> None:
    # Norwegian is spoken by the other agency.
    agency = other_site if language == "nb" else site
    email = (
        contact_of(agency) if language == "nb" else await new_person("customer", language=language)
    )
    async with agency.signed_in(email, "/customer", size=NARROW) as page:
        await settled(page)
        work = page.locator('a[href="/customer/work"]')
        links = await page.locator("nav").filter(has=work).first.get_by_role("link").all()
        edges = [
            (await link.inner_text(), box["x"], box["x"] + box["width"])
            for link in links
            if (box := await link.bounding_box()) is not None
        ]
        assert len(edges) == 6, edges
        assert all(left >= 0 and right <= NARROW["width"] for _, left, right in edges), edges
