"""Links in the database, found by the hash of their token within the agency."""

from datetime import datetime
from typing import TYPE_CHECKING

from chassis.uow import UnitOfWork
from contracts.ids import AgencyId, PersonId
from identity.links.model import Link, Purpose
from identity.tokens import hash_of

if TYPE_CHECKING:
    import asyncpg

_COLUMNS = (
    "link_id, agency_id, person_id, purpose, token_hash, created_at, created_by, expires_at,"
    " used_at, revoked_at, refused_parts"
)


async def find(uow: UnitOfWork, token: str) -> Link | None:
    """The link that the token opens, in whatever state it is."""
    return await find_by_hash(uow, hash_of(token))


async def find_by_hash(uow: UnitOfWork, token_hash: bytes) -> Link | None:
    """The same, where only the token's hash is known."""
    row = await uow.fetchrow(
        f"SELECT {_COLUMNS} FROM links WHERE agency_id = $1 AND token_hash = $2",
        uow.agency_id,
        token_hash,
    )
    return _link(row) if row else None


async def consume(uow: UnitOfWork, link: Link) -> bool:
    """Use the link up. True for one caller alone, however many try at once."""
    used = await uow.fetchval(
        "UPDATE links SET used_at = $3 WHERE agency_id = $1 AND link_id = $2"
        " AND used_at IS NULL AND revoked_at IS NULL AND expires_at > $3 RETURNING link_id",
        uow.agency_id,
        link.id,
        uow.now,
    )
    return used is not None


async def add(uow: UnitOfWork, link: Link) -> None:
    """Insert a new link."""
    await uow.execute(
        f"INSERT INTO links ({_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        link.id,
        uow.agency_id,
        link.person_id,
        link.purpose,
        link.token_hash,
        link.created_at,
        link.created_by,
        link.expires_at,
        link.used_at,
        link.revoked_at,
        link.refused_parts,
    )


async def revoke(uow: UnitOfWork, person_id: PersonId, purpose: Purpose | None = None) -> None:
    """Let the person's open links, of this purpose or of all, lead nowhere from now on."""
    await uow.execute(
        "UPDATE links SET revoked_at = $4 WHERE agency_id = $1 AND person_id = $2"
        " AND ($3::text IS NULL OR purpose = $3)"
        " AND used_at IS NULL AND revoked_at IS NULL AND expires_at > $4",
        uow.agency_id,
        person_id,
        purpose,
        uow.now,
    )


async def revoke_exchanged(uow: UnitOfWork, person_id: PersonId) -> None:
    """Let the invitations that a temporary password was exchanged for lead nowhere from now on."""
    await uow.execute(
        "UPDATE links SET revoked_at = $3 WHERE agency_id = $1 AND person_id = $2"
        " AND refused_parts IS NOT NULL"
        " AND used_at IS NULL AND revoked_at IS NULL AND expires_at > $3",
        uow.agency_id,
        person_id,
        uow.now,
    )


async def count_requested_since(uow: UnitOfWork, person_id: PersonId, since: datetime) -> int:
    """How many links were mailed to the person since somebody asked who was not signed in."""
    return await uow.fetchval(
        "SELECT count(*) FROM links WHERE agency_id = $1 AND person_id = $2"
        " AND created_by IS NULL AND refused_parts IS NULL AND created_at > $3",
        uow.agency_id,
        person_id,
        since,
    )


async def tidy(uow: UnitOfWork, before: datetime) -> str:
    """Delete links that expired before. Returns the statement's tag."""
    return await uow.execute(
        "DELETE FROM links WHERE agency_id = $1 AND expires_at < $2", uow.agency_id, before
    )


def _link(row: "asyncpg.Record") -> Link:
    return Link(
        id=row["link_id"],
        agency_id=AgencyId(row["agency_id"]),
        person_id=PersonId(row["person_id"]),
        purpose=Purpose(row["purpose"]),
        token_hash=row["token_hash"],
        created_at=row["created_at"],
        created_by=row["created_by"],
        expires_at=row["expires_at"],
        used_at=row["used_at"],
        revoked_at=row["revoked_at"],
        refused_parts=row["refused_parts"],
    )
