"""The books of an agency: what they stood at, that they are right, closed months, the export."""

import asyncio
import csv
import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from chassis.testing.postgres import TestDatabase
from contracts.access import STAFF_PERMISSIONS, Permission
from contracts.events.identity import ContractorKind, InvoiceCadence, InvoicePreferences
from contracts.events.payments import InvoiceIssued

from ..builders import an_entry
from ..conftest import AgencyAtWork

INCORPORATED = ContractorKind.INCORPORATED
AT_ONCE = InvoicePreferences(cadence=InvoiceCadence.IMMEDIATE)


def last_of_month_before(today: str) -> date:
    return date.fromisoformat(today).replace(day=1) - timedelta(days=1)


async def booked(agency: AgencyAtWork, database: TestDatabase, day: date) -> None:
    """As if all that is booked by now had been booked on this day."""
    owner = await asyncpg.connect(database.superuser_url)
    try:
        await owner.execute(
            "UPDATE postings SET booked_on = $2 WHERE agency_id = $1", agency.agency_id, day
        )
    finally:
        await owner.close()


async def as_of(agency: AgencyAtWork, day: date) -> dict[str, int]:
    answer = await agency.get(f"/ledger/balances?as_of={day}", agency.staff())
    found = {one["account"]: one["balance"]["amount_minor"] for one in answer["items"]}
    assert sum(found.values()) == 0
    return found


async def test_balances_as_of_a_day_are_those_of_what_was_booked_by_its_end(
    agency: AgencyAtWork, database: TestDatabase, today: str
) -> None:
    now = date.fromisoformat(today)
    order = await agency.work_order(kind=INCORPORATED, preferences=AT_ONCE)
    await agency.approves(order, an_entry("8"))
    first = await agency.balances()
    await booked(agency, database, now - timedelta(days=40))
    await agency.approves(order, an_entry("1"))
    assert await as_of(agency, now - timedelta(days=41)) == {}
    assert await as_of(agency, now - timedelta(days=40)) == first
    assert await as_of(agency, now - timedelta(days=1)) == first
    assert await as_of(agency, now) == await agency.balances() != first


async def test_the_proof_holds_and_names_an_account_that_is_off(
    agency: AgencyAtWork, database: TestDatabase
) -> None:
    order = await agency.work_order(kind=INCORPORATED, preferences=AT_ONCE)
    await agency.approves(order, an_entry("8"))
    proof = await agency.get("/ledger/proof", agency.staff())
    nothing = [{"amount_minor": 0, "currency": "CAD"}]
    assert proof == {"holds": True, "sums": nothing, "off": []}
    owner = await asyncpg.connect(database.superuser_url)
    try:
        await owner.execute("SET session_replication_role = replica")
        await owner.execute(
            "UPDATE balances SET debits_minor = debits_minor + 1"
            " WHERE agency_id = $1 AND account = 'work_cost'",
            agency.agency_id,
        )
    finally:
        await owner.close()
    proof = await agency.get("/ledger/proof", agency.staff())
    off = [{"amount_minor": -1, "currency": "CAD"}]
    assert proof == {"holds": False, "sums": off, "off": ["work_cost CAD"]}


async def test_nothing_is_dated_into_a_month_that_is_closed(
    agency: AgencyAtWork, database: TestDatabase, today: str
) -> None:
    through = last_of_month_before(today)
    order = await agency.work_order(preferences=AT_ONCE)
    await agency.approves(order, an_entry("8"))
    (issued,) = await agency.said(InvoiceIssued)
    owner = await asyncpg.connect(database.superuser_url)
    try:
        # Issued long ago: a receipt of last month would be taken.
        await owner.execute("UPDATE invoices SET issued_on = $1", through - timedelta(days=40))
    finally:
        await owner.close()

    def receipt(minor: int, day: date) -> dict[str, Any]:
        amount = {"amount_minor": minor, "currency": "CAD"}
        return {**amount, "received_on": day.isoformat(), "reference": "wire"}

    path = f"/invoices/{issued.invoice_id}/receipts"
    await agency.post(path, receipt(1_00, through))
    closed = await agency.post("/ledger/closings", {"closed_through": through.isoformat()})
    assert closed["closed_through"] == through.isoformat()
    assert closed["closed_by_name"] == "Ada Staff"

    refused = await agency.post(path, receipt(2_00, through), status=422)
    assert refused["code"] == "books_closed"
    assert refused["errors"][0]["field"] == "received_on"
    await agency.post(path, receipt(2_00, through + timedelta(days=1)))
    again = await agency.post(
        "/ledger/closings", {"closed_through": through.isoformat()}, status=409
    )
    assert again["code"] == "closed_already"
    (listed,) = (await agency.get("/ledger/closings", agency.staff()))["items"]
    assert listed["closed_through"] == through.isoformat()


async def closed_by_now(agency: AgencyAtWork, database: TestDatabase, through: date) -> None:
    """As if the agency's day had ended, and been closed, just now."""
    owner = await asyncpg.connect(database.superuser_url)
    try:
        await owner.execute(
            "INSERT INTO closings VALUES ($1, $2, gen_random_uuid(), 'Ada Staff', now())",
            agency.agency_id,
            through,
        )
    finally:
        await owner.close()


async def test_no_money_is_ordered_for_a_day_that_is_closed(
    agency: AgencyAtWork, database: TestDatabase, pay_day: str
) -> None:
    order = await agency.work_order(kind=INCORPORATED)
    await agency.approves(order, an_entry("8"))
    preview = await agency.post("/pay-runs/preview", {"pay_on": pay_day})
    await closed_by_now(agency, database, date.fromisoformat(pay_day))
    for path, more in (("/preview", {}), ("", {"expected_totals": preview["totals"]})):
        refused = await agency.post(f"/pay-runs{path}", {"pay_on": pay_day, **more}, status=422)
        assert refused["code"] == "books_closed"
        assert refused["errors"][0]["field"] == "pay_on"
    next_day = (date.fromisoformat(pay_day) + timedelta(days=1)).isoformat()
    assert len((await agency.pay(next_day))["payments"]) == 1


async def test_what_was_begun_before_midnight_is_booked_on_the_first_day_that_is_open(
    agency: AgencyAtWork, database: TestDatabase
) -> None:
    """A month can be closed while something that began in it still waits for the books."""
    order = await agency.work_order(kind=INCORPORATED)
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    await closed_by_now(agency, database, tomorrow)
    await agency.approves(order, an_entry("8"))
    (day,) = await agency.rows("SELECT DISTINCT booked_on FROM postings")
    assert day["booked_on"] == tomorrow + timedelta(days=1)
    app = await asyncpg.connect(database.app_url)
    try:
        await app.execute(
            "SELECT set_config('portico.agency_id', $1, false)", str(agency.agency_id)
        )
        with pytest.raises(asyncpg.CheckViolationError, match="closed"):
            await app.execute(
                "INSERT INTO postings SELECT agency_id, gen_random_uuid(), source, destination,"
                " amount_minor, currency, cause, cause_id, NULL, NULL, now(), $1"
                " FROM postings LIMIT 1",
                tomorrow,
            )
    finally:
        await app.close()


async def test_two_who_close_at_once_close_once(agency: AgencyAtWork, today: str) -> None:
    body = {"closed_through": last_of_month_before(today).isoformat()}
    answers = await asyncio.gather(
        *(
            agency.client.post(
                "/ledger/closings",
                json=body,
                headers={**agency.staff(), "Idempotency-Key": f"key-of-{each}"},
            )
            for each in range(2)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert len((await agency.get("/ledger/closings", agency.staff()))["items"]) == 1


@pytest.mark.parametrize(
    "body",
    [
        {"closed_through": "2026-02-27"},
        {"closed_through": "2999-12-31"},
        {"closed_through": 1},
        {},
    ],
)
async def test_another_day_than_the_last_of_a_month_that_is_over_is_refused(
    agency: AgencyAtWork, body: dict[str, object]
) -> None:
    refused = await agency.post("/ledger/closings", body, status=422)
    assert refused["errors"][0]["field"] == "closed_through"
    assert await agency.get("/ledger/closings", agency.staff()) == {"items": []}


async def test_who_runs_only_one_side_of_the_books_does_not_close_them(
    agency: AgencyAtWork, today: str
) -> None:
    body = {"closed_through": last_of_month_before(today).isoformat()}
    for needed in (Permission.INVOICES_MANAGE, Permission.PAY_RUNS_RUN):
        who = agency.staff(sorted(STAFF_PERMISSIONS - {needed}))
        refused = await agency.post("/ledger/closings", body, who, status=403)
        assert refused["code"] == "forbidden"
    assert await agency.get("/ledger/closings", agency.staff()) == {"items": []}
    others = agency.staff(sorted(STAFF_PERMISSIONS - {Permission.TRANSACTIONS_VIEW}))
    for path in ("/ledger/closings", "/ledger/proof", "/ledger/postings.csv"):
        assert (await agency.get(path, others, status=403))["code"] == "forbidden"


@pytest.mark.parametrize(
    ("language", "head", "account"),
    [
        ("en", "Booked on", "Payable to contractors"),
        ("fr", "Comptabilisé le", "Dû aux consultants"),
        ("nb", "Bokført", "Skyldig konsulenter"),
    ],
)
async def test_postings_are_saved_with_the_names_and_numbers_that_an_accountant_looks_for(
    agency: AgencyAtWork, today: str, language: str, head: str, account: str
) -> None:
    order = await agency.work_order(kind=INCORPORATED, preferences=AT_ONCE)
    made = await agency.approves(order, an_entry("8"))
    (issued,) = await agency.said(InvoiceIssued)
    ran = await agency.pay(today)
    answer = await agency.client.get(
        f"/ledger/postings.csv?language={language}&from={today}", headers=agency.staff()
    )
    assert answer.status_code == 200, answer.text
    text = answer.content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter="," if language == "en" else ";"))
    assert rows[0][0] == head
    assert {row[2] for row in rows[1:]} == {
        made.transaction.number,
        issued.number,
        ran["payments"][0]["number"],
    }
    assert [row[4] for row in rows[1:] if row[3] == account] == ["Tove Temp"]
    listed = await agency.rows("SELECT posting_id FROM postings")
    assert {row[9] for row in rows[1:]} == {str(row["posting_id"]) for row in listed}
    tomorrow = date.fromisoformat(today) + timedelta(days=1)
    later = await agency.client.get(f"/ledger/postings.csv?from={tomorrow}", headers=agency.staff())
    assert len(later.text.strip().splitlines()) == 1
