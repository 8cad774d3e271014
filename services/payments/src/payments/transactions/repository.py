"""SQL of transactions: adding, loading and saving them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal

from chassis.errors import NotFoundError
from chassis.ids import new_id
from chassis.uow import UnitOfWork
from contracts.events.identity import ContractorKind
from contracts.events.timesheets import PayTerms
from contracts.ids import PaymentId, PayRunId, PersonId, TransactionId
from contracts.money import Money
from payments.banking_days.model import moved_of, stored
from payments.periods import Period
from payments.rows import Row
from payments.taxes.model import ComputedCharge, Effect, StandingCharge, YearSoFar
from payments.transactions.history import HistoryRecord
from payments.transactions.model import Transaction
from payments.transactions.pricing import NewTransaction

_COLUMNS = """transaction_id, number, contractor_id, contractor_kind, work_order_title,
    company_name, period_start, period_end, currency, gross_minor, deductions_minor, taxes_minor,
    net_minor, pay_terms, created_on, scheduled_on, scheduled_moved, client_paid, needs_release,
    held_because, held_by, pay_run_id, payment_id, ordered_for, ordered_moved, paid_on,
    reversed_because, returned_payment_id, returned_from"""


async def add(uow: UnitOfWork, new: Sequence[NewTransaction]) -> None:
    """Add transactions and their charges."""
    said = [one.transaction for one in new]
    await uow.execute(
        """
        INSERT INTO transactions (agency_id, created_at, transaction_id, number, work_order_id,
            work_order_code, work_order_title, project_id, project_name, company_id, company_name,
            contractor_id, contractor_kind, period_start, period_end, currency, gross_minor,
            earnings_minor, deductions_minor, taxes_minor, net_minor, pay_terms, state,
            scheduled_on, client_paid, needs_release, created_on, event_id, held_because,
            scheduled_moved, held_by, pay_run_id, year_to_date, account_ending, vacation_percent,
            vacation_base_minor, vacation_minor)
        SELECT $1, $2, * FROM unnest($3::uuid[], $4::text[], $5::uuid[], $6::text[], $7::text[],
            $8::uuid[], $9::text[], $10::uuid[], $11::text[], $12::uuid[], $13::text[],
            $14::date[], $15::date[], $16::text[], $17::bigint[], $18::bigint[], $19::bigint[],
            $20::bigint[], $21::bigint[], $22::text[], $23::text[], $24::date[], $25::bool[],
            $26::bool[], $27::date[], $28::uuid[], $29::text[], $30::jsonb[], $31::uuid[],
            $32::uuid[], $33::jsonb[], $34::text[], $35::numeric[], $36::bigint[], $37::bigint[])
        """,
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
        [one.year_to_date and one.year_to_date.model_dump(mode="json") for one in new],
        [one.account_ending or None for one in new],
        [one.vacation_pay and one.vacation_pay.percent for one in new],
        [one.vacation_pay and one.vacation_pay.base.amount_minor for one in new],
        [one.vacation_pay and one.vacation_pay.amount.amount_minor for one in new],
    )
    await _add_charges(uow, new)


async def _add_charges(uow: UnitOfWork, new: Sequence[NewTransaction]) -> None:
    rows = [
        (one.transaction.transaction_id, position, charge)
        for one in new
        for position, charge in enumerate(one.charges)
    ]
    if not rows:
        return
    await uow.execute(
        """
        INSERT INTO transaction_charges (agency_id, transaction_id, position, effect, code, names,
            percent, base_minor, exempt_minor, amount_minor)
        SELECT $1, * FROM unnest($2::uuid[], $3::smallint[], $4::text[], $5::text[], $6::jsonb[],
            $7::numeric[], $8::bigint[], $9::bigint[], $10::bigint[])
        """,
        uow.agency_id,
        [transaction_id for transaction_id, _, _ in rows],
        [position for _, position, _ in rows],
        [charge.effect for _, _, charge in rows],
        [charge.code for _, _, charge in rows],
        [dict(charge.names) for _, _, charge in rows],
        [charge.percent for _, _, charge in rows],
        [charge.base.amount_minor for _, _, charge in rows],
        [charge.exempt.amount_minor for _, _, charge in rows],
        [charge.amount.amount_minor for _, _, charge in rows],
    )


async def vacation_percent_of(uow: UnitOfWork, transaction_id: TransactionId) -> Decimal | None:
    """What was set aside of it as vacation pay, in percent; None: nothing was."""
    return await uow.fetchval(
        "SELECT vacation_percent FROM transactions WHERE agency_id = $1 AND transaction_id = $2",
        uow.agency_id,
        transaction_id,
    )


async def charges_of(uow: UnitOfWork, transaction: Transaction) -> tuple[ComputedCharge, ...]:
    """The charges of a transaction, in their order."""
    rows = await uow.fetch(
        """
        SELECT code, effect, names, percent, base_minor, exempt_minor, amount_minor
        FROM transaction_charges WHERE agency_id = $1 AND transaction_id = $2 ORDER BY position
        """,
        uow.agency_id,
        transaction.transaction_id,
    )
    currency = transaction.net.currency
    return tuple(
        ComputedCharge(
            code=row["code"],
            effect=Effect(row["effect"]),
            names=row["names"],
            base=Money(amount_minor=row["base_minor"], currency=currency),
            percent=row["percent"],
            amount=Money(amount_minor=row["amount_minor"], currency=currency),
            exempt=Money(amount_minor=row["exempt_minor"], currency=currency),
        )
        for row in rows
    )


async def year_so_far(
    uow: UnitOfWork, contractor_ids: Collection[PersonId], day: date
) -> dict[PersonId, YearSoFar]:
    """What the calendar year of a day has brought to each of these contractors."""
    found: dict[PersonId, YearSoFar] = defaultdict(YearSoFar)
    arguments = (
        uow.agency_id,
        list(contractor_ids),
        day.replace(month=1, day=1),
        day.replace(month=12, day=31),
    )
    earned = await uow.fetch(
        """
        SELECT contractor_id, sum(earnings_minor)::bigint AS earnings_minor FROM transactions
        WHERE agency_id = $1 AND contractor_id = ANY($2) AND created_on BETWEEN $3 AND $4
          AND state <> 'reversed'
        GROUP BY contractor_id
        """,
        *arguments,
    )
    for row in earned:
        found[row["contractor_id"]].earnings_minor = row["earnings_minor"]
    charged = await uow.fetch(
        """
        SELECT t.contractor_id, c.code, t.period_start, t.period_end,
               bool_or(t.created_on BETWEEN $3 AND $4) AS is_of_year,
               coalesce(sum(c.amount_minor) FILTER (WHERE t.created_on BETWEEN $3 AND $4),
                   0)::bigint AS amount_minor,
               coalesce(sum(c.exempt_minor) FILTER (WHERE t.created_on BETWEEN $3 AND $4),
                   0)::bigint AS exempt_minor,
               sum(c.base_minor)::bigint AS standing_base_minor,
               sum(c.amount_minor)::bigint AS standing_minor,
               sum(c.exempt_minor)::bigint AS standing_exempt_minor
        FROM transactions AS t
        LEFT JOIN transaction_charges AS c
          ON c.agency_id = t.agency_id AND c.transaction_id = t.transaction_id
        WHERE t.agency_id = $1 AND t.contractor_id = ANY($2) AND t.created_on BETWEEN $5 AND $4
          AND t.state <> 'reversed'
        GROUP BY t.contractor_id, c.code, t.period_start, t.period_end
        """,
        *arguments,
        # Work of a year is corrected in the next one.
        day.replace(year=day.year - 1, month=1, day=1),
    )
    for row in charged:
        year, code = found[row["contractor_id"]], row["code"]
        period = Period(row["period_start"], row["period_end"])
        standing = year.standing.setdefault(period, {})
        if code is None:
            continue
        standing[code] = StandingCharge(
            base_minor=row["standing_base_minor"],
            amount_minor=row["standing_minor"],
            exempt_minor=row["standing_exempt_minor"],
        )
        if row["is_of_year"]:
            year.charged_minor[code] = year.charged_minor.get(code, 0) + row["amount_minor"]
            year.exempted_minor[code, period] = row["exempt_minor"]
    return found


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
