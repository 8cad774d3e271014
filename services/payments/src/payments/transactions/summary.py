"""What is pending, in counts and sums, and what of it is paid next.

Summed when it is asked for, not kept: it covers unpaid transactions alone, which are few (a
contractor has a handful, an agency some thousands) however many were paid before, and the index
`transactions_unpaid_sums` holds all that it needs. A kept counter would make every approval, hold
and pay run of an agency write the same few rows, and wait for each other there.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from contracts.events.payments import TransactionState
from contracts.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Subtotal:
    """Unpaid transactions that are alike: of one state, currency and estimated payment date."""

    state: TransactionState
    estimated_payment_on: date | None
    count: int
    net: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """How many, and how much in each currency."""

    count: int
    totals: Sequence[Money]


@dataclass(frozen=True, slots=True, kw_only=True)
class NextPayment:
    """What is paid first, in `count` transactions. `on` is None when that is with the next pay run.

    `ordered`: a pay run has ordered it for that day, which has not come yet.
    """

    on: date | None
    ordered: bool = False
    count: int
    totals: Sequence[Money]


def sums_of(found: Iterable[Subtotal], states: Collection[TransactionState]) -> Sums:
    """What of these states there is."""
    among = [subtotal for subtotal in found if subtotal.state in states]
    return Sums(count=sum(subtotal.count for subtotal in among), totals=_totals(among))


def next_payment(found: Sequence[Subtotal]) -> NextPayment | None:
    """What has the nearest date, with what is being processed; None: neither.

    A pay run of that day pays both. Without any date it is with the next pay run.
    """
    days = {subtotal.estimated_payment_on for subtotal in found if subtotal.estimated_payment_on}
    day = min(days, default=None)
    among = [
        subtotal
        for subtotal in found
        if subtotal.state is TransactionState.PROCESSING
        or (day is not None and subtotal.estimated_payment_on == day)
    ]
    if not among:
        return None
    return NextPayment(
        on=day, count=sum(subtotal.count for subtotal in among), totals=_totals(among)
    )


def _totals(found: Iterable[Subtotal]) -> list[Money]:
    by_currency: dict[str, list[Money]] = defaultdict(list)
    for subtotal in found:
        by_currency[subtotal.net.currency].append(subtotal.net)
    return [Money.total(nets, currency) for currency, nets in sorted(by_currency.items())]
