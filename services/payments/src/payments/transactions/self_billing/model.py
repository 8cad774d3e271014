"""Which transactions are invoices of a contractor's company, and what those say. Pure.

An agreement is what makes them so (Norway: bokføringsforskriften § 5-2-1, invoices that the buyer
issues; EU: directive 2006/112/EC article 224). Without one, or where a tax is charged under no
number, the paper is a basis for the company's own invoice, and says so.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from contracts.events.identity import ContractorKind
from contracts.parties import Party, SelfBilledInvoice
from contracts.registrations import VAT_KINDS, SelfBillingAgreement
from payments.directory.model import Agency, Contractor


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedBefore:
    """A self-billed invoice that was issued before."""

    number: str
    issued_on: date


def agreement_of(
    contractor: Contractor, agency: Agency, *, charges_tax: bool
) -> SelfBillingAgreement | None:
    """The agreement by which the agency writes this invoice; None: it writes none."""
    company = contractor.company
    if contractor.kind is not ContractorKind.INCORPORATED or company is None:
        return None
    has_number = any(one.kind in VAT_KINDS for one in company.registrations)
    if agency.address is None or (charges_tax and not has_number):
        return None
    return company.self_billing


def self_billed(
    number: str,
    agreement: SelfBillingAgreement,
    contractor: Contractor,
    agency: Agency,
    currency: str,
    *,
    takes_back: Collection[IssuedBefore] = (),
) -> SelfBilledInvoice:
    """What the invoice says beside its lines. `takes_back`: of a credit note."""
    company, buyer = contractor.company, agency.as_party(currency)
    if company is None or buyer is None:
        raise ValueError("an agreement is with a company that is known, and with the agency")
    oldest_first = sorted(takes_back, key=lambda one: (one.issued_on, one.number))
    return SelfBilledInvoice(
        number=number,
        agreed_on=agreement.agreed_on,
        seller=Party(
            legal_name=company.legal_name or contractor.name,
            address=company.address,
            registrations=company.registrations,
            is_in_business_register=company.is_in_business_register,
            is_vat_registered=company.is_vat_registered,
        ),
        buyer=buyer.model_copy(update={"pay_to": None}),
        credits_number=", ".join(one.number for one in oldest_first),
        credits_issued_on=oldest_first[-1].issued_on if oldest_first else None,
    )
