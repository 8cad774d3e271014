"""SQL that reads trails: from payments' own tables, and from what timesheets told of the rest."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from chassis.conditions import Conditions
from chassis.uow import UnitOfWork
from contracts.events.payments import TransactionState
from contracts.events.timesheets import PayPeriod, PayTerms
from contracts.ids import CompanyId, PersonId, ProjectId, TransactionId, WorkOrderId
from contracts.money import Money
from payments.banking_days.model import moved_of
from payments.directory.model import Agency
from payments.periods import Period
from payments.rows import Row
from payments.trail.model import Days, PricedTransaction, WorkAmount
from payments.trail.work import WorkChange, WorkStatus

_OPEN = "state NOT IN ('paid', 'reversed')"


class Key(NamedTuple):
    """Which trail of a contractor. In this order lists are paged, newest first."""

    period_start: date
    work_order_id: WorkOrderId


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A work order as it is now; names are None until they have come."""

    work_order_id: WorkOrderId
    code: str
    title: str
    project_id: ProjectId
    project_name: str | None
    company_id: CompanyId
    company_name: str | None
    currency: str
    pay_terms: PayTerms
    pay_period: PayPeriod


@dataclass(frozen=True, slots=True, kw_only=True)
class UnapprovedDay:
    """Work of one day that is not approved for good.

    `given`: when its approvals were given that can still be taken back, the last until `final_at`.
    """

    work_order_id: WorkOrderId
    work_on: date
    standing: WorkStatus
    work: WorkAmount
    given: Sequence[datetime] = ()
    final_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvisionalWork:
    """Work of a company whose approval can still be taken back, the last of it until `final_at`."""

    company_id: CompanyId
    entries: int
    final_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionRow:
    """A transaction of a trail."""

    transaction_id: TransactionId
    number: str
    key: Key
    period: Period
    created_at: datetime
    priced: PricedTransaction


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailFilter:
    """Which trails a list shows. `open`: those that wait for something, or those that do not."""

    contractor_id: PersonId
    from_on: date | None = None
    to_on: date | None = None
    work_order_id: WorkOrderId | None = None
    open: bool | None = None

    def shows(self, period: Period) -> bool:
        """Whether a period lies in the days that are asked for, or reaches into them."""
        return (self.from_on is None or period.end >= self.from_on) and (
            self.to_on is None or period.start <= self.to_on
        )


async def waiting(
    uow: UnitOfWork, contractor_id: PersonId, work_order_id: WorkOrderId | None
) -> list[UnapprovedDay]:
    """All work of a contractor that waits for approval, for its end, or for a correction."""
    where = (
        Conditions()
        .add("agency_id = {}", uow.agency_id)
        .add("contractor_id = {}", contractor_id)
        .add("standing IN ('to_approval', 'returned', 'approval_given')")
        .given("work_order_id = {}", work_order_id)
    )
    rows = await uow.fetch(
        f"""
        SELECT work_order_id, work_on, standing, count(*) AS entries,
               coalesce(sum(coalesce(minutes, quantity * 60)) FILTER (WHERE article <> 'expense'),
                        0) AS minutes,
               coalesce(sum(quantity) FILTER (WHERE article = 'expense'), 0) AS expenses,
               min(standing_at) AS first_at, max(standing_at) AS last_at, max(final_at) AS final_at
        FROM trail_entries WHERE {where.sql}
        GROUP BY work_order_id, work_on, standing
        """,
        *where.arguments,
    )
    return [
        UnapprovedDay(
            work_order_id=WorkOrderId(row["work_order_id"]),
            work_on=row["work_on"],
            standing=WorkStatus(row["standing"]),
            work=WorkAmount(
                minutes=row["minutes"], expenses=row["expenses"], entries=row["entries"]
            ),
            given=(row["first_at"], row["last_at"]) if row["final_at"] else (),
            final_at=row["final_at"],
        )
        for row in rows
    ]


async def not_final(uow: UnitOfWork, up_to: date) -> list[ProvisionalWork]:
    """Of each company the work up to a day whose approval can still be taken back."""
    rows = await uow.fetch(
        """
        SELECT o.company_id, count(*) AS entries, max(e.final_at) AS final_at
        FROM trail_entries AS e
        CROSS JOIN LATERAL (
            SELECT v.company_id FROM work_order_versions AS v
            WHERE v.agency_id = e.agency_id AND v.work_order_id = e.work_order_id LIMIT 1) AS o
        WHERE e.agency_id = $1 AND e.standing = 'approval_given' AND e.work_on <= $2
        GROUP BY o.company_id ORDER BY o.company_id
        """,
        uow.agency_id,
        up_to,
    )
    return [
        ProvisionalWork(
            company_id=CompanyId(row["company_id"]),
            entries=row["entries"],
            final_at=row["final_at"],
        )
        for row in rows
    ]


async def orders_of(
    uow: UnitOfWork, work_order_ids: Collection[WorkOrderId]
) -> dict[WorkOrderId, Order]:
    """These work orders as they are now, as far as they have come."""
    rows = await uow.fetch(
        """
        SELECT DISTINCT ON (v.work_order_id) v.work_order_id, v.code, v.title, v.project_id,
               p.name AS project_name, v.company_id, c.name AS company_name, v.currency,
               v.pay_terms, v.pay_period
        FROM work_order_versions AS v
        LEFT JOIN companies AS c ON c.agency_id = v.agency_id AND c.company_id = v.company_id
        LEFT JOIN projects AS p ON p.agency_id = v.agency_id AND p.project_id = v.project_id
        WHERE v.agency_id = $1 AND v.work_order_id = ANY($2)
        ORDER BY v.work_order_id, v.version DESC NULLS LAST, v.known_from DESC
        """,
        uow.agency_id,
        list(work_order_ids),
    )
    return {
        WorkOrderId(row["work_order_id"]): Order(
            work_order_id=WorkOrderId(row["work_order_id"]),
            code=row["code"],
            title=row["title"],
            project_id=ProjectId(row["project_id"]),
            project_name=row["project_name"],
            company_id=CompanyId(row["company_id"]),
            company_name=row["company_name"],
            currency=row["currency"],
            pay_terms=PayTerms(row["pay_terms"]),
            pay_period=PayPeriod(row["pay_period"]),
        )
        for row in rows
    }


async def priced_keys(
    uow: UnitOfWork,
    wanted: TrailFilter,
    *,
    on_their_way: Collection[Key],
    after: Key | None,
    limit: int,
) -> list[Key]:
    """Trails with transactions, newest first; those with work `on_their_way` are not done."""
    where = (
        Conditions()
        .add("t.agency_id = {}", uow.agency_id)
        .add("t.contractor_id = {}", wanted.contractor_id)
        .given("t.period_end >= {}", wanted.from_on)
        .given("t.period_start <= {}", wanted.to_on)
        .given("t.work_order_id = {}", wanted.work_order_id)
    )
    where.after("(t.period_start, t.work_order_id) < ({}::date, {}::uuid)", after)
    if wanted.open is True:
        where.add(f"t.{_OPEN}")
    if wanted.open is False:
        where.add(
            f"""NOT EXISTS (
                SELECT FROM transactions AS o
                WHERE o.agency_id = t.agency_id AND o.contractor_id = t.contractor_id
                  AND o.period_start = t.period_start AND o.work_order_id = t.work_order_id
                  AND o.{_OPEN})"""
        )
        where.add(
            """(t.period_start, t.work_order_id) NOT IN (
                SELECT * FROM unnest({}::date[], {}::uuid[]))""",
            *_columns(on_their_way),
        )
    rows = await uow.fetch(
        f"""
        SELECT DISTINCT t.period_start, t.work_order_id FROM transactions AS t
        WHERE {where.sql}
        ORDER BY t.period_start DESC, t.work_order_id DESC LIMIT {where.argument(limit)}
        """,
        *where.arguments,
    )
    return [_key(row) for row in rows]


# With late charges an invoice may be paid later than its work, or not yet.
_SETTLED_ON = """CASE WHEN NOT s.settled THEN NULL
    WHEN i.charged_minor = 0 AND i.paid_on IS NOT NULL THEN i.paid_on
    ELSE (SELECT min(r.received_on) FROM (
              SELECT received_on, sum(amount_minor) OVER (ORDER BY received_on) AS so_far
              FROM receipts WHERE agency_id = i.agency_id AND invoice_id = i.invoice_id) AS r
          WHERE r.so_far >= i.total_minor - i.credited_minor) END"""


async def transactions_of(
    uow: UnitOfWork, contractor_id: PersonId, keys: Collection[Key]
) -> dict[Key, list[TransactionRow]]:
    """The transactions of these trails, oldest first, with what became of their invoicing."""
    rows = await uow.fetch(
        f"""
        SELECT t.transaction_id, t.number, t.work_order_id, t.period_start, t.period_end,
               t.created_at, t.currency, t.gross_minor, t.net_minor, t.pay_terms, t.state,
               t.scheduled_on, t.scheduled_moved, t.ordered_for, t.ordered_moved, t.paid_on,
               t.held_because, l.*
        FROM unnest($3::date[], $4::uuid[]) AS k (period_start, work_order_id)
        JOIN transactions AS t
          ON t.agency_id = $1 AND t.contractor_id = $2
         AND t.period_start = k.period_start AND t.work_order_id = k.work_order_id
        CROSS JOIN LATERAL (
            SELECT count(*) AS entries,
                   coalesce(sum(f.minutes) FILTER (WHERE NOT expense), 0) AS minutes,
                   coalesce(sum(w.quantity) FILTER (WHERE expense), 0) AS expenses,
                   coalesce(sum(f.minutes) FILTER (WHERE NOT expense AND invoiced), 0)
                       AS invoiced_minutes,
                   coalesce(sum(w.quantity) FILTER (WHERE expense AND invoiced), 0)
                       AS invoiced_expenses,
                   coalesce(sum(f.minutes) FILTER (WHERE NOT expense AND settled), 0)
                       AS client_paid_minutes,
                   coalesce(sum(w.quantity) FILTER (WHERE expense AND settled), 0)
                       AS client_paid_expenses,
                   count(*) FILTER (WHERE w.bill_minor <> 0) AS billed,
                   count(*) FILTER (WHERE w.bill_minor <> 0 AND NOT invoiced) AS uninvoiced,
                   count(*) FILTER (WHERE w.bill_minor <> 0 AND invoiced AND NOT settled) AS unpaid,
                   coalesce(bool_or(i.received_minor > 0), false) AS client_began,
                   min(i.issued_on) AS first_issued_on, max(i.issued_on) AS last_issued_on,
                   min(f.settled_on) AS first_client_paid_on,
                   max(f.settled_on) AS last_client_paid_on,
                   max(i.due_on) FILTER (WHERE NOT settled) AS due_on
            FROM work_lines AS w
            LEFT JOIN invoices AS i ON i.agency_id = w.agency_id AND i.invoice_id = w.invoice_id
            CROSS JOIN LATERAL (
                SELECT w.article = 'expense' AS expense,
                       coalesce(w.minutes, w.quantity * 60) AS minutes,
                       i.invoice_id IS NOT NULL AS invoiced,
                       s.settled,
                       {_SETTLED_ON} AS settled_on
                FROM (SELECT coalesce(i.received_minor >= i.total_minor - i.credited_minor, false)
                          AS settled) AS s) AS f
            WHERE w.agency_id = $1 AND w.transaction_id = t.transaction_id) AS l
        ORDER BY t.created_at, t.transaction_id
        """,
        uow.agency_id,
        contractor_id,
        *_columns(keys),
    )
    found: dict[Key, list[TransactionRow]] = defaultdict(list)
    for row in rows:
        listed = _listed(row)
        found[listed.key].append(listed)
    return found


async def step_days(
    uow: UnitOfWork, periods: Iterable[tuple[Key, Period]], agency: Agency
) -> dict[tuple[Key, WorkChange], Days]:
    """On which first and last day of the agency things happened to the work of these trails."""
    wanted = list(periods)
    rows = await uow.fetch(
        """
        SELECT k.period_start, k.work_order_id, s.what, min(s.happened_at) AS first_at,
               max(s.happened_at) AS last_at
        FROM unnest($2::date[], $3::uuid[], $4::date[])
            AS k (period_start, work_order_id, period_end)
        JOIN trail_steps AS s
          ON s.agency_id = $1 AND s.work_order_id = k.work_order_id
         AND s.work_on BETWEEN k.period_start AND k.period_end
        GROUP BY k.period_start, k.work_order_id, s.what
        """,
        uow.agency_id,
        *_columns([key for key, _ in wanted]),
        [period.end for _, period in wanted],
    )
    return {
        (
            Key(row["period_start"], WorkOrderId(row["work_order_id"])),
            WorkChange(row["what"]),
        ): Days(first=agency.today(row["first_at"]), last=agency.today(row["last_at"]))
        for row in rows
    }


def _columns(keys: Iterable[Key]) -> tuple[Sequence[date], Sequence[WorkOrderId]]:
    listed = list(keys)
    return [key.period_start for key in listed], [key.work_order_id for key in listed]


def _listed(row: Row) -> TransactionRow:
    currency = row["currency"]
    return TransactionRow(
        transaction_id=TransactionId(row["transaction_id"]),
        number=row["number"],
        key=Key(row["period_start"], WorkOrderId(row["work_order_id"])),
        period=Period(row["period_start"], row["period_end"]),
        created_at=row["created_at"],
        priced=PricedTransaction(
            state=TransactionState(row["state"]),
            pay_terms=PayTerms(row["pay_terms"]),
            work=WorkAmount(
                minutes=row["minutes"], expenses=row["expenses"], entries=row["entries"]
            ),
            gross=Money(amount_minor=row["gross_minor"], currency=currency),
            net=Money(amount_minor=row["net_minor"], currency=currency),
            scheduled_on=row["scheduled_on"],
            scheduled_moved=moved_of(row["scheduled_moved"]),
            ordered_for=row["ordered_for"],
            ordered_moved=moved_of(row["ordered_moved"]),
            paid_on=row["paid_on"],
            held_because=row["held_because"],
            billed=row["billed"],
            uninvoiced=row["uninvoiced"],
            unpaid=row["unpaid"],
            client_began=row["client_began"],
            invoiced_work=WorkAmount(
                minutes=row["invoiced_minutes"], expenses=row["invoiced_expenses"]
            ),
            client_paid_work=WorkAmount(
                minutes=row["client_paid_minutes"], expenses=row["client_paid_expenses"]
            ),
            issued=Days(first=row["first_issued_on"], last=row["last_issued_on"]),
            client_paid=Days(first=row["first_client_paid_on"], last=row["last_client_paid_on"]),
            due_on=row["due_on"],
        ),
    )


def _key(row: Row) -> Key:
    return Key(row["period_start"], WorkOrderId(row["work_order_id"]))
