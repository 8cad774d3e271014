"""All SQL of approvals. The workers of all agencies find here what is due."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from chassis.uow import UnitOfWork
from contracts.ids import AgencyId, PersonId, WorkOrderId
from timesheets.approvals.model import (
    FAILURES_UNTIL_STUCK,
    Approval,
    DueApproval,
    StuckApproval,
    pause_after,
)

if TYPE_CHECKING:
    from asyncpg import Record

_COLUMNS = (
    "approval_id, approved_by, approved_at, on_behalf, order_versions, final_at, correlation_id"
)


async def add(uow: UnitOfWork, approval: Approval) -> None:
    """Keep an approval; without an undo time it is final already."""
    await uow.execute(
        f"INSERT INTO approvals (agency_id, {_COLUMNS}, is_final)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        uow.agency_id,
        approval.approval_id,
        approval.by,
        approval.at,
        approval.on_behalf,
        {str(order): version for order, version in approval.order_versions.items()},
        approval.final_at,
        approval.correlation_id,
        approval.is_final_at_once,
    )


async def get(uow: UnitOfWork, approval_id: UUID) -> Approval | None:
    """An approval of this agency, final or not."""
    row = await uow.fetchrow(
        f"SELECT {_COLUMNS} FROM approvals WHERE agency_id = $1 AND approval_id = $2",
        uow.agency_id,
        approval_id,
    )
    return _approval(row) if row else None


async def take(uow: UnitOfWork, approval_id: UUID, now: datetime) -> Approval | None:
    """An approval that is due, which counts as final from here on.

    None when it is final, not due, or another process is at it. If the unit does not commit, it is
    due as before.
    """
    row = await uow.fetchrow(
        f"SELECT {_COLUMNS} FROM approvals"
        " WHERE agency_id = $1 AND approval_id = $2 AND coalesce(retry_at, final_at) <= $3"
        " AND NOT is_final"
        " FOR NO KEY UPDATE SKIP LOCKED",
        uow.agency_id,
        approval_id,
        now,
    )
    if row is None:
        return None
    await uow.execute(
        "UPDATE approvals SET is_final = true WHERE agency_id = $1 AND approval_id = $2",
        uow.agency_id,
        approval_id,
    )
    return _approval(row)


async def due(
    uow: UnitOfWork, now: datetime, *, without: Collection[UUID], limit: int
) -> list[DueApproval]:
    """Of each agency the approval that has been due longest, of at most so many agencies."""
    rows = await uow.fetch(
        """
        SELECT DISTINCT ON (agency_id) agency_id, approval_id FROM approvals
        WHERE NOT is_final AND coalesce(retry_at, final_at) <= $1
          AND approval_id <> ALL($2::uuid[])
        ORDER BY agency_id, coalesce(retry_at, final_at), approval_id LIMIT $3
        """,
        now,
        list(without),
        limit,
    )
    return [DueApproval(AgencyId(row["agency_id"]), row["approval_id"]) for row in rows]


async def next_due_at(uow: UnitOfWork) -> datetime | None:
    """When the next approval of any agency is due; it may be already. None: none waits."""
    return await uow.fetchval(
        "SELECT min(coalesce(retry_at, final_at)) FROM approvals WHERE NOT is_final"
    )


async def failed(uow: UnitOfWork, approval_id: UUID, because: str, now: datetime) -> None:
    """It could not be made final: it is tried again after a pause that grows with each failure."""
    failures: int = await uow.fetchval(
        """
        UPDATE approvals SET failures = failures + 1, failed_because = $3,
            failed_at = coalesce(failed_at, $4)
        WHERE agency_id = $1 AND approval_id = $2 RETURNING failures
        """,
        uow.agency_id,
        approval_id,
        because,
        now,
    )
    await uow.execute(
        "UPDATE approvals SET retry_at = $3 WHERE agency_id = $1 AND approval_id = $2",
        uow.agency_id,
        approval_id,
        now + pause_after(failures),
    )


async def stuck(uow: UnitOfWork, limit: int) -> tuple[list[StuckApproval], int]:
    """Those of this agency that failed again and again, oldest first; and how many there are."""
    rows = await uow.fetch(
        """
        SELECT approval_id, approved_by, failed_because, failed_at, order_versions,
               count(*) OVER () AS total
        FROM approvals WHERE agency_id = $1 AND NOT is_final AND failures >= $2
        ORDER BY failed_at, approval_id LIMIT $3
        """,
        uow.agency_id,
        FAILURES_UNTIL_STUCK,
        limit,
    )
    found = [
        StuckApproval(
            approval_id=row["approval_id"],
            by=PersonId(row["approved_by"]),
            because=row["failed_because"],
            since=row["failed_at"],
            work_order_ids=tuple(WorkOrderId(UUID(each)) for each in row["order_versions"]),
        )
        for row in rows
    ]
    return found, rows[0]["total"] if rows else 0


async def stuck_by_agency(uow: UnitOfWork) -> dict[AgencyId, int]:
    """How many are stuck, of every agency that has any."""
    rows = await uow.fetch(
        "SELECT agency_id, count(*) AS count FROM approvals"
        " WHERE NOT is_final AND failures >= $1 GROUP BY agency_id",
        FAILURES_UNTIL_STUCK,
    )
    return {AgencyId(row["agency_id"]): row["count"] for row in rows}


def _approval(row: "Record") -> Approval:
    return Approval(
        approval_id=row["approval_id"],
        by=PersonId(row["approved_by"]),
        at=row["approved_at"],
        on_behalf=row["on_behalf"],
        order_versions={
            WorkOrderId(UUID(order)): version for order, version in row["order_versions"].items()
        },
        final_at=row["final_at"],
        correlation_id=row["correlation_id"],
    )
