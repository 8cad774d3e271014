"""What stands where on a customer's invoice, and on a credit note that takes back some of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import groupby

from contracts.events.payments import InvoiceCredited, InvoiceIssued, InvoiceLine
from contracts.money import Money
from documents.rendering.columns import widths
from documents.rendering.formats import Formats
from documents.rendering.inputs import CreditNoteInput, CustomerInvoiceInput
from documents.rendering.labels import Labels
from documents.rendering.labels.credits import CreditLabels, credit_labels
from documents.rendering.labels.parties import PartyLabels, party_labels
from documents.rendering.parties import Row, account_rows
from documents.rendering.quantities import quantity
from documents.rendering.totals import Total, charge_name, product, rounded_off, tax_totals


@dataclass(frozen=True, slots=True)
class ProjectLines:
    """The lines of one project, by contractor, work order and article."""

    project_name: str
    lines: Sequence[InvoiceLine]
    amount: Money


def invoice_context(document: CustomerInvoiceInput, t: Labels, f: Formats) -> dict[str, object]:
    """What the template of invoices asks for."""
    subject, p = document.subject, party_labels(document.language)
    reference = _quoted(subject)
    hours = (line.exact for line in subject.lines if line.article.is_time)
    return {
        **_billed(document, t, f),
        **_ordered(subject),
        "buyer_reference": subject.buyer_reference,
        "note_lines": subject.note.splitlines(),
        "lines_title": t.work,
        "amount_title": t.amount,
        "hours": f.quantity(sum(hours, Fraction(0))),
        "payment_rows": [
            (t.due_date, f.day(subject.due_on)),
            (_name_of(reference, t), reference),
            *_account(document, t, p),
            (p.terms, _terms(subject, p)),
            (t.questions, document.agency.support_email),
        ],
        "payment_notes": [t.quote_reference.format(number=reference), *_late(subject, p, f)],
        **national_context(subject, document.language, f),
    }


def _account(document: CustomerInvoiceInput, t: Labels, p: PartyLabels) -> list[Row]:
    """Where the money goes. What was said before accounts were told goes to the name alone."""
    seller = document.subject.seller
    if seller is None or seller.pay_to is None:
        return [(t.pay_to, document.agency.legal_name)]
    return account_rows(seller.pay_to, seller.legal_name, p)


def _terms(subject: InvoiceIssued, p: PartyLabels) -> str:
    days = (subject.due_on - subject.issued_on).days
    return p.terms_days.format(days=days) if days else p.terms_at_once


def _late(subject: InvoiceIssued, p: PartyLabels, f: Formats) -> list[str]:
    if not subject.interest_percent:
        return []
    return [p.interest.format(percent=f.percent(subject.interest_percent))]


def national_context(
    subject: InvoiceIssued | InvoiceCredited, language: str, f: Formats
) -> dict[str, object]:
    """The taxes in the national currency, each with the rate that converted it."""
    national, p = subject.national_tax, party_labels(language)
    if national is None:
        return {"national_rows": []}
    currency = national.total.currency
    rows = [
        Total(
            p.national_tax.format(
                name=charge_name(tax.names, tax.code, language),
                rate=f.number(national.rate),
                currency=currency,
                foreign=subject.currency,
                day=f.day(national.rate_on),
                source=national.source,
            ),
            f.amount(amount),
        )
        for tax, amount in zip(subject.taxes, national.amounts, strict=True)
    ]
    return {"national_rows": rows, "national_title": p.national.format(currency=currency)}


def _quoted(subject: InvoiceIssued | InvoiceCredited) -> str:
    """What the company quotes with its payment. What was said before there was a reference for it
    is paid by the invoice's number."""
    return subject.payment_reference or subject.number


def _name_of(reference: str, t: Labels) -> str:
    """What a reference is called: a KID is digits alone, and known by that name everywhere."""
    if reference.isdigit():
        return "KID"
    return t.payment_reference if reference.startswith("RF") else t.reference


def credit_note_context(document: CreditNoteInput, t: Labels, f: Formats) -> dict[str, object]:
    """What the template of credit notes asks for."""
    subject, c = document.subject, credit_labels(document.language)
    left = _left_to_pay(subject)
    after = [(c.left_to_pay, f.money(left))]
    if subject.disputed_amount:
        after.append((c.disputed, f.money(subject.disputed_amount)))
    if left.amount_minor and subject.payment_reference:
        reference = subject.payment_reference
        after.append((_name_of(reference, t), reference))
    if subject.kept_balance.amount_minor:
        after.append((c.kept, f.money(subject.kept_balance)))
    after += [
        (t.reference, subject.credit_note_number),
        (t.questions, document.agency.support_email),
    ]
    return {
        **_billed(document, t, f),
        "lines_title": c.work,
        "amount_title": c.credited,
        "c": c,
        "credits_invoice": c.of_day.format(number=subject.number, day=f.day(subject.invoiced_on)),
        "reason": subject.reason or c.work_corrected,
        "left_to_pay": f.money(left),
        "after_rows": after,
        "after_notes": _notes(subject, c, t, f),
        "buyer_reference": subject.buyer_reference,
        **national_context(subject, document.language, f),
    }


def _left_to_pay(subject: InvoiceCredited) -> Money:
    """What is open, less what of it is not due: the page and the e-mail say the same."""
    return subject.open_amount - (subject.disputed_amount or Money.zero(subject.currency))


def _notes(subject: InvoiceCredited, c: CreditLabels, t: Labels, f: Formats) -> list[str]:
    notes: list[str] = []
    if any(line.amount.amount_minor < 0 for line in subject.lines):
        notes.append(c.billed_instead)
    if subject.kept_balance.amount_minor:
        notes.append(c.kept_note.format(amount=f.money(subject.kept_balance)))
    if _left_to_pay(subject).amount_minor:
        notes.append(t.quote_reference.format(number=_quoted(subject)))
    return notes


def _billed(
    document: CustomerInvoiceInput | CreditNoteInput, t: Labels, f: Formats
) -> dict[str, object]:
    """Lines with their sums and taxes, as both kinds have them."""
    subject: InvoiceIssued | InvoiceCredited = document.subject
    currency = subject.currency
    totals = rounded_off(
        subject.subtotal, map(product, subject.lines), party_labels(document.language), f
    )
    totals.append(Total(t.subtotal, f.amount(subject.subtotal)))
    totals += tax_totals(subject.taxes, document.language, t, f)
    return {
        "purchase_order": subject.bill_to.purchase_order if subject.bill_to else "",
        "currency": currency,
        "groups": _by_project(subject.lines, currency),
        "names_projects": False,
        "quantity_of": partial(quantity, currency=currency, f=f),
        "product": product,
        "widths": widths(
            {
                "c-quantity": (quantity(x.article, x.exact, currency, f) for x in subject.lines),
                "c-rate": (f.rate(line.rate, currency) for line in subject.lines),
                "c-money": map(f.amount, (subject.total, *map(product, subject.lines))),
            }
        ),
        "totals": totals,
    }


def _ordered(subject: InvoiceIssued) -> dict[str, object]:
    """Where somebody chose an order in which projects take turns: one group, each line with its
    project's name. Otherwise the lines are by project all the same."""
    names = [name for name, _ in groupby(line.project_name for line in subject.lines)]
    if not subject.has_chosen_order or len(names) == len(set(names)):
        return {}
    whole = ProjectLines(project_name="", lines=subject.lines, amount=subject.subtotal)
    return {"groups": [whole], "names_projects": True}


def _by_project(lines: Sequence[InvoiceLine], currency: str) -> list[ProjectLines]:
    """Lines by project, in the order in which projects first stand on it."""
    names = dict.fromkeys(line.project_name for line in lines)
    groups: list[ProjectLines] = []
    for name in names:
        own = [line for line in lines if line.project_name == name]
        amount = Money.total(map(product, own), currency)
        groups.append(ProjectLines(project_name=name, lines=own, amount=amount))
    return groups
