"""What stands where on a pay statement."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import partial

from contracts.events.payments import Charge, Transaction, TransactionState
from contracts.money import Money
from contracts.pay_statements import ChargeToDate, YearToDate
from documents.rendering.columns import widths
from documents.rendering.formats import Formats
from documents.rendering.inputs import PaystubInput
from documents.rendering.labels import Labels
from documents.rendering.labels.parties import party_labels
from documents.rendering.labels.paystubs import PaystubLabels, paystub_labels
from documents.rendering.quantities import quantity
from documents.rendering.totals import charge_name, product, rounded_off
from documents.rendering.work_lines import (
    in_order,
    payment_fact,
    priced_lines,
    priced_sums,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeRow:
    """One charge as its table shows it; None is a cell that says nothing.

    A charge of the year that this statement has none of has its sum of the year alone.
    """

    name: str
    base: Money | None = None
    exempt: Money | None = None
    percent: Decimal | None = None
    amount: Money
    to_date: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SumRow:
    """A line of the summary: what this statement comes to, and the year."""

    name: str
    amount: Money
    to_date: Money | None


def paystub_context(document: PaystubInput, t: Labels, f: Formats) -> dict[str, object]:
    """What the template of pay statements asks for."""
    subject, p = document.subject, paystub_labels(document.language)
    currency = subject.net.currency
    lines = in_order(subject.lines)
    sums = list(priced_sums(subject).values())
    deductions = deduction_rows(subject, document.language)
    employer = _employer(subject, p, document.language)
    label, value = payment_fact(subject, t, f)
    takes_back = subject.net.amount_minor < 0
    year = subject.year_to_date
    hours = (line.exact for line in lines if line.article.is_time)
    timed = sum(one.article.is_time for one in sums)
    return {
        "p": p,
        "currency": currency,
        "year_to_date": year,
        "to_date": p.to_date.format(year=year.year) if year else "",
        "quantity_of": partial(quantity, currency=currency, f=f),
        "widths": widths(
            {
                "c-quantity": (quantity(x.article, x.quantity, currency, f) for x in sums),
                "c-rate": (f.rate(line.rate, currency) for line in lines),
                "c-money": map(f.amount, _amounts(subject, (*deductions, *employer))),
            }
        ),
        "payment_label": label,
        "payment_value": value,
        "sums": sums,
        "product": product,
        "rounding": rounded_off(
            subject.gross,
            (one.amount for one in sums),
            party_labels(document.language),
            f,
        ),
        "total_hours": f.quantity(sum(hours, Fraction(0))) if timed > 1 else "",
        "deductions": deductions,
        "employer": employer,
        "exempt_of": partial(_exempt_head, p),
        "summary": _summary(subject, document.language, t),
        "answer_label": _answer_label(subject, t),
        "lines": priced_lines(lines, subject),
        "payment_rows": [
            *([] if takes_back else [(t.pay_terms, t.terms[subject.pay_terms])]),
            *_account(subject, p),
            (t.questions, document.agency.support_email),
        ],
        "payment_notes": [
            t.deduction_follows if takes_back else t.pay_follows,
            *(_counted(year, p) if year else []),
        ],
    }


def _answer_label(subject: Transaction, t: Labels) -> str:
    """What its last sum is. On hold from the beginning is only that whose deductions are open."""
    return t.pay_before_deductions if subject.state is TransactionState.ON_HOLD else t.net_pay


def _exempt_head(p: PaystubLabels, rows: Sequence[ChargeRow]) -> str:
    """The head of the column of what is exempt; empty where nothing is."""
    return p.exempt if any(row.exempt is not None for row in rows) else ""


def _account(subject: Transaction, p: PaystubLabels) -> list[tuple[str, str]]:
    if not subject.account_ending:
        return []
    return [(p.account, p.account_ending.format(ending=subject.account_ending))]


def deduction_rows(subject: Transaction, language: str) -> list[ChargeRow]:
    """Each deduction, and those of the year that this statement has none of. Minus is withheld."""
    to_date = subject.year_to_date.charges if subject.year_to_date else ()
    return [
        *(_row(one, to_date, language, sign=-1) for one in subject.deductions),
        *_of_year_alone(to_date, subject.deductions, language, sign=-1),
    ]


def _employer(subject: Transaction, p: PaystubLabels, language: str) -> list[ChargeRow]:
    """What the employer pays and sets aside beside the gross."""
    year = subject.year_to_date
    to_date = year.employer_charges if year else ()
    rows = [
        *(_row(one, to_date, language, sign=1) for one in subject.employer_charges),
        *_of_year_alone(to_date, subject.employer_charges, language, sign=1),
    ]
    vacation, of_year = subject.vacation_pay, year.vacation_pay if year else None
    if vacation is not None:
        rows.append(
            ChargeRow(
                name=p.vacation_pay,
                base=vacation.base,
                percent=vacation.percent,
                amount=vacation.amount,
                to_date=of_year,
            )
        )
    elif of_year is not None:
        zero = Money.zero(of_year.currency)
        rows.append(ChargeRow(name=p.vacation_pay, amount=zero, to_date=of_year))
    return rows


def _row(charge: Charge, to_date: Sequence[ChargeToDate], language: str, *, sign: int) -> ChargeRow:
    of_year = next((one.amount for one in to_date if one.code == charge.code), None)
    return ChargeRow(
        name=charge_name(charge.names, charge.code, language),
        base=charge.base,
        exempt=charge.exempt,
        percent=charge.percent,
        amount=_signed(charge.amount, sign),
        to_date=None if of_year is None else _signed(of_year, sign),
    )


def _of_year_alone(
    to_date: Sequence[ChargeToDate], charges: Sequence[Charge], language: str, *, sign: int
) -> Iterator[ChargeRow]:
    codes = {one.code for one in charges}
    for one in to_date:
        if one.code not in codes:
            yield ChargeRow(
                name=charge_name(one.names, one.code, language),
                amount=Money.zero(one.amount.currency),
                to_date=_signed(one.amount, sign),
            )


def _signed(amount: Money, sign: int) -> Money:
    return amount if sign > 0 else -amount


def _summary(subject: Transaction, language: str, t: Labels) -> list[SumRow]:
    """From gross to net, without the net: that is the answer."""
    year, currency = subject.year_to_date, subject.net.currency
    rows = [SumRow(name=t.gross_pay, amount=subject.gross, to_date=year and year.gross)]
    if subject.deductions or (year and year.deductions.amount_minor):
        taken = -_total(subject.deductions, currency)
        of_year = -year.deductions if year else None
        rows.append(SumRow(name=t.total_deductions, amount=taken, to_date=of_year))
    names = [charge_name(one.names, one.code, language) for one in subject.taxes]
    if names or (year and year.taxes.amount_minor):
        added = _total(subject.taxes, currency)
        rows.append(
            SumRow(name=", ".join(names) or t.taxes, amount=added, to_date=year and year.taxes)
        )
    return rows


def _counted(year: YearToDate, p: PaystubLabels) -> list[str]:
    """What the sums of the year are of, and what came or went since the statement before."""
    said = [p.counted.format(year=year.year)]
    for template, numbers in (
        (p.no_longer_counted, year.no_longer_counted),
        (p.counted_since, year.counted_since),
    ):
        if numbers:
            said.append(template.format(year=year.year, numbers=", ".join(numbers)))
    return said


def _amounts(subject: Transaction, rows: Sequence[ChargeRow]) -> Iterator[Money]:
    yield from (subject.gross, subject.net)
    yield from (line.amount for line in subject.lines)
    for row in rows:
        yield from (x for x in (row.base, row.exempt, row.amount, row.to_date) if x is not None)
    if year := subject.year_to_date:
        yield from (year.gross, -year.deductions, year.net)


def _total(charges: Sequence[Charge], currency: str) -> Money:
    return Money.total((one.amount for one in charges), currency)
