"""Second factors in the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from chassis.uow import UnitOfWork
from contracts.ids import PersonId
from identity.factors import codes
from identity.factors.model import Method

if TYPE_CHECKING:
    import asyncpg


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthenticatorApp:
    """A person's authenticator app. `confirmed_at` None: no code of it was typed yet."""

    sealed: bytes
    begun_at: datetime
    confirmed_at: datetime | None
    last_used_step: int
    last_used_at: datetime | None


async def methods_of(uow: UnitOfWork, person_id: PersonId) -> Sequence[Method]:
    """What the person can show as a second factor; none if there is no second factor."""
    row = await uow.fetchrow(
        "SELECT"
        " EXISTS (SELECT FROM totp_factors WHERE agency_id = $1 AND person_id = $2"
        "   AND confirmed_at IS NOT NULL) AS totp,"
        " EXISTS (SELECT FROM passkeys WHERE agency_id = $1 AND person_id = $2) AS passkey,"
        " EXISTS (SELECT FROM recovery_codes WHERE agency_id = $1 AND person_id = $2"
        "   AND used_at IS NULL) AS recovery_code",
        uow.agency_id,
        person_id,
    )
    if row is None or not (row["totp"] or row["passkey"]):
        return []
    return [method for method in Method if row[method.value]]


async def app_of(
    uow: UnitOfWork, person_id: PersonId, *, for_update: bool = False
) -> AuthenticatorApp | None:
    """The person's authenticator app, locked until the unit ends if it will be changed."""
    row = await uow.fetchrow(
        "SELECT sealed, begun_at, confirmed_at, last_used_step, last_used_at FROM totp_factors"
        f" WHERE agency_id = $1 AND person_id = $2{' FOR UPDATE' if for_update else ''}",
        uow.agency_id,
        person_id,
    )
    return _app(row) if row else None


async def begin_app(uow: UnitOfWork, person_id: PersonId, sealed: bytes) -> None:
    """Keep the secret of an app that is being set up, in the place of one that never was."""
    await uow.execute(
        "INSERT INTO totp_factors (agency_id, person_id, sealed, begun_at, last_used_step)"
        " VALUES ($1, $2, $3, $4, 0) ON CONFLICT (agency_id, person_id) DO UPDATE"
        " SET sealed = excluded.sealed, begun_at = excluded.begun_at, last_used_step = 0"
        " WHERE totp_factors.confirmed_at IS NULL",
        uow.agency_id,
        person_id,
        sealed,
        uow.now,
    )


async def code_taken(uow: UnitOfWork, person_id: PersonId, step: int) -> None:
    """The code of this step was right: it is never taken again, and the app is a factor."""
    await uow.execute(
        "UPDATE totp_factors SET last_used_step = $3, last_used_at = $4,"
        " confirmed_at = coalesce(confirmed_at, $4)"
        " WHERE agency_id = $1 AND person_id = $2",
        uow.agency_id,
        person_id,
        step,
        uow.now,
    )


async def remove_app(uow: UnitOfWork, person_id: PersonId) -> bool:
    """Delete the app. False if there was none that counted."""
    confirmed_at = await uow.fetchval(
        "DELETE FROM totp_factors WHERE agency_id = $1 AND person_id = $2 RETURNING confirmed_at",
        uow.agency_id,
        person_id,
    )
    return confirmed_at is not None


async def replace_codes(uow: UnitOfWork, person_id: PersonId, shown: Sequence[str]) -> None:
    """Keep these recovery codes, and none of those before."""
    await forget_codes(uow, person_id)
    await uow.execute(
        "INSERT INTO recovery_codes (agency_id, person_id, code_hash, created_at)"
        " SELECT $1, $2, code_hash, $4 FROM unnest($3::bytea[]) AS new (code_hash)",
        uow.agency_id,
        person_id,
        [codes.hash_of(person_id, code) for code in shown],
        uow.now,
    )


async def codes_left(uow: UnitOfWork, person_id: PersonId) -> int:
    """How many recovery codes have not been used."""
    return await uow.fetchval(
        "SELECT count(*) FROM recovery_codes"
        " WHERE agency_id = $1 AND person_id = $2 AND used_at IS NULL",
        uow.agency_id,
        person_id,
    )


async def use_code(uow: UnitOfWork, person_id: PersonId, code: str) -> bool:
    """Use a recovery code up. False if it is none of the person's, or was used."""
    tag = await uow.execute(
        "UPDATE recovery_codes SET used_at = $4"
        " WHERE agency_id = $1 AND person_id = $2 AND code_hash = $3 AND used_at IS NULL",
        uow.agency_id,
        person_id,
        codes.hash_of(person_id, code),
        uow.now,
    )
    return tag == "UPDATE 1"


async def forget_codes(uow: UnitOfWork, person_id: PersonId) -> None:
    """Delete the person's recovery codes."""
    await uow.execute(
        "DELETE FROM recovery_codes WHERE agency_id = $1 AND person_id = $2",
        uow.agency_id,
        person_id,
    )


def _app(row: "asyncpg.Record") -> AuthenticatorApp:
    return AuthenticatorApp(
        sealed=row["sealed"],
        begun_at=row["begun_at"],
        confirmed_at=row["confirmed_at"],
        last_used_step=row["last_used_step"],
        last_used_at=row["last_used_at"],
    )
