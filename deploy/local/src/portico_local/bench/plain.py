"""The plain peer of the pending view: FastAPI, asyncpg and `response_model`, and nothing else.

It gives the rows of the same query in the same shape, of whoever the address names: without a
session, a pass, row level security, a second process, paging, filters or a request id.

    DATABASE_URL=… uvicorn portico_local.bench.plain:app
"""

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
from fastapi import FastAPI, Request
from pydantic import BaseModel

_QUERY = """
SELECT t.transaction_id, t.number, t.work_order_id, t.work_order_code, t.work_order_title,
       t.project_id, t.project_name, t.company_id, t.company_name, t.contractor_id,
       c.name AS contractor_name, t.contractor_kind, t.period_start, t.period_end, t.currency,
       t.gross_minor, t.deductions_minor, t.taxes_minor, t.net_minor, t.pay_terms, t.state,
       t.scheduled_on, t.held_because,
       t.held_because IS NOT NULL AND t.held_by IS NULL AS deductions_unsettled,
       t.returned_payment_id IS NOT NULL AS is_returned,
       t.payment_id, t.paid_on, t.created_on
FROM transactions AS t
JOIN contractors AS c ON c.agency_id = t.agency_id AND c.person_id = t.contractor_id
WHERE t.agency_id = $1 AND t.contractor_id = $2 AND t.state NOT IN ('paid', 'reversed')
ORDER BY t.created_at DESC, t.transaction_id DESC LIMIT 50
"""
_SHOWN_AS = {
    "pending_client_payment": "Pending client payment",
    "pending_release": "Waiting for release",
    "on_hold": "On hold",
}


class Money(BaseModel):
    """An amount in minor units."""

    amount_minor: int
    currency: str


class Transaction(BaseModel):
    """A row of the list."""

    transaction_id: UUID
    number: str
    work_order_id: UUID
    work_order_code: str
    work_order_title: str
    project_id: UUID
    project_name: str
    company_id: UUID
    company_name: str
    contractor_id: UUID
    contractor_name: str
    contractor_kind: str
    period_start: date
    period_end: date
    gross: Money
    deductions: Money
    taxes: Money
    net: Money
    pay_terms: str
    state: str
    shown_as: str
    estimated_payment_on: date | None
    held_because: str | None
    deductions_unsettled: bool
    is_returned: bool
    payment_id: UUID | None
    paid_on: date | None
    created_on: date


@asynccontextmanager
async def pool_of(app: FastAPI) -> AsyncGenerator[None]:
    """A pool of connections, as long as the app runs."""
    async with asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=1, max_size=10) as pool:
        app.state.pool = pool
        yield


app = FastAPI(lifespan=pool_of)


@app.get("/transactions", response_model=list[Transaction])
async def transactions(request: Request, agency_id: UUID, contractor_id: UUID) -> Any:
    """The newest fifty that are pending."""
    rows = await request.app.state.pool.fetch(_QUERY, agency_id, contractor_id)
    return [_transaction(row) for row in rows]


def _transaction(row: Any) -> dict[str, Any]:
    found = dict(row)
    currency = found.pop("currency")
    for part in ("gross", "deductions", "taxes", "net"):
        found[part] = {"amount_minor": found.pop(f"{part}_minor"), "currency": currency}
    day = found.pop("scheduled_on")
    estimated = day if found["state"] == "scheduled" else None
    found["estimated_payment_on"] = estimated
    found["shown_as"] = (
        estimated.isoformat() if estimated else _SHOWN_AS.get(found["state"], "Processing")
    )
    return found
