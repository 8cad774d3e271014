"""Known browsers in the database, found by the hashes of their tokens within the agency."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from chassis.uow import UnitOfWork
from contracts.ids import PersonId
from identity.known_browsers.model import MAX_BROWSERS, KnownBrowser
from identity.tokens import hash_of

if TYPE_CHECKING:
    import asyncpg

_COLUMNS = "browser_id, person_id, token_hash, known_since, last_used_at, expires_at"


async def find(uow: UnitOfWork, tokens: Sequence[str]) -> Sequence[KnownBrowser]:
    """Those of the tokens that are good, of whoever they are; the one used last first."""
    if not tokens:
        return []
    rows = await uow.fetch(
        f"SELECT {_COLUMNS} FROM known_browsers WHERE agency_id = $1"
        " AND token_hash = ANY($2::bytea[]) AND expires_at > $3"
        " ORDER BY last_used_at DESC, browser_id",
        uow.agency_id,
        [hash_of(token) for token in tokens],
        uow.now,
    )
    return [_browser(row) for row in rows]


async def save(uow: UnitOfWork, browser: KnownBrowser) -> None:
    """Insert a new one, or write back when it was used; of too many the oldest are forgotten."""
    await uow.execute(
        f"INSERT INTO known_browsers (agency_id, {_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7)"
        " ON CONFLICT (agency_id, browser_id) DO UPDATE"
        " SET last_used_at = excluded.last_used_at, expires_at = excluded.expires_at",
        uow.agency_id,
        browser.id,
        browser.person_id,
        browser.token_hash,
        browser.known_since,
        browser.last_used_at,
        browser.expires_at,
    )
    await uow.execute(
        "DELETE FROM known_browsers WHERE agency_id = $1 AND browser_id IN"
        " (SELECT browser_id FROM known_browsers WHERE agency_id = $1 AND person_id = $2"
        "  ORDER BY last_used_at DESC, browser_id OFFSET $3)",
        uow.agency_id,
        browser.person_id,
        MAX_BROWSERS,
    )


async def forget(uow: UnitOfWork, browser_id: UUID) -> None:
    """This browser is known no more."""
    await uow.execute(
        "DELETE FROM known_browsers WHERE agency_id = $1 AND browser_id = $2",
        uow.agency_id,
        browser_id,
    )


async def forget_all(uow: UnitOfWork, person_id: PersonId, *, but: UUID | None = None) -> None:
    """No browser is known for the person any more, but one if it is given."""
    await uow.execute(
        "DELETE FROM known_browsers WHERE agency_id = $1 AND person_id = $2"
        " AND ($3::uuid IS NULL OR browser_id <> $3)",
        uow.agency_id,
        person_id,
        but,
    )


async def tidy(uow: UnitOfWork) -> str:
    """Delete those that have expired. Returns the statement's tag."""
    return await uow.execute(
        "DELETE FROM known_browsers WHERE agency_id = $1 AND expires_at <= $2",
        uow.agency_id,
        uow.now,
    )


def _browser(row: "asyncpg.Record") -> KnownBrowser:
    return KnownBrowser(
        id=row["browser_id"],
        person_id=PersonId(row["person_id"]),
        token_hash=row["token_hash"],
        known_since=row["known_since"],
        last_used_at=row["last_used_at"],
        expires_at=row["expires_at"],
    )
