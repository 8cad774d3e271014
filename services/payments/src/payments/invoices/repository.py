"""SQL of invoices."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from chassis.errors import NotFoundError
from chassis.uow import UnitOfWork
from contracts.events.payments import InvoiceIssued
from contracts.events.timesheets import ArticleKind
from contracts.ids import (
    AgencyId,
    CompanyId,
    EntryId,
    InvoiceId,
    PersonId,
    ProjectId,
    WorkOrderId,
)
from contracts.money import Money
from payments.banking_days.model import stored
from payments.invoices.model import BillableLine, Invoice, Receipt
from payments.rows import Row

_COLUMNS = """invoice_id, number, company_id, project_id, project_ids, issued_on, due_on, currency,
    total_minor, received_minor, credited_minor, charged_minor, written_off_minor, disputed_minor,
    payment_reference, paid_on, due_soon_said, overdue_said, reminded_from, reminded_after,
    reminders_paused_until"""


_BILLABLE = """
    SELECT l.line_id, l.entry_id, l.version, l.work_order_id, t.work_order_title, l.project_id,
           p.name AS project_name, l.company_id, l.contractor_id, c.name AS contractor_name,
           l.work_on, l.article, l.quantity, l.minutes, l.bill_rate, l.currency,
           t.created_on AS priced_on
    FROM work_lines AS l
    JOIN transactions AS t
      ON t.agency_id = l.agency_id AND t.transaction_id = l.transaction_id
    JOIN projects AS p ON p.agency_id = l.agency_id AND p.project_id = l.project_id
    JOIN contractors AS c ON c.agency_id = l.agency_id AND c.person_id = l.contractor_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewInvoice:
    """An invoice to write: what is said of it, and the projects of its lines."""

    said: InvoiceIssued
    project_ids: Collection[ProjectId]


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoicingFailure:
    """A company whose work could not be invoiced; `because` names the error's class."""

    company_id: CompanyId
    because: str
    since: datetime


async def add(uow: UnitOfWork, new: Sequence[NewInvoice]) -> None:
    """Add invoices."""
    await uow.executemany(
        """
        INSERT INTO invoices (agency_id, invoice_id, number, company_id, project_id, project_ids,
            issued_on, due_on, period_start, period_end, currency, subtotal_minor, total_minor,
            lines, taxes, bill_to, payment_reference, due_moved, note, buyer_reference,
            has_chosen_order, seller, national_tax)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
            $19, $20, $21, $22, $23)
        """,
        [
            (
                uow.agency_id,
                one.said.invoice_id,
                one.said.number,
                one.said.company_id,
                one.said.project_id,
                sorted(one.project_ids),
                one.said.issued_on,
                one.said.due_on,
                one.said.period_start,
                one.said.period_end,
                one.said.currency,
                one.said.subtotal.amount_minor,
                one.said.total.amount_minor,
                [line.model_dump(mode="json") for line in one.said.lines],
                [tax.model_dump(mode="json") for tax in one.said.taxes],
                one.said.bill_to and one.said.bill_to.model_dump(mode="json"),
                one.said.payment_reference,
                stored(one.said.due_moved),
                one.said.note,
                one.said.buyer_reference,
                one.said.has_chosen_order,
                one.said.seller and one.said.seller.model_dump(mode="json"),
                one.said.national_tax and one.said.national_tax.model_dump(mode="json"),
            )
            for one in new
        ],
    )


async def companies_to_bill(uow: UnitOfWork, last_day: date) -> dict[CompanyId, int]:
    """Companies with work up to a day that stands on no invoice, in order of their ids; how much
    work each has."""
    rows = await uow.fetch(
        """
        SELECT company_id, count(*) AS work_lines FROM work_lines
        WHERE agency_id = $1 AND invoice_id IS NULL AND NOT voided AND NOT set_off
          AND work_on <= $2
        GROUP BY company_id ORDER BY company_id
        """,
        uow.agency_id,
        last_day,
    )
    return {CompanyId(row["company_id"]): row["work_lines"] for row in rows}


async def billable_up_to(
    uow: UnitOfWork, last_days: Mapping[CompanyId, date], limit: int
) -> list[BillableLine]:
    """Work of companies, of each up to a day, that stands on no invoice, the oldest first."""
    rows = await uow.fetch(
        f"""
        {_BILLABLE}
        JOIN unnest($2::uuid[], $3::date[]) AS asked (company_id, last_day)
          ON asked.company_id = l.company_id
        WHERE l.agency_id = $1 AND l.invoice_id IS NULL AND NOT l.voided AND NOT l.set_off
          AND l.work_on <= asked.last_day
        ORDER BY l.work_on, l.line_id LIMIT $4
        """,
        uow.agency_id,
        list(last_days),
        list(last_days.values()),
        limit,
    )
    return [_billable(row) for row in rows]


async def billed_on(uow: UnitOfWork, invoice_id: InvoiceId) -> list[BillableLine]:
    """The work that stands on an invoice, less what was credited of it."""
    rows = await uow.fetch(
        f"{_BILLABLE} WHERE l.agency_id = $1 AND l.invoice_id = $2 ORDER BY l.work_on, l.line_id",
        uow.agency_id,
        invoice_id,
    )
    return [_billable(row) for row in rows]


async def billable(uow: UnitOfWork, line_ids: Collection[UUID]) -> list[BillableLine]:
    """These lines, as invoices take them."""
    rows = await uow.fetch(
        f"{_BILLABLE} WHERE l.agency_id = $1 AND l.line_id = ANY($2) ORDER BY l.work_on, l.line_id",
        uow.agency_id,
        list(line_ids),
    )
    return [_billable(row) for row in rows]


async def get_for_update(uow: UnitOfWork, invoice_id: InvoiceId) -> Invoice:
    """The invoice, locked until this unit ends. Raises NotFoundError."""
    return (await lock(uow, [invoice_id]))[invoice_id]


async def lock(uow: UnitOfWork, invoice_ids: Collection[InvoiceId]) -> dict[InvoiceId, Invoice]:
    """These invoices, locked until this unit ends. Raises NotFoundError."""
    rows = await uow.fetch(
        f"""
        SELECT {_COLUMNS} FROM invoices WHERE agency_id = $1 AND invoice_id = ANY($2)
        ORDER BY invoice_id FOR UPDATE
        """,
        uow.agency_id,
        list(invoice_ids),
    )
    found = {InvoiceId(row["invoice_id"]): _invoice(row) for row in rows}
    if missing := set(invoice_ids) - found.keys():
        raise NotFoundError("invoice", min(missing))
    return found


async def save(uow: UnitOfWork, invoices: Sequence[Invoice]) -> None:
    """Save the facts that can change: what came in, was credited, charged, written off, is
    disputed, and what was said."""
    await uow.execute(
        """
        UPDATE invoices AS i SET received_minor = s.received_minor, paid_on = s.paid_on,
            due_soon_said = s.due_soon_said, overdue_said = s.overdue_said,
            disputed_minor = s.disputed_minor, credited_minor = s.credited_minor,
            written_off_minor = s.written_off_minor, reminded_from = s.reminded_from,
            reminded_after = s.reminded_after, reminders_paused_until = s.reminders_paused_until,
            charged_minor = s.charged_minor
        FROM unnest($2::uuid[], $3::bigint[], $4::date[], $5::bool[], $6::bool[], $7::bigint[],
            $8::bigint[], $9::bigint[], $10::date[], $11::int[], $12::date[], $13::bigint[])
            AS s (invoice_id, received_minor, paid_on, due_soon_said, overdue_said, disputed_minor,
                  credited_minor, written_off_minor, reminded_from, reminded_after,
                  reminders_paused_until, charged_minor)
        WHERE i.agency_id = $1 AND i.invoice_id = s.invoice_id
        """,
        uow.agency_id,
        [one.invoice_id for one in invoices],
        [one.received.amount_minor for one in invoices],
        [one.paid_on for one in invoices],
        [one.due_soon_said for one in invoices],
        [one.overdue_said for one in invoices],
        [one.disputed_minor for one in invoices],
        [one.credited_minor for one in invoices],
        [one.written_off_minor for one in invoices],
        [one.reminded_from for one in invoices],
        [one.reminded_after for one in invoices],
        [one.reminders_paused_until for one in invoices],
        [one.charged_minor for one in invoices],
    )


async def add_receipts(uow: UnitOfWork, receipts: Sequence[Receipt]) -> None:
    """Add receipts."""
    await uow.execute(
        """
        INSERT INTO receipts (agency_id, receipt_id, invoice_id, amount_minor, currency,
            received_on, reference, recorded_by, recorded_by_name, recorded_at, source,
            bank_entry_id, reverses)
        SELECT $1, * FROM unnest($2::uuid[], $3::uuid[], $4::bigint[], $5::text[], $6::date[],
            $7::text[], $8::uuid[], $9::text[], $10::timestamptz[], $11::text[], $12::uuid[],
            $13::uuid[])
        """,
        uow.agency_id,
        [one.receipt_id for one in receipts],
        [one.invoice_id for one in receipts],
        [one.amount.amount_minor for one in receipts],
        [one.amount.currency for one in receipts],
        [one.received_on for one in receipts],
        [one.reference for one in receipts],
        [one.recorded_by for one in receipts],
        [one.recorded_by_name for one in receipts],
        [one.recorded_at for one in receipts],
        [one.source for one in receipts],
        [one.bank_entry_id for one in receipts],
        [one.reverses for one in receipts],
    )


async def lock_to_remind(uow: UnitOfWork, day: date, last_stage: int) -> list[Invoice]:
    """Invoices that are not paid, due by a day, and of which not all was said; locked.

    `last_stage`: so many days past the due date is the last reminder.
    """
    rows = await uow.fetch(
        f"""
        SELECT {_COLUMNS} FROM invoices
        WHERE agency_id = $1 AND paid_on IS NULL AND due_on <= $2
          AND (NOT overdue_said OR coalesce(reminded_after, 0) < $3)
        ORDER BY invoice_id FOR UPDATE
        """,
        uow.agency_id,
        day,
        last_stage,
    )
    return [_invoice(row) for row in rows]


def _billable(row: Row) -> BillableLine:
    return BillableLine(
        line_id=row["line_id"],
        entry_id=EntryId(row["entry_id"]),
        version=row["version"],
        work_order_id=WorkOrderId(row["work_order_id"]),
        work_order_title=row["work_order_title"],
        project_id=ProjectId(row["project_id"]),
        project_name=row["project_name"],
        company_id=CompanyId(row["company_id"]),
        contractor_id=PersonId(row["contractor_id"]),
        contractor_name=row["contractor_name"],
        work_on=row["work_on"],
        article=ArticleKind(row["article"]),
        quantity=row["quantity"],
        minutes=row["minutes"],
        rate=row["bill_rate"],
        currency=row["currency"],
        priced_on=row["priced_on"],
    )


def _invoice(row: Row) -> Invoice:
    currency = row["currency"]
    return Invoice(
        invoice_id=InvoiceId(row["invoice_id"]),
        number=row["number"],
        company_id=CompanyId(row["company_id"]),
        project_id=ProjectId(row["project_id"]) if row["project_id"] else None,
        project_ids=tuple(ProjectId(project_id) for project_id in row["project_ids"]),
        issued_on=row["issued_on"],
        due_on=row["due_on"],
        total=Money(amount_minor=row["total_minor"], currency=currency),
        received=Money(amount_minor=row["received_minor"], currency=currency),
        payment_reference=row["payment_reference"],
        credited_minor=row["credited_minor"],
        charged_minor=row["charged_minor"],
        written_off_minor=row["written_off_minor"],
        disputed_minor=row["disputed_minor"],
        paid_on=row["paid_on"],
        due_soon_said=row["due_soon_said"],
        overdue_said=row["overdue_said"],
        reminded_from=row["reminded_from"],
        reminded_after=row["reminded_after"],
        reminders_paused_until=row["reminders_paused_until"],
    )


async def note_failure(uow: UnitOfWork, company_id: CompanyId, because: str) -> None:
    """A company's work could not be invoiced: for the first time, or again."""
    await uow.execute(
        """
        INSERT INTO invoicing_failures (agency_id, company_id, because, failing_since)
        VALUES ($1, $2, $3, $4)
        ON CONFLICT (agency_id, company_id) DO UPDATE SET because = excluded.because
        """,
        uow.agency_id,
        company_id,
        because,
        uow.now,
    )


async def forget_failures(uow: UnitOfWork, company_ids: Collection[CompanyId]) -> None:
    """The work of companies was invoiced, or there was nothing in the way of it."""
    await uow.execute(
        "DELETE FROM invoicing_failures WHERE agency_id = $1 AND company_id = ANY($2)",
        uow.agency_id,
        list(company_ids),
    )


async def forget_failures_without_work(uow: UnitOfWork) -> None:
    """What could not be invoiced was taken back, so that nothing is left to invoice."""
    await uow.execute(
        """
        DELETE FROM invoicing_failures AS f WHERE f.agency_id = $1 AND NOT EXISTS (
            SELECT FROM work_lines AS l
            WHERE l.agency_id = f.agency_id AND l.company_id = f.company_id
              AND l.invoice_id IS NULL AND NOT l.voided AND NOT l.set_off
        )
        """,
        uow.agency_id,
    )


async def failures(uow: UnitOfWork, limit: int) -> tuple[list[InvoicingFailure], int]:
    """The agency's companies that cannot be invoiced, the oldest first; and how many there are."""
    rows = await uow.fetch(
        """
        SELECT company_id, because, failing_since, count(*) OVER () AS total
        FROM invoicing_failures WHERE agency_id = $1 ORDER BY failing_since, company_id LIMIT $2
        """,
        uow.agency_id,
        limit,
    )
    found = [
        InvoicingFailure(
            company_id=CompanyId(row["company_id"]),
            because=row["because"],
            since=row["failing_since"],
        )
        for row in rows
    ]
    return found, rows[0]["total"] if rows else 0


async def failures_by_agency(uow: UnitOfWork) -> dict[AgencyId, int]:
    """How many companies cannot be invoiced, of every agency that has any."""
    rows = await uow.fetch(
        "SELECT agency_id, count(*) AS count FROM invoicing_failures GROUP BY agency_id"
    )
    return {AgencyId(row["agency_id"]): row["count"] for row in rows}
