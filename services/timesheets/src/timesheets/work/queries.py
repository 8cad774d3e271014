"""What lists and pages show of logged work. Reads only, and always within a reach."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from operator import itemgetter
from typing import TYPE_CHECKING, Any
from uuid import UUID

from chassis.conditions import Conditions
from chassis.uow import UnitOfWork
from contracts.ids import EntryId
from contracts.money import Money
from contracts.reach import Reach
from timesheets.approvers.waiting import WaitingList, waiting
from timesheets.reach.rule import narrow
from timesheets.work import repository
from timesheets.work.approval_schemas import ApprovalPreview, Remark, RemarkKind, UndoPreview
from timesheets.work.filters import Selection, WorkFilter, narrow_to
from timesheets.work.model import Status
from timesheets.work.schemas import (
    WORK_ROW_COLUMNS,
    AskedApprover,
    CommentDetails,
    StatusCount,
    StepDetails,
    VersionDetails,
    WorkDetails,
    WorkSummary,
    time_of,
)

if TYPE_CHECKING:
    from asyncpg import Record

RowFields = dict[str, Any]
"""A WorkRow before it is JSON."""

_columns = itemgetter(*WORK_ROW_COLUMNS)

_MAX_TRAIL = 500
"""Comments, versions or steps of one entry that are shown; no entry comes near it."""

_MAX_REMARKED = 100
"""Entries that stand out for one reason and are named."""

MINUTES = """
    coalesce(sum(coalesce(e.minutes, e.quantity * 60)) FILTER (WHERE e.article <> 'expense'), 0)
"""

_ROW = """
    SELECT e.entry_id, e.work_order_id, e.version, e.status, e.work_on, e.article, e.quantity,
           e.minutes, e.note, w.code AS work_order_code, w.title AS work_order_title, e.project_id,
           p.name AS project_name, e.company_id, coalesce(c.name, '') AS company_name,
           e.contractor_id, coalesce(o.name, '') AS contractor_name,
           CASE e.article WHEN 'expense' THEN 'currency' ELSE 'hour' END AS unit, w.currency,
           e.return_reason, e.submitted_at, e.approved_at, a.name AS approved_by_name,
           f.name AS approved_for_name, e.put_to,
           e.approval_id, e.final_at, e.invoice_id, i.number AS invoice_number,
           {more_columns}
           (SELECT count(*) FROM comments m
            WHERE m.agency_id = e.agency_id AND m.entry_id = e.entry_id
              AND (m.visible_to_contractor OR NOT {for_contractor})) AS comment_count
    FROM {entries}
    JOIN work_orders w ON w.agency_id = e.agency_id AND w.work_order_id = e.work_order_id
    JOIN projects p ON p.agency_id = e.agency_id AND p.project_id = e.project_id
    LEFT JOIN companies c ON c.agency_id = e.agency_id AND c.company_id = e.company_id
    LEFT JOIN people o ON o.agency_id = e.agency_id AND o.person_id = e.contractor_id
    LEFT JOIN people a ON a.agency_id = e.agency_id AND a.person_id = e.approved_by
    LEFT JOIN people f ON f.agency_id = e.agency_id AND f.person_id = e.approved_for
    LEFT JOIN invoices i ON i.agency_id = e.agency_id AND i.invoice_id = e.invoice_id
    WHERE {where}
"""


def within(uow: UnitOfWork, reach: Reach) -> Conditions:
    """Entries within reach, as `e`."""
    return narrow(Conditions().add("e.agency_id = {}", uow.agency_id), reach)


def select_rows(
    reach: Reach, where: str, *, entries: str = "entries e", more_columns: str = ""
) -> str:
    """The SELECT of what lists show: of `entries`, which are tables of which one is `e`.

    `more_columns`, each with a comma after it, stand beside those of a WorkRow.
    """
    for_contractor = "true" if reach.contractor_id is not None else "false"
    return _ROW.format(
        entries=entries, where=where, for_contractor=for_contractor, more_columns=more_columns
    )


async def page(
    uow: UnitOfWork,
    reach: Reach,
    wanted: WorkFilter,
    *,
    before: tuple[date, UUID] | None,
    limit: int,
) -> list[RowFields]:
    """Entries, the latest day first; `before` is the last one that was seen.

    Found before anything is joined: what stands on other pages needs no names.
    """
    where = wanted.narrow(within(uow, reach))
    where.after("(e.work_on, e.entry_id) < ({}::date, {}::uuid)", before)
    order = "e.work_on DESC, e.entry_id DESC"
    found = f"""(
        SELECT e.entry_id FROM entries e WHERE {where.sql} ORDER BY {order} LIMIT {limit:d}
    ) k JOIN entries e ON e.agency_id = $1 AND e.entry_id = k.entry_id"""
    rows = await uow.fetch(
        f"{select_rows(reach, 'true', entries=found)} ORDER BY {order}", *where.arguments
    )
    return await shown(uow, rows)


async def shown(uow: UnitOfWork, rows: Sequence["Record"]) -> list[RowFields]:
    """Rows of `select_rows` as lists show them, with who is asked to approve what waits."""
    found = await waiting(uow, {row["project_id"] for row in rows if _waits(row)})
    return [row_fields(row, _asked(found, row)) for row in rows]


def row_fields(row: "Mapping[str, Any] | Record", asked: AskedApprover | None) -> RowFields:
    """The fields of a WorkRow (`test_listing_json` compares them), of a row of `select_rows`."""
    fields = dict(zip(WORK_ROW_COLUMNS, _columns(row), strict=True))
    fields["waits_for"] = asked and asked.model_dump()
    return fields


def _waits(row: "Record") -> bool:
    return bool(row["status"] == Status.TO_APPROVAL)


def _asked(found: WaitingList, row: "Record") -> AskedApprover | None:
    if not _waits(row):
        return None
    approver = found.asked(row["project_id"], row["put_to"])
    if approver is None:
        return AskedApprover(name=found.staff, is_staff=True)
    return AskedApprover(
        name=approver.name, person_id=approver.person_id, stands_in_for=approver.stands_in_for
    )


async def details(uow: UnitOfWork, reach: Reach, entry_id: EntryId) -> WorkDetails | None:
    """One entry with its trail; None: there is none within reach."""
    where = within(uow, reach).add("e.entry_id = {}", entry_id)
    row = await uow.fetchrow(select_rows(reach, where.sql), *where.arguments)
    if row is None:
        return None
    found = await waiting(uow, {row["project_id"]} if _waits(row) else ())
    return WorkDetails.model_validate(
        {
            **dict(row),
            "waits_for": _asked(found, row),
            "versions": await _versions(uow, entry_id),
            "comments": await _comments(uow, reach, entry_id),
            "steps": await _steps(uow, entry_id),
            "waits_on": [one.name for one in found.by_project.get(row["project_id"], ())],
        }
    )


async def _versions(uow: UnitOfWork, entry_id: EntryId) -> list[VersionDetails]:
    rows = await uow.fetch(
        f"""
        SELECT v.version, v.work_on, v.article, v.quantity, v.minutes, v.note, v.written_by,
               v.written_at, coalesce(o.name, '') AS written_by_name
        FROM (
            SELECT version, work_on, article, quantity, minutes, note, written_by, written_at
            FROM entry_versions WHERE agency_id = $1 AND entry_id = $2
            UNION ALL
            SELECT version, work_on, article, quantity, minutes, note, written_by, written_at
            FROM entries WHERE agency_id = $1 AND entry_id = $2
        ) AS v
        LEFT JOIN people o ON o.agency_id = $1 AND o.person_id = v.written_by
        ORDER BY v.version LIMIT {_MAX_TRAIL:d}
        """,
        uow.agency_id,
        entry_id,
    )
    return [VersionDetails.model_validate(dict(row)) for row in rows]


async def _comments(uow: UnitOfWork, reach: Reach, entry_id: EntryId) -> list[CommentDetails]:
    rows = await uow.fetch(
        f"""
        SELECT m.comment_id, m.version, m.text, m.author_id, coalesce(o.name, '') AS author_name,
               m.author_portal, m.visible_to_contractor, m.commented_at
        FROM comments m
        LEFT JOIN people o ON o.agency_id = m.agency_id AND o.person_id = m.author_id
        WHERE m.agency_id = $1 AND m.entry_id = $2 AND (m.visible_to_contractor OR NOT $3)
        ORDER BY m.comment_id LIMIT {_MAX_TRAIL:d}
        """,
        uow.agency_id,
        entry_id,
        reach.contractor_id is not None,
    )
    return [CommentDetails.model_validate(dict(row)) for row in rows]


async def _steps(uow: UnitOfWork, entry_id: EntryId) -> list[StepDetails]:
    rows = await uow.fetch(
        f"""
        SELECT s.step, s.version, s.reason, o.name AS taken_by_name, s.taken_at,
               f.name AS taken_for_name, s.by_email
        FROM entry_steps s
        LEFT JOIN people o ON o.agency_id = s.agency_id AND o.person_id = s.taken_by
        LEFT JOIN people f ON f.agency_id = s.agency_id AND f.person_id = s.taken_for
        WHERE s.agency_id = $1 AND s.entry_id = $2
        ORDER BY s.step_id LIMIT {_MAX_TRAIL:d}
        """,
        uow.agency_id,
        entry_id,
    )
    return [StepDetails.model_validate(dict(row)) for row in rows]


async def approval_preview(
    uow: UnitOfWork, reach: Reach, selection: Selection, *, with_amounts: bool
) -> ApprovalPreview:
    """What an approval of this selection would cover."""
    where = narrow_to(selection, within(uow, reach)).add("e.status = {}", Status.TO_APPROVAL)
    # First: others write meanwhile, and what changes after it makes it one that no approval takes.
    # Read last, it could stand for work that the sums beside it do not show.
    fingerprint = await repository.fingerprint(uow, where)
    totals = await _totals(uow, where)
    amounts = await _amounts(uow, where) if with_amounts else None
    return ApprovalPreview.model_validate(
        {
            **totals,
            "amounts": amounts,
            "fingerprint": fingerprint,
            "stands_out": await _stands_out(uow, where, with_rates=with_amounts),
        }
    )


async def undo_preview(uow: UnitOfWork, reach: Reach, selection: Selection) -> UndoPreview:
    """What taking back the approvals of this selection would cover."""
    where = narrow_to(selection, within(uow, reach)).add("e.status = {}", Status.APPROVED)
    where.add("e.final_at > {}", uow.now)
    # First, as for an approval.
    fingerprint = await repository.fingerprint(uow, where)
    return UndoPreview.model_validate({**await _totals(uow, where), "fingerprint": fingerprint})


async def _totals(uow: UnitOfWork, where: Conditions) -> dict[str, object]:
    row = await uow.fetchrow(
        f"""
        SELECT count(*) AS count,
               {MINUTES} AS minutes, count(DISTINCT e.contractor_id) AS contractors,
               min(e.work_on) AS first_on, max(e.work_on) AS last_on, min(e.final_at) AS final_at
        FROM entries e WHERE {where.sql}
        """,
        *where.arguments,
    )
    found = dict(row or {})
    return {**found, **time_of(found["minutes"])}


async def _stands_out(uow: UnitOfWork, where: Conditions, *, with_rates: bool) -> list[Remark]:
    """What to look at before these entries are approved.

    A day is judged by all work on it that others than its contractor know of and that counts. Each
    entry is looked at once: a join of entries with their days is one of all with all as long as
    PostgreSQL has not counted rows that just came.
    """
    kinds = [kind for kind in RemarkKind if with_rates or kind is not RemarkKind.RATE_CHANGED]
    rows = await uow.fetch(
        f"""
        WITH chosen AS MATERIALIZED (
            SELECT e.work_order_id, e.work_on FROM entries e WHERE {where.sql}
        ), around AS (
            SELECT e.entry_id, e.work_on, e.article, e.written_at, ({where.sql}) AS is_chosen,
                   w.bill_rates_changed_at, w.minutes_per_day,
                   sum(coalesce(e.minutes, e.quantity * 60)) FILTER (WHERE e.article <> 'expense')
                       OVER (PARTITION BY e.work_order_id, e.work_on) AS minutes,
                   count(*) OVER (PARTITION BY e.work_order_id, e.work_on, e.article) AS entries
            FROM entries e
            JOIN work_orders w ON w.agency_id = e.agency_id AND w.work_order_id = e.work_order_id
            WHERE e.agency_id = $1 AND e.status IN ('to_approval', 'approved', 'invoiced')
              AND e.work_order_id = ANY (ARRAY(SELECT DISTINCT work_order_id FROM chosen))
              AND e.work_on BETWEEN (SELECT min(work_on) FROM chosen)
                                AND (SELECT max(work_on) FROM chosen)
        ), remarks AS (
            SELECT k.kind, c.entry_id, c.work_on
            FROM around c
            CROSS JOIN LATERAL (VALUES
                ('long_day', c.article <> 'expense' AND c.minutes > c.minutes_per_day),
                ('weekend', extract(isodow FROM c.work_on) >= 6),
                ('doubled_day', c.article <> 'expense' AND c.entries > 1),
                ('rate_changed', c.bill_rates_changed_at > c.written_at)
            ) AS k (kind, stands_out)
            WHERE c.is_chosen AND k.stands_out
        )
        SELECT kind, count(*) AS count,
               (array_agg(entry_id ORDER BY work_on, entry_id))[1:{_MAX_REMARKED:d}] AS entry_ids
        FROM remarks GROUP BY kind
        """,
        *where.arguments,
    )
    found = {row["kind"]: row for row in rows}
    return [Remark.model_validate(dict(found[kind])) for kind in kinds if kind in found]


async def _amounts(uow: UnitOfWork, where: Conditions) -> list[Money]:
    """The bill of all these entries together."""
    return (await amounts_by(uow, where, "NULL::uuid")).get(None, [])


async def amounts_by(
    uow: UnitOfWork, where: Conditions, column: str
) -> dict[UUID | None, list[Money]]:
    """The bill of these entries by currency, rounded once for each work order, article and rate.

    So are they invoiced, as long as they stand on one invoice. For each value of a column, which
    is the same for all entries of a work order.
    """
    rows = await uow.fetch(
        f"""
        SELECT {column} AS of, w.currency, a.bill_rate, e.article <> 'expense' AS is_time,
               sum(coalesce(e.minutes, e.quantity * 60)) AS minutes, sum(e.quantity) AS quantity
        FROM entries e
        JOIN work_orders w ON w.agency_id = e.agency_id AND w.work_order_id = e.work_order_id
        JOIN articles a ON a.agency_id = e.agency_id AND a.work_order_id = e.work_order_id
         AND a.article = e.article
        WHERE {where.sql}
        GROUP BY 1, w.work_order_id, w.currency, a.bill_rate, e.article
        """,
        *where.arguments,
    )
    minor: defaultdict[UUID | None, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        quantity = Fraction(row["minutes"]) / 60 if row["is_time"] else Fraction(row["quantity"])
        one = Money.of(quantity * Fraction(row["bill_rate"]), row["currency"])
        minor[row["of"]][one.currency] += one.amount_minor
    return {
        of: [Money(amount_minor=sums[each], currency=each) for each in sorted(sums)]
        for of, sums in minor.items()
    }


async def summary(uow: UnitOfWork, reach: Reach, wanted: WorkFilter) -> WorkSummary:
    """How much stands at each status."""
    where = wanted.narrow(within(uow, reach))
    rows = await uow.fetch(
        f"""
        SELECT e.status, count(*) AS count, {MINUTES} AS minutes
        FROM entries e WHERE {where.sql} GROUP BY e.status
        """,
        *where.arguments,
    )
    found = {
        row["status"]: StatusCount.model_validate(
            {"count": row["count"], **time_of(row["minutes"])}
        )
        for row in rows
        if row["status"] != Status.WITHDRAWN
    }
    none = StatusCount()
    return WorkSummary.model_validate(
        {name: found.get(name, none) for name in WorkSummary.model_fields}
    )
