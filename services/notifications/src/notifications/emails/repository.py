"""SQL of the e-mails: adding them once, and reading what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from chassis.uow import UnitOfWork
from contracts.ids import EmailId, PersonId
from notifications.emails.message import Kind, Message
from notifications.emails.model import Email, State

if TYPE_CHECKING:
    import asyncpg

_EMAIL = (
    "agency_id, email_id, because_of, recipient_id, kind, correlation_id, language, address,"
    " message, secret_link, expires_at, state, refusals, interruptions, created_at"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A row of the delivery log."""

    email: Email
    message_id: str | None
    reason: str | None
    sent_at: datetime | None
    failed_at: datetime | None


async def add(uow: UnitOfWork, emails: Sequence[Email]) -> int:
    """Store e-mails and queue them, those that are there already left alone; returns how many."""
    added: int = await uow.fetchval(
        "WITH given AS (SELECT * FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[],"
        " $6::uuid[], $7::text[], $8::text[], $9::jsonb[], $10::text[], $11::timestamptz[],"
        " $12::smallint[]) AS given (email_id, because_of, recipient_id, kind, correlation_id,"
        " language, address, message, secret_link, expires_at, urgency)),"
        " added AS (INSERT INTO emails (agency_id, email_id, because_of, recipient_id, kind,"
        " correlation_id, language, address, message, secret_link, expires_at, created_at)"
        " SELECT $1, email_id, because_of, recipient_id, kind, correlation_id, language, address,"
        " message, secret_link, expires_at, $13 FROM given ON CONFLICT DO NOTHING"
        " RETURNING email_id),"
        " queued AS (INSERT INTO email_queue (email_id, agency_id, urgency, due_at)"
        " SELECT given.email_id, $1, given.urgency, $13 FROM given"
        " JOIN added ON added.email_id = given.email_id ON CONFLICT DO NOTHING RETURNING 1)"
        " SELECT count(*) FROM queued",
        uow.agency_id,
        [email.email_id for email in emails],
        [email.because_of for email in emails],
        [email.recipient_id for email in emails],
        [email.kind.value for email in emails],
        [email.correlation_id for email in emails],
        [email.language for email in emails],
        [email.address for email in emails],
        [email.message.model_dump(mode="json") for email in emails],
        [email.secret_link for email in emails],
        [email.expires_at for email in emails],
        [0 if email.kind.is_security else 1 for email in emails],
        uow.now,
    )
    return added


async def get(uow: UnitOfWork, email_id: EmailId) -> Email | None:
    """An e-mail of the unit's agency, or None."""
    row = await uow.fetchrow(
        f"SELECT {_EMAIL} FROM emails WHERE agency_id = $1 AND email_id = $2",
        uow.agency_id,
        email_id,
    )
    return _email(row) if row else None


async def of_person(
    uow: UnitOfWork, person_id: PersonId, *, before: tuple[datetime, UUID] | None, limit: int
) -> list[Email]:
    """What a person was told, newest first, older than the cursor."""
    rows = await uow.fetch(
        f"SELECT {_EMAIL} FROM emails WHERE agency_id = $1 AND recipient_id = $2"
        " AND ($3::timestamptz IS NULL OR (created_at, email_id) < ($3, $4::uuid))"
        " ORDER BY created_at DESC, email_id DESC LIMIT $5",
        uow.agency_id,
        person_id,
        before[0] if before else None,
        before[1] if before else None,
        limit,
    )
    return [_email(row) for row in rows]


async def deliveries(
    uow: UnitOfWork,
    *,
    because_of: UUID | None,
    recipient_id: UUID | None,
    before: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Delivery]:
    """The delivery log, newest first, older than the cursor, narrowed down by what is given."""
    rows = await uow.fetch(
        f"SELECT {_EMAIL}, message_id, reason, sent_at, failed_at FROM emails"
        " WHERE agency_id = $1 AND ($2::uuid IS NULL OR because_of = $2)"
        " AND ($3::uuid IS NULL OR recipient_id = $3)"
        " AND ($4::timestamptz IS NULL OR (created_at, email_id) < ($4, $5::uuid))"
        " ORDER BY created_at DESC, email_id DESC LIMIT $6",
        uow.agency_id,
        because_of,
        recipient_id,
        before[0] if before else None,
        before[1] if before else None,
        limit,
    )
    return [
        Delivery(
            email=_email(row),
            message_id=row["message_id"],
            reason=row["reason"],
            sent_at=row["sent_at"],
            failed_at=row["failed_at"],
        )
        for row in rows
    ]


def _email(row: "asyncpg.Record") -> Email:
    return Email(
        email_id=row["email_id"],
        agency_id=row["agency_id"],
        because_of=row["because_of"],
        correlation_id=row["correlation_id"],
        recipient_id=row["recipient_id"],
        kind=Kind(row["kind"]),
        language=row["language"],
        address=row["address"],
        message=Message.model_validate(row["message"]),
        secret_link=row["secret_link"],
        expires_at=row["expires_at"],
        created_at=row["created_at"],
        state=State(row["state"]),
        refusals=row["refusals"],
        interruptions=row["interruptions"],
    )
