"""SQL of what the portals show of transactions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from chassis.conditions import Conditions
from chassis.errors import NotFoundError
from chassis.snapshot import Snapshot
from chassis.uow import UnitOfWork
from contracts.date_moves import DateMove
from contracts.events.identity import ContractorKind
from contracts.events.payments import Charge, TransactionState
from contracts.events.timesheets import PayTerms
from contracts.ids import (
    CompanyId,
    PaymentId,
    PersonId,
    ProjectId,
    TransactionId,
    WorkOrderId,
)
from contracts.money import Money
from contracts.pay_statements import VacationPay, YearToDate
from payments.banking_days.model import moved_of
from payments.rows import Row
from payments.states import estimated_day, shown_as
from payments.taxes.model import Effect
from payments.transactions.history import HistoryEntry, HistoryKind
from payments.transactions.sorting import KEYS, Sort
from payments.transactions.summary import NextPayment, Subtotal

_COLUMNS = """t.transaction_id, t.number, t.work_order_id, t.work_order_code, t.work_order_title,
           t.project_id, t.project_name, t.company_id, t.company_name, t.contractor_id,
           c.name AS contractor_name, t.contractor_kind, t.period_start, t.period_end, t.currency,
           t.gross_minor, t.deductions_minor, t.taxes_minor, t.net_minor, t.pay_terms, t.state,
           t.scheduled_on, t.held_because, t.returned_payment_id,
           t.held_because IS NOT NULL AND t.held_by IS NULL AS deductions_unsettled,
           CASE WHEN t.paid_on IS NOT NULL THEN t.payment_id END AS payment_id, t.ordered_for,
           t.paid_on, t.created_on, t.created_at"""
# What the bank is ordered for says itself what moved it; its scheduled day, as long as it is that.
_MOVED = """CASE WHEN ordered_moved IS NOT NULL THEN ordered_moved
    WHEN scheduled_on = {day} THEN scheduled_moved END"""
_FROM = """FROM transactions AS t
    JOIN contractors AS c ON c.agency_id = t.agency_id AND c.person_id = t.contractor_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedTransaction:
    """A transaction as lists show it."""

    transaction_id: TransactionId
    number: str
    work_order_id: WorkOrderId
    work_order_code: str
    work_order_title: str
    project_id: ProjectId
    project_name: str
    company_id: CompanyId
    company_name: str
    contractor_id: PersonId
    contractor_name: str
    contractor_kind: ContractorKind
    period_start: date
    period_end: date
    gross: Money
    deductions: Money
    taxes: Money
    net: Money
    pay_terms: PayTerms
    state: TransactionState
    estimated_payment_on: date | None
    held_because: str | None
    deductions_unsettled: bool
    returned_payment_id: PaymentId | None
    payment_id: PaymentId | None
    paid_on: date | None
    created_on: date
    created_at: datetime

    @property
    def is_returned(self) -> bool:
        """Whether the bank returned its last payment, and no other one has paid it since."""
        return self.returned_payment_id is not None

    @property
    def shown_as(self) -> str:
        """What C8 and C9 say of it."""
        return shown_as(self.state, self.estimated_payment_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class PayStatement:
    """What the pay statement of a transaction said when it was made.

    None and empty: an incorporated contractor has none, or it was made before this was kept.
    """

    year_to_date: YearToDate | None
    vacation_pay: VacationPay | None
    account_ending: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionFilter:
    """What pending transactions are narrowed by. None is no limit.

    `text` is a part of a number, title, work order code, project or company, in any case.
    """

    states: Collection[TransactionState]
    work_order_id: WorkOrderId | None = None
    company_id: CompanyId | None = None
    text: str | None = None


async def pending(
    uow: UnitOfWork,
    contractor_id: PersonId,
    wanted: TransactionFilter,
    sort: Sort,
    *,
    cursor: str | None,
    limit: int,
) -> tuple[Sequence[Row], str | None]:
    """A contractor's pending transactions in this order, and the cursor of the next page.

    `listed` reads a row.
    """
    key = KEYS[sort]
    where = _pending_conditions(uow, contractor_id, wanted)
    after = key.read(cursor)
    where.after(key.after, after)
    rows = await uow.fetch(
        f"SELECT {key.columns}, {_COLUMNS} {_FROM} WHERE {where.sql}"
        f" ORDER BY {key.order} LIMIT {where.argument(limit + 1)}",
        *where.arguments,
    )
    more = key.cursor(key.of(rows[limit - 1])) if len(rows) > limit else None
    return rows[:limit], more


async def all_pending(
    uow: UnitOfWork, contractor_id: PersonId, wanted: TransactionFilter, sort: Sort
) -> Snapshot:
    """The same without pages, to be read bit by bit; `listed` reads a row."""
    where = _pending_conditions(uow, contractor_id, wanted)
    return await Snapshot.of(
        uow,
        f"SELECT {_COLUMNS} {_FROM} WHERE {where.sql} ORDER BY {KEYS[sort].order}",
        *where.arguments,
    )


def _pending_conditions(
    uow: UnitOfWork, contractor_id: PersonId, wanted: TransactionFilter
) -> Conditions:
    """What a contractor's pending transactions have to fulfil to be shown."""
    where = (
        Conditions()
        .add("t.agency_id = {}", uow.agency_id)
        .add("t.contractor_id = {}", contractor_id)
        # Said as the partial indexes say it; the states alone would not let them be used.
        .add("t.state NOT IN ('paid', 'reversed')")
        .add("t.state = ANY({}::text[])", sorted(wanted.states))
        .given("t.work_order_id = {}", wanted.work_order_id)
        .given("t.company_id = {}", wanted.company_id)
    )
    if wanted.text:
        where.add(
            "position({} IN lower(concat_ws(E'\\n', t.number, t.work_order_title,"
            " t.work_order_code, t.project_name, t.company_name))) > 0",
            wanted.text.lower(),
        )
    return where


async def page(
    uow: UnitOfWork,
    *,
    states: Collection[TransactionState] | None,
    contractor_id: PersonId | None,
    company_id: CompanyId | None,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[ListedTransaction]:
    """Transactions of the agency, newest first, filtered by what is given."""
    where = (
        Conditions()
        .add("t.agency_id = {}", uow.agency_id)
        .given("t.state = ANY({}::text[])", None if states is None else sorted(states))
        .given("t.contractor_id = {}", contractor_id)
        .given("t.company_id = {}", company_id)
    )
    where.after("(t.created_at, t.transaction_id) < ({}::timestamptz, {}::uuid)", after)
    rows = await uow.fetch(
        f"SELECT {_COLUMNS} {_FROM} WHERE {where.sql}"
        f" ORDER BY t.created_at DESC, t.transaction_id DESC LIMIT {where.argument(limit)}",
        *where.arguments,
    )
    return [listed(row) for row in rows]


async def get(uow: UnitOfWork, transaction_id: TransactionId) -> ListedTransaction:
    """One transaction. Raises NotFoundError."""
    row = await uow.fetchrow(
        f"SELECT {_COLUMNS} {_FROM} WHERE t.agency_id = $1 AND t.transaction_id = $2",
        uow.agency_id,
        transaction_id,
    )
    if row is None:
        raise NotFoundError("transaction", transaction_id)
    return listed(row)


async def charges_of(
    uow: UnitOfWork, transaction: ListedTransaction
) -> tuple[list[Charge], list[Charge]]:
    """The deductions and the taxes of a transaction, without those that came to nothing."""
    rows = await uow.fetch(
        """
        SELECT effect, code, names, percent, base_minor, exempt_minor, amount_minor
        FROM transaction_charges
        WHERE agency_id = $1 AND transaction_id = $2 AND amount_minor <> 0
          AND effect <> 'employer' ORDER BY position
        """,
        uow.agency_id,
        transaction.transaction_id,
    )
    currency = transaction.net.currency
    found: dict[Effect, list[Charge]] = {Effect.DEDUCTION: [], Effect.TAX: []}
    for row in rows:
        found[Effect(row["effect"])].append(
            Charge(
                code=row["code"],
                names=row["names"],
                percent=row["percent"],
                base=Money(amount_minor=row["base_minor"], currency=currency),
                amount=Money(amount_minor=row["amount_minor"], currency=currency),
                exempt=Money(amount_minor=row["exempt_minor"], currency=currency)
                if row["exempt_minor"]
                else None,
            )
        )
    return found[Effect.DEDUCTION], found[Effect.TAX]


async def pay_statement_of(uow: UnitOfWork, transaction: ListedTransaction) -> PayStatement:
    """What its pay statement says beside its charges."""
    row = await uow.fetchrow(
        """
        SELECT year_to_date, account_ending, vacation_percent, vacation_base_minor, vacation_minor
        FROM transactions WHERE agency_id = $1 AND transaction_id = $2
        """,
        uow.agency_id,
        transaction.transaction_id,
    )
    if row is None:
        raise NotFoundError("transaction", transaction.transaction_id)
    currency = transaction.net.currency
    vacation = None
    if row["vacation_percent"] is not None:
        vacation = VacationPay(
            percent=row["vacation_percent"],
            base=Money(amount_minor=row["vacation_base_minor"], currency=currency),
            amount=Money(amount_minor=row["vacation_minor"], currency=currency),
        )
    stated = row["year_to_date"]
    return PayStatement(
        year_to_date=None if stated is None else YearToDate.model_validate(stated),
        vacation_pay=vacation,
        account_ending=row["account_ending"] or "",
    )


def listed(row: Row) -> ListedTransaction:
    """A row of this module's queries."""

    def money(column: str) -> Money:
        return Money(amount_minor=row[column], currency=row["currency"])

    state = TransactionState(row["state"])
    return ListedTransaction(
        transaction_id=TransactionId(row["transaction_id"]),
        number=row["number"],
        work_order_id=WorkOrderId(row["work_order_id"]),
        work_order_code=row["work_order_code"],
        work_order_title=row["work_order_title"],
        project_id=ProjectId(row["project_id"]),
        project_name=row["project_name"],
        company_id=CompanyId(row["company_id"]),
        company_name=row["company_name"],
        contractor_id=PersonId(row["contractor_id"]),
        contractor_name=row["contractor_name"],
        contractor_kind=ContractorKind(row["contractor_kind"]),
        period_start=row["period_start"],
        period_end=row["period_end"],
        gross=money("gross_minor"),
        deductions=money("deductions_minor"),
        taxes=money("taxes_minor"),
        net=money("net_minor"),
        pay_terms=PayTerms(row["pay_terms"]),
        state=state,
        estimated_payment_on=estimated_day(state, row["scheduled_on"], row["ordered_for"]),
        held_because=row["held_because"],
        deductions_unsettled=row["deductions_unsettled"],
        returned_payment_id=PaymentId(row["returned_payment_id"])
        if row["returned_payment_id"]
        else None,
        payment_id=PaymentId(row["payment_id"]) if row["payment_id"] else None,
        paid_on=row["paid_on"],
        created_on=row["created_on"],
        created_at=row["created_at"],
    )


async def history_of(uow: UnitOfWork, transaction_id: TransactionId) -> list[HistoryEntry]:
    """What happened to a transaction, newest first."""
    rows = await uow.fetch(
        """
        SELECT happened_at, what, state, actor_id, actor_name, facts FROM transaction_history
        WHERE agency_id = $1 AND transaction_id = $2
        ORDER BY happened_at DESC, history_id DESC
        """,
        uow.agency_id,
        transaction_id,
    )
    return [
        HistoryEntry(
            happened_at=row["happened_at"],
            what=HistoryKind(row["what"]),
            state=TransactionState(row["state"]),
            actor_id=row["actor_id"],
            actor_name=row["actor_name"],
            facts=row["facts"],
        )
        for row in rows
    ]


async def subtotals(uow: UnitOfWork, contractor_id: PersonId | None = None) -> list[Subtotal]:
    """All that is unpaid, of a contractor or of the agency."""
    where = (
        Conditions()
        .add("agency_id = {}", uow.agency_id)
        .given("contractor_id = {}", contractor_id)
        .add("state NOT IN ('paid', 'reversed')")
    )
    rows = await uow.fetch(
        f"""
        SELECT state, currency, CASE WHEN state = 'scheduled' THEN scheduled_on END AS estimated,
               count(*)::int AS count, sum(net_minor)::bigint AS net_minor,
               sum(greatest(net_minor, 0))::bigint AS earned_minor
        FROM transactions WHERE {where.sql} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
        """,
        *where.arguments,
    )
    return [
        Subtotal(
            state=TransactionState(row["state"]),
            estimated_payment_on=row["estimated"],
            count=row["count"],
            net=Money(amount_minor=row["net_minor"], currency=row["currency"]),
            earned_minor=row["earned_minor"],
        )
        for row in rows
    ]


async def ordered_payment(
    uow: UnitOfWork, contractor_id: PersonId, today: date
) -> NextPayment | None:
    """What pay runs have ordered and the bank has not taken, or for a day after this one.

    The nearest day of it; None: nothing.
    """
    on_its_way = "(state = 'in_transit' OR state = 'settled' AND paid_on > $3)"
    rows = await uow.fetch(
        f"""
        SELECT p.paid_on, p.currency, sum(p.amount_minor)::bigint AS amount_minor,
               sum((SELECT count(*) FROM transactions AS t
                    WHERE t.agency_id = p.agency_id AND t.payment_id = p.payment_id))::int AS count
        FROM payments AS p
        WHERE p.agency_id = $1 AND p.contractor_id = $2 AND {on_its_way} AND p.paid_on = (
            SELECT min(paid_on) FROM payments
            WHERE agency_id = $1 AND contractor_id = $2 AND {on_its_way})
        GROUP BY 1, 2 ORDER BY 2
        """,
        uow.agency_id,
        contractor_id,
        today,
    )
    if not rows:
        return None
    return NextPayment(
        on=rows[0]["paid_on"],
        ordered=True,
        count=sum(row["count"] for row in rows),
        totals=[Money(amount_minor=row["amount_minor"], currency=row["currency"]) for row in rows],
    )


async def planned_moves(
    uow: UnitOfWork, contractor_id: PersonId, *, ordered: bool
) -> list[tuple[date, DateMove | None]]:
    """The days for which a contractor's transactions are scheduled, or ordered at the bank, and
    what moved which there.
    """
    day, which = "scheduled_on", "state = 'scheduled'"
    if ordered:
        day, which = "ordered_for", "ordered_for IS NOT NULL"
    rows = await uow.fetch(
        f"""
        SELECT DISTINCT {day} AS day, {_MOVED.format(day=day)} AS moved FROM transactions
        WHERE agency_id = $1 AND contractor_id = $2 AND {which}
          AND state NOT IN ('paid', 'reversed') -- as the partial indexes say it
        """,
        uow.agency_id,
        contractor_id,
    )
    return [(row["day"], moved_of(row["moved"])) for row in rows]


async def move_of(uow: UnitOfWork, listed: ListedTransaction) -> DateMove | None:
    """What moved the day that is shown of a transaction; nothing where no day is."""
    return moved_of(
        await uow.fetchval(
            f"""
            SELECT {_MOVED.format(day="$3")} FROM transactions
            WHERE agency_id = $1 AND transaction_id = $2 AND $3::date IS NOT NULL
            """,
            uow.agency_id,
            listed.transaction_id,
            listed.estimated_payment_on,
        )
    )
