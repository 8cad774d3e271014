"""SQL of pay runs, of the transactions in them and of what was done with them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from chassis.errors import NotFoundError
from chassis.ids import new_id
from chassis.uow import UnitOfWork
from contracts.events.pay_runs import PayRunState
from contracts.ids import PaymentId, PayRunId, PersonId, TransactionId
from contracts.money import Money
from payments.directory.model import StaffGrant
from payments.payruns.model import PayRun, RunLine
from payments.rows import Row

_COLUMNS = """pay_run_id, coalesce(number, '') AS number, pay_on, run_by, run_by_name, run_at,
    payments, totals, state, approved_fingerprint"""


class RunStepName(StrEnum):
    """What somebody, or the bank, did with a run."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    EXPORTED = "exported"
    ANSWERED = "answered"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStep:
    """A step of a run: who did what, and when. `stands_out`: by what it does, of an approval."""

    what: RunStepName
    by: PersonId | None
    by_name: str
    at: datetime
    stands_out: tuple[StaffGrant, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """Who approved a run, and when."""

    pay_run: PayRun
    by: PersonId
    by_name: str
    at: datetime


async def add(uow: UnitOfWork, pay_run: PayRun, lines: Sequence[RunLine]) -> None:
    """Add a pay run with its transactions."""
    await uow.execute(
        """
        INSERT INTO pay_runs (agency_id, pay_run_id, number, pay_on, run_by, run_by_name, run_at,
            payments, totals, state)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """,
        uow.agency_id,
        pay_run.pay_run_id,
        pay_run.number,
        pay_run.pay_on,
        pay_run.proposed_by,
        pay_run.proposed_by_name,
        pay_run.proposed_at,
        pay_run.payments,
        _totals(pay_run),
        pay_run.state,
    )
    await _add_lines(uow, pay_run.pay_run_id, lines)


async def _add_lines(uow: UnitOfWork, pay_run_id: PayRunId, lines: Sequence[RunLine]) -> None:
    """One that left before and is back is a line of it again."""
    await uow.execute(
        """
        INSERT INTO pay_run_lines (agency_id, pay_run_id, transaction_id, contractor_id, goes_to,
            carried_minor)
        SELECT $1, $2, * FROM unnest($3::uuid[], $4::uuid[], $5::text[], $6::bigint[])
        ON CONFLICT (agency_id, pay_run_id, transaction_id) DO UPDATE SET dropped = false,
            goes_to = excluded.goes_to, carried_minor = excluded.carried_minor
        """,
        uow.agency_id,
        pay_run_id,
        [line.transaction_id for line in lines],
        [line.contractor_id for line in lines],
        [line.goes_to for line in lines],
        [line.carried_minor for line in lines],
    )


async def save(uow: UnitOfWork, pay_run: PayRun) -> None:
    """Save where a run stands."""
    await uow.execute(
        """
        UPDATE pay_runs SET state = $3, approved_fingerprint = $4, payments = $5, totals = $6
        WHERE agency_id = $1 AND pay_run_id = $2
        """,
        uow.agency_id,
        pay_run.pay_run_id,
        pay_run.state,
        pay_run.approved_fingerprint,
        pay_run.payments,
        _totals(pay_run),
    )


async def get(uow: UnitOfWork, pay_run_id: PayRunId, *, locked: bool = False) -> PayRun:
    """A pay run. Raises NotFoundError."""
    row = await uow.fetchrow(
        f"""
        SELECT {_COLUMNS} FROM pay_runs WHERE agency_id = $1 AND pay_run_id = $2
        {"FOR UPDATE" if locked else ""}
        """,
        uow.agency_id,
        pay_run_id,
    )
    if row is None:
        raise NotFoundError("pay run", pay_run_id)
    return _pay_run(row)


async def by_id(uow: UnitOfWork, pay_run_ids: Collection[PayRunId]) -> dict[PayRunId, PayRun]:
    """These pay runs."""
    rows = await uow.fetch(
        f"SELECT {_COLUMNS} FROM pay_runs WHERE agency_id = $1 AND pay_run_id = ANY($2)",
        uow.agency_id,
        list(pay_run_ids),
    )
    return {row["pay_run_id"]: _pay_run(row) for row in rows}


async def page(
    uow: UnitOfWork,
    *,
    states: Collection[PayRunState] | None,
    after: tuple[date, UUID] | None,
    limit: int,
) -> list[PayRun]:
    """Pay runs, the latest day first."""
    rows = await uow.fetch(
        f"""
        SELECT {_COLUMNS} FROM pay_runs
        WHERE agency_id = $1 AND ($2::text[] IS NULL OR state = ANY($2))
          AND ($3::date IS NULL OR (pay_on, pay_run_id) < ($3, $4::uuid))
        ORDER BY pay_on DESC, pay_run_id DESC LIMIT $5
        """,
        uow.agency_id,
        list(states) if states else None,
        after[0] if after else None,
        after[1] if after else None,
        limit,
    )
    return [_pay_run(row) for row in rows]


async def lines_of(uow: UnitOfWork, pay_run_id: PayRunId) -> list[RunLine]:
    """The transactions of a run as they were last looked at."""
    rows = await uow.fetch(
        """
        SELECT transaction_id, contractor_id, goes_to, carried_minor FROM pay_run_lines
        WHERE agency_id = $1 AND pay_run_id = $2 AND NOT dropped ORDER BY transaction_id
        """,
        uow.agency_id,
        pay_run_id,
    )
    return [
        RunLine(
            transaction_id=TransactionId(row["transaction_id"]),
            contractor_id=PersonId(row["contractor_id"]),
            goes_to=row["goes_to"],
            carried_minor=row["carried_minor"],
        )
        for row in rows
    ]


async def look_again(
    uow: UnitOfWork, pay_run_id: PayRunId, seen: Sequence[RunLine], now: Sequence[RunLine]
) -> None:
    """Somebody looked at a run as it is now: what is not there any more left it, and what was not
    seen before has joined it.

    Few lines differ, if any: a join of all of them would be planned by statistics from before the
    run, as of a handful, and take the square of their number.
    """
    still_there = {line.transaction_id for line in now}
    if left := [one.transaction_id for one in seen if one.transaction_id not in still_there]:
        await uow.execute(
            """
            UPDATE pay_run_lines SET dropped = true
            WHERE agency_id = $1 AND pay_run_id = $2 AND transaction_id = ANY($3)
            """,
            uow.agency_id,
            pay_run_id,
            left,
        )
    seen_before = {line.transaction_id for line in seen}
    if joined := [one for one in now if one.transaction_id not in seen_before]:
        await _add_lines(uow, pay_run_id, joined)
    if differ := {one for one in now if one.transaction_id in seen_before} - set(seen):
        await uow.executemany(
            """
            UPDATE pay_run_lines SET goes_to = $4, carried_minor = $5
            WHERE agency_id = $1 AND pay_run_id = $2 AND transaction_id = $3
            """,
            [
                (
                    uow.agency_id,
                    pay_run_id,
                    line.transaction_id,
                    line.goes_to,
                    line.carried_minor,
                )
                for line in differ
            ],
        )


async def order(
    uow: UnitOfWork, pay_run_id: PayRunId, paid_by: Mapping[TransactionId, PaymentId]
) -> None:
    """Note by which payment each transaction of a run is ordered: it stays when that comes back."""
    await uow.execute(
        """
        UPDATE pay_run_lines AS l SET payment_id = o.payment_id
        FROM unnest($3::uuid[], $4::uuid[]) AS o (transaction_id, payment_id)
        WHERE l.agency_id = $1 AND l.pay_run_id = $2 AND l.transaction_id = o.transaction_id
        """,
        uow.agency_id,
        pay_run_id,
        list(paid_by.keys()),
        list(paid_by.values()),
    )


async def add_files(uow: UnitOfWork, pay_run_id: PayRunId, currencies: Sequence[str]) -> None:
    """Give a run's file in each currency its number, after those of all files. Lock the books."""
    await uow.execute(
        """
        INSERT INTO pay_run_files (agency_id, pay_run_id, currency, creation_number)
        SELECT $1, $2, c.currency, c.position + greatest(
            (SELECT max(creation_number) FROM pay_run_files WHERE agency_id = $1),
            (SELECT max(split_part(number, '-', 3)::integer) FROM pay_runs AS r
             WHERE agency_id = $1 AND state IN ('exported', 'settled', 'partly_failed')
               AND NOT EXISTS (SELECT FROM pay_run_files AS f
                   WHERE f.agency_id = $1 AND f.pay_run_id = r.pay_run_id)),
            0)
        FROM unnest($3::text[]) WITH ORDINALITY AS c (currency, position)
        """,
        uow.agency_id,
        pay_run_id,
        currencies,
    )


async def creation_number(uow: UnitOfWork, pay_run: PayRun, currency: str) -> int:
    """The number of an exported run's file in a currency, from 1 on over all years."""
    found: int | None = await uow.fetchval(
        """
        SELECT creation_number FROM pay_run_files
        WHERE agency_id = $1 AND pay_run_id = $2 AND currency = $3
        """,
        uow.agency_id,
        pay_run.pay_run_id,
        currency,
    )
    return found or int(pay_run.number.rpartition("-")[2])


async def add_step(uow: UnitOfWork, pay_run_id: PayRunId, what: RunStepName) -> None:
    """Write what the actor of this unit did now."""
    await uow.execute(
        """
        INSERT INTO pay_run_steps (agency_id, step_id, pay_run_id, what, done_by, done_by_name,
            done_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """,
        uow.agency_id,
        new_id(),
        pay_run_id,
        what,
        uow.actor.person_id,
        uow.actor.name,
        uow.now,
    )


async def steps_of(uow: UnitOfWork, pay_run_id: PayRunId) -> list[RunStep]:
    """What was done with a run, the oldest first."""
    rows = await uow.fetch(
        """
        SELECT what, done_by, done_by_name, done_at FROM pay_run_steps
        WHERE agency_id = $1 AND pay_run_id = $2 ORDER BY done_at, step_id
        """,
        uow.agency_id,
        pay_run_id,
    )
    return [
        RunStep(
            what=RunStepName(row["what"]),
            by=PersonId(row["done_by"]) if row["done_by"] else None,
            by_name=row["done_by_name"],
            at=row["done_at"],
        )
        for row in rows
    ]


async def approvals_by(
    uow: UnitOfWork, person_ids: Collection[PersonId], since: datetime
) -> list[Approval]:
    """What these people approved since a moment, the oldest first."""
    rows = await uow.fetch(
        f"""
        SELECT {_COLUMNS}, done_by, done_by_name, done_at
        FROM pay_run_steps JOIN pay_runs USING (agency_id, pay_run_id)
        WHERE agency_id = $1 AND what = 'approved' AND done_by = ANY($2) AND done_at >= $3
        ORDER BY done_at, step_id
        """,
        uow.agency_id,
        list(person_ids),
        since,
    )
    return [
        Approval(
            pay_run=_pay_run(row),
            by=PersonId(row["done_by"]),
            by_name=row["done_by_name"],
            at=row["done_at"],
        )
        for row in rows
    ]


def _totals(pay_run: PayRun) -> list[object]:
    return [total.model_dump(mode="json") for total in pay_run.totals]


def _pay_run(row: Row) -> PayRun:
    return PayRun(
        pay_run_id=PayRunId(row["pay_run_id"]),
        number=row["number"],
        pay_on=row["pay_on"],
        proposed_by=PersonId(row["run_by"]),
        proposed_by_name=row["run_by_name"],
        proposed_at=row["run_at"],
        payments=row["payments"],
        totals=tuple(Money.model_validate(total) for total in row["totals"]),
        state=PayRunState(row["state"]),
        approved_fingerprint=row["approved_fingerprint"],
    )
