"""SQL of pay runs. Rows are only ever added."""

from chassis.errors import NotFoundError
from chassis.uow import UnitOfWork
from contracts.ids import PayRunId, PersonId
from contracts.money import Money
from payments.payruns.model import PayRun


async def add(uow: UnitOfWork, pay_run: PayRun) -> None:
    """Add a pay run."""
    await uow.execute(
        """
        INSERT INTO pay_runs (agency_id, pay_run_id, pay_on, run_by, run_by_name, run_at, payments,
            totals)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """,
        uow.agency_id,
        pay_run.pay_run_id,
        pay_run.pay_on,
        pay_run.run_by,
        pay_run.run_by_name,
        pay_run.run_at,
        pay_run.payments,
        [total.model_dump(mode="json") for total in pay_run.totals],
    )


async def get(uow: UnitOfWork, pay_run_id: PayRunId) -> PayRun:
    """A pay run. Raises NotFoundError."""
    row = await uow.fetchrow(
        """
        SELECT pay_run_id, pay_on, run_by, run_by_name, run_at, payments, totals FROM pay_runs
        WHERE agency_id = $1 AND pay_run_id = $2
        """,
        uow.agency_id,
        pay_run_id,
    )
    if row is None:
        raise NotFoundError("pay run", pay_run_id)
    return PayRun(
        pay_run_id=PayRunId(row["pay_run_id"]),
        pay_on=row["pay_on"],
        run_by=PersonId(row["run_by"]),
        run_by_name=row["run_by_name"],
        run_at=row["run_at"],
        payments=row["payments"],
        totals=tuple(Money.model_validate(total) for total in row["totals"]),
    )
