"""SQL of what people were told: adding it once, the list and its counter, the delivery log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from chassis.uow import UnitOfWork
from contracts.ids import EmailId
from contracts.reach import Parties
from notifications.emails.message import Kind, Message
from notifications.emails.model import Email, EmailHead, State, Topic

if TYPE_CHECKING:
    import asyncpg

EMAIL = (
    "agency_id, email_id, because_of, recipient_id, kind, correlation_id, language, address,"
    " message, secret_link, expires_at, state, refusals, interruptions, created_at, read_at,"
    " digest_id, about, withdrawn_because"
)

_PARTIES = TypeAdapter[Parties | None](Parties | None)

_HEAD = "agency_id, email_id, because_of, correlation_id, recipient_id, kind, language, state"

STUCK = "AND state IN ('sending', 'failed') AND reason IS NOT NULL"
"""Given up, or the mail server's answer was lost: what a person may want to look after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A row of the delivery log. `message`: None where it cannot be read any more.

    The log is where one looks for what went wrong: no e-mail may keep the others from being seen.
    """

    head: EmailHead
    address: str
    message: Message | None
    created_at: datetime
    refusals: int
    interruptions: int
    digest_id: EmailId | None
    message_id: str | None
    reason: str | None
    sent_at: datetime | None
    failed_at: datetime | None


async def add(uow: UnitOfWork, emails: Sequence[Email]) -> set[EmailId]:
    """Store what people are told and queue what waits to be sent; returns what was not there yet.

    Of the same event, recipient and kind, what is there already is left as it is.
    """
    rows = await uow.fetch(
        "WITH given AS (SELECT * FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[],"
        " $6::uuid[], $7::text[], $8::text[], $9::jsonb[], $10::text[], $11::timestamptz[],"
        " $12::smallint[], $14::text[], $15::timestamptz[], $16::jsonb[])"
        " AS given (email_id, because_of, recipient_id, kind, correlation_id,"
        " language, address, message, secret_link, expires_at, urgency, state, read_at,"
        " about)),"
        " added AS (INSERT INTO emails (agency_id, email_id, because_of, recipient_id, kind,"
        " correlation_id, language, address, message, secret_link, expires_at, created_at, state,"
        " read_at, about) SELECT $1, email_id, because_of, recipient_id, kind, correlation_id,"
        " language, address, message, secret_link, expires_at, $13, state, read_at, about"
        " FROM given"
        " ON CONFLICT DO NOTHING RETURNING email_id),"
        " queued AS (INSERT INTO email_queue (email_id, agency_id, urgency, due_at)"
        " SELECT given.email_id, $1, given.urgency, $13 FROM given"
        " JOIN added ON added.email_id = given.email_id WHERE given.state = 'waiting'"
        " ON CONFLICT DO NOTHING)"
        " SELECT email_id FROM added",
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
        [email.state.value for email in emails],
        [email.read_at for email in emails],
        [_PARTIES.dump_python(email.about, mode="json") for email in emails],
    )
    return {row["email_id"] for row in rows}


async def get(uow: UnitOfWork, email_id: EmailId) -> Email | None:
    """An e-mail of the unit's agency, or None."""
    row = await uow.fetchrow(
        f"SELECT {EMAIL} FROM emails WHERE agency_id = $1 AND email_id = $2",
        uow.agency_id,
        email_id,
    )
    return email_of(row) if row else None


async def head_of(uow: UnitOfWork, email_id: EmailId) -> EmailHead | None:
    """Whose an e-mail of the unit's agency is and where it stands, or None."""
    row = await uow.fetchrow(
        f"SELECT {_HEAD} FROM emails WHERE agency_id = $1 AND email_id = $2",
        uow.agency_id,
        email_id,
    )
    return _head(row) if row else None


async def deliveries(
    uow: UnitOfWork,
    *,
    because_of: UUID | None,
    recipient_id: UUID | None,
    stuck: bool,
    before: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Delivery]:
    """The delivery log, newest first, older than the cursor, narrowed down by what is given."""
    rows = await uow.fetch(
        f"SELECT {_HEAD}, address, message, created_at, refusals, interruptions, digest_id,"
        " message_id, reason, sent_at, failed_at FROM emails"
        f" WHERE agency_id = $1 {STUCK if stuck else ''}"
        " AND ($2::uuid IS NULL OR because_of = $2)"
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
            head=_head(row),
            address=row["address"],
            message=_readable(row["message"]),
            created_at=row["created_at"],
            refusals=row["refusals"],
            interruptions=row["interruptions"],
            digest_id=row["digest_id"],
            message_id=row["message_id"],
            reason=row["reason"],
            sent_at=row["sent_at"],
            failed_at=row["failed_at"],
        )
        for row in rows
    ]


def email_of(row: "asyncpg.Record") -> Email:
    """The e-mail of a row with the columns of `EMAIL`."""
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
        read_at=row["read_at"],
        digest_id=row["digest_id"],
        about=_PARTIES.validate_python(row["about"]),
        withdrawn_because=row["withdrawn_because"],
    )


def topic_of(row: "asyncpg.Record") -> Topic:
    """What the e-mail of a row with the columns `kind` and `about` tells of."""
    return Topic(kind=Kind(row["kind"]), about=_PARTIES.validate_python(row["about"]))


async def hold(uow: UnitOfWork, which: str, *arguments: object) -> list[EmailId]:
    """Lock e-mails of the unit's agency until the commit, and return their ids.

    `which` is SQL with parameters from $2 on. Always in the order of their ids: of two that change
    several of the same person's, one waits for the other, and never each for the other.
    """
    rows = await uow.fetch(
        f"SELECT email_id FROM emails WHERE agency_id = $1 AND {which}"
        " ORDER BY email_id FOR UPDATE",
        uow.agency_id,
        *arguments,
    )
    return [row["email_id"] for row in rows]


async def save_address(uow: UnitOfWork, email: Email) -> None:
    """Keep that an e-mail that was not sent yet goes elsewhere now."""
    await uow.execute(
        "UPDATE emails SET address = $3 WHERE agency_id = $1 AND email_id = $2",
        uow.agency_id,
        email.email_id,
        email.address,
    )


async def save_message(uow: UnitOfWork, email: Email) -> None:
    """Keep that an e-mail that was not sent yet says something else now."""
    await uow.execute(
        "UPDATE emails SET message = $3 WHERE agency_id = $1 AND email_id = $2",
        uow.agency_id,
        email.email_id,
        email.message.model_dump(mode="json"),
    )


def _head(row: "asyncpg.Record") -> EmailHead:
    return EmailHead(
        agency_id=row["agency_id"],
        email_id=row["email_id"],
        because_of=row["because_of"],
        correlation_id=row["correlation_id"],
        recipient_id=row["recipient_id"],
        kind=row["kind"],
        language=row["language"],
        state=State(row["state"]),
    )


def _readable(stored: object) -> Message | None:
    try:
        return Message.model_validate(stored)
    except ValidationError:
        return None
