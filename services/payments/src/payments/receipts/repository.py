"""SQL of companies' balances: what was moved to them, from them, and paid back."""

from datetime import date

from chassis.errors import NotFoundError
from chassis.uow import UnitOfWork
from contracts.ids import CompanyId
from contracts.money import Money
from payments.receipts.model import Deposit, Refund


async def balances(uow: UnitOfWork, company_id: CompanyId) -> list[Money]:
    """What a company has paid too much, in each currency in which it has. Lock the books first.

    Raises NotFoundError for a company that the agency does not have.
    """
    if not await uow.fetchval(
        "SELECT true FROM companies WHERE agency_id = $1 AND company_id = $2",
        uow.agency_id,
        company_id,
    ):
        raise NotFoundError("company", company_id)
    rows = await uow.fetch(
        """
        SELECT currency, sum(amount_minor)::bigint AS amount_minor
        FROM (
            SELECT r.currency, -r.amount_minor AS amount_minor
            FROM receipts AS r
            JOIN invoices AS i ON i.agency_id = r.agency_id AND i.invoice_id = r.invoice_id
            WHERE r.agency_id = $1 AND i.company_id = $2 AND r.source = 'balance'
            UNION ALL
            SELECT currency, -amount_minor FROM refunds WHERE agency_id = $1 AND company_id = $2
            UNION ALL
            SELECT currency, amount_minor FROM deposits WHERE agency_id = $1 AND company_id = $2
        ) AS moved
        GROUP BY currency HAVING sum(amount_minor) <> 0 ORDER BY currency
        """,
        uow.agency_id,
        company_id,
    )
    return [Money(amount_minor=row["amount_minor"], currency=row["currency"]) for row in rows]


async def in_balance_since(uow: UnitOfWork, company_id: CompanyId, currency: str) -> date | None:
    """The first day of which something came into a company's balance; None: nothing ever did."""
    since: date | None = await uow.fetchval(
        """
        SELECT min(received_on) FROM (
            SELECT r.received_on
            FROM receipts AS r
            JOIN invoices AS i ON i.agency_id = r.agency_id AND i.invoice_id = r.invoice_id
            WHERE r.agency_id = $1 AND i.company_id = $2 AND r.currency = $3
              AND r.source = 'balance' AND r.amount_minor < 0
            UNION ALL
            SELECT received_on FROM deposits
            WHERE agency_id = $1 AND company_id = $2 AND currency = $3
        ) AS moved
        """,
        uow.agency_id,
        company_id,
        currency,
    )
    return since


async def add_refund(uow: UnitOfWork, refund: Refund) -> None:
    """Add what was paid back."""
    await uow.execute(
        """
        INSERT INTO refunds (agency_id, refund_id, company_id, amount_minor, currency, paid_on,
            reference, recorded_by, recorded_by_name, recorded_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """,
        uow.agency_id,
        refund.refund_id,
        refund.company_id,
        refund.amount.amount_minor,
        refund.amount.currency,
        refund.paid_on,
        refund.reference,
        refund.recorded_by,
        refund.recorded_by_name,
        refund.recorded_at,
    )


async def add_deposit(uow: UnitOfWork, deposit: Deposit) -> None:
    """Add money of a company that is against no invoice."""
    await uow.execute(
        """
        INSERT INTO deposits (agency_id, deposit_id, company_id, amount_minor, currency,
            received_on, reference, bank_entry_id, recorded_by, recorded_by_name, recorded_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """,
        uow.agency_id,
        deposit.deposit_id,
        deposit.company_id,
        deposit.amount.amount_minor,
        deposit.amount.currency,
        deposit.received_on,
        deposit.reference,
        deposit.bank_entry_id,
        deposit.recorded_by,
        deposit.recorded_by_name,
        deposit.recorded_at,
    )
