"""An e-invoice as UN/CEFACT Cross Industry Invoice in the profile EN 16931 of Factur-X 1.0.

It lies inside the PDF (`rendering.renderer`). The order of elements is that of the XML schema.
"""

from datetime import date

from contracts.money import Money
from documents.einvoices.elements import Namespaces, plain, written
from documents.einvoices.model import EInvoice, Line, Party, Tax
from documents.einvoices.ubl import CREDIT_TRANSFER
from documents.einvoices.xml import Element

GUIDELINE = "urn:cen.eu:en16931:2017"

_UN = "urn:un:unece:uncefact:data"
_NS = Namespaces(
    {
        "rsm": f"{_UN}:standard:CrossIndustryInvoice:100",
        "ram": f"{_UN}:standard:ReusableAggregateBusinessInformationEntity:100",
        "udt": f"{_UN}:standard:UnqualifiedDataType:100",
        "qdt": f"{_UN}:standard:QualifiedDataType:100",
    }
)
_add, _text = _NS.add, _NS.text


def cii_of(invoice: EInvoice) -> bytes:
    """The file. Raises ValueError for a text that XML cannot have."""
    root = _NS.root("rsm:CrossIndustryInvoice")
    context = _add(root, "rsm:ExchangedDocumentContext")
    guideline = _add(context, "ram:GuidelineSpecifiedDocumentContextParameter")
    _text(guideline, "ram:ID", GUIDELINE)
    document = _add(root, "rsm:ExchangedDocument")
    _text(document, "ram:ID", invoice.number)
    _text(document, "ram:TypeCode", "381" if invoice.is_credit_note else "380")
    _day(document, "ram:IssueDateTime", invoice.issued_on)
    if invoice.note:
        _text(_add(document, "ram:IncludedNote"), "ram:Content", invoice.note)
    trade = _add(root, "rsm:SupplyChainTradeTransaction")
    for position, line in enumerate(invoice.lines, start=1):
        _line(trade, position, line, invoice.tax)
    _agreement(trade, invoice)
    _add(trade, "ram:ApplicableHeaderTradeDelivery")
    _settlement(trade, invoice)
    return written(root)


def _day(parent: Element, name: str, on: date, *, qualified: bool = False) -> None:
    kind = "qdt" if qualified else "udt"
    _text(_add(parent, name), f"{kind}:DateTimeString", f"{on:%Y%m%d}", format="102")


def _period(parent: Element, start: date | None, end: date | None) -> None:
    if start is None or end is None:
        return
    period = _add(parent, "ram:BillingSpecifiedPeriod")
    _day(period, "ram:StartDateTime", start)
    _day(period, "ram:EndDateTime", end)


def _line(trade: Element, position: int, line: Line, tax: Tax) -> None:
    element = _add(trade, "ram:IncludedSupplyChainTradeLineItem")
    document = _add(element, "ram:AssociatedDocumentLineDocument")
    _text(document, "ram:LineID", position)
    product = _add(element, "ram:SpecifiedTradeProduct")
    _text(product, "ram:Name", line.name)
    _text(product, "ram:Description", line.description)
    agreement = _add(element, "ram:SpecifiedLineTradeAgreement")
    price = _add(agreement, "ram:NetPriceProductTradePrice")
    _text(price, "ram:ChargeAmount", plain(line.price))
    delivery = _add(element, "ram:SpecifiedLineTradeDelivery")
    _text(delivery, "ram:BilledQuantity", plain(line.quantity), unitCode=line.unit)
    settlement = _add(element, "ram:SpecifiedLineTradeSettlement")
    _tax(settlement, tax)
    _period(settlement, line.from_on, line.to_on)
    total = _add(settlement, "ram:SpecifiedTradeSettlementLineMonetarySummation")
    _amount(total, "ram:LineTotalAmount", line.amount)


def _tax(parent: Element, tax: Tax, *, with_amounts: bool = False) -> None:
    element = _add(parent, "ram:ApplicableTradeTax")
    if with_amounts:
        _amount(element, "ram:CalculatedAmount", tax.amount)
    _text(element, "ram:TypeCode", "VAT")
    if with_amounts:
        _text(element, "ram:ExemptionReason", tax.reason)
        _amount(element, "ram:BasisAmount", tax.base)
    _text(element, "ram:CategoryCode", tax.category)
    if tax.percent is not None:
        _text(element, "ram:RateApplicablePercent", plain(tax.percent))


def _agreement(trade: Element, invoice: EInvoice) -> None:
    element = _add(trade, "ram:ApplicableHeaderTradeAgreement")
    _text(element, "ram:BuyerReference", invoice.buyer_reference)
    _party(_add(element, "ram:SellerTradeParty"), invoice.seller)
    _party(_add(element, "ram:BuyerTradeParty"), invoice.buyer)
    if invoice.purchase_order:
        order = _add(element, "ram:BuyerOrderReferencedDocument")
        _text(order, "ram:IssuerAssignedID", invoice.purchase_order)


def _party(element: Element, party: Party) -> None:
    _text(element, "ram:Name", party.name)
    _text(element, "ram:Description", party.legal_note)
    if party.legal_id is not None:
        scheme = {"schemeID": party.legal_id.scheme} if party.legal_id.scheme else {}
        organisation = _add(element, "ram:SpecifiedLegalOrganization")
        _text(organisation, "ram:ID", party.legal_id.value, **scheme)
    if party.email:
        contact = _add(element, "ram:DefinedTradeContact")
        mail = _add(contact, "ram:EmailURIUniversalCommunication")
        _text(mail, "ram:URIID", party.email)
    address, postal = party.address, _add(element, "ram:PostalTradeAddress")
    street, _, more = address.street.partition("\n")
    _text(postal, "ram:PostcodeCode", address.postal_code)
    _text(postal, "ram:LineOne", street.strip())
    _text(postal, "ram:LineTwo", ", ".join(more.split("\n")).strip())
    _text(postal, "ram:CityName", address.city)
    _text(postal, "ram:CountryID", address.country)
    _text(postal, "ram:CountrySubDivisionName", address.region)
    if party.electronic_address is not None:
        uri = _add(element, "ram:URIUniversalCommunication")
        where = party.electronic_address
        _text(uri, "ram:URIID", where.value, schemeID=where.scheme)
    for number, scheme in ((party.vat_number, "VA"), (party.tax_number, "FC")):
        if number:
            registration = _add(element, "ram:SpecifiedTaxRegistration")
            _text(registration, "ram:ID", number, schemeID=scheme)


def _settlement(trade: Element, invoice: EInvoice) -> None:
    element, account = _add(trade, "ram:ApplicableHeaderTradeSettlement"), invoice.account
    if account is not None:
        _text(element, "ram:PaymentReference", account.reference)
    if invoice.national_tax is not None:
        _text(element, "ram:TaxCurrencyCode", invoice.national_tax.currency)
    _text(element, "ram:InvoiceCurrencyCode", invoice.currency)
    if account is not None:
        means = _add(element, "ram:SpecifiedTradeSettlementPaymentMeans")
        _text(means, "ram:TypeCode", CREDIT_TRANSFER)
        payee = _add(means, "ram:PayeePartyCreditorFinancialAccount")
        _text(payee, "ram:IBANID", account.number if account.is_iban else "")
        _text(payee, "ram:AccountName", account.holder)
        _text(payee, "ram:ProprietaryID", "" if account.is_iban else account.number)
        if account.bic:
            bank = _add(means, "ram:PayeeSpecifiedCreditorFinancialInstitution")
            _text(bank, "ram:BICID", account.bic)
    _tax(element, invoice.tax, with_amounts=True)
    _period(element, *(invoice.period or (None, None)))
    _rounding(element, invoice)
    if invoice.terms or invoice.due_on is not None:
        terms = _add(element, "ram:SpecifiedTradePaymentTerms")
        _text(terms, "ram:Description", invoice.terms)
        if invoice.due_on is not None:
            _day(terms, "ram:DueDateDateTime", invoice.due_on)
    _sums(element, invoice)
    if invoice.preceding is not None:
        preceding = _add(element, "ram:InvoiceReferencedDocument")
        _text(preceding, "ram:IssuerAssignedID", invoice.preceding.number)
        issued_on = invoice.preceding.issued_on
        _day(preceding, "ram:FormattedIssueDateTime", issued_on, qualified=True)


def _rounding(settlement: Element, invoice: EInvoice) -> None:
    rounding, tax = invoice.rounding, invoice.tax
    if rounding is None:
        return
    element = _add(settlement, "ram:SpecifiedTradeAllowanceCharge")
    indicator = _add(element, "ram:ChargeIndicator")
    _text(indicator, "udt:Indicator", "true" if rounding.is_charge else "false")
    _amount(element, "ram:ActualAmount", rounding.size)
    _text(element, "ram:Reason", rounding.name)
    category = _add(element, "ram:CategoryTradeTax")
    _text(category, "ram:TypeCode", "VAT")
    _text(category, "ram:CategoryCode", tax.category)
    if tax.percent is not None:
        _text(category, "ram:RateApplicablePercent", plain(tax.percent))


def _sums(settlement: Element, invoice: EInvoice) -> None:
    sums = _add(settlement, "ram:SpecifiedTradeSettlementHeaderMonetarySummation")
    _amount(sums, "ram:LineTotalAmount", invoice.line_total)
    if invoice.rounding is not None:
        kind = "Charge" if invoice.rounding.is_charge else "Allowance"
        _amount(sums, f"ram:{kind}TotalAmount", invoice.rounding.size)
    _amount(sums, "ram:TaxBasisTotalAmount", invoice.subtotal)
    for tax in (invoice.tax.amount, invoice.national_tax):
        if tax is not None:
            _text(sums, "ram:TaxTotalAmount", f"{tax.decimal:f}", currencyID=tax.currency)
    _amount(sums, "ram:GrandTotalAmount", invoice.total)
    _amount(sums, "ram:DuePayableAmount", invoice.total)


def _amount(parent: Element, name: str, amount: Money) -> None:
    _text(parent, name, f"{amount.decimal:f}")
