"""Pages as they look on a tablet, on paper, without colours of ours, and without a connection."""

import re

import pytest
from playwright.async_api import Page, expect

from presentation.colours import AA_TEXT, contrast
from presentation.names import initials

from ..conftest import NewContractor
from ..people import NARROW, Scheme, Site, cut_off, scrolls_sideways, settled
from .test_every_page import INSIDE, PAGES, inner_pages
from .working import Worker

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240, func_only=True)]

# As wide as a sheet of A4 between its margins, at 96 pixels an inch.
PAPER = {"width": 718, "height": 1_000}
TABLET = {"width": 768, "height": 1_024}


async def framed(page: Page, selector: str) -> list[str]:
    """How each of these is outlined."""
    found: list[str] = await page.locator(selector).evaluate_all(
        "all => all.map((one) => getComputedStyle(one).outlineStyle)"
    )
    return found


@pytest.mark.requirement("X6")
async def test_on_a_tablet_a_table_is_a_table(site: Site) -> None:
    email = site.email_of("Grace Okafor")
    inside = await inner_pages(site, email)
    async with site.signed_in(email, PAGES["paid"]) as page:
        await page.set_viewport_size({"width": TABLET["width"], "height": TABLET["height"]})
        for path in (PAGES["paid"], PAGES["pending"], *inside.values()):
            await page.goto(path)
            assert not await scrolls_sideways(page), path
            for table in await page.get_by_role("main").get_by_role("table").all():
                shown = await table.evaluate(
                    "one => [getComputedStyle(one).display, "
                    "one.parentElement.scrollWidth - one.parentElement.clientWidth]"
                )
                assert shown[0] == "table", path
                assert shown[1] <= 1, f"{path}: a table is {shown[1]} px too wide"


@pytest.mark.parametrize("name", [*PAGES, *INSIDE])
async def test_nothing_is_cut_off_on_paper(name: str, site: Site) -> None:
    email = site.email_of("Grace Okafor")
    path = PAGES.get(name) or (await inner_pages(site, email))[name]
    async with site.signed_in(email, path) as page:
        await page.set_viewport_size({"width": PAPER["width"], "height": PAPER["height"]})
        await settled(page)
        await page.emulate_media(media="print")
        assert not await scrolls_sideways(page)
        assert await cut_off(page) == []
        await expect(page.get_by_role("banner")).to_be_hidden()
        # The way past the menu is for the keyboard: printed it would cover a row.
        await expect(page.locator("a[href='#main']")).to_be_hidden()
        heads = page.get_by_role("main").locator("thead th")
        for number in range(await heads.count()):
            await expect(heads.nth(number)).to_be_visible()


@pytest.mark.requirement("X6")
async def test_what_is_selected_is_seen_where_the_system_sets_the_colours(site: Site) -> None:
    async with site.signed_in(site.email_of("Grace Okafor"), PAGES["pending"]) as page:
        await settled(page)
        await page.emulate_media(forced_colors="active")
        for bar in ("header nav", "main nav"):
            assert set(await framed(page, f"{bar} a[aria-current]")) == {"solid"}, bar
            assert set(await framed(page, f"{bar} a:not([aria-current])")) == {"none"}, bar
        await page.keyboard.press("Control+k")
        await expect(page.get_by_role("option", selected=True).first).to_be_visible()
        assert set(await framed(page, "[role=option][aria-selected=true]")) == {"solid"}
        await page.goto(PAGES["work"])
        await settled(page)
        assert set(await framed(page, "td[aria-selected=true]")) == {"solid"}
        assert set(await framed(page, "td[aria-selected=false]")) == {"none"}
        assert set(await framed(page, ".p-SegmentedControl-label[data-active]")) == {"solid"}
        await page.set_viewport_size({"width": 360, "height": 740})
        await page.reload()
        await settled(page)
        assert set(await framed(page, "[data-day][aria-pressed=true]")) == {"solid"}
        assert set(await framed(page, "[data-day][aria-pressed=false]")) == {"none"}


async def test_each_section_has_a_name_of_its_own_in_the_browser(site: Site) -> None:
    async with site.signed_in(site.email_of("Grace Okafor"), PAGES["pending"]) as page:
        names: set[str] = set()
        for name in ("pending", "paid", "report"):
            await page.goto(PAGES[name])
            await settled(page)
            names.add(await page.title())
    assert len(names) == 3, names


async def test_a_page_that_cannot_be_fetched_stays_in_the_frame_and_comes_with_the_connection(
    site: Site,
) -> None:
    async with site.signed_in(site.email_of("Grace Okafor"), "/contractor") as page:
        await settled(page)
        # The menu is pressed before the page that it leads to was ever fetched.
        await page.context.set_offline(offline=True)
        await page.get_by_role("banner").get_by_role("link", name="Money trail").click()
        alert = page.get_by_role("main").get_by_role("alert")
        await expect(alert).to_contain_text("You’re offline.")
        await expect(page.get_by_role("heading", level=1)).to_have_text("You’re offline")
        await expect(page.get_by_role("banner")).to_be_visible()
        await page.context.set_offline(offline=False)
        await expect(page.get_by_role("heading", level=1, name="Money trail")).to_be_visible()
        await expect(alert).to_have_count(0)


async def test_the_palette_finds_a_number(site: Site) -> None:
    email = site.email_of("Grace Okafor")
    guest = await site.api(email)
    [payment, *_] = await guest.all("/api/contractor/payments")
    async with site.signed_in(email) as page:
        await settled(page)
        await page.keyboard.press("Control+k")
        await page.keyboard.type(payment["number"])
        await page.get_by_role("option", name=payment["number"]).click()
        await expect(page).to_have_url(re.compile(f"/payments/paid/{payment['payment_id']}$"))


async def test_the_palette_finds_the_number_of_what_was_paid(site: Site) -> None:
    """It is the number of the paystub or invoice, too."""
    email = site.email_of("Grace Okafor")
    guest = await site.api(email)
    [payment, *_] = await guest.all("/api/contractor/payments")
    details = await guest.get(f"/api/contractor/payments/{payment['payment_id']}")
    paid = details["payment"]["transactions"][0]
    async with site.signed_in(email) as page:
        await settled(page)
        await page.keyboard.press("Control+k")
        await page.keyboard.type(paid["number"])
        await page.get_by_role("option", name=paid["number"]).click()
        await expect(page).to_have_url(re.compile(f"/transactions/{paid['transaction_id']}$"))
        await expect(page.get_by_text(paid["number"], exact=True).first).to_be_visible()


@pytest.mark.requirement("X6")
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_link_in_a_red_box_can_be_read(scheme: Scheme, site: Site) -> None:
    """WCAG 1.4.3, measured: the agency's own colour is red, and so is the box."""
    async with site.visit(scheme=scheme) as page:
        await page.goto("/contractor/login")
        await page.get_by_role("button", name="Log in", exact=True).click()
        box = page.get_by_role("alert")
        await expect(box.get_by_role("link").first).to_be_visible()
        colours: list[list[str]] = await box.get_by_role("link").evaluate_all(
            """all => all.map((one) => {
                const found = [getComputedStyle(one).color];
                for (let at = one; at; at = at.parentElement)
                    found.push(getComputedStyle(at).backgroundColor);
                return found;
            })"""
        )
        for text, *grounds in colours:
            assert ratio(text, grounds) >= AA_TEXT, (text, grounds)


def ratio(text: str, grounds: list[str]) -> float:
    """The contrast of a text on what is behind it, the nearest first."""
    ground = (255.0, 255.0, 255.0)
    for layer in reversed(grounds):
        ground = _over(layer, ground)
    return contrast(_hex(_over(text, ground)), _hex(ground))


def _over(colour: str, below: tuple[float, float, float]) -> tuple[float, float, float]:
    """A colour as `getComputedStyle` writes it, laid over another."""
    numbers = [float(number) for number in re.findall(r"[\d.]+", colour)]
    scale = 255.0 if colour.startswith("color(") else 1.0
    opacity = numbers[3] if len(numbers) > 3 else 1.0
    mixed = [
        number * scale * opacity + under * (1 - opacity)
        for number, under in zip(numbers[:3], below, strict=True)
    ]
    return (mixed[0], mixed[1], mixed[2])


def _hex(colour: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(channel):02x}" for channel in colour)


async def test_on_paper_the_work_page_is_the_whole_week(site: Site) -> None:
    async with site.signed_in(site.email_of("Grace Okafor"), PAGES["work"]) as page:
        await settled(page)
        await page.emulate_media(media="print")
        await page.set_viewport_size({"width": PAPER["width"], "height": PAPER["height"]})
        heads = page.get_by_role("main").locator("thead th")
        await expect(heads).to_have_count(9)
        for number in range(9):
            await expect(heads.nth(number)).to_be_visible()
        assert await cut_off(page) == []
        await page.goto(PAGES["profile"])
        await expect(page.get_by_label("Phone")).to_be_visible()


async def test_on_paper_nothing_is_there_to_be_unfolded(site: Site) -> None:
    email = site.email_of("Grace Okafor")
    async with site.signed_in(email, (await inner_pages(site, email))["payment"]) as page:
        folded = page.get_by_role("main").get_by_role("button", expanded=False)
        await expect(folded.first).to_be_visible()
        await page.emulate_media(media="print")
        await expect(folded).to_have_count(0)


async def test_on_paper_a_month_is_whole_and_nothing_lies_over_its_days(site: Site) -> None:
    async with site.signed_in(site.email_of("Grace Okafor"), "/contractor/work?view=month") as page:
        await settled(page)
        heads = page.get_by_role("main").locator("thead th")
        await expect(heads.nth(29)).to_be_visible()
        await page.emulate_media(media="print")
        # The long side of the sheet, which is what a month is printed along.
        await page.set_viewport_size({"width": PAPER["height"], "height": PAPER["width"]})
        ends: list[float] = await heads.evaluate_all(
            "heads => heads.map((one) => one.getBoundingClientRect().right)"
        )
        assert ends == sorted(ends)
        assert ends[-1] <= PAPER["height"]
        names = page.get_by_role("main").locator("tbody th").first
        assert await names.evaluate("name => getComputedStyle(name).position") == "static"
        orientation: str = await page.evaluate(
            "() => getComputedStyle(document.querySelector('main')).page"
        )
        assert orientation != "auto"


async def test_a_page_breaks_no_number_on_a_small_phone(site: Site) -> None:
    email = site.email_of("Grace Okafor")
    paid = (await (await site.api(email)).get("/api/contractor/payments"))["items"][0]
    async with site.signed_in(email, f"{PAGES['paid']}/{paid['payment_id']}") as page:
        await page.set_viewport_size({"width": 320, "height": 700})
        main = page.get_by_role("main")
        await expect(main.get_by_role("heading", level=1)).to_contain_text(paid["number"])
        await expect(main.get_by_role("button", name=re.compile("^Paystub T-"))).not_to_have_count(
            0
        )
        assert await main.evaluate(BROKEN_NUMBERS) == []


BROKEN_NUMBERS = r"""main => {
    const texts = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    const broken = [];
    while (texts.nextNode()) {
        for (const { 0: number, index } of texts.currentNode.data.matchAll(/[PT]-\d{4}-\d+/g)) {
            const range = document.createRange();
            range.setStart(texts.currentNode, index);
            range.setEnd(texts.currentNode, index + number.length);
            if (new Set([...range.getClientRects()].map(({ top }) => top)).size > 1) {
                broken.push(number);
            }
        }
    }
    return broken;
}"""
"""The numbers of payments and transactions that a line ends in."""


@pytest.mark.requirement("C6")
async def test_a_list_says_how_many_rows_it_shows_and_breaks_none_of_their_numbers(
    site: Site,
) -> None:
    email = site.email_of("Grace Okafor")
    own = await site.api(email)
    lists = (
        (PAGES["paid"], "payment", "/api/contractor/payments", {}),
        # What is pending depends on which pay runs there were by now.
        (
            f"{PAGES['pending']}?tab=all",
            "transaction",
            "/api/contractor/transactions",
            {"tab": "all"},
        ),
    )
    async with site.signed_in(email, PAGES["paid"]) as page:
        await page.set_viewport_size({"width": TABLET["width"], "height": TABLET["height"]})
        for path, what, source, query in lists:
            count = len((await own.get(source, **query))["items"])
            if count == 0:
                assert what == "transaction"
                continue
            await page.goto(path)
            main = page.get_by_role("main")
            await expect(main.locator("tbody tr")).to_have_count(count)
            said = f"{count} {what}{'' if count == 1 else 's'} shown"
            shown = main.get_by_text(said, exact=True).and_(page.locator("[aria-hidden=true]"))
            await expect(shown).to_be_visible()
            for number in await main.get_by_text(re.compile(r"^[PT]-\d{4}-\d+$")).all():
                lines = await number.evaluate("one => one.getClientRects().length")
                assert lines <= 1, f"{path}: {await number.text_content()}"


HINT = """one => {
  const style = getComputedStyle(one, "::placeholder");
  const context = document.createElement("canvas").getContext("2d");
  context.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  const box = getComputedStyle(one);
  const room = one.clientWidth - parseFloat(box.paddingLeft) - parseFloat(box.paddingRight);
  return [context.measureText(one.placeholder).width, room];
}"""


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_what_can_be_searched_for_is_not_cut_at_any_width(
    language: str, site: Site, new_contractor: NewContractor
) -> None:
    worker = await Worker.of(site, new_contractor)
    await worker.speak(language)
    async with site.signed_in(worker.email, PAGES["pending"]) as page:
        for width in (1_280, 1_024, TABLET["width"], NARROW["width"]):
            await page.set_viewport_size({"width": width, "height": 1_024})
            for path in (f"{PAGES['pending']}&q=none", f"{PAGES['paid']}?q=none"):
                await page.goto(path)
                field = page.get_by_role("searchbox")
                await expect(field).to_be_visible()
                hint, room = await field.evaluate(HINT)
                assert 100 < hint <= room, f"{path} at {width}"
                assert not await scrolls_sideways(page)


# The lines that the words of an element stand on, of each word.
LINES = r"""one => [...one.firstChild.textContent.matchAll(/\S+/g)].map((word) => {
  const range = document.createRange();
  range.setStart(one.firstChild, word.index);
  range.setEnd(one.firstChild, word.index + word[0].length);
  return new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size;
})"""


@pytest.mark.requirement("X4")
async def test_no_word_of_what_is_pending_is_broken_on_a_tablet_in_norwegian(
    other_site: Site,
) -> None:
    email = other_site.email_of("Ingrid Solberg")
    path = "/api/contractor/transactions/summary"
    sums = await (await other_site.api(email)).get(path)
    sums["processing"] = {
        "count": 3,
        "totals": [{"amount_minor": 118_368_00, "currency": "NOK"}],
    }
    async with other_site.signed_in(email, language="nb") as page:
        await page.route(f"**{path}", lambda route: route.fulfill(json=sums))
        for width in (600, TABLET["width"]):
            await page.set_viewport_size({"width": width, "height": TABLET["height"]})
            await page.goto(PAGES["pending"])
            await settled(page)
            main = page.get_by_role("main")
            await expect(main.get_by_text(re.compile(r"^118.368,00.NOK$"))).to_be_visible()
            name = main.get_by_text("Under behandling", exact=True).first
            assert await name.evaluate(LINES) == [1, 1], width


@pytest.mark.requirement("C3")
async def test_a_page_carries_one_mark_of_the_agency_and_every_page_the_same(site: Site) -> None:
    mark = initials(site.demo_agency.plan.name)
    async with site.visit() as page:
        for path in ("/", "/contractor/login", "/contractor/forgot"):
            await page.goto(path)
            await expect(page.get_by_role("heading").first).to_be_visible()
            await expect(page.get_by_text(mark, exact=True)).to_have_count(1)
    async with site.signed_in(site.email_of("Grace Okafor"), PAGES["paid"]) as page:
        for path in (PAGES["paid"], PAGES["pending"]):
            await page.goto(path)
            await settled(page)
            await expect(page.get_by_role("banner").get_by_text(mark, exact=True)).to_have_count(1)
            await expect(page.get_by_role("main").get_by_text(mark, exact=True)).to_have_count(0)
