"""SQL of statements: the account of a company in the ledger, and its invoices that are open."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from chassis.errors import NotFoundError
from chassis.snapshot import Snapshot
from chassis.uow import UnitOfWork
from contracts.ids import CompanyId, InvoiceId
from contracts.money import Money
from payments.held_back import held_back
from payments.ledger.model import customer_receivable
from payments.rows import Row
from payments.statements.model import (
    Days,
    Entry,
    KeptBalance,
    MovementKind,
    OpeningBalance,
    OpenInvoice,
    Part,
    days_between,
)

# $1 agency, $2 account, $3 and $4 the days, $5 company, $6 time zone, $7 how many movements.
# One statement, so that the ledger and the invoices are of one moment. What was booked at once for
# one thing is one movement: an invoice is posted as its work and each of its taxes. Of one day
# invoices come first and by number: a unit that began before another can have the later one.
# `starts_with` stands there for the indexes, which have no other accounts.
_PARTS = """
    WITH sides AS (
        SELECT booked_on, posted_at, posting_id, cause, cause_id, currency, amount_minor
        FROM postings
        WHERE agency_id = $1 AND source = $2 AND starts_with(source, 'customer_receivable:')
          AND booked_on BETWEEN $3 AND $4
        UNION ALL
        SELECT booked_on, posted_at, posting_id, cause, cause_id, currency, -amount_minor
        FROM postings
        WHERE agency_id = $1 AND destination = $2
          AND starts_with(destination, 'customer_receivable:') AND booked_on BETWEEN $3 AND $4
    ), movements AS (
        SELECT booked_on, posted_at, min(posting_id::text) AS first_posting, cause, cause_id,
               currency, sum(amount_minor)::bigint AS amount_minor
        FROM sides GROUP BY booked_on, posted_at, cause, cause_id, currency
        ORDER BY booked_on, posted_at, first_posting LIMIT $7
    ), balance_moves AS (
        SELECT r.invoice_id, r.currency, r.amount_minor,
               (r.recorded_at AT TIME ZONE $6)::date AS moved_on
        FROM receipts AS r
        JOIN invoices AS i ON i.agency_id = r.agency_id AND i.invoice_id = r.invoice_id
        WHERE r.agency_id = $1 AND r.source = 'balance' AND i.company_id = $5
    ), maybe_open AS (
        SELECT invoice_id FROM invoices
        WHERE agency_id = $1 AND company_id = $5 AND issued_on <= $4 AND paid_on IS NULL
        UNION
        SELECT r.invoice_id
        FROM postings AS p
        JOIN receipts AS r ON r.agency_id = p.agency_id AND r.receipt_id = p.cause_id
        WHERE p.agency_id = $1 AND p.destination = $2
          AND starts_with(p.destination, 'customer_receivable:')
          AND p.booked_on > $4 AND p.cause = 'receipt'
        UNION
        SELECT invoice_id FROM credit_notes
        WHERE agency_id = $1 AND company_id = $5 AND credited_on >= $4
        UNION
        SELECT w.invoice_id FROM write_offs AS w
        JOIN invoices AS i ON i.agency_id = w.agency_id AND i.invoice_id = w.invoice_id
        WHERE w.agency_id = $1 AND i.company_id = $5 AND w.written_off_on >= $4
        UNION
        SELECT l.invoice_id FROM waivers AS v
        JOIN late_charges AS l ON l.agency_id = v.agency_id AND l.charge_id = v.charge_id
        JOIN invoices AS i ON i.agency_id = l.agency_id AND i.invoice_id = l.invoice_id
        WHERE v.agency_id = $1 AND i.company_id = $5 AND v.waived_on >= $4
        UNION
        SELECT invoice_id FROM balance_moves WHERE moved_on > $4
    ), open_ones AS (
        SELECT i.invoice_id, i.number, i.issued_on, i.due_on, i.currency, i.total_minor,
               i.subtotal_minor,
               (SELECT coalesce(sum(r.amount_minor), 0)
                FROM receipts AS r
                LEFT JOIN postings AS p ON p.agency_id = r.agency_id
                     AND p.cause_id = r.receipt_id AND p.cause = 'receipt'
                WHERE r.agency_id = i.agency_id AND r.invoice_id = i.invoice_id
                  -- One that was never posted counts here all the same, so that it is seen.
                  AND coalesce(p.booked_on, (r.recorded_at AT TIME ZONE $6)::date) <= $4
               )::bigint AS received_minor,
               (SELECT coalesce(sum(c.total_minor), 0)
                FROM credit_notes AS c
                WHERE c.agency_id = i.agency_id AND c.invoice_id = i.invoice_id
                  AND coalesce(
                      (SELECT min(p.booked_on) FROM postings AS p
                       WHERE p.agency_id = c.agency_id AND p.cause_id = c.credit_note_id),
                      c.credited_on) <= $4
               )::bigint AS credited_minor,
               (SELECT coalesce(sum(w.amount_minor), 0)
                FROM write_offs AS w
                LEFT JOIN postings AS p ON p.agency_id = w.agency_id
                     AND p.cause_id = w.write_off_id AND p.cause = 'write_off'
                WHERE w.agency_id = i.agency_id AND w.invoice_id = i.invoice_id
                  AND coalesce(p.booked_on, w.written_off_on) <= $4
               )::bigint AS written_off_minor,
               (SELECT coalesce(sum(CASE WHEN p.reverses IS NULL THEN l.amount_minor
                                         ELSE -l.amount_minor END), 0)
                FROM late_charges AS l
                JOIN postings AS p ON p.agency_id = l.agency_id AND p.cause_id = l.charge_id
                WHERE l.agency_id = i.agency_id AND l.invoice_id = i.invoice_id
                  AND p.booked_on <= $4
               )::bigint AS charged_minor,
               d.disputed_minor, d.agreed_minor
        FROM maybe_open JOIN invoices AS i USING (invoice_id)
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(d.amount_minor) FILTER (WHERE f.is_open), 0)::bigint
                       AS disputed_minor,
                   coalesce(sum(d.agreed_minor) FILTER (WHERE NOT f.is_open), 0)::bigint
                       AS agreed_minor
            FROM invoice_disputes AS d
            CROSS JOIN LATERAL (
                SELECT d.ended_at IS NULL OR (d.ended_at AT TIME ZONE $6)::date > $4 AS is_open
            ) AS f
            WHERE d.agency_id = i.agency_id AND d.invoice_id = i.invoice_id
              AND (d.opened_at AT TIME ZONE $6)::date <= $4
        ) AS d
        WHERE i.agency_id = $1 AND i.issued_on <= $4
    ), past AS (
        SELECT currency, amount_minor FROM postings
        WHERE agency_id = $1 AND source = $2 AND starts_with(source, 'customer_receivable:')
          AND booked_on < $3
        UNION ALL
        SELECT currency, -amount_minor FROM postings
        WHERE agency_id = $1 AND destination = $2
          AND starts_with(destination, 'customer_receivable:') AND booked_on < $3
    ), kept AS (
        SELECT currency, -amount_minor AS amount_minor FROM balance_moves WHERE moved_on <= $4
        UNION ALL
        SELECT f.currency, -f.amount_minor FROM refunds AS f
        WHERE f.agency_id = $1 AND f.company_id = $5
          AND (f.recorded_at AT TIME ZONE $6)::date <= $4
        UNION ALL
        SELECT o.currency, o.amount_minor FROM deposits AS o
        WHERE o.agency_id = $1 AND o.company_id = $5
          AND (o.recorded_at AT TIME ZONE $6)::date <= $4
    ), parts AS (
        SELECT 1 AS part, 0::bigint AS position, currency,
               sum(amount_minor)::bigint AS amount_minor,
               NULL::bigint AS received_minor, NULL::bigint AS credited_minor,
               NULL::bigint AS subtotal_minor, NULL::bigint AS disputed_minor,
               NULL::bigint AS agreed_minor, NULL::bigint AS charged_minor,
               NULL::date AS booked_on, NULL AS cause,
               NULL::uuid AS cause_id, NULL::uuid AS invoice_id, NULL AS number,
               NULL::date AS issued_on, NULL::date AS due_on, NULL::date AS received_on,
               NULL AS reference
        FROM past GROUP BY currency
        UNION ALL
        SELECT 2, row_number() OVER (ORDER BY due_on, issued_on, number), currency, total_minor,
               received_minor, credited_minor, subtotal_minor, disputed_minor, agreed_minor,
               charged_minor, NULL, NULL, NULL, invoice_id, number, issued_on, due_on, NULL, NULL
        FROM open_ones
        WHERE received_minor + credited_minor + written_off_minor < total_minor + charged_minor
        UNION ALL
        SELECT 3, row_number() OVER (
                   ORDER BY m.booked_on, m.cause <> 'invoice',
                            CASE m.cause WHEN 'invoice' THEN i.number END,
                            m.posted_at, coalesce(c.number, i.number), m.first_posting),
               m.currency, m.amount_minor, NULL, NULL, NULL, NULL, NULL, NULL, m.booked_on,
               CASE WHEN coalesce(r.reverses, o.reverses) IS NOT NULL THEN 'receipt_returned'
                    WHEN w.amount_minor < 0 THEN 'write_off_reversed'
                    WHEN m.cause = 'reversal' AND l.kind IS NOT NULL THEN l.kind || '_waived'
                    ELSE m.cause END,
               m.cause_id, i.invoice_id, i.number, i.issued_on, i.due_on,
               -- What the bank took back was not received that day.
               CASE WHEN coalesce(r.reverses, o.reverses) IS NULL
                    THEN coalesce(r.received_on, o.received_on) END,
               coalesce(r.reference, c.number, f.reference, o.reference)
        FROM movements AS m
        LEFT JOIN receipts AS r ON r.agency_id = $1 AND r.receipt_id = m.cause_id
        LEFT JOIN credit_notes AS c ON c.agency_id = $1 AND c.credit_note_id = m.cause_id
        LEFT JOIN refunds AS f ON f.agency_id = $1 AND f.refund_id = m.cause_id
        LEFT JOIN write_offs AS w ON w.agency_id = $1 AND w.write_off_id = m.cause_id
        LEFT JOIN late_charges AS l ON l.agency_id = $1 AND l.charge_id = m.cause_id
        LEFT JOIN deposits AS o ON o.agency_id = $1 AND o.deposit_id = m.cause_id
        LEFT JOIN invoices AS i ON i.agency_id = $1
             AND i.invoice_id = coalesce(r.invoice_id, c.invoice_id, w.invoice_id, l.invoice_id,
                                     m.cause_id)
        UNION ALL
        SELECT 4, 0, currency, sum(amount_minor)::bigint, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
               NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
        FROM kept GROUP BY currency HAVING sum(amount_minor) <> 0
    )
    SELECT * FROM parts ORDER BY part, position
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementQuery:
    """Whose account, over which days; the time zone is the agency's."""

    company_id: CompanyId
    days: Days
    time_zone: str

    def arguments(self, uow: UnitOfWork, limit: int | None) -> tuple[object, ...]:
        """Those of the SQL."""
        return (
            uow.agency_id,
            customer_receivable(self.company_id),
            self.days.from_on,
            self.days.as_of,
            self.company_id,
            self.time_zone,
            limit,
        )


async def company_name(uow: UnitOfWork, company_id: CompanyId) -> str:
    """What a company is called. Raises NotFoundError."""
    name: str | None = await uow.fetchval(
        "SELECT name FROM companies WHERE agency_id = $1 AND company_id = $2",
        uow.agency_id,
        company_id,
    )
    if name is None:
        raise NotFoundError("company", company_id)
    return name


async def first_day(uow: UnitOfWork, company_id: CompanyId) -> date | None:
    """The day of the first movement of a company's account; None before there is one."""
    found: date | None = await uow.fetchval(
        """
        SELECT least(
            (SELECT min(booked_on) FROM postings WHERE agency_id = $1 AND source = $2
                AND starts_with(source, 'customer_receivable:')),
            (SELECT min(booked_on) FROM postings WHERE agency_id = $1 AND destination = $2
                AND starts_with(destination, 'customer_receivable:')))
        """,
        uow.agency_id,
        customer_receivable(company_id),
    )
    return found


async def parts(uow: UnitOfWork, query: StatementQuery, limit: int) -> list[Part]:
    """All of a statement at one moment, with `limit` movements at most."""
    rows = await uow.fetch(_PARTS, *query.arguments(uow, limit))
    return list(read(rows, query.days))


async def all_parts(uow: UnitOfWork, query: StatementQuery) -> Snapshot:
    """The same without a limit, to be read bit by bit; `read` reads rows."""
    return await Snapshot.of(uow, _PARTS, *query.arguments(uow, None))


def read(rows: Iterable[Row], days: Days) -> Iterable[Part]:
    """Rows as parts: what was open at the start, open invoices by due date, movements, and what was
    paid too much."""
    return (_PART_OF[row["part"]](row, days) for row in rows)


def _opening(row: Row, _days: Days) -> Part:
    return OpeningBalance(amount=Money(amount_minor=row["amount_minor"], currency=row["currency"]))


def _open_invoice(row: Row, days: Days) -> Part:
    def money(amount_minor: int) -> Money:
        return Money(amount_minor=amount_minor, currency=row["currency"])

    credited = money(row["credited_minor"])
    return OpenInvoice(
        invoice_id=InvoiceId(row["invoice_id"]),
        number=row["number"],
        issued_on=row["issued_on"],
        due_on=row["due_on"],
        total=money(row["amount_minor"]),
        credited=credited,
        charged=money(row["charged_minor"]),
        received=money(row["received_minor"]),
        held_back=held_back(
            disputed=money(row["disputed_minor"]),
            agreed=money(row["agreed_minor"]),
            credited=credited,
            subtotal=money(row["subtotal_minor"]),
            total=money(row["amount_minor"]),
        ),
        days_overdue=days_between(row["due_on"], days.as_of),
    )


def _entry(row: Row, _days: Days) -> Part:
    return Entry(
        booked_on=row["booked_on"],
        cause=MovementKind(row["cause"]),
        cause_id=row["cause_id"],
        amount=Money(amount_minor=row["amount_minor"], currency=row["currency"]),
        invoice_id=InvoiceId(row["invoice_id"]) if row["invoice_id"] else None,
        number=row["number"],
        due_on=row["due_on"] if row["cause"] == MovementKind.INVOICE else None,
        received_on=row["received_on"],
        reference=row["reference"] or "",
    )


def _kept(row: Row, _days: Days) -> Part:
    return KeptBalance(amount=Money(amount_minor=row["amount_minor"], currency=row["currency"]))


_PART_OF = {1: _opening, 2: _open_invoice, 3: _entry, 4: _kept}
