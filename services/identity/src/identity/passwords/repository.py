"""Passwords in the database: their hashes alone."""

from chassis.uow import UnitOfWork
from contracts.ids import PersonId


async def find_hash(uow: UnitOfWork, person_id: PersonId) -> str | None:
    """The hash of the person's password, None before there is one."""
    return await uow.fetchval(
        "SELECT hash FROM passwords WHERE agency_id = $1 AND person_id = $2",
        uow.agency_id,
        person_id,
    )


async def save_hash(uow: UnitOfWork, person_id: PersonId, hashed: str) -> None:
    """Keep a new password's hash."""
    await uow.execute(
        "INSERT INTO passwords (agency_id, person_id, hash, changed_at) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (agency_id, person_id)"
        " DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at",
        uow.agency_id,
        person_id,
        hashed,
        uow.now,
    )


async def rehash(uow: UnitOfWork, person_id: PersonId, old: str, new: str) -> None:
    """Keep the same password under another hash, unless it was changed meanwhile."""
    await uow.execute(
        "UPDATE passwords SET hash = $4 WHERE agency_id = $1 AND person_id = $2 AND hash = $3",
        uow.agency_id,
        person_id,
        old,
        new,
    )


async def forget(uow: UnitOfWork, person_id: PersonId) -> None:
    """Delete the person's password."""
    await uow.execute(
        "DELETE FROM passwords WHERE agency_id = $1 AND person_id = $2", uow.agency_id, person_id
    )
