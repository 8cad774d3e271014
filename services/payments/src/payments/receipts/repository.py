"""SQL of receipts. Rows are only ever added."""

from chassis.uow import UnitOfWork
from contracts.ids import InvoiceId, PersonId, ReceiptId
from contracts.money import Money
from payments.invoices.model import Receipt


async def add(uow: UnitOfWork, receipt: Receipt) -> None:
    """Add a receipt."""
    await uow.execute(
        """
        INSERT INTO receipts (agency_id, receipt_id, invoice_id, amount_minor, currency,
            received_on, reference, recorded_by, recorded_by_name, recorded_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """,
        uow.agency_id,
        receipt.receipt_id,
        receipt.invoice_id,
        receipt.amount.amount_minor,
        receipt.amount.currency,
        receipt.received_on,
        receipt.reference,
        receipt.recorded_by,
        receipt.recorded_by_name,
        receipt.recorded_at,
    )


async def of(uow: UnitOfWork, invoice_id: InvoiceId) -> list[Receipt]:
    """What came in against an invoice, oldest first."""
    rows = await uow.fetch(
        """
        SELECT receipt_id, invoice_id, amount_minor, currency, received_on, reference,
               recorded_by, recorded_by_name, recorded_at
        FROM receipts WHERE agency_id = $1 AND invoice_id = $2 ORDER BY recorded_at, receipt_id
        """,
        uow.agency_id,
        invoice_id,
    )
    return [
        Receipt(
            receipt_id=ReceiptId(row["receipt_id"]),
            invoice_id=InvoiceId(row["invoice_id"]),
            amount=Money(amount_minor=row["amount_minor"], currency=row["currency"]),
            received_on=row["received_on"],
            reference=row["reference"],
            recorded_by=PersonId(row["recorded_by"]),
            recorded_by_name=row["recorded_by_name"],
            recorded_at=row["recorded_at"],
        )
        for row in rows
    ]
