"""The sums of a document add up, or it is not printed."""

from collections.abc import Sequence

from contracts.events.pay_runs import PaymentMade
from contracts.events.payments import InvoiceCredited, InvoiceIssued, Transaction
from contracts.events.reports import PaymentReportRequested, ReportedTotals
from contracts.events.statements import StatementRequested
from contracts.money import Money
from documents.rendering.inputs import (
    AnyInput,
    ContractorInvoiceInput,
    CreditNoteInput,
    CustomerInvoiceInput,
    PaymentReportInput,
    PaystubInput,
    StatementOfAccountInput,
)


class TotalsDifferError(ValueError):
    """A total on the document is not the sum of what stands above it."""

    def __init__(self, what: str, stated: Money, summed: Money) -> None:
        super().__init__(f"{what}: {stated} is stated, {summed} is the sum")
        self.what = what
        self.stated = stated
        self.summed = summed


def check_totals(document: AnyInput) -> None:
    """Add up every sum on the document. Raises TotalsDifferError, CurrencyMismatchError."""
    match document:
        case PaystubInput() | ContractorInvoiceInput():
            _transaction(document.subject)
        case CustomerInvoiceInput() | CreditNoteInput():
            _invoice(document.subject)
        case PaymentReportInput():
            _report(document.subject)
        case StatementOfAccountInput():
            _statement(document.subject)
        case _:
            _payment(document.subject)


def _transaction(subject: Transaction) -> None:
    _same("gross", subject.gross, [line.amount for line in subject.lines])
    deductions = [-charge.amount for charge in subject.deductions]
    taxes = [charge.amount for charge in subject.taxes]
    _same("net", subject.net, [subject.gross, *deductions, *taxes])
    if year := subject.year_to_date:
        _same("deductions to date", year.deductions, [one.amount for one in year.charges])
        _same("net to date", year.net, [year.gross, -year.deductions, year.taxes])


def _invoice(subject: InvoiceIssued | InvoiceCredited) -> None:
    _same("subtotal", subject.subtotal, [line.amount for line in subject.lines])
    _same("total", subject.total, [subject.subtotal, *(tax.amount for tax in subject.taxes)])


def _payment(subject: PaymentMade) -> None:
    for paid in subject.transactions:
        _same(f"net of {paid.number}", paid.net, [paid.gross, -paid.deductions, paid.taxes])
    nets = [paid.net for paid in subject.transactions]
    carried = [] if subject.carried is None else [subject.carried]
    _same("amount", subject.amount, [*nets, *carried])


def _report(subject: PaymentReportRequested) -> None:
    for report in subject.currencies:
        groups: Sequence[Sequence[ReportedTotals]] = (
            report.months,
            report.clients,
            report.payments,
        )
        for parts in groups:
            _same("gross", report.total.gross, [part.gross for part in parts])
            _same("deductions", report.total.deductions, [part.deductions for part in parts])
            _same("taxes", report.total.taxes, [part.taxes for part in parts])
            _same("net", report.total.net, [part.net for part in parts])
        total = report.total
        _same("net", total.net, [total.gross, -total.deductions, total.taxes])


def _statement(subject: StatementRequested) -> None:
    for account in subject.currencies:
        moved = [one.amount for one in account.movements]
        _same("closing", account.closing, [account.opening, account.charged, -account.credited])
        _same("closing", account.closing, [account.opening, *moved])
        # What was paid too much is owed to the company: no open invoice has it.
        kept = [-account.kept_balance] if account.kept_balance else []
        _same("closing", account.closing, [*(one.amount for one in account.ages), *kept])
        open_amounts = [one.open_amount for one in account.open_invoices]
        _same("closing", account.closing, [*open_amounts, *kept])
        running = account.opening
        for one in account.movements:
            running += one.amount
            _same(f"balance of {one.booked_on}", one.balance, [running])


def _same(what: str, stated: Money, parts: Sequence[Money]) -> None:
    summed = Money.total(parts, stated.currency)
    if summed != stated:
        raise TotalsDifferError(what, stated, summed)
