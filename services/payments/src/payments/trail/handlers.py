"""What timesheets says of work on its way to approval, kept for the trail.

Approved work is priced by another handler of the same event, in the same transaction.
"""

from collections.abc import Sequence
from typing import TypeVar

from chassis.consumer import Handlers, Received
from chassis.uow import UnitOfWork
from contracts.events.timesheets import (
    WorkApprovalGiven,
    WorkApprovalUndone,
    WorkApproved,
    WorkCorrected,
    WorkReturned,
    WorkSubmitted,
    WorkWithdrawn,
)
from payments.trail import repository
from payments.trail.changes import say_changed
from payments.trail.work import heard

handlers = Handlers()

UnapprovedWorkEvent = TypeVar(
    "UnapprovedWorkEvent",
    WorkSubmitted,
    WorkReturned,
    WorkWithdrawn,
    WorkCorrected,
    WorkApprovalGiven,
    WorkApprovalUndone,
)


async def keep_work(uow: UnitOfWork, events: Sequence[Received[UnapprovedWorkEvent]]) -> None:
    """Where work stands now; browsers are told once it is here, not when timesheets said it."""
    found = [heard(event.envelope.id, event.body) for event in events]
    await repository.keep(uow, found)
    say_changed(uow, ((one.contractor_id, one.work_order_id) for one in found))


@handlers.on(WorkApproved)
async def keep_approved_work(uow: UnitOfWork, events: Sequence[Received[WorkApproved]]) -> None:
    """The same of approved work; that its trail changed is said by its transaction."""
    await repository.keep(uow, [heard(event.envelope.id, event.body) for event in events])


handlers.on(WorkSubmitted)(keep_work)
handlers.on(WorkReturned)(keep_work)
handlers.on(WorkWithdrawn)(keep_work)
handlers.on(WorkCorrected)(keep_work)
handlers.on(WorkApprovalGiven)(keep_work)
handlers.on(WorkApprovalUndone)(keep_work)
