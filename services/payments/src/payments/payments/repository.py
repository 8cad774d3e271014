"""SQL of payments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from chassis.errors import NotFoundError
from chassis.uow import UnitOfWork
from contracts.events.identity import ContractorKind
from contracts.events.payments import PaidTransaction
from contracts.ids import PaymentId, PayRunId, PersonId, TransactionId
from contracts.money import Money
from payments.payments.model import Payment
from payments.rows import Row

_COLUMNS = """p.payment_id, p.number, p.pay_run_id, p.contractor_id, p.contractor_kind, p.paid_on,
    p.method, p.amount_minor, p.currency"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
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


async def get(uow: UnitOfWork, payment_id: PaymentId) -> Listed:
    """A payment. Raises NotFoundError."""
    row = await uow.fetchrow(
        f"""
        SELECT {_COLUMNS}, c.name AS contractor_name
        FROM payments AS p
        JOIN contractors AS c ON c.agency_id = p.agency_id AND c.person_id = p.contractor_id
        WHERE p.agency_id = $1 AND p.payment_id = $2
        """,
        uow.agency_id,
        payment_id,
    )
    if row is None:
        raise NotFoundError("payment", payment_id)
    return _listed(row)


async def page(
    uow: UnitOfWork,
    *,
    contractor_id: PersonId | None,
    pay_run_id: PayRunId | None,
    from_on: date | None,
    to_on: date | None,
    number_part: str | None,
    after: tuple[date, UUID] | None,
    limit: int,
) -> list[Listed]:
    """Payments, newest first, filtered by what is given."""
    rows = await uow.fetch(
        f"""
        SELECT {_COLUMNS}, c.name AS contractor_name
        FROM payments AS p
        JOIN contractors AS c ON c.agency_id = p.agency_id AND c.person_id = p.contractor_id
        WHERE p.agency_id = $1
          AND ($2::uuid IS NULL OR p.contractor_id = $2)
          AND ($3::uuid IS NULL OR p.pay_run_id = $3)
          AND ($4::date IS NULL OR p.paid_on >= $4)
          AND ($5::date IS NULL OR p.paid_on <= $5)
          AND ($6::text IS NULL OR position(upper($6) IN p.number) > 0)
          AND ($7::date IS NULL OR (p.paid_on, p.payment_id) < ($7, $8::uuid))
        ORDER BY p.paid_on DESC, p.payment_id DESC LIMIT $9
        """,
        uow.agency_id,
        contractor_id,
        pay_run_id,
        from_on,
        to_on,
        number_part,
        after[0] if after else None,
        after[1] if after else None,
        limit,
    )
    return [_listed(row) for row in rows]


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


def _listed(row: Row) -> Listed:
    return Listed(
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
