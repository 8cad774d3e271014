"""Bad input is refused with the field and the reason, and nothing is half done."""

import base64
import json
from typing import Any

import pytest

from chassis.ids import new_id
from contracts.events.payments import TransactionHeld
from contracts.ids import AgencyId

from ..builders import an_entry
from ..conftest import AgencyAtWork

pytestmark = pytest.mark.requirement("X8")


def cursor(*values: str) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


A_DAY = "2026-12-31"
A_RECEIPT = "/invoices/01900000-0000-7000-8000-000000000000/receipts"


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/transactions?cursor=!", "cursor"),
        (f"/transactions?cursor={cursor('2026-01-01T00:00:00', str(new_id()))}", "cursor"),
        (f"/transactions?cursor={cursor('2026-01-01')}", "cursor"),
        (f"/ledger/postings?cursor={cursor('x', 'y')}", "cursor"),
        ("/ledger/postings?account=%00", "account"),
        ("/payments?q=%00", "q"),
        ("/payments?limit=0", "limit"),
        ("/payments?from=yesterday", "from"),
        ("/invoices?state=lost", "state.0"),
        ("/transactions?contractor_id=me", "contractor_id"),
    ],
)
async def test_a_list_names_the_parameter_that_is_wrong(
    agency: AgencyAtWork, path: str, field: str
) -> None:
    refused = await agency.get(path, agency.staff(), status=422)
    assert [error["field"] for error in refused["errors"]] == [field]


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/pay-runs/preview", {"pay_on": "9999-12-31"}, "pay_on"),
        ("/pay-runs/preview", {"pay_on": "0001-01-01"}, "pay_on"),
        ("/pay-runs/preview", {}, "pay_on"),
        ("/invoice-runs", {"up_to": "9999-12-31"}, "up_to"),
        ("/pay-runs", {"pay_on": "2026-01-01", "expected_totals": []}, "expected_totals"),
        ("/pay-runs/preview", {"pay_on": "1800-01-01"}, "pay_on"),
        ("/pay-runs/preview", {"pay_on": "2025-12-31"}, "pay_on"),
        ("/pay-runs/preview", {"pay_on": 1_798_675_200}, "pay_on"),
        ("/pay-runs/preview", {"pay_on": "1798675200"}, "pay_on"),
        ("/invoice-runs", {"up_to": 20_000}, "up_to"),
        (
            "/pay-runs",
            {
                "pay_on": "2026-12-31",
                "expected_totals": [{"amount_minor": True, "currency": "CAD"}],
            },
            "expected_totals.0.amount_minor",
        ),
        (
            "/pay-runs",
            {"pay_on": A_DAY, "expected_totals": [{"amount_minor": 1, "currency": "ZZZ"}]},
            "expected_totals.0.currency",
        ),
        (
            A_RECEIPT,
            {"amount_minor": "1e-999999999", "currency": "CAD", "received_on": A_DAY},
            "amount_minor",
        ),
        (
            A_RECEIPT,
            {"amount_minor": True, "currency": "CAD", "received_on": A_DAY},
            "amount_minor",
        ),
        (
            A_RECEIPT,
            {"amount_minor": 1, "currency": "CAD", "received_on": 1_798_675_200},
            "received_on",
        ),
    ],
)
async def test_a_run_names_the_field_that_is_wrong(
    agency: AgencyAtWork, path: str, body: dict[str, Any], field: str
) -> None:
    refused = await agency.post(path, body, status=422)
    assert [error["field"] for error in refused["errors"]] == [field]


@pytest.mark.parametrize("reason", ["", "   ", "a\x00b", "x" * 501])
async def test_a_hold_needs_a_reason_that_can_be_read(agency: AgencyAtWork, reason: str) -> None:
    made = (await agency.approves(await agency.work_order(), an_entry("1"))).transaction
    path = f"/transactions/{made.transaction_id}/hold"
    refused = await agency.post(path, {"reason": reason}, status=422)
    assert [error["field"] for error in refused["errors"]] == ["reason"]
    assert await agency.said(TransactionHeld) == []


async def test_a_request_before_the_agency_is_known_is_told_to_come_again(
    agency: AgencyAtWork,
) -> None:
    agency.agency_id = AgencyId(new_id())
    answer = await agency.get("/invoices", agency.staff(), status=503)
    assert answer["code"] == "unavailable"


@pytest.mark.parametrize("path", ["/pay-runs/%00/cancel", "/invoices/drafts/%00/issue"])
async def test_what_the_database_cannot_hold_is_no_id(agency: AgencyAtWork, path: str) -> None:
    answer = await agency.client.post(
        path, json={}, headers={**agency.staff(), "Idempotency-Key": str(new_id())}
    )
    assert answer.status_code == 422, answer.text
