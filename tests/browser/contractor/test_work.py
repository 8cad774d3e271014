"""Work is logged, submitted, corrected and commented in the browser (C13)."""

import re
from datetime import timedelta

import pytest
from playwright.async_api import ViewportSize, expect

from ..conftest import NewContractor
from ..people import NARROW, Site, eventually, scrolls_sideways, violations
from .working import at_the_agency, cell, day_of, last_week, log, logged, saved, seen, week_of

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240, func_only=True)]


@pytest.mark.requirement("C13")
async def test_a_week_is_typed_by_keyboard_and_saved_as_it_is_typed(
    site: Site, new_contractor: NewContractor
) -> None:
    email = await new_contractor(work_order=True)
    monday = last_week()
    async with site.signed_in(email, week_of(monday)) as page:
        await cell(page, monday).focus()
        await page.keyboard.type("7.5")
        await page.keyboard.press("Tab")
        await page.keyboard.type("8,25")
        await page.keyboard.press("ArrowRight")
        await page.keyboard.type("seven")
        await page.keyboard.press("Enter")
        third = cell(page, monday + timedelta(days=2))
        await expect(third).to_contain_text("seven")
        await expect(third).to_have_attribute("aria-invalid", "true")
        await expect(page.get_by_text("That’s not a number").first).to_be_visible()
        await third.focus()
        await page.keyboard.press("Delete")
        await saved(page)
        await expect(page.locator("tfoot")).to_contain_text("15.75")
        await page.reload()
        await expect(cell(page, monday)).to_contain_text("7.5")
        await expect(cell(page, monday + timedelta(days=1))).to_contain_text("8.25")
    rows = await logged(site, email)
    assert [(row["quantity"], row["version"]) for row in rows] == [("7.5", 1), ("8.25", 1)]


@pytest.mark.requirement("C13")
async def test_last_week_is_copied_and_the_copy_undone(
    site: Site, new_contractor: NewContractor
) -> None:
    email = await new_contractor(work_order=True)
    monday = last_week()
    before = monday - timedelta(days=7)
    await log(site, email, [before, before + timedelta(days=1)], "6")
    async with site.signed_in(email, week_of(monday)) as page:
        await page.get_by_role("button", name="Copy last week").click()
        dialogue = page.get_by_role("dialog")
        await expect(dialogue).to_contain_text("12\u00a0h")
        await dialogue.get_by_role("button", name="Copy 2 entries").click()
        await expect(cell(page, monday)).to_contain_text("6")
        assert len(await logged(site, email)) == 4
        # In the word of it, not in the toolbar.
        await page.get_by_role("button", name="Undo").last.click()
        await expect(cell(page, monday)).not_to_contain_text("6")
        await saved(page)
    assert len(await logged(site, email)) == 2


@pytest.mark.requirement("C13")
async def test_returned_work_is_corrected_alone_and_submitted_again(
    site: Site, new_contractor: NewContractor
) -> None:
    email = await new_contractor(work_order=True)
    monday = last_week()
    ids = await log(site, email, [monday, monday + timedelta(days=1)])
    async with site.signed_in(email, week_of(monday)) as page:
        await page.get_by_role("button", name="Submit week").click()
        dialogue = page.get_by_role("dialog")
        await expect(dialogue).to_contain_text("16\u00a0h")
        await dialogue.get_by_role("button", name="Submit 2 entries").click()
        await expect(cell(page, monday)).to_contain_text("To approval")
        await site.staff.post(
            "/api/agency/work/return",
            {"entries": [seen(ids[0])], "reason": "Six hours, not eight"},
        )
        await expect(page.get_by_text("1 entry was returned")).to_be_visible()
        await page.get_by_role("button", name="Show only returned").click()
        await expect(page.get_by_text("Returned: Six hours, not eight")).to_be_visible()
        await page.get_by_label("Regular hours").fill("6")
        await page.keyboard.press("Enter")
        await saved(page)
        await page.get_by_role("button", name="Submit again").click()
        await dialogue.get_by_role("button", name="Submit 1 entry").click()
        await expect(page.get_by_text("Nothing has been returned")).to_be_visible()
        # And from the entry itself, where an e-mail and the first page lead to.
        await site.staff.post(
            "/api/agency/work/return", {"entries": [seen(ids[1])], "reason": "Which site?"}
        )
        await page.goto(f"{week_of(monday)}&entry={ids[1]}")
        drawer = page.get_by_role("dialog", name="Details")
        await expect(drawer).to_contain_text("Which site?")
        await drawer.get_by_role("button", name="Submit again").click()
        await page.get_by_role("button", name="Submit 1 entry").click()
        await expect(drawer).to_contain_text("To approval")
    rows = await logged(site, email)
    assert [(row["quantity"], row["status"]) for row in rows] == [
        ("6", "to_approval"),
        ("8", "to_approval"),
    ]


@pytest.mark.requirement("C13")
async def test_an_entry_has_its_own_address_with_note_history_and_comments(
    site: Site, new_contractor: NewContractor
) -> None:
    email = await new_contractor(work_order=True)
    monday = last_week()
    [entry] = await log(site, email, [monday])
    async with site.signed_in(email, f"{week_of(monday)}&entry={entry}") as page:
        drawer = page.get_by_role("dialog")
        await drawer.get_by_label("Note").fill("Pumps in hall 3")
        await saved(drawer)
        assert (await logged(site, email))[0]["note"] == "Pumps in hall 3"
        person = await site.api(email)
        await person.post("/api/contractor/work/submit", {"entry_ids": [entry]})
        await expect(drawer.get_by_text("To approval")).to_be_visible()
        await drawer.get_by_label("Comment", exact=True).fill("The second pump is still open")
        await drawer.get_by_role("button", name="Send comment").click()
        await expect(drawer.get_by_text("The second pump is still open")).to_be_visible()
        await expect(drawer.get_by_text("Submitted")).to_be_visible()
        assert not await violations(page)


@pytest.mark.requirement("C13")
async def test_two_windows_do_not_overwrite_each_other_unseen(
    site: Site, new_contractor: NewContractor
) -> None:
    email = await new_contractor(work_order=True)
    monday = last_week()
    await log(site, email, [monday])
    async with (
        site.signed_in(email, week_of(monday)) as one,
        site.signed_in(email, week_of(monday)) as other,
    ):
        await expect(cell(other, monday)).to_contain_text("8")
        await cell(one, monday).focus()
        await one.keyboard.type("6")
        await one.keyboard.press("Enter")
        await saved(one)
        await cell(other, monday).focus()
        await other.keyboard.type("7")
        await other.keyboard.press("Enter")
        await expect(
            other.get_by_text("Changed elsewhere to 6. You typed 7.").first
        ).to_be_visible()
        # What is saved counts, and neither what was there before nor what is not saved.
        await expect(other.locator("tfoot td").last).to_contain_text("6\u00a0h")
        assert [row["quantity"] for row in await logged(site, email)] == ["6"]
        await other.get_by_role("button", name="Choose").first.click()
        await other.get_by_role("button", name="Keep mine: 7").click()
        await saved(other)
    assert [row["quantity"] for row in await logged(site, email)] == ["7"]


@pytest.mark.requirement("C13")
async def test_what_cannot_be_sent_is_kept_and_sent_when_the_line_is_back(
    site: Site, new_contractor: NewContractor
) -> None:
    email = await new_contractor(work_order=True)
    monday = last_week()
    async with site.signed_in(email, week_of(monday)) as page:
        await cell(page, monday).focus()
        await page.context.set_offline(True)
        await page.keyboard.type("5")
        await page.keyboard.press("Enter")
        await expect(page.get_by_test_id("save-state")).to_have_attribute("data-state", "unsaved")
        await expect(cell(page, monday)).to_contain_text("5")
        await page.context.set_offline(False)
        await saved(page)
    assert [row["quantity"] for row in await logged(site, email)] == ["5"]


@pytest.mark.requirement("C13")
@pytest.mark.requirement("X6")
async def test_a_day_is_logged_with_a_thumb(site: Site, new_contractor: NewContractor) -> None:
    email = await new_contractor(work_order=True)
    monday = last_week()
    async with site.signed_in(email, week_of(monday), size=NARROW) as page:
        await day_of(page, monday).click()
        await cell(page, monday).get_by_role("textbox").fill("7,5")
        await page.keyboard.press("Enter")
        await saved(page)
        assert not await scrolls_sideways(page)
        assert not await violations(page)
        await page.get_by_role("button", name="Submit week").click()
        submit = page.get_by_role("dialog").get_by_role("button", name=re.compile("Submit 1"))
        await submit.click()

        async def submitted() -> bool:
            return [row["status"] for row in await logged(site, email)] == ["to_approval"]

        await eventually(submitted, what="the entry to wait for approval")
    assert [row["status"] for row in await logged(site, email)] == ["to_approval"]


@pytest.mark.requirement("C13")
async def test_a_month_scrolls_in_its_own_region(site: Site, new_contractor: NewContractor) -> None:
    email = await new_contractor(work_order=True)
    monday = last_week()
    await log(site, email, [monday])
    address = f"/contractor/work?view=month&month={monday.isoformat()[:7]}"
    async with site.signed_in(email, address) as page:
        await expect(cell(page, monday)).to_contain_text("8")
        assert not await scrolls_sideways(page)
        assert not await violations(page)


@pytest.mark.requirement("C13")
async def test_who_has_no_work_order_reads_why_and_whom_to_ask(
    site: Site, new_contractor: NewContractor
) -> None:
    email = await new_contractor()
    async with site.signed_in(email, "/contractor/work") as page:
        await expect(page.get_by_text("No work order yet")).to_be_visible()
        await expect(page.get_by_role("link", name=re.compile("^Ask "))).to_be_visible()


@pytest.mark.requirement("C13")
@pytest.mark.requirement("X6")
async def test_a_phone_shows_one_day_under_a_strip_of_the_week_today_first(
    site: Site, new_contractor: NewContractor
) -> None:
    email = await new_contractor(work_order=True)
    today = at_the_agency()
    async with site.signed_in(email, "/contractor/work", size=NARROW) as page:
        strip = page.get_by_role("list", name="Days").get_by_role("button")
        await expect(strip).to_have_count(7)
        await expect(day_of(page, today)).to_have_attribute("aria-pressed", "true")
        await expect(cell(page, today)).to_be_visible()
        await expect(page.locator("[data-cell]")).to_have_count(1)
        # Two inputs of one day have two names.
        await page.get_by_role("button", name="Add a line").click()
        await page.get_by_role("menuitem", name="Overtime").click()
        fields = page.locator("[data-cell] input")
        await expect(fields).to_have_count(2)
        names = await fields.evaluate_all("all => all.map(each => each.ariaLabel)")
        assert len(set(names)) == 2, names
        await cell(page, today).get_by_role("textbox").fill("3")
        await page.keyboard.press("Enter")
        await saved(page)
        await expect(day_of(page, today)).to_contain_text("3")
        # A thumb hits each of them: 44 px and more.
        for button in await strip.all():
            box = await button.bounding_box()
            assert box is not None
            assert min(box["width"], box["height"]) >= 43
        before = today - timedelta(days=today.weekday() + 7)
        await page.goto(week_of(before))
        await day_of(page, before + timedelta(days=2)).click()
        await expect(page.locator("[data-cell]").first).to_have_attribute(
            "data-cell", re.compile(f"{(before + timedelta(days=2)).isoformat()}$")
        )
        assert not await scrolls_sideways(page)
        assert not await violations(page)


@pytest.mark.requirement("C13")
async def test_who_typed_over_submitted_work_reads_both_values_and_has_two_ways_on(
    site: Site, new_contractor: NewContractor
) -> None:
    email = await new_contractor(work_order=True)
    monday = last_week()
    [entry] = await log(site, email, [monday])
    async with site.signed_in(email, week_of(monday)) as page:
        await cell(page, monday).click()
        await page.keyboard.type("7")
        person = await site.api(email)
        await person.post("/api/contractor/work/submit", {"entry_ids": [entry]})
        await page.keyboard.press("Enter")
        await page.get_by_role("button", name="Choose").first.click()
        dialogue = page.get_by_role("dialog")
        await expect(dialogue).to_contain_text("No longer editable")
        await expect(dialogue.get_by_role("button", name="Open to comment")).to_be_visible()
        await dialogue.get_by_role("button", name="Take the saved one: 8").click()
        await saved(page)
        await expect(cell(page, monday)).to_contain_text("To approval")


@pytest.mark.requirement("C13")
async def test_at_768_pixels_the_week_is_a_table_that_fits(
    site: Site, new_contractor: NewContractor
) -> None:
    email = await new_contractor(work_order=True)
    monday = last_week()
    tablet = ViewportSize(width=768, height=1024)
    async with site.signed_in(email, week_of(monday), size=tablet) as page:
        grid = page.get_by_role("grid")
        await expect(grid).to_be_visible()
        assert not await scrolls_sideways(page)
        inside = await grid.evaluate("it => it.scrollWidth <= it.parentElement.clientWidth")
        assert inside, "the week scrolls in its frame"
        # What a day, a line and the week come to is read in one piece.
        for day, said in ((monday, "11h35"), (monday + timedelta(days=1), "11.75")):
            await cell(page, day).click()
            await page.keyboard.type(said)
            await page.keyboard.press("Enter")
        await saved(page)
        totals = page.locator("tfoot td > span")
        await expect(totals.first).to_have_text("11:35")
        await expect(totals.nth(1)).to_have_text("11.75")
        for count in await totals.evaluate_all(
            "all => all.map(one => one.getClientRects().length)"
        ):
            assert count == 1


@pytest.mark.requirement("C13")
async def test_a_file_whose_dates_can_be_read_two_ways_is_asked_about_once(
    site: Site, new_contractor: NewContractor
) -> None:
    email = await new_contractor(work_order=True)
    person = await site.api(email)
    [order] = (await person.get("/api/contractor/work-orders"))["items"]
    rows = "".join(
        f"{order['code']},{written},regular,{hours},\n"
        for written, hours in (("03/04/2025", "7h30"), ("05/06/2025", "0:20"))
    )
    file = f"work_order,date,article,quantity,note\n{rows}".encode()
    async with site.signed_in(email, "/contractor/work") as page:
        await page.get_by_role("button", name="More").click()
        await page.get_by_role("menuitem", name="Import a file").click()
        dialogue = page.get_by_role("dialog")
        await page.locator("input[type=file]").set_input_files(
            {"name": "work.csv", "mimeType": "text/csv", "buffer": file}
        )
        await dialogue.get_by_role("button", name="Import", exact=True).click()
        await expect(dialogue.get_by_text("What date is 03/04/2025?")).to_be_visible()
        await expect(dialogue.get_by_role("button", name="Import", exact=True)).to_be_disabled()
        await dialogue.get_by_role("radio", name="Apr 3, 2025").check()
        await dialogue.get_by_role("button", name="Import", exact=True).click()
        await expect(dialogue.get_by_text("2 rows imported.")).to_be_visible()
    found = await logged(site, email)
    assert [(row["work_on"], row["minutes"]) for row in found] == [
        ("2025-04-03", 450),
        ("2025-06-05", 20),
    ]
