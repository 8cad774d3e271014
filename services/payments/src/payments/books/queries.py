"""The general ledger by day, with the names and numbers that an accountant looks for."""

from datetime import date

from chassis.conditions import Conditions
from chassis.snapshot import Snapshot
from chassis.uow import UnitOfWork

_NAME = """coalesce(
        (SELECT c.name FROM contractors AS c WHERE c.agency_id = p.agency_id
         AND p.{side} = 'contractor_payable:' || c.person_id),
        (SELECT c.name FROM companies AS c WHERE c.agency_id = p.agency_id
         AND p.{side} = 'customer_receivable:' || c.company_id)
    )"""

_NUMBER = """coalesce(
        (SELECT t.number FROM transactions AS t
         WHERE t.agency_id = p.agency_id AND t.transaction_id = p.cause_id),
        (SELECT i.number FROM invoices AS i
         WHERE i.agency_id = p.agency_id AND i.invoice_id = p.cause_id),
        (SELECT m.number FROM payments AS m
         WHERE m.agency_id = p.agency_id AND m.payment_id = p.cause_id),
        (SELECT i.number FROM receipts AS r JOIN invoices AS i USING (agency_id, invoice_id)
         WHERE r.agency_id = p.agency_id AND r.receipt_id = p.cause_id),
        (SELECT i.number FROM write_offs AS w JOIN invoices AS i USING (agency_id, invoice_id)
         WHERE w.agency_id = p.agency_id AND w.write_off_id = p.cause_id),
        (SELECT i.number FROM late_charges AS l JOIN invoices AS i USING (agency_id, invoice_id)
         WHERE l.agency_id = p.agency_id AND l.charge_id = p.cause_id)
    )"""


async def postings(
    uow: UnitOfWork, *, from_on: date | None, to_on: date | None, account: str | None
) -> Snapshot:
    """Postings by the day on which they were booked, the oldest first."""
    where = (
        Conditions()
        .add("p.agency_id = {}", uow.agency_id)
        .given("p.booked_on >= {}", from_on)
        .given("p.booked_on <= {}", to_on)
        .given("{} IN (p.source, p.destination)", account)
    )
    return await Snapshot.of(
        uow,
        f"SELECT p.booked_on, p.posted_at, p.cause, p.source, p.destination, p.amount_minor,"
        f" p.currency, p.posting_id, {_NAME.format(side='source')} AS source_name,"
        f" {_NAME.format(side='destination')} AS destination_name, {_NUMBER} AS number"
        f" FROM postings AS p WHERE {where.sql}"
        " ORDER BY p.booked_on, p.posted_at, p.posting_id",
        *where.arguments,
    )
