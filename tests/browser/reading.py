"""What holds for every page of a portal: it can be read, in every language, and it fits."""

import re

from playwright.async_api import Page, ViewportSize

from .conftest import Picture
from .people import NARROW, Site, cut_off, scrolls_sideways, violations


def codes_in(text: str) -> list[str]:
    """Keys of texts and names of the API in what a page says: `preferences.kinds`, `on_hold`."""
    return [word for word in text.split() if re.fullmatch(r"[a-z]+([._][a-z]+)+", word)]


async def unnamed_choices(page: Page) -> list[str]:
    """What choices are called that have no name, or one that another has, too."""
    names: list[str] = (
        await page.get_by_role("main")
        .locator("select")
        .evaluate_all(
            "found => found.map((one) => one.ariaLabel || one.labels[0]?.innerText || '')"
        )
    )
    return [name for name in names if not name or names.count(name) > 1]


async def faults_for_readers(page: Page, picture: Picture, name: str) -> list[str]:
    """What keeps somebody from reading a page in light, in dark or on a small phone.

    Pictures of it are called `name`.
    """
    found = await violations(page)
    await picture(page, name)
    codes = codes_in(await page.get_by_role("main").inner_text())
    found += [f"{name} shows {code}" for code in codes]
    found += [f"{name} has a choice called {choice!r}" for choice in await unnamed_choices(page)]
    await page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    found += [f"dark: {fault}" for fault in await violations(page)]
    await picture(page, f"{name}-dark")
    await page.emulate_media(color_scheme="light", reduced_motion="reduce")
    # Opened anew: what is shown beside each other and what one below the other may differ.
    await page.set_viewport_size(NARROW)
    await page.reload()
    if await scrolls_sideways(page):
        found.append(f"{name} scrolls sideways")
    found += [f"{name} cuts off: {text}" for text in await cut_off(page)]
    found += [f"on a phone: {fault}" for fault in await violations(page)]
    await picture(page, f"{name}-phone")
    return found


async def faults_in(
    language: str, site: Site, email: str, *paths: str, size: ViewportSize = NARROW
) -> list[str]:
    """What is wrong with pages in this language on a phone: their words, and what is too wide."""
    async with site.signed_in(email, paths[0], size=size) as page:
        return await faults_of_words(page, language, *paths)


async def faults_of_words(page: Page, language: str, *paths: str) -> list[str]:
    """The same of pages that are opened in this one."""
    found: list[str] = []
    for path in paths:
        await page.goto(path)
        if await scrolls_sideways(page):
            found.append(f"{path} scrolls sideways: {await page.evaluate(_TOO_WIDE)}")
        found += [f"{path} cuts off: {text}" for text in await cut_off(page)]
        spoken = await page.evaluate("document.documentElement.lang")
        if spoken != language:
            found.append(f"{path} speaks {spoken}")
        shown = await page.get_by_role("main").inner_text()
        found += [f"{path} shows {code}" for code in codes_in(shown)]
    return found


# What reaches beyond the right edge, and has nothing in it that does.
_TOO_WIDE = """() => {
    const isBeyond = (one) => one.getBoundingClientRect().right >
        document.documentElement.clientWidth + 1;
    return [...document.querySelectorAll("body *")]
        .filter((one) => one.checkVisibility() && isBeyond(one))
        .filter((one) => ![...one.children].some(isBeyond))
        .map((one) => one.outerHTML.slice(0, 120));
}"""

# What is chosen and has no frame: its tint is gone.
_NOT_FRAMED = """() => [...document.querySelectorAll(
        "[aria-current]:not([aria-current=false]), [aria-selected=true], [aria-pressed=true]")]
    .filter((one) => one.checkVisibility())
    .filter((one) => getComputedStyle(one).outlineStyle !== "solid")
    .map((one) => one.outerHTML.slice(0, 120))"""

# Icons of the colour of what they lie on, in controls that say nothing else.
_UNSEEN = """() => {
    const ground = (one) => {
        for (let at = one; at; at = at.parentElement) {
            const colour = getComputedStyle(at).backgroundColor;
            if (!/^rgba\\(.*, 0\\)$/.test(colour)) return colour;
        }
        return "rgb(255, 255, 255)";
    };
    const drawn = (icon) => [icon, ...icon.querySelectorAll("*")]
        .map((one) => getComputedStyle(one))
        .flatMap(({ stroke, fill }) => [stroke, fill])
        .some((colour) => colour !== "none" && colour !== ground(icon));
    return [...document.querySelectorAll("button, a[href]")]
        .filter((one) => one.checkVisibility() && !one.innerText.trim())
        .filter((one) => one.querySelector("svg"))
        .filter((one) => ![...one.querySelectorAll("svg")].some(drawn))
        .map((one) => one.outerHTML.slice(0, 120));
}"""


async def faults_in_forced_colours(page: Page) -> list[str]:
    """What cannot be told apart where the system sets the colours."""
    found = await violations(page, "color-contrast")
    found += [f"{page.url} does not frame {one}" for one in await page.evaluate(_NOT_FRAMED)]
    found += [f"{page.url} hides {one}" for one in await page.evaluate(_UNSEEN)]
    return found
