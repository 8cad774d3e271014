"""SQL of lists of logged work that are sorted or summed by group. Reads only, within a reach."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from chassis.conditions import Conditions
from chassis.snapshot import Snapshot
from chassis.uow import UnitOfWork
from contracts.money import Money
from contracts.reach import Reach
from timesheets.listing.schemas import WorkGroup, WorkGroups
from timesheets.listing.sorting import Grouping, GroupKey, WorkSort
from timesheets.work.filters import Selection, WorkFilter, narrow_to
from timesheets.work.model import Status
from timesheets.work.queries import (
    MINUTES,
    RowFields,
    amounts_by,
    select_rows,
    shown,
    within,
)
from timesheets.work.schemas import time_of

MAX_GROUPS = 500
"""That are answered at once. Nobody reads through more, and a filter makes them fewer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Groups:
    """Where groups are found: their id in entries and work orders, and the tables of their names.

    `sorted_by` is the name without its case, so that a list by it is that of a telephone book.
    """

    column: str
    names: str
    sorted_by: str
    shown: str


_GROUPS: Mapping[Grouping, _Groups] = {
    Grouping.CONTRACTOR: _Groups(
        column="contractor_id",
        names="LEFT JOIN people n ON n.agency_id = $1 AND n.person_id = g.group_id",
        sorted_by="lower(coalesce(n.name, ''))",
        shown="coalesce(n.name, '') AS name",
    ),
    Grouping.PROJECT: _Groups(
        column="project_id",
        names="""
            JOIN projects n ON n.agency_id = $1 AND n.project_id = g.group_id
            LEFT JOIN companies c ON c.agency_id = $1 AND c.company_id = n.company_id
        """,
        sorted_by="lower(n.name)",
        shown="n.name, n.code, n.company_id, coalesce(c.name, '') AS company_name",
    ),
}


async def page(
    uow: UnitOfWork,
    reach: Reach,
    wanted: WorkFilter,
    grouping: Grouping,
    *,
    after: GroupKey | None,
    limit: int,
) -> list[tuple[GroupKey, RowFields]]:
    """Entries by the name of their group and then by day, each with its key.

    Groups are found by their work orders, which are few, and of each no more entries than a page
    has, from where the page before ended: it costs the same wherever the page stands.
    """
    groups = _GROUPS[grouping]
    where = wanted.narrow(within(uow, reach))
    orders = _orders(where, reach, wanted)
    start = [where.argument(part) for part in after or ()]
    if start:
        name, group_id, day, entry_id = start
        seen = f"({groups.sorted_by}, g.group_id) >= ({name}::text, {group_id}::uuid)"
        is_first = f"({groups.sorted_by}, g.group_id) = ({name}::text, {group_id}::uuid)"
        from_on = f"CASE WHEN {is_first} THEN {day}::date ELSE '-infinity' END"
        from_id = f"CASE WHEN {is_first} THEN {entry_id}::uuid ELSE {_NO_ID} END"
    else:
        seen, from_on, from_id = "true", "'-infinity'::date", _NO_ID
    found = f"""(
        SELECT o.sort_name, e.work_on, e.entry_id
        FROM (
            SELECT g.group_id, {groups.sorted_by} AS sort_name,
                   {from_on} AS from_on, {from_id} AS from_id
            FROM (SELECT DISTINCT w.{groups.column} AS group_id FROM work_orders w
                  WHERE {orders}) g
            {groups.names}
            WHERE {seen} ORDER BY 2, 1
        ) o
        CROSS JOIN LATERAL (
            SELECT e.work_on, e.entry_id FROM entries e
            WHERE {where.sql} AND e.{groups.column} = o.group_id
              AND (e.work_on, e.entry_id) > (o.from_on, o.from_id)
            ORDER BY e.work_on, e.entry_id LIMIT {limit:d}
        ) e
        ORDER BY o.sort_name, o.group_id, e.work_on, e.entry_id LIMIT {limit:d}
    ) k JOIN entries e ON e.agency_id = $1 AND e.entry_id = k.entry_id"""
    select = select_rows(reach, "true", entries=found, more_columns="k.sort_name,")
    rows = await uow.fetch(
        f"{select} ORDER BY k.sort_name, e.{groups.column}, e.work_on, e.entry_id",
        *where.arguments,
    )
    keys = [(row["sort_name"], row[groups.column], row["work_on"], row["entry_id"]) for row in rows]
    return list(zip(keys, await shown(uow, rows), strict=True))


_NO_ID = "'00000000-0000-0000-0000-000000000000'::uuid"


def _orders(where: Conditions, reach: Reach, wanted: WorkFilter) -> str:
    """Of work orders `w` those that entries of the list can be of; arguments are added to it."""
    clauses = ["w.agency_id = $1"]
    for column, value in (
        ("contractor_id", reach.contractor_id),
        ("company_id", reach.company_id),
        ("contractor_id", wanted.contractor_id),
        ("project_id", wanted.project_id),
        ("work_order_id", wanted.work_order_id),
    ):
        if value is not None:
            clauses.append(f"w.{column} = {where.argument(value)}")
    if reach.project_ids is not None:
        ids = where.argument(sorted(reach.project_ids))
        clauses.append(f"w.project_id = ANY({ids}::uuid[])")
    return " AND ".join(clauses)


_ORDERS: Mapping[WorkSort, str] = {
    WorkSort.DAY_LAST: "e.work_on DESC, e.entry_id DESC",
    WorkSort.CONTRACTOR: "lower(coalesce(o.name, '')), e.contractor_id, e.work_on, e.entry_id",
    WorkSort.PROJECT: "lower(p.name), e.project_id, e.work_on, e.entry_id",
}
"""As the pages of each list follow each other, in the words of `select_rows`."""


async def everything(
    uow: UnitOfWork, reach: Reach, selection: Selection, sort: WorkSort
) -> Snapshot:
    """All that is selected, without pages, to be read bit by bit."""
    where = narrow_to(selection, within(uow, reach))
    select = select_rows(reach, where.sql)
    return await Snapshot.of(uow, f"{select} ORDER BY {_ORDERS[sort]}", *where.arguments)


async def groups(
    uow: UnitOfWork, reach: Reach, wanted: WorkFilter, grouping: Grouping, *, with_amounts: bool
) -> WorkGroups:
    """The groups of what the filter shows, with their sums, in the order of the sorted list."""
    of = _GROUPS[grouping]
    where = wanted.narrow(within(uow, reach))
    waits = where.argument(Status.TO_APPROVAL)
    rows = await uow.fetch(
        f"""
        SELECT g.group_id, {of.shown}, g.count, g.minutes, g.to_approval
        FROM (
            SELECT e.{of.column} AS group_id, count(*) AS count, {MINUTES} AS minutes,
                   count(*) FILTER (WHERE e.status = {waits}) AS to_approval
            FROM entries e WHERE {where.sql} GROUP BY 1
        ) g
        {of.names}
        ORDER BY {of.sorted_by}, g.group_id LIMIT {MAX_GROUPS + 1:d}
        """,
        *where.arguments,
    )
    first = rows[:MAX_GROUPS]
    where = wanted.narrow(within(uow, reach))
    where.add(f"e.{of.column} = ANY({{}}::uuid[])", [row["group_id"] for row in first])
    expenses = await _expenses(uow, where, of.column)
    amounts = None
    if with_amounts:
        where.add("e.status = {}", Status.TO_APPROVAL)
        amounts = await amounts_by(uow, where, f"e.{of.column}")
    return WorkGroups(
        groups=[
            WorkGroup.model_validate(
                {
                    **dict(row),
                    **time_of(row["minutes"]),
                    "expenses": expenses.get(row["group_id"], ()),
                    "amounts": None if amounts is None else amounts.get(row["group_id"], []),
                }
            )
            for row in first
        ],
        more=len(rows) > MAX_GROUPS,
    )


async def _expenses(
    uow: UnitOfWork, where: Conditions, column: str
) -> Mapping[UUID, Sequence[Money]]:
    rows = await uow.fetch(
        f"""
        SELECT e.{column} AS group_id, w.currency, sum(e.quantity) AS quantity
        FROM entries e
        JOIN work_orders w ON w.agency_id = e.agency_id AND w.work_order_id = e.work_order_id
        WHERE {where.sql} AND e.article = 'expense'
        GROUP BY 1, 2 ORDER BY 2
        """,
        *where.arguments,
    )
    found: defaultdict[UUID, list[Money]] = defaultdict(list)
    for row in rows:
        quantity: Decimal = row["quantity"]
        found[row["group_id"]].append(Money.of(quantity, row["currency"]))
    return found
