"""What was paid too much, on the pages of who was: it is set off with what is paid next.

What the service says is added to its answers here: that it is so is for its own tests.
"""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from ..conftest import Picture
from ..people import Site, settled, violations
from .working import money

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240, func_only=True)]

CARRIED = {"amount_minor": 120_00, "currency": "CAD"}


async def answered(page: Page, path: str, body: dict[str, Any]) -> None:
    await page.route(f"**{path}", lambda route: route.fulfill(json=body))


@pytest.mark.parametrize(
    ("minor", "said"),
    [
        (120_00, "To be set off against your next payments"),
        (-120_00, "Set off for what was paid too much before"),
    ],
)
async def test_a_payment_says_what_it_sets_off(
    site: Site, picture: Picture, minor: int, said: str
) -> None:
    email = site.email_of("Grace Okafor")
    guest = await site.api(email)
    first = (await guest.get("/api/contractor/payments"))["items"][0]
    path = f"/api/contractor/payments/{first['payment_id']}"
    view = await guest.get(path)
    view["payment"]["carried"] = {**CARRIED, "amount_minor": minor}
    async with site.signed_in(email) as page:
        await answered(page, path, view)
        await page.goto(f"/contractor/payments/paid/{first['payment_id']}")
        fact = page.get_by_role("main").get_by_text(said, exact=True).locator("xpath=..")
        await expect(fact).to_contain_text(money({**CARRIED, "amount_minor": minor}))
        await settled(page)
        assert await violations(page) == []
        await picture(page, f"set-off-payment-{'before' if minor < 0 else 'later'}")


async def test_what_is_still_to_be_set_off_stands_above_what_is_pending(
    site: Site, picture: Picture
) -> None:
    email = site.email_of("Grace Okafor")
    path = "/api/contractor/transactions/summary"
    summary = await (await site.api(email)).get(path)
    async with site.signed_in(email) as page:
        await page.goto("/contractor/payments/pending")
        await settled(page)
        await expect(page.get_by_text("too much before")).to_have_count(0)
        await answered(page, path, {**summary, "to_set_off": [CARRIED]})
        await page.reload()
        said = f"You were paid {money(CARRIED)} too much before."
        await expect(page.get_by_text(said)).to_be_visible()
        await settled(page)
        assert await violations(page) == []
        await picture(page, "set-off-pending")
