"""Jobs as a contact looks through them: calendar, list, the feed of a calendar program (K12)."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import httpx2
import pytest
from icalendar import Calendar
from playwright.async_api import Locator, Page, ViewportSize, expect

from portico_local.demo.client import until
from portico_local.http import loopback_client

from ..conftest import NewContractor, NewPerson, Picture, open_work_order
from ..contractor.working import at_the_agency, last_monday
from ..people import NARROW, Site, scrolls_sideways, settled
from ..reading import faults_for_readers
from .test_home import contact_of

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(240, func_only=True),
    pytest.mark.requirement("K12"),
]

SEES_JOBS = ["jobs.view", "work.view"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftPlan:
    """Somebody new with a work order, whose shifts the page is narrowed to by their name."""

    site: Site
    email: str
    name: str
    order: str

    def path(self, on: date, **more: str) -> str:
        """The page of the month of a day."""
        wanted = "".join(f"&{name}={value}" for name, value in more.items())
        return f"/customer/jobs?month={on:%Y-%m}&q={self.name.replace(' ', '+')}{wanted}"

    async def shift(self, on: date, start: str = "09:00", end: str = "17:00", **more: Any) -> Any:
        """Staff plan a shift."""
        body = {
            "work_order_id": self.order,
            "starts_on": on.isoformat(),
            "start": start,
            "end": end,
            **more,
        }
        made = await self.site.staff.post("/api/agency/jobs", body, once=True)
        return made["jobs"][0]


async def planned_for_somebody(site: Site, new_contractor: NewContractor) -> ShiftPlan:
    """Somebody whose name nobody else has."""
    name = f"Noor {uuid4().hex[:8]}"
    email = await new_contractor(name)
    guest = await site.api(email)
    order = await open_work_order(site, guest.person["person_id"])
    return ShiftPlan(site=site, email=email, name=name, order=order)


def nights_of_changed_clocks(zone: ZoneInfo) -> dict[int, date]:
    """The next days in whose night the clock is changed, by how many minutes that adds."""
    found: dict[int, date] = {}
    first = at_the_agency() + timedelta(days=1)
    for ahead in range(370):
        day = first + timedelta(days=ahead)
        evening = datetime.combine(day, time(22), zone).astimezone(UTC)
        morning = datetime.combine(day + timedelta(days=1), time(6), zone).astimezone(UTC)
        minutes = int((morning - evening).total_seconds() // 60) - 480
        if minutes and minutes not in found:
            found[minutes] = day
    return found


def zone_of(site: Site) -> ZoneInfo:
    return ZoneInfo(site.demo_agency.plan.time_zone)


def main(page: Page) -> Locator:
    return page.get_by_role("main")


def shifts(page: Page, job: ShiftPlan) -> Locator:
    """The shifts that the page shows of somebody."""
    return main(page).get_by_role("button", name=re.compile(re.escape(job.name)))


def day_cell(page: Page, day: date) -> Locator:
    """A day of the calendar."""
    return (
        main(page)
        .get_by_role("cell")
        .filter(has=page.locator(f'time[datetime="{day.isoformat()}"]'))
    )


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog")


async def test_a_shift_over_midnight_is_shown_once_and_the_arrows_lead_through_the_months(
    site: Site, new_contractor: NewContractor
) -> None:
    job = await planned_for_somebody(site, new_contractor)
    # The last day of this month: its shift ends in the next one.
    today = at_the_agency()
    last = (today.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    await job.shift(last, "22:00", "06:00", place="Gate 4")
    async with site.signed_in(contact_of(site), f"/customer/jobs?q={job.name}") as page:
        await expect(shifts(page, job)).to_have_count(1)
        await expect(day_cell(page, last).get_by_role("button")).to_have_count(1)
        await expect(main(page).get_by_text(re.compile("^1 shift · 8\\s?h"))).to_be_visible()
        this_month = page.get_by_role("button", name="This month")
        await expect(this_month).to_be_disabled()
        await page.get_by_role("button", name="Month after").click()
        # Its first week may show the last day of this month, which does not count there.
        await expect(main(page).get_by_text(re.compile(r"shifts? · "))).to_have_count(0)
        await this_month.click()
        await expect(shifts(page, job)).to_have_count(1)
        await page.get_by_role("link", name="Week", exact=True).click()
        await expect(page.get_by_role("button", name="This week")).to_be_visible()
        await page.goto(f"/customer/jobs?q={job.name}&week={monday_of(last)}")
        await expect(shifts(page, job)).to_have_count(1)
        await expect(shifts(page, job)).to_contain_text("Gate 4")
        await page.get_by_role("button", name="Week after").click()
        await expect(shifts(page, job)).to_have_count(0)


def monday_of(day: date) -> str:
    """The first day of the week of a day."""
    return (day - timedelta(days=day.weekday())).isoformat()


async def test_a_shift_over_each_change_of_the_clock_has_its_true_hours(
    site: Site, new_contractor: NewContractor
) -> None:
    job = await planned_for_somebody(site, new_contractor)
    nights = nights_of_changed_clocks(zone_of(site))
    assert sorted(nights) == [-60, 60]
    for minutes, night in nights.items():
        await job.shift(night, "22:00", "06:00")
        hours = (480 + minutes) // 60
        said = "Clocks go back" if minutes > 0 else "Clocks go forward"
        async with site.signed_in(contact_of(site), job.path(night)) as page:
            await expect(shifts(page, job)).to_have_count(1)
            await expect(
                main(page).get_by_text(re.compile(f"^1 shift · {hours}\\s?h"))
            ).to_be_visible()
            await shifts(page, job).click()
            await expect(dialog(page)).to_contain_text(said)
            await expect(dialog(page)).to_contain_text(f"{hours}\u00a0h")
            await page.go_back()
            await expect(dialog(page)).to_have_count(0)
            await page.goto(job.path(night, view="list"))
            row = main(page).get_by_role("row", name=re.compile(job.name))
            await expect(row).to_have_count(1)
            await expect(row).to_contain_text(said)
            await expect(row).to_contain_text(f"{hours}\u00a0h")


async def test_shifts_are_found_by_name_project_and_status_of_their_work(
    site: Site, new_contractor: NewContractor
) -> None:
    job = await planned_for_somebody(site, new_contractor)
    monday = last_monday()
    await job.shift(monday)
    await job.shift(monday + timedelta(days=1))
    worker = await site.api(job.email)
    entry = await until(
        lambda: worker.post(
            "/api/contractor/work",
            {
                "work_order_id": job.order,
                "work_on": monday.isoformat(),
                "article": "regular",
                "quantity": "8",
            },
        ),
        bool,
        what="the entry",
    )
    await worker.post("/api/contractor/work/submit", {"entry_ids": [entry["entry_id"]]})
    start = f"/customer/jobs?view=list&week={monday_of(monday)}"
    async with site.signed_in(contact_of(site), start) as page:
        search = main(page).get_by_role("searchbox", name="Search contractors")
        await search.fill(job.name.upper())
        await expect(shifts(page, job)).to_have_count(2)
        await expect(page).to_have_url(re.compile("q="))
        await main(page).get_by_role("combobox", name="Logged work").click()
        await page.get_by_role("option", name="To approve").click()
        await expect(shifts(page, job)).to_have_count(1)
        await expect(page).to_have_url(re.compile("logged=to_approval"))
        await shifts(page, job).click()
        # The way to the work of that day, and back.
        await dialog(page).get_by_role("link", name="Open the logged work of this day").click()
        await expect(page).to_have_url(re.compile("/customer/work"))
        await expect(dialog(page)).to_contain_text(job.name)
        await page.go_back()
        await page.go_back()
        await main(page).get_by_role("combobox", name="Project").click()
        other = list(site.demo_agency.project_ids)[1]
        await page.get_by_role("option", name=re.compile(f"^{re.escape(other)}")).click()
        await expect(page.get_by_role("heading", name="No results")).to_be_visible()
        await page.get_by_role("button", name="Clear filters").click()
        await expect(search).to_have_value("")


@pytest.mark.requirement("X3")
async def test_the_open_page_follows_what_staff_plan_and_cancel(
    site: Site, new_contractor: NewContractor
) -> None:
    job = await planned_for_somebody(site, new_contractor)
    today = at_the_agency()
    async with site.signed_in(contact_of(site), job.path(today)) as page:
        await expect(page.get_by_role("heading", name="No results")).to_be_visible()
        shift = await job.shift(today)
        await expect(shifts(page, job)).to_have_count(1)
        await site.staff.post(f"/api/agency/jobs/{shift['job_id']}/cancel", {"version": 1})
        await expect(shifts(page, job)).to_have_count(0)


async def test_a_day_of_many_shifts_says_how_many_more_there_are(
    site: Site, new_contractor: NewContractor
) -> None:
    job = await planned_for_somebody(site, new_contractor)
    today = at_the_agency()
    for hour in range(6):
        await job.shift(today, f"{hour + 8:02}:00", f"{hour + 8:02}:45")
    async with site.signed_in(contact_of(site), job.path(today)) as page:
        await expect(shifts(page, job)).to_have_count(4)
        await day_cell(page, today).get_by_role("link", name=re.compile("^2 more")).click()
        await expect(shifts(page, job)).to_have_count(6)
        await page.get_by_role("link", name="Show the whole month").click()
        await expect(shifts(page, job)).to_have_count(6)


async def fetched(site: Site, address: str) -> httpx2.Response:
    """The feed, as a calendar program gets it: without any session."""
    path = address.removeprefix(site.url)
    async with loopback_client(30.0) as client:
        return await client.get(
            site.stack.addresses.api("edge") + path,
            headers={"Host": site.url.removeprefix("http://")},
        )


async def test_a_contact_has_a_feed_renews_it_and_revokes_it(
    site: Site, new_contractor: NewContractor, new_person: NewPerson
) -> None:
    job = await planned_for_somebody(site, new_contractor)
    shift = await job.shift(at_the_agency(), place="Gate 4; north, \\ pier")
    contact = await new_person("customer", permissions=SEES_JOBS)
    async with site.signed_in(contact, "/customer/jobs") as page:
        await page.get_by_role("button", name="Add to your calendar").click()
        await dialog(page).get_by_role("button", name="Create address").click()
        field = dialog(page).get_by_role("textbox", name="Calendar address")
        await expect(field).to_have_value(re.compile(r"^http.*/jobs\.ics$"))
        first = await field.input_value()
        answer = await fetched(site, first)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
        assert "no-store" in answer.headers["cache-control"]
        events = {
            str(event["UID"]): event for event in Calendar.from_ical(answer.text).walk("VEVENT")
        }
        event = events[f"{shift['job_id']}@portico"]
        assert event.decoded("DTSTART") == datetime.fromisoformat(shift["starts_at"])
        assert event["LOCATION"] == "Gate 4; north, \\ pier"
        assert str(event["SUMMARY"]).startswith(job.name)
        # It is told this once.
        await page.reload()
        await page.get_by_role("button", name="Add to your calendar").click()
        await expect(dialog(page)).to_contain_text("You created an address")
        await expect(field).to_have_count(0)
        await dialog(page).get_by_role("button", name="Create new address").click()
        # It ends the address until now, so it is asked for first.
        asked = page.get_by_role("dialog", name="Create a new address?")
        await expect(asked).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(asked).to_have_count(0)
        assert (await fetched(site, first)).status_code == 200
        await dialog(page).get_by_role("button", name="Create new address").click()
        await asked.get_by_role("button", name="Create new address").click()
        second = await field.input_value()
        assert second != first
        assert (await fetched(site, first)).status_code == 404
        assert (await fetched(site, second)).status_code == 200
        await expect(asked).to_have_count(0)
        await dialog(page).get_by_role("button", name="Revoke address").click()
        asked = page.get_by_role("dialog", name="Revoke this address?")
        await asked.get_by_role("button", name="Revoke address").click()
        await expect(dialog(page).get_by_role("button", name="Create address")).to_be_visible()
        assert (await fetched(site, second)).status_code == 404


@pytest.mark.requirement("K16")
async def test_a_feed_dies_with_the_permission_of_its_contact(
    site: Site, new_person: NewPerson
) -> None:
    contact = await new_person("customer", permissions=SEES_JOBS)
    guest = await site.api(contact, portal="customer")
    made = await guest.call("PUT", "/api/customer/jobs/feed")
    assert made.status_code == 200, made.text
    address = site.url + made.json()["path"]
    assert (await fetched(site, address)).status_code == 200

    given = await site.staff.call(
        "PUT",
        f"/api/agency/people/{guest.person['person_id']}/access",
        json={"permissions": ["work.view"]},
    )
    assert given.is_success, given.text
    await until(
        lambda: fetched(site, address),
        lambda answer: answer.status_code == 404,
        what="the feed to be gone",
    )


@pytest.mark.requirement("K16")
async def test_who_may_not_see_jobs_is_told_so_and_who_sees_no_work_not_where_it_stands(
    site: Site, new_contractor: NewContractor, new_person: NewPerson
) -> None:
    job = await planned_for_somebody(site, new_contractor)
    await job.shift(last_monday())
    nobody = await new_person("customer", permissions=["invoices.view"])
    async with site.signed_in(nobody, "/customer/jobs") as page:
        await expect(page.get_by_role("heading", name="You don’t have access")).to_be_visible()
        menu = page.get_by_role("navigation").get_by_role("link", name="Jobs", exact=True)
        await expect(menu).to_have_count(0)
    planner = await new_person("customer", permissions=["jobs.view"])
    async with site.signed_in(planner, job.path(last_monday())) as page:
        await expect(shifts(page, job)).to_have_count(1)
        await expect(main(page).get_by_text("Not logged")).to_have_count(0)
        await expect(main(page).get_by_role("combobox", name="Logged work")).to_have_count(0)
        await main(page).get_by_role("combobox", name="Project").click()
        await expect(page.get_by_role("option").first).to_be_visible()


@pytest.mark.requirement("X6")
async def test_the_keyboard_alone_is_enough(site: Site, new_contractor: NewContractor) -> None:
    job = await planned_for_somebody(site, new_contractor)
    await job.shift(at_the_agency(), place="Gate 4")
    async with site.signed_in(contact_of(site), job.path(at_the_agency())) as page:
        await expect(shifts(page, job)).to_have_count(1)
        await main(page).get_by_role("searchbox", name="Search contractors").focus()
        for _ in range(6):
            await page.keyboard.press("Tab")
            if await shifts(page, job).evaluate("one => one === document.activeElement"):
                break
        await expect(shifts(page, job)).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(dialog(page)).to_contain_text("Gate 4")
        await page.keyboard.press("Escape")
        await expect(dialog(page)).to_have_count(0)
        await expect(shifts(page, job)).to_be_focused()


@pytest.mark.requirement("X6")
async def test_the_pages_can_be_read_by_everybody(
    site: Site, new_contractor: NewContractor, picture: Picture
) -> None:
    job = await planned_for_somebody(site, new_contractor)
    night = nights_of_changed_clocks(zone_of(site))[60]
    await job.shift(night, "22:00", "06:00", place="Gate 4", note="Bring a torch.")
    for path, name in (
        ("/customer/jobs", "customer-jobs"),
        (job.path(night), "customer-jobs-month"),
        (f"/customer/jobs?week={monday_of(night)}", "customer-jobs-week"),
        (job.path(night, view="list"), "customer-jobs-list"),
    ):
        async with site.signed_in(contact_of(site), path) as page:
            await expect(page.get_by_role("heading", name="Jobs", level=1)).to_be_visible()
            assert await faults_for_readers(page, picture, name) == []
    async with site.signed_in(contact_of(site), job.path(night), size=NARROW) as page:
        # On a phone the list is there first.
        await expect(main(page).get_by_role("table")).to_contain_text(job.name)
        await expect(main(page).get_by_role("columnheader", name="Contractor")).to_have_count(1)
        await shifts(page, job).click()
        await expect(dialog(page)).to_contain_text("Bring a torch.")
        assert not await scrolls_sideways(page)


@pytest.mark.requirement("X4")
async def test_a_shift_keeps_to_its_day_on_a_tablet_in_norwegian(other_site: Site) -> None:
    # Their longest words stand in seven columns of 768 pixels.
    size = ViewportSize(width=768, height=1024)
    async with other_site.signed_in(contact_of(other_site), "/customer/jobs", size=size) as page:
        await settled(page)
        assert await main(page).locator("td li").count()
        beyond = await main(page).evaluate(
            """main => [...main.querySelectorAll("td li *")]
                .filter((one) => one.getBoundingClientRect().right >
                    one.closest("td").getBoundingClientRect().right + 1)
                .map((one) => one.textContent)"""
        )
        assert beyond == []
