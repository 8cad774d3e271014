"""The plain peer of a customer's month of logged work: FastAPI, asyncpg and `response_model`.

It gives the rows of the same query in the same shape, of the project that the address names:
without a session, a pass, row level security, a second process, paging, other filters or a request
id.

    DATABASE_URL=… uvicorn portico_local.bench.plain_work:app
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from fastapi import FastAPI, Query, Request
from pydantic import BaseModel

from portico_local.bench.plain import pool_of

_QUERY = """
SELECT e.entry_id, e.work_order_id, e.version, e.status, e.work_on, e.article, e.quantity,
       e.minutes, e.note, w.code AS work_order_code, w.title AS work_order_title, e.project_id,
       p.name AS project_name, e.company_id, c.name AS company_name, e.contractor_id,
       o.name AS contractor_name,
       CASE e.article WHEN 'expense' THEN 'currency' ELSE 'hour' END AS unit, w.currency,
       e.return_reason, e.submitted_at, e.approved_at, a.name AS approved_by_name,
       f.name AS approved_for_name, k.name AS asked_name, k.person_id AS asked_id,
       e.approval_id, e.final_at, e.invoice_id, i.number AS invoice_number,
       (SELECT count(*) FROM comments m
        WHERE m.agency_id = e.agency_id AND m.entry_id = e.entry_id) AS comment_count
FROM entries e
JOIN work_orders w ON w.agency_id = e.agency_id AND w.work_order_id = e.work_order_id
JOIN projects p ON p.agency_id = e.agency_id AND p.project_id = e.project_id
JOIN companies c ON c.agency_id = e.agency_id AND c.company_id = e.company_id
JOIN people o ON o.agency_id = e.agency_id AND o.person_id = e.contractor_id
LEFT JOIN people a ON a.agency_id = e.agency_id AND a.person_id = e.approved_by
LEFT JOIN people f ON f.agency_id = e.agency_id AND f.person_id = e.approved_for
LEFT JOIN people k ON k.agency_id = e.agency_id AND k.person_id = p.contact_ids[1]
 AND e.status = 'to_approval'
LEFT JOIN invoices i ON i.agency_id = e.agency_id AND i.invoice_id = e.invoice_id
WHERE e.agency_id = $1 AND e.project_id = $2 AND e.work_on BETWEEN $3 AND $4
ORDER BY e.work_on DESC, e.entry_id DESC LIMIT 200
"""


class AskedApprover(BaseModel):
    """Who is asked to approve it."""

    name: str
    person_id: UUID | None = None
    stands_in_for: str | None = None
    is_staff: bool = False


class WorkRow(BaseModel):
    """A row of the list."""

    entry_id: UUID
    work_order_id: UUID
    version: int
    status: str
    work_on: date
    article: str
    quantity: Decimal
    minutes: int | None
    note: str
    work_order_code: str
    work_order_title: str
    project_id: UUID
    project_name: str
    company_id: UUID
    company_name: str
    contractor_id: UUID
    contractor_name: str
    unit: str
    currency: str
    return_reason: str | None
    submitted_at: datetime | None
    approved_at: datetime | None
    approved_by_name: str | None
    approved_for_name: str | None
    waits_for: AskedApprover | None
    approval_id: UUID | None
    final_at: datetime | None
    invoice_id: UUID | None
    invoice_number: str | None
    comment_count: int


app = FastAPI(lifespan=pool_of)


@app.get("/work", response_model=list[WorkRow])
async def work(
    request: Request,
    agency_id: UUID,
    project_id: UUID,
    from_on: Annotated[date, Query(alias="from")],
    to_on: Annotated[date, Query(alias="to")],
) -> Any:
    """The latest two hundred of these days."""
    rows = await request.app.state.pool.fetch(_QUERY, agency_id, project_id, from_on, to_on)
    return [{**row, "waits_for": _asked(row)} for row in rows]


def _asked(row: Any) -> dict[str, Any] | None:
    if not row["asked_name"]:
        return None
    return {"name": row["asked_name"], "person_id": row["asked_id"]}
