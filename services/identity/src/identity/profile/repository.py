"""Profiles and pictures in the database."""

from dataclasses import dataclass, field

from chassis.uow import UnitOfWork
from contracts.ids import PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture as it is served. `etag` is quoted, as HTTP wants it."""

    content: bytes = field(repr=False)
    etag: str


async def phone_of(uow: UnitOfWork, person_id: PersonId) -> str:
    """The person's phone number, empty if it was never given."""
    found = await uow.fetchval(
        "SELECT phone FROM profiles WHERE agency_id = $1 AND person_id = $2",
        uow.agency_id,
        person_id,
    )
    return found or ""


async def save_phone(uow: UnitOfWork, person_id: PersonId, phone: str) -> None:
    """Keep a phone number; an empty one is none."""
    await uow.execute(
        "INSERT INTO profiles (agency_id, person_id, phone) VALUES ($1, $2, $3)"
        " ON CONFLICT (agency_id, person_id) DO UPDATE SET phone = excluded.phone",
        uow.agency_id,
        person_id,
        phone,
    )


async def etag_of(uow: UnitOfWork, person_id: PersonId) -> str | None:
    """The etag of the person's picture, None if there is none."""
    return await uow.fetchval(
        "SELECT etag FROM pictures WHERE agency_id = $1 AND person_id = $2",
        uow.agency_id,
        person_id,
    )


async def picture_of(uow: UnitOfWork, person_id: PersonId) -> Picture | None:
    """The person's picture."""
    row = await uow.fetchrow(
        "SELECT content, etag FROM pictures WHERE agency_id = $1 AND person_id = $2",
        uow.agency_id,
        person_id,
    )
    return Picture(content=row["content"], etag=row["etag"]) if row else None


async def save_picture(uow: UnitOfWork, person_id: PersonId, picture: Picture) -> None:
    """Keep the picture, in the place of the one before."""
    await uow.execute(
        "INSERT INTO pictures (agency_id, person_id, content, etag, changed_at)"
        " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (agency_id, person_id) DO UPDATE"
        " SET content = excluded.content, etag = excluded.etag, changed_at = excluded.changed_at",
        uow.agency_id,
        person_id,
        picture.content,
        picture.etag,
        uow.now,
    )


async def remove_picture(uow: UnitOfWork, person_id: PersonId) -> bool:
    """Delete the picture. False if there was none."""
    tag = await uow.execute(
        "DELETE FROM pictures WHERE agency_id = $1 AND person_id = $2", uow.agency_id, person_id
    )
    return tag == "DELETE 1"
