"""SQL of write-offs. They are only ever added."""

from chassis.uow import UnitOfWork
from contracts.ids import InvoiceId, PersonId
from contracts.money import Money
from payments.invoices.write_offs.model import WriteOff


async def add(uow: UnitOfWork, one: WriteOff) -> None:
    """Add what was written off, or taken back of it."""
    await uow.execute(
        """
        INSERT INTO write_offs (agency_id, write_off_id, invoice_id, amount_minor, currency, reason,
            written_off_on, recorded_by, recorded_by_name, recorded_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """,
        uow.agency_id,
        one.write_off_id,
        one.invoice_id,
        one.amount.amount_minor,
        one.amount.currency,
        one.reason,
        one.written_off_on,
        one.recorded_by,
        one.recorded_by_name,
        one.recorded_at,
    )


async def of_invoice(uow: UnitOfWork, invoice_id: InvoiceId) -> list[WriteOff]:
    """What was written off an invoice and taken back of it, oldest first."""
    rows = await uow.fetch(
        """
        SELECT write_off_id, amount_minor, currency, reason, written_off_on, recorded_by,
               recorded_by_name, recorded_at
        FROM write_offs WHERE agency_id = $1 AND invoice_id = $2
        ORDER BY recorded_at, write_off_id
        """,
        uow.agency_id,
        invoice_id,
    )
    return [
        WriteOff(
            write_off_id=row["write_off_id"],
            invoice_id=invoice_id,
            amount=Money(amount_minor=row["amount_minor"], currency=row["currency"]),
            reason=row["reason"],
            written_off_on=row["written_off_on"],
            recorded_by=PersonId(row["recorded_by"]) if row["recorded_by"] else None,
            recorded_by_name=row["recorded_by_name"],
            recorded_at=row["recorded_at"],
        )
        for row in rows
    ]
