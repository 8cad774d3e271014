"""What was invoiced and is taken back is credited: once, at the rates of then, in the books."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from contracts.access import Permission
from contracts.events.identity import ContractorKind, InvoiceCadence, InvoicePreferences
from contracts.events.payments import (
    InvoiceCredited,
    InvoiceIssued,
    InvoicePaid,
    TransactionCreated,
    TransactionReleased,
    TransactionReversed,
)
from contracts.events.timesheets import Entry, PayTerms, WorkOrder
from payments.daily import check_ledger
from payments.trail.check import check_trail

from ..builders import an_entry, approved
from ..conftest import AgencyAtWork

AT_ONCE = InvoicePreferences(cadence=InvoiceCadence.IMMEDIATE)
MONTHLY = InvoicePreferences(cadence=InvoiceCadence.MONTHLY)
WORKED_ON = date(2026, 2, 10)
LAST_DAY = "2026-02-28"


@dataclass(frozen=True)
class BilledWork:
    """Work that stands on an invoice."""

    order: WorkOrder
    entries: Sequence[Entry]
    made: TransactionCreated
    invoice: InvoiceIssued


async def bills(agency: AgencyAtWork, *quantities: str, **order: Any) -> BilledWork:
    given: dict[str, Any] = {"preferences": AT_ONCE, "kind": ContractorKind.INCORPORATED, **order}
    opened = await agency.work_order(**given)
    entries = [an_entry(one, work_on=WORKED_ON) for one in quantities]
    made = await agency.approves(opened, *entries)
    (*_, invoice) = await agency.said(InvoiceIssued)
    return BilledWork(opened, entries, made, invoice)


def again(entry: Entry, quantity: str) -> Entry:
    return an_entry(
        quantity, work_on=entry.work_on, entry_id=entry.entry_id, version=entry.version + 1
    )


async def reverses(
    agency: AgencyAtWork, made: TransactionCreated, status: int | None = None
) -> Any:
    path = f"/transactions/{made.transaction.transaction_id}/reverse"
    return await agency.post(path, {"reason": "wrong project"}, status=status)


async def shown(agency: AgencyAtWork, billed: BilledWork) -> Any:
    return await agency.get(f"/invoices/{billed.invoice.invoice_id}", agency.staff())


async def receives(
    agency: AgencyAtWork, billed: BilledWork, amount_minor: int, today: str, **more: Any
) -> Any:
    body = {
        "amount_minor": amount_minor,
        "currency": billed.invoice.currency,
        "received_on": today,
        **more,
    }
    return await agency.post(f"/invoices/{billed.invoice.invoice_id}/receipts", body)


async def balance(agency: AgencyAtWork, billed: BilledWork) -> list[int]:
    path = f"/companies/{billed.order.company_id}/balance"
    found = await agency.get(path, agency.staff())
    return [one["amount_minor"] for one in found["balances"]]


async def books_agree(agency: AgencyAtWork, billed: BilledWork) -> Any:
    """The ledger, the trail and the company's statement; the statement's currency is returned."""
    assert await check_ledger(agency.runtime, []) == 0
    assert await check_trail(agency.runtime, []) == 0
    path = f"/companies/{billed.order.company_id}/statement"
    statement = await agency.get(path, agency.staff())
    (account,) = statement["currencies"]
    assert account["difference"]["amount_minor"] == 0
    return account


async def test_reversing_what_is_invoiced_credits_it_and_approved_again_it_is_billed_once(
    agency: AgencyAtWork,
) -> None:
    billed = await bills(agency, "8", "2")
    await reverses(agency, billed.made)

    (said,) = await agency.said(InvoiceCredited)
    assert said.credit_note_number == f"C-{said.credited_on.year}-000001"
    assert (said.number, said.reason) == (billed.invoice.number, "wrong project")
    assert (said.subtotal, said.total) == (billed.invoice.subtotal, billed.invoice.total)
    assert [tax.amount for tax in said.taxes] == [tax.amount for tax in billed.invoice.taxes]
    assert [line.quantity for line in said.lines] == [Decimal(10)]
    assert said.open_amount.amount_minor == said.kept_balance.amount_minor == 0
    assert set((await agency.balances()).values()) == {0}
    invoice = await shown(agency, billed)
    assert (invoice["state"], invoice["open_amount"]["amount_minor"]) == ("credited", 0)
    assert [one["number"] for one in invoice["credit_notes"]] == [said.credit_note_number]
    for typed, found in ((said.credit_note_number.lower(), [said.number]), ("C-1999-000001", [])):
        page = await agency.get(f"/invoices?search={typed}", agency.staff())
        assert [one["number"] for one in page["items"]] == found
    (sent,) = await agency.said(TransactionReversed)
    assert {one.entry_id for one in sent.entries} == {one.entry_id for one in billed.entries}
    assert await agency.said(InvoicePaid) == []
    await books_agree(agency, billed)

    await agency.hears(approved(billed.order, *billed.entries))  # of the version that was undone
    assert len(await agency.said(InvoiceIssued)) == 1
    await agency.approves(billed.order, *(again(one, "4") for one in billed.entries))
    invoices = await agency.said(InvoiceIssued)
    assert [one.subtotal.amount_minor for one in invoices] == [600_00, 480_00]
    assert len(await agency.said(InvoiceCredited)) == 1
    await books_agree(agency, billed)


async def test_a_second_reversal_is_refused_and_credits_nothing(agency: AgencyAtWork) -> None:
    billed = await bills(agency, "8")
    await reverses(agency, billed.made)
    refused = await reverses(agency, billed.made, status=409)
    assert refused["code"] == "already_reversed"
    assert len(await agency.said(InvoiceCredited)) == 1


async def test_a_correction_to_less_is_credited_and_one_to_more_is_on_the_next_invoice(
    agency: AgencyAtWork,
) -> None:
    billed = await bills(agency, "8", "2")
    less = again(billed.entries[0], "6")
    await agency.approves(billed.order, less)
    (credited,) = await agency.said(InvoiceCredited)
    (line,) = credited.lines
    assert (line.quantity, line.minutes, line.amount.amount_minor) == (Decimal(2), 120, 120_00)
    assert credited.reason == ""
    assert (await shown(agency, billed))["open_amount"] == credited.open_amount.model_dump(
        mode="json"
    )
    assert len(await agency.said(InvoiceIssued)) == 1

    await agency.approves(billed.order, again(less, "9"))
    (_, added) = await agency.said(InvoiceIssued)
    assert added.subtotal.amount_minor == 180_00
    assert len(await agency.said(InvoiceCredited)) == 1
    assert -(await agency.balances())["work_cost"] == 11 * 40_00
    assert (await agency.balances())["revenue"] == 11 * 60_00
    await books_agree(agency, billed)


async def test_credit_notes_are_numbered_without_gaps_and_add_up_to_the_invoice(
    agency: AgencyAtWork,
) -> None:
    billed = await bills(agency, *["0.333333"] * 3)
    for entry in billed.entries:
        await agency.approves(billed.order, again(entry, "0.016667"))
    for entry in billed.entries:
        await agency.approves(billed.order, again(again(entry, "0.016667"), "0"))
    notes = await agency.said(InvoiceCredited)
    assert [int(one.credit_note_number[-6:]) for one in notes] == list(range(1, len(notes) + 1))
    assert sum(one.total.amount_minor for one in notes) == billed.invoice.total.amount_minor
    assert (await shown(agency, billed))["state"] == "credited"
    await books_agree(agency, billed)


async def test_what_was_paid_of_what_is_credited_is_the_companys_balance(
    agency: AgencyAtWork, today: str
) -> None:
    billed = await bills(agency, "10")
    total = billed.invoice.total.amount_minor
    await receives(agency, billed, total, today)
    await agency.approves(billed.order, again(billed.entries[0], "7"))
    (credited,) = await agency.said(InvoiceCredited)
    kept = credited.kept_balance.amount_minor
    assert kept == credited.total.amount_minor > 0
    invoice = await shown(agency, billed)
    assert (invoice["state"], invoice["open_amount"]["amount_minor"]) == ("paid", 0)
    assert [(one["source"], one["amount"]["amount_minor"]) for one in invoice["receipts"]] == [
        ("bank", total),
        ("balance", -kept),
    ]
    assert await balance(agency, billed) == [kept]
    account = await books_agree(agency, billed)
    assert account["kept_balance"]["amount_minor"] == kept
    assert account["closing"]["amount_minor"] == -kept

    # Half of the next invoice is paid of it, and no more than there is.
    other = await agency.approves(billed.order, an_entry("8", work_on=WORKED_ON))
    assert other.transaction.gross.amount_minor == 320_00
    (*_, later) = await agency.said(InvoiceIssued)
    path = f"/invoices/{later.invoice_id}/receipts/balance"
    applied = await agency.post(path, None)
    assert applied["open_amount"]["amount_minor"] == later.total.amount_minor - kept
    assert await balance(agency, billed) == []
    refused = await agency.post(path, None, status=409)
    assert refused["code"] == "nothing_to_apply"
    await books_agree(agency, billed)


async def test_money_that_is_too_much_is_kept_where_staff_say_so_and_paid_back(
    agency: AgencyAtWork, today: str
) -> None:
    billed = await bills(agency, "10")
    total = billed.invoice.total.amount_minor
    body = {"amount_minor": total + 50_00, "currency": "CAD", "received_on": today}
    path = f"/invoices/{billed.invoice.invoice_id}/receipts"
    assert (await agency.post(path, body, status=409))["code"] == "overpayment"
    await receives(agency, billed, total + 50_00, today, keep_excess=True)
    await receives(agency, billed, 7_00, today, keep_excess=True)  # paid once more
    assert await balance(agency, billed) == [57_00]
    assert (await shown(agency, billed))["state"] == "paid"
    await books_agree(agency, billed)

    refunds = f"/companies/{billed.order.company_id}/refunds"
    refund = {"amount_minor": 57_01, "currency": "CAD", "paid_on": today}
    refused = await agency.post(refunds, refund, status=422)
    assert refused["errors"][0]["field"] == "amount_minor"
    before = date.fromisoformat(today) - timedelta(days=1)
    for day in ("2000-01-01", before.isoformat()):
        early = refund | {"amount_minor": 1, "paid_on": day}
        refused = await agency.post(refunds, early, status=422)
        assert (refused["code"], refused["errors"][0]["field"]) == ("refund", "paid_on")
    left = await agency.post(refunds, refund | {"amount_minor": 57_00})
    assert left["balances"] == []
    assert (await agency.balances())["bank"] == -total
    account = await books_agree(agency, billed)
    assert account["closing"]["amount_minor"] == 0


async def test_reversing_what_is_paid_takes_it_back_by_a_transaction_and_credits(
    agency: AgencyAtWork, today: str
) -> None:
    billed = await bills(agency, "10", kind=ContractorKind.TEMP)
    await agency.names_account(billed.order.contractor_id)
    await agency.pay(today)
    before = await agency.balances()
    await reverses(agency, billed.made)

    (original, back) = await agency.said(TransactionCreated)
    assert back.transaction.net == -original.transaction.net
    assert [c.amount for c in back.transaction.deductions] == [
        -c.amount for c in original.transaction.deductions
    ]
    assert back.transaction.state == "pending_release"
    (sent,) = await agency.said(TransactionReversed)
    assert sent.corrected_by == back.transaction.transaction_id
    assert [one.entry_id for one in sent.entries] == [billed.entries[0].entry_id]
    assert len(await agency.said(InvoiceCredited)) == 1
    found = await agency.get(f"/transactions/{original.transaction.transaction_id}", agency.staff())
    assert found["state"] == "paid"
    after = await agency.balances()
    assert after["bank"] == before["bank"]
    payable = f"contractor_payable:{billed.order.contractor_id}"
    assert after[payable] == -original.transaction.net.amount_minor
    refused = await reverses(agency, billed.made, status=409)
    assert refused["code"] == "corrected_later"
    refused = await reverses(agency, back, status=409)
    assert refused["code"] == "only_takes_back"

    # Approved again it is paid once: what was paid already is set off.
    await agency.approves(billed.order, again(billed.entries[0], "10"))
    released = f"/transactions/{back.transaction.transaction_id}/release"
    await agency.post(released, {})
    pay_on = agency.banks_open_from(today)
    preview = await agency.post("/pay-runs/preview", {"pay_on": pay_on})
    assert preview["payments"] == []
    assert (await agency.balances())[payable] == 0
    await books_agree(agency, billed)


async def test_some_entries_of_what_is_paid_and_invoiced_are_reopened_and_the_rest_stays(
    agency: AgencyAtWork, today: str
) -> None:
    billed = await bills(agency, "6", "3", "1")
    await agency.names_account(billed.order.contractor_id)
    await agency.pay(today)
    six, three, one = (entry.entry_id for entry in billed.entries)
    body = {"entry_ids": [str(three), str(one)], "reason": "wrong project"}
    (undone,) = (await agency.post("/work/reopen", body))["transactions"]
    assert set(undone["entry_ids"]) == {str(three), str(one)}
    (_, back) = await agency.said(TransactionCreated)
    assert undone["corrected_by"] == str(back.transaction.transaction_id)
    assert back.transaction.gross.amount_minor == -160_00
    (credited,) = await agency.said(InvoiceCredited)
    assert credited.subtotal.amount_minor == 240_00
    assert credited.reason == "wrong project"

    refused = await agency.post(
        "/work/reopen", body | {"entry_ids": [str(six), str(one)]}, status=409
    )
    assert (refused["code"], refused["entry_ids"]) == ("nothing_stands", [str(one)])
    assert len(await agency.said(TransactionReversed)) == 1
    await agency.post("/work/reopen", body | {"entry_ids": [str(six)]})
    assert (await shown(agency, billed))["state"] == "credited"
    assert (await agency.balances())["work_cost"] == 0
    await books_agree(agency, billed)


async def test_entries_of_one_invoice_are_credited_on_one_note_in_whatever_transactions_they_stand(
    agency: AgencyAtWork,
) -> None:
    order = await agency.work_order(preferences=MONTHLY)
    entries = [an_entry("2", work_on=WORKED_ON) for _ in range(3)]
    for entry in entries:
        await agency.approves(order, entry)
    await agency.post("/invoice-runs", {"up_to": LAST_DAY})
    body = {"entry_ids": [str(one.entry_id) for one in entries], "reason": "all of it"}
    found = await agency.post("/work/reopen", body)
    assert len(found["transactions"]) == 3
    (credited,) = await agency.said(InvoiceCredited)
    assert credited.subtotal.amount_minor == 360_00


async def test_entries_of_several_transactions_go_back_at_once_or_none_does(
    agency: AgencyAtWork,
) -> None:
    one, other = await bills(agency, "2"), await bills(agency, "3")
    ids = [str(each.entries[0].entry_id) for each in (one, other)]
    body = {"entry_ids": [*ids, "01960000-0000-7000-8000-000000000001"], "reason": "twice"}
    refused = await agency.post("/work/reopen", body, status=422)
    assert refused["code"] == "unknown_work"
    assert await agency.said(InvoiceCredited) == []
    found = await agency.post("/work/reopen", body | {"entry_ids": ids})
    assert [each["corrected_by"] for each in found["transactions"]] == [None, None]
    assert len(await agency.said(InvoiceCredited)) == 2
    assert set((await agency.balances()).values()) == {0}


async def test_what_was_paid_and_never_billed_is_set_off_and_on_no_invoice(
    agency: AgencyAtWork, today: str
) -> None:
    billed_later = await agency.work_order(preferences=MONTHLY)
    entry, stays = an_entry("8", work_on=WORKED_ON), an_entry("1", work_on=WORKED_ON)
    made = await agency.approves(billed_later, entry)
    await agency.names_account(billed_later.contractor_id)
    await agency.pay(today)
    await reverses(agency, made)
    await agency.approves(billed_later, stays)
    await agency.post("/invoice-runs", {"up_to": LAST_DAY})
    (invoice,) = await agency.said(InvoiceIssued)
    assert [work.entry_ids for work in invoice.work] == [(stays.entry_id,)]
    assert invoice.subtotal.amount_minor == 60_00
    assert await agency.said(InvoiceCredited) == []
    assert await check_ledger(agency.runtime, []) == 0
    assert await check_trail(agency.runtime, []) == 0


async def test_what_is_left_of_an_invoice_may_be_paid_already_and_lets_go_what_waited(
    agency: AgencyAtWork, today: str
) -> None:
    billed = await bills(agency, "6", "4", pay_terms=PayTerms.PAY_WHEN_PAID)
    total = billed.invoice.total.amount_minor
    await receives(agency, billed, total * 6 // 10, today)
    assert await agency.said(TransactionReleased) == []
    back = await agency.approves(billed.order, again(billed.entries[1], "0"))
    (paid,) = await agency.said(InvoicePaid)
    assert paid.invoice_id == billed.invoice.invoice_id
    released = await agency.said(TransactionReleased)
    assert {one.transaction_id for one in released} == {
        billed.made.transaction.transaction_id,
        back.transaction.transaction_id,
    }
    await books_agree(agency, billed)


async def test_an_agreed_correction_is_held_back_until_it_is_credited(
    agency: AgencyAtWork,
) -> None:
    billed = await bills(agency, "10")
    contact = agency.contact(billed.order.company_id)
    invoice_path = f"/invoices/{billed.invoice.invoice_id}"
    opened = await agency.post(
        f"{invoice_path}/disputes", {"lines": [1], "reason": "seven were agreed"}, contact
    )
    dispute_id = opened["items"][0]["dispute_id"]
    await agency.post(
        f"{invoice_path}/disputes/{dispute_id}/resolve",
        {
            "outcome": "correction",
            "reason": "three come off",
            "agreed": {"amount_minor": 180_00, "currency": "CAD"},
            "version": 1,
        },
    )
    total = billed.invoice.total.amount_minor
    held = (await shown(agency, billed))["disputed_amount"]["amount_minor"]
    assert 0 < held < total
    await agency.approves(billed.order, again(billed.entries[0], "7"))
    (credited,) = await agency.said(InvoiceCredited)
    assert credited.total.amount_minor == held
    assert (await shown(agency, billed))["disputed_amount"]["amount_minor"] == 0
    await books_agree(agency, billed)


@pytest.mark.parametrize("path", ["balance", "refunds"])
async def test_only_who_manages_invoices_sees_or_pays_back_a_balance(
    agency: AgencyAtWork, path: str, today: str
) -> None:
    billed = await bills(agency, "1")
    url = f"/companies/{billed.order.company_id}/{path}"
    for who in (
        agency.staff([Permission.PAY_RUNS_RUN]),
        agency.contact(billed.order.company_id),
    ):
        if path == "balance":
            refused = await agency.get(url, who, status=403)
        else:
            body = {"amount_minor": 1, "currency": "CAD", "paid_on": today}
            refused = await agency.post(url, body, who, status=403)
        assert refused["code"] == "forbidden"
    assert await agency.rows("SELECT refund_id FROM refunds") == []
