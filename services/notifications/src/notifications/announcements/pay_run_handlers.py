"""Pay runs in: what stands out is told to the staff who look after them."""

from collections.abc import Sequence

from chassis.consumer import Handlers, Received
from chassis.uow import UnitOfWork
from contracts.events.pay_runs import PayRunApprovalStoodOut
from notifications.announcements import pay_runs
from notifications.announcements.actions import announce, correlations
from notifications.directory import repository as directory

handlers = Handlers()


@handlers.on(PayRunApprovalStoodOut)
async def warn_of_approval(
    uow: UnitOfWork, events: Sequence[Received[PayRunApprovalStoodOut]]
) -> None:
    """To staff who can approve it and neither proposed nor approved it."""
    agency = await directory.agency_of(uow)
    staff = await directory.staff(uow)
    drafts = [
        draft
        for e in events
        for draft in pay_runs.approval_stood_out(e.envelope.id, e.body, agency, staff)
    ]
    await announce(uow, agency, correlations(e.envelope for e in events), drafts)
