"""What contacts and staff see first: what waits, composed of several services."""

import pytest

from contracts.access import Permission, Portal
from contracts.events.identity import Agency

from ..browsers import Browser
from ..fakes import FakeServices, a_person, money
from .test_views import PREVIEW, SUMMARY, a_page, of_contact, sums


@pytest.mark.requirement("K3")
async def test_a_contacts_home_counts_and_sums_what_waits(
    agency: Agency, services: FakeServices, browser: Browser
) -> None:
    client = of_contact(
        agency, services, browser, Permission.WORK_APPROVE, Permission.INVOICES_VIEW
    )
    services.reply("timesheets", "/work/approval-preview", PREVIEW)
    open_ones = {
        "unpaid": sums(2, money(750)),
        "overdue": sums(1, money(500)),
        "disputed": sums(1, money(250)),
    }
    services.reply("payments", "/invoices/summary", open_ones)
    shown = (await client.get("/api/customer/home")).json()
    assert shown["to_approval"] == {"count": 12, "hours": "93.5", "amounts": [money(7_865_000)]}
    assert shown["unpaid_invoices"] == sums(2, money(750))
    assert shown["overdue_invoices"]["totals"] == [money(500)]
    assert shown["disputed_invoices"] == sums(1, money(250))


@pytest.mark.requirement("K16")
async def test_what_a_contact_may_not_do_is_not_even_asked_for(
    agency: Agency, services: FakeServices, browser: Browser
) -> None:
    client = of_contact(agency, services, browser, Permission.WORK_APPROVE)
    services.reply("timesheets", "/work/approval-preview", PREVIEW | {"amounts": None})
    shown = (await client.get("/api/customer/home")).json()
    assert shown["unpaid_invoices"] is None
    assert shown["missing"] == []
    assert not services.asked_of("payments", "/invoices/summary")


async def test_a_contacts_company_is_the_own_one(
    agency: Agency, services: FakeServices, browser: Browser
) -> None:
    person = a_person(agency, Portal.CUSTOMER)
    assert person.contact is not None
    company_id = person.contact.company_id
    company = {"company_id": str(company_id), "name": "Fjord", "address": {"country": "NO"}}
    services.reply("identity", f"/companies/{company_id}", company)
    client = browser(token=services.sign_in(person), portal=Portal.CUSTOMER)
    assert (await client.get("/api/customer/company")).json()["name"] == "Fjord"


UNPAID = {
    "pending_client_payment": sums(0),
    "scheduled": sums(0),
    "processing": sums(2, money(20)),
    "pending_release": sums(0),
    "on_hold": sums(1, money(10)),
}


@pytest.mark.requirement("A11")
async def test_the_agencys_dashboard_says_what_waits(
    agency: Agency, services: FakeServices, browser: Browser
) -> None:
    token = services.sign_in(a_person(agency, Portal.AGENCY))
    client = browser(token=token, portal=Portal.AGENCY)
    services.reply("timesheets", "/work/summary", SUMMARY)
    services.reply("payments", "/transactions/summary", UNPAID)
    services.reply("payments", "/stuck-events", {"items": [], "total": 0})
    for other in ("timesheets", "documents", "notifications", "identity"):
        services.reply(other, "/stuck-events", {"items": [], "total": 0})
    open_ones = {"unpaid": sums(2, money(80)), "overdue": sums(1, money(77)), "disputed": sums(0)}
    services.reply("payments", "/invoices/summary", open_ones)
    services.reply("identity", "/people", a_page())
    shown = (await client.get("/api/agency/dashboard")).json()
    assert shown["missing"] == []
    assert shown["on_hold"] == sums(1, money(10))
    assert shown["ready_to_pay"]["count"] == 2
    assert shown["waiting_for_clients"]["count"] == 0
    assert shown["overdue_invoices"]["totals"] == [money(77)]
    assert shown["invited"] == 0
    assert shown["stuck"] == []
