"""SQL of what the portals show of invoices."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from chassis.conditions import Conditions
from chassis.errors import NotFoundError
from chassis.snapshot import Snapshot
from chassis.uow import UnitOfWork
from contracts.date_moves import DateMove
from contracts.events.payments import Charge, InvoicedWork, InvoiceLine, ReminderName
from contracts.ids import (
    CompanyId,
    EntryId,
    InvoiceId,
    PersonId,
    ProjectId,
    ReceiptId,
    WorkOrderId,
)
from contracts.money import Money
from contracts.parties import BillTo
from contracts.reach import Reach
from payments.banking_days.model import moved_of
from payments.held_back import disputed_part
from payments.invoices.model import InvoiceState, Receipt, ReceiptSource, invoice_state
from payments.rows import Row


class InvoiceFilter(StrEnum):
    """The filters of K13; they overlap. Disputed: of which something is not due for it; credited:
    of which something was taken back; written off: of which something still is."""

    NOT_DUE = "not_due"
    OVERDUE = "overdue"
    DISPUTED = "disputed"
    PAID = "paid"
    CREDITED = "credited"
    WRITTEN_OFF = "written_off"
    NOT_PAID = "not_paid"


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceQuery:
    """What a list is filtered by; states are any of, the rest all of. None is no filter.

    `number` is a part of it or of the payment reference, in capital or small letters.
    """

    states: Collection[InvoiceFilter] = ()
    company_id: CompanyId | None = None
    project_id: ProjectId | None = None
    from_on: date | None = None
    to_on: date | None = None
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedInvoice:
    """An invoice as lists show it. `disputed_amount`: what of the open amount is not due."""

    invoice_id: InvoiceId
    number: str
    company_id: CompanyId
    company_name: str
    project_id: ProjectId | None
    project_name: str | None
    issued_on: date
    due_on: date
    period_start: date
    period_end: date
    subtotal: Money
    total: Money
    credited: Money
    charged: Money
    received: Money
    written_off: Money
    open_amount: Money
    disputed_amount: Money
    state: InvoiceState
    paid_on: date | None
    last_reminder: ReminderName | None
    last_reminded_at: datetime | None
    payment_reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What an invoice's details add: lines, taxes, and the work behind the lines.

    `bill_to` is the company as it was then; None: issued before that was kept. `due_moved`: what
    moved the due date. `note` and `buyer_reference`: what staff had printed on it.
    """

    lines: list[InvoiceLine]
    taxes: list[Charge]
    work: list[InvoicedWork]
    bill_to: BillTo | None
    due_moved: DateMove | None
    note: str
    buyer_reference: str


_COLUMNS = """
    i.invoice_id, i.number, i.company_id, coalesce(i.bill_to->>'name', c.name) AS company_name,
    i.project_id, p.name AS project_name, i.issued_on, i.due_on, i.period_start, i.period_end,
    i.currency, i.subtotal_minor, i.total_minor, i.received_minor, i.credited_minor,
    i.charged_minor, i.written_off_minor, m.name AS last_reminder,
    m.reminded_at AS last_reminded_at, i.disputed_minor, i.paid_on, i.payment_reference
"""
_FROM = """
    FROM invoices AS i
    JOIN companies AS c ON c.agency_id = i.agency_id AND c.company_id = i.company_id
    LEFT JOIN projects AS p ON p.agency_id = i.agency_id AND p.project_id = i.project_id
    LEFT JOIN LATERAL (
        SELECT r.name, r.reminded_at FROM invoice_reminders AS r
        WHERE r.agency_id = i.agency_id AND r.invoice_id = i.invoice_id
        ORDER BY r.reminded_at DESC, r.reminder_id DESC LIMIT 1
    ) AS m ON true
"""
# As `held_back.disputed_part` says what is not due.
_OPEN = """(i.total_minor + i.charged_minor - i.credited_minor - i.received_minor
    - i.written_off_minor)"""
_NOT_DUE = f"""(CASE WHEN i.disputed_minor > 0
    AND i.disputed_minor >= i.total_minor - i.credited_minor THEN {_OPEN}
    ELSE least({_OPEN}, i.disputed_minor) END)"""
_DUE = f"{_OPEN} > {_NOT_DUE}"
_ORDER = "i.issued_on DESC, i.invoice_id DESC"


async def page(
    uow: UnitOfWork,
    reach: Reach,
    query: InvoiceQuery,
    *,
    today: date,
    after: tuple[date, UUID] | None,
    limit: int,
) -> list[ListedInvoice]:
    """Invoices within what may be seen, newest first."""
    where = _wanted(uow, reach, query, today)
    where.after("(i.issued_on, i.invoice_id) < ({}::date, {}::uuid)", after)
    rows = await uow.fetch(
        f"SELECT {_COLUMNS} {_FROM} WHERE {where.sql} ORDER BY {_ORDER} LIMIT {limit:d}",
        *where.arguments,
    )
    return [listed(row, today) for row in rows]


async def everything(
    uow: UnitOfWork, reach: Reach, query: InvoiceQuery, *, today: date
) -> Snapshot:
    """The same without pages, to be read bit by bit; `listed` reads a row."""
    where = _wanted(uow, reach, query, today)
    return await Snapshot.of(
        uow, f"SELECT {_COLUMNS} {_FROM} WHERE {where.sql} ORDER BY {_ORDER}", *where.arguments
    )


def _within(uow: UnitOfWork, reach: Reach) -> Conditions:
    """What may be seen: of the company, and of invoices that span no project but these."""
    where = Conditions().add("i.agency_id = {}", uow.agency_id)
    where.given("i.company_id = {}", reach.company_id)
    projects = None if reach.project_ids is None else sorted(reach.project_ids)
    return where.given("i.project_ids <@ {}::uuid[] AND cardinality(i.project_ids) > 0", projects)


def _wanted(uow: UnitOfWork, reach: Reach, query: InvoiceQuery, today: date) -> Conditions:
    # Neither number nor reference has a blank: what is typed in groups of four is found.
    number = "".join(query.number.lower().split()) or None
    where = (
        _within(uow, reach)
        .given("i.company_id = {}", query.company_id)
        .given("{} = ANY(i.project_ids)", query.project_id)
        .given("i.issued_on >= {}", query.from_on)
        .given("i.issued_on <= {}", query.to_on)
    )
    if number is not None:
        typed = where.argument(number)
        where.add(
            f"""(position({typed} IN lower(i.number || ' ' || i.payment_reference)) > 0
             OR EXISTS (SELECT FROM credit_notes AS n
                        WHERE n.agency_id = i.agency_id AND n.invoice_id = i.invoice_id
                          AND position({typed} IN lower(n.number)) > 0))"""
        )
    if query.states:
        states, day = where.argument(sorted(query.states)), where.argument(today)
        where.add(
            f"""('paid' = ANY({states}::text[]) AND i.paid_on IS NOT NULL
                 AND i.credited_minor < i.total_minor AND i.written_off_minor = 0)
             OR ('credited' = ANY({states}) AND i.credited_minor > 0)
             OR ('written_off' = ANY({states}) AND i.written_off_minor > 0)
             OR ('not_paid' = ANY({states}) AND i.paid_on IS NULL)
             OR ('overdue' = ANY({states}) AND i.paid_on IS NULL AND i.due_on < {day}::date
                 AND {_DUE})
             OR ('disputed' = ANY({states}) AND i.paid_on IS NULL AND i.disputed_minor > 0)
             OR ('not_due' = ANY({states}) AND i.paid_on IS NULL AND i.due_on >= {day})"""
        )
    return where


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTotals:
    """Invoices that are not paid: how many, and what is open in each currency."""

    count: int
    totals: list[Money]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenInvoices:
    """Invoices that are not paid, what of them is overdue, and what of them is disputed.

    What is disputed is not among what is overdue.
    """

    unpaid: OpenTotals
    overdue: OpenTotals
    disputed: OpenTotals


async def open_ones(uow: UnitOfWork, reach: Reach, today: date) -> OpenInvoices:
    """All that are not paid and may be seen.

    Summed when it is asked for: what is open is little, and `invoices_open` finds it.
    """
    where = _within(uow, reach).add("i.paid_on IS NULL")
    rows = await uow.fetch(
        f"""
        SELECT i.currency, i.due_on < {where.argument(today)} AND {_DUE} AS overdue,
               i.disputed_minor > 0 AS disputed, count(*)::int AS count,
               sum({_OPEN})::bigint AS open_minor,
               sum({_NOT_DUE})::bigint AS disputed_minor
        FROM invoices AS i WHERE {where.sql} GROUP BY 1, 2, 3 ORDER BY 1
        """,
        *where.arguments,
    )
    overdue = [row for row in rows if row["overdue"]]
    return OpenInvoices(
        unpaid=_open(rows, lambda row: row["open_minor"]),
        overdue=_open(overdue, lambda row: row["open_minor"] - row["disputed_minor"]),
        disputed=_open([row for row in rows if row["disputed"]], lambda row: row["disputed_minor"]),
    )


def _open(rows: Sequence[Row], minor: Callable[[Row], int]) -> OpenTotals:
    totals: dict[str, Money] = {}
    for row in rows:
        found = Money(amount_minor=minor(row), currency=row["currency"])
        known = totals.get(found.currency)
        totals[found.currency] = found if known is None else known + found
    return OpenTotals(count=sum(row["count"] for row in rows), totals=list(totals.values()))


async def get(uow: UnitOfWork, reach: Reach, invoice_id: InvoiceId, today: date) -> ListedInvoice:
    """One invoice within what may be seen. Raises NotFoundError."""
    where = _within(uow, reach).add("i.invoice_id = {}", invoice_id)
    row = await uow.fetchrow(f"SELECT {_COLUMNS} {_FROM} WHERE {where.sql}", *where.arguments)
    if row is None:
        raise NotFoundError("invoice", invoice_id)
    return listed(row, today)


async def require_seen(uow: UnitOfWork, reach: Reach, invoice_id: InvoiceId) -> None:
    """Raises NotFoundError for an invoice that is not within what may be seen."""
    where = _within(uow, reach).add("i.invoice_id = {}", invoice_id)
    sql = f"SELECT true FROM invoices AS i WHERE {where.sql}"
    if not await uow.fetchval(sql, *where.arguments):
        raise NotFoundError("invoice", invoice_id)


async def parts_of(uow: UnitOfWork, invoice_id: InvoiceId) -> Parts:
    """Lines, taxes and work of an invoice."""
    row = await uow.fetchrow(
        "SELECT lines, taxes, bill_to, due_moved, note, buyer_reference FROM invoices"
        " WHERE agency_id = $1 AND invoice_id = $2",
        uow.agency_id,
        invoice_id,
    )
    if row is None:
        raise NotFoundError("invoice", invoice_id)
    work = await uow.fetch(
        """
        SELECT work_order_id, array_agg(DISTINCT entry_id) AS entry_ids FROM work_lines
        WHERE agency_id = $1 AND invoice_id = $2 GROUP BY work_order_id ORDER BY work_order_id
        """,
        uow.agency_id,
        invoice_id,
    )
    return Parts(
        lines=[InvoiceLine.model_validate(line) for line in row["lines"]],
        taxes=[Charge.model_validate(tax) for tax in row["taxes"]],
        work=[
            InvoicedWork(
                work_order_id=WorkOrderId(one["work_order_id"]),
                entry_ids=tuple(EntryId(entry_id) for entry_id in one["entry_ids"]),
            )
            for one in work
        ],
        bill_to=None if row["bill_to"] is None else BillTo.model_validate(row["bill_to"]),
        due_moved=moved_of(row["due_moved"]),
        note=row["note"],
        buyer_reference=row["buyer_reference"],
    )


def listed(row: Row, today: date) -> ListedInvoice:
    """An invoice as it stands on this day."""

    def money(amount_minor: int) -> Money:
        return Money(amount_minor=amount_minor, currency=row["currency"])

    credited, charged = money(row["credited_minor"]), money(row["charged_minor"])
    written_off = money(row["written_off_minor"])
    owed = money(row["total_minor"]) + charged - credited
    open_amount = owed - money(row["received_minor"]) - written_off
    disputed = disputed_part(
        open_amount, money(row["disputed_minor"]), billed=money(row["total_minor"]) - credited
    )
    return ListedInvoice(
        invoice_id=InvoiceId(row["invoice_id"]),
        number=row["number"],
        company_id=CompanyId(row["company_id"]),
        company_name=row["company_name"],
        project_id=ProjectId(row["project_id"]) if row["project_id"] else None,
        project_name=row["project_name"],
        issued_on=row["issued_on"],
        due_on=row["due_on"],
        period_start=row["period_start"],
        period_end=row["period_end"],
        subtotal=money(row["subtotal_minor"]),
        total=money(row["total_minor"]),
        credited=credited,
        charged=charged,
        received=money(row["received_minor"]),
        written_off=written_off,
        open_amount=open_amount,
        disputed_amount=disputed,
        state=invoice_state(
            row["due_on"],
            paid=row["paid_on"] is not None,
            day=today,
            disputed=disputed == open_amount,
            credited=row["credited_minor"] >= row["total_minor"],
            written_off=row["written_off_minor"] > 0,
        ),
        paid_on=None if row["written_off_minor"] else row["paid_on"],
        last_reminder=ReminderName(row["last_reminder"]) if row["last_reminder"] else None,
        last_reminded_at=row["last_reminded_at"],
        payment_reference=row["payment_reference"],
    )


async def receipts_of(uow: UnitOfWork, invoice_id: InvoiceId) -> list[Receipt]:
    """What came in against an invoice, oldest first."""
    rows = await uow.fetch(
        """
        SELECT receipt_id, invoice_id, amount_minor, currency, received_on, reference,
               recorded_by, recorded_by_name, recorded_at, source, bank_entry_id, reverses
        FROM receipts WHERE agency_id = $1 AND invoice_id = $2 ORDER BY recorded_at, receipt_id
        """,
        uow.agency_id,
        invoice_id,
    )
    return [
        Receipt(
            receipt_id=ReceiptId(row["receipt_id"]),
            invoice_id=InvoiceId(row["invoice_id"]),
            amount=Money(amount_minor=row["amount_minor"], currency=row["currency"]),
            received_on=row["received_on"],
            reference=row["reference"],
            recorded_by=PersonId(row["recorded_by"]) if row["recorded_by"] else None,
            recorded_by_name=row["recorded_by_name"],
            recorded_at=row["recorded_at"],
            source=ReceiptSource(row["source"]),
            bank_entry_id=row["bank_entry_id"],
            reverses=ReceiptId(row["reverses"]) if row["reverses"] else None,
        )
        for row in rows
    ]
