"""The end of undo times: what was approved and not taken back is final, and said to be approved.

Every worker process looks at the moment at which the next approval is due: an undo time is a minute
at least, so that no approval that comes meanwhile is due sooner than the next look. A process takes
one approval at a time and passes what another one holds. Agencies take turns: one with thousands of
approvals keeps no other waiting. One transaction makes an approval final and says so: what a
process leaves that dies is due as before.
"""

import asyncio
from datetime import UTC, datetime
from uuid import UUID

import structlog

from chassis import metrics
from chassis.database import TRANSIENT_ERRORS
from chassis.runtime import Runtime
from chassis.service import Background
from timesheets.approvals import repository as approvals
from timesheets.approvals.model import DueApproval
from timesheets.work.undoing import finalise

AGENCIES_AT_ONCE = 100
LONGEST_PAUSE_SECONDS = 10.0
PAUSE_WHERE_OTHERS_ARE_AT_IT_SECONDS = 5.0

_LOG = structlog.get_logger(__name__)


async def run(runtime: Runtime) -> None:
    """Go on until cancelled. Raises a transient error when the database is away."""
    while True:
        await finalise_due(runtime)
        await observe(runtime)
        await asyncio.sleep(await _pause_seconds(runtime))


async def finalise_due(runtime: Runtime, now: datetime | None = None) -> None:
    """Make every approval final that is due, agencies in turns.

    A failure with one approval is logged and does not keep the others waiting. It is tried again
    after pauses that grow; after some tries it is among what staff and operators see as stuck.
    """
    passed: list[UUID] = []
    while True:
        at = now or datetime.now(UTC)
        async with runtime.unit_of_work(None) as uow:
            due = await approvals.due(uow, at, without=passed, limit=AGENCIES_AT_ONCE)
        if not due:
            return
        passed += [one.approval_id for one in due if not await _finalise(runtime, one, at)]


async def _finalise(runtime: Runtime, due: DueApproval, at: datetime) -> bool:
    try:
        async with runtime.unit_of_work(due.agency_id) as uow:
            return await finalise(uow, due.approval_id, at)
    except TRANSIENT_ERRORS:
        raise
    except Exception as error:
        _LOG.exception(
            "approval_not_final", agency_id=str(due.agency_id), approval_id=str(due.approval_id)
        )
        async with runtime.unit_of_work(due.agency_id) as uow:
            await approvals.failed(uow, due.approval_id, f"{type(error).__name__}: {error}", at)
        return False


async def observe(runtime: Runtime) -> None:
    """Tell operators of what is stuck, by agency."""
    async with runtime.unit_of_work(None) as uow:
        found = await approvals.stuck_by_agency(uow)
    metrics.STUCK.clear()
    for agency_id, count in found.items():
        metrics.STUCK.labels("ApprovalNotFinal", str(agency_id)).set(count)


async def _pause_seconds(runtime: Runtime) -> float:
    """Until the next approval is due. What is due and was passed is somebody else's."""
    async with runtime.unit_of_work(None) as uow:
        next_at = await approvals.next_due_at(uow)
    if next_at is None:
        return LONGEST_PAUSE_SECONDS
    seconds = (next_at - datetime.now(UTC)).total_seconds()
    if seconds <= 0:
        return PAUSE_WHERE_OTHERS_ARE_AT_IT_SECONDS
    return min(seconds, LONGEST_PAUSE_SECONDS)


FINALITY = Background(name="timesheets.finality", run=run)
