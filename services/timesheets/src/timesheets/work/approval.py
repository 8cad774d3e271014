"""The way of work to its approval: submitted by its contractor, approved or returned by contacts.

Staff with the permission to manage work approve and return on a contact's behalf.
"""

from chassis.errors import ForbiddenError
from chassis.ids import new_id
from chassis.uow import UnitOfWork
from contracts.access import Portal
from contracts.events.timesheets import WorkApproved, WorkReturned, WorkSubmitted
from timesheets.directory import repository as directory
from timesheets.reach import is_contacts, own_reach, reach_to_approve
from timesheets.work import repository
from timesheets.work.bulk import Outcome, PreviewOutdatedError, lock_selection
from timesheets.work.filters import Selection
from timesheets.work.model import Step
from timesheets.work.pieces import pieces
from timesheets.work_orders import repository as work_orders


class ReturnNotAllowedError(ForbiddenError):
    """This agency does not let contacts return work; comment on it instead."""


async def submit(uow: UnitOfWork, selection: Selection) -> Outcome:
    """The acting contractor hands in drafts and returned work for approval."""
    outcome = await lock_selection(uow, own_reach(uow), selection, Step.SUBMIT)
    if not outcome.done:
        return outcome
    await repository.save_submitted(uow, outcome.done)
    await repository.add_steps(uow, outcome.done, Step.SUBMIT)
    submission_id = new_id()
    for piece in pieces(outcome.done):
        uow.record(
            WorkSubmitted(
                **piece.parties,
                submission_id=submission_id,
                entries=piece.entries,
                submitted_by=uow.actor.person,
                submitted_at=uow.now,
            )
        )
    return outcome


async def approve(
    uow: UnitOfWork, selection: Selection, *, expected_count: int | None = None
) -> Outcome:
    """Approve work within reach: it will be priced and invoiced.

    Two approvals at once have one effect: the second waits for the first, and finds its work
    approved. `expected_count` is what a preview showed; if the filter covers another number by
    now, nothing is approved and PreviewOutdatedError is raised.
    """
    reach = await reach_to_approve(uow)
    outcome = await lock_selection(uow, reach, selection, Step.APPROVE)
    if expected_count is not None and len(outcome.done) != expected_count:
        raise PreviewOutdatedError(
            f"{len(outcome.done)} entries wait for approval, {expected_count} were shown",
            count=len(outcome.done),
        )
    if not outcome.done:
        return outcome
    await repository.save_approved(uow, outcome.done)
    await repository.add_steps(uow, outcome.done, Step.APPROVE)
    approval_id = new_id()
    versions = await work_orders.versions_in_force(
        uow, {entry.work_order_id for entry in outcome.done}
    )
    for piece in pieces(outcome.done):
        uow.record(
            WorkApproved(
                **piece.parties,
                approval_id=approval_id,
                entries=piece.entries,
                approved_by=uow.actor.person,
                approved_at=uow.now,
                on_behalf=uow.actor.portal is Portal.AGENCY,
                work_order_version=versions[piece.parties["work_order_id"]],
            )
        )
    return outcome


async def return_work(uow: UnitOfWork, selection: Selection, reason: str) -> Outcome:
    """Send work back to its contractor with the reason; the rest stays as it is.

    Raises ReturnNotAllowedError where the agency keeps this from contacts.
    """
    reach = await reach_to_approve(uow)
    if is_contacts(reach):
        rules = await directory.agency_rules(uow)
        if rules is None or not rules.contacts_may_return:
            raise ReturnNotAllowedError
    outcome = await lock_selection(uow, reach, selection, Step.RETURN)
    if not outcome.done:
        return outcome
    await repository.save_returned(uow, outcome.done, reason)
    await repository.add_steps(uow, outcome.done, Step.RETURN, reason)
    for piece in pieces(outcome.done):
        uow.record(
            WorkReturned(
                **piece.parties,
                entries=piece.entries,
                reason=reason,
                returned_by=uow.actor.person,
                returned_at=uow.now,
                on_behalf=uow.actor.portal is Portal.AGENCY,
            )
        )
    return outcome
