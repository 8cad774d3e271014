"""All SQL of work orders and their articles."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from chassis.conditions import Conditions
from chassis.uow import UnitOfWork
from contracts.events.timesheets import Article, ArticleKind, WorkOrder
from contracts.ids import PersonId, WorkOrderId
from contracts.reach import Reach
from timesheets.reach.rule import narrow
from timesheets.work_orders.model import OpenOrder

if TYPE_CHECKING:
    from asyncpg import Record

_COLUMNS = """
    w.work_order_id, w.code, w.title, w.project_id, w.company_id, w.contractor_id, w.starts_on,
    w.ends_on, w.currency, w.pay_terms, w.pay_period, w.version, w.minutes_per_day,
    w.closed_at IS NOT NULL AS closed
"""
_ARTICLES = """
    (SELECT jsonb_agg(jsonb_build_object(
                'article', a.article,
                'unit', CASE a.article WHEN 'expense' THEN 'currency' ELSE 'hour' END,
                'pay_rate', a.pay_rate::text, 'bill_rate', a.bill_rate::text) ORDER BY a.article)
     FROM articles a
     WHERE a.agency_id = w.agency_id AND a.work_order_id = w.work_order_id) AS articles
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedWorkOrder:
    """A work order with the names of its parties; empty while identity has not told them."""

    order: WorkOrder
    project_code: str
    project_name: str
    project_closed: bool
    time_zone: str
    company_name: str
    contractor_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnapprovedWork:
    """What is logged on a work order and not approved: its dates and articles."""

    first_on: date
    last_on: date
    articles: frozenset[ArticleKind]


def _order(row: "Record") -> WorkOrder:
    return WorkOrder.model_validate({name: row[name] for name in WorkOrder.model_fields})


async def add(uow: UnitOfWork, order: WorkOrder) -> WorkOrderId | None:
    """Insert a work order. None, or the id of the one that has its code already."""
    added = await uow.fetchval(
        """
        INSERT INTO work_orders
            (agency_id, work_order_id, project_id, company_id, contractor_id, code, title,
             starts_on, ends_on, currency, pay_terms, pay_period, version, minutes_per_day)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        ON CONFLICT (agency_id, code) DO NOTHING
        RETURNING work_order_id
        """,
        uow.agency_id,
        order.work_order_id,
        order.project_id,
        order.company_id,
        order.contractor_id,
        order.code,
        order.title,
        order.starts_on,
        order.ends_on,
        order.currency,
        order.pay_terms,
        order.pay_period,
        order.version,
        order.minutes_per_day,
    )
    if added is not None:
        await _save_articles(uow, order.work_order_id, order.articles)
        return None
    return await uow.fetchval(
        "SELECT work_order_id FROM work_orders WHERE agency_id = $1 AND code = $2",
        uow.agency_id,
        order.code,
    )


async def _save_articles(
    uow: UnitOfWork, work_order_id: WorkOrderId, articles: Iterable[Article]
) -> None:
    await uow.executemany(
        """
        INSERT INTO articles (agency_id, work_order_id, article, pay_rate, bill_rate)
        VALUES ($1, $2, $3, $4, $5)
        """,
        [(uow.agency_id, work_order_id, a.article, a.pay_rate, a.bill_rate) for a in articles],
    )


async def lock(uow: UnitOfWork, work_order_id: WorkOrderId) -> WorkOrder | None:
    """One work order, locked against other writers and against new work on it.

    It is read after the lock is there: while waiting for it, PostgreSQL would refresh the locked
    row alone, not the articles beside it.
    """
    await uow.execute(
        "SELECT FROM work_orders WHERE agency_id = $1 AND work_order_id = $2 FOR UPDATE",
        uow.agency_id,
        work_order_id,
    )
    row = await uow.fetchrow(
        f"""
        SELECT {_COLUMNS}, {_ARTICLES} FROM work_orders w
        WHERE w.agency_id = $1 AND w.work_order_id = $2
        """,
        uow.agency_id,
        work_order_id,
    )
    return _order(row) if row else None


async def save(uow: UnitOfWork, order: WorkOrder, *, rates_changed: bool = False) -> None:
    """Write what staff can change. `rates_changed`: what the customer pays for work is another."""
    await uow.execute(
        """
        UPDATE work_orders SET title = $3, starts_on = $4, ends_on = $5, pay_terms = $6,
            pay_period = $7, closed_at = CASE WHEN $8 THEN coalesce(closed_at, $9) END,
            version = $10, minutes_per_day = $11,
            bill_rates_changed_at = CASE WHEN $12 THEN $9 ELSE bill_rates_changed_at END
        WHERE agency_id = $1 AND work_order_id = $2
        """,
        uow.agency_id,
        order.work_order_id,
        order.title,
        order.starts_on,
        order.ends_on,
        order.pay_terms,
        order.pay_period,
        order.closed,
        uow.now,
        order.version,
        order.minutes_per_day,
        rates_changed,
    )
    await uow.execute(
        "DELETE FROM articles WHERE agency_id = $1 AND work_order_id = $2",
        uow.agency_id,
        order.work_order_id,
    )
    await _save_articles(uow, order.work_order_id, order.articles)


async def versions_in_force(
    uow: UnitOfWork, work_order_ids: Collection[WorkOrderId]
) -> dict[WorkOrderId, int | None]:
    """The version of each, which stays in force until the unit ends; None: not counted yet."""
    rows = await uow.fetch(
        """
        SELECT work_order_id, nullif(version, 0) AS version FROM work_orders
        WHERE agency_id = $1 AND work_order_id = ANY($2::uuid[]) ORDER BY work_order_id FOR SHARE
        """,
        uow.agency_id,
        list(work_order_ids),
    )
    return {row["work_order_id"]: row["version"] for row in rows}


async def expense_factors(
    uow: UnitOfWork, work_order_ids: Collection[WorkOrderId]
) -> dict[WorkOrderId, Decimal]:
    """What an expense of each is multiplied with at most, to pay or to bill; those that have it."""
    rows = await uow.fetch(
        """
        SELECT work_order_id, greatest(pay_rate, bill_rate) AS factor FROM articles
        WHERE agency_id = $1 AND work_order_id = ANY($2::uuid[]) AND article = $3
        """,
        uow.agency_id,
        list(work_order_ids),
        ArticleKind.EXPENSE,
    )
    return {row["work_order_id"]: row["factor"] for row in rows}


async def any_within(
    uow: UnitOfWork, reach: Reach, work_order_ids: Collection[WorkOrderId]
) -> bool:
    """Whether approved work of any of these work orders is within reach."""
    where = narrow(Conditions().add("e.agency_id = {}", uow.agency_id), reach)
    where.add("e.work_order_id = ANY({}::uuid[])", list(work_order_ids))
    found: bool = await uow.fetchval(
        f"""
        SELECT EXISTS (
            SELECT FROM (
                SELECT agency_id, work_order_id, contractor_id, company_id, project_id,
                       'approved' AS status FROM work_orders
            ) AS e WHERE {where.sql}
        )
        """,
        *where.arguments,
    )
    return found


async def unapproved_work(uow: UnitOfWork, work_order_id: WorkOrderId) -> UnapprovedWork | None:
    """What is logged on it and not approved for good, None if nothing is."""
    row = await uow.fetchrow(
        """
        SELECT min(work_on) AS first_on, max(work_on) AS last_on,
               array_agg(DISTINCT article) AS articles
        FROM entries
        WHERE agency_id = $1 AND work_order_id = $2
          AND (status IN ('draft', 'to_approval', 'returned') OR final_at IS NOT NULL)
        """,
        uow.agency_id,
        work_order_id,
    )
    if row is None or row["first_on"] is None:
        return None
    return UnapprovedWork(
        first_on=row["first_on"],
        last_on=row["last_on"],
        articles=frozenset(ArticleKind(article) for article in row["articles"]),
    )


async def page(uow: UnitOfWork, where: Conditions, limit: int) -> list[NamedWorkOrder]:
    """Work orders by code; `where` speaks of them as `w`."""
    rows = await uow.fetch(
        f"""
        SELECT {_COLUMNS}, {_ARTICLES}, p.code AS project_code, p.name AS project_name,
               p.time_zone, p.closed_at IS NOT NULL AS project_closed,
               coalesce(c.name, '') AS company_name, coalesce(o.name, '') AS contractor_name
        FROM work_orders w
        JOIN projects p ON p.agency_id = w.agency_id AND p.project_id = w.project_id
        LEFT JOIN companies c ON c.agency_id = w.agency_id AND c.company_id = w.company_id
        LEFT JOIN people o ON o.agency_id = w.agency_id AND o.person_id = w.contractor_id
        WHERE {where.sql}
        ORDER BY w.code LIMIT {limit:d}
        """,
        *where.arguments,
    )
    return [
        NamedWorkOrder(
            order=_order(row),
            project_code=row["project_code"],
            project_name=row["project_name"],
            project_closed=row["project_closed"],
            time_zone=row["time_zone"],
            company_name=row["company_name"],
            contractor_name=row["contractor_name"],
        )
        for row in rows
    ]


async def open_orders(
    uow: UnitOfWork,
    contractor_id: PersonId,
    *,
    work_order_id: WorkOrderId | None = None,
    codes: Iterable[str] | None = None,
    locked: bool = True,
) -> list[OpenOrder]:
    """A contractor's work orders, the closed ones too, as the rules need them.

    They are locked against changes of their terms until the unit of work ends, and read after the
    lock is there, so that no work is logged by rules that do not hold any more. Without the lock
    where nothing is logged.
    """
    where = Conditions().add("w.agency_id = {}", uow.agency_id)
    where.add("w.contractor_id = {}", contractor_id)
    where.given("w.work_order_id = {}", work_order_id)
    if codes is not None:
        where.add("w.code = ANY({}::text[])", list(codes))
    if locked:
        await uow.execute(
            f"SELECT FROM work_orders w WHERE {where.sql} ORDER BY w.work_order_id FOR SHARE",
            *where.arguments,
        )
    rows = await uow.fetch(
        f"""
        SELECT w.work_order_id, w.code, w.project_id, w.company_id, w.contractor_id, w.starts_on,
               w.ends_on, w.currency, p.time_zone,
               (w.closed_at IS NOT NULL OR p.closed_at IS NOT NULL) AS closed,
               ARRAY(SELECT a.article FROM articles a WHERE a.agency_id = w.agency_id
                     AND a.work_order_id = w.work_order_id) AS articles
        FROM work_orders w
        JOIN projects p ON p.agency_id = w.agency_id AND p.project_id = w.project_id
        WHERE {where.sql}
        ORDER BY w.work_order_id
        """,
        *where.arguments,
    )
    return [
        OpenOrder(
            work_order_id=row["work_order_id"],
            code=row["code"],
            project_id=row["project_id"],
            company_id=row["company_id"],
            contractor_id=row["contractor_id"],
            starts_on=row["starts_on"],
            ends_on=row["ends_on"],
            currency=row["currency"],
            time_zone=row["time_zone"],
            closed=row["closed"],
            articles=frozenset(ArticleKind(article) for article in row["articles"]),
        )
        for row in rows
    ]
