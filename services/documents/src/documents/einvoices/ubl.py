"""An e-invoice as Peppol BIS Billing 3.0, which EHF is in Norway: UBL 2.1.

Source: https://docs.peppol.eu/poacc/billing/3.0/ (release of May 2026). The order of elements is
that of the XML schema.
"""

from contracts.money import Money
from documents.einvoices.elements import Namespaces, plain, written
from documents.einvoices.model import EInvoice, Line, Party, Tax
from documents.einvoices.xml import Element

CUSTOMIZATION = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
CREDIT_TRANSFER = "30"
"""UNCL 4461."""

_OASIS = "urn:oasis:names:specification:ubl:schema:xsd:"
_SHARED = {
    "cac": f"{_OASIS}CommonAggregateComponents-2",
    "cbc": f"{_OASIS}CommonBasicComponents-2",
}
_INVOICE = Namespaces({None: f"{_OASIS}Invoice-2", **_SHARED})
_CREDIT_NOTE = Namespaces({None: f"{_OASIS}CreditNote-2", **_SHARED})


def ubl_of(invoice: EInvoice) -> bytes:
    """The file. Raises ValueError for a text that XML cannot have."""
    ns = _CREDIT_NOTE if invoice.is_credit_note else _INVOICE
    root = ns.root("CreditNote" if invoice.is_credit_note else "Invoice")
    _head(ns, root, invoice)
    _party(ns, ns.add(root, "cac:AccountingSupplierParty"), invoice.seller)
    _party(ns, ns.add(root, "cac:AccountingCustomerParty"), invoice.buyer)
    _payment(ns, root, invoice)
    _rounding(ns, root, invoice)
    _totals(ns, root, invoice)
    for position, line in enumerate(invoice.lines, start=1):
        _line(ns, root, invoice, position, line)
    return written(root)


def _head(ns: Namespaces, root: Element, invoice: EInvoice) -> None:
    ns.text(root, "cbc:CustomizationID", CUSTOMIZATION)
    ns.text(root, "cbc:ProfileID", PROFILE)
    ns.text(root, "cbc:ID", invoice.number)
    ns.text(root, "cbc:IssueDate", invoice.issued_on)
    if invoice.is_credit_note:
        ns.text(root, "cbc:CreditNoteTypeCode", "381")
    else:
        ns.text(root, "cbc:DueDate", invoice.due_on)
        ns.text(root, "cbc:InvoiceTypeCode", "380")
    ns.text(root, "cbc:Note", invoice.note)
    ns.text(root, "cbc:DocumentCurrencyCode", invoice.currency)
    if invoice.national_tax is not None:
        ns.text(root, "cbc:TaxCurrencyCode", invoice.national_tax.currency)
    ns.text(root, "cbc:BuyerReference", invoice.buyer_reference)
    _period(ns, root, *(invoice.period or (None, None)))
    if invoice.purchase_order:
        order = ns.add(root, "cac:OrderReference")
        ns.text(order, "cbc:ID", invoice.purchase_order)
    if invoice.preceding is not None:
        billing = ns.add(root, "cac:BillingReference")
        document = ns.add(billing, "cac:InvoiceDocumentReference")
        ns.text(document, "cbc:ID", invoice.preceding.number)
        ns.text(document, "cbc:IssueDate", invoice.preceding.issued_on)


def _period(ns: Namespaces, parent: Element, start: object, end: object) -> None:
    if start is None or end is None:
        return
    period = ns.add(parent, "cac:InvoicePeriod")
    ns.text(period, "cbc:StartDate", start)
    ns.text(period, "cbc:EndDate", end)


def _party(ns: Namespaces, parent: Element, party: Party) -> None:
    element = ns.add(parent, "cac:Party")
    if party.electronic_address is not None:
        address = party.electronic_address
        ns.text(element, "cbc:EndpointID", address.value, schemeID=address.scheme)
    ns.text(ns.add(element, "cac:PartyName"), "cbc:Name", party.name)
    _address(ns, element, party)
    for number, scheme in ((party.vat_number, "VAT"), (party.tax_number, "TAX")):
        if number:
            registered = ns.add(element, "cac:PartyTaxScheme")
            ns.text(registered, "cbc:CompanyID", number)
            ns.text(ns.add(registered, "cac:TaxScheme"), "cbc:ID", scheme)
    entity = ns.add(element, "cac:PartyLegalEntity")
    ns.text(entity, "cbc:RegistrationName", party.name)
    if party.legal_id is not None:
        scheme = {"schemeID": party.legal_id.scheme} if party.legal_id.scheme else {}
        ns.text(entity, "cbc:CompanyID", party.legal_id.value, **scheme)
    ns.text(entity, "cbc:CompanyLegalForm", party.legal_note)
    if party.email:
        ns.text(ns.add(element, "cac:Contact"), "cbc:ElectronicMail", party.email)


def _address(ns: Namespaces, parent: Element, party: Party) -> None:
    element, address = ns.add(parent, "cac:PostalAddress"), party.address
    street, _, more = address.street.partition("\n")
    ns.text(element, "cbc:StreetName", street.strip())
    ns.text(element, "cbc:AdditionalStreetName", ", ".join(more.split("\n")).strip())
    ns.text(element, "cbc:CityName", address.city)
    ns.text(element, "cbc:PostalZone", address.postal_code)
    ns.text(element, "cbc:CountrySubentity", address.region)
    ns.text(ns.add(element, "cac:Country"), "cbc:IdentificationCode", address.country)


def _payment(ns: Namespaces, root: Element, invoice: EInvoice) -> None:
    account = invoice.account
    if account is not None:
        means = ns.add(root, "cac:PaymentMeans")
        ns.text(means, "cbc:PaymentMeansCode", CREDIT_TRANSFER)
        ns.text(means, "cbc:PaymentID", account.reference)
        payee = ns.add(means, "cac:PayeeFinancialAccount")
        ns.text(payee, "cbc:ID", account.number)
        ns.text(payee, "cbc:Name", account.holder)
        if account.bic:
            branch = ns.add(payee, "cac:FinancialInstitutionBranch")
            ns.text(branch, "cbc:ID", account.bic)
    if invoice.terms:
        ns.text(ns.add(root, "cac:PaymentTerms"), "cbc:Note", invoice.terms)


def _rounding(ns: Namespaces, root: Element, invoice: EInvoice) -> None:
    rounding = invoice.rounding
    if rounding is None:
        return
    element = ns.add(root, "cac:AllowanceCharge")
    ns.text(element, "cbc:ChargeIndicator", "true" if rounding.is_charge else "false")
    ns.text(element, "cbc:AllowanceChargeReason", rounding.name)
    _amount(ns, element, "cbc:Amount", rounding.size)
    _category(ns, element, "cac:TaxCategory", invoice.tax)


def _totals(ns: Namespaces, root: Element, invoice: EInvoice) -> None:
    tax = invoice.tax
    total = ns.add(root, "cac:TaxTotal")
    _amount(ns, total, "cbc:TaxAmount", tax.amount)
    group = ns.add(total, "cac:TaxSubtotal")
    _amount(ns, group, "cbc:TaxableAmount", tax.base)
    _amount(ns, group, "cbc:TaxAmount", tax.amount)
    _category(ns, group, "cac:TaxCategory", tax, reason=tax.reason)
    if invoice.national_tax is not None:
        _amount(ns, ns.add(root, "cac:TaxTotal"), "cbc:TaxAmount", invoice.national_tax)
    sums = ns.add(root, "cac:LegalMonetaryTotal")
    _amount(ns, sums, "cbc:LineExtensionAmount", invoice.line_total)
    _amount(ns, sums, "cbc:TaxExclusiveAmount", invoice.subtotal)
    _amount(ns, sums, "cbc:TaxInclusiveAmount", invoice.total)
    if invoice.rounding is not None:
        kind = "Charge" if invoice.rounding.is_charge else "Allowance"
        _amount(ns, sums, f"cbc:{kind}TotalAmount", invoice.rounding.size)
    _amount(ns, sums, "cbc:PayableAmount", invoice.total)


def _category(ns: Namespaces, parent: Element, name: str, tax: Tax, *, reason: str = "") -> None:
    element = ns.add(parent, name)
    ns.text(element, "cbc:ID", tax.category)
    if tax.percent is not None:
        ns.text(element, "cbc:Percent", plain(tax.percent))
    ns.text(element, "cbc:TaxExemptionReason", reason)
    ns.text(ns.add(element, "cac:TaxScheme"), "cbc:ID", "VAT")


def _line(ns: Namespaces, root: Element, invoice: EInvoice, position: int, line: Line) -> None:
    kind = "CreditNote" if invoice.is_credit_note else "Invoice"
    quantity = "cbc:CreditedQuantity" if invoice.is_credit_note else "cbc:InvoicedQuantity"
    element = ns.add(root, f"cac:{kind}Line")
    ns.text(element, "cbc:ID", position)
    ns.text(element, quantity, plain(line.quantity), unitCode=line.unit)
    _amount(ns, element, "cbc:LineExtensionAmount", line.amount)
    _period(ns, element, line.from_on, line.to_on)
    item = ns.add(element, "cac:Item")
    ns.text(item, "cbc:Description", line.description)
    ns.text(item, "cbc:Name", line.name)
    _category(ns, item, "cac:ClassifiedTaxCategory", invoice.tax)
    price = ns.add(element, "cac:Price")
    ns.text(price, "cbc:PriceAmount", plain(line.price), currencyID=invoice.currency)


def _amount(ns: Namespaces, parent: Element, name: str, amount: Money) -> None:
    ns.text(parent, name, f"{amount.decimal:f}", currencyID=amount.currency)
