"""SQL of the payment report: all payments received in a period, by month and by client."""

from dataclasses import dataclass
from datetime import date

from chassis.uow import UnitOfWork
from contracts.ids import CompanyId, PersonId
from contracts.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """What was paid in a month for the work at one client, in one currency."""

    month: date
    company_id: CompanyId
    company_name: str
    transactions: int
    gross: Money
    deductions: Money
    taxes: Money
    net: Money


async def paid_by_month_and_client(
    uow: UnitOfWork, contractor_id: PersonId, from_on: date, to_on: date
) -> list[Sums]:
    """Sums of what a contractor was paid from a day to a day, by month, client and currency."""
    rows = await uow.fetch(
        """
        SELECT date_trunc('month', paid_on)::date AS month, company_id,
               max(company_name) AS company_name, currency,
               count(*)::int AS transactions,
               sum(gross_minor)::bigint AS gross_minor,
               sum(deductions_minor)::bigint AS deductions_minor,
               sum(taxes_minor)::bigint AS taxes_minor,
               sum(net_minor)::bigint AS net_minor
        FROM transactions
        WHERE agency_id = $1 AND contractor_id = $2 AND paid_on BETWEEN $3 AND $4
        GROUP BY 1, 2, currency
        ORDER BY 1, 3, 2, currency
        """,
        uow.agency_id,
        contractor_id,
        from_on,
        to_on,
    )
    return [
        Sums(
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
