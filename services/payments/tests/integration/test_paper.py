"""What an invoice has to say: it is issued with all of it, or staff are told what is missing."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from contracts.events.identity import (
    Address,
    Agency,
    AgencyChanged,
    CompanyChanged,
    InvoicePreferences,
)
from contracts.events.payments import InvoiceCredited, InvoiceIssued
from contracts.money import Money
from contracts.registrations import LegalDetails
from payments import daily
from payments.directory.model import Agency as KnownAgency
from payments.invoices.completeness import ExchangeRateMissingError
from payments.invoices.exchange_rates.actions import with_national_tax

from ..builders import a_company, an_agency, an_entry, legal_details
from ..conftest import AgencyAtWork

MONTHLY = InvoicePreferences()


def changed(agency: AgencyAtWork, **changes: object) -> AgencyChanged:
    told = an_agency(agency.agency_id)
    return told.model_copy(update={"agency": told.agency.model_copy(update=changes)})


def agency_as_known(agency: Agency) -> KnownAgency:
    return KnownAgency(
        agency_id=agency.agency_id,
        country=agency.address.country,
        currency=agency.currency,
        time_zone=agency.time_zone,
        week_starts_on=agency.week_starts_on,
        payment_delay_days=agency.payment_delay_days,
        legal_name=agency.legal_name,
        address=agency.address,
        legal=agency.legal,
    )


async def run(agency: AgencyAtWork) -> Any:
    return await agency.post("/invoice-runs", {"up_to": "2026-02-28"})


async def test_an_invoice_names_who_sells_and_where_the_money_goes(agency: AgencyAtWork) -> None:
    rates = {"rates": [{"currency": "CAD", "percent": "12"}]}
    set_up = await agency.client.put("/settings/interest", json=rates, headers=agency.staff())
    assert set_up.status_code == 200, set_up.text
    order = await agency.work_order(preferences=MONTHLY)
    await agency.approves(order, an_entry("8"))
    await run(agency)
    (invoice,) = await agency.said(InvoiceIssued)
    seller = invoice.seller
    assert seller is not None
    assert (seller.legal_name, seller.address.city) == ("North Inc.", "Toronto")
    assert seller.registrations == legal_details().registrations
    assert seller.pay_to == legal_details().account_for("CAD")
    assert (invoice.interest_percent, invoice.national_tax) == (Decimal(12), None)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"address": Address(country="CA", region="ON")}, "seller_address_missing"),
        ({"legal": LegalDetails(version=1)}, "vat_status_missing"),
        (
            {"legal": legal_details().model_copy(update={"registrations": ()})},
            "tax_number_missing",
        ),
        (
            {"legal": legal_details().model_copy(update={"accounts": ()})},
            "receiving_account_missing",
        ),
    ],
)
async def test_without_it_nothing_is_issued_and_staff_are_told_what_is_missing(
    agency: AgencyAtWork, changes: dict[str, object], reason: str
) -> None:
    order = await agency.work_order(preferences=MONTHLY)
    await agency.approves(order, an_entry("8"))
    await agency.hears(changed(agency, **changes))
    answer = await run(agency)
    assert answer["invoices"] == []
    (failed,) = answer["not_invoiced"]
    assert "enter" in failed["reason"] or "say so" in failed["reason"]
    (task,) = (await agency.get("/stuck-events", agency.staff()))["items"]
    assert (task["event"], task["reason"]) == ("CompanyNotInvoiced", reason)

    await agency.hears(changed(agency))
    answer = await run(agency)
    assert answer["not_invoiced"] == []
    assert len(await agency.said(InvoiceIssued)) == 1
    assert (await agency.get("/stuck-events", agency.staff()))["items"] == []


async def test_a_client_without_address_and_number_is_a_task(agency: AgencyAtWork) -> None:
    order = await agency.work_order(preferences=MONTHLY)
    await agency.approves(order, an_entry("8"))
    told = a_company(order.company_id, preferences=MONTHLY)
    nowhere = told.company.model_copy(update={"address": Address(country="CA", region="ON")})
    await agency.hears(CompanyChanged(company=nowhere))
    assert (await run(agency))["invoices"] == []
    numbered = nowhere.model_copy(update={"organisation_number": "123026635"})
    await agency.hears(CompanyChanged(company=numbered))
    assert (await run(agency))["not_invoiced"] == []
    (invoice,) = await agency.said(InvoiceIssued)
    assert invoice.bill_to is not None


async def test_norways_tax_stands_in_kroner_too_by_a_rate_that_staff_entered(
    agency: AgencyAtWork,
) -> None:
    order = await agency.work_order(preferences=MONTHLY)
    await agency.approves(order, an_entry("8"))
    await run(agency)
    (issued,) = await agency.said(InvoiceIssued)
    norwegian = an_agency(agency.agency_id, country="NO").agency
    seller = agency_as_known(norwegian).as_party("CAD")
    invoice = issued.model_copy(update={"seller": seller})
    async with agency.runtime.unit_of_work(agency.agency_id) as uow:
        with pytest.raises(ExchangeRateMissingError, match="CAD in NOK"):
            await with_national_tax(uow, invoice)

    for days, rate in ((40, "1"), (3, "7.4321"), (5, "2")):
        body = {
            "from_currency": "CAD",
            "to_currency": "NOK",
            "rate": rate,
            "rate_on": (issued.issued_on - timedelta(days=days)).isoformat(),
            "source": "Norges Bank",
        }
        entered = await agency.post("/settings/exchange-rates", body)
    assert [one["rate"] for one in entered["items"]] == ["7.4321", "2", "1"]
    async with agency.runtime.unit_of_work(agency.agency_id) as uow:
        tax = (await with_national_tax(uow, invoice)).national_tax
        assert await with_national_tax(uow, issued) == issued
    assert tax is not None
    exact = issued.taxes[0].amount.decimal * Decimal("7.4321")
    assert (tax.source, tax.amounts) == ("Norges Bank", (Money.of(exact, "NOK"),))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"to_currency": "CAD"}, "to_currency"),
        ({"rate": "0"}, "rate"),
        ({"rate_on": "2090-01-01"}, "rate_on"),
        ({"source": ""}, "source"),
    ],
)
async def test_a_rate_that_cannot_be_one_is_refused(
    agency: AgencyAtWork, change: dict[str, str], field: str
) -> None:
    body = {
        "from_currency": "CAD",
        "to_currency": "NOK",
        "rate": "7.4",
        "rate_on": "2026-03-02",
        "source": "Norges Bank",
        **change,
    }
    refused = await agency.post("/settings/exchange-rates", body, status=422)
    assert field in refused["errors"][0]["field"]


async def test_a_credit_note_names_the_seller_of_its_invoice(agency: AgencyAtWork) -> None:
    order = await agency.work_order(preferences=MONTHLY)
    entry = an_entry("8")
    await agency.approves(order, entry)
    await run(agency)
    await agency.hears(changed(agency, legal_name="North Renamed Inc."))
    await agency.post(
        "/work/reopen", {"entry_ids": [str(entry.entry_id)], "reason": "logged twice"}
    )
    (credited,) = await agency.said(InvoiceCredited)
    assert credited.seller is not None
    assert credited.seller.legal_name == "North Inc."


async def test_the_daily_run_goes_on_beside_it(agency: AgencyAtWork) -> None:
    order = await agency.work_order(preferences=MONTHLY)
    await agency.approves(order, an_entry("8"))
    await agency.hears(changed(agency, legal=LegalDetails()))
    await daily.run(agency.runtime, datetime.now(UTC) + timedelta(days=1))
    (task,) = (await agency.get("/stuck-events", agency.staff()))["items"]
    assert task["reason"] == "vat_status_missing"
