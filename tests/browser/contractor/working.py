"""Somebody new who works, and what becomes of the work at the client and at the agency."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from playwright.async_api import Locator, Page, expect

from portico_local.demo.client import PortalClient, until

from ..conftest import NewContractor, open_work_order
from ..people import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """A contractor of these tests, by the API, and the contact who approves."""

    site: Site
    email: str
    guest: PortalClient
    contact: PortalClient

    @classmethod
    async def of(cls, site: Site, new_contractor: NewContractor) -> "Worker":
        """Somebody who has never worked here."""
        email = await new_contractor()
        project = next(iter(site.demo_agency.plan.projects.values()))
        return cls(
            site=site,
            email=email,
            guest=await site.api(email),
            contact=site.demo_agency.contacts[project.contact.email],
        )

    async def speak(self, language: str) -> None:
        """Choose a language, as in the profile."""
        changed = await self.guest.call(
            "PUT",
            "/api/session/profile",
            params={"portal": "contractor"},
            json={"language": language},
        )
        assert changed.is_success, changed.text

    async def work_order(self, pay_terms: str) -> str:
        """A weekly work order at 40 an hour; its id."""
        made: str = await open_work_order(
            self.site, self.guest.person["person_id"], pay_terms=pay_terms
        )
        await until(
            lambda: self.guest.all("/api/contractor/work-orders"),
            lambda rows: any(row["work_order_id"] == made for row in rows),
            what="the new work order",
        )
        return made

    async def submit(self, work_order_id: str, hours: str, on: date | None = None) -> str:
        """Hours of a day of last week, handed in; the id of the entry."""
        entry = await self.guest.post(
            "/api/contractor/work",
            {
                "work_order_id": work_order_id,
                "work_on": (on or last_monday()).isoformat(),
                "article": "regular",
                "quantity": hours,
            },
        )
        await self.guest.post("/api/contractor/work/submit", {"entry_ids": [entry["entry_id"]]})
        return entry["entry_id"]

    async def approve(self, entry_id: str) -> None:
        """The contact approves."""
        await until(
            lambda: self.contact.post("/api/customer/work/approve", {"entries": [seen(entry_id)]}),
            lambda answer: answer["approved"] == [entry_id],
            what="the approval",
        )

    async def transactions(self, count: int) -> list[dict[str, Any]]:
        """The pending ones, as soon as there are so many, oldest first."""
        return await until(
            lambda: self.guest.all("/api/contractor/transactions", sort="created"),
            lambda rows: len(rows) == count,
            what=f"{count} transactions",
        )

    async def owed(self, work_order_id: str, hours: str, on: date | None = None) -> dict[str, Any]:
        """Work that is approved and priced: its transaction."""
        before = await self.guest.all("/api/contractor/transactions")
        await self.approve(await self.submit(work_order_id, hours, on))
        rows = await self.transactions(len(before) + 1)
        [new] = [row for row in rows if row["number"] not in {one["number"] for one in before}]
        return new

    async def hold(self, transaction_id: str, reason: str) -> None:
        """Staff put it on hold."""
        await self.site.staff.post(
            f"/api/agency/transactions/{transaction_id}/hold", {"reason": reason}
        )


def seen(entry_id: str, version: int = 1) -> dict[str, Any]:
    """An entry as the person who decides saw it: the version that was handed in first."""
    return {"entry_id": entry_id, "version": version}


def last_monday() -> date:
    """The first day of the week before this."""
    today = datetime.now(UTC).date()
    return today - timedelta(days=today.weekday() + 7)


def money(amount: dict[str, Any]) -> str:
    """As the English pages write it: a minus stands before the currency."""
    minor = amount["amount_minor"]
    return f"{'-' if minor < 0 else ''}{amount['currency']}\u00a0{abs(minor) / 100:,.2f}"


def minus(amount: dict[str, Any]) -> dict[str, Any]:
    """A deduction, as it is shown."""
    return {**amount, "amount_minor": -amount["amount_minor"]}


def day(iso: str) -> str:
    """As the pages in Canadian English write it: Nov 3, 2026."""
    given = date.fromisoformat(iso)
    return f"{given:%b} {given.day}, {given.year}"


def long_day(iso: str) -> str:
    """As a sentence in Canadian English writes it: Friday, December 4, 2026."""
    given = date.fromisoformat(iso)
    return f"{given:%A, %B} {given.day}, {given.year}"


def at_the_agency() -> date:
    """What day it is there."""
    return datetime.now(UTC).astimezone(ZoneInfo("America/Toronto")).date()


def last_week() -> date:
    """Its Monday at the agency: every day of it is over."""
    today = at_the_agency()
    return today - timedelta(days=today.weekday() + 7)


def week_of(monday: date) -> str:
    return f"/contractor/work?view=week&week={monday.isoformat()}"


def cell(page: Page, day: date, article: str = "regular") -> Locator:
    return page.locator(f'[data-cell$=":{article}:{day.isoformat()}"]')


def day_of(page: Page, day: date) -> Locator:
    """The day's button in the strip of a small screen."""
    return page.locator(f'button[data-day="{day.isoformat()}"]')


async def saved(page: Page | Locator) -> None:
    await expect(page.get_by_test_id("save-state").first).to_have_attribute("data-state", "saved")


async def logged(site: Site, email: str, **wanted: str) -> list[dict[str, Any]]:
    found = await (await site.api(email)).get("/api/contractor/work", **wanted)
    return sorted(found["items"], key=lambda row: row["work_on"])


async def log(site: Site, email: str, days: list[date], quantity: str = "8") -> list[str]:
    """Entries that are there before the page is opened."""
    person = await site.api(email)
    [order] = (await person.get("/api/contractor/work-orders"))["items"]
    ids: list[str] = []
    for day in days:
        body = {
            "work_order_id": order["work_order_id"],
            "work_on": day.isoformat(),
            "article": "regular",
            "quantity": quantity,
        }
        ids.append((await person.post("/api/contractor/work", body))["entry_id"])
    return ids
