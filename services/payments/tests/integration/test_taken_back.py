"""Clients' money that the bank takes back: its invoice is open again, once."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from chassis.ids import new_id
from contracts.events.payments import (
    InvoiceIssued,
    InvoiceOverdue,
    InvoicePaid,
    ReceiptRecorded,
    ReceiptReversed,
)
from contracts.events.timesheets import PayTerms
from contracts.events.trail import TrailChanged
from contracts.money import Money
from payments.invoices.reminders.actions import remind

from ..bank_answers import NOTIFICATION, STATEMENT, BookedEntry, BookedPart
from ..builders import an_entry, cad
from ..clients_money import (
    AT_ONCE,
    balance_of,
    check_books,
    credit,
    invoiced,
    listed,
    quoted,
    shown,
    told,
)
from ..conftest import AgencyAtWork
from .test_bank_files import TODAY, send, set_account

pytestmark = pytest.mark.requirement("B17")


def returned(amount: Money, **more: Any) -> BookedEntry:
    """The bank takes back a credit that is called the same."""
    return credit(amount, is_debit=True, return_code="AC04", **more)


async def open_minor(agency: AgencyAtWork, invoice: Any) -> int:
    return (await shown(agency, invoice))["open_amount"]["amount_minor"]


@pytest.mark.parametrize(
    "called",
    [{"reference": "OCR-7"}, {"end_to_end": "CLIENT-7"}, {"reference": "R", "end_to_end": "E"}],
)
async def test_an_invoice_is_open_again_once_its_payment_is_taken_back(
    agency: AgencyAtWork, called: dict[str, str]
) -> None:
    await set_account(agency)
    invoice = await invoiced(agency)
    await send(agency, told(credit(invoice.total, invoice, **called)))
    assert (await shown(agency, invoice))["state"] == "paid"
    back = told(returned(invoice.total, **called))
    for _ in range(3):
        await send(agency, back)
    await send(agency, told(returned(invoice.total, **called), kind=STATEMENT))
    found = await shown(agency, invoice)
    assert (found["state"], found["paid_on"]) == ("not_due", None)
    assert found["open_amount"]["amount_minor"] == invoice.total.amount_minor
    came, taken = found["receipts"]
    assert taken["reverses"] == came["receipt_id"]
    assert taken["amount"]["amount_minor"] == -invoice.total.amount_minor
    assert (taken["source"], taken["received_on"]) == ("bank", TODAY.isoformat())
    (said,) = await agency.said(ReceiptReversed)
    assert (said.amount, said.open_amount) == (invoice.total, invoice.total)
    assert await listed(agency) == []
    outcomes = sorted(one["resolution"]["how"] for one in await listed(agency, "resolved"))
    assert outcomes == ["taken_back", "takes_back"]
    await check_books(agency, 0, invoice.company_id)
    assert len(await agency.said(TrailChanged)) == 2
    statement = await agency.get(f"/companies/{invoice.company_id}/statement", agency.staff())
    moved = [
        (one["cause"], one["received_on"] is not None)
        for one in statement["currencies"][0]["movements"]
    ]
    assert moved == [("invoice", False), ("receipt", True), ("receipt_returned", False)]
    # Paid once more, it is paid once more.
    await send(agency, told(credit(invoice.total, invoice, reference="LATER")))
    assert (await shown(agency, invoice))["state"] == "paid"
    assert len(await agency.said(InvoicePaid)) == 2
    await check_books(agency, invoice.total.amount_minor, invoice.company_id)


async def test_it_is_overdue_and_reminded_anew(agency: AgencyAtWork) -> None:
    await set_account(agency)
    invoice = await invoiced(agency)

    async def day_after(days: int) -> int:
        async with agency.runtime.unit_of_work(agency.agency_id) as uow:
            await remind(uow, TODAY + timedelta(days=days))
        return len(await agency.said(InvoiceOverdue))

    assert await day_after(60) == 1
    await send(agency, told(credit(invoice.total, invoice, reference="OCR-7")))
    assert await day_after(61) == 1
    await send(agency, told(returned(invoice.total, reference="OCR-7")))
    assert await day_after(62) == 2
    overdue = (await agency.said(InvoiceOverdue))[-1]
    assert overdue.open_amount == invoice.total
    assert await day_after(63) == 2


async def test_who_was_released_for_it_stays_so_and_the_trail_says_that_it_went_back(
    agency: AgencyAtWork,
) -> None:
    await set_account(agency)
    order = await agency.work_order(PayTerms.PAY_WHEN_PAID, preferences=AT_ONCE)
    await agency.approves(order, an_entry("8"))
    (invoice,) = await agency.said(InvoiceIssued)
    await send(agency, told(credit(invoice.total, invoice, reference="OCR-7")))
    await send(agency, told(returned(invoice.total, reference="OCR-7")))
    start = invoice.lines[0].from_on.replace(day=1)
    own = agency.own(order.contractor_id)
    trail = await agency.get(f"/my/trail/{order.work_order_id}/{start}", own)
    whats = {one["what"] for one in trail["timeline"]}
    assert {"client_paid", "client_payment_returned"} <= whats
    (row,) = await agency.rows("SELECT state, client_paid FROM transactions")
    assert (row["state"], row["client_paid"]) == ("processing", True)


async def test_taken_back_before_it_was_told_it_never_reaches_the_invoice(
    agency: AgencyAtWork,
) -> None:
    await set_account(agency)
    invoice = await invoiced(agency)
    await send(agency, told(returned(invoice.total, reference="OCR-7")))
    (waits,) = await listed(agency)
    assert waits["why"] == "returned"
    await check_books(agency, -invoice.total.amount_minor, invoice.company_id)
    await send(agency, told(credit(invoice.total, invoice, reference="OCR-7")))
    assert await listed(agency) == []
    assert (await shown(agency, invoice))["state"] == "not_due"
    assert await agency.said(ReceiptRecorded) == []
    await check_books(agency, 0, invoice.company_id)


async def test_whatever_leaves_a_doubt_waits_and_staff_say_which_receipt_it_takes_back(
    agency: AgencyAtWork,
) -> None:
    await set_account(agency)
    first, second = [await invoiced(agency, hours) for hours in ("1", "2")]
    parts = tuple(BookedPart(amount=one.total, quotes=quoted(one)) for one in (first, second))
    batch = credit(first.total + second.total, parts=parts, quotes=(), reference="OCR-1")
    await send(agency, told(batch, credit(cad("5"), reference="A"), kind=NOTIFICATION))
    # A part of the batch, one that is called as no other, and one that takes back a part.
    await send(agency, told(returned(second.total - cad("1"), reference="OCR-1")))
    (waits,) = [one for one in await listed(agency) if one["is_debit"]]
    path = f"/bank-files/unmatched/{waits['entry_id']}/reversal"
    (receipt,) = (await shown(agency, second))["receipts"]
    (other,) = (await shown(agency, first))["receipts"]
    for ident, code in ((new_id(), "unknown_receipt"), (other["receipt_id"], "taken_back")):
        refused = await agency.post(path, {"receipt_id": str(ident)}, status=422)
        assert (refused["code"], refused["errors"][0]["field"]) == (code, "receipt_id")
    (credit_waits,) = [one for one in await listed(agency) if not one["is_debit"]]
    wrong = f"/bank-files/unmatched/{credit_waits['entry_id']}/reversal"
    refused = await agency.post(wrong, {"receipt_id": receipt["receipt_id"]}, status=409)
    assert refused["code"] == "credit_entry"
    done = await agency.post(path, {"receipt_id": receipt["receipt_id"]})
    assert done["resolution"]["how"] == "takes_back"
    assert done["resolution"]["company_id"] == str(second.company_id)
    again = await agency.post(path, {"receipt_id": receipt["receipt_id"]}, status=409)
    assert again["code"] == "entry_resolved"
    assert await open_minor(agency, second) == second.total.amount_minor - 1_00
    # No more than is left of it.
    await send(agency, told(returned(cad("1.01"), reference="B")))
    (waits,) = [one for one in await listed(agency) if one["is_debit"]]
    path = f"/bank-files/unmatched/{waits['entry_id']}/reversal"
    refused = await agency.post(path, {"receipt_id": receipt["receipt_id"]}, status=422)
    assert refused["code"] == "taken_back"
    total = first.total.amount_minor + 1_00 + 5_00 - 1_01
    await check_books(agency, total, first.company_id, second.company_id)


async def test_a_receipt_that_was_recorded_by_hand_and_a_balance_are_taken_back_too(
    agency: AgencyAtWork,
) -> None:
    await set_account(agency)
    invoice = await invoiced(agency)
    by_hand = {**invoice.total.model_dump(), "received_on": TODAY.isoformat()}
    await agency.post(f"/invoices/{invoice.invoice_id}/receipts", by_hand)
    (receipt,) = (await shown(agency, invoice))["receipts"]
    await send(agency, told(credit(cad("9"), reference="D"), returned(invoice.total)))
    for one in await listed(agency):
        path = f"/bank-files/unmatched/{one['entry_id']}"
        if one["is_debit"]:
            await agency.post(f"{path}/reversal", {"receipt_id": receipt["receipt_id"]})
        else:
            await agency.post(f"{path}/balance", {"company_id": str(invoice.company_id)})
    assert await open_minor(agency, invoice) == invoice.total.amount_minor
    assert await balance_of(agency, invoice.company_id) == 9_00
    await send(agency, told(returned(cad("9"), reference="D")))
    assert await balance_of(agency, invoice.company_id) == 0
    await check_books(agency, 0, invoice.company_id)


async def test_what_was_too_much_goes_first_and_what_was_used_of_it_is_owed(
    agency: AgencyAtWork,
) -> None:
    await set_account(agency)
    company = await agency.company(AT_ONCE)
    first, second = [await invoiced(agency, "1", company) for _ in range(2)]
    total = first.total.amount_minor
    # Of two payments of one invoice it does not matter which is taken back.
    await send(agency, told(*(credit(first.total, first, reference=one) for one in "AB")))
    await send(agency, told(returned(first.total, reference="A")))
    assert (await shown(agency, first))["state"] == "paid"
    assert await balance_of(agency, company) == 0
    # What was too much has paid another invoice meanwhile.
    await send(agency, told(credit(first.total, first, reference="C")))
    await agency.post(f"/invoices/{second.invoice_id}/receipts/balance", {})
    assert (await shown(agency, second))["state"] == "paid"
    await send(agency, told(returned(first.total, reference="C")))
    assert await open_minor(agency, first) == total
    assert await balance_of(agency, company) == 0
    await send(agency, told(returned(first.total, reference="B")))
    assert await balance_of(agency, company) == -total
    refused = await agency.post(f"/invoices/{first.invoice_id}/receipts/balance", {}, status=409)
    assert refused["code"] == "nothing_to_apply"
    await check_books(agency, 0, company)


async def test_what_was_written_off_stays_so(agency: AgencyAtWork) -> None:
    await set_account(agency)
    invoice = await invoiced(agency)
    await agency.post(f"/invoices/{invoice.invoice_id}/write-off", {"reason": "Bankrupt"})
    await send(agency, told(credit(cad("40"), invoice, reference="A")))
    await send(agency, told(returned(cad("40"), reference="A")))
    found = await shown(agency, invoice)
    assert found["state"] == "written_off"
    assert found["written_off"]["amount_minor"] == invoice.total.amount_minor
    assert (await agency.balances())["bad_debt"] == -invoice.total.amount_minor
    await check_books(agency, 0, invoice.company_id)


@settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to shrink takes minutes here
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 2**32))
async def test_however_the_files_come_each_payment_is_taken_back_once(
    an_agency_at_work: Any, seed: int
) -> None:
    agency: AgencyAtWork = await an_agency_at_work()
    await set_account(agency)
    company = await agency.company(AT_ONCE)
    first, second, third = [await invoiced(agency, hours, company) for hours in ("1", "2", "3")]
    entries: Sequence[BookedEntry] = [
        credit(first.total, first, reference="A"),
        returned(first.total, reference="A"),
        credit(first.total, first, reference="A2"),
        credit(second.total + cad("7"), second, end_to_end="B"),
        returned(second.total + cad("7"), end_to_end="B"),
        credit(third.total, third, reference="C"),
        credit(cad("5"), text="Thanks", reference="D"),
        returned(cad("5"), reference="D"),
    ]
    random = Random(seed)  # noqa: S311 - a shuffle
    files = [told(one, kind=kind) for one in entries for kind in (NOTIFICATION, STATEMENT)]
    random.shuffle(files)
    for content in files:
        await send(agency, content)
    states = [(await shown(agency, one))["state"] for one in (first, second, third)]
    assert states == ["paid", "not_due", "paid"]
    assert await open_minor(agency, second) == second.total.amount_minor
    assert await balance_of(agency, company) == 0
    assert await listed(agency) == []
    await check_books(agency, first.total.amount_minor + third.total.amount_minor, company)
