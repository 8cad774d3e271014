"""HTTP of pay runs: staff only."""

from fastapi import status

from chassis.http import IdempotencyRequired, Uow, tenant_router
from contracts.access import Permission
from contracts.ids import PayRunId
from payments.payments import repository as payments
from payments.payruns import actions, repository
from payments.payruns.schemas import PayRunPreview, PayRunResult, PreviewRequest, RunRequest

router = tenant_router(prefix="/pay-runs", tags=["pay runs"])


@router.post("/preview")
async def preview(body: PreviewRequest, uow: Uow) -> PayRunPreview:
    """Who would be paid on this day, how much, and what would be left out and why."""
    return PayRunPreview.of(await actions.preview(uow, body.pay_on))


@router.post("", status_code=status.HTTP_201_CREATED, dependencies=[IdempotencyRequired])
async def run(body: RunRequest, uow: Uow) -> PayRunResult:
    """Pay. Refused with 409 and the present totals when they are not the expected ones."""
    pay_run, made = await actions.run(uow, body.pay_on, [one.money for one in body.expected_totals])
    return PayRunResult.of(pay_run, made)


@router.get("/{pay_run_id}")
async def pay_run(pay_run_id: PayRunId, uow: Uow) -> PayRunResult:
    """A run and its payments."""
    uow.actor.require(Permission.PAY_RUNS_RUN, Permission.TRANSACTIONS_VIEW)
    found = await repository.get(uow, pay_run_id)
    of_run = payments.PaymentFilter(pay_run_id=pay_run_id)
    made = await payments.page(uow, of_run, after=None, limit=actions.MAX_TRANSACTIONS)
    return PayRunResult.of(found, [one.payment for one in made])
