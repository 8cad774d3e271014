"""SQL of late charges and of their waivers. Both are only ever added."""

from collections.abc import Collection
from uuid import UUID

from chassis.errors import NotFoundError
from chassis.uow import UnitOfWork
from contracts.events.late_charges import LateChargeKind
from contracts.events.payments import ReminderName
from contracts.ids import EventId, InvoiceId, PersonId
from contracts.money import Money
from payments.invoices.late_charges.model import ChargedReminder, LateCharge, Waiver
from payments.rows import Row


async def add(uow: UnitOfWork, one: LateCharge) -> None:
    """Add a charge."""
    await uow.execute(
        """
        INSERT INTO late_charges (agency_id, charge_id, invoice_id, kind, amount_minor, currency,
            from_on, until_on, percent, reminder, charged_on, charged_by, charged_by_name,
            charged_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        """,
        uow.agency_id,
        one.charge_id,
        one.invoice_id,
        one.kind,
        one.amount.amount_minor,
        one.amount.currency,
        one.from_on,
        one.until_on,
        one.percent,
        one.reminder,
        one.charged_on,
        one.charged_by,
        one.charged_by_name,
        one.charged_at,
    )


async def add_waiver(uow: UnitOfWork, charge_id: UUID, waiver: Waiver) -> None:
    """Say that a charge was given up."""
    await uow.execute(
        """
        INSERT INTO waivers (agency_id, charge_id, reason, waived_on, waived_by, waived_by_name,
            waived_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """,
        uow.agency_id,
        charge_id,
        waiver.reason,
        waiver.waived_on,
        waiver.waived_by,
        waiver.waived_by_name,
        waiver.waived_at,
    )


async def of_invoice(uow: UnitOfWork, invoice_id: InvoiceId) -> list[LateCharge]:
    """What an invoice was charged, oldest first."""
    rows = await uow.fetch(
        """
        SELECT c.charge_id, c.invoice_id, c.kind, c.amount_minor, c.currency, c.from_on, c.until_on,
               c.percent, c.reminder, c.charged_on, c.charged_by, c.charged_by_name, c.charged_at,
               w.reason, w.waived_on, w.waived_by, w.waived_by_name, w.waived_at
        FROM late_charges AS c
        LEFT JOIN waivers AS w ON w.agency_id = c.agency_id AND w.charge_id = c.charge_id
        WHERE c.agency_id = $1 AND c.invoice_id = $2
        ORDER BY c.charged_at, c.charge_id
        """,
        uow.agency_id,
        invoice_id,
    )
    return [_late_charge(row) for row in rows]


async def get(uow: UnitOfWork, invoice_id: InvoiceId, charge_id: UUID) -> LateCharge:
    """One charge of an invoice. Raises NotFoundError."""
    for one in await of_invoice(uow, invoice_id):
        if one.charge_id == charge_id:
            return one
    raise NotFoundError("late charge", charge_id)


async def fees_to_charge(
    uow: UnitOfWork, reminder_ids: Collection[EventId]
) -> list[ChargedReminder]:
    """Of these reminders, those that cost something which was not charged; one of each stage."""
    rows = await uow.fetch(
        """
        SELECT DISTINCT ON (r.invoice_id, r.name)
               r.reminder_id, r.invoice_id, r.name, r.fee_minor, r.currency
        FROM invoice_reminders AS r
        WHERE r.agency_id = $1 AND r.reminder_id = ANY($2) AND r.fee_minor > 0
          AND NOT EXISTS (
              SELECT FROM late_charges AS c
              WHERE c.agency_id = r.agency_id AND c.invoice_id = r.invoice_id
                AND c.kind = 'reminder_fee' AND c.reminder = r.name)
        ORDER BY r.invoice_id, r.name, r.reminded_at, r.reminder_id
        """,
        uow.agency_id,
        list(reminder_ids),
    )
    return [
        ChargedReminder(
            reminder_id=EventId(row["reminder_id"]),
            invoice_id=InvoiceId(row["invoice_id"]),
            name=ReminderName(row["name"]),
            fee=Money(amount_minor=row["fee_minor"], currency=row["currency"]),
        )
        for row in rows
    ]


async def reminders_charged(
    uow: UnitOfWork, invoice_ids: Collection[InvoiceId]
) -> set[tuple[InvoiceId, ReminderName]]:
    """Which reminders of these invoices have cost something, also what was waived since."""
    rows = await uow.fetch(
        """
        SELECT invoice_id, reminder FROM late_charges
        WHERE agency_id = $1 AND invoice_id = ANY($2) AND kind = 'reminder_fee'
        """,
        uow.agency_id,
        list(invoice_ids),
    )
    return {(InvoiceId(row["invoice_id"]), ReminderName(row["reminder"])) for row in rows}


def _late_charge(row: Row) -> LateCharge:
    return LateCharge(
        charge_id=row["charge_id"],
        invoice_id=InvoiceId(row["invoice_id"]),
        kind=LateChargeKind(row["kind"]),
        amount=Money(amount_minor=row["amount_minor"], currency=row["currency"]),
        from_on=row["from_on"],
        until_on=row["until_on"],
        percent=row["percent"],
        reminder=ReminderName(row["reminder"]) if row["reminder"] else None,
        charged_on=row["charged_on"],
        charged_by=PersonId(row["charged_by"]) if row["charged_by"] else None,
        charged_by_name=row["charged_by_name"],
        charged_at=row["charged_at"],
        waiver=_waiver(row) if row["waived_on"] else None,
    )


def _waiver(row: Row) -> Waiver:
    return Waiver(
        reason=row["reason"],
        waived_on=row["waived_on"],
        waived_by=PersonId(row["waived_by"]),
        waived_by_name=row["waived_by_name"],
        waived_at=row["waived_at"],
    )
