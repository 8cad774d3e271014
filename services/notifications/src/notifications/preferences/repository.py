"""SQL of preferences: a row of a person who chose something."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from chassis.uow import UnitOfWork
from contracts.ids import PersonId
from notifications.emails.message import Kind
from notifications.preferences.model import Choice, Preferences

if TYPE_CHECKING:
    import asyncpg


async def of_people(uow: UnitOfWork, person_ids: Iterable[PersonId]) -> dict[PersonId, Preferences]:
    """Of each of these people; the defaults of those who never chose."""
    wanted = set(person_ids)
    rows = await uow.fetch(
        "SELECT person_id, choices, digest_hour FROM preferences"
        " WHERE agency_id = $1 AND person_id = ANY($2)",
        uow.agency_id,
        list(wanted),
    )
    return dict.fromkeys(wanted, Preferences()) | {
        row["person_id"]: _preferences(row) for row in rows
    }


async def of_person(uow: UnitOfWork, person_id: PersonId) -> Preferences:
    """Of one person; the defaults of one who never chose."""
    return (await of_people(uow, [person_id]))[person_id]


async def save(uow: UnitOfWork, person_id: PersonId, preferences: Preferences) -> None:
    """Insert or overwrite."""
    await uow.execute(
        "INSERT INTO preferences (agency_id, person_id, choices, digest_hour, changed_at)"
        " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (agency_id, person_id) DO UPDATE SET"
        " choices = excluded.choices, digest_hour = excluded.digest_hour,"
        " changed_at = excluded.changed_at",
        uow.agency_id,
        person_id,
        {kind.value: choice.value for kind, choice in preferences.choices.items()},
        preferences.digest_hour,
        uow.now,
    )


def _preferences(row: "asyncpg.Record") -> Preferences:
    known = {kind.value for kind in Kind}
    return Preferences(
        # A kind that a newer release added is none of this one's.
        choices={
            Kind(kind): Choice(choice) for kind, choice in row["choices"].items() if kind in known
        },
        digest_hour=row["digest_hour"],
    )
