"""SQL of the ledger. Postings are only ever added; the database keeps the balances."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from asyncpg.exceptions import NumericValueOutOfRangeError

from chassis.uow import UnitOfWork
from contracts.ids import PersonId
from contracts.money import Money
from payments.ledger.model import Account, Books, Cause, Closing, Posting, SumTooLargeError
from payments.rows import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """An account in one currency. `balance` is credits minus debits."""

    account: Account
    debits: Money
    credits: Money

    @property
    def balance(self) -> Money:
        """What the account stands at."""
        return self.credits - self.debits


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingRecord:
    """A posting as it stands in the books."""

    posting: Posting
    posted_at: datetime
    booked_on: date


async def post(uow: UnitOfWork, postings: Sequence[Posting]) -> None:
    """Add postings, booked on the agency's own date. Balances follow in the same statement.

    What was begun on the last day of a month that has been closed since is booked on the next day.
    All money is booked, so that no sum of it elsewhere is larger than those of the accounts: raises
    SumTooLargeError where one of these would be more than its column holds.
    """
    if not postings:
        return
    try:
        await _add(uow, postings)
    except NumericValueOutOfRangeError as error:
        detail = "with what is booked already, it is more than the books can hold"
        raise SumTooLargeError(detail, field="amount_minor") from error


async def _add(uow: UnitOfWork, postings: Sequence[Posting]) -> None:
    await uow.execute(
        """
        INSERT INTO postings (agency_id, posted_at, booked_on, posting_id, source, destination,
            amount_minor, currency, cause, cause_id, event_id, reverses)
        SELECT $1, $2,
            (SELECT greatest(
                ($2::timestamptz AT TIME ZONE time_zone)::date,
                (SELECT max(closed_through) + 1 FROM closings WHERE agency_id = $1)
             ) FROM agencies WHERE agency_id = $1),
            * FROM unnest($3::uuid[], $4::text[], $5::text[], $6::bigint[],
            $7::text[], $8::text[], $9::uuid[], $10::uuid[], $11::uuid[])
        """,
        uow.agency_id,
        uow.now,
        [posting.posting_id for posting in postings],
        [posting.source for posting in postings],
        [posting.destination for posting in postings],
        [posting.amount.amount_minor for posting in postings],
        [posting.amount.currency for posting in postings],
        [posting.cause for posting in postings],
        [posting.cause_id for posting in postings],
        [posting.event_id for posting in postings],
        [posting.reverses for posting in postings],
    )


async def postings_of(uow: UnitOfWork, cause: Cause, cause_id: UUID) -> list[Posting]:
    """What was posted for a transaction, invoice, receipt or payment."""
    return await postings_of_all(uow, cause, [cause_id])


async def postings_of_all(
    uow: UnitOfWork, cause: Cause, cause_ids: Collection[UUID]
) -> list[Posting]:
    """What was posted for several of them."""
    rows = await uow.fetch(
        """
        SELECT posting_id, source, destination, amount_minor, currency, cause, cause_id, event_id,
               reverses
        FROM postings WHERE agency_id = $1 AND cause_id = ANY($2) AND cause = $3
        ORDER BY posting_id
        """,
        uow.agency_id,
        list(cause_ids),
        cause,
    )
    return [_posting(row) for row in rows]


async def books_of(uow: UnitOfWork) -> Books:
    """The agency's books, as far as they are closed."""
    return Books(
        closed_through=await uow.fetchval(
            "SELECT max(closed_through) FROM closings WHERE agency_id = $1", uow.agency_id
        )
    )


async def add_closing(uow: UnitOfWork, closing: Closing) -> None:
    """Close the books through a day. The caller holds them."""
    await uow.execute(
        """
        INSERT INTO closings (agency_id, closed_through, closed_by, closed_by_name, closed_at)
        VALUES ($1, $2, $3, $4, $5)
        """,
        uow.agency_id,
        closing.closed_through,
        closing.closed_by,
        closing.closed_by_name,
        closing.closed_at,
    )


async def closings(uow: UnitOfWork, limit: int) -> list[Closing]:
    """The closings of the books, the latest month first."""
    rows = await uow.fetch(
        """
        SELECT closed_through, closed_by, closed_by_name, closed_at FROM closings
        WHERE agency_id = $1 ORDER BY closed_through DESC LIMIT $2
        """,
        uow.agency_id,
        limit,
    )
    return [
        Closing(
            closed_through=row["closed_through"],
            closed_by=PersonId(row["closed_by"]),
            closed_by_name=row["closed_by_name"],
            closed_at=row["closed_at"],
        )
        for row in rows
    ]


async def balances_as_of(uow: UnitOfWork, day: date) -> list[Balance]:
    """What every account stood at when this day was over, by name: the sum of its postings."""
    rows = await uow.fetch(
        """
        SELECT account, currency, sum(debit)::bigint AS debits_minor,
               sum(credit)::bigint AS credits_minor
        FROM (
            SELECT source AS account, currency, amount_minor AS debit, 0 AS credit FROM postings
            WHERE agency_id = $1 AND booked_on <= $2
            UNION ALL
            SELECT destination, currency, 0, amount_minor FROM postings
            WHERE agency_id = $1 AND booked_on <= $2
        ) AS sides
        GROUP BY account, currency ORDER BY account, currency
        """,
        uow.agency_id,
        day,
    )
    return [_balance(row) for row in rows]


async def balances(uow: UnitOfWork) -> list[Balance]:
    """Every account of the agency, by name."""
    rows = await uow.fetch(
        """
        SELECT account, currency, debits_minor, credits_minor FROM balances
        WHERE agency_id = $1 ORDER BY account, currency
        """,
        uow.agency_id,
    )
    return [_balance(row) for row in rows]


async def drift(uow: UnitOfWork) -> list[str]:
    """Accounts whose kept balance is not the sum of their postings; empty when all is well."""
    rows = await uow.fetch(
        """
        WITH sides AS (
            SELECT source AS account, currency, amount_minor AS debit, 0 AS credit FROM postings
            WHERE agency_id = $1
            UNION ALL
            SELECT destination, currency, 0, amount_minor FROM postings WHERE agency_id = $1
        ), summed AS (
            SELECT account, currency, sum(debit) AS debits, sum(credit) AS credits FROM sides
            GROUP BY account, currency
        )
        SELECT account, currency
        FROM summed AS s
        FULL JOIN (SELECT account, currency, debits_minor, credits_minor FROM balances
                   WHERE agency_id = $1) AS b USING (account, currency)
        WHERE s.debits IS DISTINCT FROM b.debits_minor
           OR s.credits IS DISTINCT FROM b.credits_minor
        ORDER BY 1, 2
        """,
        uow.agency_id,
    )
    return [f"{row['account']} {row['currency']}" for row in rows]


async def page(
    uow: UnitOfWork,
    *,
    account: str | None,
    cause_id: UUID | None,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[PostingRecord]:
    """Postings, newest first, of an account or a cause if one is given."""
    rows = await uow.fetch(
        """
        SELECT posting_id, source, destination, amount_minor, currency, cause, cause_id, event_id,
               reverses, posted_at, booked_on
        FROM postings
        WHERE agency_id = $1
          AND ($2::text IS NULL OR source = $2 OR destination = $2)
          AND ($3::uuid IS NULL OR cause_id = $3)
          AND ($4::timestamptz IS NULL OR (posted_at, posting_id) < ($4, $5::uuid))
        ORDER BY posted_at DESC, posting_id DESC LIMIT $6
        """,
        uow.agency_id,
        account,
        cause_id,
        after[0] if after else None,
        after[1] if after else None,
        limit,
    )
    return [
        PostingRecord(posting=_posting(row), posted_at=row["posted_at"], booked_on=row["booked_on"])
        for row in rows
    ]


def _balance(row: Row) -> Balance:
    return Balance(
        account=Account(row["account"]),
        debits=Money(amount_minor=row["debits_minor"], currency=row["currency"]),
        credits=Money(amount_minor=row["credits_minor"], currency=row["currency"]),
    )


def _posting(row: Row) -> Posting:
    return Posting(
        posting_id=row["posting_id"],
        source=Account(row["source"]),
        destination=Account(row["destination"]),
        amount=Money(amount_minor=row["amount_minor"], currency=row["currency"]),
        cause=Cause(row["cause"]),
        cause_id=row["cause_id"],
        event_id=row["event_id"],
        reverses=row["reverses"],
    )
