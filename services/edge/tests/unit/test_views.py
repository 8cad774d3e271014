"""What each portal is shown, put together from the services, and what happens when one is away."""

from typing import Any

import httpx2
import pytest

from chassis.ids import new_id
from contracts.access import Permission, Portal
from contracts.events.identity import Agency
from edge.testing.browsers import Browser
from edge.testing.fakes import FakeServices, a_person, a_transaction, money


def a_page(*items: object) -> dict[str, object]:
    return {"items": list(items), "next_cursor": None}


def stands(count: int, hours: str) -> dict[str, object]:
    return {"count": count, "hours": hours}


SUMMARY = {
    "draft": stands(4, "30"),
    "to_approval": stands(2, "15"),
    "returned": stands(1, "7.5"),
    "approved": stands(0, "0"),
    "invoiced": stands(9, "60"),
}
PREVIEW: dict[str, Any] = {
    "count": 12,
    "hours": "93.5",
    "contractors": 3,
    "first_on": "2026-11-01",
    "last_on": "2026-11-20",
    "amounts": [money(7_865_000)],
}


def an_invoice(state: str, open_minor: int, currency: str = "NOK") -> dict[str, object]:
    return {
        "invoice_id": str(new_id()),
        "number": "I-1",
        "company_id": str(new_id()),
        "company_name": "Fjord Bygg",
        "project_id": None,
        "project_name": None,
        "issued_on": "2026-10-01",
        "due_on": "2026-10-31",
        "period_start": "2026-09-01",
        "period_end": "2026-09-30",
        "subtotal": money(open_minor, currency),
        "total": money(open_minor, currency),
        "received": money(0, currency),
        "open_amount": money(open_minor, currency),
        "state": state,
        "paid_on": None,
    }


def a_document(subject_id: str, **other: object) -> dict[str, object]:
    return {
        "document_id": str(new_id()),
        "kind": "paystub",
        "subject_id": subject_id,
        "number": "T-1",
        "dated_on": "2026-11-01",
        "language": "nb",
        "file_name": "paystub-T-1.pdf",
        "state": "rendered",
    } | other


@pytest.fixture
def contractor(agency: Agency, services: FakeServices, browser: Browser) -> httpx2.AsyncClient:
    return browser(token=services.sign_in(a_person(agency)))


def of_contact(
    agency: Agency, services: FakeServices, browser: Browser, *permissions: Permission
) -> httpx2.AsyncClient:
    person = a_person(agency, Portal.CUSTOMER, permissions=permissions)
    return browser(token=services.sign_in(person), portal=Portal.CUSTOMER)


@pytest.mark.requirement("C4")
async def test_the_dashboard_says_what_is_paid_next_and_what_is_pending(
    contractor: httpx2.AsyncClient, services: FakeServices
) -> None:
    services.reply(
        "payments",
        "/my/transactions",
        a_page(
            a_transaction(estimated_payment_on="2026-11-20", net=money(100)),
            a_transaction(estimated_payment_on="2026-11-10", net=money(200)),
            a_transaction(estimated_payment_on="2026-11-10", net=money(50)),
            a_transaction(state="on_hold", estimated_payment_on=None, net=money(1000)),
        ),
    )
    services.reply("payments", "/my/payments", a_page())
    services.reply("timesheets", "/my/work/summary", SUMMARY)
    services.reply("timesheets", "/my/work", a_page())
    shown = (await contractor.get("/api/contractor/dashboard")).json()
    assert shown["missing"] == []
    assert shown["next_payment"] == {
        "on": "2026-11-10",
        "amounts": [money(250)],
        "transactions": 2,
    }
    assert shown["pending"] == {"count": 4, "totals": [money(1350)], "complete": True}
    assert shown["work"]["returned"]["count"] == 1
    assert shown["recent_payments"] == []
    assert len(shown["recent_transactions"]) == 4


async def test_what_is_being_processed_is_paid_before_what_has_a_date(
    contractor: httpx2.AsyncClient, services: FakeServices
) -> None:
    services.reply(
        "payments",
        "/my/transactions",
        a_page(
            a_transaction(net=money(100)),
            a_transaction(state="processing", estimated_payment_on=None, net=money(70, "EUR")),
        ),
    )
    services.reply("payments", "/my/payments", a_page())
    services.away.add("timesheets")
    shown = (await contractor.get("/api/contractor/dashboard")).json()
    assert shown["next_payment"]["on"] is None
    assert shown["next_payment"]["amounts"] == [money(70, "EUR")]
    assert shown["pending"]["totals"] == [money(70, "EUR"), money(100)]


async def test_a_service_that_is_away_leaves_a_hole_that_is_named_and_the_rest_is_shown(
    contractor: httpx2.AsyncClient, services: FakeServices
) -> None:
    services.away.add("payments")
    services.reply("timesheets", "/my/work/summary", SUMMARY)
    services.reply("timesheets", "/my/work", a_page())
    answer = await contractor.get("/api/contractor/dashboard")
    assert answer.status_code == 200
    assert answer.json()["missing"] == ["payments"]
    assert answer.json()["pending"] is None
    assert answer.json()["work"]["draft"]["count"] == 4


async def test_a_sum_that_is_not_of_all_says_so(
    contractor: httpx2.AsyncClient, services: FakeServices
) -> None:
    endless = {"items": [a_transaction(net=money(1))], "next_cursor": "more"}
    services.reply("payments", "/my/transactions", endless)
    services.reply("payments", "/my/payments", a_page())
    services.away.add("timesheets")
    shown = (await contractor.get("/api/contractor/dashboard")).json()
    assert shown["pending"] == {"count": 5, "totals": [money(5)], "complete": False}
    assert len(services.asked_of("payments", "/my/transactions")) == 5


@pytest.mark.requirement("C10")
async def test_a_transaction_is_shown_with_its_document_and_without_it_when_that_is_away(
    contractor: httpx2.AsyncClient, services: FakeServices
) -> None:
    transaction = a_transaction()
    transaction_id = str(transaction["transaction_id"])
    details = transaction | {"lines": [], "deduction_lines": [], "tax_lines": [], "history": []}
    services.reply("payments", f"/transactions/{transaction_id}", details)
    services.reply("documents", "/documents", a_page(a_document(transaction_id)))
    path = f"/api/contractor/transactions/{transaction_id}"
    shown = (await contractor.get(path)).json()
    assert shown["transaction"]["net"] == transaction["net"]
    assert shown["documents"][0]["file_name"] == "paystub-T-1.pdf"
    (asked,) = services.asked_of("documents", "/documents")
    assert asked.url.params["subject_id"] == transaction_id
    services.away.add("documents")
    shown = (await contractor.get(path)).json()
    assert shown["documents"] == []
    assert shown["missing"] == ["documents"]
    services.away.add("payments")
    answer = await contractor.get(path)
    assert (answer.status_code, answer.json()["service"]) == (503, "payments")


async def test_somebody_elses_transaction_is_not_found(contractor: httpx2.AsyncClient) -> None:
    answer = await contractor.get(f"/api/contractor/transactions/{new_id()}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.requirement("C11")
async def test_a_payment_is_shown_with_the_documents_of_all_that_it_covers(
    contractor: httpx2.AsyncClient, services: FakeServices
) -> None:
    payment_id, covered = str(new_id()), [str(new_id()) for _ in range(2)]
    paid = {
        "number": "T-1",
        "work_order_title": "Engineer",
        "company_name": "Fjord",
        "period_start": "2026-10-01",
        "period_end": "2026-10-31",
        **{name: money(1) for name in ("gross", "deductions", "taxes", "net")},
    }
    services.reply(
        "payments",
        f"/payments/{payment_id}",
        {
            "payment_id": payment_id,
            "number": "P-1",
            "pay_run_id": str(new_id()),
            "contractor_id": str(new_id()),
            "contractor_name": "Kari",
            "contractor_kind": "temp",
            "paid_on": "2026-11-01",
            "method": "bank_transfer",
            "amount": money(2),
            "transactions": [paid | {"transaction_id": one} for one in covered],
        },
    )
    services.reply("documents", "/documents", a_page(a_document(payment_id)))
    shown = (await contractor.get(f"/api/contractor/payments/{payment_id}")).json()
    assert shown["payment"]["number"] == "P-1"
    (asked,) = services.asked_of("documents", "/documents")
    assert asked.url.params.get_list("subject_id") == [payment_id, *covered]


@pytest.mark.requirement("C10")
async def test_a_document_comes_as_the_service_gives_it(
    contractor: httpx2.AsyncClient, services: FakeServices
) -> None:
    document_id = str(new_id())
    pdf = httpx2.Response(
        200,
        content=b"%PDF-1.7 ...",
        headers={
            "content-type": "application/pdf",
            "content-disposition": 'inline; filename="paystub-T-1.pdf"',
            "cache-control": "private, no-cache",
            "etag": '"abc"',
        },
    )
    services.replies["GET documents", f"/documents/{document_id}/content"] = lambda _request: pdf
    answer = await contractor.get(
        f"/api/contractor/documents/{document_id}/content?download=true",
        headers={"If-None-Match": '"old"'},
    )
    assert answer.content == b"%PDF-1.7 ..."
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "private, no-cache"
    (asked,) = services.asked_of("documents", f"/documents/{document_id}/content")
    assert asked.url.params["download"] == "true"
    assert asked.headers["if-none-match"] == '"old"'


@pytest.mark.requirement("C13")
async def test_an_import_is_handed_on_as_it_comes_and_bad_rows_are_named(
    contractor: httpx2.AsyncClient, services: FakeServices
) -> None:
    refused = {"line": 3, "column": "quantity", "value": "25", "code": "too_much", "reason": "no"}
    report = {"accepted": 2, "refused": [refused]}
    services.reply("timesheets", "/my/work/import", report, method="POST")
    csv = "work_order,work_on\n" + "x" * 100_000
    answer = await contractor.post(
        "/api/contractor/work/import?mode=good_ones",
        content=csv.encode(),
        headers={"Content-Type": "text/csv; charset=utf-8"},
    )
    assert answer.json() == report
    (asked,) = services.asked_of("timesheets", "/my/work/import")
    assert asked.content.decode() == csv
    assert asked.headers["content-type"] == "text/csv; charset=utf-8"
    assert asked.url.params["mode"] == "good_ones"


async def test_filters_and_bodies_reach_the_service_under_its_own_names(
    agency: Agency, services: FakeServices, browser: Browser
) -> None:
    client = of_contact(agency, services, browser, Permission.WORK_APPROVE)
    services.reply("timesheets", "/work", a_page())
    query = "from=2026-11-01&to=2026-11-30&status=to_approval&status=approved&limit=10"
    assert (await client.get(f"/api/customer/work?{query}")).status_code == 200
    (asked,) = services.asked_of("timesheets", "/work")
    assert dict(asked.url.params.multi_items()) | {"status": ""} == {
        "from": "2026-11-01",
        "to": "2026-11-30",
        "status": "",
        "limit": "10",
    }
    assert asked.url.params.get_list("status") == ["to_approval", "approved"]
    services.reply("timesheets", "/work/approve", {"approved": [], "refused": []}, method="POST")
    body = {"filter": {"from": "2026-11-01", "status": ["to_approval"]}, "expected_count": 3}
    assert (await client.post("/api/customer/work/approve", json=body)).status_code == 200
    (sent,) = services.asked_of("timesheets", "/work/approve")
    assert httpx2.Response(200, content=sent.content).json() == body


async def test_a_field_that_is_not_known_is_named(
    agency: Agency, services: FakeServices, browser: Browser
) -> None:
    client = of_contact(agency, services, browser, Permission.WORK_APPROVE)
    answer = await client.post("/api/customer/work/approve", json={"entryIds": []})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "entryIds"
    assert not services.asked_of("timesheets", "/work/approve")


@pytest.mark.requirement("K3")
async def test_a_contacts_home_counts_and_sums_what_waits(
    agency: Agency, services: FakeServices, browser: Browser
) -> None:
    client = of_contact(
        agency, services, browser, Permission.WORK_APPROVE, Permission.INVOICES_VIEW
    )
    services.reply("timesheets", "/work/approval-preview", PREVIEW)
    invoices = a_page(an_invoice("overdue", 500), an_invoice("not_due", 250))
    services.reply("payments", "/invoices", invoices)
    shown = (await client.get("/api/customer/home")).json()
    assert shown["to_approval"] == {"count": 12, "hours": "93.5", "amounts": [money(7_865_000)]}
    assert shown["unpaid_invoices"] == {"count": 2, "totals": [money(750)], "complete": True}
    assert shown["overdue_invoices"]["totals"] == [money(500)]


@pytest.mark.requirement("K16")
async def test_what_a_contact_may_not_do_is_not_even_asked_for(
    agency: Agency, services: FakeServices, browser: Browser
) -> None:
    client = of_contact(agency, services, browser, Permission.WORK_APPROVE)
    services.reply("timesheets", "/work/approval-preview", PREVIEW | {"amounts": None})
    shown = (await client.get("/api/customer/home")).json()
    assert shown["unpaid_invoices"] is None
    assert shown["missing"] == []
    assert not services.asked_of("payments", "/invoices")


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


@pytest.mark.requirement("A11")
async def test_the_agencys_dashboard_says_what_waits(
    agency: Agency, services: FakeServices, browser: Browser
) -> None:
    token = services.sign_in(a_person(agency, Portal.AGENCY))
    client = browser(token=token, portal=Portal.AGENCY)
    services.reply("timesheets", "/work/summary", SUMMARY)

    def by_state(request: httpx2.Request) -> httpx2.Response:
        rows = {"on_hold": [a_transaction(net=money(10))], "processing": [a_transaction()] * 2}
        return httpx2.Response(200, json=a_page(*rows.get(request.url.params["state"], [])))

    services.replies["GET payments", "/transactions"] = by_state
    services.reply("payments", "/invoices", a_page(an_invoice("overdue", 77)))
    services.reply("identity", "/people", a_page())
    shown = (await client.get("/api/agency/dashboard")).json()
    assert shown["missing"] == []
    assert shown["on_hold"] == {"count": 1, "totals": [money(10)], "complete": True}
    assert shown["ready_to_pay"]["count"] == 2
    assert shown["waiting_for_clients"]["count"] == 0
    assert shown["overdue_invoices"]["totals"] == [money(77)]
    assert shown["invited"] == 0


async def test_the_page_after_sign_in_shows_the_facts_and_what_is_missing(
    agency: Agency, services: FakeServices, browser: Browser
) -> None:
    person = a_person(agency, language="nb")
    client = browser(token=services.sign_in(person), page=True)
    services.reply("payments", "/my/transactions", a_page(a_transaction(net=money(4_368_050))))
    services.reply("payments", "/my/payments", a_page())
    services.away.add("timesheets")
    page = (await client.get("/contractor")).text
    assert "Innlogget som Kari Nordmann" in page
    assert "NOK 43\u00a0680,50" in page
    assert "10. nov. 2026" in page
    assert "Ikke tilgjengelig nå" in page
    assert 'action="/contractor/logout"' in page
