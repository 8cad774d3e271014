"""The list of what the bank booked and nobody has explained is worked off, each entry once."""

from datetime import date, timedelta
from typing import Any

import pytest

from chassis.ids import new_id
from contracts.access import Permission

from ..bank_answers import NOTIFICATION
from ..builders import cad
from ..clients_money import (
    AT_ONCE,
    balance_of,
    check_books,
    credit,
    invoiced,
    listed,
    shown,
    told,
    waiting,
)
from ..conftest import AgencyAtWork
from .test_bank_files import NUMBER, TODAY, send, set_account

pytestmark = pytest.mark.requirement("B17")


async def test_staff_put_an_entry_on_an_invoice_and_the_rest_on_the_balance(
    agency: AgencyAtWork,
) -> None:
    await set_account(agency)
    invoice = await invoiced(agency)
    (path,) = await waiting(agency, credit(cad("500"), text="Thanks"))
    body = {"invoice_id": str(invoice.invoice_id), "amount_minor": 300_00}
    done = await agency.post(f"{path}/invoice", body)
    assert (done["state"], done["resolution"]["how"]) == ("resolved", "invoice")
    assert done["resolution"]["resolved_by_name"] == "Ada Staff"
    assert done["resolution"]["company_id"] == str(invoice.company_id)
    open_minor = (await shown(agency, invoice))["open_amount"]["amount_minor"]
    assert open_minor == invoice.total.amount_minor - 300_00
    assert await balance_of(agency, invoice.company_id) == 200_00
    again = await agency.post(f"{path}/invoice", body, status=409)
    assert again["code"] == "entry_resolved"
    # What is a balance pays an invoice as any other.
    await agency.post(f"/invoices/{invoice.invoice_id}/receipts/balance", {})
    assert await balance_of(agency, invoice.company_id) == 0
    await check_books(agency, 500_00, invoice.company_id)


async def test_staff_put_an_entry_on_a_balance_or_set_it_aside(agency: AgencyAtWork) -> None:
    await set_account(agency)
    invoice = await invoiced(agency)
    company = invoice.company_id
    own = await waiting(
        agency,
        credit(cad("500")),
        credit(cad("400")),
        credit(cad("300")),
        credit(cad("12.50"), is_debit=True, text="Fee"),
    )
    await agency.post(f"{own[0]}/balance", {"company_id": str(company)})
    await agency.post(f"{own[1]}/set-aside", {"reason": "A loan of the owner"})
    body = {**cad("300").model_dump(), "received_on": TODAY.isoformat()}
    await agency.post(f"/invoices/{invoice.invoice_id}/receipts", body)
    before = {"reason": "Recorded on Friday", "recorded_by_hand": True}
    await agency.post(f"{own[2]}/set-aside", before)
    debit = await agency.post(f"{own[3]}/balance", {"company_id": str(company)}, status=409)
    assert debit["code"] == "debit_entry"
    await agency.post(f"{own[3]}/set-aside", {"reason": "Fee"})
    for path in own:
        for what, body in (
            ("balance", {"company_id": str(company)}),
            ("invoice", {"invoice_id": str(invoice.invoice_id)}),
            ("set-aside", {"reason": "Again"}),
        ):
            refused = await agency.post(f"{path}/{what}", body, status=409)
            assert refused["code"] == "entry_resolved"
    outcomes = {
        one["amount"]["amount_minor"]: (one["resolution"]["how"], one["resolution"]["reason"])
        for one in await listed(agency, "resolved")
    }
    assert outcomes == {
        500_00: ("balance", ""),
        400_00: ("set_aside", "A loan of the owner"),
        300_00: ("recorded_by_hand", "Recorded on Friday"),
        12_50: ("set_aside", "Fee"),
    }
    assert await balance_of(agency, company) == 500_00
    assert (await agency.balances())["other_bank_entries"] == 400_00 - 12_50
    await check_books(agency, 500_00 + 400_00 + 300_00 - 12_50, company)


async def test_what_cannot_be_said_of_an_entry_is_refused_and_it_waits_on(
    agency: AgencyAtWork, an_agency_at_work: Any
) -> None:
    await set_account(agency)
    invoice = await invoiced(agency)
    (path,) = await waiting(agency, credit(cad("5")))
    ours = {"invoice_id": str(invoice.invoice_id)}
    for what, body, code in (
        ("invoice", {**ours, "amount_minor": 5_01}, "receipt_amount"),
        ("invoice", {"invoice_id": str(new_id())}, "unknown_invoice"),
        ("balance", {"company_id": str(new_id())}, "unknown_company"),
        ("invoice", {**ours, "amount_minor": 0}, "invalid"),
        ("invoice", {**ours, "amount_minor": 10**19}, "invalid"),
        ("set-aside", {"reason": "   "}, "invalid"),
    ):
        refused = await agency.post(f"{path}/{what}", body, status=422)
        assert (refused["code"], len(refused["errors"])) == (code, 1)
    for who in (agency.staff([Permission.PAY_RUNS_RUN]), agency.contact(invoice.company_id)):
        for what, body in (("invoice", ours), ("set-aside", {"reason": "x"})):
            await agency.post(f"{path}/{what}", body, who, status=403)
    nobodys = f"/bank-files/unmatched/{new_id()}"
    await agency.post(f"{nobodys}/invoice", ours, status=404)
    other: AgencyAtWork = await an_agency_at_work()
    await agency.post(f"{path}/set-aside", {"reason": "x"}, other.staff(), status=404)
    assert [one["state"] for one in await listed(agency)] == ["waiting"]
    await check_books(agency, 5_00, invoice.company_id)


async def test_a_credit_that_waits_comes_with_the_invoices_that_it_may_be_for(
    agency: AgencyAtWork,
) -> None:
    await set_account(agency)
    company = await agency.company(AT_ONCE)
    issued = [await invoiced(agency, "1", company) for _ in range(6)]
    larger = await invoiced(agency, "2", company)
    await send(
        agency,
        told(
            credit(issued[0].total),
            credit(cad("1"), text=f"Faktura {larger.number.lower()}"),
            credit(cad("2"), text="Thanks"),
            credit(issued[0].total, is_debit=True),
        ),
    )
    found = {
        (one["amount"]["amount_minor"], one["is_debit"]): one["suggestions"]
        for one in await listed(agency)
    }
    same = issued[0].total.amount_minor
    assert len(found[same, False]) == 5
    assert {one["number"] for one in found[same, False]} <= {one.number for one in issued}
    assert [one["invoice_id"] for one in found[1_00, False]] == [str(larger.invoice_id)]
    assert found[2_00, False] == found[same, True] == []


async def test_files_are_listed_with_what_they_changed_and_a_repeat_says_so(
    agency: AgencyAtWork,
) -> None:
    await set_account(agency)
    invoice = await invoiced(agency)
    content = told(
        credit(invoice.total, invoice), credit(cad("1")), credit(cad("3"), is_debit=True)
    )
    first = await send(agency, content)
    second = await send(agency, content)
    assert (first["repeats"], second["repeats"]) == (None, first["file_id"])
    page = await agency.get("/bank-files?limit=1", agency.staff())
    assert [one["file_id"] for one in page["items"]] == [second["file_id"]]
    rest = await agency.get(f"/bank-files?cursor={page['next_cursor']}", agency.staff())
    (file,) = rest["items"]
    assert file["file_id"] == first["file_id"]
    assert (file["kind"], file["message_id"]) == (NOTIFICATION, "BANK-1")
    assert (file["matched"], file["unmatched"], file["taken"], file["refused"]) == (1, 2, 0, 0)
    assert file["received_by_name"] == "Ada Staff"
    (account,) = file["accounts"]
    assert account["ending"] == NUMBER[-4:]
    assert account["credited"]["amount_minor"] == invoice.total.amount_minor + 1_00
    assert account["debited"]["amount_minor"] == 3_00
    nobody = agency.staff([Permission.INVOICES_VIEW])
    await agency.get("/bank-files", nobody, status=403)
    await send(agency, content[:-40], 422)
    assert len((await agency.get("/bank-files", agency.staff()))["items"]) == 2


async def test_money_of_a_closed_month_counts_for_the_first_open_day(
    agency: AgencyAtWork,
) -> None:
    await set_account(agency)
    company = await agency.company()
    first = TODAY.replace(day=1)
    last = first - timedelta(days=1)
    await agency.post("/ledger/closings", {"closed_through": last.isoformat()})
    (path,) = await waiting(agency, credit(cad("5"), on=last))
    await agency.post(f"{path}/balance", {"company_id": str(company)})
    (row,) = await agency.rows("SELECT received_on FROM deposits")
    assert row["received_on"] == first
    await check_books(agency, 5_00, company)


async def test_money_of_a_day_that_is_yet_to_come_waits_until_it_has(agency: AgencyAtWork) -> None:
    await set_account(agency)
    invoice = await invoiced(agency)
    later = TODAY + timedelta(days=2)
    for reference, is_debit in (("LATER", False), ("LATER", True)):
        one = credit(cad("5"), invoice, reference=reference, on=later, is_debit=is_debit)
        await send(agency, told(one))
    waits = {one["is_debit"]: one for one in await listed(agency)}
    assert [waits[is_debit]["why"] for is_debit in (False, True)] == ["day_to_come", "unknown"]
    company = {"company_id": str(invoice.company_id)}
    bodies: list[tuple[bool, str, dict[str, str]]] = [
        (False, "invoice", {"invoice_id": str(invoice.invoice_id)}),
        (False, "balance", company),
        (True, "reversal", {"receipt_id": str(new_id())}),
    ]
    for is_debit, what, body in bodies:
        path = f"/bank-files/unmatched/{waits[is_debit]['entry_id']}/{what}"
        refused = await agency.post(path, body, status=422)
        assert refused["code"] == "entry_day"
        assert refused["errors"] == [
            {"field": "booked_on", "reason": f"{later} is yet to come"},
        ]
    body = {**cad("5").model_dump(), "received_on": later.isoformat()}
    refused = await agency.post(f"/invoices/{invoice.invoice_id}/receipts", body, status=422)
    assert refused["errors"][0]["field"] == "received_on"
    assert len(await listed(agency)) == 2
    await check_books(agency, 0, invoice.company_id)


async def test_an_entry_of_before_is_booked_when_somebody_says_what_it_is(
    agency: AgencyAtWork,
) -> None:
    entry_id = new_id()
    async with agency.runtime.unit_of_work(agency.agency_id) as uow:
        await uow.execute(
            """INSERT INTO unmatched_entries (agency_id, entry_id, file_kind, file_message_id,
                   booked_on, is_debit, amount_minor, currency, bank_reference, end_to_end_id,
                   party, said, why, read_at)
               VALUES ($1, $2, 'camt.054.001.08', 'OLD', $3, false, 500, 'CAD', '', '', '', '',
                   'unknown', now())""",
            agency.agency_id,
            entry_id,
            date(2026, 1, 5),
        )
    path = f"/bank-files/unmatched/{entry_id}"
    await agency.post(f"{path}/set-aside", {"reason": "A refund of taxes"})
    await check_books(agency, 5_00)
