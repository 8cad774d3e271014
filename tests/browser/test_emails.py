"""Every e-mail as a browser shows it: nothing is cut off and no word is broken, on any screen."""

import pytest
from playwright.async_api import Browser

from notifications.announcements.samples import all_kinds
from notifications.emails.rendering import render

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240, func_only=True)]

LANGUAGES = ("en", "fr", "nb")
# Words of the facts' names that stand on two lines; a hyphen may end one.
_BROKEN = r"""() => [...document.querySelectorAll("td.quiet")].flatMap((cell) => {
    const text = cell.firstChild;
    return [...text.textContent.matchAll(/[^\s-]+/g)].filter((word) => {
        const range = document.createRange();
        range.setStart(text, word.index);
        range.setEnd(text, word.index + word[0].length);
        return range.getClientRects().length > 1;
    }).map((word) => word[0]);
})"""


@pytest.mark.requirement("X1")
@pytest.mark.parametrize("width", [320, 600])
async def test_an_email_fits_and_breaks_no_word(chromium: Browser, width: int) -> None:
    page = await chromium.new_page(viewport={"width": width, "height": 800})
    looked_at = 0
    wrong: list[str] = []
    for draft in all_kinds():
        link = "https://maple.portico.example/x" if draft.secret_link else None
        for language in LANGUAGES:
            await page.set_content(render(draft.message, language, link).html)
            name = f"{draft.message.kind} {draft.message.variant} {language}"
            too_wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if too_wide > 0:
                wrong.append(f"{name}: {too_wide} px too wide")
            if broken := await page.evaluate(_BROKEN):
                wrong.append(f"{name}: {broken} on two lines")
            looked_at += 1
    await page.close()
    assert wrong == []
    assert looked_at >= len(LANGUAGES) * 20
