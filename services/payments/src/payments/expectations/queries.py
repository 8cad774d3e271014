"""SQL of what a client's payment is expected from: its invoices, and when it paid them."""

from datetime import date

from chassis.uow import UnitOfWork
from contracts.ids import CompanyId, TransactionId
from payments.expectations.model import LAST_INVOICES, PaymentExpectation, expectation_of


async def expected_payment(
    uow: UnitOfWork, transaction_id: TransactionId, company_id: CompanyId, today: date
) -> PaymentExpectation | None:
    """When the client's money for a transaction is expected; None: not all is invoiced, or paid."""
    row = await uow.fetchrow(
        """
        SELECT max(i.due_on) AS due_on, bool_and(w.invoice_id IS NOT NULL) AS is_invoiced
        FROM work_lines AS w
        LEFT JOIN invoices AS i ON i.agency_id = w.agency_id AND i.invoice_id = w.invoice_id
        WHERE w.agency_id = $1 AND w.transaction_id = $2 AND w.bill_minor <> 0 AND NOT w.voided
          AND NOT w.set_off AND i.paid_on IS NULL
          AND (i.invoice_id IS NULL OR i.received_minor < i.total_minor - i.credited_minor)
        """,
        uow.agency_id,
        transaction_id,
    )
    if row is None or row["due_on"] is None or not row["is_invoiced"]:
        return None
    return expectation_of(row["due_on"], await _days_late(uow, company_id), today)


async def _days_late(uow: UnitOfWork, company_id: CompanyId) -> list[int]:
    """Of the last invoices that the company paid, the oldest first: days from the due date."""
    rows = await uow.fetch(
        """
        SELECT paid_on - due_on AS days FROM invoices
        WHERE agency_id = $1 AND company_id = $2 AND paid_on IS NOT NULL
          AND credited_minor < total_minor AND written_off_minor = 0
        ORDER BY paid_on DESC, invoice_id DESC LIMIT $3
        """,
        uow.agency_id,
        company_id,
        LAST_INVOICES,
    )
    return [row["days"] for row in reversed(rows)]
