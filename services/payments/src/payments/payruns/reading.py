"""What is shown of a pay run: as it stands now, with its payments and what was done with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from chassis.uow import UnitOfWork
from contracts.events.pay_runs import PayRunState
from contracts.ids import PersonId
from payments.directory import repository as directory
from payments.directory.model import Contractor, StaffGrant
from payments.directory.staff_grants import repository as staff_grants
from payments.payments import repository as payments
from payments.payments.repository import ListedPayment, PaymentFilter
from payments.payruns import repository
from payments.payruns.actions import MAX_TRANSACTIONS, CurrentRun
from payments.payruns.model import PayRun
from payments.payruns.repository import Approval, RunStep, RunStepName
from payments.payruns.standouts import Standouts, approval_standouts, people_of, standouts


@dataclass(frozen=True, slots=True, kw_only=True)
class RunView:
    """A run, its payments once it is at the bank, and its steps, the oldest first."""

    now: CurrentRun
    standouts: Standouts
    contractors: Mapping[PersonId, Contractor]
    payments: Sequence[ListedPayment]
    steps: Sequence[RunStep]

    @property
    def stands_out(self) -> Sequence[StaffGrant]:
        """By what its approval stands out, as long as it stands."""
        approvals = [one for one in self.steps if one.what is RunStepName.APPROVED]
        if self.now.state is PayRunState.PROPOSED or not approvals:
            return ()
        return approvals[-1].stands_out


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
        steps=await _steps(uow, now.pay_run),
    )


async def _steps(uow: UnitOfWork, pay_run: PayRun) -> list[RunStep]:
    steps = await repository.steps_of(uow, pay_run.pay_run_id)
    grants = await staff_grants.of_people(uow, {one.by for one in steps if one.by is not None})
    return [_with_standouts(pay_run, one, grants) for one in steps]


def _with_standouts(pay_run: PayRun, step: RunStep, grants: Sequence[StaffGrant]) -> RunStep:
    if step.what is not RunStepName.APPROVED or step.by is None:
        return step
    approval = Approval(pay_run=pay_run, by=step.by, by_name=step.by_name, at=step.at)
    return replace(step, stands_out=approval_standouts(grants, approval))
