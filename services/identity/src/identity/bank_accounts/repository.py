"""Bank accounts in the database: rows are only added."""

from typing import TYPE_CHECKING

from chassis.uow import UnitOfWork
from contracts.events.identity import BankAccountKind
from contracts.ids import PersonId
from identity.bank_accounts.model import BankAccount, BankAccounts

if TYPE_CHECKING:
    import asyncpg

_COLUMNS = (
    "bank_account_id, person_id, kind, country, holder, ending, bank_code, bic, fingerprint,"
    " sealed, usable_from, changed_at"
)


async def of_person(uow: UnitOfWork, person_id: PersonId) -> BankAccounts:
    """All accounts that a person named. How many they can be `model.MOST_CHANGES` bounds."""
    rows = await uow.fetch(
        f"SELECT {_COLUMNS} FROM bank_accounts WHERE agency_id = $1 AND person_id = $2"
        " ORDER BY changed_at, bank_account_id",
        uow.agency_id,
        person_id,
    )
    return BankAccounts.seen([_bank_account(row) for row in rows], uow.now)


async def add(uow: UnitOfWork, account: BankAccount) -> None:
    """Keep an account that a person named."""
    await uow.execute(
        f"INSERT INTO bank_accounts (agency_id, {_COLUMNS})"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        uow.agency_id,
        account.bank_account_id,
        account.person_id,
        account.kind,
        account.country,
        account.holder,
        account.ending,
        account.bank_code,
        account.bic,
        account.fingerprint,
        account.sealed,
        account.usable_from,
        account.changed_at,
    )


def _bank_account(row: "asyncpg.Record") -> BankAccount:
    values = dict(row)
    return BankAccount(kind=BankAccountKind(values.pop("kind")), **values)
