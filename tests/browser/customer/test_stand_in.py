"""A contact names a stand-in who approves in their place, also what already waits (B3)."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Page, expect

from portico_local.demo.client import until

from ..conftest import NewContractor, NewPerson, Picture
from ..contractor.working import Worker
from ..people import NARROW, WIDE, Site, scrolls_sideways
from ..reading import faults_for_readers

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(300, func_only=True),
    pytest.mark.requirement("B3"),
]

APPROVES = ["work.view", "work.approve"]


async def choose(page: Page, label: str, day: datetime) -> None:
    """Choose a day in the calendar of a field."""
    await page.get_by_label(re.compile(f"^{label}")).click()
    name = re.compile(rf"^{day.day} {day:%B} {day.year}|^{day:%B} {day.day}, {day.year}")
    await page.get_by_role("button", name=name).last.click()


async def project_of(worker: Worker, order: str) -> str:
    """The project of a work order."""
    rows = await worker.site.staff.all("/api/agency/work-orders")
    [project] = [row["project_id"] for row in rows if row["work_order_id"] == order]
    return project


async def a_contact(
    site: Site, new_person: NewPerson, name: str, permissions: list[str], projects: list[str]
) -> str:
    """Somebody new of the company of the work orders of these tests; the e-mail address."""
    company = next(iter(site.demo_agency.company_ids.values()))
    return await new_person(
        "customer",
        name,
        permissions=permissions,
        contact={"company_id": company, "scope": "projects", "project_ids": projects},
    )


async def test_a_stand_in_is_named_sees_what_waits_and_approves_it_in_the_other_s_place(
    site: Site, new_contractor: NewContractor, new_person: NewPerson, picture: Picture
) -> None:
    worker = await Worker.of(site, new_contractor)
    order = await worker.work_order("scheduled")
    project = await project_of(worker, order)
    kari = await a_contact(site, new_person, "Kari Nordmann", APPROVES, [project])
    per = await a_contact(site, new_person, "Per Vikar", [], [])
    entry_id = await worker.submit(order, "7.5")
    path = f"/customer/work?contractor={worker.guest.person['person_id']}"
    async with (
        site.signed_in(per, "/customer") as waiting,
        site.signed_in(kari, path) as page,
    ):
        menu = waiting.get_by_role("navigation").first
        await expect(menu.get_by_role("link", name="Home")).to_be_visible()
        await expect(menu.get_by_role("link", name="Logged work")).to_have_count(0)
        await page.get_by_role("link", name="Going away? Choose a stand-in").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Stand-ins")
        assert await faults_for_readers(page, picture, "customer-stand-ins") == []
        await page.set_viewport_size(WIDE)
        await page.get_by_role("button", name="Save stand-in").click()
        await expect(page.get_by_text("Choose the first day")).to_be_visible()
        await page.get_by_role("combobox", name="Stand-in").fill("Per Vikar")
        await page.get_by_role("option", name="Per Vikar").first.click()
        # Reloaded in the middle of it, what was chosen is still there.
        await page.reload()
        await expect(page.get_by_role("combobox", name="Stand-in")).to_have_value("Per Vikar")
        me = await worker.guest.get("/api/session/me?portal=contractor")
        today = datetime.now(ZoneInfo(me["agency"]["time_zone"]))
        await choose(page, "First day", today)
        await choose(page, "Last day", today)
        await page.get_by_role("button", name="Save stand-in").click()
        own = page.get_by_role("region", name="Standing in for you")
        await expect(own).to_contain_text("Per Vikar")
        await expect(own).to_contain_text("Now")
        # Felt at once in a page that is open: the module is there, and what waits.
        await expect(menu.get_by_role("link", name="Logged work")).to_be_visible()
        await waiting.goto(path)
        await expect(waiting.get_by_role("region", name="Stand-in")).to_contain_text(
            "You’re standing in for Kari Nordmann until"
        )
        row = waiting.get_by_role("row").filter(has_text="Nadia Roy")
        # The project names another contact before Kari: that one is asked first.
        asked = (await worker.guest.get(f"/api/contractor/work/{entry_id}"))["waits_for"]
        assert asked["stands_in_for"] is None
        await expect(row).to_contain_text(f"Waiting for {asked['name']} to approve")
        await row.get_by_role("button", name=re.compile("^Approve ")).click()
        await waiting.get_by_role("dialog").get_by_role("button", name="Approve 1 entry").click()
        await expect(row).to_have_count(0)
    shown = await worker.guest.get(f"/api/contractor/work/{entry_id}")
    assert (shown["approved_by_name"], shown["approved_for_name"]) == ("Per Vikar", "Kari Nordmann")
    mail = await site.mail_to(per, "standing in for Kari Nordmann")
    assert "Kari Nordmann" in mail.text
    work = f"/contractor/work?week={shown['work_on']}&entry={entry_id}"
    async with site.signed_in(worker.email, work) as page:
        drawer = page.get_by_role("dialog")
        await expect(drawer).to_contain_text("Per Vikar for Kari Nordmann")


async def test_it_ends_at_once_also_in_a_page_that_is_open(
    site: Site, new_contractor: NewContractor, new_person: NewPerson
) -> None:
    worker = await Worker.of(site, new_contractor)
    order = await worker.work_order("scheduled")
    project = await project_of(worker, order)
    kari = await a_contact(site, new_person, "Kari Nordmann", APPROVES, [project])
    per = await a_contact(site, new_person, "Per Vikar", [], [])
    guest = await site.api(kari, portal="customer")
    stand_in = await site.api(per, portal="customer")
    entry_id = await worker.submit(order, "7.5")
    today = (await guest.get("/api/customer/stand-ins"))["today"]
    body = {
        "person_id": stand_in.person["person_id"],
        "from_on": today,
        "until_on": today,
    }
    [named] = (await guest.post("/api/customer/stand-ins", body))["stand_ins"]
    await until(
        lambda: stand_in.all("/api/customer/work"),
        lambda rows: any(row["entry_id"] == entry_id for row in rows),
        what="what waits",
    )
    path = f"/customer/work?contractor={worker.guest.person['person_id']}"
    async with site.signed_in(per, path, size=NARROW) as page:
        row = page.get_by_role("button", name=re.compile("^Nadia Roy"))
        await expect(row.first).to_be_visible()
        assert not await scrolls_sideways(page)
        end = f"/api/customer/stand-ins/{named['stand_in_id']}/end"
        assert (await guest.call("POST", end)).status_code == 204
        await expect(row).to_have_count(0)
    entries = {"entries": [{"entry_id": entry_id, "version": 1}]}
    refused = await stand_in.call("POST", "/api/customer/work/approve", json=entries)
    assert refused.status_code == 403
