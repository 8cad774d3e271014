"""SQL of entries that are of no payment: which were read, and what became of them."""

from collections.abc import Collection, Sequence
from uuid import UUID

from chassis.errors import NotFoundError
from chassis.uow import UnitOfWork
from contracts.ids import CompanyId, InvoiceId, PersonId
from contracts.money import Money
from payments.bank_files.entries.allocation import ReferredInvoice
from payments.bank_files.entries.model import (
    BankEntry,
    EntryOutcome,
    Resolution,
    ReturnedEntry,
)
from payments.bank_files.entries.recognition import NewDescription
from payments.bank_files.matching import UnmatchedReason
from payments.bank_files.readings import Form, KnownEntry
from payments.rows import Row

COLUMNS = """e.entry_id, e.file_id, e.file_kind, e.file_message_id, e.account_id, e.booked_on,
    e.is_debit, e.amount_minor, e.currency, e.bank_reference, e.end_to_end_id, e.party, e.said,
    e.why, e.read_at"""


async def readings(uow: UnitOfWork, reading_ids: Collection[UUID]) -> dict[UUID, bool]:
    """Which of these entries were read before, and whether with their details."""
    rows = await uow.fetch(
        """
        SELECT reading_id, bool_or(with_details) AS with_details FROM bank_readings
        WHERE agency_id = $1 AND reading_id = ANY($2) GROUP BY reading_id
        """,
        uow.agency_id,
        list(reading_ids),
    )
    return {row["reading_id"]: row["with_details"] for row in rows}


async def add_readings(uow: UnitOfWork, file_id: UUID, read: Sequence[tuple[UUID, bool]]) -> None:
    """Keep that these entries were read, each as one sum or with its details."""
    await uow.execute(
        """
        INSERT INTO bank_readings (agency_id, reading_id, with_details, file_id)
        SELECT $1, *, $4 FROM unnest($2::uuid[], $3::bool[])
        """,
        uow.agency_id,
        [reading_id for reading_id, _ in read],
        [with_details for _, with_details in read],
        file_id,
    )


async def described(uow: UnitOfWork, alike_ids: Collection[UUID]) -> list[KnownEntry]:
    """The entries without a reference that are like these, in order. Lock the books first."""
    rows = await uow.fetch(
        """
        SELECT alike_id, nth, array_agg(form) AS forms, array_agg(digest) AS digests,
               (array_agg(entry_id) FILTER (WHERE entry_id IS NOT NULL))[1] AS sum_id
        FROM entries_without_reference WHERE agency_id = $1 AND alike_id = ANY($2)
        GROUP BY alike_id, nth ORDER BY alike_id, nth
        """,
        uow.agency_id,
        list(alike_ids),
    )
    return [
        KnownEntry(
            alike_id=row["alike_id"],
            nth=row["nth"],
            said=dict(zip(map(Form, row["forms"]), row["digests"], strict=True)),
            sum_id=row["sum_id"],
        )
        for row in rows
    ]


async def of_before(uow: UnitOfWork, entry_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of these that are in the books and of no entry that was described."""
    rows = await uow.fetch(
        """
        SELECT entry_id FROM unmatched_entries AS e
        WHERE agency_id = $1 AND entry_id = ANY($2) AND NOT EXISTS (
            SELECT FROM entries_without_reference AS d
            WHERE d.agency_id = $1 AND d.entry_id = e.entry_id
        )
        """,
        uow.agency_id,
        list(entry_ids),
    )
    return frozenset(row["entry_id"] for row in rows)


async def add_descriptions(uow: UnitOfWork, file_id: UUID, said: Sequence[NewDescription]) -> None:
    """Keep what a file says of entries that have no reference. Lock the books first."""
    await uow.execute(
        """
        INSERT INTO entries_without_reference (agency_id, alike_id, nth, form, digest, entry_id,
            file_id)
        SELECT $1, *, $7 FROM unnest($2::uuid[], $3::integer[], $4::text[], $5::uuid[], $6::uuid[])
        """,
        uow.agency_id,
        [one.alike_id for one in said],
        [one.nth for one in said],
        [one.form for one in said],
        [one.digest for one in said],
        [one.sum_id for one in said],
        file_id,
    )


async def add(uow: UnitOfWork, found: Sequence[BankEntry]) -> set[UUID]:
    """Add entries that are of no payment; the ids of those that were not there."""
    rows = await uow.fetch(
        """
        INSERT INTO unmatched_entries (agency_id, entry_id, file_kind, file_message_id, booked_on,
            is_debit, amount_minor, currency, bank_reference, end_to_end_id, party, said, why,
            file_id, account_id, read_at)
        SELECT $1, *, $16 FROM unnest($2::uuid[], $3::text[], $4::text[], $5::date[], $6::bool[],
            $7::bigint[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[],
            $13::text[], $14::uuid[], $15::uuid[])
        ON CONFLICT DO NOTHING RETURNING entry_id
        """,
        uow.agency_id,
        [one.entry_id for one in found],
        [one.file_kind for one in found],
        [one.file_message_id for one in found],
        [one.booked_on for one in found],
        [one.is_debit for one in found],
        [one.amount.amount_minor for one in found],
        [one.amount.currency for one in found],
        [one.bank_reference for one in found],
        [one.end_to_end_id for one in found],
        [one.party for one in found],
        [one.said for one in found],
        [one.why for one in found],
        [one.file_id for one in found],
        [one.account_id for one in found],
        uow.now,
    )
    return {row["entry_id"] for row in rows}


async def entries(uow: UnitOfWork, entry_ids: Collection[UUID]) -> dict[UUID, BankEntry]:
    """Those of these that there are."""
    rows = await uow.fetch(
        f"SELECT {COLUMNS} FROM unmatched_entries AS e WHERE agency_id = $1 AND entry_id = ANY($2)",
        uow.agency_id,
        list(entry_ids),
    )
    return {row["entry_id"]: entry_of(row) for row in rows}


async def get(uow: UnitOfWork, entry_id: UUID) -> BankEntry:
    """An entry that is of no payment. Raises NotFoundError."""
    found = (await entries(uow, [entry_id])).get(entry_id)
    if found is None:
        raise NotFoundError("entry of the bank", entry_id)
    return found


async def resolutions(uow: UnitOfWork, entry_ids: Collection[UUID]) -> dict[UUID, Resolution]:
    """What became of these entries; those that wait are left out. Lock the books first."""
    rows = await uow.fetch(
        """
        SELECT DISTINCT ON (entry_id) entry_id, step, how, company_id, reason, resolved_by,
               resolved_by_name, resolved_at
        FROM entry_resolutions WHERE agency_id = $1 AND entry_id = ANY($2)
        ORDER BY entry_id, step DESC
        """,
        uow.agency_id,
        list(entry_ids),
    )
    return {row["entry_id"]: resolution_of(row) for row in rows}


async def resolve(uow: UnitOfWork, resolved: Sequence[Resolution]) -> bool:
    """Keep what became of entries; False where one of these steps was taken before."""
    rows = await uow.fetch(
        """
        INSERT INTO entry_resolutions (agency_id, entry_id, step, how, company_id, reason,
            resolved_by, resolved_by_name, resolved_at)
        SELECT $1, * FROM unnest($2::uuid[], $3::smallint[], $4::text[], $5::uuid[], $6::text[],
            $7::uuid[], $8::text[], $9::timestamptz[])
        ON CONFLICT DO NOTHING RETURNING entry_id
        """,
        uow.agency_id,
        [one.entry_id for one in resolved],
        [one.step for one in resolved],
        [one.how for one in resolved],
        [one.company_id for one in resolved],
        [one.reason for one in resolved],
        [one.resolved_by for one in resolved],
        [one.resolved_by_name for one in resolved],
        [one.resolved_at for one in resolved],
    )
    return len(rows) == len(resolved)


async def returned(uow: UnitOfWork, entry_ids: Collection[UUID]) -> list[ReturnedEntry]:
    """Credits and the debits that take them back, of which one is among these: just as much, later,
    on the same account, and called the same by the bank or by the payer. Lock the books first.

    A credit that was told in parts is none, nor is one that stands in the books by hand.
    """
    pairs = await uow.fetch(
        """
        WITH named AS (
            SELECT entry_id, is_debit, amount_minor, currency, bank_reference, end_to_end_id,
                   booked_on, why
            FROM unmatched_entries WHERE agency_id = $1 AND entry_id = ANY($2)
        ), pairs AS (
            SELECT n.entry_id, o.entry_id AS other_id, n.is_debit
            FROM named AS n JOIN unmatched_entries AS o
                 ON o.agency_id = $1 AND o.bank_reference <> ''
                    AND o.bank_reference = n.bank_reference
            WHERE o.is_debit <> n.is_debit AND o.amount_minor = n.amount_minor
              AND o.currency = n.currency
            UNION
            SELECT n.entry_id, o.entry_id, n.is_debit
            FROM named AS n JOIN unmatched_entries AS o
                 ON o.agency_id = $1 AND o.end_to_end_id <> ''
                    AND o.end_to_end_id = n.end_to_end_id
            WHERE o.is_debit <> n.is_debit AND o.amount_minor = n.amount_minor
              AND o.currency = n.currency AND n.end_to_end_id <> 'NOTPROVIDED'
        )
        SELECT DISTINCT c.entry_id AS credit_id, d.entry_id AS debit_id
        FROM pairs AS p
        JOIN unmatched_entries AS c ON c.agency_id = $1
             AND c.entry_id = CASE WHEN p.is_debit THEN p.other_id ELSE p.entry_id END
        JOIN unmatched_entries AS d ON d.agency_id = $1
             AND d.entry_id = CASE WHEN p.is_debit THEN p.entry_id ELSE p.other_id END
        LEFT JOIN LATERAL (
            SELECT r.how FROM entry_resolutions AS r
            WHERE r.agency_id = $1 AND r.entry_id = c.entry_id ORDER BY r.step DESC LIMIT 1
        ) AS became ON true
        WHERE c.booked_on <= d.booked_on AND coalesce(c.account_id = d.account_id, true)
          AND d.why = ANY($3)
          AND coalesce(became.how <> ALL($4), true)
          AND NOT EXISTS (
              SELECT FROM entry_resolutions AS r
              WHERE r.agency_id = $1 AND r.entry_id = d.entry_id
          )
        """,
        uow.agency_id,
        list(entry_ids),
        [UnmatchedReason.RETURNED, UnmatchedReason.UNKNOWN],
        [EntryOutcome.TOLD_IN_PARTS, EntryOutcome.RECORDED_BY_HAND, EntryOutcome.TAKEN_BACK],
    )
    found = await entries(uow, {ident for row in pairs for ident in row.values()})
    became = await resolutions(uow, [row["credit_id"] for row in pairs])
    return [
        ReturnedEntry(
            credit=found[row["credit_id"]],
            debit=found[row["debit_id"]],
            became=became.get(row["credit_id"]),
        )
        for row in pairs
    ]


async def referred_invoices(
    uow: UnitOfWork, numbers: Collection[str]
) -> dict[str, ReferredInvoice]:
    """The agency's invoices with these numbers, by number. Lock the books first."""
    rows = await uow.fetch(
        """
        SELECT i.number, i.invoice_id, i.company_id, i.currency,
               array(SELECT r.amount_minor FROM receipts AS r
                     WHERE r.agency_id = i.agency_id AND r.invoice_id = i.invoice_id
                       AND r.source = 'bank' AND r.bank_entry_id IS NULL) AS by_hand
        FROM invoices AS i WHERE i.agency_id = $1 AND i.number = ANY($2)
        """,
        uow.agency_id,
        list(numbers),
    )
    return {
        row["number"]: ReferredInvoice(
            invoice_id=InvoiceId(row["invoice_id"]),
            company_id=CompanyId(row["company_id"]),
            currency=row["currency"],
            by_hand=frozenset(row["by_hand"]),
        )
        for row in rows
    }


def entry_of(row: Row) -> BankEntry:
    """An entry as it was read."""
    return BankEntry(
        entry_id=row["entry_id"],
        file_id=row["file_id"],
        file_kind=row["file_kind"],
        file_message_id=row["file_message_id"],
        account_id=row["account_id"],
        booked_on=row["booked_on"],
        is_debit=row["is_debit"],
        amount=Money(amount_minor=row["amount_minor"], currency=row["currency"]),
        bank_reference=row["bank_reference"],
        end_to_end_id=row["end_to_end_id"],
        party=row["party"],
        said=row["said"],
        why=UnmatchedReason(row["why"]) if row["why"] else None,
        read_at=row["read_at"],
    )


def resolution_of(row: Row) -> Resolution:
    """What became of an entry."""
    return Resolution(
        entry_id=row["entry_id"],
        step=row["step"],
        how=EntryOutcome(row["how"]),
        company_id=CompanyId(row["company_id"]) if row["company_id"] else None,
        reason=row["reason"],
        resolved_by=PersonId(row["resolved_by"]),
        resolved_by_name=row["resolved_by_name"],
        resolved_at=row["resolved_at"],
    )
