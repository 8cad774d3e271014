"""SQL of payments."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from chassis.conditions import Conditions
from chassis.errors import NotFoundError
from chassis.snapshot import Snapshot
from chassis.uow import UnitOfWork
from contracts.events.identity import ContractorKind
from contracts.events.pay_runs import REASONS_OF_THE_ACCOUNT, PaidTransaction
from contracts.ids import PaymentId, PayRunId, PersonId, TransactionId
from contracts.money import Money
from payments.payments.model import Payment, PaymentState, Refusal
from payments.payments.searching import Search
from payments.rows import Row

_COLUMNS = """p.payment_id, p.number, p.pay_run_id, p.contractor_id, p.contractor_kind, p.paid_on,
    p.method, p.amount_minor, p.carried_minor, p.currency, p.bank_account_id, p.state,
    p.refusal_code, p.refusal_words, p.returned_on, c.name AS contractor_name"""
_FROM = """FROM payments AS p
    JOIN contractors AS c ON c.agency_id = p.agency_id AND c.person_id = p.contractor_id"""
_ORDER = "p.paid_on DESC, p.payment_id DESC"
MAX_RETURNED = 50
"""So many of somebody's payments that came back are told at most, the last ones."""


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
            contractor_kind, paid_on, method, amount_minor, currency, bank_account_id,
            state, carried_minor)
        SELECT $1, $2, * FROM unnest($3::uuid[], $4::text[], $5::uuid[], $6::uuid[], $7::text[],
            $8::date[], $9::text[], $10::bigint[], $11::text[], $12::uuid[], $13::text[],
            $14::bigint[])
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
        [one.bank_account_id for one in made],
        [one.state for one in made],
        [one.carried_minor for one in made],
    )


async def save(uow: UnitOfWork, answered: Sequence[Payment]) -> None:
    """Save what became of payments; what was ordered never changes."""
    await uow.execute(
        """
        UPDATE payments AS p SET state = s.state, paid_on = s.paid_on,
            refusal_code = s.refusal_code, refusal_words = s.refusal_words,
            returned_on = s.returned_on
        FROM unnest($2::uuid[], $3::text[], $4::date[], $5::text[], $6::text[], $7::date[])
            AS s (payment_id, state, paid_on, refusal_code, refusal_words, returned_on)
        WHERE p.agency_id = $1 AND p.payment_id = s.payment_id
        """,
        uow.agency_id,
        [one.payment_id for one in answered],
        [one.state for one in answered],
        [one.paid_on for one in answered],
        [one.refusal.code if one.refusal else None for one in answered],
        [one.refusal.words if one.refusal else None for one in answered],
        [one.returned_on for one in answered],
    )


async def of_run(uow: UnitOfWork, pay_run_id: PayRunId, *, locked: bool = False) -> list[Payment]:
    """The payments of a run, in order of their ids."""
    rows = await uow.fetch(
        f"""
        SELECT {_COLUMNS} {_FROM} WHERE p.agency_id = $1 AND p.pay_run_id = $2
        ORDER BY p.payment_id {"FOR UPDATE OF p" if locked else ""}
        """,
        uow.agency_id,
        pay_run_id,
    )
    return [listed(row).payment for row in rows]


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
class ReturnedPayment:
    """A payment that came back, of which something is still to be paid.

    `ending` is of the account that it went to, '' where none is known. `ordered_again_for`: the
    first day for which the bank is ordered to pay something of it again.
    """

    payment: Payment
    ending: str
    ordered_again_for: date | None

    @property
    def is_about_account(self) -> bool:
        """Whether the contractor's own account explains it."""
        return self.payment.refusal is not None and (
            self.payment.refusal.code in REASONS_OF_THE_ACCOUNT
        )


async def still_returned(
    uow: UnitOfWork, contractor_id: PersonId, payment_id: PaymentId | None = None
) -> list[ReturnedPayment]:
    """Which of a contractor's payments came back and are not paid yet, the last first; or this."""
    rows = await uow.fetch(
        f"""
        SELECT {_COLUMNS}, coalesce(b.ending, '') AS ending, u.ordered_for
        FROM (
            SELECT returned_payment_id, min(ordered_for) AS ordered_for FROM transactions
            WHERE agency_id = $1 AND contractor_id = $2 AND state NOT IN ('paid', 'reversed')
              AND returned_payment_id IS NOT NULL
              AND ($3::uuid IS NULL OR returned_payment_id = $3)
            GROUP BY returned_payment_id
        ) AS u
        JOIN payments AS p ON p.agency_id = $1 AND p.payment_id = u.returned_payment_id
        JOIN contractors AS c ON c.agency_id = $1 AND c.person_id = $2
        LEFT JOIN bank_accounts AS b
          ON b.agency_id = $1 AND b.bank_account_id = p.bank_account_id
        ORDER BY p.returned_on DESC NULLS LAST, p.payment_id DESC LIMIT {MAX_RETURNED}
        """,
        uow.agency_id,
        contractor_id,
        payment_id,
    )
    return [
        ReturnedPayment(
            payment=listed(row).payment,
            ending=row["ending"],
            ordered_again_for=row["ordered_for"],
        )
        for row in rows
    ]


async def last_of(
    uow: UnitOfWork, contractor_ids: Collection[PersonId], count: int
) -> list[tuple[PersonId, Money]]:
    """The last payments that these contractors received, so many of each and currency."""
    rows = await uow.fetch(
        """
        SELECT w.contractor_id, p.currency, p.amount_minor
        FROM unnest($2::uuid[]) AS w (contractor_id)
        CROSS JOIN LATERAL (
            SELECT currency, amount_minor,
                   row_number() OVER (
                       PARTITION BY currency ORDER BY paid_on DESC, payment_id DESC) AS nth
            FROM payments
            WHERE agency_id = $1 AND contractor_id = w.contractor_id AND state = 'settled'
            ORDER BY paid_on DESC LIMIT $4
        ) AS p WHERE p.nth <= $3
        """,
        uow.agency_id,
        list(contractor_ids),
        count,
        count * 4,
    )
    return [
        (
            PersonId(row["contractor_id"]),
            Money(amount_minor=row["amount_minor"], currency=row["currency"]),
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFilter:
    """What payments are narrowed by. None is no limit."""

    contractor_id: PersonId | None = None
    pay_run_id: PayRunId | None = None
    states: Collection[PaymentState] | None = None
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
        .given("p.state = ANY({})", list(wanted.states) if wanted.states else None)
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
    """The transactions that a payment covers, or covered until it came back, by number."""
    rows = await uow.fetch(
        """
        SELECT transaction_id, number, work_order_title, company_name, period_start, period_end,
               currency, gross_minor, deductions_minor, taxes_minor, net_minor
        FROM transactions
        WHERE agency_id = $1 AND (payment_id = $2 OR transaction_id IN (
            SELECT transaction_id FROM pay_run_lines WHERE agency_id = $1 AND payment_id = $2))
        ORDER BY number
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
            carried_minor=row["carried_minor"],
            bank_account_id=row["bank_account_id"],
            state=PaymentState(row["state"]),
            refusal=Refusal(code=row["refusal_code"], words=row["refusal_words"])
            if row["refusal_code"] is not None
            else None,
            returned_on=row["returned_on"],
        ),
        contractor_name=row["contractor_name"],
    )
