"""SQL of numbers, and of the lock under which an agency's books are written."""

from collections.abc import Sequence
from datetime import date

from chassis.uow import UnitOfWork
from payments.numbers.model import NumberKind, number


async def lock_books(uow: UnitOfWork) -> None:
    """Let one transaction at a time write an agency's books, until it ends.

    Whatever posts or numbers takes this lock first: numbers have no gaps, what a pay run read
    stays true while it pays, and no two writers wait for each other in a circle.
    """
    await uow.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended('payments.books.' || $1::text, 0))",
        str(uow.agency_id),
    )


async def allocate(uow: UnitOfWork, kind: NumberKind, day: date, count: int) -> Sequence[str]:
    """The next numbers of the year of `day`, as one block. A rollback gives them back."""
    if count == 0:
        return ()
    last = await uow.fetchval(
        """
        INSERT INTO counters AS c (agency_id, kind, year, last_value) VALUES ($1, $2, $3, $4)
        ON CONFLICT (agency_id, kind, year)
        DO UPDATE SET last_value = c.last_value + excluded.last_value
        RETURNING last_value
        """,
        uow.agency_id,
        kind,
        day.year,
        count,
    )
    return [number(kind, day.year, value) for value in range(last - count + 1, last + 1)]
