"""The next invoice carries the company as it is then; an issued one never changes (K7)."""

from datetime import UTC, datetime, timedelta

import pytest

from chassis.ids import new_id
from chassis.testing.plugin import Deliver
from contracts.events.identity import (
    Address,
    Company,
    CompanyChanged,
    InvoiceCadence,
    InvoicePreferences,
)
from contracts.events.payments import InvoiceIssued
from contracts.ids import CompanyId, InvoiceId
from contracts.parties import BillTo

from ..builders import an_entry
from ..conftest import AgencyAtWork

pytestmark = pytest.mark.requirement("K7")

BEFORE = Company(
    company_id=CompanyId(new_id()),
    name="Acme",
    organisation_number="123",
    address=Address(street="1 Quay", city="Toronto", region="ON", country="CA"),
    invoice_preferences=InvoicePreferences(cadence=InvoiceCadence.IMMEDIATE, language="fr"),
    billing_email="old@acme.example",
    purchase_order="PO 1",
    version=1,
)
AFTER = BEFORE.model_copy(
    update={
        "name": "Acme Canada",
        "address": Address(street="2 Quay", city="Toronto", region="ON", country="CA"),
        "billing_email": "new@acme.example",
        "purchase_order": "PO 2",
        "version": 2,
    }
)


async def issued(agency: AgencyAtWork) -> InvoiceIssued:
    """One more invoice of the company."""
    order = await agency.work_order(company_id=BEFORE.company_id)
    await agency.approves(order, an_entry("2"))
    return (await agency.said(InvoiceIssued))[-1]


async def shown(agency: AgencyAtWork, invoice_id: InvoiceId) -> tuple[str, BillTo | None]:
    found = await agency.get(f"/invoices/{invoice_id}", agency.contact(BEFORE.company_id))
    bill_to = found["bill_to"]
    return found["company_name"], bill_to and BillTo.model_validate(bill_to)


def as_billed(company: Company) -> BillTo:
    return BillTo(
        name=company.name,
        organisation_number=company.organisation_number,
        address=company.address,
        language=company.invoice_preferences.language,
        billing_email=company.billing_email,
        purchase_order=company.purchase_order,
    )


async def test_the_next_invoice_has_what_changed_and_the_one_before_stays(
    agency: AgencyAtWork,
) -> None:
    await agency.hears(CompanyChanged(company=BEFORE))
    first = await issued(agency)
    assert first.bill_to == as_billed(BEFORE)

    await agency.hears(CompanyChanged(company=AFTER))
    second = await issued(agency)
    assert second.bill_to == as_billed(AFTER)
    assert await shown(agency, second.invoice_id) == ("Acme Canada", as_billed(AFTER))
    assert await shown(agency, first.invoice_id) == ("Acme", as_billed(BEFORE))


async def test_a_late_event_does_not_bring_an_old_address_back(
    agency: AgencyAtWork, deliver: Deliver
) -> None:
    now = datetime.now(UTC)
    await deliver(CompanyChanged(company=AFTER), agency_id=agency.agency_id, at=now)
    earlier = now - timedelta(minutes=1)
    await deliver(CompanyChanged(company=BEFORE), agency_id=agency.agency_id, at=earlier)
    assert (await issued(agency)).bill_to == as_billed(AFTER)


async def test_a_company_that_was_told_before_its_address_was_kept_waits_until_it_is_known(
    agency: AgencyAtWork, today: str
) -> None:
    await agency.hears(CompanyChanged(company=BEFORE))
    order = await agency.work_order(company_id=BEFORE.company_id)
    async with agency.runtime.unit_of_work(agency.agency_id) as uow:
        await uow.execute("UPDATE companies SET address = NULL")
    await agency.approves(order, an_entry("2"))
    (failed,) = (await agency.post("/invoice-runs", {"up_to": today}))["not_invoiced"]
    assert "no address" in failed["reason"]
    await agency.hears(CompanyChanged(company=AFTER))
    await agency.post("/invoice-runs", {"up_to": today})
    (invoice,) = await agency.said(InvoiceIssued)
    assert invoice.bill_to == as_billed(AFTER)
