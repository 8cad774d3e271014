"""Work of a reversed transaction: in whatever order things happen, it is paid and billed once."""

import asyncio
from datetime import date
from typing import Any

from contracts.events.identity import ContractorKind, InvoiceCadence, InvoicePreferences
from contracts.events.payments import (
    InvoiceCredited,
    InvoiceIssued,
    TransactionCreated,
    TransactionReversed,
)
from contracts.events.timesheets import Entry

from ..builders import an_entry, approved
from ..conftest import AgencyAtWork

AT_ONCE = InvoicePreferences(cadence=InvoiceCadence.IMMEDIATE)
MONTHLY = InvoicePreferences(cadence=InvoiceCadence.MONTHLY)
WORKED_ON = date(2026, 2, 10)
LAST_DAY = "2026-02-28"


async def reverse(agency: AgencyAtWork, transaction_id: Any, reason: str = "wrong project") -> Any:
    return await agency.client.post(
        f"/transactions/{transaction_id}/reverse",
        json={"reason": reason},
        headers=agency.staff(),
    )


async def billed(agency: AgencyAtWork, up_to: str = LAST_DAY) -> list[InvoiceIssued]:
    before = len(await agency.said(InvoiceIssued))
    await agency.post("/invoice-runs", {"up_to": up_to})
    return (await agency.said(InvoiceIssued))[before:]


def again(entry: Entry, quantity: str | None = None) -> Entry:
    """The entry as timesheets sends it back: the same work at its next version."""
    return an_entry(
        quantity or str(entry.quantity),
        work_on=entry.work_on,
        entry_id=entry.entry_id,
        version=entry.version + 1,
    )


async def test_reversed_work_is_on_no_invoice_and_is_sent_back(agency: AgencyAtWork) -> None:
    order = await agency.work_order(preferences=MONTHLY)
    undone, stays = an_entry("8"), an_entry("2")
    made = (await agency.approves(order, undone)).transaction
    await agency.approves(order, stays)
    await agency.post(f"/transactions/{made.transaction_id}/reverse", {"reason": "wrong project"})

    (said,) = await agency.said(TransactionReversed)
    assert [(one.entry_id, one.version) for one in said.entries] == [(undone.entry_id, 1)]
    assert (said.work_order_id, said.reversed_by) == (order.work_order_id, agency.staff_id)
    (invoice,) = await billed(agency)
    assert [work.entry_ids for work in invoice.work] == [(stays.entry_id,)]

    await agency.hears(approved(order, undone))  # said anew of the version that was reversed
    # What is left of the pay period is charged by itself: a transaction without work says so.
    created = await agency.said(TransactionCreated)
    assert [bool(one.transaction.lines) for one in created] == [True, True, False]
    await agency.approves(order, again(undone))
    (invoice,) = await billed(agency)
    assert [work.entry_ids for work in invoice.work] == [(undone.entry_id,)]
    assert await billed(agency) == []


async def test_a_reversed_correction_takes_back_all_of_the_work_and_what_it_corrects_is_none(
    agency: AgencyAtWork,
) -> None:
    order, entry = await agency.work_order(kind=ContractorKind.INCORPORATED), an_entry("8")
    first = (await agency.approves(order, entry)).transaction
    second = (await agency.approves(order, again(entry, "6"))).transaction
    refused = await reverse(agency, first.transaction_id)
    assert (refused.status_code, refused.json()["code"]) == (409, "corrected_later")
    assert second.number in refused.json()["detail"]
    assert (await reverse(agency, second.transaction_id)).status_code == 200
    sent, with_it = await agency.said(TransactionReversed)
    assert [(one.entry_id, one.version) for one in sent.entries] == [(entry.entry_id, 2)]
    assert (with_it.transaction_id, with_it.entries) == (first.transaction_id, ())
    assert sum((await agency.balances()).values()) == 0
    assert (await agency.balances())["work_cost"] == 0
    for again_refused in (first, second):
        answer = await reverse(agency, again_refused.transaction_id)
        assert answer.json()["code"] == "already_reversed"
    third = (await agency.approves(order, again(again(entry), "7"))).transaction
    assert third.gross.amount_minor == 280_00
    assert (await agency.balances())["work_cost"] == -280_00


async def test_what_an_invoice_run_bills_at_the_same_moment_is_credited_or_was_not_there(
    agency: AgencyAtWork,
) -> None:
    outcomes = 0
    for _ in range(6):
        order, entry = await agency.work_order(preferences=MONTHLY), an_entry("8")
        made = (await agency.approves(order, entry)).transaction
        answer, invoices = await asyncio.gather(
            reverse(agency, made.transaction_id), billed(agency)
        )
        covered = [work.entry_ids for one in invoices for work in one.work]
        assert answer.status_code == 200
        assert covered in ([], [(entry.entry_id,)])
        credited = await agency.said(InvoiceCredited)
        assert [one.invoice_id for one in credited[outcomes:]] == [
            one.invoice_id for one in invoices
        ]
        outcomes = len(credited)
    assert set((await agency.balances()).values()) == {0}


async def test_of_two_who_reverse_at_once_one_does(agency: AgencyAtWork) -> None:
    made = (await agency.approves(await agency.work_order(), an_entry("8"))).transaction
    answers = await asyncio.gather(*(reverse(agency, made.transaction_id) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    assert len(await agency.said(TransactionReversed)) == 1
    assert set((await agency.balances()).values()) == {0}
