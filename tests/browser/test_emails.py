"""Every e-mail as a browser shows it: nothing is cut off and no word is broken, on any screen."""

from typing import Literal

import pytest
from playwright.async_api import Browser

from notifications.announcements.samples import all_kinds
from notifications.emails.rendering import render

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240, func_only=True)]

LANGUAGES = ("en", "fr", "nb")
# Words and numbers that stand on two lines, of all that a letter says but for what somebody wrote.
# An address has to break somewhere. Of boxes in a line only the tops tell lines apart.
_BROKEN = r"""() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const broken = [];
    while (walker.nextNode()) {
        const text = walker.currentNode;
        if (text.parentElement.closest("style, title, .quote, a")) continue;
        for (const word of text.textContent.matchAll(/[^ \n\u00ad]+/g)) {
            if (word[0].length > 20 || word[0].includes("@")) continue;
            const range = document.createRange();
            range.setStart(text, word.index);
            range.setEnd(text, word.index + word[0].length);
            const tops = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
            if (tops.size > 1) broken.push(word[0]);
        }
    }
    return broken;
}"""

# The card cuts off what is wider than itself, and no page becomes wider for it.
_TOO_WIDE = """() => Math.ceil(Math.max(...[...document.querySelectorAll("td, div, span, a")]
    .map((box) => box.getBoundingClientRect().right)) - innerWidth)"""


@pytest.mark.requirement("X1")
@pytest.mark.parametrize("width", [320, 360, 600])
async def test_an_email_fits_and_breaks_no_word(chromium: Browser, width: int) -> None:
    page = await chromium.new_page(viewport={"width": width, "height": 800})
    looked_at = 0
    wrong: list[str] = []
    for draft in all_kinds():
        link = "https://maple.portico.example/x" if draft.secret_link else None
        for language in LANGUAGES:
            await page.set_content(render(draft.message, language, link).html)
            name = f"{draft.message.kind} {draft.message.variant} {language}"
            too_wide = await page.evaluate(_TOO_WIDE)
            if too_wide > 0:
                wrong.append(f"{name}: {too_wide} px too wide")
            if broken := await page.evaluate(_BROKEN):
                wrong.append(f"{name}: {broken} on two lines")
            looked_at += 1
    await page.close()
    assert wrong == []
    assert looked_at >= len(LANGUAGES) * 20


# Names beside facts whose words are not all of the colour of their cell.
_TWO_COLOURS = r"""() => [...document.querySelectorAll("td.quiet")]
    .filter((cell) => [...cell.querySelectorAll("span")].some((word) =>
        getComputedStyle(word).color !== getComputedStyle(cell).color))
    .map((cell) => cell.textContent)"""


@pytest.mark.requirement("X1")
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_name_beside_a_fact_has_one_colour(
    chromium: Browser, scheme: Literal["light", "dark"]
) -> None:
    page = await chromium.new_page(color_scheme=scheme)
    words = 0
    for draft in all_kinds():
        link = "https://maple.portico.example/x" if draft.secret_link else None
        await page.set_content(render(draft.message, "fr", link).html)
        assert await page.evaluate(_TWO_COLOURS) == [], draft.message.kind
        words += await page.locator("td.quiet span").count()
    await page.close()
    assert words
