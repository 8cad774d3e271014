"""SQL of exchange rates: rows are only added."""

from datetime import date

from chassis.ids import new_id
from chassis.uow import UnitOfWork
from payments.invoices.exchange_rates.model import MAX_AGE, ExchangeRate
from payments.rows import Row

_COLUMNS = "from_currency, to_currency, rate, rate_on, source, entered_by_name"


async def add(uow: UnitOfWork, rate: ExchangeRate) -> None:
    """Keep a rate; of one day the one that was entered last counts."""
    await uow.execute(
        """
        INSERT INTO exchange_rates (agency_id, rate_id, from_currency, to_currency, rate, rate_on,
            source, entered_by, entered_by_name, entered_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """,
        uow.agency_id,
        new_id(),
        rate.from_currency,
        rate.to_currency,
        rate.rate,
        rate.rate_on,
        rate.source,
        uow.actor.person,
        uow.actor.name,
        uow.now,
    )


async def rate_for(
    uow: UnitOfWork, from_currency: str, to_currency: str, day: date
) -> ExchangeRate | None:
    """The newest rate on or before a day, and not too old to say something about it."""
    row = await uow.fetchrow(
        f"""
        SELECT {_COLUMNS} FROM exchange_rates
        WHERE agency_id = $1 AND from_currency = $2 AND to_currency = $3
          AND rate_on BETWEEN $4 AND $5
        ORDER BY rate_on DESC, entered_at DESC, rate_id DESC LIMIT 1
        """,
        uow.agency_id,
        from_currency,
        to_currency,
        day - MAX_AGE,
        day,
    )
    return None if row is None else _rate(row)


async def newest(uow: UnitOfWork, limit: int) -> list[ExchangeRate]:
    """What was entered, the newest day first."""
    rows = await uow.fetch(
        f"""
        SELECT {_COLUMNS} FROM exchange_rates WHERE agency_id = $1
        ORDER BY rate_on DESC, entered_at DESC, rate_id DESC LIMIT $2
        """,
        uow.agency_id,
        limit,
    )
    return [_rate(row) for row in rows]


def _rate(row: Row) -> ExchangeRate:
    return ExchangeRate(
        from_currency=row["from_currency"],
        to_currency=row["to_currency"],
        rate=row["rate"].normalize(),
        rate_on=row["rate_on"],
        source=row["source"],
        entered_by_name=row["entered_by_name"],
    )
