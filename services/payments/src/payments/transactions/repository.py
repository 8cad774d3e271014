"""SQL of transactions: adding, loading and saving them."""

from collections.abc import Collection, Sequence
from decimal import Decimal

from chassis.errors import NotFoundError
from chassis.ids import new_id
from chassis.uow import UnitOfWork
from contracts.events.identity import ContractorKind
from contracts.events.timesheets import PayTerms
from contracts.ids import (
    PaymentId,
    PayRunId,
    PersonId,
    ProjectId,
    TransactionId,
    WorkOrderId,
)
from contracts.money import Money
from payments.banking_days.model import moved_of, stored
from payments.rows import Row
from payments.transactions.charges import repository as charges
from payments.transactions.history import HistoryRecord
from payments.transactions.model import Transaction
from payments.transactions.pricing import NewTransaction

_COLUMNS = """transaction_id, number, contractor_id, contractor_kind, work_order_title,
    company_name, period_start, period_end, currency, gross_minor, deductions_minor, taxes_minor,
    net_minor, pay_terms, created_on, scheduled_on, scheduled_moved, client_paid, needs_release,
    held_because, held_by, pay_run_id, payment_id, ordered_for, ordered_moved, paid_on,
    reversed_because, returned_payment_id, returned_from"""

_INSERT = """
INSERT INTO transactions (agency_id, created_at, transaction_id, number, work_order_id,
    work_order_code, work_order_title, project_id, project_name, company_id, company_name,
    contractor_id, contractor_kind, period_start, period_end, currency, gross_minor,
    earnings_minor, deductions_minor, taxes_minor, net_minor, pay_terms, state,
    scheduled_on, client_paid, needs_release, created_on, event_id, held_because,
    scheduled_moved, held_by, pay_run_id, charged_for, charged_in, charges_missing,
    year_to_date, account_ending, vacation_percent, vacation_base_minor, vacation_minor)
SELECT $1, $2, * FROM unnest($3::uuid[], $4::text[], $5::uuid[], $6::text[], $7::text[],
    $8::uuid[], $9::text[], $10::uuid[], $11::text[], $12::uuid[], $13::text[],
    $14::date[], $15::date[], $16::text[], $17::bigint[], $18::bigint[], $19::bigint[],
    $20::bigint[], $21::bigint[], $22::text[], $23::text[], $24::date[], $25::bool[],
    $26::bool[], $27::date[], $28::uuid[], $29::text[], $30::jsonb[], $31::uuid[],
    $32::uuid[], $33::date[], $34::text[], $35::text[], $36::jsonb[], $37::text[],
    $38::numeric[], $39::bigint[], $40::bigint[])
"""


async def add(uow: UnitOfWork, new: Sequence[NewTransaction]) -> None:
    """Add transactions and their charges."""
    said = [one.transaction for one in new]
    await uow.execute(
        _INSERT,
        uow.agency_id,
        uow.now,
        [one.transaction_id for one in said],
        [one.number for one in said],
        [one.order.work_order_id for one in new],
        [one.order.code for one in new],
        [one.order.title for one in new],
        [one.order.project_id for one in new],
        [one.project_name for one in new],
        [one.order.company_id for one in new],
        [one.company_name for one in said],
        [one.contractor_id for one in said],
        [one.contractor_kind for one in said],
        [one.period_start for one in said],
        [one.period_end for one in said],
        [one.gross.currency for one in said],
        [one.gross.amount_minor for one in said],
        [one.earnings.amount_minor for one in new],
        [one.deductions.amount_minor for one in said],
        [one.taxes.amount_minor for one in said],
        [one.net.amount_minor for one in said],
        [one.pay_terms for one in said],
        [one.state for one in said],
        [one.scheduled_on for one in said],
        [one.client_paid for one in said],
        [one.needs_release for one in said],
        [one.created_on for one in said],
        [one.envelope and one.envelope.id for one in new],
        [one.held_because for one in said],
        [stored(one.scheduled_moved) for one in said],
        [one.held_by for one in said],
        [one.pay_run_id for one in said],
        [one.assessment.subject.on for one in new],
        [one.assessment.subject.place for one in new],
        [one.assessment.missing and one.assessment.missing.missing for one in new],
        [one.year_to_date and one.year_to_date.model_dump(mode="json") for one in new],
        [one.account_ending or None for one in new],
        [one.vacation_pay and one.vacation_pay.percent for one in new],
        [one.vacation_pay and one.vacation_pay.base.amount_minor for one in new],
        [one.vacation_pay and one.vacation_pay.amount.amount_minor for one in new],
    )
    await charges.add(uow, new)


async def vacation_percent_of(uow: UnitOfWork, transaction_id: TransactionId) -> Decimal | None:
    """What was set aside of it as vacation pay, in percent; None: nothing was."""
    return await uow.fetchval(
        "SELECT vacation_percent FROM transactions WHERE agency_id = $1 AND transaction_id = $2",
        uow.agency_id,
        transaction_id,
    )


async def order_of(uow: UnitOfWork, transaction_id: TransactionId) -> tuple[WorkOrderId, ProjectId]:
    """The work order and project of a transaction."""
    row = await uow.fetchrow(
        """
        SELECT work_order_id, project_id FROM transactions
        WHERE agency_id = $1 AND transaction_id = $2
        """,
        uow.agency_id,
        transaction_id,
    )
    if row is None:
        raise NotFoundError("transaction", transaction_id)
    return WorkOrderId(row["work_order_id"]), ProjectId(row["project_id"])


async def lock_unanswered(uow: UnitOfWork, limit: int) -> list[Transaction]:
    """What is on hold since nothing says what is charged, by nobody's hand, in order of the id."""
    rows = await uow.fetch(
        f"""
        SELECT {_COLUMNS} FROM transactions
        WHERE agency_id = $1 AND charges_missing IS NOT NULL AND held_because IS NOT NULL
          AND held_by IS NULL AND state NOT IN ('paid', 'reversed')
        ORDER BY transaction_id LIMIT $2 FOR UPDATE
        """,
        uow.agency_id,
        limit,
    )
    return [_transaction(row) for row in rows]


async def get_for_update(uow: UnitOfWork, transaction_id: TransactionId) -> Transaction:
    """The transaction, locked until this unit ends. Raises NotFoundError."""
    found = await lock(uow, [transaction_id])
    if not found:
        raise NotFoundError("transaction", transaction_id)
    return found[0]


async def lock(uow: UnitOfWork, transaction_ids: Collection[TransactionId]) -> list[Transaction]:
    """These transactions, locked in order of their ids."""
    rows = await uow.fetch(
        f"""
        SELECT {_COLUMNS} FROM transactions WHERE agency_id = $1 AND transaction_id = ANY($2)
        ORDER BY transaction_id FOR UPDATE
        """,
        uow.agency_id,
        list(transaction_ids),
    )
    return [_transaction(row) for row in rows]


async def unpaid(uow: UnitOfWork, limit: int, *, locked: bool) -> list[Transaction]:
    """Every transaction that is neither paid nor reversed, in order of the id."""
    rows = await uow.fetch(
        f"""
        SELECT {_COLUMNS} FROM transactions
        WHERE agency_id = $1 AND state NOT IN ('paid', 'reversed')
        ORDER BY transaction_id LIMIT $2 {"FOR UPDATE" if locked else ""}
        """,
        uow.agency_id,
        limit,
    )
    return [_transaction(row) for row in rows]


async def reserved_by(
    uow: UnitOfWork, pay_run_ids: Collection[PayRunId], *, locked: bool
) -> list[Transaction]:
    """What pay runs have to themselves and have not ordered, in order of the id."""
    rows = await uow.fetch(
        f"""
        SELECT {_COLUMNS} FROM transactions
        WHERE agency_id = $1 AND pay_run_id = ANY($2) AND payment_id IS NULL
        ORDER BY transaction_id {"FOR UPDATE" if locked else ""}
        """,
        uow.agency_id,
        list(pay_run_ids),
    )
    return [_transaction(row) for row in rows]


async def lock_paid_by(uow: UnitOfWork, payment_ids: Collection[PaymentId]) -> list[Transaction]:
    """The transactions that payments cover, locked in order of their ids."""
    rows = await uow.fetch(
        f"""
        SELECT {_COLUMNS} FROM transactions WHERE agency_id = $1 AND payment_id = ANY($2)
        ORDER BY transaction_id FOR UPDATE
        """,
        uow.agency_id,
        list(payment_ids),
    )
    return [_transaction(row) for row in rows]


async def save(uow: UnitOfWork, transactions: Sequence[Transaction]) -> None:
    """Save the facts that can change; amounts never do."""
    await uow.execute(
        """
        UPDATE transactions AS t SET
            state = s.state, scheduled_on = s.scheduled_on, client_paid = s.client_paid,
            needs_release = s.needs_release, held_because = s.held_because, held_by = s.held_by,
            pay_run_id = s.pay_run_id, payment_id = s.payment_id, ordered_for = s.ordered_for,
            paid_on = s.paid_on, reversed_because = s.reversed_because,
            scheduled_moved = s.scheduled_moved, ordered_moved = s.ordered_moved,
            returned_payment_id = s.returned_payment_id, returned_from = s.returned_from
        FROM unnest($2::uuid[], $3::text[], $4::date[], $5::bool[], $6::bool[], $7::text[],
            $8::uuid[], $9::uuid[], $10::uuid[], $11::date[], $12::date[], $13::text[],
            $14::jsonb[], $15::jsonb[], $16::uuid[], $17::date[])
            AS s (transaction_id, state, scheduled_on, client_paid, needs_release, held_because,
                  held_by, pay_run_id, payment_id, ordered_for, paid_on, reversed_because,
                  scheduled_moved, ordered_moved, returned_payment_id, returned_from)
        WHERE t.agency_id = $1 AND t.transaction_id = s.transaction_id
        """,
        uow.agency_id,
        [one.transaction_id for one in transactions],
        [one.state for one in transactions],
        [one.scheduled_on for one in transactions],
        [one.client_paid for one in transactions],
        [one.needs_release for one in transactions],
        [one.held_because for one in transactions],
        [one.held_by for one in transactions],
        [one.pay_run_id for one in transactions],
        [one.payment_id for one in transactions],
        [one.ordered_for for one in transactions],
        [one.paid_on for one in transactions],
        [one.reversed_because for one in transactions],
        [stored(one.scheduled_moved) for one in transactions],
        [stored(one.ordered_moved) for one in transactions],
        [one.returned_payment_id for one in transactions],
        [one.returned_from for one in transactions],
    )


async def add_history(uow: UnitOfWork, steps: Sequence[HistoryRecord]) -> None:
    """Write what the actor of this unit did now."""
    await uow.execute(
        """
        INSERT INTO transaction_history (agency_id, happened_at, actor_id, actor_name,
            history_id, transaction_id, what, state, facts)
        SELECT $1, $2, $3, $4, * FROM unnest($5::uuid[], $6::uuid[], $7::text[], $8::text[],
            $9::jsonb[])
        """,
        uow.agency_id,
        uow.now,
        uow.actor.person_id,
        uow.actor.name,
        [new_id() for _ in steps],
        [step.transaction.transaction_id for step in steps],
        [step.what for step in steps],
        [step.transaction.state for step in steps],
        [dict(step.facts) for step in steps],
    )


def _transaction(row: Row) -> Transaction:
    currency = row["currency"]

    def money(column: str) -> Money:
        minor = row[column]
        return Money(amount_minor=minor, currency=currency) if minor else Money.zero(currency)

    return Transaction(
        transaction_id=TransactionId(row["transaction_id"]),
        number=row["number"],
        contractor_id=PersonId(row["contractor_id"]),
        contractor_kind=ContractorKind(row["contractor_kind"]),
        work_order_title=row["work_order_title"],
        company_name=row["company_name"],
        period_start=row["period_start"],
        period_end=row["period_end"],
        gross=money("gross_minor"),
        deductions=money("deductions_minor"),
        taxes=money("taxes_minor"),
        net=money("net_minor"),
        pay_terms=PayTerms(row["pay_terms"]),
        created_on=row["created_on"],
        scheduled_on=row["scheduled_on"],
        scheduled_moved=moved_of(row["scheduled_moved"]),
        client_paid=row["client_paid"],
        needs_release=row["needs_release"],
        held_because=row["held_because"],
        held_by=PersonId(row["held_by"]) if row["held_by"] else None,
        pay_run_id=PayRunId(row["pay_run_id"]) if row["pay_run_id"] else None,
        payment_id=PaymentId(row["payment_id"]) if row["payment_id"] else None,
        ordered_for=row["ordered_for"],
        ordered_moved=moved_of(row["ordered_moved"]),
        paid_on=row["paid_on"],
        reversed_because=row["reversed_because"],
        returned_payment_id=PaymentId(row["returned_payment_id"])
        if row["returned_payment_id"]
        else None,
        returned_from=row["returned_from"],
    )
