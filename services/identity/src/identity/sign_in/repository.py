"""Tickets of sign-ins in the database."""

from typing import TYPE_CHECKING

from chassis.uow import UnitOfWork
from contracts.ids import PersonId
from identity.sessions.model import StartedBy
from identity.sign_in.model import Ticket
from identity.tokens import hash_of

if TYPE_CHECKING:
    import asyncpg

_COLUMNS = (
    "ticket_id, person_id, token_hash, started_by, remember, earlier_hash, tries_left,"
    " created_at, expires_at"
)


async def add_ticket(uow: UnitOfWork, ticket: Ticket) -> None:
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


async def find_ticket(uow: UnitOfWork, token: str) -> Ticket | None:
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


async def forget_tickets(uow: UnitOfWork, person_id: PersonId) -> None:
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
