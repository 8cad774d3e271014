"""SQL of the payment report: all payments received in a period."""

from collections.abc import Sequence

from chassis.snapshot import Snapshot
from chassis.uow import UnitOfWork
from contracts.ids import CompanyId, PersonId
from contracts.money import Money
from payments.periods import Period
from payments.reports.model import MonthlyClientTotals
from payments.rows import Row

# The name of a client is the one of today, so that a client that was renamed is one client.
_LINES = """
    SELECT t.payment_id, p.number AS payment_number, p.carried_minor, t.paid_on, p.method,
           t.number, t.work_order_code, t.work_order_title, t.company_id, c.name AS company_name,
           t.period_start, t.period_end, t.currency,
           t.gross_minor, t.deductions_minor, t.taxes_minor, t.net_minor
    FROM transactions AS t
    JOIN payments AS p ON p.agency_id = t.agency_id AND p.payment_id = t.payment_id
    JOIN companies AS c ON c.agency_id = t.agency_id AND c.company_id = t.company_id
    WHERE t.agency_id = $1 AND t.contractor_id = $2 AND t.paid_on BETWEEN $3 AND $4
    ORDER BY t.paid_on, p.number, t.number
"""


async def paid_by_month_and_client(
    uow: UnitOfWork, contractor_id: PersonId, days: Period
) -> list[MonthlyClientTotals]:
    """Sums of what a contractor was paid from a day to a day, by month, client and currency."""
    rows = await uow.fetch(
        """
        WITH sums AS (
            SELECT date_trunc('month', paid_on)::date AS month, company_id, currency,
                   count(*)::int AS transactions,
                   sum(gross_minor)::bigint AS gross_minor,
                   sum(deductions_minor)::bigint AS deductions_minor,
                   sum(taxes_minor)::bigint AS taxes_minor,
                   sum(net_minor)::bigint AS net_minor
            FROM transactions
            WHERE agency_id = $1 AND contractor_id = $2 AND paid_on BETWEEN $3 AND $4
            GROUP BY 1, 2, 3
        )
        SELECT s.*, c.name AS company_name
        FROM sums AS s
        JOIN companies AS c ON c.agency_id = $1 AND c.company_id = s.company_id
        """,
        uow.agency_id,
        contractor_id,
        days.start,
        days.end,
    )
    return [
        MonthlyClientTotals(
            month=row["month"],
            company_id=CompanyId(row["company_id"]),
            company_name=row["company_name"],
            transactions=row["transactions"],
            gross=Money(amount_minor=row["gross_minor"], currency=row["currency"]),
            deductions=Money(amount_minor=row["deductions_minor"], currency=row["currency"]),
            taxes=Money(amount_minor=row["taxes_minor"], currency=row["currency"]),
            net=Money(amount_minor=row["net_minor"], currency=row["currency"]),
        )
        for row in rows
    ]


async def carried(uow: UnitOfWork, contractor_id: PersonId, days: Period) -> dict[str, int]:
    """What the payments of a contractor from a day to a day carried, by currency."""
    rows = await uow.fetch(
        """
        SELECT currency, sum(carried_minor)::bigint AS minor FROM payments
        WHERE agency_id = $1 AND contractor_id = $2 AND paid_on BETWEEN $3 AND $4
          AND carried_minor <> 0 AND state = 'settled'
        GROUP BY currency
        """,
        uow.agency_id,
        contractor_id,
        days.start,
        days.end,
    )
    return {row["currency"]: row["minor"] for row in rows}


async def lines(
    uow: UnitOfWork, contractor_id: PersonId, days: Period, limit: int
) -> Sequence[Row]:
    """What a contractor was paid from a day to a day, by day and number; `limit` at most."""
    return await uow.fetch(
        f"{_LINES} LIMIT $5", uow.agency_id, contractor_id, days.start, days.end, limit
    )


async def all_lines(uow: UnitOfWork, contractor_id: PersonId, days: Period) -> Snapshot:
    """The same without a limit, to be read bit by bit."""
    return await Snapshot.of(uow, _LINES, uow.agency_id, contractor_id, days.start, days.end)
