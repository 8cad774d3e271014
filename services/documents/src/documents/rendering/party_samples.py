"""Sellers and buyers of the samples: invented, with numbers whose check digits are right."""

from datetime import date

from contracts.bank_details import CanadianDetails, IbanDetails, NorwegianDetails
from contracts.parties import BillTo, Party, SelfBilledInvoice
from contracts.registrations import ReceivingAccount, Registration, RegistrationKind
from documents.rendering.inputs import Counterpart, Issuer


def seller(agency: Issuer, currency: str) -> Party:
    """The agency as its invoices name it, with the account that takes money of this currency."""
    details: NorwegianDetails | CanadianDetails | IbanDetails
    if agency.address.country == "NO":
        registrations = [(RegistrationKind.NORWEGIAN_VAT, "987654325")]
        details = NorwegianDetails(account_number="12345612341")
    else:
        registrations = [
            (RegistrationKind.CANADIAN_GST_HST, "812345676RT0001"),
            (RegistrationKind.QUEBEC_QST, "1201234561TQ0001"),
        ]
        details = CanadianDetails(institution="001", transit="00012", account_number="1234567")
    if currency == "EUR":
        details = IbanDetails(iban="NO9386011117947", bic="DNBANOKK")
    return Party(
        legal_name=agency.legal_name,
        address=agency.address,
        registrations=tuple(Registration(kind=kind, number=no) for kind, no in registrations),
        is_in_business_register=agency.address.country == "NO",
        is_vat_registered=True,
        pay_to=ReceivingAccount(
            currency=currency,
            details=details,
            bic=details.bic if isinstance(details, IbanDetails) else "",
            bank_name="DNB Bank ASA" if agency.address.country == "NO" else "Bank of Montreal",
        ),
    )


def self_billed(agency: Issuer, counterpart: Counterpart, currency: str) -> SelfBilledInvoice:
    """What an invoice says that the agency writes for a contractor's company."""
    if counterpart.address is None:
        raise ValueError("the contractor of a sample has an address")
    at_home = counterpart.address.country == "NO"
    number = (
        Registration(kind=RegistrationKind.NORWEGIAN_VAT, number="974760673")
        if at_home
        else Registration(kind=RegistrationKind.CANADIAN_GST_HST, number="807654322RT0001")
    )
    return SelfBilledInvoice(
        number="NETT-12",
        agreed_on=date(2026, 1, 5),
        seller=Party(
            legal_name=counterpart.name,
            address=counterpart.address,
            registrations=(number,),
            is_in_business_register=at_home,
            is_vat_registered=True,
        ),
        buyer=seller(agency, currency).model_copy(update={"pay_to": None}),
    )


def billed(counterpart: Counterpart, language: str) -> BillTo:
    """The other side as an invoice to it names it."""
    if counterpart.address is None:
        raise ValueError("the company of a sample has an address")
    return BillTo(
        name=counterpart.name,
        address=counterpart.address,
        language=language,
        registrations=(
            Registration(kind=RegistrationKind.CANADIAN_GST_HST, number="102345675RT0001"),
        ),
    )
