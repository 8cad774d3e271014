"""Whether an invoice says all that the law wants on it. Pure.

Norway: bokføringsforskriften § 5-1-1 and § 5-1-2 (names, number of the seller with MVA, address or
number of the buyer, due date, tax in kroner). Canada: Input Tax Credit Information (GST/HST)
Regulations s. 3 (registration number of the supplier, terms). Everywhere: EN 16931 (addresses), and
how to pay, without which nobody can.
"""

from collections.abc import Iterator

from chassis.errors import ConflictError
from contracts.events.identity import Address
from contracts.events.payments import InvoiceIssued
from contracts.parties import Party
from contracts.registrations import RegistrationKind


class InvoiceIncompleteError(ConflictError):
    """Something that the law wants on the invoice is missing"""


class SellerAddressMissingError(InvoiceIncompleteError):
    """The agency's legal details have no name or no address: enter them"""


class SellerNumberMissingError(InvoiceIncompleteError):
    """The agency's legal details have no organisation number: enter it"""


class VatStatusMissingError(InvoiceIncompleteError):
    """Nobody has said whether the agency is registered for VAT, GST/HST or the like: say so"""


class TaxNumberMissingError(InvoiceIncompleteError):
    """The invoice charges a tax, and the agency has no number of its register: enter it"""


class ReceivingAccountMissingError(InvoiceIncompleteError):
    """The agency has no account for money in the invoice's currency: enter one"""


class BuyerAddressMissingError(InvoiceIncompleteError):
    """The client has no address and no registered number: enter one of them"""


class ExchangeRateMissingError(InvoiceIncompleteError):
    """The tax has to stand in the national currency, too: enter the exchange rate"""


_NORWEGIAN = {RegistrationKind.NORWEGIAN_ORGANISATION, RegistrationKind.NORWEGIAN_VAT}

_REGISTERS = (
    ("mva", RegistrationKind.NORWEGIAN_VAT),
    ("gst", RegistrationKind.CANADIAN_GST_HST),
    ("hst", RegistrationKind.CANADIAN_GST_HST),
    ("qst", RegistrationKind.QUEBEC_QST),
)
"""By how the code of a tax begins: the register whose number has to stand beside it."""


def require_complete(invoice: InvoiceIssued) -> None:
    """Raise the InvoiceIncompleteError of the first thing that is missing; the text names all."""
    missing = list(_missing(invoice))
    if missing:
        raise missing[0](". ".join(one.title() for one in missing))


def _missing(invoice: InvoiceIssued) -> Iterator[type[InvoiceIncompleteError]]:
    seller, buyer = invoice.seller, invoice.bill_to
    if seller is None or not seller.legal_name or not _leads_somewhere(seller.address):
        yield SellerAddressMissingError
    if seller is not None:
        yield from _missing_of(seller, {tax.code for tax in invoice.taxes})
    is_reachable = buyer is not None and (
        _leads_somewhere(buyer.address) or buyer.organisation_number or buyer.registrations
    )
    if not is_reachable:
        yield BuyerAddressMissingError


def _missing_of(seller: Party, taxes: set[str]) -> Iterator[type[InvoiceIncompleteError]]:
    kinds = {one.kind for one in seller.registrations}
    if seller.address.country == "NO" and not kinds & _NORWEGIAN:
        yield SellerNumberMissingError
    if seller.is_vat_registered is None:
        yield VatStatusMissingError
    needed = {kind for code in taxes for start, kind in _REGISTERS if code.startswith(start)}
    if needed - kinds:
        yield TaxNumberMissingError
    if seller.pay_to is None:
        yield ReceivingAccountMissingError


def _leads_somewhere(address: Address) -> bool:
    """Whether a letter would arrive: a country and a region alone are no address."""
    return bool(address.city or address.street)
