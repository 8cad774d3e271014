"""Every word that Portico itself puts on paper, by name.

A language is an instance, so that a word which is missing in one of them does not start.
Words in braces are filled in; they are the same in every language (a test holds that).
"""

from dataclasses import dataclass

from contracts.events.documents import DocumentKind
from contracts.events.timesheets import ArticleKind, PayTerms


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """The words of one language."""

    # The page
    page_of: str
    organisation_number: str
    questions: str
    colon: str
    no_lines: str

    # What it is, on the page and in the file's name (ASCII, no spaces)
    titles: dict[DocumentKind, str]
    file_names: dict[DocumentKind, str]

    # Who and whom
    employer: str
    employee: str
    supplier: str
    bill_to: str
    payer: str
    payee: str
    attention: str

    # Facts
    net_pay: str
    pay_before_deductions: str
    invoice_total: str
    amount_due: str
    amount_paid: str
    pay_period: str
    invoiced_period: str
    invoice_date: str
    due_date: str
    purchase_order: str
    buyer_reference: str
    note: str
    paid_on: str
    method: str
    estimated_payment_on: str
    payment: str
    status_on: str
    to_deduct: str
    processing: str
    pending_client_payment: str
    pending_release: str
    on_hold: str
    hours: str
    work_order: str
    client: str
    project: str
    reference: str

    # Lines
    work: str
    date: str
    description: str
    period: str
    quantity: str
    rate: str
    amount: str
    contractor: str
    transaction: str
    transactions: str
    articles: dict[ArticleKind, str]
    subtotal_of: str

    # Totals
    subtotal: str
    gross_pay: str
    gross: str
    deductions: str
    deduction: str
    total_deductions: str
    taxes: str
    basis: str
    percent_of: str
    net: str
    total: str

    # Payment
    pay_terms: str
    terms: dict[PayTerms, str]
    methods: dict[str, str]
    how_to_pay: str
    payment_reference: str
    pay_to: str
    quote_reference: str
    self_billed: str
    pay_follows: str
    deduction_follows: str
    amount_sent: str
    carried_on: str
    set_off: str
    statement_note: str

    # Reports
    none: str
    total_received: str
    on_its_way: str
    months: str
    payments: str
    by_month: str
    by_client: str
    all_payments: str
    payment_of: str
    month: str
    paid: str
    nothing_paid: str
    report_dated: str
    report_note: str
