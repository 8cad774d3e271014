"""From what a document is made of to what its e-invoice says, or what is missing for that."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from contracts.bank_details import CanadianDetails, IbanDetails
from contracts.events.payments import Charge, InvoiceCredited, InvoiceIssued, InvoiceLine
from contracts.money import Money, minor_digits
from contracts.parties import Party as Seller
from contracts.registrations import RegistrationKind
from documents.einvoices import registers
from documents.einvoices.model import (
    Account,
    EInvoice,
    Gap,
    Line,
    Party,
    PrecedingInvoice,
    RoundingDifference,
    Syntax,
    Tax,
    TaxCategory,
)
from documents.rendering.inputs import CreditNoteInput, CustomerInvoiceInput
from documents.rendering.labels import labels_of
from documents.rendering.labels.credits import credit_labels
from documents.rendering.labels.e_invoices import NOT_REGISTERED
from documents.rendering.labels.parties import party_labels
from documents.rendering.totals import charge_name, product

BilledInput = CustomerInvoiceInput | CreditNoteInput

_DIGITS = 2
"""What EN 16931 has amounts with, at most; its tolerances are those of hundredths."""
_QUANTITY_PLACES = 10
"""Of hours that no decimal has exactly: times any rate, they come to the line's amount."""
_HOUR, _ONE = "HUR", "C62"


def gaps_of(document: BilledInput, syntax: Syntax) -> tuple[Gap, ...]:
    """What is missing for an e-invoice of this syntax, each once; nothing: it can be made."""
    seller = document.subject.seller
    if seller is None:
        return (Gap.SELLER,)
    found = list(_shared_gaps(document, seller))
    if syntax is Syntax.PEPPOL:
        found += _peppol_gaps(document, seller)
    return tuple(found)


def _shared_gaps(document: BilledInput, seller: Seller) -> Iterator[Gap]:
    subject, buyer = document.subject, document.counterpart.address
    if not (seller.address.street and seller.address.city):
        yield Gap.SELLER_ADDRESS
    if buyer is None or not (buyer.street and buyer.city):
        yield Gap.BUYER_ADDRESS
    registrations = seller.registrations
    known = registers.vat_number(registrations) or registers.tax_number(registrations)
    if not (known if subject.taxes else registers.legal_id(registrations) or known):
        yield Gap.SELLER_TAX_NUMBER
    if isinstance(subject, InvoiceIssued) and seller.pay_to is None:
        yield Gap.RECEIVING_ACCOUNT
    if not subject.taxes and seller.is_vat_registered is not False:
        yield Gap.REASON_WITHOUT_TAX
    if any(tax.percent is None or tax.base != subject.subtotal for tax in subject.taxes):
        yield Gap.TAX_RATE
    if minor_digits(subject.currency) != _DIGITS:
        yield Gap.CURRENCY


def _peppol_gaps(document: BilledInput, seller: Seller) -> Iterator[Gap]:
    bill_to = document.subject.bill_to
    if registers.electronic_address(seller.registrations) is None:
        yield Gap.SELLER_ELECTRONIC_ADDRESS
    if bill_to is None or registers.electronic_address(bill_to.registrations) is None:
        yield Gap.BUYER_ELECTRONIC_ADDRESS
    if not (document.subject.buyer_reference or (bill_to and bill_to.purchase_order)):
        yield Gap.BUYER_REFERENCE


def content_of(document: BilledInput) -> EInvoice:
    """What the e-invoice of a document without gaps says. Raises ValueError for one with gaps."""
    subject, seller = document.subject, document.subject.seller
    if seller is None:
        raise ValueError("nobody has said who sells")
    tax = _tax(subject, document.language)
    is_taxed = tax.category is not TaxCategory.NOT_SUBJECT
    national = subject.national_tax
    printed = Money.total(map(product, subject.lines), subject.currency)
    credited = isinstance(subject, InvoiceCredited)
    return EInvoice(
        number=subject.credit_note_number if credited else subject.number,
        issued_on=subject.credited_on if credited else subject.issued_on,
        due_on=None if credited else subject.due_on,
        terms=_terms(subject, document.language) if credited else "",
        currency=subject.currency,
        seller=_seller(document, seller, is_taxed=is_taxed),
        buyer=_buyer(document, is_taxed=is_taxed),
        lines=_lines(document),
        tax=tax,
        national_tax=national.total if national is not None and subject.taxes else None,
        line_total=printed,
        rounding=None
        if printed == subject.subtotal
        else RoundingDifference(
            amount=subject.subtotal - printed,
            name=party_labels(document.language).rounding,
        ),
        subtotal=subject.subtotal,
        total=subject.total,
        period=None if credited else _period(subject),
        preceding=PrecedingInvoice(number=subject.number, issued_on=subject.invoiced_on)
        if credited
        else None,
        account=None if credited else _account(subject, seller),
        buyer_reference=subject.buyer_reference,
        purchase_order=subject.bill_to.purchase_order if subject.bill_to else "",
        note=_note(subject, document.language),
    )


def _terms(subject: InvoiceCredited, language: str) -> str:
    return f"{credit_labels(language).invoice} {subject.number}"


def _seller(document: BilledInput, seller: Seller, *, is_taxed: bool) -> Party:
    registered = seller.registrations
    vat_number = registers.vat_number(registered) if is_taxed else ""
    other = registers.other_tax_number(registered) if is_taxed else ""
    name_of_other = party_labels(document.language).registers[RegistrationKind.QUEBEC_QST]
    in_register = "Foretaksregisteret" if seller.is_in_business_register else ""
    return Party(
        name=seller.legal_name,
        address=seller.address,
        legal_id=registers.legal_id(registered),
        vat_number=vat_number,
        # Rule NO-R-002 of Peppol: the register's name stands where a tax number does.
        tax_number=in_register or (registers.tax_number(registered) if is_taxed else ""),
        legal_note=f"{name_of_other} {other}" if other else "",
        electronic_address=registers.electronic_address(registered),
        email=document.agency.support_email,
    )


def _buyer(document: BilledInput, *, is_taxed: bool) -> Party:
    counterpart, bill_to = document.counterpart, document.subject.bill_to
    if counterpart.address is None:
        raise ValueError("nobody has said where the buyer is")
    registered = bill_to.registrations if bill_to else ()
    return Party(
        name=counterpart.name,
        address=counterpart.address,
        legal_id=registers.legal_id(registered),
        vat_number=registers.vat_number(registered) if is_taxed else "",
        electronic_address=registers.electronic_address(registered),
    )


def _tax(subject: InvoiceIssued | InvoiceCredited, language: str) -> Tax:
    """One group: several taxes on the same base (GST and QST) are one rate in EN 16931."""
    if not subject.taxes:
        return Tax(
            category=TaxCategory.NOT_SUBJECT,
            percent=None,
            base=subject.subtotal,
            amount=Money.zero(subject.currency),
            reason=NOT_REGISTERED.get(language, NOT_REGISTERED["en"]),
        )
    percent = sum((tax.percent or Decimal(0) for tax in subject.taxes), Decimal(0))
    return Tax(
        category=TaxCategory.STANDARD if percent else TaxCategory.ZERO_RATED,
        percent=percent,
        base=subject.subtotal,
        amount=Money.total((tax.amount for tax in subject.taxes), subject.currency),
    )


def _lines(document: BilledInput) -> tuple[Line, ...]:
    subject, articles = document.subject, labels_of(document.language).articles
    return tuple(_line(line, articles[line.article], subject) for line in subject.lines)


def _line(line: InvoiceLine, article: str, subject: InvoiceIssued | InvoiceCredited) -> Line:
    quantity, price = _quantity(line), line.rate
    if price < 0:
        # A price is not below zero (BR-27): the quantity has the sign.
        quantity, price = -quantity, -price
    inside = isinstance(subject, InvoiceCredited) or (
        subject.period_start <= line.from_on and line.to_on <= subject.period_end
    )
    return Line(
        name=line.work_order_title or article,
        description=" · ".join(filter(None, (line.contractor_name, article, line.project_name))),
        quantity=quantity,
        unit=_HOUR if line.article.is_time else _ONE,
        price=price,
        amount=product(line),
        # Peppol has a line's days within the invoice's (R110, R111).
        from_on=line.from_on if inside else None,
        to_on=line.to_on if inside else None,
    )


def _quantity(line: InvoiceLine) -> Decimal:
    scaled = round(line.exact * 10**_QUANTITY_PLACES)
    return Decimal(scaled).scaleb(-_QUANTITY_PLACES)


def _period(subject: InvoiceIssued) -> tuple[date, date]:
    return subject.period_start, subject.period_end


def _account(subject: InvoiceIssued, seller: Seller) -> Account | None:
    if seller.pay_to is None:
        return None
    details = seller.pay_to.details
    match details:
        case IbanDetails():
            number = details.iban
        case CanadianDetails():
            number = f"{details.institution}-{details.transit}-{details.account_number}"
        case _:
            number = details.account_number
    return Account(
        number=number,
        is_iban=isinstance(details, IbanDetails),
        holder=seller.pay_to.holder or seller.legal_name,
        bic=seller.pay_to.bic or (details.bic if isinstance(details, IbanDetails) else ""),
        reference=subject.payment_reference or subject.number,
    )


def _note(subject: InvoiceIssued | InvoiceCredited, language: str) -> str:
    """The text for the reader, and the taxes one by one where there are several."""
    if isinstance(subject, InvoiceIssued):
        text = subject.note
    else:
        text = subject.reason or credit_labels(language).work_corrected
    taxes = _each(subject.taxes, language) if len(subject.taxes) > 1 else ""
    return "\n".join(filter(None, (text, taxes)))


def _each(taxes: Sequence[Charge], language: str) -> str:
    return "; ".join(
        f"{charge_name(tax.names, tax.code, language)} {tax.percent} %: {tax.amount.decimal:f}"
        for tax in taxes
    )
