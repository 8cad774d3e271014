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

from contracts.date_moves import DateMove
from contracts.events.payments import TransactionState
from contracts.ids import PersonId
from contracts.money import Money
from payments.set_off.model import SetOff


@dataclass(frozen=True, slots=True, kw_only=True)
class Subtotal:
    """Unpaid transactions that are alike: of one state, currency and estimated payment date.

    `earned_minor` is the nets above zero alone: what corrections take back is set off with them.
    """

    state: TransactionState
    estimated_payment_on: date | None
    count: int
    net: Money
    earned_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """How many, and how much in each currency."""

    count: int
    totals: Sequence[Money]


@dataclass(frozen=True, slots=True, kw_only=True)
class NextPayment:
    """What is paid first, in `count` transactions. `on` is None when that is with the next pay run.

    `ordered`: a pay run has ordered it for that day, which has not come yet. `moved`: what moved it
    to that day, where it is the same of all of it.
    """

    on: date | None
    ordered: bool = False
    count: int
    totals: Sequence[Money]
    moved: DateMove | None = None


def sums_of(found: Iterable[Subtotal], states: Collection[TransactionState]) -> Sums:
    """What of these states there is."""
    among = [subtotal for subtotal in found if subtotal.state in states]
    return Sums(count=sum(subtotal.count for subtotal in among), totals=_totals(among))


def next_payment(
    found: Sequence[Subtotal], contractor_id: PersonId, set_off: SetOff
) -> NextPayment | None:
    """What has the nearest date, with what is being processed; None: neither, or nothing is left.

    A pay run of that day pays both, less what it sets off. Without any date it is with the next pay
    run.
    """
    days = {subtotal.estimated_payment_on for subtotal in found if subtotal.estimated_payment_on}
    day = min(days, default=None)
    among = [
        subtotal
        for subtotal in found
        if subtotal.state is TransactionState.PROCESSING
        or (day is not None and subtotal.estimated_payment_on == day)
    ]
    totals = _less_set_off(among, contractor_id, set_off)
    if not totals:
        return None
    return NextPayment(on=day, count=sum(subtotal.count for subtotal in among), totals=totals)


def _less_set_off(
    among: Sequence[Subtotal], contractor_id: PersonId, set_off: SetOff
) -> list[Money]:
    """What is paid in each currency in which something is."""
    paid = [
        set_off.of(
            contractor_id,
            net.currency,
            net_minor=net.amount_minor,
            earned_minor=sum(one.earned_minor for one in among if one.net.currency == net.currency),
        ).amount
        for net in _totals(among)
    ]
    return [amount for amount in paid if amount.amount_minor > 0]


def _totals(found: Iterable[Subtotal]) -> list[Money]:
    by_currency: dict[str, list[Money]] = defaultdict(list)
    for subtotal in found:
        by_currency[subtotal.net.currency].append(subtotal.net)
    return [Money.total(nets, currency) for currency, nets in sorted(by_currency.items())]
