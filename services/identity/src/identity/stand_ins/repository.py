"""Stand-ins in the database. What passes carry of them is in `identity.people.repository`."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from chassis.uow import UnitOfWork
from contracts.access import Portal
from contracts.events.identity import PersonStatus, StandIn
from contracts.ids import CompanyId, PersonId
from identity.stand_ins.model import NamedStandIn

if TYPE_CHECKING:
    import asyncpg

_MOST = 100


async def one_at_a_time(uow: UnitOfWork, company_id: CompanyId) -> None:
    """Wait for whoever names a stand-in of this company, and keep others waiting.

    The rules look at the days of several people; none of them may change meanwhile.
    """
    await uow.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended('identity.stand_ins.' || $1, 0))",
        str(company_id),
    )


async def today(uow: UnitOfWork) -> date:
    """The day that it is at the agency."""
    found: date = await uow.fetchval(
        "SELECT ($2 AT TIME ZONE time_zone)::date FROM agencies WHERE agency_id = $1",
        uow.agency_id,
        uow.now,
    )
    return found


async def add(uow: UnitOfWork, approver_id: PersonId, stand_in: StandIn) -> None:
    """Keep that somebody stands in."""
    await uow.execute(
        "INSERT INTO stand_ins (agency_id, stand_in_id, approver_id, person_id, from_on,"
        " until_on, named_by, named_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        uow.agency_id,
        stand_in.stand_in_id,
        approver_id,
        stand_in.person_id,
        stand_in.from_on,
        stand_in.until_on,
        uow.actor.person,
        uow.now,
    )


async def end(uow: UnitOfWork, approver_id: PersonId, stand_in_id: UUID) -> StandIn | None:
    """End it now. None: the approver has no such stand-in, or its days are over."""
    row = await uow.fetchrow(
        "UPDATE stand_ins SET ended_by = $4, ended_at = $5"
        " WHERE agency_id = $1 AND approver_id = $2 AND stand_in_id = $3 AND ended_at IS NULL"
        " RETURNING stand_in_id, person_id, from_on, until_on",
        uow.agency_id,
        approver_id,
        stand_in_id,
        uow.actor.person,
        uow.now,
    )
    return _stand_in(row) if row else None


async def not_over(
    uow: UnitOfWork, *, approver_id: PersonId | None = None, person_id: PersonId | None = None
) -> Sequence[NamedStandIn]:
    """Those of an approver, or for whom a person stands in, that are not over; the earliest first.

    Not those of people who can no longer sign in: they lend nothing.
    """
    rows = await uow.fetch(
        "SELECT s.stand_in_id, s.approver_id, s.person_id, s.from_on, s.until_on,"
        " a.name AS approver_name, p.name AS person_name"
        " FROM stand_ins s"
        " JOIN agencies g ON g.agency_id = s.agency_id"
        " JOIN people a ON a.agency_id = s.agency_id AND a.person_id = s.approver_id"
        " JOIN people p ON p.agency_id = s.agency_id AND p.person_id = s.person_id"
        " WHERE s.agency_id = $1 AND ($2::uuid IS NULL OR s.approver_id = $2)"
        " AND ($3::uuid IS NULL OR s.person_id = $3) AND s.ended_at IS NULL"
        " AND s.until_on >= ($4 AT TIME ZONE g.time_zone)::date AND a.status = $5"
        f" ORDER BY s.from_on, s.stand_in_id LIMIT {_MOST:d}",
        uow.agency_id,
        approver_id,
        person_id,
        uow.now,
        PersonStatus.ACTIVE,
    )
    return [
        NamedStandIn(
            stand_in=_stand_in(row),
            approver_id=PersonId(row["approver_id"]),
            approver_name=row["approver_name"],
            person_name=row["person_name"],
        )
        for row in rows
    ]


async def colleagues(
    uow: UnitOfWork, company_id: CompanyId, *, but: PersonId, limit: int
) -> Sequence[tuple[PersonId, str]]:
    """Active contacts of the company by name, without one of them."""
    rows = await uow.fetch(
        "SELECT person_id, name FROM people WHERE agency_id = $1 AND company_id = $2"
        " AND portal = $3 AND status = $4 AND person_id <> $5"
        " ORDER BY name_key, person_id LIMIT $6",
        uow.agency_id,
        company_id,
        Portal.CUSTOMER,
        PersonStatus.ACTIVE,
        but,
        limit,
    )
    return [(PersonId(row["person_id"]), row["name"]) for row in rows]


def _stand_in(row: "asyncpg.Record") -> StandIn:
    return StandIn(
        stand_in_id=row["stand_in_id"],
        person_id=PersonId(row["person_id"]),
        from_on=row["from_on"],
        until_on=row["until_on"],
    )
