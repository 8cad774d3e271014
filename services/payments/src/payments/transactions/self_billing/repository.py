"""SQL of self-billed invoices: they are only added, and numbers have no gaps."""

from collections.abc import Collection, Mapping
from datetime import date

from chassis.uow import UnitOfWork
from contracts.ids import EntryId, TransactionId
from contracts.parties import SelfBilledInvoice
from payments.transactions.self_billing.model import IssuedBefore

Version = tuple[EntryId, int]


async def next_number(uow: UnitOfWork, number_prefix: str) -> str:
    """The next of a series, such as TREM-12. The books are locked by the caller; a rollback gives
    it back."""
    value = await uow.fetchval(
        """
        INSERT INTO self_billed_series AS s (agency_id, number_prefix, last_value)
        VALUES ($1, $2, 1)
        ON CONFLICT (agency_id, number_prefix) DO UPDATE SET last_value = s.last_value + 1
        RETURNING last_value
        """,
        uow.agency_id,
        number_prefix,
    )
    return f"{number_prefix}-{value}"


async def add(
    uow: UnitOfWork, issued: Mapping[TransactionId, SelfBilledInvoice], issued_on: date
) -> None:
    """Keep what was issued."""
    await uow.executemany(
        """
        INSERT INTO self_billed_invoices (agency_id, transaction_id, number, issued_on, said)
        VALUES ($1, $2, $3, $4, $5)
        """,
        [
            (uow.agency_id, ident, one.number, issued_on, one.model_dump(mode="json"))
            for ident, one in issued.items()
        ],
    )


async def issued_for(uow: UnitOfWork, versions: Collection[Version]) -> dict[Version, IssuedBefore]:
    """On which invoice each of these entries stands, at the version that is named."""
    rows = await uow.fetch(
        """
        SELECT l.entry_id, l.version, s.number, s.issued_on
        FROM work_lines AS l
        JOIN unnest($2::uuid[], $3::int[]) AS asked (entry_id, version)
          ON asked.entry_id = l.entry_id AND asked.version = l.version
        JOIN self_billed_invoices AS s
          ON s.agency_id = l.agency_id AND s.transaction_id = l.transaction_id
        WHERE l.agency_id = $1 AND NOT l.corrects
        """,
        uow.agency_id,
        [entry_id for entry_id, _ in versions],
        [version for _, version in versions],
    )
    return {
        (EntryId(row["entry_id"]), row["version"]): IssuedBefore(
            number=row["number"], issued_on=row["issued_on"]
        )
        for row in rows
    }
