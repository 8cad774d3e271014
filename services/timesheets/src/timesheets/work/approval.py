"""The way of work to its approval: submitted by its contractor, approved or returned by contacts.

Staff with the permission to manage work approve and return on a contact's behalf.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from chassis.errors import ConflictError, ForbiddenError
from chassis.ids import new_id
from chassis.uow import UnitOfWork
from contracts.access import Portal
from contracts.base import Event
from contracts.events.identity import APPROVAL_UNDO_MINUTES
from contracts.events.timesheets import WorkSubmitted
from contracts.ids import EntryId, PersonId, ProjectId, WorkOrderId
from timesheets.approval_links import actions as approval_links
from timesheets.approvals import repository as approvals
from timesheets.approvals.model import Approval
from timesheets.approvers.waiting import waiting
from timesheets.directory import repository as directory
from timesheets.reach.rule import is_contacts, own_reach, places_taken, reach_to_approve
from timesheets.work.actions import carry_out
from timesheets.work.bulk import Outcome, SeenPreview, lock_selection, must_be_as_shown
from timesheets.work.commands import Approve, Return, Submit
from timesheets.work.filters import EntrySelection, Selection
from timesheets.work.model import LoggedWork, Step
from timesheets.work.rules import fits_the_books
from timesheets.work.transitions import Decision, decide
from timesheets.work_orders import repository as work_orders


class ReturnNotAllowedError(ForbiddenError):
    """This agency does not let contacts return work; comment on it instead."""


class ExpenseTooLargeError(ConflictError):
    """The expense comes to more than can be paid; the agency has to correct the work order."""


async def submit(uow: UnitOfWork, selection: Selection) -> Outcome:
    """The acting contractor hands in drafts and returned work for approval."""
    outcome = await lock_selection(uow, own_reach(uow), selection, Step.SUBMIT)
    if not outcome.done:
        return outcome
    decision = decide(outcome.done, Submit(submission_id=new_id(), by=uow.actor.person, at=uow.now))
    await carry_out(uow, replace(decision, events=await _with_links(uow, decision)))
    return outcome


async def _with_links(uow: UnitOfWork, decision: Decision) -> tuple[Event, ...]:
    """What is said of a submission, with a link for everybody who can approve it."""
    events = [event for event in decision.events if isinstance(event, WorkSubmitted)]
    found = await waiting(uow, {event.project_id for event in events})
    return tuple(
        [
            event.model_copy(
                update={
                    "links": await approval_links.issue(
                        uow,
                        found.by_project.get(event.project_id, ()),
                        event.work_order_id,
                        event.entries,
                    )
                }
            )
            for event in events
        ]
    )


async def approve(
    uow: UnitOfWork, selection: Selection, shown: SeenPreview, *, by_email: bool = False
) -> Outcome:
    """Approve work within reach: it will be priced and invoiced, once the undo time is over.

    Two approvals at once have one effect: the second waits for the first, and finds its work
    approved. `shown` is what a preview said; if the selection is other work by now, or has changed,
    nothing is approved and PreviewOutdatedError is raised. `by_email`: by the link of an e-mail.
    """
    reach = await reach_to_approve(uow)
    outcome = await lock_selection(uow, reach, selection, Step.APPROVE)
    versions = await work_orders.versions_in_force(
        uow, {entry.work_order_id for entry in outcome.done}
    )
    await must_be_as_shown(uow, outcome, shown)
    too_large = await _too_large(uow, outcome.done)
    if too_large and not (isinstance(selection, EntrySelection) and len(selection.versions) > 1):
        raise next(iter(too_large.values()))
    outcome = outcome.refusing(too_large)
    if not outcome.done:
        return outcome
    approval = await _approval(uow, versions)
    await approvals.add(uow, approval)
    command = Approve(approval=approval, places=await _places(uow, outcome.done), by_email=by_email)
    await carry_out(uow, decide(outcome.done, command))
    return replace(outcome, approval=approval)


async def _places(uow: UnitOfWork, entries: Sequence[LoggedWork]) -> Mapping[ProjectId, PersonId]:
    """In whose place the actor decides on this work, by project."""
    return await places_taken(uow, {entry.project_id: entry.company_id for entry in entries})


async def _approval(uow: UnitOfWork, versions: Mapping[WorkOrderId, int | None]) -> Approval:
    """By the acting person, with the undo time that the agency has at this moment."""
    rules = await directory.agency_rules(uow)
    minutes = APPROVAL_UNDO_MINUTES if rules is None else rules.approval_undo_minutes
    return Approval(
        approval_id=new_id(),
        by=uow.actor.person,
        at=uow.now,
        on_behalf=uow.actor.portal is Portal.AGENCY,
        order_versions=versions,
        final_at=uow.now + timedelta(minutes=minutes),
        correlation_id=uow.correlation_id,
    )


async def _too_large(
    uow: UnitOfWork, entries: Sequence[LoggedWork]
) -> dict[EntryId, ExpenseTooLargeError]:
    """Expenses that payments could not book, at the factors of their work orders."""
    expenses = [entry for entry in entries if not entry.work.article.is_time]
    factors = await work_orders.expense_factors(uow, {entry.work_order_id for entry in expenses})
    return {
        entry.entry_id: ExpenseTooLargeError(
            # Not the factor: customers see nothing of what is paid, some nothing of what is billed.
            f"{entry.work.quantity:f} at the factor of the work order comes to more than can be"
            " paid: ask the agency to correct it",
            state=entry.status.value,
            entry_id=str(entry.entry_id),
        )
        for entry in expenses
        if entry.work_order_id in factors
        and not fits_the_books(entry.work.quantity, factors[entry.work_order_id])
    }


async def return_work(
    uow: UnitOfWork,
    selection: Selection,
    shown: SeenPreview,
    reason: str,
    *,
    by_email: bool = False,
) -> Outcome:
    """Send work back to its contractor with the reason; the rest stays as it is.

    Raises ReturnNotAllowedError where the agency keeps this from contacts, PreviewOutdatedError.
    """
    reach = await reach_to_approve(uow)
    if is_contacts(reach):
        rules = await directory.agency_rules(uow)
        if rules is None or not rules.contacts_may_return:
            raise ReturnNotAllowedError
    outcome = await lock_selection(uow, reach, selection, Step.RETURN)
    await must_be_as_shown(uow, outcome, shown)
    if not outcome.done:
        return outcome
    command = Return(
        reason=reason,
        by=uow.actor.person,
        at=uow.now,
        on_behalf=uow.actor.portal is Portal.AGENCY,
        places=await _places(uow, outcome.done),
        by_email=by_email,
    )
    await carry_out(uow, decide(outcome.done, command))
    return outcome
