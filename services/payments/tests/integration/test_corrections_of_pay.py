"""Who is paid when the client has paid, and is corrected without another amount for the client."""

from datetime import date
from decimal import Decimal

import pytest

from contracts.events.identity import ContractorKind, InvoiceCadence, InvoicePreferences
from contracts.events.timesheets import PayTerms, WorkOrder, WorkOrderChanged

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
