"""A contractor's company has invoices of its own series, written by the agency by agreement."""

from datetime import date
from typing import Any

from chassis.ids import new_id
from contracts.events.identity import Address, ContractorKind, PersonActivated
from contracts.events.payments import TransactionCreated
from contracts.ids import PersonId
from contracts.registrations import Registration, RegistrationKind, SelfBillingAgreement

from ..builders import a_contractor, an_entry
from ..conftest import AgencyAtWork

NUMBER = Registration(kind=RegistrationKind.CANADIAN_GST_HST, number="123026635RT0001")


def a_company_of(agency: AgencyAtWork, prefix: str | None, **changes: Any) -> PersonActivated:
    told = a_contractor(
        agency.agency_id, person_id=PersonId(new_id()), kind=ContractorKind.INCORPORATED
    )
    contractor = told.person.contractor
    assert contractor is not None
    agreement = None
    if prefix is not None:
        agreement = SelfBillingAgreement(agreed_on=date(2026, 1, 5), number_prefix=prefix)
    company = contractor.model_copy(
        update={
            "legal_name": "Tove Inc.",
            "address": Address(street="7 Quay", city="Toronto", region="ON", country="CA"),
            "registrations": (NUMBER,),
            "is_vat_registered": True,
            "self_billing": agreement,
            **changes,
        }
    )
    person = told.person.model_copy(update={"contractor": company})
    return told.model_copy(update={"person": person})


async def test_invoices_of_a_company_are_numbered_in_its_own_series(agency: AgencyAtWork) -> None:
    numbers: dict[str, list[str]] = {}
    for prefix in ("TOVE", "ODD"):
        company = a_company_of(agency, prefix)
        await agency.hears(company)
        order = await agency.work_order(contractor_id=company.person.person_id)
        for _ in range(2):
            made = await agency.approves(order, an_entry("8"))
            assert made.self_billed is not None
            numbers.setdefault(prefix, []).append(made.self_billed.number)
    assert numbers == {"TOVE": ["TOVE-1", "TOVE-2"], "ODD": ["ODD-1", "ODD-2"]}
    told = (await agency.said(TransactionCreated))[0].self_billed
    assert told is not None
    assert (told.seller.legal_name, told.buyer.legal_name) == ("Tove Inc.", "North Inc.")
    assert (told.agreed_on, told.seller.registrations) == (date(2026, 1, 5), (NUMBER,))
    assert told.buyer.pay_to is None


async def test_without_an_agreement_or_a_number_for_its_tax_it_is_no_invoice(
    agency: AgencyAtWork,
) -> None:
    for company in (a_company_of(agency, None), a_company_of(agency, "TOVE", registrations=())):
        await agency.hears(company)
        order = await agency.work_order(contractor_id=company.person.person_id)
        made = await agency.approves(order, an_entry("8"))
        assert made.transaction.taxes
        assert made.self_billed is None
    order = await agency.work_order(kind=ContractorKind.TEMP)
    assert (await agency.approves(order, an_entry("8"))).self_billed is None


async def test_what_takes_work_back_names_the_invoice_that_it_takes_back(
    agency: AgencyAtWork,
) -> None:
    company = a_company_of(agency, "TOVE")
    await agency.hears(company)
    order = await agency.work_order(contractor_id=company.person.person_id)
    entry = an_entry("8")
    await agency.approves(order, an_entry("3"))
    await agency.approves(order, entry)
    less = await agency.approves(order, an_entry("2", entry_id=entry.entry_id, version=2))
    assert less.transaction.net.amount_minor < 0
    told = less.self_billed
    assert told is not None
    assert (told.number, told.credits_number) == ("TOVE-3", "TOVE-2")
    assert told.credits_issued_on == less.transaction.created_on
