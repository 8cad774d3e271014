"""A ticket: the first proof of a sign-in was right, the second is still to come."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self
from uuid import UUID

from chassis.ids import new_id
from chassis.uow import UnitOfWork
from contracts.ids import PersonId
from identity.sessions.model import StartedBy
from identity.tokens import Token, hash_of

if TYPE_CHECKING:
    import asyncpg

LIFETIME = timedelta(minutes=10)
TRIES = 5

_COLUMNS = (
    "ticket_id, person_id, token_hash, started_by, remember, earlier_hash, tries_left,"
    " created_at, expires_at"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """Of one person, and so of one portal of one agency. `earlier_hash`: see the migration."""

    id: UUID
    person_id: PersonId
    token_hash: bytes
    started_by: StartedBy
    remember: bool
    earlier_hash: bytes | None
    tries_left: int
    created_at: datetime
    expires_at: datetime

    @classmethod
    def issue(
        cls,
        *,
        person_id: PersonId,
        started_by: StartedBy,
        remember: bool,
        earlier_token: str | None,
        now: datetime,
    ) -> tuple[Self, Token]:
        """A new ticket and its token."""
        token = Token.new()
        ticket = cls(
            id=new_id(),
            person_id=person_id,
            token_hash=token.hash,
            started_by=started_by,
            remember=remember,
            earlier_hash=hash_of(earlier_token) if earlier_token else None,
            tries_left=TRIES,
            created_at=now,
            expires_at=now + LIFETIME,
        )
        return ticket, token

    def is_open(self, now: datetime) -> bool:
        """Whether another try is looked at."""
        return self.tries_left > 0 and now < self.expires_at


async def add(uow: UnitOfWork, ticket: Ticket) -> None:
    """Insert a new ticket."""
    await uow.execute(
        f"INSERT INTO sign_in_tickets (agency_id, {_COLUMNS})"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        uow.agency_id,
        ticket.id,
        ticket.person_id,
        ticket.token_hash,
        ticket.started_by,
        ticket.remember,
        ticket.earlier_hash,
        ticket.tries_left,
        ticket.created_at,
        ticket.expires_at,
    )


async def find(uow: UnitOfWork, token: str) -> Ticket | None:
    """The ticket of this token, in whatever state it is."""
    row = await uow.fetchrow(
        f"SELECT {_COLUMNS} FROM sign_in_tickets WHERE agency_id = $1 AND token_hash = $2",
        uow.agency_id,
        hash_of(token),
    )
    return _ticket(row) if row else None


async def take_try(uow: UnitOfWork, ticket: Ticket) -> bool:
    """One try less. False if there was none left, also for who comes second at once."""
    tag = await uow.execute(
        "UPDATE sign_in_tickets SET tries_left = tries_left - 1"
        " WHERE agency_id = $1 AND ticket_id = $2 AND tries_left > 0 AND expires_at > $3",
        uow.agency_id,
        ticket.id,
        uow.now,
    )
    return tag == "UPDATE 1"


async def use_up(uow: UnitOfWork, ticket: Ticket) -> bool:
    """Delete the ticket. False if it is gone already: of several who use it one wins."""
    tag = await uow.execute(
        "DELETE FROM sign_in_tickets WHERE agency_id = $1 AND ticket_id = $2 AND expires_at > $3",
        uow.agency_id,
        ticket.id,
        uow.now,
    )
    return tag == "DELETE 1"


async def forget(uow: UnitOfWork, person_id: PersonId) -> None:
    """Delete the person's tickets: what was shown for them counts no more."""
    await uow.execute(
        "DELETE FROM sign_in_tickets WHERE agency_id = $1 AND person_id = $2",
        uow.agency_id,
        person_id,
    )


async def tidy(uow: UnitOfWork) -> str:
    """Delete tickets that have expired. Returns the statement's tag."""
    return await uow.execute(
        "DELETE FROM sign_in_tickets WHERE agency_id = $1 AND expires_at < $2",
        uow.agency_id,
        uow.now,
    )


def _ticket(row: "asyncpg.Record") -> Ticket:
    return Ticket(
        id=row["ticket_id"],
        person_id=PersonId(row["person_id"]),
        token_hash=row["token_hash"],
        started_by=StartedBy(row["started_by"]),
        remember=row["remember"],
        earlier_hash=row["earlier_hash"],
        tries_left=row["tries_left"],
        created_at=row["created_at"],
        expires_at=row["expires_at"],
    )
