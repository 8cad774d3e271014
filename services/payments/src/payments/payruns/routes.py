"""HTTP of pay runs: staff only."""

from typing import Annotated

from fastapi import Query, status
from fastapi.responses import Response

from chassis.http import IdempotencyRequired, Uow, tenant_router
from chassis.paging import BY_DAY, DEFAULT_LIMIT, Cursor, Limit, Page
from chassis.uow import UnitOfWork
from contracts.access import Permission
from contracts.events.pay_runs import PayRunState
from contracts.ids import PayRunId
from payments.payments.model import Refusal
from payments.payruns import actions, answers, repository
from payments.payruns.model import PayRun
from payments.payruns.reading import view
from payments.payruns.schemas import (
    ApprovalRequest,
    ConfirmationRequest,
    PayRunDetails,
    PayRunPreview,
    PayRunSummary,
    PreviewRequest,
    ProposalRequest,
)

router = tenant_router(prefix="/pay-runs", tags=["pay runs"])


@router.post("/preview", response_model=PayRunPreview)
async def preview(body: PreviewRequest, uow: Uow) -> Response:
    """Who would be paid on this day, how much, and what would be left out and why."""
    return _written(PayRunPreview.of(await actions.preview(uow, body.pay_on)))


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    dependencies=[IdempotencyRequired],
    response_model=PayRunDetails,
)
async def propose(body: ProposalRequest, uow: Uow) -> Response:
    """Keep what is payable for a run that another person approves.

    Refused with 409 and the present totals when they are not the expected ones; `in_other_runs`
    says what other runs have, and whose they are.
    """
    proposed = await actions.propose(uow, body.pay_on, [one.money for one in body.expected_totals])
    return _written(PayRunDetails.with_parts(await view(uow, proposed)), status.HTTP_201_CREATED)


@router.get("")
async def pay_runs(
    uow: Uow,
    state: Annotated[list[PayRunState] | None, Query(max_length=6)] = None,
    cursor: Cursor = None,
    limit: Limit = DEFAULT_LIMIT,
) -> Page[PayRunSummary]:
    """Pay runs, the latest day first; `state` may be given several times.

    One whose approval something changed under is among the approved, and is shown as proposed.
    """
    _require_reader(uow)
    found = await repository.page(uow, states=state, after=BY_DAY.after(cursor), limit=limit + 1)
    return BY_DAY.page(
        await actions.current_of(uow, found),
        limit,
        key=lambda now: (now.pay_run.pay_on, now.pay_run.pay_run_id),
        shown=PayRunSummary.of,
    )


@router.get("/{pay_run_id}", response_model=PayRunDetails)
async def pay_run(pay_run_id: PayRunId, uow: Uow) -> Response:
    """A run with its payments, what changed since it was looked at, and what was done with it."""
    _require_reader(uow)
    now = await actions.current(uow, await repository.get(uow, pay_run_id))
    return _written(PayRunDetails.with_parts(await view(uow, now)))


@router.post("/{pay_run_id}/approval", response_model=PayRunDetails)
async def approve(pay_run_id: PayRunId, body: ApprovalRequest, uow: Uow) -> Response:
    """Another person than its proposer approves what they saw; 409 when it is not that any more."""
    approved = await actions.approve(uow, pay_run_id, body.fingerprint)
    return _written(PayRunDetails.with_parts(await view(uow, approved)))


@router.post("/{pay_run_id}/export", dependencies=[IdempotencyRequired])
async def export(pay_run_id: PayRunId, uow: Uow) -> PayRunSummary:
    """Order the payments at the bank, as they were approved; nobody is paid by that yet.

    Its payments are the run's own address: they can be ten thousand.
    409 `pay_run_changed` when a transaction left or an account changed since the approval.
    """
    return await _summary(uow, await actions.export(uow, pay_run_id))


@router.post("/{pay_run_id}/cancel")
async def cancel(pay_run_id: PayRunId, uow: Uow) -> PayRunSummary:
    """Give it up before it is exported: its transactions are for the next run."""
    return await _summary(uow, await actions.cancel(uow, pay_run_id))


@router.post("/{pay_run_id}/confirmation", dependencies=[IdempotencyRequired])
async def confirm(pay_run_id: PayRunId, body: ConfirmationRequest, uow: Uow) -> PayRunSummary:
    """Say by hand what the bank did: contractors are told that they were paid, or why not."""
    confirmed = await answers.confirm(
        uow,
        pay_run_id,
        paid_on=body.paid_on,
        taken=body.taken,
        refused={
            one.payment_id: Refusal(code=one.reason_code, words=one.reason) for one in body.refused
        },
    )
    return await _summary(uow, confirmed)


def _require_reader(uow: UnitOfWork) -> None:
    uow.actor.require(Permission.PAY_RUNS_RUN, Permission.TRANSACTIONS_VIEW)


async def _summary(uow: UnitOfWork, pay_run: PayRun) -> PayRunSummary:
    return PayRunSummary.of(await actions.current(uow, pay_run))


def _written(shown: PayRunPreview | PayRunDetails, code: int = status.HTTP_200_OK) -> Response:
    """As JSON at once: what is of ten thousand payments is not checked and written once more."""
    return Response(shown.model_dump_json(), status_code=code, media_type="application/json")
