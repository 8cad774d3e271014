"""Logged work, put straight into timesheets' tables: that of a reviewer's project, and of others.

Eight hours a day on each work order. The latest 250 days wait for approval, what is older is
invoiced. `OTHERS` makes an agency large: companies of whom the reviewer knows nothing.
"""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

import asyncpg

if TYPE_CHECKING:
    Connection = asyncpg.Connection[asyncpg.Record]

WAITING_DAYS = 250
DAYS = 500
_SECONDS = 900.0

_OTHERS = (
    """
    INSERT INTO companies (agency_id, company_id, name)
    SELECT $1, uuidv7(), 'Client ' || n FROM generate_series(1, greatest($2::int / 40, 1)) n
    """,
    """
    INSERT INTO projects (agency_id, project_id, company_id, code, name, time_zone, contact_ids)
    SELECT $1, uuidv7(), company_id, 'X-' || row_number() OVER (), 'Project ' || name, 'UTC', '{}'
    FROM companies CROSS JOIN generate_series(1, 4)
    WHERE agency_id = $1 AND name LIKE 'Client %' AND $2::int > 0
    """,
    """
    INSERT INTO people (agency_id, person_id, portal, status, name, permissions, project_ids)
    SELECT $1, uuidv7(), 'contractor', 'active', 'Temp ' || n, '{}', '{}'
    FROM generate_series(1, $2::int) n
    """,
    """
    INSERT INTO work_orders (agency_id, work_order_id, project_id, company_id, contractor_id, code,
                             title, starts_on, currency, pay_terms, pay_period)
    SELECT $1, uuidv7(), p.project_id, p.company_id, o.person_id, 'X-' || o.n, 'Welder',
           current_date - 1000, 'CAD', 'immediate', 'weekly'
    FROM (SELECT person_id, row_number() OVER (ORDER BY person_id) AS n FROM people
          WHERE agency_id = $1 AND name LIKE 'Temp %') o
    JOIN (SELECT project_id, company_id, row_number() OVER (ORDER BY project_id) AS n,
                 count(*) OVER () AS count
          FROM projects WHERE agency_id = $1 AND code LIKE 'X-%') p
      ON p.n = o.n % p.count + 1 AND $2::int > 0
    """,
)
_ENTRIES = """
INSERT INTO entries (agency_id, entry_id, work_order_id, project_id, company_id, contractor_id,
                     version, status, work_on, article, quantity, minutes, note, written_by,
                     written_at, submitted_at)
SELECT w.agency_id, uuidv7(), w.work_order_id, w.project_id, w.company_id, w.contractor_id, 1,
       CASE WHEN d < $3::int THEN 'to_approval' ELSE 'invoiced' END, $2::date - d, 'regular', 8,
       480, '', w.contractor_id, now(), now()
FROM work_orders w CROSS JOIN generate_series(0, $4::int - 1) AS d
WHERE w.agency_id = $1
"""
_AS_BEFORE = (
    """
    UPDATE entries SET status = 'to_approval', approved_by = NULL, approved_at = NULL,
                       approval_id = NULL, final_at = NULL
    WHERE agency_id = $1 AND entry_id = ANY($2::uuid[])
    """,
    "DELETE FROM entry_steps WHERE agency_id = $1 AND entry_id = ANY($2::uuid[])",
    "DELETE FROM approvals WHERE agency_id = $1 AND $2::uuid[] IS NOT NULL",
    "DELETE FROM chassis.outbox WHERE agency_id = $1 AND $2::uuid[] IS NOT NULL",
)


async def write(
    connection: "Connection",
    agency_id: UUID,
    *,
    last_on: date,
    other_orders: int = 0,
    days: int = DAYS,
    waiting_days: int = WAITING_DAYS,
) -> None:
    """Work of so many days up to `last_on` on each of the agency's work orders, and of others."""
    await connection.execute("SET session_replication_role = replica")
    for statement in _OTHERS if other_orders else ():
        await connection.execute(statement, agency_id, other_orders, timeout=_SECONDS)
    await connection.execute(_ENTRIES, agency_id, last_on, waiting_days, days, timeout=_SECONDS)
    await connection.execute("SET session_replication_role = DEFAULT")


async def settle(connection: "Connection") -> None:
    """What the server does by itself in time: statistics, and which pages are seen by all."""
    for table in ("entries", "work_orders", "projects", "people", "companies", "entry_steps"):
        await connection.execute(f"VACUUM ANALYZE {table}", timeout=_SECONDS)


async def put_back(connection: "Connection", agency_id: UUID, entry_ids: Sequence[UUID]) -> None:
    """Let approved work wait for approval again, as if it never was: for the next run."""
    await connection.execute("SET session_replication_role = replica")
    for statement in _AS_BEFORE:
        await connection.execute(statement, agency_id, list(entry_ids), timeout=_SECONDS)
    await connection.execute("SET session_replication_role = DEFAULT")
    await settle(connection)
