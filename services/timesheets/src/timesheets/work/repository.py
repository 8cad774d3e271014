"""All SQL that writes logged work, and reads it to decide. Many entries cost one statement."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from chassis.uow import UnitOfWork
from contracts.events.timesheets import ArticleKind
from contracts.ids import EntryId, InvoiceId, PersonId, WorkOrderId
from contracts.reach import Reach
from timesheets.reach import narrow
from timesheets.sql import Where
from timesheets.work.model import LoggedWork, Status, Step, Work

if TYPE_CHECKING:
    from asyncpg import Record

_COLUMNS = """
    e.entry_id, e.work_order_id, e.project_id, e.company_id, e.contractor_id, e.version, e.status,
    e.work_on, e.article, e.quantity, e.minutes, e.note, e.written_by, e.written_at, e.submitted_at
"""


def entry_of(row: "Record") -> LoggedWork:
    """An entry from a row that has the columns of `entries`."""
    return LoggedWork(
        entry_id=row["entry_id"],
        work_order_id=row["work_order_id"],
        project_id=row["project_id"],
        company_id=row["company_id"],
        contractor_id=row["contractor_id"],
        version=row["version"],
        status=Status(row["status"]),
        work=Work(
            work_on=row["work_on"],
            article=ArticleKind(row["article"]),
            quantity=row["quantity"],
            minutes=row["minutes"],
            note=row["note"],
        ),
        written_by=row["written_by"],
        written_at=row["written_at"],
        submitted_at=row["submitted_at"],
    )


async def add(uow: UnitOfWork, entries: Sequence[LoggedWork]) -> None:
    """Insert new entries, all in one statement."""
    await uow.execute(
        """
        INSERT INTO entries
            (agency_id, entry_id, work_order_id, project_id, company_id, contractor_id, version,
             status, work_on, article, quantity, minutes, note, written_by, written_at)
        SELECT $1, n.*
        FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::int[],
                    $8::text[], $9::date[], $10::text[], $11::numeric[], $12::int[], $13::text[],
                    $14::uuid[], $15::timestamptz[]) AS n
        """,
        uow.agency_id,
        [entry.entry_id for entry in entries],
        [entry.work_order_id for entry in entries],
        [entry.project_id for entry in entries],
        [entry.company_id for entry in entries],
        [entry.contractor_id for entry in entries],
        [entry.version for entry in entries],
        [entry.status for entry in entries],
        [entry.work.work_on for entry in entries],
        [entry.work.article for entry in entries],
        [entry.work.quantity for entry in entries],
        [entry.work.minutes for entry in entries],
        [entry.work.note for entry in entries],
        [entry.written_by for entry in entries],
        [entry.written_at for entry in entries],
    )


async def lock(uow: UnitOfWork, where: Where, *, limit: int) -> list[LoggedWork]:
    """Entries that `where` finds (it speaks of them as `e`), locked until the unit of work ends.

    Always in the order of their ids, so that two who lock the same ones wait and never deadlock.
    """
    rows = await uow.fetch(
        f"""
        SELECT {_COLUMNS} FROM entries e WHERE {where.sql}
        ORDER BY e.entry_id LIMIT {limit:d} FOR NO KEY UPDATE
        """,
        *where.values,
    )
    return [entry_of(row) for row in rows]


async def lock_one(uow: UnitOfWork, reach: Reach, entry_id: EntryId) -> LoggedWork | None:
    """One entry within reach, locked until the unit of work ends."""
    where = Where("e.agency_id = {}", uow.agency_id).add("e.entry_id = {}", entry_id)
    found = await lock(uow, narrow(where, reach), limit=1)
    return found[0] if found else None


async def rewrite(uow: UnitOfWork, before: LoggedWork, after: LoggedWork) -> None:
    """Put the next version in place; one that was handed in once is kept readable."""
    if before.was_submitted:
        await uow.execute(
            """
            INSERT INTO entry_versions
                (agency_id, entry_id, version, work_on, article, quantity, minutes, note,
                 written_by, written_at, replaced_by, replaced_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            """,
            uow.agency_id,
            before.entry_id,
            before.version,
            before.work.work_on,
            before.work.article,
            before.work.quantity,
            before.work.minutes,
            before.work.note,
            before.written_by,
            before.written_at,
            after.written_by,
            after.written_at,
        )
    await uow.execute(
        """
        UPDATE entries SET version = $3, work_on = $4, article = $5, quantity = $6, minutes = $7,
            note = $8, written_by = $9, written_at = $10
        WHERE agency_id = $1 AND entry_id = $2
        """,
        uow.agency_id,
        after.entry_id,
        after.version,
        after.work.work_on,
        after.work.article,
        after.work.quantity,
        after.work.minutes,
        after.work.note,
        after.written_by,
        after.written_at,
    )


async def delete_draft(uow: UnitOfWork, entry_id: EntryId) -> None:
    """Remove a draft. Nobody but its contractor ever saw it."""
    await uow.execute(
        "DELETE FROM entries WHERE agency_id = $1 AND entry_id = $2 AND submitted_at IS NULL",
        uow.agency_id,
        entry_id,
    )


async def save_submitted(uow: UnitOfWork, entries: Sequence[LoggedWork]) -> None:
    """They wait for approval from now on."""
    await uow.execute(
        """
        UPDATE entries SET status = 'to_approval', submitted_at = $3, return_reason = NULL
        WHERE agency_id = $1 AND entry_id = ANY($2::uuid[])
        """,
        uow.agency_id,
        [entry.entry_id for entry in entries],
        uow.now,
    )


async def save_approved(uow: UnitOfWork, entries: Sequence[LoggedWork]) -> None:
    """The acting person approved them."""
    await uow.execute(
        """
        UPDATE entries SET status = 'approved', approved_by = $3, approved_at = $4
        WHERE agency_id = $1 AND entry_id = ANY($2::uuid[])
        """,
        uow.agency_id,
        [entry.entry_id for entry in entries],
        uow.actor.person,
        uow.now,
    )


async def save_returned(uow: UnitOfWork, entries: Sequence[LoggedWork], reason: str) -> None:
    """They went back to their contractors."""
    await uow.execute(
        """
        UPDATE entries SET status = 'returned', return_reason = $3,
            approved_by = NULL, approved_at = NULL
        WHERE agency_id = $1 AND entry_id = ANY($2::uuid[])
        """,
        uow.agency_id,
        [entry.entry_id for entry in entries],
        reason,
    )


async def save_withdrawn(uow: UnitOfWork, entry_id: EntryId) -> None:
    """It left every list."""
    await uow.execute(
        "UPDATE entries SET status = 'withdrawn' WHERE agency_id = $1 AND entry_id = $2",
        uow.agency_id,
        entry_id,
    )


async def save_invoiced(
    uow: UnitOfWork, entries: Sequence[LoggedWork], invoice_id: InvoiceId
) -> None:
    """They stand on this invoice."""
    await uow.execute(
        """
        UPDATE entries SET status = 'invoiced', invoice_id = $3
        WHERE agency_id = $1 AND entry_id = ANY($2::uuid[])
        """,
        uow.agency_id,
        [entry.entry_id for entry in entries],
        invoice_id,
    )


async def add_steps(
    uow: UnitOfWork, entries: Sequence[LoggedWork], step: Step, reason: str = ""
) -> None:
    """Keep for good who moved these entries on, at which version, when and why."""
    await uow.execute(
        """
        INSERT INTO entry_steps (agency_id, entry_id, version, step, reason, taken_by, taken_at)
        SELECT $1, n.entry_id, n.version, $4, $5, $6, $7
        FROM unnest($2::uuid[], $3::int[]) AS n (entry_id, version)
        """,
        uow.agency_id,
        [entry.entry_id for entry in entries],
        [entry.version for entry in entries],
        step,
        reason,
        uow.actor.person_id,
        uow.now,
    )


async def logged_between(
    uow: UnitOfWork, contractor_id: PersonId, first_on: date, last_on: date
) -> list[tuple[WorkOrderId, Work]]:
    """The contractor's work of these days on all work orders, withdrawn work left out."""
    rows = await uow.fetch(
        """
        SELECT work_order_id, work_on, article, quantity, minutes, note FROM entries
        WHERE agency_id = $1 AND contractor_id = $2 AND work_on BETWEEN $3 AND $4
          AND status <> 'withdrawn'
        """,
        uow.agency_id,
        contractor_id,
        first_on,
        last_on,
    )
    return [
        (
            row["work_order_id"],
            Work(
                work_on=row["work_on"],
                article=ArticleKind(row["article"]),
                quantity=row["quantity"],
                minutes=row["minutes"],
                note=row["note"],
            ),
        )
        for row in rows
    ]


async def minutes_on(
    uow: UnitOfWork, contractor_id: PersonId, work_on: date, *, without: EntryId | None
) -> Decimal:
    """The contractor's minutes of a day over all work orders, one entry left out."""
    minutes: Decimal = await uow.fetchval(
        """
        SELECT coalesce(sum(coalesce(minutes, quantity * 60)), 0) FROM entries
        WHERE agency_id = $1 AND contractor_id = $2 AND work_on = $3
          AND article <> 'expense' AND status <> 'withdrawn' AND entry_id IS DISTINCT FROM $4
        """,
        uow.agency_id,
        contractor_id,
        work_on,
        without,
    )
    return minutes


async def first_of_cell(uow: UnitOfWork, work_order_id: WorkOrderId, work: Work) -> EntryId | None:
    """The entry that stands on this work order for the article and day of `work`, None if none."""
    return await uow.fetchval(
        """
        SELECT entry_id FROM entries
        WHERE agency_id = $1 AND work_order_id = $2 AND work_on = $3 AND article = $4
          AND status <> 'withdrawn'
        ORDER BY entry_id LIMIT 1
        """,
        uow.agency_id,
        work_order_id,
        work.work_on,
        work.article,
    )


async def add_comment(
    uow: UnitOfWork, entry: LoggedWork, *, comment_id: UUID, text: str, reaches_contractor: bool
) -> None:
    """Keep a comment of the acting person on the entry's present version."""
    await uow.execute(
        """
        INSERT INTO comments (agency_id, comment_id, entry_id, version, text, author_id,
                              author_portal, visible_to_contractor, commented_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """,
        uow.agency_id,
        comment_id,
        entry.entry_id,
        entry.version,
        text,
        uow.actor.person,
        uow.actor.portal,
        reaches_contractor,
        uow.now,
    )
