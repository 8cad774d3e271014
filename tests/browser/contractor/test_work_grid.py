"""The work grid behaves as a spreadsheet: selecting, editing, copying, pasting, undoing (C13)."""

from datetime import date, timedelta
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from ..conftest import NewContractor
from ..people import Site, eventually, violations
from .working import cell, last_week, log, logged, saved, week_of

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(240, func_only=True),
    pytest.mark.requirement("C13"),
]


def days_from(monday: date, count: int = 7) -> list[date]:
    return [monday + timedelta(days=each) for each in range(count)]


async def add_line(page: Page, article: str) -> None:
    """One more line, by its menu."""
    await expect(page.locator("tbody tr").first).to_be_visible()
    before = await page.locator("tbody tr").count()
    await page.get_by_role("button", name="Add a line").click()
    await page.get_by_role("menuitem", name=article).click()
    await expect(page.locator("tbody tr")).to_have_count(before + 1)


async def opened(page: Page) -> str | None:
    """The key of the cell that is open."""
    return await page.evaluate(
        "() => document.querySelector('td input')?.closest('td').dataset.cell ?? null"
    )


async def put_on_clipboard(page: Page, text: str) -> None:
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await page.evaluate("text => navigator.clipboard.writeText(text)", text)


async def on_clipboard(page: Page) -> str:
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return await page.evaluate("() => navigator.clipboard.readText()")


def shown(page: Page, day: date, article: str = "regular") -> Locator:
    """What stands in a cell."""
    return cell(page, day, article).locator("[class*=quantity]")


async def become(site: Site, email: str, wanted: list[tuple[date, str]]) -> None:
    """Wait until just this is saved."""
    person = await site.api(email)
    expected = sorted((day.isoformat(), quantity) for day, quantity in wanted)

    async def is_so() -> bool:
        rows = (await person.get("/api/contractor/work"))["items"]
        return sorted((row["work_on"], row["quantity"]) for row in rows) == expected

    await eventually(is_so, what=f"{expected} to be what is saved")


async def column_widths(page: Page) -> list[float]:
    """The width of every column of the grid, in pixels."""
    found: list[float] = await page.evaluate(
        "() => [...document.querySelectorAll('thead th')]"
        ".map(each => each.getBoundingClientRect().width)"
    )
    return found


async def middle_of(page: Page, key: str) -> tuple[float, float]:
    """Where a mouse points at this cell."""
    here = page.locator(f'td[data-cell="{key}"]')
    await here.scroll_into_view_if_needed()
    box = await here.bounding_box()
    assert box, key
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


async def test_a_double_click_opens_the_cell_that_was_pointed_at_though_another_is_open(
    site: Site, new_contractor: NewContractor
) -> None:
    """Every day of three lines of a week with work of all widths; the cell before it stays open.

    The place is measured before the click, as an eye does: the press closes what is open, and
    nothing may have moved under the pointer by the time it is released.
    """
    email = await new_contractor(work_order=True)
    monday = last_week()
    await log(site, email, [monday, monday + timedelta(days=3)], "12.75")
    async with site.signed_in(email, week_of(monday)) as page:
        await expect(cell(page, monday)).to_contain_text("12.75")
        await add_line(page, "Overtime")
        await add_line(page, "Expenses")
        await cell(page, monday, "expense").click()
        await page.keyboard.type("123456789.25")
        await page.keyboard.press("Enter")
        await saved(page)
        closed = await column_widths(page)
        keys: list[str] = await page.evaluate(
            "() => [...document.querySelectorAll('td[data-cell]')].map(each => each.dataset.cell)"
        )
        assert len(keys) == 21
        wrong: list[tuple[str, str | None]] = []
        moved: list[tuple[str, list[float]]] = []
        # One after the other would always hit what is beside the open one: both directions.
        for intended in [*keys, *reversed(keys)]:
            x, y = await middle_of(page, intended)
            # A hand presses twice in the same place; nothing looks where the cell is meanwhile.
            await page.mouse.move(x, y)
            for count in (1, 2):
                await page.mouse.down(click_count=count)
                await page.mouse.up(click_count=count)
            if await opened(page) != intended:
                wrong.append((intended, await opened(page)))
            if (widths := await column_widths(page)) != closed:
                moved.append((intended, widths))
        assert wrong == []
        assert moved == []


@pytest.mark.parametrize("view", ["week", "month"])
async def test_content_decides_no_width(
    view: str, site: Site, new_contractor: NewContractor
) -> None:
    email = await new_contractor(work_order=True)
    monday = last_week()
    address = week_of(monday)
    if view == "month":
        address = f"/contractor/work?view=month&month={monday.isoformat()[:7]}"
    async with site.signed_in(email, address) as page:
        await add_line(page, "Expenses")
        before = await column_widths(page)
        # All days are as wide as each other, but for the rounding of a pixel.
        assert max(before[1:-1]) - min(before[1:-1]) < 1
        await cell(page, monday, "expense").dblclick()
        await expect(cell(page, monday, "expense").get_by_role("textbox")).to_be_focused()
        assert await column_widths(page) == before
        await page.keyboard.type("123456789.25")
        assert await column_widths(page) == before
        await page.keyboard.press("Enter")
        await saved(page)
        await expect(shown(page, monday, "expense")).to_have_text("123,456,789.25")
        assert await column_widths(page) == before


async def test_a_click_selects_and_a_space_deletes_nothing(
    site: Site, new_contractor: NewContractor
) -> None:
    email = await new_contractor(work_order=True)
    monday = last_week()
    await log(site, email, [monday], "8")
    async with site.signed_in(email, week_of(monday)) as page:
        here = cell(page, monday)
        await here.click()
        assert await opened(page) is None
        await expect(here).to_be_focused()
        await page.keyboard.press("Space")
        await expect(page.get_by_role("dialog")).to_contain_text("Warehouse support")
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_have_count(0)
        await expect(here).to_be_focused()
        # A second click opens it, with its text selected; blank space says nothing.
        await here.click()
        await expect(here.get_by_role("textbox")).to_be_focused()
        await page.keyboard.type("   ")
        await page.keyboard.press("Enter")
        await expect(shown(page, monday)).to_have_text("8")
        await here.focus()
        await page.keyboard.press("F2")
        await page.keyboard.type("6")
        await page.keyboard.press("Escape")
        await expect(shown(page, monday)).to_have_text("8")
        await expect(here).to_be_focused()
        await saved(page)
    rows = await logged(site, email)
    assert [(row["quantity"], row["version"]) for row in rows] == [("8", 1)]


async def test_a_half_typed_number_is_neither_saved_nor_counted_nor_offered(
    site: Site, new_contractor: NewContractor
) -> None:
    email = await new_contractor(work_order=True)
    monday, tuesday = days_from(last_week(), 2)
    await log(site, email, [tuesday], "8")
    sent: list[str] = []
    async with site.signed_in(email, week_of(monday)) as page:
        page.on(
            "request",
            lambda request: sent.append(request.url) if request.method != "GET" else None,
        )
        total = page.locator("tfoot td").last
        await cell(page, monday).click()
        await page.keyboard.type("7")
        state = page.get_by_test_id("save-state")
        await expect(state).to_have_attribute("data-state", "typing")
        # Longer than anything waits before it saves by itself.
        await page.evaluate("() => new Promise(resolve => setTimeout(resolve, 1500))")
        await expect(state).to_have_attribute("data-state", "typing")
        assert [url for url in sent if "/work" in url] == []
        await expect(total.locator("[data-partial]")).to_contain_text("8\u00a0h")
        await expect(total).to_contain_text("1 cell isn’t saved and isn’t counted")
        await page.keyboard.type("h30")
        await page.keyboard.press("Enter")
        await saved(page)
        await expect(total).to_contain_text("15.5\u00a0h")
        # What the rules refuse is in no total, and is not offered for submission.
        await cell(page, tuesday + timedelta(days=1)).click()
        await page.keyboard.type("seven")
        await page.keyboard.press("Enter")
        await expect(total).to_contain_text("15.5\u00a0h")
        await page.get_by_role("button", name="Submit week").click()
        dialogue = page.get_by_role("dialog")
        await expect(dialogue).to_contain_text("15.5\u00a0h")
        await expect(dialogue).to_contain_text("1 cell isn’t saved and will be left out")
        await expect(dialogue.get_by_role("button", name="Submit 2 entries")).to_be_visible()
        assert not await violations(page)
    await become(site, email, [(monday, "7.5"), (tuesday, "8")])


async def test_another_window_leaves_the_cell_open(
    site: Site, new_contractor: NewContractor
) -> None:
    """A window that loses the focus takes it from its input, too; nothing is closed by that."""
    email = await new_contractor(work_order=True)
    monday = last_week()
    async with site.signed_in(email, week_of(monday)) as page:
        await cell(page, monday).click()
        await page.keyboard.type("7")
        field = cell(page, monday).get_by_role("textbox")
        # What a browser does then: the blur event, while the input stays the active element.
        await field.dispatch_event("blur")
        await field.dispatch_event("focusout", {"bubbles": True})
        await expect(field).to_have_value("7")
        await page.keyboard.type(":30")
        await page.keyboard.press("Tab")
        await saved(page)
    await become(site, email, [(monday, "7.5")])


async def test_a_value_is_copied_into_a_selected_block_and_undone_as_one(
    site: Site, new_contractor: NewContractor
) -> None:
    email = await new_contractor(work_order=True)
    monday, tuesday, wednesday, thursday = days_from(last_week(), 4)
    await log(site, email, [monday], "7.5")
    async with site.signed_in(email, week_of(monday)) as page:
        await cell(page, monday).click()
        await page.keyboard.press("ControlOrMeta+c")
        assert await on_clipboard(page) == "7.5"
        await cell(page, tuesday).click()
        await page.keyboard.press("Shift+ArrowRight")
        await page.keyboard.press("Shift+ArrowRight")
        await expect(page.locator("td[aria-selected=true]")).to_have_count(3)
        await page.keyboard.press("ControlOrMeta+v")
        await expect(page.get_by_text("3 cells pasted.")).to_be_visible()
        await saved(page)
        all_four = [(day, "7.5") for day in (monday, tuesday, wednesday, thursday)]
        await become(site, email, all_four)
        await page.keyboard.press("ControlOrMeta+z")
        await become(site, email, [(monday, "7.5")])
        await page.keyboard.press("ControlOrMeta+y")
        await become(site, email, all_four)
        await page.keyboard.press("ControlOrMeta+z")
        await page.keyboard.press("ControlOrMeta+Shift+z")
        await become(site, email, all_four)
        # Delete empties what is selected, as one step.
        await cell(page, monday).click()
        await cell(page, wednesday).click(modifiers=["Shift"])
        await page.keyboard.press("Delete")
        await become(site, email, [(thursday, "7.5")])
        await page.keyboard.press("ControlOrMeta+z")
        await become(site, email, all_four)


async def test_a_block_from_a_spreadsheet_is_pasted_and_what_does_not_fit_is_named(
    site: Site, new_contractor: NewContractor
) -> None:
    email = await new_contractor(work_order=True)
    monday, tuesday, wednesday, thursday, friday = days_from(last_week(), 5)
    await log(site, email, [tuesday], "4")
    person = await site.api(email)
    [entry] = (await person.get("/api/contractor/work"))["items"]
    await person.post("/api/contractor/work/submit", {"entry_ids": [entry["entry_id"]]})
    async with site.signed_in(email, week_of(monday)) as page:
        await expect(cell(page, tuesday)).to_contain_text("To approval")
        await put_on_clipboard(page, '7,5\t8\t"7:30"\tsick\t0:20\t \t\tx\r\n1\t1\r\n')
        await cell(page, monday).click()
        await page.keyboard.press("ControlOrMeta+v")
        await saved(page)
        left = page.get_by_role("status").filter(has_text="values weren’t pasted")
        # Submitted, no number, and what lies beside the grid.
        await expect(left).to_contain_text("5 values weren’t pasted")
        await expect(left).to_contain_text("You can’t edit it during review")
        await expect(left).to_contain_text("“sick”: That’s not a number")
        await expect(left).to_contain_text("3 values fall outside the grid")
        assert not await violations(page)
        await become(
            site,
            email,
            [(monday, "7.5"), (tuesday, "4"), (wednesday, "7.5"), (friday, "0.333333")],
        )
        await expect(shown(page, friday)).to_have_text("0:20")
        await expect(shown(page, thursday)).to_have_text("")
        await page.keyboard.press("ControlOrMeta+z")
        await become(site, email, [(tuesday, "4")])


async def test_two_cells_pasted_into_an_open_one_are_two_cells(
    site: Site, new_contractor: NewContractor
) -> None:
    """`1<Tab>2` was saved as twelve hours."""
    email = await new_contractor(work_order=True)
    monday, tuesday = days_from(last_week(), 2)
    async with site.signed_in(email, week_of(monday)) as page:
        await put_on_clipboard(page, "1\t2")
        await cell(page, monday).dblclick()
        await page.keyboard.press("ControlOrMeta+v")
        await become(site, email, [(monday, "1"), (tuesday, "2")])
        await expect(shown(page, monday)).to_have_text("1")
        await expect(shown(page, tuesday)).to_have_text("2")


async def test_days_to_come_and_days_beside_the_work_order_are_named_in_a_paste(
    site: Site, new_contractor: NewContractor
) -> None:
    email = await new_contractor(work_order=True)
    next_week = last_week() + timedelta(days=14)
    async with site.signed_in(email, week_of(next_week)) as page:
        await put_on_clipboard(page, "8")
        await cell(page, next_week).click()
        await page.keyboard.press("ControlOrMeta+v")
        left = page.get_by_role("status").filter(has_text="1 value wasn’t pasted")
        await expect(left).to_contain_text("You can log work once the day has come")
    await become(site, email, [])


async def test_a_block_is_selected_with_the_mouse_and_copied_as_a_spreadsheet_takes_it(
    site: Site, new_contractor: NewContractor
) -> None:
    email = await new_contractor(work_order=True)
    monday, tuesday = days_from(last_week(), 2)
    await log(site, email, [monday], "7.5")
    async with site.signed_in(email, week_of(monday)) as page:
        await expect(shown(page, monday)).to_have_text("7.5")
        await add_line(page, "Expenses")
        await cell(page, tuesday).click()
        await page.keyboard.type("0:20")
        await page.keyboard.press("Tab")
        await cell(page, monday, "expense").click()
        await page.keyboard.type("12.3")
        await page.keyboard.press("Enter")
        await saved(page)
        await cell(page, monday).hover()
        await page.mouse.down()
        await cell(page, tuesday, "expense").hover()
        await page.mouse.up()
        assert await opened(page) is None
        await expect(page.locator("td[aria-selected=true]")).to_have_count(4)
        await expect(page.get_by_text("4 cells selected · 7:50\u00a0h")).to_be_visible()
        await page.keyboard.press("ControlOrMeta+c")
        # What no decimals say exactly is copied as a time, so that it comes back as it was.
        assert await on_clipboard(page) == "7.5\t0:20\n12.3\t"


async def test_undo_says_what_changed_elsewhere_since(
    site: Site, new_contractor: NewContractor
) -> None:
    email = await new_contractor(work_order=True)
    monday, tuesday = days_from(last_week(), 2)
    async with site.signed_in(email, week_of(monday)) as page:
        await cell(page, monday).click()
        await page.keyboard.type("8")
        await page.keyboard.press("Tab")
        await page.keyboard.type("6")
        await page.keyboard.press("Enter")
        await saved(page)
        await become(site, email, [(monday, "8"), (tuesday, "6")])
        person = await site.api(email)
        [first, _] = await logged(site, email)
        await change(person, first, "5")
        await cell(page, tuesday).focus()
        await page.keyboard.press("ControlOrMeta+z")
        await become(site, email, [(monday, "5")])
        await page.keyboard.press("ControlOrMeta+z")
        await expect(
            page.get_by_text("Not undone because it has changed elsewhere")
        ).to_be_visible()
        await expect(shown(page, monday)).to_have_text("5")
        await saved(page)
    await become(site, email, [(monday, "5")])


async def change(person: Any, row: dict[str, Any], hours: str) -> None:
    """Another quantity, as another window would write it."""
    answer = await person.call(
        "PUT",
        f"/api/contractor/work/{row['entry_id']}",
        json={
            "version": row["version"],
            "work_on": row["work_on"],
            "article": row["article"],
            "quantity": hours,
            "note": "",
        },
    )
    assert answer.is_success, answer.text


async def test_three_times_twenty_minutes_is_an_hour(
    site: Site, new_contractor: NewContractor
) -> None:
    email = await new_contractor(work_order=True)
    monday = last_week()
    async with site.signed_in(email, week_of(monday)) as page:
        await cell(page, monday).click()
        for _ in range(3):
            await page.keyboard.type("0:20")
            await page.keyboard.press("Tab")
        await saved(page)
        await expect(page.locator("tfoot td").last).to_have_text("1\u00a0h")
        # It is read back as it was typed.
        await cell(page, monday).click()
        await page.keyboard.press("F2")
        await expect(cell(page, monday).get_by_role("textbox")).to_have_value("0:20")
    assert [row["minutes"] for row in await logged(site, email)] == [20, 20, 20]
