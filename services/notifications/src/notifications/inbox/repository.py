"""SQL of a person's list and of its counter, which is kept with each change of the list."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from chassis.uow import UnitOfWork
from contracts.ids import EmailId, PersonId
from notifications.directory import repository as directory
from notifications.emails import repository as emails
from notifications.emails.message import Kind
from notifications.emails.model import Email
from notifications.emails.repository import EMAIL, email_of

Key = tuple[datetime, UUID]
"""The sort key of the list: when it was told, and its id."""

_DIGEST = Kind.DAILY_DIGEST.value
"""A digest repeats what is in the list already: it is not in it, and stored as read."""


async def page(
    uow: UnitOfWork, person_id: PersonId, *, unread: bool, before: Key | None, limit: int
) -> list[Email]:
    """What a person was told, newest first, older than the cursor."""
    rows = await uow.fetch(
        f"SELECT {EMAIL} FROM emails WHERE agency_id = $1 AND recipient_id = $2"
        f" AND kind <> $6 {'AND read_at IS NULL' if unread else ''}"
        " AND ($3::timestamptz IS NULL OR (created_at, email_id) < ($3, $4::uuid))"
        " ORDER BY created_at DESC, email_id DESC LIMIT $5",
        uow.agency_id,
        person_id,
        before[0] if before else None,
        before[1] if before else None,
        limit,
        _DIGEST,
    )
    return [email_of(row) for row in rows]


async def language_of(uow: UnitOfWork, person_id: PersonId) -> str | None:
    """The language that the person reads now; None while the person is not heard of."""
    agency = await directory.find_agency(uow)
    person = (await directory.people_by_id(uow, (person_id,))).get(person_id)
    return agency.language_of(person) if agency and person else None


async def unread(uow: UnitOfWork, person_id: PersonId) -> int:
    """How many are unread, by the counter."""
    found: int | None = await uow.fetchval(
        "SELECT unread FROM unread_counts WHERE agency_id = $1 AND person_id = $2",
        uow.agency_id,
        person_id,
    )
    return found or 0


async def add_unread(uow: UnitOfWork, added: Mapping[PersonId, int]) -> None:
    """Count what is new, for each person."""
    await uow.execute(
        "INSERT INTO unread_counts AS kept (agency_id, person_id, unread)"
        " SELECT $1, person_id, number FROM unnest($2::uuid[], $3::integer[])"
        " AS given (person_id, number) ORDER BY person_id"
        " ON CONFLICT (agency_id, person_id) DO UPDATE SET unread = kept.unread + excluded.unread",
        uow.agency_id,
        list(added),
        list(added.values()),
    )


async def hold(uow: UnitOfWork, person_id: PersonId) -> None:
    """Hold the counter until the commit: what two windows read is counted down once."""
    await uow.execute(
        "SELECT 1 FROM unread_counts WHERE agency_id = $1 AND person_id = $2 FOR UPDATE",
        uow.agency_id,
        person_id,
    )


async def key_of(uow: UnitOfWork, person_id: PersonId, entry_id: UUID) -> Key | None:
    """The place of an entry in the person's list; None where it is not in it."""
    row = await uow.fetchrow(
        "SELECT created_at, email_id FROM emails"
        " WHERE agency_id = $1 AND recipient_id = $2 AND email_id = $3 AND kind <> $4",
        uow.agency_id,
        person_id,
        entry_id,
        _DIGEST,
    )
    return (row["created_at"], row["email_id"]) if row else None


async def known(uow: UnitOfWork, person_id: PersonId, ids: Collection[UUID]) -> set[EmailId]:
    """Those of the entries that are in the person's list."""
    rows = await uow.fetch(
        "SELECT email_id FROM emails"
        " WHERE agency_id = $1 AND recipient_id = $2 AND email_id = ANY($3) AND kind <> $4",
        uow.agency_id,
        person_id,
        list(ids),
        _DIGEST,
    )
    return {row["email_id"] for row in rows}


async def mark_read(uow: UnitOfWork, person_id: PersonId, ids: Collection[UUID]) -> int:
    """Mark these as read; returns how many were not yet."""
    unread = await emails.hold(
        uow, "recipient_id = $2 AND email_id = ANY($3) AND read_at IS NULL", person_id, list(ids)
    )
    return await _mark(uow, person_id, unread)


async def mark_read_up_to(uow: UnitOfWork, person_id: PersonId, last: Key) -> int:
    """Mark this entry and all older ones as read; returns how many were not yet."""
    unread = await emails.hold(
        uow,
        "recipient_id = $2 AND (created_at, email_id) <= ($3, $4) AND read_at IS NULL",
        person_id,
        *last,
    )
    return await _mark(uow, person_id, unread)


async def _mark(uow: UnitOfWork, person_id: PersonId, unread: Collection[EmailId]) -> int:
    """Mark these as read, count them down, and return how many they are."""
    number = len(unread)
    if number:
        await uow.execute(
            "UPDATE emails SET read_at = $2 WHERE agency_id = $1 AND email_id = ANY($3)",
            uow.agency_id,
            uow.now,
            unread,
        )
        await uow.execute(
            "UPDATE unread_counts SET unread = unread - $3 WHERE agency_id = $1 AND person_id = $2",
            uow.agency_id,
            person_id,
            number,
        )
    return number
