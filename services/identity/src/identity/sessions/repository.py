"""Sessions in the database, found by the hash of their token within the agency."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from chassis.uow import UnitOfWork
from contracts.ids import AgencyId, PersonId
from identity.client import RequestOrigin
from identity.factors.model import Method
from identity.sessions.model import EndReason, Session, StartedBy
from identity.tokens import hash_of

if TYPE_CHECKING:
    import asyncpg

# Passes are asked for many times a second; "last used" need not be that exact.
_LAST_USED_STEP = timedelta(minutes=1)

# Services ask for these, to refuse what is left of the sessions' passes.
_PUBLISH = (
    "INSERT INTO ended_sessions (session_id, ended_at)"
    " SELECT session_id, clock_timestamp() FROM ended ON CONFLICT DO NOTHING"
)

_COLUMNS = (
    "session_id, agency_id, person_id, token_hash, started_at, started_by, expires_at,"
    " last_used_at, remembered, network, user_agent, ended_at, ended_because, confirmed_at,"
    " second_factor, browser_id"
)


async def add(uow: UnitOfWork, session: Session) -> None:
    """Insert a new session."""
    await uow.execute(
        f"INSERT INTO sessions ({_COLUMNS})"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        session.id,
        uow.agency_id,
        session.person_id,
        session.token_hash,
        session.started_at,
        session.started_by,
        session.expires_at,
        session.last_used_at,
        session.remembered,
        session.client.network,
        session.client.user_agent,
        session.ended_at,
        session.ended_because,
        session.confirmed_at,
        session.second_factor,
        session.browser_id,
    )


async def find(uow: UnitOfWork, token: str) -> Session | None:
    """The session that the token opens, in whatever state it is."""
    row = await uow.fetchrow(
        f"SELECT {_COLUMNS} FROM sessions WHERE agency_id = $1 AND token_hash = $2",
        uow.agency_id,
        hash_of(token),
    )
    return _session(row) if row else None


async def find_by_id(uow: UnitOfWork, session_id: UUID) -> Session | None:
    """The session of this id, in whatever state it is."""
    row = await uow.fetchrow(
        f"SELECT {_COLUMNS} FROM sessions WHERE agency_id = $1 AND session_id = $2",
        uow.agency_id,
        session_id,
    )
    return _session(row) if row else None


async def confirm(uow: UnitOfWork, session_id: UUID) -> None:
    """Keep that the person has just shown again to be the person."""
    await uow.execute(
        "UPDATE sessions SET confirmed_at = $3 WHERE agency_id = $1 AND session_id = $2",
        uow.agency_id,
        session_id,
        uow.now,
    )


async def open_of(uow: UnitOfWork, person_id: PersonId) -> Sequence[Session]:
    """The person's open sessions, the one used last first."""
    rows = await uow.fetch(
        f"SELECT {_COLUMNS} FROM sessions WHERE agency_id = $1 AND person_id = $2"
        " AND ended_at IS NULL AND expires_at > $3 ORDER BY last_used_at DESC, session_id",
        uow.agency_id,
        person_id,
        uow.now,
    )
    return [_session(row) for row in rows]


async def touch(uow: UnitOfWork, session: Session) -> None:
    """Note that the session was used, to the minute."""
    if session.last_used_at + _LAST_USED_STEP <= uow.now:
        await uow.execute(
            "UPDATE sessions SET last_used_at = $3 WHERE agency_id = $1 AND session_id = $2",
            uow.agency_id,
            session.id,
            uow.now,
        )


async def end(uow: UnitOfWork, person_id: PersonId, session_id: UUID, because: EndReason) -> bool:
    """End one open session of the person. False if there is none of this id."""
    tag = await uow.execute(
        "WITH ended AS (UPDATE sessions SET ended_at = $4, ended_because = $5"
        " WHERE agency_id = $1 AND person_id = $2 AND session_id = $3"
        f" AND ended_at IS NULL AND expires_at > $4 RETURNING session_id) {_PUBLISH}",
        uow.agency_id,
        person_id,
        session_id,
        uow.now,
        because,
    )
    return tag == "INSERT 0 1"


async def end_by_hash(uow: UnitOfWork, token_hash: bytes, because: EndReason) -> None:
    """End the session whose token has this hash, if it is an open one."""
    await uow.execute(
        "WITH ended AS (UPDATE sessions SET ended_at = $3, ended_because = $4"
        " WHERE agency_id = $1 AND token_hash = $2 AND ended_at IS NULL AND expires_at > $3"
        f" RETURNING session_id) {_PUBLISH}",
        uow.agency_id,
        token_hash,
        uow.now,
        because,
    )


async def end_all(
    uow: UnitOfWork, person_id: PersonId, because: EndReason, *, but: UUID | None = None
) -> int:
    """End the person's open sessions, all but one if it is given. Returns how many."""
    tag = await uow.execute(
        "WITH ended AS (UPDATE sessions SET ended_at = $4, ended_because = $5"
        " WHERE agency_id = $1 AND person_id = $2 AND ($3::uuid IS NULL OR session_id <> $3)"
        f" AND ended_at IS NULL AND expires_at > $4 RETURNING session_id) {_PUBLISH}",
        uow.agency_id,
        person_id,
        but,
        uow.now,
        because,
    )
    return int(tag.rpartition(" ")[2])


async def ended_since(uow: UnitOfWork, since: datetime) -> Sequence[UUID]:
    """Sessions of any agency that have ended since."""
    rows = await uow.fetch("SELECT session_id FROM ended_sessions WHERE ended_at > $1", since)
    return [row["session_id"] for row in rows]


async def tidy_ended(uow: UnitOfWork, before: datetime) -> str:
    """Forget sessions whose passes have expired. Returns the statement's tag."""
    return await uow.execute("DELETE FROM ended_sessions WHERE ended_at < $1", before)


async def knows_network(uow: UnitOfWork, person_id: PersonId, network: str) -> bool:
    """Whether the person has signed in from there, as far back as sessions are kept."""
    return await uow.fetchval(
        "SELECT EXISTS (SELECT FROM sessions"
        " WHERE agency_id = $1 AND person_id = $2 AND network = $3)",
        uow.agency_id,
        person_id,
        network,
    )


async def tidy(uow: UnitOfWork, before: datetime) -> str:
    """Delete sessions that expired before. Returns the statement's tag."""
    return await uow.execute(
        "DELETE FROM sessions WHERE agency_id = $1 AND expires_at < $2", uow.agency_id, before
    )


def _session(row: "asyncpg.Record") -> Session:
    because = row["ended_because"]
    return Session(
        id=row["session_id"],
        agency_id=AgencyId(row["agency_id"]),
        person_id=PersonId(row["person_id"]),
        token_hash=row["token_hash"],
        started_at=row["started_at"],
        started_by=StartedBy(row["started_by"]),
        expires_at=row["expires_at"],
        last_used_at=row["last_used_at"],
        remembered=row["remembered"],
        client=RequestOrigin(network=row["network"], user_agent=row["user_agent"]),
        ended_at=row["ended_at"],
        ended_because=EndReason(because) if because else None,
        confirmed_at=row["confirmed_at"],
        second_factor=Method(row["second_factor"]) if row["second_factor"] else None,
        browser_id=row["browser_id"],
    )
