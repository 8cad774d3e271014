"""What stands where on a payment report."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from contracts.events.reports import (
    PaymentReportRequested,
    ReportedCurrency,
    ReportedPayment,
    ReportedTotals,
)
from contracts.money import Money
from documents.rendering.columns import widths
from documents.rendering.formats import Formats
from documents.rendering.inputs import PaymentReportInput
from documents.rendering.labels import Labels
from documents.rendering.totals import Total

TotalsGetter = Callable[[ReportedTotals], Money]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table: what it is of, and what stands small below it."""

    name: str
    sums: ReportedTotals
    below: str = ""
    first: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """The report in one currency."""

    report: ReportedCurrency
    columns: Sequence[tuple[str, TotalsGetter]]
    months: Sequence[Line]
    clients: Sequence[Line]
    payments: Sequence[Line]
    closing: Sequence[Total]


def report_context(document: PaymentReportInput, t: Labels, f: Formats) -> dict[str, object]:
    """What the template of reports asks for."""
    subject = document.subject
    span = f.months(subject.from_month, subject.to_month)
    payments = sum(len(report.payments) for report in subject.currencies)
    return {
        # A report is known by its months.
        "number": span,
        "foot": t.titles[document.kind],
        "description": f"{t.titles[document.kind]} {span} \u2013 {document.counterpart.name}",
        "span": span,
        "received": _sums(subject, f, ahead=False),
        "on_its_way": _sums(subject, f, ahead=True),
        "count": Decimal(payments),
        "sections": [_section(report, t, f) for report in subject.currencies],
        "widths": widths(
            {
                "c-money": (
                    f.amount(amount)
                    for report in subject.currencies
                    for sums in (report.total, *report.payments)
                    for amount in (sums.gross, -sums.deductions, sums.taxes, sums.net)
                )
            }
        ),
    }


def _sums(subject: PaymentReportRequested, f: Formats, *, ahead: bool) -> list[str]:
    """What was received by the day of the report, or what is ordered for later, by currency."""
    found: list[str] = []
    for report in subject.currencies:
        sent = [
            payment.net if payment.carried is None else payment.net + payment.carried
            for payment in report.payments
            if (payment.paid_on > subject.requested_on) is ahead
        ]
        if sent:
            found.append(f.money(Money.total(sent, report.currency)))
    return found


def _section(report: ReportedCurrency, t: Labels, f: Formats) -> Section:
    return Section(
        report=report,
        columns=_columns(report.total, t),
        months=[Line(f.month(month.month), month) for month in report.months],
        clients=[Line(client.company_name, client) for client in report.clients],
        payments=[
            Line(
                payment.number,
                payment,
                below=" · ".join(payment.company_names),
                first=f.day(payment.paid_on),
            )
            for payment in sorted(report.payments, key=_by_day)
        ],
        closing=_closing(report, t, f),
    )


def _closing(report: ReportedCurrency, t: Labels, f: Formats) -> list[Total]:
    """From the net to what was sent, where payments set something off or carry it on."""
    carried = [payment.carried for payment in report.payments if payment.carried is not None]
    if not carried:
        return []
    on = Money.total((one for one in carried if one.amount_minor > 0), report.currency)
    off = Money.total((one for one in carried if one.amount_minor < 0), report.currency)
    parts = [Total(t.carried_on, f.amount(on)), Total(t.set_off, f.amount(off))]
    return [
        *(part for part, amount in zip(parts, (on, off), strict=True) if amount.amount_minor),
        Total(t.amount_sent, f.amount(report.total.net + on + off)),
    ]


def _by_day(payment: ReportedPayment) -> tuple[date, int, str]:
    """By day, and of one day by number: P-9 before P-10."""
    return payment.paid_on, len(payment.number), payment.number


def _columns(total: ReportedTotals, t: Labels) -> Sequence[tuple[str, TotalsGetter]]:
    """Gross always; deductions and taxes when there are any. Deductions are minus."""
    columns: list[tuple[str, TotalsGetter]] = [(t.gross, lambda x: x.gross)]
    if total.deductions.amount_minor:
        columns.append((t.deductions, lambda x: -x.deductions))
    if total.taxes.amount_minor:
        columns.append((t.taxes, lambda x: x.taxes))
    return columns
