"""Lines of work, the sums of their articles, and when it is paid: of a paystub or an invoice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from contracts.events.payments import Transaction, TransactionState, WorkLine
from contracts.events.timesheets import ArticleKind
from contracts.money import Money
from documents.rendering.formats import Formats
from documents.rendering.labels import Labels
from documents.rendering.totals import product


def payment_fact(subject: Transaction, t: Labels, f: Formats) -> tuple[str, str]:
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


def in_order(lines: Sequence[WorkLine]) -> list[WorkLine]:
    """By day, and of one day in the order of the articles: the order of entry is nobody's."""
    articles = list(ArticleKind)
    return sorted(lines, key=lambda x: (x.work_on, articles.index(x.article), x.note, x.quantity))


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


def priced_sums(subject: Transaction) -> dict[tuple[ArticleKind, Decimal, bool], PricedSum]:
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


def priced_lines(lines: Sequence[WorkLine], subject: Transaction) -> list[tuple[WorkLine, bool]]:
    """The lines, each with whether it is printed with its rate and amount."""
    sums = priced_sums(subject)
    return [(line, sums[_rated(line)].by_day) for line in lines]


def sums_by_article(subject: Transaction) -> list[PricedSum]:
    """Sums of the articles, where there is more than one or the days alone do not say them.

    Of an article at several rates each sum says which of them it is.
    """
    sums = list(priced_sums(subject).values())
    articles = [each.article for each in sums]
    return [
        replace(each, by_day=each.by_day and articles.count(each.article) == 1)
        for each in sums
        if len(sums) > 1 or not each.by_day
    ]
