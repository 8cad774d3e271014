"""The money trail through the edge: whose it is decides payments, and nothing is added or lost."""

from typing import Any

import httpx2
import pytest

from chassis.ids import new_id
from contracts.access import Permission, Portal
from contracts.events.identity import Agency

from ..browsers import Browser
from ..fakes import FakeServices, a_person, money

pytestmark = pytest.mark.requirement("C14")

STAGES = ("submitted", "approved", "invoiced", "client_paid", "paid_out")


def a_trail(**other: object) -> dict[str, Any]:
    stage = {"state": "waiting", "hours": "8", "minutes": 480, "expenses": money(0), "amount": None}
    days = {"first_on": None, "last_on": None, "expected_on": None}
    return {
        "work_order_id": str(new_id()),
        "work_order_code": "WO-1",
        "work_order_title": "Welder",
        "project_id": str(new_id()),
        "project_name": "Harbour",
        "company_id": str(new_id()),
        "company_name": "Fjord Bygg",
        "period_start": "2026-11-01",
        "period_end": "2026-11-30",
        "pay_terms": "pay_when_paid",
        "stages": [{"stage": name, **stage, **days} for name in STAGES],
        "waits_for": "approval",
        "waits_on": "client",
        "waits_on_name": "Fjord Bygg",
        "expected_on": None,
        "waits": [],
        "gross": money(0),
        "net": money(0),
        "paid": money(0),
        "done": False,
        **other,
    }


def a_browser(
    agency: Agency, services: FakeServices, browser: Browser, portal: Portal
) -> httpx2.AsyncClient:
    return browser(token=services.sign_in(a_person(agency, portal)), portal=portal)


async def test_a_contractor_is_shown_what_payments_answers(
    agency: Agency, services: FakeServices, browser: Browser
) -> None:
    contractor = a_browser(agency, services, browser, Portal.CONTRACTOR)
    row = a_trail()
    services.reply("payments", "/my/trail", {"items": [row], "next_cursor": "next"})
    query = f"?from=2026-01-01&state=open&work_order_id={row['work_order_id']}&limit=5"
    shown = await contractor.get(f"/api/contractor/trail{query}")
    assert shown.json() == {"items": [row], "next_cursor": "next"}
    (asked,) = services.asked_of("payments", "/my/trail")
    assert dict(asked.url.params) == {
        "from": "2026-01-01",
        "state": "open",
        "work_order_id": row["work_order_id"],
        "limit": "5",
    }

    path = f"/trail/{row['work_order_id']}/2026-11-01"
    details = row | {"transactions": [], "timeline": []}
    services.reply("payments", f"/my{path}", details)
    assert (await contractor.get(f"/api/contractor{path}")).json() == details


async def test_a_trail_that_payments_does_not_show_is_not_there(
    agency: Agency, services: FakeServices, browser: Browser
) -> None:
    contractor = a_browser(agency, services, browser, Portal.CONTRACTOR)
    answer = await contractor.get(f"/api/contractor/trail/{new_id()}/2026-11-01")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_it_is_for_its_contractor_and_for_staff(
    agency: Agency, services: FakeServices, browser: Browser
) -> None:
    services.reply("payments", "/my/trail", {"items": [], "next_cursor": None})
    assert (await browser().get("/api/contractor/trail")).status_code == 401
    contact = browser(
        token=services.sign_in(
            a_person(agency, Portal.CUSTOMER, permissions=(Permission.INVOICES_VIEW,))
        ),
        portal=Portal.CUSTOMER,
    )
    assert (await contact.get("/api/contractor/trail")).status_code in {401, 403}
    assert services.asked_of("payments", "/my/trail") == []

    someone = new_id()
    path = f"/contractors/{someone}/trail"
    services.reply("payments", path, {"items": [a_trail()], "next_cursor": None})
    staff = a_browser(agency, services, browser, Portal.AGENCY)
    assert len((await staff.get(f"/api/agency{path}")).json()["items"]) == 1
