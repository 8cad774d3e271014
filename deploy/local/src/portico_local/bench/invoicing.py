"""Invoicing: 100,000 approved entries of 1,000 companies, while eight people start a run at once.

Through payments' own process, by HTTP with passes, under row level security. The peer inserts the
same rows by asyncpg, in one transaction, and does nothing else.
"""

import asyncio
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import asyncpg

from chassis.ids import new_id
from contracts.ids import AgencyId
from portico_local.bench.bare import inserts_alone
from portico_local.bench.harness import Bound, Figure, PairedSamples, Plan
from portico_local.bench.servers import private_stack
from portico_local.bench.staff import StaffMember
from portico_local.postgres import SUPERUSER

if TYPE_CHECKING:
    Connection = asyncpg.Connection[asyncpg.Record]

AT_ONCE = 8
BOUND = Bound(at_least=0.3)
_WRITTEN = ("work_lines", "invoices", "postings", "chassis.outbox")

_BOOKS = """
INSERT INTO agencies (agency_id, name, country, currency, time_zone, week_starts_on,
    payment_delay_days, changed_at)
SELECT {agency}, 'Maple Staffing', 'CA', 'CAD', 'America/Toronto', 1, 30, now();
INSERT INTO contractors (agency_id, person_id, name, kind, country, region, changed_at)
SELECT {agency}, {agency}, 'Grace Okafor', 'temp', 'CA', 'ON', now();
INSERT INTO companies (agency_id, company_id, name, country, region, invoice_preferences,
    changed_at)
SELECT {agency}, {company}, 'Client number ' || n || ' Limited', 'CA', 'ON',
       '{{"cadence": "weekly", "grouping": "company"}}', now()
FROM generate_series(0, {companies} - 1) AS n;
INSERT INTO projects (agency_id, project_id, name, changed_at)
SELECT {agency}, {company}, 'Terminal ' || n, now() FROM generate_series(0, {companies} - 1) AS n;
INSERT INTO transactions (agency_id, transaction_id, number, work_order_id, work_order_code,
    work_order_title, project_id, project_name, company_id, company_name, contractor_id,
    contractor_kind, period_start, period_end, currency, gross_minor, earnings_minor,
    deductions_minor, taxes_minor, net_minor, pay_terms, state, client_paid, needs_release,
    created_on, charged_for, charged_in, created_at)
SELECT {agency}, {company}, 'T-' || n, {company}, 'WO-' || n, 'Dispatcher', {company},
       'Terminal ' || n, {company}, 'Client number ' || n || ' Limited', {agency}, 'temp',
       current_date - 20, current_date - 14, 'CAD', 100000, 100000, 0, 0, 100000, 'immediate',
       'processing', false, false, current_date, current_date, 'CA-ON',
       now()
FROM generate_series(0, {companies} - 1) AS n;
INSERT INTO work_lines (agency_id, line_id, entry_id, version, corrects, work_order_id, project_id,
    company_id, contractor_id, work_on, article, quantity, minutes, note, currency, pay_rate,
    pay_minor, bill_rate, bill_minor, transaction_id, position)
SELECT {agency}, gen_random_uuid(), gen_random_uuid(), 1, false, {company}, {company}, {company},
       {agency}, current_date - 20, 'regular', 7.5, 450, '', 'CAD', 40, 30000,
       60, 45000, {company}, number
FROM (SELECT number % {companies} AS n, number
      FROM generate_series(0, {entries} - 1) AS number) AS drawn
"""
_COMPANY = "('01900002-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid"
_NUMBERS = """
SELECT count(*) AS invoices, count(DISTINCT number) AS numbers,
       max(right(number, 6)::int) AS last,
       (SELECT count(*) FROM work_lines WHERE agency_id = $1 AND invoice_id IS NULL) AS left_over,
       sum(subtotal_minor)::bigint AS billed_minor
FROM invoices WHERE agency_id = $1
"""


async def measure(plan: Plan) -> Sequence[Figure]:
    """Lines a second. A run is made once: it cannot be made again."""
    companies, entries = plan.size(1_000, 100), plan.size(100_000, 10_000)
    async with private_stack(plan, ("identity", "payments")) as stack:
        for name in ("identity-worker", "payments-worker"):
            await stack.stop_process(name)
        agency_id = AgencyId(new_id())
        connection = await asyncpg.connect(stack.postgres.url(SUPERUSER, "payments"))
        try:
            plan.say(f"invoicing: writing {entries:,} entries of {companies:,} companies")
            await _write(connection, agency_id, companies, entries)
            staff = [StaffMember(stack, "payments", agency_id) for _ in range(AT_ONCE)]
            body = {"up_to": datetime.now(UTC).date().isoformat()}
            began = time.perf_counter()
            await asyncio.gather(*(one.ask("POST", "/invoice-runs", body) for one in staff))
            took = time.perf_counter() - began
            plan.say(f"invoicing: eight runs at once were through after {took:.1f} s")
            await _check(connection, agency_id, companies, entries)
            bare = await inserts_alone(connection, agency_id, _WRITTEN)
        finally:
            await connection.close()
    ours = [entries / took] * len(bare)
    pairs = PairedSamples(ours, [entries / each * 1_000 for each in bare])
    return [pairs.figure("invoicing", "lines/s", BOUND)]


async def _write(
    connection: "Connection", agency_id: AgencyId, companies: int, entries: int
) -> None:
    facts = {
        "agency": f"'{agency_id}'::uuid",
        "company": _COMPANY,
        "companies": companies,
        "entries": entries,
    }
    for statement in _BOOKS.format(**facts).split(";\n"):
        await connection.execute(statement)
    for table in ("work_lines", "transactions", "companies", "projects"):
        await connection.execute(f"VACUUM ANALYZE {table}")


async def _check(
    connection: "Connection", agency_id: AgencyId, companies: int, entries: int
) -> None:
    """An invoice for each company, no number missing or twice, all work on one. RuntimeError."""
    found = await connection.fetchrow(_NUMBERS, agency_id)
    expected = (companies, companies, companies, 0, entries * 450_00)
    if found is None or tuple(found) != expected:
        raise RuntimeError(f"invoices, numbers, last, left over, billed: {found} not {expected}")
