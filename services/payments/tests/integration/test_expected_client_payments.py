"""When a client's money is expected, as its contractor is told: from that client's own record."""

from datetime import date, timedelta
from typing import Any

import pytest

from contracts.events.identity import InvoiceCadence, InvoicePreferences
from contracts.events.payments import InvoiceIssued
from contracts.events.timesheets import PayTerms, WorkOrder
from contracts.ids import CompanyId
from payments.expectations.model import AT_LEAST

from ..builders import an_entry
from ..conftest import AgencyAtWork

AT_ONCE = InvoicePreferences(cadence=InvoiceCadence.IMMEDIATE, due_days=14)


async def paid_invoices(agency: AgencyAtWork, order: WorkOrder, days_late: list[int]) -> None:
    """Invoices of the order's client, paid so many days after they were due."""
    for days in days_late:
        await agency.approves(order, an_entry())
        issued = (await agency.said(InvoiceIssued))[-1]
        body = {**issued.total.model_dump(), "received_on": issued.issued_on.isoformat()}
        await agency.post(f"/invoices/{issued.invoice_id}/receipts", body)
        async with agency.runtime.unit_of_work(agency.agency_id) as uow:
            await uow.execute(
                "UPDATE invoices SET due_on = paid_on - $1::int WHERE invoice_id = $2",
                days,
                issued.invoice_id,
            )


async def expected(agency: AgencyAtWork, order: WorkOrder) -> Any:
    """What the contractor is shown of work that waits for the client's money."""
    made = (await agency.approves(order, an_entry())).transaction
    path = f"/transactions/{made.transaction_id}"
    return (await agency.get(path, agency.own(order.contractor_id)))["client_payment"]


async def an_order(agency: AgencyAtWork, company_id: CompanyId | None = None) -> WorkOrder:
    return await agency.work_order(
        PayTerms.PAY_WHEN_PAID, company_id=company_id, preferences=AT_ONCE
    )


@pytest.mark.requirement("B24")
async def test_the_contractor_is_told_when_this_client_usually_pays(agency: AgencyAtWork) -> None:
    order = await an_order(agency)
    others = await agency.work_order(company_id=order.company_id)
    await paid_invoices(agency, others, [2, 8, 5, 4, 6] * 4)
    await paid_invoices(agency, await an_order(agency), [40] * AT_LEAST)
    found = await expected(agency, order)
    due_on = date.fromisoformat(found["due_on"])
    assert due_on == (await agency.said(InvoiceIssued))[-1].due_on
    assert found == {
        "due_on": due_on.isoformat(),
        "basis": "record",
        "first_on": (due_on + timedelta(days=2)).isoformat(),
        "last_on": (due_on + timedelta(days=8)).isoformat(),
        "earliest_days": 2,
        "latest_days": 8,
    }


@pytest.mark.requirement("B24")
async def test_of_a_client_with_a_short_record_the_due_date_alone_is_said(
    agency: AgencyAtWork,
) -> None:
    order = await an_order(agency)
    await paid_invoices(agency, order, [3] * (AT_LEAST - 1))
    found = await expected(agency, order)
    assert (found["basis"], found["first_on"], found["latest_days"]) == ("too_few", None, None)
    assert found["due_on"] == (await agency.said(InvoiceIssued))[-1].due_on.isoformat()
    # An invoice that was credited as a whole is none that was paid.
    (first, *_) = await agency.rows("SELECT invoice_id FROM invoices WHERE paid_on IS NULL")
    async with agency.runtime.unit_of_work(agency.agency_id) as uow:
        await uow.execute(
            "UPDATE invoices SET credited_minor = total_minor, paid_on = issued_on"
            " WHERE invoice_id = $1",
            first["invoice_id"],
        )
    assert (await expected(agency, order))["basis"] == "too_few"


async def test_what_is_not_invoiced_or_does_not_wait_for_the_client_has_no_expectation(
    agency: AgencyAtWork,
) -> None:
    monthly = InvoicePreferences(cadence=InvoiceCadence.MONTHLY)
    assert (
        await expected(agency, await agency.work_order(PayTerms.PAY_WHEN_PAID, preferences=monthly))
        is None
    )
    for terms in (PayTerms.IMMEDIATE, PayTerms.SCHEDULED):
        order = await agency.work_order(terms, preferences=AT_ONCE)
        assert await expected(agency, order) is None
