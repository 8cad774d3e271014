"""SQL of companies' balances: what was moved to them, from them, and paid back."""

from datetime import date
from uuid import UUID

from chassis.errors import NotFoundError
from chassis.uow import UnitOfWork
from contracts.ids import CompanyId, InvoiceId, ReceiptId
from contracts.money import Money
from payments.receipts.model import CameIn, Deposit, Refund
from payments.rows import Row


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
            received_on, reference, bank_entry_id, recorded_by, recorded_by_name, recorded_at,
            reverses)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
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
        deposit.reverses,
    )


_CAME_IN = """
    SELECT c.receipt_id, c.company_id, c.invoice_id, c.currency,
           c.amount_minor + c.reversed_minor AS left_minor
    FROM (
        SELECT r.receipt_id, i.company_id, r.invoice_id, r.currency, r.amount_minor,
               r.bank_entry_id,
               (SELECT coalesce(sum(b.amount_minor), 0)::bigint FROM receipts AS b
                WHERE b.agency_id = r.agency_id AND b.reverses = r.receipt_id) AS reversed_minor
        FROM receipts AS r
        JOIN invoices AS i ON i.agency_id = r.agency_id AND i.invoice_id = r.invoice_id
        WHERE r.agency_id = $1 AND {receipts} AND r.source = 'bank' AND r.reverses IS NULL
        UNION ALL
        SELECT d.deposit_id, d.company_id, NULL, d.currency, d.amount_minor, d.bank_entry_id,
               (SELECT coalesce(sum(b.amount_minor), 0)::bigint FROM deposits AS b
                WHERE b.agency_id = d.agency_id AND b.reverses = d.deposit_id)
        FROM deposits AS d WHERE d.agency_id = $1 AND {deposits} AND d.reverses IS NULL
    ) AS c
    ORDER BY c.invoice_id, c.receipt_id
"""


async def came_in(uow: UnitOfWork, receipt_id: ReceiptId) -> CameIn | None:
    """Money that came in, against an invoice or as a balance; None where there is none."""
    sql = _CAME_IN.format(receipts="r.receipt_id = $2", deposits="d.deposit_id = $2")
    row = await uow.fetchrow(sql, uow.agency_id, receipt_id)
    return _came_in(row) if row is not None else None


async def came_in_by(uow: UnitOfWork, entry_id: UUID) -> list[CameIn]:
    """Money that came in by an entry of the bank."""
    sql = _CAME_IN.format(receipts="r.bank_entry_id = $2", deposits="d.bank_entry_id = $2")
    return [_came_in(row) for row in await uow.fetch(sql, uow.agency_id, entry_id)]


async def kept_of(uow: UnitOfWork, company_id: CompanyId, invoice_id: InvoiceId) -> Money:
    """What of an invoice's money became the balance of its company, as far as that is still there.

    Lock the books first.
    """
    row = await uow.fetchrow(
        """
        SELECT i.currency, coalesce(-sum(r.amount_minor), 0)::bigint AS kept_minor
        FROM invoices AS i
        LEFT JOIN receipts AS r ON r.agency_id = i.agency_id AND r.invoice_id = i.invoice_id
             AND r.source = 'balance'
        WHERE i.agency_id = $1 AND i.invoice_id = $2 GROUP BY i.currency
        """,
        uow.agency_id,
        invoice_id,
    )
    if row is None:
        raise NotFoundError("invoice", invoice_id)
    there = {one.currency: one.amount_minor for one in await balances(uow, company_id)}
    kept = max(min(row["kept_minor"], there.get(row["currency"], 0)), 0)
    return Money(amount_minor=kept, currency=row["currency"])


def _came_in(row: Row) -> CameIn:
    return CameIn(
        receipt_id=ReceiptId(row["receipt_id"]),
        company_id=CompanyId(row["company_id"]),
        invoice_id=InvoiceId(row["invoice_id"]) if row["invoice_id"] else None,
        left=Money(amount_minor=row["left_minor"], currency=row["currency"]),
    )
