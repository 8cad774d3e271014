"""Invoices and credit notes with all that an e-invoice needs, to test and to measure with.

The registered numbers have the check digits that they should have, and are nobody's we know of.
"""

from contracts.bank_details import CanadianDetails, IbanDetails
from contracts.events.identity import Address
from contracts.events.payments import Charge
from contracts.money import Money
from contracts.parties import BillTo, Party
from contracts.registrations import ReceivingAccount, Registration, RegistrationKind
from documents.rendering import samples
from documents.rendering.credit_samples import credit_note as plain_credit_note
from documents.rendering.inputs import Counterpart, CreditNoteInput, CustomerInvoiceInput

NORWEGIAN_SELLER = Party(
    legal_name="Fjord Bemanning AS",
    address=samples.NORWEGIAN_AGENCY.address,
    registrations=(
        Registration(kind=RegistrationKind.NORWEGIAN_ORGANISATION, number="987654325"),
        Registration(kind=RegistrationKind.NORWEGIAN_VAT, number="987654325"),
    ),
    is_in_business_register=True,
    is_vat_registered=True,
    pay_to=ReceivingAccount(
        currency="NOK", details=IbanDetails(iban="NO9386011117947", bic="DNBANOKK")
    ),
)
CANADIAN_SELLER = Party(
    legal_name="Maple Staffing Services Inc.",
    address=samples.CANADIAN_AGENCY.address,
    registrations=(
        Registration(kind=RegistrationKind.CANADIAN_GST_HST, number="123026635RT0001"),
        Registration(kind=RegistrationKind.QUEBEC_QST, number="1227494057TQ0001"),
        Registration(kind=RegistrationKind.OTHER, number="150483782", name="DUNS"),
    ),
    is_vat_registered=True,
    pay_to=ReceivingAccount(
        currency="CAD",
        details=CanadianDetails(institution="003", transit="12345", account_number="1234567"),
    ),
)
NORWEGIAN_BUYER = BillTo(
    name="Bryggen Logistikk AS",
    address=Address(
        street="Nedre Slottsgate 7 B\n3. etasje", postal_code="0157", city="Oslo", country="NO"
    ),
    language="nb",
    purchase_order="PO-4711",
    registrations=(Registration(kind=RegistrationKind.NORWEGIAN_ORGANISATION, number="974760673"),),
)
CANADIAN_BUYER = BillTo(
    name="Lakeshore Logistics Ltd.",
    address=Address(
        street="1 Harbour Square", postal_code="M5J 1A6", city="Toronto", region="ON", country="CA"
    ),
    language="en",
    purchase_order="PO-4711",
    registrations=(Registration(kind=RegistrationKind.OTHER, number="0614141000005", name="GLN"),),
)


def norwegian_invoice(*, lines: int = 9) -> CustomerInvoiceInput:
    """An invoice in kroner with 25 % MVA, which can be an EHF."""
    plain = samples.customer_invoice("nb", lines=lines)
    subject = plain.subject.model_copy(
        update={
            "seller": NORWEGIAN_SELLER,
            "bill_to": NORWEGIAN_BUYER,
            "payment_reference": "202600093009",
            "buyer_reference": "Kari Nordmann",
            "note": "Takk for samarbeidet.",
        }
    )
    counterpart = Counterpart.billed(NORWEGIAN_BUYER)
    return plain.model_copy(update={"subject": subject, "counterpart": counterpart})


def canadian_invoice(*, lines: int = 9, in_quebec: bool = False) -> CustomerInvoiceInput:
    """An invoice in Canadian dollars: with HST, or with GST and QST."""
    plain = samples.customer_invoice("fr" if in_quebec else "en", lines=lines)
    base = plain.subject.subtotal
    taxes = quebec_taxes(base) if in_quebec else (ontario_tax(base),)
    total = Money.total((base, *(tax.amount for tax in taxes)), base.currency)
    subject = plain.subject.model_copy(
        update={
            "seller": CANADIAN_SELLER,
            "bill_to": CANADIAN_BUYER,
            "payment_reference": "RF18539007547034",
            "taxes": taxes,
            "total": total,
        }
    )
    counterpart = Counterpart.billed(CANADIAN_BUYER)
    return plain.model_copy(update={"subject": subject, "counterpart": counterpart})


def norwegian_credit_note(*, lines: int = 2) -> CreditNoteInput:
    """A credit note over lines of the Norwegian invoice."""
    plain = plain_credit_note("nb", lines=lines)
    subject = plain.subject.model_copy(
        update={
            "seller": NORWEGIAN_SELLER,
            "bill_to": NORWEGIAN_BUYER,
            "buyer_reference": "Kari Nordmann",
        }
    )
    counterpart = Counterpart.billed(NORWEGIAN_BUYER)
    return plain.model_copy(update={"subject": subject, "counterpart": counterpart})


def ontario_tax(base: Money) -> Charge:
    """HST of 13 %."""
    return samples.charge("hst", {"en": "HST", "fr": "TVH"}, base, "13")


def quebec_taxes(base: Money) -> tuple[Charge, ...]:
    """GST of 5 % and QST of 9.975 % on the same base, each rounded by itself."""
    return (
        samples.charge("gst", {"en": "GST", "fr": "TPS"}, base, "5"),
        samples.charge("qst", {"en": "QST", "fr": "TVQ"}, base, "9.975"),
    )
