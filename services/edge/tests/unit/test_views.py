"""What each portal is shown, put together from the services, and what happens when one is away."""

from typing import Any

import httpx2
import pytest

from chassis.ids import new_id
from contracts.access import Permission, Portal
from contracts.events.identity import Agency

from ..browsers import Browser
from ..fakes import NO_DETAILS, RETURNED_PAYMENT, FakeServices, a_person, a_transaction, money


def a_page(*items: object) -> dict[str, object]:
    return {"items": list(items), "next_cursor": None}


def stands(count: int, hours: str) -> dict[str, object]:
    return {"count": count, "hours": hours, "minutes": int(float(hours) * 60)}


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
    "minutes": 5610,
    "contractors": 3,
    "first_on": "2026-11-01",
    "last_on": "2026-11-20",
    "fingerprint": "0f" * 32,
    "stands_out": [],
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
        "person_id": None,
        "company_id": None,
        "project_id": None,
        "ordered_at": "2026-11-01T08:00:00Z",
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


def sums(count: int, *totals: object) -> dict[str, object]:
    return {"count": count, "totals": list(totals)}


MOVED = {"planned_on": "2026-11-08", "because": "weekend", "names": {"en": "weekend"}}
PENDING = {
    "processing": sums(3, money(350)),
    "pending_release": sums(1, money(1000)),
    "all": sums(4, money(1350)),
    "next_payment": sums(2, money(250)) | {"on": "2026-11-10", "ordered": True, "moved": MOVED},
    "to_set_off": [],
}


@pytest.mark.requirement("C4")
async def test_the_dashboard_says_what_is_paid_next_and_what_is_pending(
    contractor: httpx2.AsyncClient, services: FakeServices
) -> None:
    services.reply("payments", "/my/transactions/summary", PENDING)
    services.reply("payments", "/my/transactions", a_page(a_transaction(), a_transaction()))
    services.reply("payments", "/my/payments", a_page())
    services.reply("timesheets", "/my/work/summary", SUMMARY)
    services.reply("timesheets", "/my/work", a_page())
    shown = (await contractor.get("/api/contractor/dashboard")).json()
    assert shown["missing"] == []
    on = {"on": "2026-11-10", "ordered": True, "moved": MOVED}
    assert shown["next_payment"] == on | {"amounts": [money(250)], "transactions": 2}
    assert shown["pending"] == sums(4, money(1350))
    assert shown["work"]["returned"]["count"] == 1
    assert shown["recent_payments"] == []
    assert len(shown["recent_transactions"]) == 2
    (asked,) = services.asked_of("payments", "/my/transactions")
    assert asked.url.params["limit"] == "5"


async def test_nothing_planned_is_not_the_same_as_nothing_known(
    contractor: httpx2.AsyncClient, services: FakeServices
) -> None:
    nothing = {**PENDING, "all": sums(0), "next_payment": None}
    services.reply("payments", "/my/transactions/summary", nothing)
    services.reply("payments", "/my/transactions", a_page())
    services.reply("payments", "/my/payments", a_page())
    services.away.add("timesheets")
    shown = (await contractor.get("/api/contractor/dashboard")).json()
    assert (shown["next_payment"], shown["pending"]) == (None, sums(0))
    assert shown["missing"] == ["timesheets"]


def an_account(ending: str, state: str, usable_on: str) -> dict[str, object]:
    return {
        "bank_account_id": str(new_id()),
        "kind": "norwegian",
        "country": "NO",
        "ending": ending,
        "holder": "Alma Berg",
        "bank_code": "8601",
        "bic": "DABANO22",
        "changed_at": "2026-11-07T08:00:00Z",
        "usable_from": f"{usable_on}T08:00:00Z",
        "usable_on": usable_on,
        "state": state,
    }


@pytest.mark.requirement("B6")
@pytest.mark.parametrize(
    ("payment", "usable_on", "to"),
    [
        ({"on": "2026-11-10", "ordered": False}, "2026-11-09", "2222"),
        # On the day itself it is not said when the run is.
        ({"on": "2026-11-10", "ordered": False}, "2026-11-10", "1111"),
        ({"on": "2026-11-10", "ordered": False}, "2026-11-11", "1111"),
        ({"on": "2026-11-10", "ordered": True}, "2026-11-09", "1111"),
        ({"on": None, "ordered": False}, "2026-11-09", "1111"),
        ({"on": "2026-11-10", "ordered": False}, None, "1111"),
        (None, "2026-11-09", None),
    ],
)
async def test_a_changed_account_is_shown_with_the_payment_that_it_affects(
    contractor: httpx2.AsyncClient,
    services: FakeServices,
    payment: dict[str, object] | None,
    usable_on: str | None,
    to: str | None,
) -> None:
    current = an_account("1111", "in_force", "2026-01-01")
    pending = usable_on and an_account("2222", "cooling_off", usable_on)
    own = {
        "current": current,
        "pending": pending,
        "history": [one for one in (pending, current) if one],
        "cooling_off_days": 3,
    }
    services.reply("identity", "/me/bank-account", own)
    next_payment = payment and sums(2, money(250)) | payment
    summary = {**PENDING, "next_payment": next_payment}
    services.reply("payments", "/my/transactions/summary", summary)
    services.reply("payments", "/my/payments/returned", {"items": [RETURNED_PAYMENT]})
    shown = (await contractor.get("/api/contractor/bank-account")).json()
    assert (shown["bank_account"], shown["missing"]) == (own, [])
    assert shown["returned"] == [RETURNED_PAYMENT]
    assert (shown["next_payment_to"] and shown["next_payment_to"]["ending"]) == to
    services.away.add("payments")
    shown = (await contractor.get("/api/contractor/bank-account")).json()
    assert (shown["bank_account"], shown["missing"]) == (own, ["payments"])
    assert {shown[name] for name in ("next_payment", "next_payment_to", "returned")} == {None}


@pytest.mark.requirement("B6")
async def test_the_refusal_of_an_account_keeps_its_reasons_by_field(
    contractor: httpx2.AsyncClient, services: FakeServices
) -> None:
    problem = {
        "code": "bank_account_refused",
        "status": 422,
        "title": "This is not the number of an account",
        "detail": "iban is too long or too short",
        "errors": [{"field": "iban", "reason": "is too long or too short"}],
        "flaws": {"iban": "wrong_length"},
    }
    services.reply("identity", "/me/bank-account", problem, status=422, method="PUT")
    body = {"kind": "iban", "holder": "Alma Berg", "iban": "NO93"}
    refused = await contractor.put("/api/contractor/bank-account", json=body)
    assert refused.status_code == 422
    assert (refused.json()["code"], refused.json()["flaws"]) == (
        "bank_account_refused",
        {"iban": "wrong_length"},
    )


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


@pytest.mark.requirement("C7")
@pytest.mark.requirement("X5")
async def test_pending_transactions_are_narrowed_and_sorted_by_the_service(
    contractor: httpx2.AsyncClient, services: FakeServices
) -> None:
    services.reply("payments", "/my/transactions", a_page(a_transaction()))
    services.reply("payments", "/my/transactions/summary", PENDING)
    company_id = str(new_id())
    query = f"tab=processing&q=engineer&sort=-amount&company_id={company_id}&limit=5"
    assert (await contractor.get(f"/api/contractor/transactions?{query}")).status_code == 200
    (asked,) = services.asked_of("payments", "/my/transactions")
    assert dict(asked.url.params) == {
        "tab": "processing",
        "q": "engineer",
        "sort": "-amount",
        "company_id": company_id,
        "limit": "5",
    }
    shown = (await contractor.get("/api/contractor/transactions/summary")).json()
    assert shown == PENDING
    wrong = await contractor.get("/api/contractor/transactions?order=net")
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "order")


@pytest.mark.requirement("C10")
async def test_a_transaction_is_shown_with_its_document_and_without_it_when_that_is_away(
    contractor: httpx2.AsyncClient, services: FakeServices
) -> None:
    transaction = a_transaction()
    transaction_id = str(transaction["transaction_id"])
    details = transaction | NO_DETAILS
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
    payment = {
        "payment_id": payment_id,
        "number": "P-1",
        "pay_run_id": str(new_id()),
        "contractor_id": str(new_id()),
        "contractor_name": "Kari",
        "contractor_kind": "temp",
        "paid_on": "2026-11-01",
        "method": "bank_transfer",
        "amount": money(2),
        "state": "settled",
        "reason_code": "",
        "reason": "",
        "transactions": [paid | {"transaction_id": one} for one in covered],
    }
    services.reply("payments", f"/payments/{payment_id}", payment)
    services.reply("documents", "/documents", a_page(a_document(payment_id)))
    shown = (await contractor.get(f"/api/contractor/payments/{payment_id}")).json()
    assert shown["payment"]["number"] == "P-1"
    (asked,) = services.asked_of("documents", "/documents")
    assert asked.url.params.get_list("subject_id") == [payment_id, *covered]


@pytest.mark.requirement("C10")
async def test_a_document_comes_as_the_service_gives_it_and_is_not_kept(
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
    # Nothing of a person stays on the disk of a machine that others use, too.
    assert answer.headers["cache-control"] == "no-store"
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


@pytest.mark.requirement("C13")
async def test_a_copied_week_and_its_preview_are_the_services_own(
    contractor: httpx2.AsyncClient, services: FakeServices
) -> None:
    cell = {
        "work_order_id": str(new_id()),
        "work_on": "2026-11-09",
        "article": "regular",
        "quantity": "7.5",
        "minutes": 450,
    }
    left_out = [cell | {"code": "date_in_future", "reason": "2026-11-09 is in the future"}]
    preview = {"cells": [cell], "left_out": left_out}
    draft = {"entry_id": str(new_id()), "version": 1, "status": "draft", "note": ""}
    copied = {"created": [cell | draft], "left_out": left_out}
    services.reply("timesheets", "/my/work/copy", preview)
    services.reply("timesheets", "/my/work/copy", copied, method="POST", status=201)
    weeks = {"from_week": "2026-11-02", "to_week": "2026-11-09"}
    path = "/api/contractor/work/copy"
    assert (await contractor.get(path, params=weeks)).json() == preview
    answer = await contractor.post(path, json=weeks, headers={"Idempotency-Key": "copy-1"})
    assert (answer.status_code, answer.json()) == (201, copied)
    asked, sent = services.asked_of("timesheets", "/my/work/copy")
    assert dict(asked.url.params) == weeks
    assert sent.headers["idempotency-key"] == "copy-1"


@pytest.mark.requirement("C13")
async def test_a_draft_is_removed_only_as_it_was_read(
    contractor: httpx2.AsyncClient, services: FakeServices
) -> None:
    path = f"/work/{new_id()}"
    services.replies["DELETE timesheets", f"/my{path}"] = lambda _request: httpx2.Response(204)
    for version in ({}, {"version": 3}):
        answer = await contractor.delete(f"/api/contractor{path}", params=version)
        assert answer.status_code == 204
    plain, guarded = services.asked_of("timesheets", f"/my{path}")
    assert "version" not in plain.url.params
    assert guarded.url.params["version"] == "3"


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
    body = {
        "filter": {"from": "2026-11-01", "status": ["to_approval"]},
        "except": [str(new_id())],
        "expected_count": 3,
        "fingerprint": "0f" * 32,
    }
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
