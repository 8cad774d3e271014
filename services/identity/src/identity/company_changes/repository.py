"""SQL of what changed of companies: rows are only added."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from chassis.uow import UnitOfWork
from contracts.access import Portal
from contracts.ids import CompanyId, PersonId
from identity.company_changes.model import CompanyChange, FieldChange

if TYPE_CHECKING:
    from asyncpg import Record

_SELECT = (
    "SELECT c.version, c.changed_at, c.changed_by, p.name, c.changed_by_portal, c.changes"
    " FROM company_changes c"
    " JOIN people p ON p.agency_id = c.agency_id AND p.person_id = c.changed_by"
    " WHERE c.agency_id = $1 AND c.company_id = $2"
)


async def add(
    uow: UnitOfWork,
    company_id: CompanyId,
    *,
    version: int,
    portal: Portal,
    changes: Sequence[FieldChange],
) -> None:
    """Keep what the actor of this unit changed; `version` is the company's afterwards."""
    await uow.execute(
        "INSERT INTO company_changes (agency_id, company_id, version, changed_at, changed_by,"
        " changed_by_portal, changes) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        uow.agency_id,
        company_id,
        version,
        uow.now,
        uow.actor.person,
        portal,
        [asdict(one) for one in changes],
    )


async def since(uow: UnitOfWork, company_id: CompanyId, version: int) -> list[CompanyChange]:
    """What was changed after a version, newest first, at most the last 50."""
    rows = await uow.fetch(
        f"{_SELECT} AND c.version > $3 ORDER BY c.version DESC LIMIT 50",
        uow.agency_id,
        company_id,
        version,
    )
    return [_change(row) for row in rows]


async def page(
    uow: UnitOfWork, company_id: CompanyId, *, before: int | None, limit: int
) -> list[CompanyChange]:
    """What was changed, newest first, before a version."""
    rows = await uow.fetch(
        f"{_SELECT} AND ($3::bigint IS NULL OR c.version < $3) ORDER BY c.version DESC LIMIT $4",
        uow.agency_id,
        company_id,
        before,
        limit,
    )
    return [_change(row) for row in rows]


def _change(row: "Record") -> CompanyChange:
    return CompanyChange(
        version=row["version"],
        changed_at=row["changed_at"],
        changed_by=PersonId(row["changed_by"]),
        changed_by_name=row["name"],
        changed_by_portal=Portal(row["changed_by_portal"]),
        changes=[FieldChange(**one) for one in row["changes"]],
    )
