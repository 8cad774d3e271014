"""SQL of payments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from chassis.conditions import Conditions
from chassis.errors import NotFoundError
from chassis.snapshot import Snapshot
from chassis.uow import UnitOfWork
from contracts.events.identity import ContractorKind
from contracts.events.payments import PaidTransaction
from contracts.ids import PaymentId, PayRunId, PersonId, TransactionId
from contracts.money import Money
from payments.payments.model import Payment
from payments.payments.searching import Search
from payments.rows import Row

_COLUMNS = """p.payment_id, p.number, p.pay_run_id, p.contractor_id, p.contractor_kind, p.paid_on,
    p.method, p.amount_minor, p.currency, c.name AS contractor_name"""
_FROM = """FROM payments AS p
    JOIN contractors AS c ON c.agency_id = p.agency_id AND c.person_id = p.contractor_id"""
_ORDER = "p.paid_on DESC, p.payment_id DESC"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPayment:
    """A payment with the name of whom it went to."""

    payment: Payment
    contractor_name: str


async def add(uow: UnitOfWork, made: Sequence[Payment]) -> None:
    """Add payments."""
    await uow.execute(
        """
        INSERT INTO payments (agency_id, made_at, payment_id, number, pay_run_id, contractor_id,
            contractor_kind, paid_on, method, amount_minor, currency)
        SELECT $1, $2, * FROM unnest($3::uuid[], $4::text[], $5::uuid[], $6::uuid[], $7::text[],
            $8::date[], $9::text[], $10::bigint[], $11::text[])
        """,
        uow.agency_id,
        uow.now,
        [one.payment_id for one in made],
        [one.number for one in made],
        [one.pay_run_id for one in made],
        [one.contractor_id for one in made],
        [one.contractor_kind for one in made],
        [one.paid_on for one in made],
        [one.method for one in made],
        [one.amount.amount_minor for one in made],
        [one.amount.currency for one in made],
    )


async def get(uow: UnitOfWork, payment_id: PaymentId) -> ListedPayment:
    """A payment. Raises NotFoundError."""
    row = await uow.fetchrow(
        f"SELECT {_COLUMNS} {_FROM} WHERE p.agency_id = $1 AND p.payment_id = $2",
        uow.agency_id,
        payment_id,
    )
    if row is None:
        raise NotFoundError("payment", payment_id)
    return listed(row)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFilter:
    """What payments are narrowed by. None is no limit."""

    contractor_id: PersonId | None = None
    pay_run_id: PayRunId | None = None
    from_on: date | None = None
    to_on: date | None = None
    search: Search | None = None


async def page(
    uow: UnitOfWork, wanted: PaymentFilter, *, after: tuple[date, UUID] | None, limit: int
) -> list[ListedPayment]:
    """Payments, newest first."""
    where = _conditions(uow, wanted)
    where.after("(p.paid_on, p.payment_id) < ({}::date, {}::uuid)", after)
    rows = await uow.fetch(
        f"SELECT {_COLUMNS} {_FROM} WHERE {where.sql} ORDER BY {_ORDER}"
        f" LIMIT {where.argument(limit)}",
        *where.arguments,
    )
    return [listed(row) for row in rows]


async def everything(uow: UnitOfWork, wanted: PaymentFilter) -> Snapshot:
    """The same without pages, to be read bit by bit; `listed` reads a row."""
    where = _conditions(uow, wanted)
    return await Snapshot.of(
        uow, f"SELECT {_COLUMNS} {_FROM} WHERE {where.sql} ORDER BY {_ORDER}", *where.arguments
    )


def _conditions(uow: UnitOfWork, wanted: PaymentFilter) -> Conditions:
    where = (
        Conditions()
        .add("p.agency_id = {}", uow.agency_id)
        .given("p.contractor_id = {}", wanted.contractor_id)
        .given("p.pay_run_id = {}", wanted.pay_run_id)
        .given("p.paid_on >= {}", wanted.from_on)
        .given("p.paid_on <= {}", wanted.to_on)
    )
    if wanted.search is not None:
        _add_search(where, wanted.search)
    return where


def _add_search(where: Conditions, search: Search) -> None:
    """A payment is found by what stands on it and by what it covers."""
    text = where.argument(search.text)
    found = [f"position({text} IN lower(p.number)) > 0"]
    said = "t.number, t.work_order_title, t.work_order_code, t.project_name, t.company_name"
    covered = [f"position({text} IN lower(concat_ws(E'\\n', {said}))) > 0"]
    if search.amounts_minor:
        amounts = where.argument(search.amounts_minor)
        found.append(f"p.amount_minor = ANY({amounts}::bigint[])")
        covered.append(f"t.net_minor = ANY({amounts}::bigint[])")
    if search.days is not None:
        first, last = where.argument(search.days.start), where.argument(search.days.end)
        covered.append(f"(t.period_start <= {last}::date AND t.period_end >= {first}::date)")
    found.append(
        "EXISTS (SELECT FROM transactions AS t WHERE t.agency_id = p.agency_id"
        f" AND t.payment_id = p.payment_id AND ({' OR '.join(covered)}))"
    )
    where.add(" OR ".join(found))


async def covered_by(uow: UnitOfWork, payment_id: PaymentId) -> list[PaidTransaction]:
    """The transactions that a payment covers, by number."""
    rows = await uow.fetch(
        """
        SELECT transaction_id, number, work_order_title, company_name, period_start, period_end,
               currency, gross_minor, deductions_minor, taxes_minor, net_minor
        FROM transactions WHERE agency_id = $1 AND payment_id = $2 ORDER BY number
        """,
        uow.agency_id,
        payment_id,
    )

    def money(row: Row, column: str) -> Money:
        return Money(amount_minor=row[column], currency=row["currency"])

    return [
        PaidTransaction(
            transaction_id=TransactionId(row["transaction_id"]),
            number=row["number"],
            work_order_title=row["work_order_title"],
            company_name=row["company_name"],
            period_start=row["period_start"],
            period_end=row["period_end"],
            gross=money(row, "gross_minor"),
            deductions=money(row, "deductions_minor"),
            taxes=money(row, "taxes_minor"),
            net=money(row, "net_minor"),
        )
        for row in rows
    ]


def listed(row: Row) -> ListedPayment:
    """A row of this module's queries."""
    return ListedPayment(
        payment=Payment(
            payment_id=PaymentId(row["payment_id"]),
            number=row["number"],
            pay_run_id=PayRunId(row["pay_run_id"]),
            contractor_id=PersonId(row["contractor_id"]),
            contractor_kind=ContractorKind(row["contractor_kind"]),
            paid_on=row["paid_on"],
            method=row["method"],
            amount=Money(amount_minor=row["amount_minor"], currency=row["currency"]),
        ),
        contractor_name=row["contractor_name"],
    )
