"""Writing off: the books, the statement and every list know it, and money comes first (A5)."""

from collections import Counter
from datetime import date
from typing import Any

import pytest

from contracts.events.identity import InvoiceCadence, InvoicePreferences
from contracts.events.payments import (
    InvoiceIssued,
    InvoiceOverdue,
    InvoicePaid,
    InvoiceWrittenOff,
    TransactionReleased,
)
from contracts.events.timesheets import PayTerms
from contracts.money import Money
from payments import daily

from ..books import Books, at, check_sums, minor
from ..builders import an_entry, cad
from ..conftest import AgencyAtWork

pytestmark = pytest.mark.requirement("A5")

AT_ONCE = InvoicePreferences(cadence=InvoiceCadence.IMMEDIATE)
REASON = {"reason": "The company went bankrupt"}


class Case:
    """An invoice for work of somebody who is paid when the client has paid."""

    def __init__(self, agency: AgencyAtWork, issued: InvoiceIssued, contractor: Any) -> None:
        self.agency, self.issued, self.contractor = agency, issued, contractor
        self.path = f"/invoices/{issued.invoice_id}"
        self.total = issued.total.amount_minor

    async def write_off(self, status: int = 201, **more: Any) -> Any:
        return await self.agency.post(
            f"{self.path}/write-off", REASON, more.get("who"), status=status
        )

    async def receives(self, amount_minor: int, status: int = 201) -> Any:
        body = {"amount_minor": amount_minor, "currency": "CAD"}
        on = self.issued.issued_on.isoformat()
        return await self.agency.post(
            f"{self.path}/receipts", {**body, "received_on": on}, status=status
        )

    async def invoice(self, who: Any = None) -> Any:
        return await self.agency.get(self.path, who or self.agency.staff())

    async def numbers(self, state: str) -> list[str]:
        page = await self.agency.get(f"/invoices?state={state}", self.agency.staff())
        return [one["number"] for one in page["items"]]

    async def trail(self) -> Any:
        start = self.issued.lines[0].from_on.replace(day=1)
        order = self.issued.lines[0].work_order_id
        path = f"/my/trail/{order}/{start}"
        return await self.agency.get(path, self.agency.own(self.contractor))


@pytest.fixture
async def case(agency: AgencyAtWork) -> Case:
    order = await agency.work_order(PayTerms.PAY_WHEN_PAID, preferences=AT_ONCE)
    await agency.approves(order, an_entry("8"))
    (issued,) = await agency.said(InvoiceIssued)
    return Case(agency, issued, order.contractor_id)


async def test_what_is_written_off_is_a_loss_and_stands_so_everywhere(case: Case) -> None:
    agency, issued = case.agency, case.issued
    await case.receives(100)
    done = await case.write_off()
    assert done["amount"]["amount_minor"] == case.total - 100
    (said,) = await agency.said(InvoiceWrittenOff)
    assert (said.amount.amount_minor, said.reason) == (case.total - 100, REASON["reason"])

    shown = await case.invoice()
    assert (shown["state"], shown["paid_on"]) == ("written_off", None)
    assert (minor(shown, "written_off"), minor(shown, "open_amount")) == (case.total - 100, 0)
    assert [one["reason"] for one in shown["write_offs"]] == [REASON["reason"]]
    theirs = await case.invoice(agency.contact(issued.company_id))
    assert (theirs["state"], theirs["write_offs"]) == ("written_off", [])

    assert await case.numbers("written_off") == [issued.number]
    for state in ("paid", "not_paid", "overdue", "not_due", "credited"):
        assert await case.numbers(state) == []
    summary = await agency.get("/invoices/summary", agency.staff())
    assert summary["unpaid"] == {"count": 0, "totals": []}

    balances = await agency.balances()
    assert balances["bad_debt"] == -(case.total - 100)
    assert balances.get(f"customer_receivable:{issued.company_id}", 0) == 0
    csv = await agency.client.get("/ledger/postings.csv", headers=agency.staff())
    assert f"Write-off;{issued.number};Bad debt" in csv.text.replace(",", ";")


async def test_nobody_is_reminded_of_what_was_written_off(case: Case) -> None:
    await case.write_off()
    for month in (1, 2, 3):
        day = case.issued.due_on.replace(year=case.issued.due_on.year + 1, month=month, day=5)
        await daily.run(case.agency.runtime, at(day.isoformat()))
    assert await case.agency.said(InvoiceOverdue) == []


async def test_who_is_paid_when_the_client_has_paid_waits_on_and_the_trail_says_why(
    case: Case,
) -> None:
    await case.write_off()
    assert await case.agency.said(TransactionReleased) == []
    assert await case.agency.said(InvoicePaid) == []
    found = await case.trail()
    assert found["waits_for"] == "client_payment"
    assert found["timeline"][0]["what"] == "written_off"
    states = {one["stage"]: one["state"] for one in found["stages"]}
    assert states["client_paid"] == "waiting"


async def test_staff_let_go_what_was_written_off_and_it_is_paid_once_whatever_comes_in(
    case: Case, pay_day: str
) -> None:
    agency = case.agency
    await case.write_off()
    ((transaction,),) = await agency.rows("SELECT transaction_id FROM transactions")
    path = f"/transactions/{transaction}/release"
    refused = await agency.post(path, {}, status=409)
    assert refused["code"] == "client_has_not_paid"
    released = await agency.post(path, {"without_client_payment": True})
    assert released["state"] == "processing"
    assert released["history"][0]["what"] == "released"
    (said,) = await agency.said(TransactionReleased)
    assert said.cause == "staff"
    found = await case.trail()
    assert found["waits_for"] != "client_payment"
    assert {one["stage"]: one["state"] for one in found["stages"]}["client_paid"] == "waiting"

    paid = await agency.pay(pay_day)
    assert len(paid["payments"]) == 1
    assert (await case.receives(case.total))["released_transaction_ids"] == []
    left = await agency.post("/pay-runs/preview", {"pay_on": pay_day})
    assert (left["payments"], left["left_out"]) == ([], [])


async def test_money_that_comes_in_after_all_lowers_the_loss_and_the_last_of_it_releases(
    case: Case,
) -> None:
    agency = case.agency
    await case.write_off()
    part = await case.receives(100)
    assert (part["released_transaction_ids"], minor(part, "open_amount")) == ([], 0)
    shown = await case.invoice()
    assert (shown["state"], minor(shown, "written_off")) == ("written_off", case.total - 100)
    assert (await agency.balances())["bad_debt"] == -(case.total - 100)
    assert (await case.trail())["timeline"][0]["what"] == "client_paid_part"

    refused = await case.receives(case.total, status=409)
    assert refused["open_amount"]["amount_minor"] == case.total - 100
    rest = await case.receives(case.total - 100)
    assert len(rest["released_transaction_ids"]) == 1
    shown = await case.invoice()
    assert (shown["state"], minor(shown, "written_off")) == ("paid", 0)
    assert shown["paid_on"] == case.issued.issued_on.isoformat()
    assert [minor(one, "amount") for one in shown["write_offs"]] == [
        case.total,
        -100,
        -(case.total - 100),
    ]
    path = f"/companies/{case.issued.company_id}/statement"
    (account,) = (await agency.get(path, agency.staff()))["currencies"]
    assert Counter(one["cause"] for one in account["movements"]) == {
        "invoice": 1,
        "write_off": 1,
        "receipt": 2,
        "write_off_reversed": 2,
    }
    balances = await agency.balances()
    assert balances.get("bad_debt", 0) == 0
    assert balances["bank"] == -case.total
    assert len(await agency.said(InvoicePaid)) == 1


async def test_a_credit_note_on_what_was_written_off_keeps_the_sums(case: Case) -> None:
    agency = case.agency
    await case.receives(100)
    await case.write_off()
    (entry_id,) = case.issued.work[0].entry_ids
    body = {"entry_ids": [str(entry_id)], "reason": "wrong project"}
    await agency.post("/work/reopen", body)
    shown = await case.invoice()
    assert (shown["state"], minor(shown, "written_off")) == ("credited", 0)
    assert (minor(shown, "credited"), minor(shown, "received")) == (case.total, 0)
    balances = await agency.balances()
    assert balances.get("bad_debt", 0) == 0
    # What came in is theirs.
    assert balances[f"customer_receivable:{case.issued.company_id}"] == 100
    assert await agency.said(InvoicePaid) == []


@pytest.mark.requirement("X8")
async def test_it_is_refused_where_nothing_is_open_or_a_part_is_disputed(case: Case) -> None:
    agency = case.agency
    contact = agency.contact(case.issued.company_id)
    await case.write_off(status=403, who=contact)
    dispute = {"lines": [1], "reason": "Two days, not three"}
    await agency.post(f"{case.path}/disputes", dispute, contact, status=201)
    refused = await case.write_off(status=409)
    assert refused["code"] == "disputed_write_off"
    (one,) = (await agency.get(f"{case.path}/disputes", contact))["items"]
    path = f"{case.path}/disputes/{one['dispute_id']}/withdraw"
    await agency.post(path, {"version": 1}, contact)
    await case.write_off()
    refused = await case.write_off(status=409)
    assert refused["code"] == "nothing_to_write_off"
    refused = await agency.post(f"{case.path}/disputes", dispute, contact, status=409)
    assert refused["code"] == "nothing_left_to_dispute"
    assert len(await agency.said(InvoiceWrittenOff)) == 1


@pytest.mark.requirement("B12")
async def test_a_statement_as_of_any_day_foots_before_and_after(agency: AgencyAtWork) -> None:
    books = Books(agency, await agency.company(InvoicePreferences()))
    lost = await books.invoice(at("2026-02-03"))
    other = await books.invoice(at("2026-02-20"), "4")
    half = Money(amount_minor=lost.total.amount_minor // 2, currency="CAD")
    await books.receive(at("2026-03-05"), lost, half, date(2026, 3, 4))
    before = await books.statement("2026-04-09", from_on="2026-01-01")
    await books.write_off(at("2026-04-10"), lost)
    await books.receive(at("2026-05-02"), lost, cad("10"), date(2026, 5, 2))

    owed = (await books.ledger_by_day())["CAD"]
    assert set(owed) >= {date(2026, 4, 10), date(2026, 5, 2)}
    for day, closing in owed.items():
        statement = await books.statement(str(day), from_on="2026-01-01")
        check_sums(statement)
        (account,) = statement["currencies"]
        assert (minor(account, "closing"), minor(account, "difference")) == (closing, 0), day
    assert await books.statement("2026-04-09", from_on="2026-01-01") == before
    (account,) = (await books.statement("2026-05-31", from_on="2026-01-01"))["currencies"]
    assert [one["number"] for one in account["open_invoices"]] == [other.number]
    causes = [(one["cause"], one["number"]) for one in account["movements"]]
    assert causes.count(("write_off", lost.number)) == 1
    assert causes.count(("write_off_reversed", lost.number)) == 1
    assert {
        one["reference"] for one in account["movements"] if one["cause"].startswith("write_off")
    } == {""}
    printed = await books.printed("2026-05-31")
    assert "write_off" in {one.cause for one in printed.currencies[0].movements}
