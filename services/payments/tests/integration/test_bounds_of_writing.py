"""What is written is bounded: what a person writes in disputes, and what is said to the bus."""

import asyncio

import pytest

from chassis import outbox
from contracts.events.identity import InvoiceCadence, InvoicePreferences
from contracts.events.payments import InvoiceIssued

from ..builders import an_entry
from ..conftest import AgencyAtWork

AT_ONCE = InvoicePreferences(cadence=InvoiceCadence.IMMEDIATE)
ASKED = {"lines": [1], "reason": "Tove was on site for two days that week, not three."}


@pytest.mark.requirement("B9")
async def test_of_many_disputes_at_once_no_more_are_taken_than_a_person_may_write(
    agency: AgencyAtWork,
) -> None:
    """Of invoices of their own, so that nothing else keeps one waiting for another."""
    company_id = await agency.company(AT_ONCE)
    contact = agency.contact(company_id)
    for _ in range(7):
        order = await agency.work_order(company_id=company_id)
        await agency.approves(order, an_entry("1"))
    first, *others = [f"/invoices/{one.invoice_id}/disputes" for one in await issued(agency)]
    assert len(others) == 6
    await agency.post(first, ASKED, contact, status=201)
    async with agency.runtime.unit_of_work(agency.agency_id) as uow:
        await uow.execute(
            """
            INSERT INTO dispute_messages (agency_id, dispute_id, number, written_by,
                written_by_name, portal, written_at, text)
            SELECT agency_id, dispute_id, n, opened_by, '', 'customer', now(), 'x'
            FROM invoice_disputes, generate_series(2, 58) AS n
            """
        )
    answers = await asyncio.gather(
        *(agency.client.post(path, json=ASKED, headers=contact) for path in others)
    )
    assert sorted(one.status_code for one in answers) == [201] * 2 + [429] * 4


async def issued(agency: AgencyAtWork) -> list[InvoiceIssued]:
    return await agency.said(InvoiceIssued)


@pytest.mark.requirement("A5")
async def test_an_invoice_that_no_broker_takes_keeps_no_other_company_s_from_being_issued(
    agency: AgencyAtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is named with its company, its work waits, and nothing that comes later is held up."""
    large, small = await agency.company(), await agency.company()
    for company_id in (*[large] * 12, small):
        order = await agency.work_order(company_id=company_id)
        await agency.approves(order, an_entry("1"))
    with monkeypatch.context() as patched:
        patched.setattr(outbox, "MAX_EVENT_BYTES", 3_000)
        answer = await agency.post("/invoice-runs", {"up_to": "2026-02-28"})
    assert [one.company_id for one in await issued(agency)] == [small]
    assert [one["company_id"] for one in answer["not_invoiced"]] == [str(large)]
    answer = await agency.post("/invoice-runs", {"up_to": "2026-02-28"})
    assert [one["company_id"] for one in answer["invoices"]] == [str(large)]
