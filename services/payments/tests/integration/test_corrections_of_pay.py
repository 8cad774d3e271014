"""Who is paid when the client has paid, and is corrected without another amount for the client."""

from datetime import date
from decimal import Decimal

import pytest

from contracts.events.identity import ContractorKind, InvoiceCadence, InvoicePreferences
from contracts.events.payments import TransactionCreated, TransactionReversed
from contracts.events.timesheets import Entry, PayTerms, WorkOrder, WorkOrderChanged

from ..builders import an_entry
from ..conftest import AgencyAtWork

WEEKLY = InvoicePreferences(cadence=InvoiceCadence.WEEKLY)
AN_HOUR = 45_20
"""Minor units with 13 % of tax."""


async def _order(agency: AgencyAtWork) -> WorkOrder:
    return await agency.work_order(
        PayTerms.PAY_WHEN_PAID,
        kind=ContractorKind.INCORPORATED,
        preferences=WEEKLY,
        version=1,
    )


async def _bill(agency: AgencyAtWork, today: str) -> None:
    await agency.post("/invoice-runs", {"up_to": today})


async def _receive_all(agency: AgencyAtWork, today: str) -> None:
    rows = await agency.rows(
        "SELECT invoice_id, total_minor FROM invoices WHERE received_minor < total_minor"
    )
    for row in rows:
        body = {"amount_minor": row["total_minor"], "currency": "CAD", "received_on": today}
        await agency.post(f"/invoices/{row['invoice_id']}/receipts", body)


async def _states(agency: AgencyAtWork) -> list[str]:
    rows = await agency.rows("SELECT state FROM transactions ORDER BY number")
    return [row["state"] for row in rows]


@pytest.mark.parametrize("more", [5, -5])
@pytest.mark.parametrize("when", ["not billed", "billed", "client paid"])
async def test_another_rate_of_pay_waits_for_the_client_as_the_work_does(
    agency: AgencyAtWork, today: str, pay_day: str, when: str, more: int
) -> None:
    order = await _order(agency)
    entry = an_entry("5")
    await agency.approves(order, entry)
    if when != "not billed":
        await _bill(agency, today)
    if when == "client paid":
        await _receive_all(agency, today)
    articles = tuple(
        one.model_copy(update={"pay_rate": one.pay_rate + Decimal(more)}) for one in order.articles
    )
    newer = order.model_copy(update={"version": 2, "articles": articles})
    await agency.hears(WorkOrderChanged(work_order=newer))
    await agency.approves(newer, an_entry("5", entry_id=entry.entry_id, version=2))
    waiting = "processing" if when == "client paid" else "pending_client_payment"
    assert await _states(agency) == [waiting, waiting]
    await _bill(agency, today)
    await _receive_all(agency, today)
    assert await _states(agency) == ["processing", "processing"]
    (total,) = (await agency.proposes(pay_day))["totals"]
    assert total["amount_minor"] == 5 * AN_HOUR + more * 5 * 113


async def test_work_that_was_billed_before_does_not_keep_other_work_of_its_approval_waiting(
    agency: AgencyAtWork, today: str, pay_day: str
) -> None:
    order = await _order(agency)
    entry, other = an_entry("5", date(2026, 2, 3)), an_entry("3", date(2026, 2, 17))
    await agency.approves(order, entry)
    await _bill(agency, today)
    same = an_entry("5", date(2026, 2, 3), entry_id=entry.entry_id, version=2)
    await agency.approves(order, same, other)
    await _bill(agency, today)
    first, second = await agency.rows(
        "SELECT invoice_id, total_minor FROM invoices ORDER BY number"
    )
    for row, states in (
        (second, ["pending_client_payment"] * 2),
        (first, ["processing"] * 2),
    ):
        body = {"amount_minor": row["total_minor"], "currency": "CAD", "received_on": today}
        await agency.post(f"/invoices/{row['invoice_id']}/receipts", body)
        assert await _states(agency) == states
    (total,) = (await agency.proposes(pay_day))["totals"]
    assert total["amount_minor"] == 8 * AN_HOUR


async def _reopen(agency: AgencyAtWork, *entries: Entry) -> None:
    body = {"entry_ids": [str(one.entry_id) for one in entries], "reason": "wrong project"}
    await agency.post("/work/reopen", body)


async def _pending(agency: AgencyAtWork, order: WorkOrder) -> int:
    who = agency.own(order.contractor_id)
    return len((await agency.get("/my/transactions", who))["items"])


async def test_what_is_taken_back_whole_before_it_was_billed_is_not_pending(
    agency: AgencyAtWork, today: str
) -> None:
    """Entry by entry: no client will ever pay for it, so that nothing would free the two."""
    order = await _order(agency)
    first, second = an_entry("5"), an_entry("3")
    await agency.approves(order, first, second)
    await _reopen(agency, first)
    assert await _states(agency) == ["pending_client_payment"] * 2
    await _reopen(agency, second)
    assert await _states(agency) == ["reversed"] * 2
    assert await _pending(agency, order) == 0
    assert set((await agency.balances()).values()) == {0}
    said = await agency.said(TransactionReversed)
    assert [[entry.entry_id for entry in one.entries] for one in said] == [
        [first.entry_id],
        [second.entry_id],
        [],
    ]
    assert [one.corrected_by is None for one in said] == [False, True, True]
    await _bill(agency, today)
    assert await agency.rows("SELECT invoice_id FROM invoices") == []
    # Approved again, it is billed and paid once.
    newer = [an_entry("4", entry_id=one.entry_id, version=2) for one in (first, second)]
    await agency.approves(order, *newer)
    await _bill(agency, today)
    await _receive_all(agency, today)
    assert await _states(agency) == ["reversed", "reversed", "processing"]


async def test_a_correction_that_is_taken_back_goes_with_what_it_corrects(
    agency: AgencyAtWork,
) -> None:
    order, entry = await _order(agency), an_entry("8")
    await agency.approves(order, entry)
    newer = an_entry("6", entry_id=entry.entry_id, version=2)
    await agency.approves(order, newer)
    await _reopen(agency, newer)
    assert await _states(agency) == ["reversed"] * 2
    assert await _pending(agency, order) == 0
    assert set((await agency.balances()).values()) == {0}


@pytest.mark.parametrize("when", ["billed", "ordered"])
async def test_what_was_billed_or_ordered_of_it_is_taken_back_by_a_correction(
    agency: AgencyAtWork, today: str, pay_day: str, when: str
) -> None:
    order = await _order(agency)
    first, second = an_entry("5"), an_entry("3")
    await agency.approves(order, first, second)
    await _bill(agency, today)
    if when == "ordered":
        await _receive_all(agency, today)
        await agency.pay(pay_day)
    await _reopen(agency, first)
    await _reopen(agency, second)
    states = await _states(agency)
    assert len(states) == 3
    assert "reversed" not in states
    # Why is told with it, to its contractor.
    made, *back = await agency.said(TransactionCreated)
    assert (made.reason, {one.reason for one in back}) == ("", {"wrong project"})
