"""An agency's books at payments in any size, put straight into its tables.

Paid transactions are each on a payment of their own. Foreign keys and triggers are off meanwhile
(nothing here breaks them), and the tables are vacuumed afterwards, as the server would in time.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

import asyncpg

from chassis.ids import new_id

if TYPE_CHECKING:
    Connection = asyncpg.Connection[asyncpg.Record]

COMPANIES = 200
PER_CONTRACTOR = 100
"""Transactions of each of the others: two years of weeks."""
_SECONDS = 600

_DIRECTORY = """
INSERT INTO agencies (agency_id, name, country, currency, time_zone, week_starts_on,
    payment_delay_days, changed_at)
VALUES ({agency}, 'Maple Staffing', 'CA', 'CAD', 'America/Toronto', 1, 30, now())
ON CONFLICT DO NOTHING;

INSERT INTO contractors (agency_id, person_id, name, kind, country, region, changed_at)
VALUES ({agency}, {own}, 'Grace Okafor', 'temp', 'CA', 'ON', now())
ON CONFLICT DO NOTHING;

INSERT INTO contractors (agency_id, person_id, name, kind, country, region, changed_at)
SELECT {agency}, {contractor}, 'Contractor number ' || n, 'temp', 'CA', 'ON', now()
FROM generate_series(0, {contractors} - 1) AS n;

INSERT INTO companies (agency_id, company_id, name, country, region, invoice_preferences,
    changed_at)
SELECT {agency}, {company}, 'Client number ' || n || ' Limited', 'CA', 'ON', '{{}}', now()
FROM generate_series(0, {companies} - 1) AS n;

INSERT INTO pay_runs (agency_id, pay_run_id, pay_on, run_by, run_by_name, run_at, payments, totals)
VALUES ({agency}, {run}, current_date, {run}, 'Robin Vale', now(), 0, '[]');
"""
_DRAWN = """
SELECT n, CASE WHEN is_own THEN {own} ELSE {another} END AS whose, n % {companies} AS of_company,
       100000 + (n::bigint * 7919) % 400000 AS gross,
       now() - ({count} - n) * interval '700 days' / {count} AS at,
       CASE WHEN is_paid THEN 'paid' ELSE (ARRAY['scheduled', 'processing',
           'pending_client_payment', 'pending_release', 'on_hold'])[1 + (n / 7) % 5] END AS state
FROM (
    SELECT n, n % {each} = 0 AS is_own,
           CASE WHEN n % {each} = 0 THEN {own_are_paid} ELSE n % 20 <> 1 END AS is_paid
    FROM generate_series(1, {count}) AS n
) AS numbered
"""
_PAYMENTS = """
INSERT INTO payments (agency_id, payment_id, number, pay_run_id, contractor_id, contractor_kind,
    paid_on, method, amount_minor, currency, made_at)
SELECT {agency}, {payment}, 'P-' || lpad(n::text, 8, '0'), {run}, whose, 'temp', at::date,
       'bank_transfer', gross - gross / 10, 'CAD', at
FROM ({drawn}) AS d WHERE state = 'paid'
"""
_TRANSACTIONS = """
INSERT INTO transactions (agency_id, transaction_id, number, work_order_id, work_order_code,
    work_order_title, project_id, project_name, company_id, company_name, contractor_id,
    contractor_kind, period_start, period_end, currency, gross_minor, earnings_minor,
    deductions_minor, taxes_minor, net_minor, pay_terms, state, scheduled_on, client_paid,
    needs_release, held_because, payment_id, paid_on, created_on, charged_for,
    charged_in, created_at)
SELECT {agency}, {transaction}, 'T-' || lpad(n::text, 8, '0'), {project}, 'WO-' || of_company,
       'Dispatcher, night shift ' || of_company, {project}, 'Terminal ' || of_company,
       {company_of}, 'Client number ' || of_company || ' Limited', whose, 'temp',
       at::date - 7, at::date - 1, 'CAD', gross, gross, gross / 10, 0, gross - gross / 10,
       CASE state WHEN 'scheduled' THEN 'scheduled'
                  WHEN 'pending_client_payment' THEN 'pay_when_paid' ELSE 'immediate' END,
       state, CASE state WHEN 'scheduled' THEN current_date + (n % 60)::int END, false,
       state = 'pending_release', CASE state WHEN 'on_hold' THEN 'The rate is in question' END,
       CASE state WHEN 'paid' THEN {payment} END, CASE state WHEN 'paid' THEN at::date END,
       at::date, at::date, 'CA-ON', at
FROM ({drawn}) AS d
"""


def _id(kind: int, of: str) -> str:
    """An id of a kind by its number, in order: as time-ordered ids are in real life."""
    return f"('0190{kind:04x}-0000-7000-8000-' || lpad(to_hex({of}), 12, '0'))::uuid"


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerSize:
    """How many transactions an agency has, and how many of them one contractor has."""

    agency_id: UUID
    contractor_id: UUID
    transactions: int
    own: int
    own_are_paid: bool = False

    @property
    def others(self) -> int:
        """How many contractors there are besides."""
        return max(1, (self.transactions - self.own) // PER_CONTRACTOR)

    async def write(self, connection: "Connection") -> None:
        """Put them there, as the superuser."""
        await connection.execute("SET session_replication_role = replica")
        for statement in self.statements():
            await connection.execute(statement, timeout=_SECONDS)
        await connection.execute("SET session_replication_role = DEFAULT")

    def statements(self) -> list[str]:
        """The SQL of it."""
        facts = {
            "agency": f"'{self.agency_id}'::uuid",
            "own": f"'{self.contractor_id}'::uuid",
            "run": f"'{new_id()}'::uuid",
            "count": self.transactions,
            "each": self.transactions // self.own,
            "own_are_paid": self.own_are_paid,
            "contractors": self.others,
            "companies": COMPANIES,
            "contractor": _id(1, "n"),
            "another": _id(1, f"n % {self.others}"),
            "company": _id(2, "n"),
            "company_of": _id(2, "of_company"),
            "project": _id(3, "of_company"),
            "payment": _id(4, "n"),
            "transaction": _id(5, "n"),
        }
        facts["drawn"] = _DRAWN.format(**facts)
        return [sql.format(**facts) for sql in (_DIRECTORY, _PAYMENTS, _TRANSACTIONS)]


async def settle(connection: "Connection") -> None:
    """What the server does by itself in time: statistics, and which pages are seen by all."""
    for table in ("transactions", "payments", "contractors", "companies"):
        await connection.execute(f"VACUUM ANALYZE {table}", timeout=_SECONDS)
