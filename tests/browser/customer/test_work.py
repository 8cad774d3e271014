"""Logged work as a contact looks through it, approves and returns it (K8 to K11, B1)."""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.async_api import Locator, Page, ViewportSize, expect

from ..conftest import NewContractor, NewPerson, Picture
from ..contractor.test_approval_undo import FINAL, undo_time, undoable
from ..contractor.working import Worker, last_monday, money
from ..people import NARROW, WIDE, Site, download, scrolls_sideways
from ..reading import faults_for_readers
from .test_home import contact_of

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(240, func_only=True),
    pytest.mark.requirement("K8"),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """Work of somebody new that waits for approval, and the page that shows just it."""

    worker: Worker
    order: str
    entry_ids: Sequence[str]

    @property
    def path(self) -> str:
        """The list, narrowed to this contractor."""
        return f"/customer/work?contractor={self.worker.guest.person['person_id']}"

    async def states(self) -> list[str]:
        """Where each entry stands, as its contractor sees it."""
        rows = await self.worker.guest.all("/api/contractor/work")
        found = {row["entry_id"]: row["status"] for row in rows}
        return [found[entry_id] for entry_id in self.entry_ids]


async def submitted(
    site: Site, new_contractor: NewContractor, days: Sequence[date], hours: str = "7.5"
) -> Submission:
    """Work of somebody new on these days."""
    worker = await Worker.of(site, new_contractor)
    order = await worker.work_order("scheduled")
    entries = [await worker.submit(order, hours, on) for on in days]
    return Submission(worker=worker, order=order, entry_ids=entries)


def weekdays(count: int) -> list[date]:
    """So many days from Monday to Friday, the latest of last week's first."""
    monday = last_monday()
    days = (monday + timedelta(days=4 - back) for back in range(10 * count))
    return [day for day in days if day.weekday() < 5][:count]


def rows_of(page: Page) -> Locator:
    """The entries that are shown."""
    headers = page.get_by_role("rowheader")
    return headers.get_by_role("button", name=re.compile("^Nadia Roy"))


def dialog(page: Page) -> Locator:
    """What is asked before something is done."""
    return page.get_by_role("dialog")


def fact(within: Locator, name: str) -> Locator:
    """The value beside a name."""
    pair = within.locator("dl > div").filter(has=within.page.get_by_text(name, exact=True))
    return pair.locator("dd")


@pytest.mark.requirement("K9")
async def test_all_that_the_filter_shows_is_approved_but_for_the_one_that_is_unticked(
    site: Site, new_contractor: NewContractor
) -> None:
    work = await submitted(site, new_contractor, weekdays(6))
    async with site.signed_in(contact_of(site), work.path) as page:
        await expect(rows_of(page)).to_have_count(6)
        await page.get_by_role("checkbox", name="Select all rows on this page").check()
        await page.get_by_role("checkbox", name=re.compile("^Select Nadia Roy")).last.uncheck()
        bar = page.get_by_role("region", name="Selection")
        await expect(bar).to_contain_text("5 selected")
        await bar.get_by_role("button", name="Approve 5 entries").click()
        await expect(fact(dialog(page), "Entries")).to_have_text("5")
        await expect(fact(dialog(page), "Hours")).to_have_text("37.5\u00a0h")
        await expect(fact(dialog(page), "People")).to_have_text("1")
        await expect(fact(dialog(page), "Amount before tax")).to_have_text(
            money({"amount_minor": 225_000, "currency": "CAD"})
        )
        await dialog(page).get_by_role("button", name="Approve 5 entries").dblclick()
        await expect(dialog(page)).to_have_count(0)
        await expect(rows_of(page)).to_have_count(1)
    assert sorted(await work.states()) == ["approved"] * 5 + ["to_approval"]


@pytest.mark.requirement("K9")
async def test_all_on_several_pages_is_selected_and_one_of_it_left_out(
    site: Site, new_contractor: NewContractor
) -> None:
    work = await submitted(site, new_contractor, weekdays(52), hours="1")
    async with site.signed_in(contact_of(site), work.path) as page:
        await expect(rows_of(page)).to_have_count(50)
        await page.get_by_role("checkbox", name="Select all rows on this page").check()
        bar = page.get_by_role("region", name="Selection")
        await bar.get_by_role("button", name="Select all 52 that match").click()
        await page.get_by_role("checkbox", name=re.compile("^Select Nadia Roy")).first.uncheck()
        await expect(bar).to_contain_text("51 selected")
        await bar.get_by_role("button", name="Approve 51 entries").click()
        await expect(fact(dialog(page), "Entries")).to_have_text("51")
        # Meanwhile one more comes: what was looked at is not what would be approved.
        await work.worker.submit(work.order, "1", weekdays(53)[-1])
        await dialog(page).get_by_role("button", name="Approve 51 entries").click()
        await expect(dialog(page).get_by_role("alert")).to_be_visible()
        await dialog(page).get_by_role("button", name="Approve 52 entries").click()
        await expect(dialog(page)).to_have_count(0)
        await expect(rows_of(page)).to_have_count(1)


@pytest.mark.requirement("B1")
async def test_an_approval_is_undone_from_its_message_and_later_from_the_list(
    site: Site, new_contractor: NewContractor
) -> None:
    work = await submitted(site, new_contractor, weekdays(3))
    one = re.compile(r"Nadia Roy, .*7\.5")
    async with (
        undo_time(site),
        site.signed_in(contact_of(site), work.path) as page,
    ):
        await undoable(work.worker, work.order)
        await page.get_by_role("button", name="Approve all 3").click()
        await dialog(page).get_by_role("button", name="Approve 3 entries").click()
        await page.get_by_role("button", name="Undo", exact=True).click()
        await expect(rows_of(page)).to_have_count(3)
        waiting = page.get_by_role("row").filter(has_text="Waiting for you to approve")
        await expect(waiting).to_have_count(3)
        assert await work.states() == ["to_approval"] * 3
        await page.get_by_role("button", name=re.compile("^Approve Nadia Roy")).first.click()
        await dialog(page).get_by_role("button", name="Approve 1 entry").click()
        await expect(rows_of(page)).to_have_count(2)
        statuses = page.get_by_role("navigation", name="Status")
        await statuses.get_by_role("link", name=re.compile("^Approved")).click()
        row = page.get_by_role("row", name=one).filter(has_text=FINAL)
        await row.get_by_role("checkbox").check()
        await page.get_by_role("button", name="Undo approvals").click()
        await dialog(page).get_by_role("button", name="Undo 1 approval").click()
        await expect(page.get_by_role("checkbox", name=one)).to_have_count(0)
    assert await work.states() == ["to_approval"] * 3


@pytest.mark.requirement("X6")
async def test_an_approval_is_made_and_undone_by_the_keyboard(
    site: Site, new_contractor: NewContractor
) -> None:
    work = await submitted(site, new_contractor, weekdays(3))
    one = re.compile(r"Nadia Roy, .*7\.5")
    focused = "() => document.activeElement?.closest('[data-row]') !== null"
    async with (
        undo_time(site),
        site.signed_in(contact_of(site), work.path) as page,
    ):
        await undoable(work.worker, work.order)
        await expect(rows_of(page)).to_have_count(3)
        for key in ("j", "a"):
            await page.keyboard.press(key)
        await expect(dialog(page)).to_contain_text("Approve 1 entry")
        await page.keyboard.press("Enter")
        await expect(rows_of(page)).to_have_count(2)
        # Where the row was is the next one, and there the next key is pressed.
        await page.wait_for_function(focused)
        await page.keyboard.press("z")
        await expect(rows_of(page)).to_have_count(3)
        for key in ("j", "a"):
            await page.keyboard.press(key)
        await expect(dialog(page)).to_contain_text("Approve 1 entry")
        await page.keyboard.press("Enter")
        await expect(rows_of(page)).to_have_count(2)
        await page.goto(f"{work.path}&status=approved")
        undo = page.get_by_role("row", name=one).get_by_role("button", name="Undo the approval")
        await undo.focus()
        await page.keyboard.press("u")
        await expect(undo).to_have_count(0)
        await page.keyboard.press("?")
        await expect(dialog(page)).to_contain_text("Undo what was just done")
        await expect(dialog(page)).to_contain_text("Undo the approval of the selection")
    assert await work.states() == ["to_approval"] * 3


@pytest.mark.requirement("K9")
async def test_who_is_later_is_told_who_was_first(
    site: Site, new_contractor: NewContractor
) -> None:
    work = await submitted(site, new_contractor, weekdays(3))
    async with site.signed_in(contact_of(site), work.path) as page:
        await page.get_by_role("checkbox", name="Select all rows on this page").check()
        bar = page.get_by_role("region", name="Selection")
        await bar.get_by_role("button", name="Approve 3 entries").click()
        send = dialog(page).get_by_role("button", name="Approve 3 entries")
        await expect(send).to_be_enabled()
        for entry_id in work.entry_ids:
            await work.worker.approve(entry_id)
        await send.click()
        alert = dialog(page).get_by_role("alert")
        await expect(alert).to_contain_text("has approved this in the meantime")
        await expect(dialog(page)).not_to_contain_text("Something went wrong")
        await expect(dialog(page)).not_to_contain_text("You’re about to")
        await dialog(page).get_by_role("button", name="Close").last.click()
        await expect(bar).to_have_count(0)


@pytest.mark.requirement("K9")
@pytest.mark.parametrize("size", [WIDE, {"width": 768, "height": 1024}, NARROW])
async def test_the_bar_of_a_selection_is_in_view_wherever_the_list_is_read(
    site: Site, new_contractor: NewContractor, size: ViewportSize
) -> None:
    work = await submitted(site, new_contractor, weekdays(20), hours="1")
    async with site.signed_in(contact_of(site), work.path, size=size) as page:
        boxes = page.get_by_role("checkbox", name=re.compile("^Select Nadia Roy"))
        bar = page.get_by_role("region", name="Selection")
        for at in (12, 0, 19):
            await boxes.nth(at).scroll_into_view_if_needed()
            await boxes.nth(at).check()
            await expect(bar).to_be_in_viewport(ratio=1)
        box = await bar.bounding_box()
        assert box is not None
        assert box["height"] < size["height"] / 4
        # Nothing lies over its buttons.
        await bar.get_by_role("button", name=re.compile("^Approve")).click(trial=True, timeout=5000)


@pytest.mark.requirement("X6")
async def test_without_a_connection_the_page_says_so(
    site: Site, new_contractor: NewContractor
) -> None:
    work = await submitted(site, new_contractor, weekdays(1))
    async with site.signed_in(contact_of(site), work.path) as page:
        await expect(rows_of(page)).to_have_count(1)
        await page.context.set_offline(True)
        await expect(page.get_by_role("main")).to_contain_text("You’re offline")
        await page.get_by_role("button", name=re.compile("^Approve Nadia Roy")).click()
        await expect(dialog(page)).to_contain_text("You’re offline")
        await dialog(page).get_by_role("button", name="Cancel").click()
        await expect(dialog(page)).to_have_count(0)
        await page.context.set_offline(False)
        await expect(page.get_by_role("main")).not_to_contain_text("You’re offline")


@pytest.mark.requirement("K11")
async def test_one_is_returned_with_a_reason_and_the_rest_stays_approvable(
    site: Site, new_contractor: NewContractor
) -> None:
    work = await submitted(site, new_contractor, weekdays(3))
    reason = "Monday was a holiday."
    async with site.signed_in(contact_of(site), work.path) as page:
        await page.get_by_role("button", name=re.compile("^Return Nadia Roy")).first.click()
        button = dialog(page).get_by_role("button", name="Return 1 entry")
        await expect(button).to_be_disabled()
        await dialog(page).get_by_role("textbox", name="Reason").fill(reason)
        await button.click()
        await expect(rows_of(page)).to_have_count(2)
        await (
            page.get_by_role("navigation", name="Status")
            .get_by_role("link", name=re.compile("^Returned"))
            .click()
        )
        await expect(page.get_by_role("main").get_by_role("table")).to_contain_text(reason)
        await rows_of(page).click()
        await expect(dialog(page)).to_contain_text(reason)
        # Back closes what is open beside the list.
        await page.go_back()
        await expect(dialog(page)).to_have_count(0)
    assert sorted(await work.states()) == ["returned", "to_approval", "to_approval"]


@pytest.mark.requirement("K9")
async def test_what_stands_out_is_named_and_can_be_left_out(
    site: Site, new_contractor: NewContractor
) -> None:
    saturday = last_monday() + timedelta(days=5) - timedelta(days=7)
    work = await submitted(site, new_contractor, [*weekdays(2), saturday])
    async with site.signed_in(contact_of(site), work.path) as page:
        await expect(page.get_by_role("main").get_by_text("Weekend", exact=True)).to_have_count(1)
        await page.get_by_role("button", name="Approve all 3").click()
        await expect(dialog(page)).to_contain_text("1 entry on a weekend")
        await dialog(page).get_by_role("button", name="Leave out: 1 entry on a weekend").click()
        await dialog(page).get_by_role("button", name="Approve 2 entries").click()
        await expect(rows_of(page)).to_have_count(1)
    assert await work.states() == ["approved", "approved", "to_approval"]


@pytest.mark.requirement("X6")
async def test_the_keyboard_alone_is_enough(site: Site, new_contractor: NewContractor) -> None:
    work = await submitted(site, new_contractor, weekdays(4))
    async with site.signed_in(contact_of(site), work.path) as page:
        await expect(rows_of(page)).to_have_count(4)
        for key in ("j", "x", "j", "j", "k"):
            await page.keyboard.press(key)
        await expect(rows_of(page).nth(1)).to_be_focused()
        await page.keyboard.press("x")
        await expect(page.get_by_role("region", name="Selection")).to_contain_text("2 selected")
        await page.keyboard.press("a")
        await expect(dialog(page)).to_contain_text("Approve 2 entries")
        await page.keyboard.press("Enter")
        await expect(rows_of(page)).to_have_count(2)
        await page.keyboard.press("j")
        await page.keyboard.press("r")
        await expect(dialog(page).get_by_role("textbox", name="Reason")).to_be_focused()
        await page.keyboard.type("Which site was this?")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(rows_of(page)).to_have_count(1)
        await page.keyboard.press("j")
        await page.keyboard.press("c")
        await dialog(page).get_by_role("textbox", name="Comment").focus()
        # While somebody types, no key is a command.
        await page.keyboard.type("x a r")
        await page.keyboard.press("Escape")
        await expect(rows_of(page)).to_have_count(1)
        await page.keyboard.press("?")
        await expect(dialog(page)).to_contain_text("Approve the selection or the entry")
    assert sorted(await work.states()) == ["approved", "approved", "returned", "to_approval"]


@pytest.mark.requirement("K11")
async def test_a_comment_is_written_and_answered_on_the_entry(
    site: Site, new_contractor: NewContractor
) -> None:
    work = await submitted(site, new_contractor, weekdays(1))
    async with site.signed_in(contact_of(site), work.path) as page:
        await page.get_by_role("button", name=re.compile(": 0 comments$")).click()
        comment = dialog(page).get_by_role("textbox", name="Comment")
        await comment.fill("Which site?")
        await dialog(page).get_by_role("button", name="Send").press("Enter")
        await expect(dialog(page).get_by_role("listitem")).to_contain_text(["Which site?"])
        await expect(comment).to_be_focused()
        staff = site.staff
        await staff.post(f"/api/agency/work/{work.entry_ids[0]}/comments", {"text": "The plant."})
        await expect(dialog(page)).to_contain_text("The plant.")
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("button", name=re.compile(": 2 comments$"))).to_be_visible()
        # What was closed is not opened by going back.
        await expect(dialog(page)).to_have_count(0)
        await page.go_back()
        await expect(page.get_by_role("button", name=re.compile(": 2 comments$"))).to_be_visible()
        await expect(dialog(page)).to_have_count(0)


async def test_filters_unfold_and_groups_have_subtotals(
    site: Site, new_contractor: NewContractor
) -> None:
    work = await submitted(site, new_contractor, weekdays(2))
    person_id = work.worker.guest.person["person_id"]
    contact = await site.api(contact_of(site), portal="customer")
    found = await contact.get("/api/customer/work/groups", by="contractor", status="to_approval")
    [group] = [one for one in found["groups"] if one["group_id"] == person_id]
    assert (group["count"], group["minutes"]) == (2, 900)
    async with site.signed_in(contact_of(site), f"{work.path}&group=contractor") as page:
        heading = page.get_by_role("rowheader").filter(has_text="2 entries")
        await expect(heading).to_contain_text("15\u00a0h")
        await expect(heading).to_contain_text(money(group["amounts"][0]))
        await page.goto("/customer/work")
        await page.get_by_role("button", name="Filters").click()
        await page.get_by_role("combobox", name="Contractor").click()
        options = page.get_by_role("option", name="Nadia Roy", exact=True)
        await options.nth(0).click()
        await expect(page).to_have_url(re.compile("contractor="))
        await expect(page.get_by_role("button", name="Filters (1)")).to_be_visible()
        await page.get_by_role("link", name="Month", exact=True).click()
        await page.get_by_role("button", name="Month after").click()
        await expect(page.get_by_role("heading", name="No results")).to_be_visible()
        await page.get_by_role("button", name="Clear filters").click()
        await expect(page.get_by_role("button", name="Filters", exact=True)).to_be_visible()


@pytest.mark.requirement("K10")
async def test_the_selection_is_saved_as_a_workbook(
    site: Site, new_contractor: NewContractor
) -> None:
    work = await submitted(site, new_contractor, weekdays(3))
    async with site.signed_in(contact_of(site), work.path) as page:
        boxes = page.get_by_role("checkbox", name=re.compile("^Select Nadia Roy"))
        await boxes.nth(0).check()
        await boxes.nth(2).check()
        await page.get_by_role("button", name="Download selection").click()
        choice = page.get_by_role("menuitem", name="Excel (XLSX)")
        sheet = load_workbook(io.BytesIO(await download(page, choice))).active
    assert sheet is not None
    [_, *rows] = sheet.iter_rows(values_only=True)
    assert len(rows) == 2
    assert all(any(Decimal(str(cell)) == Decimal("7.5") for cell in numbers(row)) for row in rows)


def numbers(row: Sequence[Any]) -> list[Any]:
    """The cells that are numbers."""
    return [cell for cell in row if isinstance(cell, int | float)]


@pytest.mark.requirement("K16")
async def test_who_may_only_look_is_offered_nothing_to_decide(
    site: Site, new_contractor: NewContractor, new_person: NewPerson
) -> None:
    work = await submitted(site, new_contractor, weekdays(1))
    viewer = await new_person("customer", permissions=["work.view"])
    refused: list[str] = []
    async with site.signed_in(viewer, "/customer") as page:
        page.on("response", lambda got: refused.append(got.url) if got.status == 403 else None)
        await page.goto(work.path)
        await expect(rows_of(page)).to_have_count(1)
        await expect(page.get_by_role("button", name=re.compile("Approve|Return"))).to_have_count(0)
        await rows_of(page).click()
        await expect(dialog(page)).to_contain_text("Nadia Roy")
        await expect(dialog(page).get_by_role("button", name="Approve")).to_have_count(0)
    assert refused == []
    nobody = await new_person("customer", permissions=["invoices.view"])
    async with site.signed_in(nobody, "/customer/work") as page:
        await expect(page.get_by_role("link", name="Logged work", exact=True)).to_have_count(0)
        await expect(page.get_by_role("heading", name="You don’t have access")).to_be_visible()


@pytest.mark.requirement("X6")
async def test_the_page_can_be_read_by_everybody(
    site: Site, new_contractor: NewContractor, picture: Picture
) -> None:
    work = await submitted(site, new_contractor, weekdays(3))
    async with site.signed_in(contact_of(site), work.path) as page:
        await expect(rows_of(page)).to_have_count(3)
        assert await faults_for_readers(page, picture, "customer-work") == []
    async with site.signed_in(contact_of(site), work.path, size=NARROW) as page:
        await expect(rows_of(page)).to_have_count(3)
        await page.get_by_role("checkbox", name=re.compile("^Select Nadia Roy")).first.check()
        assert not await scrolls_sideways(page)
        await rows_of(page).first.click()
        await expect(dialog(page)).to_be_visible()
        assert not await scrolls_sideways(page)
