"""From an input to HTML: what stands where. How it looks is in the templates and style.css."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial

from contracts.events.documents import DocumentKind
from contracts.events.pay_runs import PaidTransaction
from contracts.events.payments import Transaction, TransactionState, WorkLine
from contracts.events.timesheets import ArticleKind
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
from documents.rendering.quantities import quantity
from documents.rendering.reports import report_context
from documents.rendering.statements import statement_context
from documents.rendering.templating import templates
from documents.rendering.titles import is_basis, title_of
from documents.rendering.totals import Total, charge_name, product, rounded_off, tax_totals
from presentation.names import initials

_TEMPLATE_OF = {
    DocumentKind.PAYSTUB: "transaction.html.j2",
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
        case PaystubInput() | ContractorInvoiceInput():
            context |= _transaction(document, words, formats)
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
        "name_of": partial(charge_name, language=document.language),
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


# Paystubs and contractors' invoices


def _transaction(document: PaystubInput | ContractorInvoiceInput, t: Labels, f: Formats) -> Context:
    subject = document.subject
    is_paystub = document.kind is DocumentKind.PAYSTUB
    currency = subject.net.currency
    lines = _in_order(subject.lines)
    totals = rounded_off(
        subject.gross,
        (one.amount for one in _priced_sums(subject).values()),
        party_labels(document.language),
        f,
    )
    totals.append(Total(t.gross_pay if is_paystub else t.subtotal, f.amount(subject.gross)))
    if subject.deductions:
        taken = Money.total((x.amount for x in subject.deductions), subject.net.currency)
        totals.append(Total(t.total_deductions, f.amount(-taken)))
    totals += tax_totals(subject.taxes, document.language, t, f)
    label, value = _payment(subject, t, f)
    takes_back = subject.net.amount_minor < 0
    credit = credit_labels(document.language)
    terms = [] if takes_back else [(t.pay_terms, t.terms[subject.pay_terms])]
    follows = t.deduction_follows if takes_back else t.pay_follows
    return {
        "is_paystub": is_paystub,
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
        "answer_label": _answer_label(
            subject, t, is_paystub=is_paystub, is_invoice=not (takes_back or is_basis(document))
        ),
        "payment_label": label,
        "payment_value": value,
        "lines": _lines(lines, subject),
        "by_article": _by_article(subject),
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
        "dated": "" if is_paystub else f.day(subject.created_on),
    }


def _self_billed(
    document: PaystubInput | ContractorInvoiceInput, t: Labels, f: Formats
) -> list[str]:
    """By which agreement the agency wrote it; without one, that it is no invoice."""
    if not isinstance(document, ContractorInvoiceInput):
        return []
    p, told = party_labels(document.language), document.self_billed
    if told is None:
        return [p.basis_note.format(contractor=document.counterpart.name)]
    names = {"agency": told.buyer.legal_name, "contractor": told.seller.legal_name}
    return [t.self_billed.format(**names), p.agreement.format(day=f.day(told.agreed_on)) + "."]


def _credited(
    document: PaystubInput | ContractorInvoiceInput, f: Formats
) -> tuple[str, str] | None:
    """Which invoice it takes back, as a fact with its name."""
    told = document.self_billed if isinstance(document, ContractorInvoiceInput) else None
    if told is None or not told.credits_number or told.credits_issued_on is None:
        return None
    of_day = credit_labels(document.language).of_day
    return (
        party_labels(document.language).credits,
        of_day.format(number=told.credits_number, day=f.day(told.credits_issued_on)),
    )


def _answer_label(subject: Transaction, t: Labels, *, is_paystub: bool, is_invoice: bool) -> str:
    """What its last sum is. On hold from the beginning is only that whose deductions are open."""
    if not is_paystub:
        return t.invoice_total if is_invoice else t.total
    return t.pay_before_deductions if subject.state is TransactionState.ON_HOLD else t.net_pay


def _payment(subject: Transaction, t: Labels, f: Formats) -> Row:
    """When it is paid: a day if there is one, else what it waits for (C8), and when it did.

    Paper does not change once it is made, and what it waits for does: with its day it stays true.
    """
    waits: Mapping[TransactionState, str] = {
        TransactionState.PENDING_CLIENT_PAYMENT: t.pending_client_payment,
        TransactionState.PENDING_RELEASE: t.pending_release,
        TransactionState.ON_HOLD: t.on_hold,
    }
    if subject.net.amount_minor < 0:
        return t.payment, t.to_deduct
    if subject.state not in waits and subject.estimated_payment_on is not None:
        return t.estimated_payment_on, f.day(subject.estimated_payment_on)
    label = t.status_on.format(day=f.day(subject.created_on))
    return label, waits.get(subject.state, t.processing)


def _in_order(lines: Sequence[WorkLine]) -> list[WorkLine]:
    """By day, and of one day in the order of the articles: the order of entry is nobody's."""
    articles = list(ArticleKind)
    return sorted(lines, key=lambda x: (x.work_on, articles.index(x.article), x.note, x.quantity))


def _amounts(subject: Transaction) -> Iterator[Money]:
    yield from (subject.gross, subject.net)
    yield from (line.amount for line in subject.lines)
    for charge in subject.deductions:
        yield from (charge.base, -charge.amount)


@dataclass(frozen=True, slots=True)
class PricedSum:
    """What all work of an article at a rate comes to: it is rounded once, here.

    `by_day`: each day's amount is its quantity times the rate, and they add up to this one. Where
    they do not, days are printed with their time alone, and the rate stands with the sum. Of what
    is taken back that is so only where all of a sum is. A part of it is printed by day, and what
    the books took back more or less than that is a line of its own (`rounded_off`).
    """

    article: ArticleKind
    rate: Decimal
    quantity: Fraction
    amount: Money
    by_day: bool


def _priced_sums(subject: Transaction) -> dict[tuple[ArticleKind, Decimal, bool], PricedSum]:
    """By article, rate and whether work is taken back."""
    currency = subject.gross.currency

    def is_priced(exact: Fraction, rate: Decimal, amount: Money) -> bool:
        return amount == Money.of(exact * Fraction(rate), currency)

    groups: dict[tuple[ArticleKind, Decimal, bool], list[WorkLine]] = {}
    for line in sorted(subject.lines, key=lambda line: list(ArticleKind).index(line.article)):
        groups.setdefault(_rated(line), []).append(line)
    sums: dict[tuple[ArticleKind, Decimal, bool], PricedSum] = {}
    for rated, lines in groups.items():
        article, rate, _ = rated
        quantity_sum = sum((line.exact for line in lines), Fraction(0))
        amount = Money.total((line.amount for line in lines), currency)
        by_day = all(is_priced(line.exact, rate, line.amount) for line in lines)
        if not is_priced(quantity_sum, rate, amount):
            # A part of what was rounded once: each day is printed as what it comes to by itself.
            by_day, amount = True, Money.total(map(product, lines), currency)
        sums[rated] = PricedSum(
            article=article,
            rate=rate,
            quantity=quantity_sum,
            amount=amount,
            by_day=by_day,
        )
    return sums


def _rated(line: WorkLine) -> tuple[ArticleKind, Decimal, bool]:
    return line.article, line.rate, line.quantity < 0


def _lines(lines: Sequence[WorkLine], subject: Transaction) -> list[tuple[WorkLine, bool]]:
    """The lines, each with whether it is printed with its rate and amount."""
    sums = _priced_sums(subject)
    return [(line, sums[_rated(line)].by_day) for line in lines]


def _by_article(subject: Transaction) -> list[PricedSum]:
    """Sums of the articles, where there is more than one or the days alone do not say them.

    Of an article at several rates each sum says which of them it is.
    """
    sums = list(_priced_sums(subject).values())
    articles = [each.article for each in sums]
    return [
        replace(each, by_day=each.by_day and articles.count(each.article) == 1)
        for each in sums
        if len(sums) > 1 or not each.by_day
    ]


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
