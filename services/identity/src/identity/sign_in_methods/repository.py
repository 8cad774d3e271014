"""Linked identities in the database."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from chassis.uow import UnitOfWork
from contracts.access import Portal
from contracts.ids import PersonId
from identity.providers.model import Account
from identity.sign_in_methods.model import LinkedIdentity

if TYPE_CHECKING:
    import asyncpg

_COLUMNS = (
    "method_id, person_id, portal, provider_id, issuer, subject, email, name, linked_at,"
    " last_used_at"
)


async def find(
    uow: UnitOfWork, portal: Portal, provider_id: str, account: Account
) -> LinkedIdentity | None:
    """Whose account this is in this portal of the agency."""
    row = await uow.fetchrow(
        f"SELECT {_COLUMNS} FROM linked_identities WHERE agency_id = $1 AND portal = $2"
        " AND provider_id = $3 AND issuer = $4 AND subject = $5",
        uow.agency_id,
        portal,
        provider_id,
        account.issuer,
        account.subject,
    )
    return _linked(row) if row else None


async def of_person(uow: UnitOfWork, person_id: PersonId) -> Sequence[LinkedIdentity]:
    """The person's accounts, the one linked first first."""
    rows = await uow.fetch(
        f"SELECT {_COLUMNS} FROM linked_identities WHERE agency_id = $1 AND person_id = $2"
        " ORDER BY linked_at, method_id",
        uow.agency_id,
        person_id,
    )
    return [_linked(row) for row in rows]


async def add(uow: UnitOfWork, linked: LinkedIdentity) -> bool:
    """Insert it. False if the account is linked in this portal already."""
    added = await uow.fetchval(
        f"INSERT INTO linked_identities (agency_id, {_COLUMNS})"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        " ON CONFLICT (agency_id, portal, provider_id, issuer, subject) DO NOTHING"
        " RETURNING method_id",
        uow.agency_id,
        linked.id,
        linked.person_id,
        linked.portal,
        linked.provider_id,
        linked.issuer,
        linked.subject,
        linked.email,
        linked.name,
        linked.linked_at,
        linked.last_used_at,
    )
    return added is not None


async def touch(uow: UnitOfWork, method_id: UUID) -> None:
    """Keep that it was used just now."""
    await uow.execute(
        "UPDATE linked_identities SET last_used_at = $3 WHERE agency_id = $1 AND method_id = $2",
        uow.agency_id,
        method_id,
        uow.now,
    )


async def delete(uow: UnitOfWork, method_id: UUID) -> None:
    """Unlink it."""
    await uow.execute(
        "DELETE FROM linked_identities WHERE agency_id = $1 AND method_id = $2",
        uow.agency_id,
        method_id,
    )


async def forget(uow: UnitOfWork, person_id: PersonId) -> None:
    """Unlink all of the person's accounts."""
    await uow.execute(
        "DELETE FROM linked_identities WHERE agency_id = $1 AND person_id = $2",
        uow.agency_id,
        person_id,
    )


def _linked(row: "asyncpg.Record") -> LinkedIdentity:
    return LinkedIdentity(
        id=row["method_id"],
        person_id=PersonId(row["person_id"]),
        portal=Portal(row["portal"]),
        provider_id=row["provider_id"],
        issuer=row["issuer"],
        subject=row["subject"],
        email=row["email"],
        name=row["name"],
        linked_at=row["linked_at"],
        last_used_at=row["last_used_at"],
    )
