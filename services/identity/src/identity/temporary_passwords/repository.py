"""Temporary passwords in the database: their hashes alone, one a person."""

from chassis.uow import UnitOfWork
from contracts.ids import PersonId
from identity.temporary_passwords.model import KEPT, TemporaryPassword

_COLUMNS = "person_id, hash, created_at, created_by, expires_at"


async def find(uow: UnitOfWork, person_id: PersonId) -> TemporaryPassword | None:
    """The person's, also one that has expired; None where there is none."""
    row = await uow.fetchrow(
        f"SELECT {_COLUMNS} FROM temporary_passwords WHERE agency_id = $1 AND person_id = $2",
        uow.agency_id,
        person_id,
    )
    return TemporaryPassword(**dict(row)) if row else None


async def save(uow: UnitOfWork, temporary: TemporaryPassword) -> None:
    """Keep a new one; the one before is worth nothing from now on."""
    await uow.execute(
        f"INSERT INTO temporary_passwords (agency_id, {_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6)"
        " ON CONFLICT (agency_id, person_id) DO UPDATE SET hash = excluded.hash,"
        " created_at = excluded.created_at, created_by = excluded.created_by,"
        " expires_at = excluded.expires_at",
        uow.agency_id,
        temporary.person_id,
        temporary.hash,
        temporary.created_at,
        temporary.created_by,
        temporary.expires_at,
    )


async def forget(uow: UnitOfWork, person_id: PersonId) -> None:
    """Delete the person's."""
    await uow.execute(
        "DELETE FROM temporary_passwords WHERE agency_id = $1 AND person_id = $2",
        uow.agency_id,
        person_id,
    )


async def tidy(uow: UnitOfWork) -> str:
    """Delete those that expired long ago: until then who types one is told why it fails.

    Returns the statement's tag.
    """
    return await uow.execute(
        "DELETE FROM temporary_passwords WHERE agency_id = $1 AND expires_at < $2",
        uow.agency_id,
        uow.now - KEPT,
    )
