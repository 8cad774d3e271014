"""The plain peers of a preview and an approval: the SQL of either alone, as the superuser."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

import asyncpg

from portico_local.bench.reviewers import Reviewer

if TYPE_CHECKING:
    Connection = asyncpg.Connection[asyncpg.Record]

_TOTALS = """
SELECT count(*)::int AS count, sum(minutes) AS minutes,
       count(DISTINCT contractor_id)::int AS contractors, min(work_on), max(work_on)
FROM entries
WHERE agency_id = $1 AND project_id = $2 AND work_on BETWEEN $3 AND $4 AND status = 'to_approval'
"""
_AMOUNTS = """
SELECT w.currency, a.bill_rate, sum(e.minutes)
FROM entries e
JOIN work_orders w ON w.agency_id = e.agency_id AND w.work_order_id = e.work_order_id
JOIN articles a ON a.agency_id = e.agency_id AND a.work_order_id = e.work_order_id
 AND a.article = e.article
WHERE e.agency_id = $1 AND e.project_id = $2 AND e.work_on BETWEEN $3 AND $4
  AND e.status = 'to_approval'
GROUP BY w.work_order_id, w.currency, a.bill_rate, e.article
"""
_REMARKS = """
WITH days AS (
    SELECT e.entry_id, e.work_on, e.status, w.minutes_per_day,
           w.bill_rates_changed_at > e.written_at AS has_other_rate,
           sum(e.minutes) OVER of_day AS minutes, count(*) OVER (of_day) AS entries
    FROM entries e
    JOIN work_orders w ON w.agency_id = e.agency_id AND w.work_order_id = e.work_order_id
    WHERE e.agency_id = $1 AND e.project_id = $2 AND e.work_on BETWEEN $3 AND $4
      AND e.status IN ('to_approval', 'approved', 'invoiced')
    WINDOW of_day AS (PARTITION BY e.work_order_id, e.work_on)
)
SELECT kind, count(*), (array_agg(entry_id ORDER BY work_on, entry_id))[1:100]
FROM days CROSS JOIN LATERAL (VALUES
    ('long_day', minutes > minutes_per_day), ('weekend', extract(isodow FROM work_on) >= 6),
    ('doubled_day', entries > 1), ('rate_changed', has_other_rate)
) AS remarks (kind, stands_out)
WHERE stands_out AND status = 'to_approval' GROUP BY kind ORDER BY kind
"""


@dataclass(frozen=True, slots=True)
class BarePreview:
    """What a preview is compared by."""

    count: int
    contractors: int
    kinds: Sequence[str]


async def bare_preview(
    connection: "Connection", of: Reviewer, first_on: date, last_on: date
) -> BarePreview:
    """How many, how much, and what stands out."""
    arguments = of.user.agency_id, of.project_id, first_on, last_on
    totals = await connection.fetchrow(_TOTALS, *arguments)
    await connection.fetch(_AMOUNTS, *arguments)
    remarks = await connection.fetch(_REMARKS, *arguments)
    if totals is None:
        raise AssertionError("sums of nothing are a row")
    return BarePreview(totals["count"], totals["contractors"], [row["kind"] for row in remarks])


_EVENTS = """
INSERT INTO chassis.outbox (event_id, agency_id, topic, key, type, headers, payload)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""


class PlainApproval:
    """Writes what an approval wrote: the same rows changed, their history, and its events."""

    def __init__(self, connection: "Connection", of: Reviewer) -> None:
        self._connection = connection
        self._of = of
        self._entry_ids: list[UUID] = []
        self._approval: tuple[object, ...] = ()
        self._events: list[tuple[object, ...]] = []

    async def learn(self, approved: Sequence[UUID]) -> None:
        """What the approval that has just been given wrote."""
        agency_id = self._of.user.agency_id
        self._entry_ids = list(approved)
        row = await self._connection.fetchrow(
            "SELECT agency_id, approval_id, approved_by, approved_at, on_behalf, order_versions,"
            " final_at, correlation_id, is_final FROM approvals WHERE agency_id = $1",
            agency_id,
        )
        events = await self._connection.fetch(
            "SELECT event_id, agency_id, topic, key, type, headers, payload FROM chassis.outbox"
            " WHERE agency_id = $1 AND type LIKE '%.WorkApprovalGiven.%'",
            agency_id,
        )
        if row is None or not events:
            raise RuntimeError("the approval or its events were not found")
        self._approval = tuple(row)
        self._events = [tuple(event) for event in events]

    async def write(self) -> None:
        """In one transaction."""
        agency_id, approval_id, by, at, _, _, final_at, *_ = self._approval
        async with self._connection.transaction():
            await self._connection.execute(
                "INSERT INTO approvals (agency_id, approval_id, approved_by, approved_at,"
                " on_behalf, order_versions, final_at, correlation_id, is_final)"
                " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                *self._approval,
            )
            await self._connection.execute(
                "UPDATE entries SET status = 'approved', approved_by = $3, approved_at = $4,"
                " approval_id = $5, final_at = $6"
                " WHERE agency_id = $1 AND entry_id = ANY($2::uuid[])",
                agency_id,
                self._entry_ids,
                by,
                at,
                approval_id,
                final_at,
            )
            await self._connection.execute(
                "INSERT INTO entry_steps"
                " (agency_id, entry_id, version, step, reason, taken_by, taken_at)"
                " SELECT $1, e, 1, 'approve', '', $3, $4 FROM unnest($2::uuid[]) AS e",
                agency_id,
                self._entry_ids,
                by,
                at,
            )
            await self._connection.executemany(_EVENTS, self._events)
