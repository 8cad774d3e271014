"""What is shown of a pay run: as it stands now, with its payments and what was done with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chassis.uow import UnitOfWork
from contracts.ids import PersonId
from payments.directory import repository as directory
from payments.directory.model import Contractor
from payments.payments import repository as payments
from payments.payments.repository import ListedPayment, PaymentFilter
from payments.payruns import repository
from payments.payruns.actions import MAX_TRANSACTIONS, CurrentRun
from payments.payruns.repository import RunStep
from payments.payruns.standouts import Standouts, people_of, standouts


@dataclass(frozen=True, slots=True, kw_only=True)
class RunView:
    """A run, its payments once it is at the bank, and its steps, the oldest first."""

    now: CurrentRun
    standouts: Standouts
    contractors: Mapping[PersonId, Contractor]
    payments: Sequence[ListedPayment]
    steps: Sequence[RunStep]


async def view(uow: UnitOfWork, now: CurrentRun) -> RunView:
    """What is shown of a run as it stands now."""
    pay_run_id = now.pay_run.pay_run_id
    stands_out = await standouts(uow, now.plan, now.accounts)
    ids = {one.contractor_id for one in (*now.plan.payments, *now.changes)} | people_of(stands_out)
    of_run = PaymentFilter(pay_run_id=pay_run_id)
    return RunView(
        now=now,
        standouts=stands_out,
        contractors=await directory.contractors_of(uow, ids),
        payments=await payments.page(uow, of_run, after=None, limit=MAX_TRANSACTIONS),
        steps=await repository.steps_of(uow, pay_run_id),
    )
