"""What contacts and staff see first: what waits, composed of several services."""

import httpx2
import pytest

from chassis.ids import new_id
from contracts.access import Permission, Portal
from contracts.events.identity import Agency

from ..browsers import Browser
from ..fakes import FakeServices, a_person, money
from .test_views import PREVIEW, SUMMARY, a_document, a_page, of_contact, sums


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


def an_invoice(invoice_id: str, *credit_note_ids: str) -> dict[str, object]:
    """As payments shows one, with credit notes."""
    credit_note = {
        "number": "C-2026-000004",
        "credited_on": "2026-05-07",
        "reason": "",
        "lines": [],
        "taxes": [],
        "subtotal": money(5061),
        "total": money(5061),
        "kept_balance": money(0),
    }
    dates = ("issued_on", "due_on", "period_start", "period_end")
    amounts = (
        "subtotal",
        "total",
        "credited",
        "charged",
        "received",
        "written_off",
        "open_amount",
        "disputed_amount",
    )
    return {
        "invoice_id": invoice_id,
        "number": "I-2026-000077",
        "company_id": str(new_id()),
        "company_name": "Fjord",
        "project_id": None,
        "project_name": None,
        **dict.fromkeys(dates, "2026-04-01"),
        **dict.fromkeys(amounts, money(5061)),
        "state": "not_due",
        "paid_on": None,
        "lines": [],
        "taxes": [],
        "work": [],
        "receipts": [],
        "credit_notes": [{**credit_note, "credit_note_id": one} for one in credit_note_ids],
        "payment_reference": "",
        "due_moved": None,
        "last_reminder": None,
        "last_reminded_at": None,
        "interest": None,
        "reminders": [],
        "reminders_paused": None,
        "write_offs": [],
        "late_charges": [],
        "bill_to": None,
        "note": "",
        "buyer_reference": "",
    }


@pytest.mark.requirement("K13")
@pytest.mark.parametrize("notes", [0, 2])
async def test_an_invoice_is_shown_with_its_document_and_those_of_its_credit_notes(
    agency: Agency, services: FakeServices, browser: Browser, notes: int
) -> None:
    client = of_contact(agency, services, browser, Permission.INVOICES_VIEW)
    invoice_id, *credit_note_ids = (str(new_id()) for _ in range(1 + notes))
    services.reply("payments", f"/invoices/{invoice_id}", an_invoice(invoice_id, *credit_note_ids))

    def documents(request: httpx2.Request) -> httpx2.Response:
        asked = request.url.params.get_list("subject_id")
        return httpx2.Response(200, json=a_page(*map(a_document, asked)))

    services.replies["GET documents", "/documents"] = documents
    shown = (await client.get(f"/api/customer/invoices/{invoice_id}")).json()
    assert [one["subject_id"] for one in shown["documents"]] == [invoice_id, *credit_note_ids]
    assert len(services.asked_of("documents", "/documents")) == (2 if notes else 1)
    services.away.add("documents")
    shown = (await client.get(f"/api/customer/invoices/{invoice_id}")).json()
    assert (shown["documents"], shown["missing"]) == ([], ["documents"])
    assert len(shown["invoice"]["credit_notes"]) == notes


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
