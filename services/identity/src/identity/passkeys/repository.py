"""Passkeys and challenges in the database."""

import secrets
from collections.abc import Sequence
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID

from chassis.uow import UnitOfWork
from contracts.ids import PersonId
from identity.passkeys.model import CHALLENGE_LIFETIME, Passkey, Purpose

if TYPE_CHECKING:
    import asyncpg

CHALLENGE_BYTES = 32

_COLUMNS = (
    "passkey_id, person_id, credential_id, public_key, sign_count, transports, synced, name,"
    " created_at, last_used_at, suspected_at"
)


async def of_person(uow: UnitOfWork, person_id: PersonId) -> Sequence[Passkey]:
    """The person's passkeys, the oldest first."""
    rows = await uow.fetch(
        f"SELECT {_COLUMNS} FROM passkeys WHERE agency_id = $1 AND person_id = $2"
        " ORDER BY created_at, passkey_id",
        uow.agency_id,
        person_id,
    )
    return [_passkey(row) for row in rows]


async def find_for_update(uow: UnitOfWork, credential_id: bytes) -> Passkey | None:
    """The passkey with this credential at the agency, locked until the unit ends."""
    row = await uow.fetchrow(
        f"SELECT {_COLUMNS} FROM passkeys WHERE agency_id = $1 AND credential_id = $2 FOR UPDATE",
        uow.agency_id,
        credential_id,
    )
    return _passkey(row) if row else None


async def add(uow: UnitOfWork, passkey: Passkey) -> bool:
    """Insert a passkey. False if its credential is known already."""
    added = await uow.fetchval(
        f"INSERT INTO passkeys (agency_id, {_COLUMNS})"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
        " ON CONFLICT (agency_id, credential_id) DO NOTHING RETURNING passkey_id",
        uow.agency_id,
        passkey.id,
        passkey.person_id,
        passkey.credential_id,
        passkey.public_key,
        passkey.sign_count,
        list(passkey.transports),
        passkey.synced,
        passkey.name,
        passkey.created_at,
        passkey.last_used_at,
        passkey.suspected_at,
    )
    return added is not None


async def used(uow: UnitOfWork, passkey: Passkey, sign_count: int) -> None:
    """The passkey has signed: keep its counter, and when."""
    await uow.execute(
        "UPDATE passkeys SET sign_count = $3, last_used_at = $4"
        " WHERE agency_id = $1 AND passkey_id = $2",
        uow.agency_id,
        passkey.id,
        sign_count,
        uow.now,
    )


async def suspect(uow: UnitOfWork, passkey: Passkey) -> bool:
    """Keep that there may be a copy of the passkey. False if that is known already."""
    tag = await uow.execute(
        "UPDATE passkeys SET suspected_at = $3"
        " WHERE agency_id = $1 AND passkey_id = $2 AND suspected_at IS NULL",
        uow.agency_id,
        passkey.id,
        uow.now,
    )
    return tag == "UPDATE 1"


async def rename(
    uow: UnitOfWork, person_id: PersonId, passkey_id: UUID, name: str
) -> Passkey | None:
    """Give one of the person's passkeys another name. None if there is none of this id."""
    row = await uow.fetchrow(
        "UPDATE passkeys SET name = $4"
        " WHERE agency_id = $1 AND person_id = $2 AND passkey_id = $3"
        f" RETURNING {_COLUMNS}",
        uow.agency_id,
        person_id,
        passkey_id,
        name,
    )
    return _passkey(row) if row else None


async def remove(uow: UnitOfWork, person_id: PersonId, passkey_id: UUID) -> Passkey | None:
    """Delete one of the person's passkeys. None if there is none of this id."""
    row = await uow.fetchrow(
        "DELETE FROM passkeys WHERE agency_id = $1 AND person_id = $2 AND passkey_id = $3"
        f" RETURNING {_COLUMNS}",
        uow.agency_id,
        person_id,
        passkey_id,
    )
    return _passkey(row) if row else None


async def forget(uow: UnitOfWork, person_id: PersonId) -> None:
    """Delete the person's passkeys."""
    await uow.execute(
        "DELETE FROM passkeys WHERE agency_id = $1 AND person_id = $2", uow.agency_id, person_id
    )


async def challenge(uow: UnitOfWork, purpose: Purpose, person_id: PersonId | None) -> bytes:
    """A new challenge for this purpose, and of this person where one is known."""
    made = secrets.token_bytes(CHALLENGE_BYTES)
    await uow.execute(
        "INSERT INTO passkey_challenges"
        " (agency_id, challenge_hash, purpose, person_id, expires_at)"
        " VALUES ($1, $2, $3, $4, $5)",
        uow.agency_id,
        sha256(made).digest(),
        purpose,
        person_id,
        uow.now + CHALLENGE_LIFETIME,
    )
    return made


async def use_challenge(
    uow: UnitOfWork, made: bytes, purpose: Purpose, person_id: PersonId | None
) -> bool:
    """Use a challenge up. False if it is none of ours, not for this, over, or was used."""
    tag = await uow.execute(
        "DELETE FROM passkey_challenges WHERE agency_id = $1 AND challenge_hash = $2"
        " AND purpose = $3 AND person_id IS NOT DISTINCT FROM $4 AND expires_at > $5",
        uow.agency_id,
        sha256(made).digest(),
        purpose,
        person_id,
        uow.now,
    )
    return tag == "DELETE 1"


async def tidy_challenges(uow: UnitOfWork) -> str:
    """Delete challenges that have expired. Returns the statement's tag."""
    return await uow.execute(
        "DELETE FROM passkey_challenges WHERE agency_id = $1 AND expires_at < $2",
        uow.agency_id,
        uow.now,
    )


def _passkey(row: "asyncpg.Record") -> Passkey:
    return Passkey(
        id=row["passkey_id"],
        person_id=PersonId(row["person_id"]),
        credential_id=row["credential_id"],
        public_key=row["public_key"],
        sign_count=row["sign_count"],
        transports=tuple(row["transports"]),
        synced=row["synced"],
        name=row["name"],
        created_at=row["created_at"],
        last_used_at=row["last_used_at"],
        suspected_at=row["suspected_at"],
    )
