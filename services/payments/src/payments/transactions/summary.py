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

from chassis.uow import UnitOfWork
from contracts.events.payments import TransactionState
from contracts.ids import PersonId
from contracts.money import Money
from payments.conditions import Conditions


@dataclass(frozen=True, slots=True, kw_only=True)
class Pile:
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


async def piles(uow: UnitOfWork, contractor_id: PersonId | None = None) -> list[Pile]:
    """All that is unpaid, of a contractor or of the agency."""
    where = (
        Conditions()
        .add("agency_id = {}", uow.agency_id)
        .given("contractor_id = {}", contractor_id)
        .add("state NOT IN ('paid', 'reversed')")
    )
    rows = await uow.fetch(
        f"""
        SELECT state, currency, CASE WHEN state = 'scheduled' THEN scheduled_on END AS estimated,
               count(*)::int AS count, sum(net_minor)::bigint AS net_minor
        FROM transactions WHERE {where.sql} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
        """,
        *where.arguments,
    )
    return [
        Pile(
            state=TransactionState(row["state"]),
            estimated_payment_on=row["estimated"],
            count=row["count"],
            net=Money(amount_minor=row["net_minor"], currency=row["currency"]),
        )
        for row in rows
    ]


async def ordered_payment(
    uow: UnitOfWork, contractor_id: PersonId, today: date
) -> NextPayment | None:
    """What pay runs have ordered for the nearest day after this one; None: nothing."""
    rows = await uow.fetch(
        """
        SELECT p.paid_on, p.currency, sum(p.amount_minor)::bigint AS amount_minor,
               sum((SELECT count(*) FROM transactions AS t
                    WHERE t.agency_id = p.agency_id AND t.payment_id = p.payment_id))::int AS count
        FROM payments AS p
        WHERE p.agency_id = $1 AND p.contractor_id = $2 AND p.paid_on = (
            SELECT min(paid_on) FROM payments
            WHERE agency_id = $1 AND contractor_id = $2 AND paid_on > $3)
        GROUP BY 1, 2 ORDER BY 2
        """,
        uow.agency_id,
        contractor_id,
        today,
    )
    if not rows:
        return None
    return NextPayment(
        on=rows[0]["paid_on"],
        ordered=True,
        count=sum(row["count"] for row in rows),
        totals=[Money(amount_minor=row["amount_minor"], currency=row["currency"]) for row in rows],
    )


def sums_of(found: Iterable[Pile], states: Collection[TransactionState]) -> Sums:
    """What of these states there is."""
    among = [pile for pile in found if pile.state in states]
    return Sums(count=sum(pile.count for pile in among), totals=_totals(among))


def next_payment(found: Sequence[Pile]) -> NextPayment | None:
    """What has the nearest date, with what is being processed; None: neither.

    A pay run of that day pays both. Without any date it is with the next pay run.
    """
    days = {pile.estimated_payment_on for pile in found if pile.estimated_payment_on}
    day = min(days, default=None)
    among = [
        pile
        for pile in found
        if pile.state is TransactionState.PROCESSING
        or (day is not None and pile.estimated_payment_on == day)
    ]
    if not among:
        return None
    return NextPayment(on=day, count=sum(pile.count for pile in among), totals=_totals(among))


def _totals(found: Iterable[Pile]) -> list[Money]:
    by_currency: dict[str, list[Money]] = defaultdict(list)
    for pile in found:
        by_currency[pile.net.currency].append(pile.net)
    return [Money.total(nets, currency) for currency, nets in sorted(by_currency.items())]
