"""SQL of priced work."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from chassis.uow import UnitOfWork
from contracts.events.timesheets import ArticleKind
from contracts.ids import (
    CompanyId,
    EntryId,
    InvoiceId,
    PersonId,
    ProjectId,
    TransactionId,
    WorkOrderId,
)
from contracts.money import Money
from payments.rows import Row
from payments.work.model import CoveredWork, LoweredPay, PricedEntry, PricedLine

_COLUMNS = """line_id, entry_id, version, corrects, work_order_id, project_id, company_id,
    contractor_id, work_on, article, quantity, minutes, note, currency, pay_rate, pay_minor,
    bill_rate, bill_minor"""


_NOT_TAKEN_BACK = """NOT EXISTS (
    SELECT FROM work_lines AS back
    WHERE back.agency_id = l.agency_id AND back.entry_id = l.entry_id
      AND back.version = l.version AND back.corrects AND NOT back.voided AND NOT l.corrects)"""

_NEVER = PricedEntry(version=0, standing=None)


async def priced_entries(
    uow: UnitOfWork, entry_ids: Collection[EntryId]
) -> dict[EntryId, PricedEntry]:
    """What of these entries was priced by now; those that never were are left out.

    A line that was taken back, or whose transaction was reversed, stands no more. Where that was
    reversed while its work stood on an invoice (before that was credited), the company still owes
    for it and the contractor is owed nothing.
    """
    rows = await uow.fetch(
        f"""
        SELECT {_COLUMNS}, NOT l.voided AND {_NOT_TAKEN_BACK} AS stands, EXISTS (
            SELECT FROM transactions AS t
            WHERE t.agency_id = $1 AND t.transaction_id = l.transaction_id
              AND t.state = 'reversed') AS reversed
        FROM work_lines AS l
        WHERE l.agency_id = $1 AND l.entry_id = ANY($2) AND NOT l.corrects
        ORDER BY l.entry_id, l.version
        """,
        uow.agency_id,
        list(entry_ids),
    )
    found: dict[EntryId, PricedEntry] = {}
    for row in rows:
        entry_id = EntryId(row["entry_id"])
        before = found.get(entry_id, _NEVER)
        if row["stands"]:
            line = _line(row)
            if row["reversed"]:
                line = replace(line, pay=Money.zero(line.pay.currency))
            before = PricedEntry(version=0, standing=line)
        found[entry_id] = replace(before, version=row["version"])
    return found


async def covered_by(uow: UnitOfWork, transaction_id: TransactionId) -> list[CoveredWork]:
    """The lines of a transaction with what became of them, in their order. Lock the books first."""
    rows = await uow.fetch(
        f"""
        SELECT {_COLUMNS}, invoice_id, NOT {_NOT_TAKEN_BACK} AS taken_back, (
            SELECT t.number FROM work_lines AS later
            JOIN transactions AS t
              ON t.agency_id = $1 AND t.transaction_id = later.transaction_id
            WHERE later.agency_id = $1 AND later.entry_id = l.entry_id AND NOT later.voided
              AND later.transaction_id <> l.transaction_id AND t.state <> 'reversed'
              AND (later.version, later.corrects) > (l.version, l.corrects)
            ORDER BY later.version DESC, later.corrects DESC LIMIT 1) AS corrected_by
        FROM work_lines AS l
        WHERE l.agency_id = $1 AND l.transaction_id = $2 AND NOT l.voided
        ORDER BY l.position
        """,
        uow.agency_id,
        transaction_id,
    )
    return [
        CoveredWork(
            line=_line(row),
            invoice_id=InvoiceId(row["invoice_id"]) if row["invoice_id"] else None,
            taken_back=row["taken_back"],
            corrected_by=row["corrected_by"],
        )
        for row in rows
    ]


async def lowered_pay(uow: UnitOfWork, contractor_ids: Collection[PersonId]) -> LoweredPay:
    """What transactions that are not ordered pay of entries of which one of them takes back."""
    corrected = await uow.fetch(
        """
        SELECT DISTINCT back.entry_id FROM work_lines AS back
        JOIN transactions AS t
          ON t.agency_id = back.agency_id AND t.transaction_id = back.transaction_id
        WHERE back.agency_id = $1 AND back.contractor_id = ANY($2) AND back.corrects
          AND t.payment_id IS NULL AND t.state NOT IN ('paid', 'reversed')
        """,
        uow.agency_id,
        list(contractor_ids),
    )
    if not corrected:
        return {}
    rows = await uow.fetch(
        """
        SELECT l.entry_id, l.transaction_id, sum(l.pay_minor)::bigint AS pay_minor
        FROM work_lines AS l
        JOIN transactions AS t
          ON t.agency_id = l.agency_id AND t.transaction_id = l.transaction_id
        WHERE l.agency_id = $1 AND l.entry_id = ANY($2)
          AND t.payment_id IS NULL AND t.state NOT IN ('paid', 'reversed')
        GROUP BY l.entry_id, l.transaction_id
        """,
        uow.agency_id,
        [row["entry_id"] for row in corrected],
    )
    found: dict[EntryId, dict[TransactionId, int]] = defaultdict(dict)
    for row in rows:
        pays = found[EntryId(row["entry_id"])]
        pays[TransactionId(row["transaction_id"])] = row["pay_minor"]
    return {entry: pays for entry, pays in found.items() if min(pays.values()) < 0}


async def ordered_pay(uow: UnitOfWork, entry_ids: Collection[EntryId]) -> dict[EntryId, int]:
    """What of the pay of these entries is ordered or paid, in minor units."""
    rows = await uow.fetch(
        """
        SELECT l.entry_id, sum(l.pay_minor)::bigint AS pay_minor FROM work_lines AS l
        JOIN transactions AS t
          ON t.agency_id = l.agency_id AND t.transaction_id = l.transaction_id
        WHERE l.agency_id = $1 AND l.entry_id = ANY($2) AND t.payment_id IS NOT NULL
        GROUP BY l.entry_id
        """,
        uow.agency_id,
        list(entry_ids),
    )
    return {EntryId(row["entry_id"]): row["pay_minor"] for row in rows}


async def standing_in(
    uow: UnitOfWork, entry_ids: Collection[EntryId]
) -> dict[tuple[EntryId, int], TransactionId]:
    """The transaction in which each version of these entries was priced."""
    rows = await uow.fetch(
        """
        SELECT entry_id, version, transaction_id FROM work_lines
        WHERE agency_id = $1 AND entry_id = ANY($2) AND NOT corrects AND NOT voided
        """,
        uow.agency_id,
        list(entry_ids),
    )
    return {
        (EntryId(row["entry_id"]), row["version"]): TransactionId(row["transaction_id"])
        for row in rows
    }


async def corrected_with(uow: UnitOfWork, transaction_id: TransactionId) -> list[TransactionId]:
    """What is not ordered and corrects a transaction or is corrected by it, and so on; with it."""
    rows = await uow.fetch(
        """
        WITH RECURSIVE linked AS (
            SELECT $2::uuid AS transaction_id
            UNION
            SELECT other.transaction_id FROM linked
            JOIN work_lines AS own
              ON own.agency_id = $1 AND own.transaction_id = linked.transaction_id
            JOIN work_lines AS other
              ON other.agency_id = $1 AND other.entry_id = own.entry_id
                AND other.version = own.version AND other.corrects <> own.corrects
            JOIN transactions AS t
              ON t.agency_id = $1 AND t.transaction_id = other.transaction_id
            WHERE NOT own.voided AND NOT other.voided
              AND t.payment_id IS NULL AND t.state <> 'reversed'
        )
        SELECT transaction_id FROM linked
        """,
        uow.agency_id,
        transaction_id,
    )
    return [TransactionId(row["transaction_id"]) for row in rows]


async def void(uow: UnitOfWork, transaction_id: TransactionId) -> None:
    """Take the work of a reversed transaction off what is billable."""
    await uow.execute(
        """
        UPDATE work_lines SET voided = true
        WHERE agency_id = $1 AND transaction_id = $2 AND invoice_id IS NULL
        """,
        uow.agency_id,
        transaction_id,
    )


async def set_off(uow: UnitOfWork, lines: Sequence[tuple[PricedLine, PricedLine]]) -> None:
    """Lines that were taken back before they were billed, with what takes them back: never are."""
    await uow.execute(
        "UPDATE work_lines SET set_off = true WHERE agency_id = $1 AND line_id = ANY($2)",
        uow.agency_id,
        [line.line_id for pair in lines for line in pair],
    )


async def transactions_of(
    uow: UnitOfWork, entry_ids: Collection[EntryId]
) -> dict[TransactionId, set[EntryId]]:
    """In which transactions these entries stand; those that stand nowhere are left out."""
    rows = await uow.fetch(
        f"""
        SELECT l.transaction_id, l.entry_id FROM work_lines AS l
        JOIN transactions AS t
          ON t.agency_id = l.agency_id AND t.transaction_id = l.transaction_id
        WHERE l.agency_id = $1 AND l.entry_id = ANY($2) AND NOT l.corrects AND NOT l.voided
          AND t.state <> 'reversed' AND {_NOT_TAKEN_BACK}
        """,
        uow.agency_id,
        list(entry_ids),
    )
    found: dict[TransactionId, set[EntryId]] = defaultdict(set)
    for row in rows:
        found[TransactionId(row["transaction_id"])].add(EntryId(row["entry_id"]))
    return found


async def overbilled(
    uow: UnitOfWork, entry_ids: Collection[EntryId]
) -> dict[InvoiceId, list[UUID]]:
    """The lines of these entries that take something off what was billed, by invoice.

    Of each entry all that is on no invoice yet, where that comes to less than nothing: it takes it
    off the invoice on which the entry stood last. What comes to more is for the next invoice.
    """
    rows = await uow.fetch(
        """
        SELECT array_agg(line_id ORDER BY version, corrects DESC) AS line_ids, (
            SELECT billed.invoice_id FROM work_lines AS billed
            WHERE billed.agency_id = $1 AND billed.entry_id = l.entry_id
              AND billed.invoice_id IS NOT NULL AND NOT billed.corrects
            ORDER BY billed.version DESC LIMIT 1) AS invoice_id
        FROM work_lines AS l
        WHERE agency_id = $1 AND entry_id = ANY($2)
          AND invoice_id IS NULL AND NOT voided AND NOT set_off
        GROUP BY entry_id HAVING sum(bill_minor) < 0
        """,
        uow.agency_id,
        list(entry_ids),
    )
    found: dict[InvoiceId, list[UUID]] = defaultdict(list)
    for row in rows:
        found[InvoiceId(row["invoice_id"])] += row["line_ids"]
    return found


async def lines_of(uow: UnitOfWork, transaction_id: TransactionId) -> list[PricedLine]:
    """The lines of a transaction, in their order: without what took off its invoices what was
    reversed of them, which is no work."""
    rows = await uow.fetch(
        f"""
        SELECT {_COLUMNS} FROM work_lines AS l WHERE agency_id = $1 AND transaction_id = $2
          AND NOT (corrects AND EXISTS (
              SELECT FROM work_lines AS own
              WHERE own.agency_id = l.agency_id AND own.entry_id = l.entry_id
                AND own.version = l.version AND NOT own.corrects
                AND own.transaction_id = l.transaction_id))
        ORDER BY position
        """,
        uow.agency_id,
        transaction_id,
    )
    return [_line(row) for row in rows]


async def add(uow: UnitOfWork, lines: Sequence[tuple[TransactionId, int, PricedLine]]) -> None:
    """Add lines, each with its transaction and its position there."""
    await uow.execute(
        """
        INSERT INTO work_lines (agency_id, line_id, entry_id, version, corrects, work_order_id,
            project_id, company_id, contractor_id, work_on, article, quantity, minutes, note,
            currency, pay_rate, pay_minor, bill_rate, bill_minor, transaction_id, position)
        SELECT $1, * FROM unnest($2::uuid[], $3::uuid[], $4::int[], $5::bool[], $6::uuid[],
            $7::uuid[], $8::uuid[], $9::uuid[], $10::date[], $11::text[], $12::numeric[],
            $13::int[], $14::text[], $15::text[], $16::numeric[], $17::bigint[], $18::numeric[],
            $19::bigint[], $20::uuid[], $21::int[])
        """,
        uow.agency_id,
        [line.line_id for _, _, line in lines],
        [line.entry_id for _, _, line in lines],
        [line.version for _, _, line in lines],
        [line.corrects for _, _, line in lines],
        [line.work_order_id for _, _, line in lines],
        [line.project_id for _, _, line in lines],
        [line.company_id for _, _, line in lines],
        [line.contractor_id for _, _, line in lines],
        [line.work_on for _, _, line in lines],
        [line.article for _, _, line in lines],
        [line.quantity for _, _, line in lines],
        [line.minutes for _, _, line in lines],
        [line.note for _, _, line in lines],
        [line.pay.currency for _, _, line in lines],
        [line.pay_rate for _, _, line in lines],
        [line.pay.amount_minor for _, _, line in lines],
        [line.bill_rate for _, _, line in lines],
        [line.bill.amount_minor for _, _, line in lines],
        [transaction_id for transaction_id, _, _ in lines],
        [position for _, position, _ in lines],
    )


async def put_on_invoices(
    uow: UnitOfWork, invoiced: Sequence[tuple[InvoiceId, Sequence[Any]]]
) -> None:
    """Set the invoice that lines stand on; each pair is an invoice and the ids of its lines."""
    await uow.execute(
        """
        UPDATE work_lines SET invoice_id = put.invoice_id
        FROM unnest($2::uuid[], $3::uuid[]) AS put (line_id, invoice_id)
        WHERE agency_id = $1 AND work_lines.line_id = put.line_id
        """,
        uow.agency_id,
        [line_id for _, line_ids in invoiced for line_id in line_ids],
        [invoice_id for invoice_id, line_ids in invoiced for _ in line_ids],
    )


async def transactions_paid_for(
    uow: UnitOfWork, invoice_ids: Collection[InvoiceId]
) -> dict[TransactionId, InvoiceId]:
    """Transactions with work on these invoices whose every billed line is on one whose work is
    paid, and one of these on which they have work.

    Work that is billed at nothing is waited for by nobody; what takes back what was never billed
    waits with its transaction, and what changes the pay alone with the invoice of the entry.
    """
    rows = await uow.fetch(
        """
        WITH billed AS (
            SELECT transaction_id, entry_id, invoice_id FROM work_lines
            WHERE agency_id = $1 AND invoice_id = ANY($2)
        ), touched AS (
            SELECT $1::uuid AS agency_id, transaction_id, invoice_id FROM billed
            UNION
            SELECT $1, back.transaction_id, billed.invoice_id FROM billed
            JOIN work_lines AS own
              ON own.agency_id = $1 AND own.transaction_id = billed.transaction_id AND own.set_off
            JOIN work_lines AS back
              ON back.agency_id = $1 AND back.entry_id = own.entry_id
                AND back.version = own.version AND back.corrects AND back.set_off
            UNION
            SELECT $1, other.transaction_id, billed.invoice_id FROM billed
            JOIN work_lines AS other
              ON other.agency_id = $1 AND other.entry_id = billed.entry_id
                AND other.invoice_id IS NULL AND NOT other.voided AND NOT other.set_off
        )
        SELECT DISTINCT ON (touched.transaction_id) touched.transaction_id, touched.invoice_id
        FROM touched
        JOIN transactions AS t
          ON t.agency_id = touched.agency_id AND t.transaction_id = touched.transaction_id
        WHERE NOT t.client_paid AND t.state <> 'reversed'
          AND NOT EXISTS (
            SELECT FROM work_lines AS line
            LEFT JOIN invoices AS invoice
              ON invoice.agency_id = line.agency_id AND invoice.invoice_id = line.invoice_id
            WHERE line.agency_id = $1 AND line.transaction_id = touched.transaction_id
              AND line.bill_minor <> 0 AND NOT line.set_off
              AND CASE WHEN invoice.invoice_id IS NULL THEN (
                  SELECT coalesce(sum(own.bill_minor) FILTER (WHERE own.invoice_id IS NULL), 0) <> 0
                    OR bool_or(its.received_minor < its.total_minor - its.credited_minor)
                  FROM work_lines AS own
                  LEFT JOIN invoices AS its
                    ON its.agency_id = own.agency_id AND its.invoice_id = own.invoice_id
                  WHERE own.agency_id = $1 AND own.entry_id = line.entry_id
                    AND NOT own.voided AND NOT own.set_off)
                ELSE invoice.received_minor < invoice.total_minor - invoice.credited_minor END)
        ORDER BY touched.transaction_id, touched.invoice_id
        """,
        uow.agency_id,
        list(invoice_ids),
    )
    return {TransactionId(row["transaction_id"]): InvoiceId(row["invoice_id"]) for row in rows}


def _line(row: Row) -> PricedLine:
    currency = row["currency"]
    return PricedLine(
        line_id=row["line_id"],
        entry_id=EntryId(row["entry_id"]),
        version=row["version"],
        corrects=row["corrects"],
        work_order_id=WorkOrderId(row["work_order_id"]),
        project_id=ProjectId(row["project_id"]),
        company_id=CompanyId(row["company_id"]),
        contractor_id=PersonId(row["contractor_id"]),
        work_on=row["work_on"],
        article=ArticleKind(row["article"]),
        quantity=row["quantity"],
        minutes=row["minutes"],
        note=row["note"],
        pay_rate=row["pay_rate"],
        pay=Money(amount_minor=row["pay_minor"], currency=currency),
        bill_rate=row["bill_rate"],
        bill=Money(amount_minor=row["bill_minor"], currency=currency),
    )
