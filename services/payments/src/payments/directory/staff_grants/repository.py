"""SQL of who brought in which staff."""

from collections.abc import Collection, Sequence

from chassis.consumer import EventVersion
from chassis.uow import UnitOfWork
from contracts.events.pay_runs import StaffGrantKind
from contracts.ids import PersonId
from payments.directory.model import StaffGrant


async def keep(uow: UnitOfWork, grants: Sequence[tuple[StaffGrant, EventVersion]]) -> None:
    """Keep who brought in which staff: each once, however often it is told."""
    await uow.executemany(
        """
        INSERT INTO staff_grants (agency_id, told_by, person_id, kind, granted_by, granted_at)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING
        """,
        [
            (
                uow.agency_id,
                told_by,
                grant.person_id,
                grant.kind,
                grant.granted_by,
                grant.granted_at,
            )
            for grant, (_, told_by) in grants
        ],
    )


async def of_people(uow: UnitOfWork, person_ids: Collection[PersonId]) -> list[StaffGrant]:
    """Who brought these staff in, the oldest first."""
    rows = await uow.fetch(
        """
        SELECT person_id, kind, granted_by, granted_at FROM staff_grants
        WHERE agency_id = $1 AND person_id = ANY($2) ORDER BY granted_at, told_by
        """,
        uow.agency_id,
        list(person_ids),
    )
    return [
        StaffGrant(
            person_id=PersonId(row["person_id"]),
            kind=StaffGrantKind(row["kind"]),
            granted_by=PersonId(row["granted_by"]),
            granted_at=row["granted_at"],
        )
        for row in rows
    ]
