"""SQL of charges: what transactions were charged, and what people were charged before."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal

from chassis.errors import NotFoundError
from chassis.uow import UnitOfWork
from contracts.ids import PersonId
from contracts.money import Money
from payments.periods import Period
from payments.taxes.model import (
    Assessment,
    ComputedCharge,
    Effect,
    PaidPeriod,
    Party,
    PayHistory,
    PeriodOfYear,
    StandingCharge,
    Subject,
)
from payments.transactions.model import Transaction
from payments.transactions.pricing import ChargedPay, NewTransaction

_PAY_HISTORIES = """
WITH paid AS (
    SELECT transaction_id, contractor_id, charged_for, charged_in, period_start, period_end,
           CASE contractor_kind WHEN 'temp' THEN earnings_minor ELSE gross_minor END
               AS minor
    FROM transactions
    WHERE agency_id = $1 AND contractor_id = ANY($2) AND state <> 'reversed'
      AND (charged_for >= $3 OR (period_start, period_end) IN (
          SELECT * FROM unnest($4::date[], $5::date[])))
), charged AS (
    SELECT p.contractor_id, extract(year FROM p.charged_for)::int AS year, p.period_start,
           p.period_end, c.code,
           (array_agg(c.percent ORDER BY c.transaction_id DESC))[1] AS percent,
           sum(c.base_minor)::bigint AS base_minor,
           sum(c.amount_minor)::bigint AS amount_minor,
           sum(c.exempt_minor)::bigint AS exempt_minor
    FROM paid AS p JOIN transaction_charges AS c
      ON c.agency_id = $1 AND c.transaction_id = p.transaction_id
    GROUP BY p.contractor_id, year, p.period_start, p.period_end, c.code
), by_code AS (
    SELECT contractor_id, year, period_start, period_end, jsonb_object_agg(code,
               jsonb_build_array(percent::text, base_minor, amount_minor, exempt_minor))
               AS charged
    FROM charged GROUP BY contractor_id, year, period_start, period_end
), earned AS (
    SELECT contractor_id, extract(year FROM charged_for)::int AS year, period_start,
           period_end, sum(minor)::bigint AS minor, max(charged_for) AS charged_for,
           (array_agg(charged_in ORDER BY transaction_id DESC))[1] AS charged_in
    FROM paid GROUP BY contractor_id, year, period_start, period_end
)
SELECT e.*, b.charged FROM earned AS e
LEFT JOIN by_code AS b USING (contractor_id, year, period_start, period_end)"""


async def add(uow: UnitOfWork, new: Sequence[NewTransaction]) -> None:
    """Add the charges of new transactions."""
    rows = [
        (one.transaction.transaction_id, position, charge)
        for one in new
        for position, charge in enumerate(one.assessment.charges)
    ]
    if not rows:
        return
    await uow.execute(
        """
        INSERT INTO transaction_charges (agency_id, transaction_id, position, effect, code, names,
            percent, base_minor, exempt_minor, amount_minor)
        SELECT $1, * FROM unnest($2::uuid[], $3::smallint[], $4::text[], $5::text[], $6::jsonb[],
            $7::numeric[], $8::bigint[], $9::bigint[], $10::bigint[])
        """,
        uow.agency_id,
        [transaction_id for transaction_id, _, _ in rows],
        [position for _, position, _ in rows],
        [charge.effect for _, _, charge in rows],
        [charge.code for _, _, charge in rows],
        [dict(charge.names) for _, _, charge in rows],
        [charge.percent for _, _, charge in rows],
        [charge.base.amount_minor for _, _, charge in rows],
        [charge.exempt.amount_minor for _, _, charge in rows],
        [charge.amount.amount_minor for _, _, charge in rows],
    )


async def as_charged(uow: UnitOfWork, transaction: Transaction) -> ChargedPay:
    """Whom and what the charges of a transaction were reckoned for."""
    row = await uow.fetchrow(
        """
        SELECT charged_for, charged_in, earnings_minor FROM transactions
        WHERE agency_id = $1 AND transaction_id = $2
        """,
        uow.agency_id,
        transaction.transaction_id,
    )
    if row is None:
        raise NotFoundError("transaction", transaction.transaction_id)
    country, _, region = row["charged_in"].partition("-")
    currency = transaction.gross.currency
    return ChargedPay(
        subject=Subject(
            party=Party(transaction.contractor_kind.value),
            country=country,
            region=region,
            currency=currency,
            on=row["charged_for"],
            period=Period(transaction.period_start, transaction.period_end),
        ),
        gross=transaction.gross,
        earnings=Money(amount_minor=row["earnings_minor"], currency=currency),
    )


async def charges_of(uow: UnitOfWork, transaction: Transaction) -> Assessment:
    """What was charged of a transaction, in its order, and for whom and when."""
    made = await as_charged(uow, transaction)
    rows = await uow.fetch(
        """
        SELECT code, effect, names, percent, base_minor, exempt_minor, amount_minor
        FROM transaction_charges WHERE agency_id = $1 AND transaction_id = $2 ORDER BY position
        """,
        uow.agency_id,
        transaction.transaction_id,
    )
    currency = transaction.net.currency
    charges = tuple(
        ComputedCharge(
            code=row["code"],
            effect=Effect(row["effect"]),
            names=row["names"],
            base=Money(amount_minor=row["base_minor"], currency=currency),
            percent=row["percent"],
            amount=Money(amount_minor=row["amount_minor"], currency=currency),
            exempt=Money(amount_minor=row["exempt_minor"], currency=currency),
        )
        for row in rows
    )
    return Assessment(subject=made.subject, charges=charges)


async def pay_histories(
    uow: UnitOfWork, contractor_ids: Collection[PersonId], periods: Collection[Period], on: date
) -> dict[PersonId, PayHistory]:
    """What each of these contractors was paid and charged: of the year of a day and the one before,
    and of these pay periods in whichever year, since work of a period can be corrected later.
    """
    found: dict[PersonId, PayHistory] = defaultdict(PayHistory)
    rows = await uow.fetch(
        _PAY_HISTORIES,
        uow.agency_id,
        list(contractor_ids),
        on.replace(year=on.year - 1, month=1, day=1),
        [period.start for period in periods],
        [period.end for period in periods],
    )
    for row in rows:
        key = PeriodOfYear(row["year"], Period(row["period_start"], row["period_end"]))
        found[row["contractor_id"]].paid[key] = PaidPeriod(
            on=row["charged_for"],
            place=row["charged_in"],
            earnings_minor=row["minor"],
            charged={
                code: StandingCharge(
                    percent=None if percent is None else Decimal(percent),
                    base_minor=base,
                    amount_minor=amount,
                    exempt_minor=exempt,
                )
                for code, (percent, base, amount, exempt) in (row["charged"] or {}).items()
            },
        )
    return found
