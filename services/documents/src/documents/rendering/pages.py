"""From an input to HTML: what stands where. How it looks is in the templates and style.css."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import partial

from contracts.events.documents import DocumentKind
from contracts.events.pay_runs import PaidTransaction
from contracts.events.payments import Transaction
from contracts.money import Money
from documents.rendering.checks import check_totals
from documents.rendering.colours import palette
from documents.rendering.columns import fitted, widths
from documents.rendering.extent import check_extent
from documents.rendering.formats import Formats, paper_size
from documents.rendering.inputs import (
    AnyInput,
    ContractorInvoiceInput,
    Counterpart,
    CreditNoteInput,
    CustomerInvoiceInput,
    Issuer,
    PaymentReportInput,
    PaymentStatementInput,
    PaystubInput,
    StatementOfAccountInput,
    number_of,
)
from documents.rendering.invoices import credit_note_context, invoice_context
from documents.rendering.labels import Labels, labels_of
from documents.rendering.labels.credits import credit_labels
from documents.rendering.labels.parties import party_labels
from documents.rendering.parties import buyer_lines, foot_of, party_lines
from documents.rendering.paystubs import deduction_rows, paystub_context
from documents.rendering.quantities import quantity
from documents.rendering.reports import report_context
from documents.rendering.statements import statement_context
from documents.rendering.templating import templates
from documents.rendering.titles import is_basis, title_of
from documents.rendering.totals import Total, product, rounded_off, tax_totals
from documents.rendering.work_lines import (
    in_order,
    payment_fact,
    priced_lines,
    priced_sums,
    sums_by_article,
)
from presentation.names import initials

_TEMPLATE_OF = {
    DocumentKind.PAYSTUB: "paystub.html.j2",
    DocumentKind.CONTRACTOR_INVOICE: "transaction.html.j2",
    DocumentKind.CUSTOMER_INVOICE: "customer_invoice.html.j2",
    DocumentKind.CREDIT_NOTE: "credit_note.html.j2",
    DocumentKind.PAYMENT_STATEMENT: "payment_statement.html.j2",
    DocumentKind.PAYMENT_REPORT: "payment_report.html.j2",
    DocumentKind.STATEMENT_OF_ACCOUNT: "statement_of_account.html.j2",
}

_WITH_FOUR_FACTS = {DocumentKind.PAYMENT_STATEMENT, DocumentKind.PAYMENT_REPORT}

Row = tuple[str, str]
Context = dict[str, object]


def html_of(document: AnyInput) -> str:
    """The page of a document as HTML. Raises TotalsDifferError, TooLongError."""
    check_extent(document)
    check_totals(document)
    template = templates().get_template(_TEMPLATE_OF[document.kind])
    words = labels_of(document.language)
    formats = Formats(document.language, document.agency.address.country)
    context = _frame(document, words, formats)
    match document:
        case PaystubInput():
            context |= paystub_context(document, words, formats)
        case ContractorInvoiceInput():
            context |= _contractor_invoice(document, words, formats)
        case CustomerInvoiceInput():
            context |= invoice_context(document, words, formats)
        case CreditNoteInput():
            context |= credit_note_context(document, words, formats)
        case PaymentStatementInput():
            context |= _payment_statement(document, words, formats)
        case PaymentReportInput():
            context |= report_context(document, words, formats)
        case StatementOfAccountInput():
            context |= statement_context(document, words, formats)
    return template.render(context)


def _frame(document: AnyInput, t: Labels, f: Formats) -> Context:
    """What every kind has: the brand, who and whom, the words."""
    agency = document.agency
    title = title_of(document)
    before, rest = t.page_of.split("{page}")
    between, after = rest.split("{pages}")
    return {
        "t": t,
        "f": f,
        "agency": agency,
        "subject": document.subject,
        "title": title,
        "number": number_of(document),
        "foot": f"{title} {number_of(document)}",
        "description": f"{title} {number_of(document)} \u2013 {document.counterpart.name}",
        "dated_on": _dated_on(document),
        "language_tag": str(f.locale).replace("_", "-"),
        "paper": paper_size(agency.address.country),
        "colours": palette(agency.brand_colour),
        "monogram": initials(agency.name),
        "page_of": (before, between, after),
        **_parties(document, t, f),
        "fact_count": 4 if document.kind in _WITH_FOUR_FACTS else 6,
        "subtotal_of": partial(_subtotal_of, t),
        "fitted": fitted,
    }


def _dated_on(document: AnyInput) -> date:
    match document:
        case PaystubInput() | ContractorInvoiceInput():
            return document.subject.created_on
        case CustomerInvoiceInput():
            return document.subject.issued_on
        case CreditNoteInput():
            return document.subject.credited_on
        case PaymentStatementInput():
            return document.subject.paid_on
        case PaymentReportInput():
            return document.subject.requested_on
        case StatementOfAccountInput():
            return document.subject.as_of


def _parties(document: AnyInput, t: Labels, f: Formats) -> Context:
    """Who and whom: as an invoice was told, else as the agency and the other side were known."""
    agency, p = document.agency, party_labels(document.language)
    home = agency.address.country
    lines = _agency_lines(agency, t, f)
    context: Context = {
        "agency_lines": lines,
        "counterpart_lines": _counterpart_lines(document.counterpart, agency, t, f),
        "foot_left": agency.legal_name
        + (
            f" · {t.organisation_number} {agency.organisation_number}"
            if agency.organisation_number
            else ""
        ),
    }
    if isinstance(document, ContractorInvoiceInput) and document.self_billed is not None:
        told = document.self_billed
        context["counterpart_lines"] = party_lines(told.seller, p, f, seen_from=home)
        context["agency_lines"] = party_lines(told.buyer, p, f, seen_from=home)
        context["foot_left"] = foot_of(told.seller, p)
    if isinstance(document, PaystubInput) and document.employer is not None:
        context["agency_lines"] = party_lines(document.employer, p, f, seen_from=home)
        context["foot_left"] = foot_of(document.employer, p)
    if not isinstance(document, CustomerInvoiceInput | CreditNoteInput):
        return context
    if (seller := document.subject.seller) is not None:
        context["agency_lines"] = party_lines(seller, p, f, seen_from=home)
        context["foot_left"] = foot_of(seller, p)
        if (buyer := document.subject.bill_to) is not None:
            context["counterpart_lines"] = buyer_lines(buyer, p, f, seen_from=home)
    return context


def _agency_lines(agency: Issuer, t: Labels, f: Formats) -> list[str]:
    lines = [agency.legal_name, *f.address(agency.address, seen_from=agency.address.country)]
    if agency.organisation_number:
        lines.append(f"{t.organisation_number} {agency.organisation_number}")
    return lines


def _counterpart_lines(party: Counterpart, agency: Issuer, t: Labels, f: Formats) -> list[str]:
    lines = [party.name]
    if party.attention:
        lines.append(t.attention.format(name=party.attention))
    lines += f.address(party.address, seen_from=agency.address.country)
    if party.organisation_number:
        lines.append(f"{t.organisation_number} {party.organisation_number}")
    return lines


def _subtotal_of(t: Labels, name: str) -> str:
    return t.subtotal_of.format(name=name)


# Contractors' invoices


def _contractor_invoice(document: ContractorInvoiceInput, t: Labels, f: Formats) -> Context:
    subject = document.subject
    currency = subject.net.currency
    lines = in_order(subject.lines)
    totals = rounded_off(
        subject.gross,
        (one.amount for one in priced_sums(subject).values()),
        party_labels(document.language),
        f,
    )
    totals.append(Total(t.subtotal, f.amount(subject.gross)))
    if subject.deductions:
        taken = Money.total((x.amount for x in subject.deductions), subject.net.currency)
        totals.append(Total(t.total_deductions, f.amount(-taken)))
    totals += tax_totals(subject.taxes, document.language, t, f)
    label, value = payment_fact(subject, t, f)
    takes_back = subject.net.amount_minor < 0
    credit = credit_labels(document.language)
    terms = [] if takes_back else [(t.pay_terms, t.terms[subject.pay_terms])]
    follows = t.deduction_follows if takes_back else t.pay_follows
    return {
        "invoiced_to": credit.credit_to if takes_back else t.bill_to,
        "currency": currency,
        "quantity_of": partial(quantity, currency=currency, f=f),
        "product": product,
        "widths": widths(
            {
                "c-quantity": (quantity(x.article, x.exact, currency, f) for x in lines),
                "c-rate": (f.rate(line.rate, currency) for line in lines),
                "c-money": map(f.amount, _amounts(subject)),
            }
        ),
        "answer_label": t.total if takes_back or is_basis(document) else t.invoice_total,
        "payment_label": label,
        "payment_value": value,
        "deductions": deduction_rows(subject, document.language),
        "lines": priced_lines(lines, subject),
        "by_article": sums_by_article(subject),
        "totals": totals,
        "payment_rows": [
            (label, value),
            *terms,
            (t.reference, subject.number),
            (t.questions, document.agency.support_email),
        ],
        "payment_notes": [follows, *_self_billed(document, t, f)],
        "credited": _credited(document, f),
        "dated_as": t.date if is_basis(document) or takes_back else t.invoice_date,
        "dated": f.day(subject.created_on),
    }


def _self_billed(document: ContractorInvoiceInput, t: Labels, f: Formats) -> list[str]:
    """By which agreement the agency wrote it; without one, that it is no invoice."""
    p, told = party_labels(document.language), document.self_billed
    if told is None:
        return [p.basis_note.format(contractor=document.counterpart.name)]
    names = {"agency": told.buyer.legal_name, "contractor": told.seller.legal_name}
    return [t.self_billed.format(**names), p.agreement.format(day=f.day(told.agreed_on)) + "."]


def _credited(document: ContractorInvoiceInput, f: Formats) -> tuple[str, str] | None:
    """Which invoice it takes back, as a fact with its name."""
    told = document.self_billed
    if told is None or not told.credits_number or told.credits_issued_on is None:
        return None
    of_day = credit_labels(document.language).of_day
    return (
        party_labels(document.language).credits,
        of_day.format(number=told.credits_number, day=f.day(told.credits_issued_on)),
    )


def _amounts(subject: Transaction) -> Iterator[Money]:
    yield from (subject.gross, subject.net)
    yield from (line.amount for line in subject.lines)
    for charge in subject.deductions:
        yield from (charge.base, -charge.amount)


# Payment statements


def _payment_statement(document: PaymentStatementInput, t: Labels, f: Formats) -> Context:
    subject = document.subject
    paid = sorted(subject.transactions, key=_by_period)
    method = t.methods.get(subject.method, subject.method.replace("_", " "))
    columns = _statement_columns(paid, t)
    currency = subject.amount.currency
    totals = [
        Total(name, f.amount(Money.total((read(x) for x in paid), currency)))
        for name, read in columns
    ]
    if (carried := subject.carried) is not None:
        name = t.carried_on if carried.amount_minor > 0 else t.set_off
        totals.append(Total(name, f.amount(carried)))
    return {
        "currency": currency,
        "count": Decimal(len(paid)),
        "method": method,
        "columns": columns,
        "paid": paid,
        "widths": widths({"c-money": (f.amount(read(x)) for x in paid for _, read in columns)}),
        "totals": totals,
        "payment_rows": [
            (t.paid_on, f.day(subject.paid_on)),
            (t.method, method),
            (t.reference, subject.number),
            (t.questions, document.agency.support_email),
        ],
        "payment_notes": [t.statement_note],
    }


def _by_period(paid: PaidTransaction) -> tuple[date, date, str, int, str]:
    """By the time of the work, then by number: T-9 before T-10."""
    number = paid.number
    return paid.period_start, paid.period_end, paid.company_name, len(number), number


def _statement_columns(
    paid: Sequence[PaidTransaction], t: Labels
) -> list[tuple[str, Callable[[PaidTransaction], Money]]]:
    """Gross always; deductions and taxes when any transaction has them. Deductions are minus."""
    columns: list[tuple[str, Callable[[PaidTransaction], Money]]] = [(t.gross, lambda x: x.gross)]
    if any(x.deductions.amount_minor for x in paid):
        columns.append((t.deductions, lambda x: -x.deductions))
    if any(x.taxes.amount_minor for x in paid):
        columns.append((t.taxes, lambda x: x.taxes))
    return columns
