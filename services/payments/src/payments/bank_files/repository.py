"""SQL of the agency's own accounts, of what files order, and of those that the bank sent."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from chassis.uow import UnitOfWork
from contracts.ids import PaymentId, PayRunId, PersonId
from contracts.money import Money
from payments.bank_files.matching import PaymentDirection
from payments.bank_files.model import AccountInFile, AgencyAccount, BankAgreement, ReceivedFile
from payments.bank_files.readings import ToldOf
from payments.rows import Row


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


async def settled_once(
    uow: UnitOfWork, payment_ids: Collection[PaymentId]
) -> Collection[PaymentId]:
    """Those of these payments whose money has left by the books, whether it came back or not."""
    rows = await uow.fetch(
        """
        SELECT DISTINCT cause_id FROM postings
        WHERE agency_id = $1 AND cause_id = ANY($2) AND cause = 'settlement'
        """,
        uow.agency_id,
        list(payment_ids),
    )
    return {PaymentId(row["cause_id"]) for row in rows}


async def told_of_payments(
    uow: UnitOfWork, payment_ids: Collection[PaymentId]
) -> dict[PaymentDirection, list[ToldOf]]:
    """The entries that told of these payments, the one that moved it first. Lock the books."""
    if not payment_ids:
        return {}
    rows = await uow.fetch(
        """
        SELECT payment_id, is_debit, reading_id, booked_on FROM payment_entries
        WHERE agency_id = $1 AND payment_id = ANY($2) ORDER BY payment_id, is_debit, nth
        """,
        uow.agency_id,
        list(payment_ids),
    )
    told: dict[PaymentDirection, list[ToldOf]] = defaultdict(list)
    for row in rows:
        one = ToldOf(reading_id=row["reading_id"], booked_on=row["booked_on"])
        told[PaymentId(row["payment_id"]), row["is_debit"]].append(one)
    return told


async def add_told(
    uow: UnitOfWork, file_id: UUID, told: Mapping[PaymentDirection, Sequence[ToldOf]]
) -> None:
    """Keep which entries of a file told of payments, after those of before. Lock the books."""
    rows = [(ident, is_debit, one) for (ident, is_debit), of in told.items() for one in of]
    if not rows:
        return
    await uow.execute(
        """
        INSERT INTO payment_entries (agency_id, payment_id, is_debit, nth, reading_id, booked_on,
            file_id, read_at)
        SELECT $1, n.payment_id, n.is_debit,
               (SELECT count(*) FROM payment_entries AS e
                WHERE e.agency_id = $1 AND e.payment_id = n.payment_id
                  AND e.is_debit = n.is_debit)
               + row_number() OVER (PARTITION BY n.payment_id, n.is_debit ORDER BY n.position),
               n.reading_id, n.booked_on, $6, $7
        FROM unnest($2::uuid[], $3::bool[], $4::uuid[], $5::date[])
            WITH ORDINALITY AS n (payment_id, is_debit, reading_id, booked_on, position)
        """,
        uow.agency_id,
        [ident for ident, _, _ in rows],
        [is_debit for _, is_debit, _ in rows],
        [one.reading_id for _, _, one in rows],
        [one.booked_on for _, _, one in rows],
        file_id,
        uow.now,
    )


async def first_of(uow: UnitOfWork, digest: str) -> UUID | None:
    """The first file of these bytes that was read. Lock the books first."""
    found: UUID | None = await uow.fetchval(
        """
        SELECT file_id FROM bank_files WHERE agency_id = $1 AND digest = $2
        ORDER BY received_at, file_id LIMIT 1
        """,
        uow.agency_id,
        digest,
    )
    return found


async def add_file(uow: UnitOfWork, file: ReceivedFile) -> None:
    """Add a file of the bank that was read."""
    await uow.execute(
        """
        INSERT INTO bank_files (agency_id, file_id, kind, message_id, digest, repeats, accounts,
            taken, refused, matched, unmatched, received_by, received_by_name, received_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        """,
        uow.agency_id,
        file.file_id,
        file.kind,
        file.message_id,
        file.digest,
        file.repeats,
        [
            {
                "ending": one.ending,
                "credited": one.credited.model_dump(mode="json"),
                "debited": one.debited.model_dump(mode="json"),
            }
            for one in file.accounts
        ],
        file.taken,
        file.refused,
        file.matched,
        file.unmatched,
        file.received_by,
        file.received_by_name,
        file.received_at,
    )


async def files(
    uow: UnitOfWork, *, after: tuple[datetime, UUID] | None, limit: int
) -> list[ReceivedFile]:
    """Files of the bank that were read, the latest first."""
    rows = await uow.fetch(
        """
        SELECT file_id, kind, message_id, digest, repeats, accounts, taken, refused, matched,
               unmatched, received_by, received_by_name, received_at
        FROM bank_files
        WHERE agency_id = $1
          AND ($2::timestamptz IS NULL OR (received_at, file_id) < ($2, $3::uuid))
        ORDER BY received_at DESC, file_id DESC LIMIT $4
        """,
        uow.agency_id,
        after[0] if after else None,
        after[1] if after else None,
        limit,
    )
    return [_file(row) for row in rows]


def _file(row: Row) -> ReceivedFile:
    return ReceivedFile(
        file_id=row["file_id"],
        kind=row["kind"],
        message_id=row["message_id"],
        digest=row["digest"],
        repeats=row["repeats"],
        accounts=[
            AccountInFile(
                ending=one["ending"],
                credited=Money.model_validate(one["credited"]),
                debited=Money.model_validate(one["debited"]),
            )
            for one in row["accounts"]
        ],
        taken=row["taken"],
        refused=row["refused"],
        matched=row["matched"],
        unmatched=row["unmatched"],
        received_by=PersonId(row["received_by"]),
        received_by_name=row["received_by_name"],
        received_at=row["received_at"],
    )


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
