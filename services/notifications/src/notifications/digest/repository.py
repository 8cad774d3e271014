"""SQL of the digest: whose is due when, and what is collected.

The row of a person in `digest_queue` is the lock: whoever collects for the person, moves the hour
or makes the digest holds it until the commit, so nothing is collected that no digest will find.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from chassis.uow import UnitOfWork
from contracts.ids import AgencyId, EmailId, PersonId
from notifications.digest.model import LINES_SHOWN, DigestContents, Slot
from notifications.emails import repository as emails
from notifications.emails.message import Kind
from notifications.emails.model import Email, State, Topic

_COLLECTED = "recipient_id = $2 AND state = 'collected'"
_WITHIN = "recipient_id = $2 AND digest_id = $3"
"""Which e-mails are read: what waits for a person's digest, or what went into one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestSchedule:
    """A person's place in the queue: the next digest if something is collected, and the last."""

    slot: Slot | None
    last_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDigest:
    """Somebody whose digest is due."""

    agency_id: AgencyId
    person_id: PersonId
    due_at: datetime


async def lock(uow: UnitOfWork, person_ids: Collection[PersonId]) -> dict[PersonId, DigestSchedule]:
    """Hold the places of these people, made where there is none, until the commit."""
    rows = await uow.fetch(
        "INSERT INTO digest_queue AS queue (agency_id, person_id)"
        " SELECT $1, person_id FROM unnest($2::uuid[]) AS given (person_id) ORDER BY person_id"
        " ON CONFLICT (agency_id, person_id) DO UPDATE SET person_id = excluded.person_id"
        " RETURNING queue.person_id, queue.due_at, queue.due_on, queue.last_on",
        uow.agency_id,
        sorted(person_ids),
    )
    return {
        row["person_id"]: DigestSchedule(
            slot=Slot(row["due_on"], row["due_at"]) if row["due_at"] else None,
            last_on=row["last_on"],
        )
        for row in rows
    }


async def save(uow: UnitOfWork, slots: Mapping[PersonId, Slot]) -> None:
    """Say when these people's digests are due."""
    await uow.executemany(
        "UPDATE digest_queue SET due_at = $3, due_on = $4 WHERE agency_id = $1 AND person_id = $2",
        [(uow.agency_id, person_id, slot.at, slot.on) for person_id, slot in slots.items()],
    )


async def waiting(uow: UnitOfWork) -> list[PersonId]:
    """Everybody of the agency for whom something is collected."""
    rows = await uow.fetch(
        "SELECT person_id FROM digest_queue WHERE agency_id = $1 AND due_at IS NOT NULL",
        uow.agency_id,
    )
    return [row["person_id"] for row in rows]


async def due(
    uow: UnitOfWork, now: datetime, *, after: DueDigest | None, limit: int
) -> list[DueDigest]:
    """Those whose digest is due, of all agencies, the longest overdue first."""
    rows = await uow.fetch(
        "SELECT agency_id, person_id, due_at FROM digest_queue WHERE due_at <= $1"
        " AND ($2::timestamptz IS NULL OR (due_at, person_id) > ($2, $3::uuid))"
        " ORDER BY due_at, person_id LIMIT $4",
        now,
        after.due_at if after else None,
        after.person_id if after else None,
        limit,
    )
    return [DueDigest(**row) for row in rows]


async def overdue(uow: UnitOfWork, before: datetime, limit: int) -> tuple[list[DueDigest], int]:
    """Those of the agency that were due before then and are not made; and how many there are."""
    rows = await uow.fetch(
        "SELECT agency_id, person_id, due_at, count(*) OVER () AS total FROM digest_queue"
        " WHERE agency_id = $1 AND due_at <= $2 ORDER BY due_at, person_id LIMIT $3",
        uow.agency_id,
        before,
        limit,
    )
    found = [
        DueDigest(agency_id=row["agency_id"], person_id=row["person_id"], due_at=row["due_at"])
        for row in rows
    ]
    return found, rows[0]["total"] if rows else 0


async def overdue_by_agency(uow: UnitOfWork, before: datetime) -> dict[AgencyId, int]:
    """How many were due before then and are not made, of every agency that has any."""
    rows = await uow.fetch(
        "SELECT agency_id, count(*) AS count FROM digest_queue WHERE due_at <= $1"
        " GROUP BY agency_id",
        before,
    )
    return {AgencyId(row["agency_id"]): row["count"] for row in rows}


async def take(uow: UnitOfWork, person_id: PersonId, now: datetime) -> date | None:
    """The day of the digest that is due, which counts as made from here on.

    None when it is not due any more or another process is at it. If the unit does not commit, it is
    due as before.
    """
    on: date | None = await uow.fetchval(
        "SELECT due_on FROM digest_queue WHERE agency_id = $1 AND person_id = $2 AND due_at <= $3"
        " FOR UPDATE SKIP LOCKED",
        uow.agency_id,
        person_id,
        now,
    )
    if on is not None:
        await uow.execute(
            "UPDATE digest_queue SET last_on = due_on, due_at = NULL, due_on = NULL"
            " WHERE agency_id = $1 AND person_id = $2",
            uow.agency_id,
            person_id,
        )
    return on


async def topics_collected(uow: UnitOfWork, person_id: PersonId) -> dict[EmailId, Topic]:
    """What all that waits for the person's digest tells of."""
    return await _topics(uow, _COLLECTED, person_id)


async def topics_within(uow: UnitOfWork, digest: Email) -> dict[EmailId, Topic]:
    """What all that went into a digest tells of."""
    return await _topics(uow, _WITHIN, digest.recipient_id, digest.email_id)


async def withdrawn_within(uow: UnitOfWork, digest: Email) -> list[EmailId]:
    """What of a digest is not so any more."""
    rows = await uow.fetch(
        "SELECT email_id FROM emails"
        f" WHERE agency_id = $1 AND {_WITHIN} AND withdrawn_because IS NOT NULL",
        uow.agency_id,
        digest.recipient_id,
        digest.email_id,
    )
    return [row["email_id"] for row in rows]


async def _topics(uow: UnitOfWork, which: str, *of: UUID) -> dict[EmailId, Topic]:
    rows = await uow.fetch(
        f"SELECT email_id, kind, about FROM emails WHERE agency_id = $1 AND {which}",
        uow.agency_id,
        *of,
    )
    return {row["email_id"]: emails.topic_of(row) for row in rows}


async def collected(uow: UnitOfWork, person_id: PersonId) -> DigestContents:
    """What waits for the person's digest: the newest few of each kind, and how many of each."""
    return await _contents(uow, _COLLECTED, person_id)


async def within(uow: UnitOfWork, digest: Email) -> DigestContents:
    """What went into a digest: the newest few of each kind, and how many of each."""
    return await _contents(uow, _WITHIN, digest.recipient_id, digest.email_id)


async def _contents(uow: UnitOfWork, which: str, *of: UUID) -> DigestContents:
    rows = await uow.fetch(
        f"SELECT {emails.EMAIL}, number FROM (SELECT {emails.EMAIL},"
        " row_number() OVER newest AS place, count(*) OVER (PARTITION BY kind) AS number"
        f" FROM emails WHERE agency_id = $1 AND {which}"
        " WINDOW newest AS (PARTITION BY kind ORDER BY created_at DESC, email_id DESC)) AS ranked"
        f" WHERE place <= {LINES_SHOWN:d} ORDER BY created_at DESC, email_id DESC",
        uow.agency_id,
        *of,
    )
    return DigestContents(
        shown=[emails.email_of(row) for row in rows],
        counts={Kind(row["kind"]): row["number"] for row in rows},
    )


async def leave_out(uow: UnitOfWork, email_ids: Collection[EmailId]) -> None:
    """These are in no digest: they stay in the list alone."""
    await emails.hold(uow, "email_id = ANY($2)", sorted(email_ids))
    await uow.execute(
        "UPDATE emails SET state = $2, digest_id = NULL"
        " WHERE agency_id = $1 AND email_id = ANY($3)",
        uow.agency_id,
        State.LISTED,
        sorted(email_ids),
    )


async def put_into(uow: UnitOfWork, person_id: PersonId, digest: Email | None) -> None:
    """Say that all that is collected went into this digest; None: it stays in the list alone."""
    digest_id: EmailId | None = digest.email_id if digest else None
    await emails.hold(uow, _COLLECTED, person_id)
    await uow.execute(
        "UPDATE emails SET state = $3, digest_id = $4"
        " WHERE agency_id = $1 AND recipient_id = $2 AND state = 'collected'",
        uow.agency_id,
        person_id,
        State.DIGESTED if digest else State.LISTED,
        digest_id,
    )
