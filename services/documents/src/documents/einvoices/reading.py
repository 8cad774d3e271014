"""Reading an e-invoice back: the figures in a file, whichever syntax it is in.

Apart from what writes the files: where an element is missing or stands elsewhere, nothing is read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from documents.einvoices.model import Syntax
from documents.einvoices.xml import Element, parsed

_OASIS = "urn:oasis:names:specification:ubl:schema:xsd:"
_UN = "urn:un:unece:uncefact:data:standard:"
_NAMESPACES = {
    "cac": f"{_OASIS}CommonAggregateComponents-2",
    "cbc": f"{_OASIS}CommonBasicComponents-2",
    "rsm": f"{_UN}CrossIndustryInvoice:100",
    "ram": f"{_UN}ReusableAggregateBusinessInformationEntity:100",
    "udt": f"{_UN}UnqualifiedDataType:100",
    "qdt": f"{_UN}QualifiedDataType:100",
}

_TRADE = "rsm:SupplyChainTradeTransaction"
_DEAL = f"{_TRADE}/ram:ApplicableHeaderTradeAgreement"
_PAID = f"{_TRADE}/ram:ApplicableHeaderTradeSettlement"
_BESIDE = f"{_PAID}/ram:SpecifiedTradeAllowanceCharge"
_SUMS = f"{_PAID}/ram:SpecifiedTradeSettlementHeaderMonetarySummation"

_TEXTS: Mapping[Syntax, Mapping[str, str]] = {
    Syntax.PEPPOL: {
        "kind": "cbc:InvoiceTypeCode | cbc:CreditNoteTypeCode",
        "number": "cbc:ID",
        "issued_on": "cbc:IssueDate",
        "due_on": "cbc:DueDate",
        "currency": "cbc:DocumentCurrencyCode",
        "buyer_reference": "cbc:BuyerReference",
        "purchase_order": "cac:OrderReference/cbc:ID",
        "preceding": "cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID",
        "account": "cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID",
        "payment_reference": "cac:PaymentMeans/cbc:PaymentID",
    },
    Syntax.FACTUR_X: {
        "kind": "rsm:ExchangedDocument/ram:TypeCode",
        "number": "rsm:ExchangedDocument/ram:ID",
        "issued_on": "rsm:ExchangedDocument/ram:IssueDateTime/udt:DateTimeString",
        "due_on": f"{_PAID}/ram:SpecifiedTradePaymentTerms/ram:DueDateDateTime/udt:DateTimeString",
        "currency": f"{_PAID}/ram:InvoiceCurrencyCode",
        "buyer_reference": f"{_DEAL}/ram:BuyerReference",
        "purchase_order": f"{_DEAL}/ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID",
        "preceding": f"{_PAID}/ram:InvoiceReferencedDocument/ram:IssuerAssignedID",
        "account": f"{_PAID}//ram:IBANID | {_PAID}//ram:ProprietaryID",
        "payment_reference": f"{_PAID}/ram:PaymentReference",
    },
}

_AMOUNTS: Mapping[Syntax, Mapping[str, str]] = {
    Syntax.PEPPOL: {
        "line_total": "cac:LegalMonetaryTotal/cbc:LineExtensionAmount",
        "without_tax": "cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount",
        "tax": "cac:TaxTotal[cac:TaxSubtotal]/cbc:TaxAmount",
        "total": "cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount",
        "payable": "cac:LegalMonetaryTotal/cbc:PayableAmount",
        "tax_base": "cac:TaxTotal/cac:TaxSubtotal/cbc:TaxableAmount",
        "tax_of_base": "cac:TaxTotal/cac:TaxSubtotal/cbc:TaxAmount",
        "tax_percent": "cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cbc:Percent",
        "national_tax": "cac:TaxTotal[not(cac:TaxSubtotal)]/cbc:TaxAmount",
        "charges": "cac:LegalMonetaryTotal/cbc:ChargeTotalAmount",
        "allowances": "cac:LegalMonetaryTotal/cbc:AllowanceTotalAmount",
        "charge": "cac:AllowanceCharge[cbc:ChargeIndicator = 'true']/cbc:Amount",
        "allowance": "cac:AllowanceCharge[cbc:ChargeIndicator = 'false']/cbc:Amount",
    },
    Syntax.FACTUR_X: {
        "line_total": f"{_SUMS}/ram:LineTotalAmount",
        "without_tax": f"{_SUMS}/ram:TaxBasisTotalAmount",
        "tax": f"{_SUMS}/ram:TaxTotalAmount[@currencyID = ../../ram:InvoiceCurrencyCode]",
        "total": f"{_SUMS}/ram:GrandTotalAmount",
        "payable": f"{_SUMS}/ram:DuePayableAmount",
        "tax_base": f"{_PAID}/ram:ApplicableTradeTax/ram:BasisAmount",
        "tax_of_base": f"{_PAID}/ram:ApplicableTradeTax/ram:CalculatedAmount",
        "tax_percent": f"{_PAID}/ram:ApplicableTradeTax/ram:RateApplicablePercent",
        "national_tax": f"{_SUMS}/ram:TaxTotalAmount[@currencyID != ../../ram:InvoiceCurrencyCode]",
        "charges": f"{_SUMS}/ram:ChargeTotalAmount",
        "allowances": f"{_SUMS}/ram:AllowanceTotalAmount",
        "charge": f"{_BESIDE}[ram:ChargeIndicator/udt:Indicator = 'true']/ram:ActualAmount",
        "allowance": f"{_BESIDE}[ram:ChargeIndicator/udt:Indicator = 'false']/ram:ActualAmount",
    },
}

_LINES = {
    Syntax.PEPPOL: "cac:InvoiceLine | cac:CreditNoteLine",
    Syntax.FACTUR_X: f"{_TRADE}/ram:IncludedSupplyChainTradeLineItem",
}
_LINE: Mapping[Syntax, Mapping[str, str]] = {
    Syntax.PEPPOL: {
        "quantity": "cbc:InvoicedQuantity | cbc:CreditedQuantity",
        "price": "cac:Price/cbc:PriceAmount",
        "amount": "cbc:LineExtensionAmount",
        "percent": "cac:Item/cac:ClassifiedTaxCategory/cbc:Percent",
    },
    Syntax.FACTUR_X: {
        "quantity": "ram:SpecifiedLineTradeDelivery/ram:BilledQuantity",
        "price": "ram:SpecifiedLineTradeAgreement//ram:ChargeAmount",
        "amount": "ram:SpecifiedLineTradeSettlement//ram:LineTotalAmount",
        "percent": "ram:SpecifiedLineTradeSettlement//ram:RateApplicablePercent",
    },
}
_UNITS = {
    Syntax.PEPPOL: "(cbc:InvoicedQuantity | cbc:CreditedQuantity)/@unitCode",
    Syntax.FACTUR_X: "ram:SpecifiedLineTradeDelivery/ram:BilledQuantity/@unitCode",
}

_SIDES = {
    Syntax.PEPPOL: {
        "seller": "cac:AccountingSupplierParty/cac:Party",
        "buyer": "cac:AccountingCustomerParty/cac:Party",
    },
    Syntax.FACTUR_X: {
        "seller": f"{_DEAL}/ram:SellerTradeParty",
        "buyer": f"{_DEAL}/ram:BuyerTradeParty",
    },
}
_SIDE: Mapping[Syntax, Mapping[str, str]] = {
    Syntax.PEPPOL: {
        "name": "cac:PartyLegalEntity/cbc:RegistrationName",
        "city": "cac:PostalAddress/cbc:CityName",
        "country": "cac:PostalAddress/cac:Country/cbc:IdentificationCode",
        "legal_id": "cac:PartyLegalEntity/cbc:CompanyID",
        "vat_number": "cac:PartyTaxScheme[cac:TaxScheme/cbc:ID = 'VAT']/cbc:CompanyID",
        "tax_number": "cac:PartyTaxScheme[cac:TaxScheme/cbc:ID != 'VAT']/cbc:CompanyID",
        "endpoint": "cbc:EndpointID",
        "endpoint_scheme": "cbc:EndpointID/@schemeID",
    },
    Syntax.FACTUR_X: {
        "name": "ram:Name",
        "city": "ram:PostalTradeAddress/ram:CityName",
        "country": "ram:PostalTradeAddress/ram:CountryID",
        "legal_id": "ram:SpecifiedLegalOrganization/ram:ID",
        "vat_number": "ram:SpecifiedTaxRegistration/ram:ID[@schemeID = 'VA']",
        "tax_number": "ram:SpecifiedTaxRegistration/ram:ID[@schemeID = 'FC']",
        "endpoint": "ram:URIUniversalCommunication/ram:URIID",
        "endpoint_scheme": "ram:URIUniversalCommunication/ram:URIID/@schemeID",
    },
}


class UnreadableError(ValueError):
    """Something that has to be a number is none, or stands there twice."""


@dataclass(frozen=True, slots=True)
class LineFigures:
    """A line. `percent` is None where no rate is told."""

    quantity: Decimal
    unit: str
    price: Decimal
    amount: Decimal
    percent: Decimal | None


@dataclass(frozen=True, slots=True)
class Figures:
    """All of a file. Texts that are not there are empty, amounts that are not there None."""

    texts: Mapping[str, str]
    amounts: Mapping[str, Decimal | None]
    parties: Mapping[str, Mapping[str, str]]
    lines: tuple[LineFigures, ...]


def figures_of(xml: bytes, syntax: Syntax) -> Figures:
    """The figures of a file. Raises UnreadableError."""
    root = parsed(xml)
    return Figures(
        texts={name: _text(root, path) for name, path in _TEXTS[syntax].items()},
        amounts={name: _amount(root, path) for name, path in _AMOUNTS[syntax].items()},
        parties={
            side: {name: _text(root, f"{at}/{path}") for name, path in _SIDE[syntax].items()}
            for side, at in _SIDES[syntax].items()
        },
        lines=tuple(_line(line, syntax) for line in _found(root, _LINES[syntax])),
    )


def _line(element: Element, syntax: Syntax) -> LineFigures:
    read = {name: _amount(element, path) for name, path in _LINE[syntax].items()}
    percent = read.pop("percent")
    quantity, price, amount = (_required(read[name]) for name in ("quantity", "price", "amount"))
    return LineFigures(quantity, _text(element, _UNITS[syntax]), price, amount, percent)


def _required(number: Decimal | None) -> Decimal:
    if number is None:
        raise UnreadableError("a line has no quantity, price or amount")
    return number


def _found(element: Element, path: str) -> list[Element]:
    return list(element.xpath(path, namespaces=_NAMESPACES))


def _text(element: Element, path: str) -> str:
    found = element.xpath(path, namespaces=_NAMESPACES)
    if len(found) > 1:
        raise UnreadableError(f"{path} is there {len(found)} times")
    if not found:
        return ""
    return str(found[0]) if isinstance(found[0], str) else (found[0].text or "")


def _amount(element: Element, path: str) -> Decimal | None:
    text = _text(element, path)
    try:
        return Decimal(text) if text else None
    except InvalidOperation as error:
        raise UnreadableError(f"{path} is {text!r}") from error
