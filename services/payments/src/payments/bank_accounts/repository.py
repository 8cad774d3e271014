"""SQL of the bank accounts that contractors named."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from chassis.uow import UnitOfWork
from contracts.events.identity import BankAccountChanged, BankAccountKind
from contracts.ids import PersonId
from payments.bank_accounts.model import BankAccount, SealedAccount

if TYPE_CHECKING:
    import asyncpg

_COLUMNS = (
    "bank_account_id, contractor_id, kind, country, holder, ending, bank_code, bic, fingerprint,"
    " usable_from, changed_at"
)


async def keep(uow: UnitOfWork, events: Sequence[BankAccountChanged]) -> None:
    """Keep each account that was named. None takes the place of another, however late it comes."""
    await uow.executemany(
        f"INSERT INTO bank_accounts (agency_id, {_COLUMNS}, sealed)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT DO NOTHING",
        [
            (
                uow.agency_id,
                event.bank_account_id,
                event.person.person_id,
                event.kind,
                event.country,
                event.holder,
                event.ending,
                event.bank_code,
                event.bic,
                event.fingerprint,
                event.usable_from,
                event.changed_at,
                event.sealed,
            )
            for event in events
        ],
    )


async def of_contractors(
    uow: UnitOfWork, contractor_ids: Collection[PersonId]
) -> Mapping[PersonId, Sequence[BankAccount]]:
    """All accounts that these contractors ever named, by contractor, in order of time."""
    rows = await uow.fetch(
        f"SELECT {_COLUMNS} FROM bank_accounts"
        " WHERE agency_id = $1 AND contractor_id = any($2::uuid[])"
        " ORDER BY changed_at, bank_account_id",
        uow.agency_id,
        list(contractor_ids),
    )
    found: dict[PersonId, list[BankAccount]] = defaultdict(list)
    for row in rows:
        found[PersonId(row["contractor_id"])].append(_bank_account(row))
    return found


async def sealed_accounts(
    uow: UnitOfWork, bank_account_ids: Collection[UUID]
) -> Mapping[UUID, SealedAccount]:
    """These accounts with their numbers, by their ids: for the bank's file."""
    rows = await uow.fetch(
        f"SELECT {_COLUMNS}, sealed FROM bank_accounts"
        " WHERE agency_id = $1 AND bank_account_id = any($2::uuid[])",
        uow.agency_id,
        list(bank_account_ids),
    )
    return {
        row["bank_account_id"]: SealedAccount(account=_bank_account(row), sealed=row["sealed"])
        for row in rows
    }


async def shared_by(
    uow: UnitOfWork, fingerprints: Collection[str]
) -> Mapping[str, Collection[PersonId]]:
    """Of these accounts, those that several contractors ever named, and who, by fingerprint."""
    rows = await uow.fetch(
        "SELECT fingerprint, array_agg(DISTINCT contractor_id) AS contractor_ids FROM bank_accounts"
        " WHERE agency_id = $1 AND fingerprint = any($2::text[])"
        " GROUP BY fingerprint HAVING count(DISTINCT contractor_id) > 1",
        uow.agency_id,
        list(fingerprints),
    )
    return {row["fingerprint"]: [PersonId(id_) for id_ in row["contractor_ids"]] for row in rows}


def _bank_account(row: "asyncpg.Record") -> BankAccount:
    return BankAccount(
        bank_account_id=row["bank_account_id"],
        contractor_id=PersonId(row["contractor_id"]),
        kind=BankAccountKind(row["kind"]),
        country=row["country"],
        holder=row["holder"],
        ending=row["ending"],
        bank_code=row["bank_code"],
        bic=row["bic"],
        fingerprint=row["fingerprint"],
        usable_from=row["usable_from"],
        changed_at=row["changed_at"],
    )
