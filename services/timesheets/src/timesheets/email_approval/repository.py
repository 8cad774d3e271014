"""SQL of what links are about."""

from typing import TYPE_CHECKING

from chassis.uow import UnitOfWork
from timesheets.approval_links.model import ApprovalLink

if TYPE_CHECKING:
    from asyncpg import Record


async def linked(uow: UnitOfWork, link: ApprovalLink) -> list["Record"]:
    """The entries of a link as they are now, by day."""
    return await uow.fetch(
        """
        SELECT e.entry_id, e.version, e.status, e.put_at, e.project_id, e.company_id, e.work_on,
               e.article, e.quantity, e.minutes, e.final_at, w.currency, p.name AS project_name,
               p.contact_ids, coalesce(c.name, '') AS company_name,
               coalesce(o.name, '') AS contractor_name
        FROM entries e
        JOIN work_orders w ON w.agency_id = e.agency_id AND w.work_order_id = e.work_order_id
        JOIN projects p ON p.agency_id = e.agency_id AND p.project_id = e.project_id
        LEFT JOIN companies c ON c.agency_id = e.agency_id AND c.company_id = e.company_id
        LEFT JOIN people o ON o.agency_id = e.agency_id AND o.person_id = e.contractor_id
        WHERE e.agency_id = $1 AND e.entry_id = ANY($2::uuid[]) AND e.work_order_id = $3
        ORDER BY e.work_on, e.entry_id
        """,
        uow.agency_id,
        list(link.entries),
        link.work_order_id,
    )
