"""Approvals taken back while they can be, and made final when they no longer can.

Both lock the entries in the order of their ids: of an undo and the end of the undo time at the same
moment the second finds what the first made of them.
"""

from datetime import datetime
from uuid import UUID

from chassis.conditions import Conditions
from chassis.errors import ConflictError, DomainError, NotFoundError
from chassis.uow import UnitOfWork
from contracts.access import Portal
from contracts.reach import Reach
from timesheets.approvals import repository as approvals
from timesheets.reach.rule import reach_to_approve
from timesheets.work import repository
from timesheets.work.actions import carry_out
from timesheets.work.bulk import MAX_ENTRIES, Outcome, SeenPreview, lock_selection, must_be_as_shown
from timesheets.work.commands import Finalise, Undo
from timesheets.work.filters import ApprovalSelection, Selection
from timesheets.work.model import ApprovalFinalError, Status, Step
from timesheets.work.transitions import decide
from timesheets.work_orders import repository as work_orders


class ApprovalUndoneError(ConflictError):
    """The approval was taken back already."""


async def undo(uow: UnitOfWork, selection: Selection, shown: SeenPreview) -> Outcome:
    """Take approvals back that are not final, whoever gave them: whoever may approve may.

    Raises PreviewOutdatedError; of a single entry or a whole approval ApprovalFinalError from the
    moment on at which it is final, and ApprovalUndoneError or StepRefusedError where others were
    first.
    """
    reach = await reach_to_approve(uow)
    outcome = await lock_selection(uow, reach, selection, Step.UNDO)
    if isinstance(selection, ApprovalSelection) and not outcome.done:
        raise await _nothing_left(uow, reach, selection.approval_id)
    await must_be_as_shown(uow, outcome, shown)
    if not outcome.done:
        return outcome
    command = Undo(by=uow.actor.person, at=uow.now, on_behalf=uow.actor.portal is Portal.AGENCY)
    await carry_out(uow, decide(outcome.done, command))
    return outcome


async def _nothing_left(uow: UnitOfWork, reach: Reach, approval_id: UUID) -> DomainError:
    """Why nothing within reach can be taken back of this approval."""
    approval = await approvals.get(uow, approval_id)
    if approval is None or not await work_orders.any_within(uow, reach, approval.order_versions):
        return NotFoundError("approval", approval_id)
    if approval.final_at <= uow.now:
        return ApprovalFinalError(
            state=Status.APPROVED.value, final_at=approval.final_at.isoformat()
        )
    return ApprovalUndoneError(state=Status.TO_APPROVAL.value)


async def finalise(uow: UnitOfWork, approval_id: UUID, now: datetime) -> bool:
    """Make an approval final whose undo time is over, and say it; False: there is nothing to do.

    All of an approval at once, as it was given, so that payments makes one transaction of what
    belongs together. The approval's own events and these are of one correlation.
    """
    approval = await approvals.take(uow, approval_id, now)
    if approval is None:
        return False
    where = (
        Conditions().add("e.agency_id = {}", uow.agency_id).add("e.approval_id = {}", approval_id)
    )
    left = await repository.lock(uow, where, limit=MAX_ENTRIES)
    uow.correlation_id = approval.correlation_id
    await carry_out(uow, decide(left, Finalise(approval=approval, at=now)))
    return True
