"""All SQL that writes logged work, and reads it to decide. Many entries cost one statement."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING
from uuid import UUID

from chassis.conditions import Conditions
from chassis.uow import UnitOfWork
from contracts.events.timesheets import ArticleKind, WorkCommented
from contracts.ids import EntryId, InvoiceId, PersonId, WorkOrderId
from contracts.reach import Reach
from timesheets.reach.rule import narrow
from timesheets.work.model import LoggedWork, ProvisionalApproval, Status, Work
from timesheets.work.transitions import Decision, Transition

if TYPE_CHECKING:
    from asyncpg import Record

_COLUMNS = """
    e.entry_id, e.work_order_id, e.project_id, e.company_id, e.contractor_id, e.version, e.status,
    e.work_on, e.article, e.quantity, e.minutes, e.note, e.written_by, e.written_at, e.submitted_at,
    e.return_reason, e.approved_by, e.approved_at, e.approved_for, e.approval_id, e.final_at,
    e.invoice_id
"""


# Of thousands of rows at once: calling an enumeration takes several times as long as looking it up.
_STATUS = {status.value: status for status in Status}
_ARTICLE = {article.value: article for article in ArticleKind}


def entry_of(row: "Record") -> LoggedWork:
    """An entry from a row that has the columns of `entries`."""
    return LoggedWork(
        entry_id=row["entry_id"],
        work_order_id=row["work_order_id"],
        project_id=row["project_id"],
        company_id=row["company_id"],
        contractor_id=row["contractor_id"],
        version=row["version"],
        status=_STATUS[row["status"]],
        work=Work(
            work_on=row["work_on"],
            article=_ARTICLE[row["article"]],
            quantity=row["quantity"],
            minutes=row["minutes"],
            note=row["note"],
        ),
        written_by=row["written_by"],
        written_at=row["written_at"],
        submitted_at=row["submitted_at"],
        return_reason=row["return_reason"],
        approved_by=row["approved_by"],
        approved_at=row["approved_at"],
        approved_for=row["approved_for"],
        provisional=_provisional(row),
        invoice_id=row["invoice_id"],
    )


def _provisional(row: "Record") -> ProvisionalApproval | None:
    if row["approval_id"] is None:
        return None
    return ProvisionalApproval(approval_id=row["approval_id"], final_at=row["final_at"])


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


async def lock(uow: UnitOfWork, where: Conditions, *, limit: int) -> list[LoggedWork]:
    """Entries that `where` finds (it speaks of them as `e`), locked until the unit of work ends.

    Always in the order of their ids, so that two who lock the same ones wait and never deadlock.
    """
    rows = await uow.fetch(
        f"""
        SELECT {_COLUMNS} FROM entries e WHERE {where.sql}
        ORDER BY e.entry_id LIMIT {limit:d} FOR NO KEY UPDATE
        """,
        *where.arguments,
    )
    return [entry_of(row) for row in rows]


async def fingerprint(uow: UnitOfWork, where: Conditions) -> str:
    """Stands for entries that `where` finds, their versions and the terms of their work orders.

    It is another as soon as one comes, goes or is changed, or a work order changes. It is made of
    nothing that those who may not see amounts could reckon rates from.
    """
    found: str = await uow.fetchval(
        f"""
        SELECT encode(sha256(convert_to(coalesce(string_agg(
            concat_ws(':', e.entry_id, e.version, w.version), ',' ORDER BY e.entry_id
        ), ''), 'UTF8')), 'hex')
        FROM entries e
        JOIN work_orders w ON w.agency_id = e.agency_id AND w.work_order_id = e.work_order_id
        WHERE {where.sql}
        """,
        *where.arguments,
    )
    return found


async def lock_one(uow: UnitOfWork, reach: Reach, entry_id: EntryId) -> LoggedWork | None:
    """One entry within reach, locked until the unit of work ends."""
    where = Conditions().add("e.agency_id = {}", uow.agency_id).add("e.entry_id = {}", entry_id)
    found = await lock(uow, narrow(where, reach), limit=1)
    return found[0] if found else None


async def save(uow: UnitOfWork, decision: Decision) -> None:
    """Write what was decided of entries that are locked, whatever it was.

    The acting person stands in their history with it; a version that was handed in once is kept
    readable, a draft that was taken back is removed.
    """
    rewritten = [one for one in decision.moved if one.is_new_version]
    if rewritten:
        await _keep_versions(uow, rewritten)
        await _save_versions(uow, [one.after for one in rewritten])
    if removed := [entry for entry in decision.after if entry.leaves_no_trace]:
        await _remove(uow, removed)
    if kept := [one for one in decision.moved if not one.after.leaves_no_trace]:
        await _save_standing(uow, kept)
    if decision.in_history:
        await _add_steps(uow, decision)


async def _keep_versions(uow: UnitOfWork, rewritten: Sequence[Transition]) -> None:
    await uow.executemany(
        """
        INSERT INTO entry_versions
            (agency_id, entry_id, version, work_on, article, quantity, minutes, note,
             written_by, written_at, replaced_by, replaced_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        """,
        [
            (
                uow.agency_id,
                one.before.entry_id,
                one.before.version,
                one.before.work.work_on,
                one.before.work.article,
                one.before.work.quantity,
                one.before.work.minutes,
                one.before.work.note,
                one.before.written_by,
                one.before.written_at,
                one.after.written_by,
                one.after.written_at,
            )
            for one in rewritten
            if one.before.was_submitted
        ],
    )


async def _save_versions(uow: UnitOfWork, entries: Sequence[LoggedWork]) -> None:
    await uow.executemany(
        """
        UPDATE entries SET version = $3, work_on = $4, article = $5, quantity = $6, minutes = $7,
            note = $8, written_by = $9, written_at = $10
        WHERE agency_id = $1 AND entry_id = $2
        """,
        [
            (
                uow.agency_id,
                entry.entry_id,
                entry.version,
                entry.work.work_on,
                entry.work.article,
                entry.work.quantity,
                entry.work.minutes,
                entry.work.note,
                entry.written_by,
                entry.written_at,
            )
            for entry in entries
        ],
    )


async def _remove(uow: UnitOfWork, drafts: Sequence[LoggedWork]) -> None:
    await uow.execute(
        """
        DELETE FROM entries
        WHERE agency_id = $1 AND entry_id = ANY($2::uuid[]) AND submitted_at IS NULL
        """,
        uow.agency_id,
        [entry.entry_id for entry in drafts],
    )


def _approval_id(entry: LoggedWork) -> UUID | None:
    return entry.provisional and entry.provisional.approval_id


def _final_at(entry: LoggedWork) -> datetime | None:
    return entry.provisional and entry.provisional.final_at


_STANDING: Mapping[str, tuple[str, Callable[[LoggedWork], object]]] = MappingProxyType(
    {
        "status": ("text", attrgetter("status")),
        "submitted_at": ("timestamptz", attrgetter("submitted_at")),
        "return_reason": ("text", attrgetter("return_reason")),
        "approved_by": ("uuid", attrgetter("approved_by")),
        "approved_at": ("timestamptz", attrgetter("approved_at")),
        "approved_for": ("uuid", attrgetter("approved_for")),
        "approval_id": ("uuid", _approval_id),
        "final_at": ("timestamptz", _final_at),
        "invoice_id": ("uuid", attrgetter("invoice_id")),
    }
)
"""The columns of where an entry stands: their types, and what goes into them."""

_ASKED_ANEW = (
    # What is handed in again is asked for from the first approver on.
    "put_to = NULL",
    "put_at = NULL",
    "asked_all_at = NULL",
)


async def _save_standing(uow: UnitOfWork, moved: Sequence[Transition]) -> None:
    """Write what the step changed, and that alone.

    What all entries have in common is said once: lists of thousands take as long to send as
    PostgreSQL takes to write them.
    """
    befores, afters = [one.before for one in moved], [one.after for one in moved]
    arguments: list[object] = [uow.agency_id, [entry.entry_id for entry in afters]]
    lists, names, sets = ["$2::uuid[]"], ["entry_id"], list[str]()
    for column, (kind, of) in _STANDING.items():
        values = list(map(of, afters))
        if values == list(map(of, befores)):
            continue
        is_shared = values.count(values[0]) == len(values)
        arguments.append(values[0] if is_shared else values)
        place = f"${len(arguments)}::{kind}"
        if not is_shared:
            lists.append(f"{place}[]")
            names.append(column)
        sets.append(f"{column} = {place if is_shared else f's.{column}'}")
        sets.extend(_ASKED_ANEW if column == "submitted_at" else ())
    if not sets:
        return
    # By id alone PostgreSQL goes through the table as it lies, which takes half as long as a join.
    found = "e.entry_id = ANY($2::uuid[])"
    joined = ""
    if len(lists) > 1:
        found = "e.entry_id = s.entry_id"
        joined = f"FROM unnest({', '.join(lists)}) AS s ({', '.join(names)})"
    await uow.execute(
        f"UPDATE entries AS e SET {', '.join(sets)} {joined} WHERE e.agency_id = $1 AND {found}",
        *arguments,
    )


async def _add_steps(uow: UnitOfWork, decision: Decision) -> None:
    await uow.execute(
        """
        INSERT INTO entry_steps
            (agency_id, entry_id, version, step, reason, taken_by, taken_at, taken_for, by_email)
        SELECT $1, n.entry_id, n.version, $4, $5, $6, $7, n.taken_for, $9
        FROM unnest($2::uuid[], $3::int[], $8::uuid[]) AS n (entry_id, version, taken_for)
        """,
        uow.agency_id,
        [entry.entry_id for entry in decision.in_history],
        [entry.version for entry in decision.in_history],
        decision.step,
        decision.reason,
        uow.actor.person_id,
        uow.now,
        [decision.places.get(entry.project_id) for entry in decision.in_history],
        decision.by_email,
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


async def add_comment(uow: UnitOfWork, comment: WorkCommented) -> None:
    """Keep a comment on the version of the entry that it names."""
    await uow.execute(
        """
        INSERT INTO comments (agency_id, comment_id, entry_id, version, text, author_id,
                              author_portal, visible_to_contractor, commented_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """,
        uow.agency_id,
        comment.comment_id,
        comment.entry.entry_id,
        comment.entry.version,
        comment.text,
        comment.author_id,
        comment.author_portal,
        comment.visible_to_contractor,
        comment.commented_at,
    )


async def name_invoices(uow: UnitOfWork, numbers: Mapping[InvoiceId, str]) -> None:
    """Keep what invoices are called; it never changes."""
    await uow.execute(
        """
        INSERT INTO invoices (agency_id, invoice_id, number)
        SELECT $1, n.* FROM unnest($2::uuid[], $3::text[]) AS n
        ON CONFLICT DO NOTHING
        """,
        uow.agency_id,
        list(numbers),
        list(numbers.values()),
    )
