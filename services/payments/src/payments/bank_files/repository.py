"""SQL of the agency's own accounts, of what files order, and of entries that are of no payment."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from chassis.uow import UnitOfWork
from contracts.ids import PaymentId, PayRunId, PersonId
from contracts.money import Money
from payments.bank_files.matching import UnmatchedReason
from payments.bank_files.model import AgencyAccount, BankAgreement
from payments.rows import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmatchedEntry:
    """A part of an entry of the bank that is of no payment."""

    entry_id: UUID
    file_kind: str
    file_message_id: str
    booked_on: date
    is_debit: bool
    amount: Money
    bank_reference: str
    end_to_end_id: str
    party: str
    said: str
    why: UnmatchedReason
    read_at: datetime


async def add_account(uow: UnitOfWork, account: AgencyAccount) -> None:
    """Add an account of the agency: from now on it is the one of its currency."""
    await uow.execute(
        """
        INSERT INTO agency_accounts (agency_id, agency_account_id, currency, kind, name, country,
            ending, fingerprint, originator_id, short_name, data_centre, sealed, changed_by,
            changed_by_name, changed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
        """,
        uow.agency_id,
        account.agency_account_id,
        account.currency,
        account.kind,
        account.name,
        account.country,
        account.ending,
        account.fingerprint,
        account.agreement.originator_id,
        account.agreement.short_name,
        account.agreement.data_centre,
        account.sealed,
        account.changed_by,
        account.changed_by_name,
        account.changed_at,
    )


async def accounts(uow: UnitOfWork, currency: str | None = None) -> list[AgencyAccount]:
    """The agency's accounts, those of before too, of all currencies or one; in order of time."""
    rows = await uow.fetch(
        """
        SELECT agency_account_id, currency, kind, name, country, ending, fingerprint,
               originator_id, short_name, data_centre, sealed, changed_by, changed_by_name,
               changed_at
        FROM agency_accounts WHERE agency_id = $1 AND ($2::text IS NULL OR currency = $2)
        ORDER BY changed_at, agency_account_id
        """,
        uow.agency_id,
        currency,
    )
    return [_account(row) for row in rows]


async def payments_named(
    uow: UnitOfWork, payment_ids: Collection[UUID], pay_run_ids: Collection[UUID]
) -> Mapping[PayRunId, Collection[PaymentId]]:
    """The payments with these ids, and all of these runs, by run."""
    rows = await uow.fetch(
        """
        SELECT pay_run_id, array_agg(payment_id) AS payment_ids FROM payments
        WHERE agency_id = $1 AND (payment_id = ANY($2) OR pay_run_id = ANY($3))
        GROUP BY pay_run_id
        """,
        uow.agency_id,
        list(payment_ids),
        list(pay_run_ids),
    )
    return {PayRunId(row["pay_run_id"]): row["payment_ids"] for row in rows}


async def add_unmatched(uow: UnitOfWork, found: Sequence[UnmatchedEntry]) -> int:
    """Add entries that are of no payment; how many were not there."""
    rows = await uow.fetch(
        """
        INSERT INTO unmatched_entries (agency_id, entry_id, file_kind, file_message_id, booked_on,
            is_debit, amount_minor, currency, bank_reference, end_to_end_id, party, said, why,
            read_at)
        SELECT $1, *, $14 FROM unnest($2::uuid[], $3::text[], $4::text[], $5::date[], $6::bool[],
            $7::bigint[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[],
            $13::text[])
        ON CONFLICT DO NOTHING RETURNING true
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
        uow.now,
    )
    return len(rows)


async def unmatched(
    uow: UnitOfWork, *, after: tuple[date, UUID] | None, limit: int
) -> list[UnmatchedEntry]:
    """Entries that are of no payment, the latest day first."""
    rows = await uow.fetch(
        """
        SELECT entry_id, file_kind, file_message_id, booked_on, is_debit, amount_minor, currency,
               bank_reference, end_to_end_id, party, said, why, read_at
        FROM unmatched_entries
        WHERE agency_id = $1 AND ($2::date IS NULL OR (booked_on, entry_id) < ($2, $3::uuid))
        ORDER BY booked_on DESC, entry_id DESC LIMIT $4
        """,
        uow.agency_id,
        after[0] if after else None,
        after[1] if after else None,
        limit,
    )
    return [
        UnmatchedEntry(
            entry_id=row["entry_id"],
            file_kind=row["file_kind"],
            file_message_id=row["file_message_id"],
            booked_on=row["booked_on"],
            is_debit=row["is_debit"],
            amount=Money(amount_minor=row["amount_minor"], currency=row["currency"]),
            bank_reference=row["bank_reference"],
            end_to_end_id=row["end_to_end_id"],
            party=row["party"],
            said=row["said"],
            why=UnmatchedReason(row["why"]),
            read_at=row["read_at"],
        )
        for row in rows
    ]


def _account(row: Row) -> AgencyAccount:
    return AgencyAccount(
        agency_account_id=row["agency_account_id"],
        currency=row["currency"],
        kind=row["kind"],
        name=row["name"],
        country=row["country"],
        ending=row["ending"],
        fingerprint=row["fingerprint"],
        agreement=BankAgreement(
            originator_id=row["originator_id"],
            short_name=row["short_name"],
            data_centre=row["data_centre"],
        ),
        sealed=row["sealed"],
        changed_by=PersonId(row["changed_by"]),
        changed_by_name=row["changed_by_name"],
        changed_at=row["changed_at"],
    )
