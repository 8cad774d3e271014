"""What a command makes of entries: (entries as they stand, command) → entries after it, events.

Pure: nothing is read or written here. `repository.save` keeps what was decided, all of it or, with
the first entry that is refused, nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import assert_never

from contracts.access import Portal
from contracts.base import Event
from contracts.events.timesheets import (
    WorkApprovalGiven,
    WorkApprovalUndone,
    WorkApproved,
    WorkCommented,
    WorkCorrected,
    WorkInvoiced,
    WorkReturned,
    WorkSubmitted,
    WorkWithdrawn,
)
from contracts.ids import PersonId, ProjectId
from timesheets.approvals.model import Approval
from timesheets.work.batches import Batch, batches, parties_of
from timesheets.work.commands import (
    ApprovalCommand,
    Approve,
    Change,
    Command,
    Comment,
    Correct,
    Finalise,
    PutOnInvoice,
    Return,
    SendBack,
    Submit,
    Undo,
    Withdraw,
)
from timesheets.work.model import LoggedWork, ProvisionalApproval, Status, Step


@dataclass(frozen=True, slots=True)
class Transition:
    """An entry before a step and after it."""

    before: LoggedWork
    after: LoggedWork

    @property
    def is_new_version(self) -> bool:
        """Whether something else stands on it than before."""
        return self.after.version != self.before.version


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The step that entries took, and what is said of it. Entries that stay are not in it.

    `places`: in whose place it was taken, by project; `by_email`: by the link of an e-mail.
    """

    step: Step
    moved: tuple[Transition, ...]
    events: tuple[Event, ...] = ()
    reason: str = ""
    places: Mapping[ProjectId, PersonId] = field(default_factory=dict[ProjectId, PersonId])
    by_email: bool = False

    @property
    def after(self) -> tuple[LoggedWork, ...]:
        """The entries as they are now."""
        return tuple(one.after for one in self.moved)

    @property
    def in_history(self) -> tuple[LoggedWork, ...]:
        """Those whose step is kept for good.

        A change is not: versions tell of it. Nor is what became of a draft, which nobody saw.
        """
        if self.step is Step.CHANGE:
            return ()
        return tuple(entry for entry in self.after if entry.was_submitted)


def decide(entries: Sequence[LoggedWork], command: Command) -> Decision:
    """What `command` makes of these entries. Raises StepRefusedError, OtherVersionError."""
    match command:
        case Submit():
            decision = _submit(entries, command)
        case Approve() | Undo() | Finalise():
            decision = _of_approval(entries, command)
        case Return():
            decision = _return(entries, command)
        case Withdraw():
            decision = _withdraw(entries, command)
        case Change():
            decision = _change(entries, command)
        case Correct():
            decision = _correct(entries, command)
        case PutOnInvoice():
            decision = _put_on_invoice(entries, command)
        case SendBack():
            decision = _send_back(entries, command)
        case _:
            assert_never(command)
    return decision


def comment(entry: LoggedWork, command: Comment) -> WorkCommented:
    """What is said of a comment; the entry stays as it is. Raises StepRefusedError for a draft.

    The contractor's own reach the contractor, those of others where the agency lets them.
    """
    entry.allow(Step.COMMENT)
    return WorkCommented(
        **parties_of(entry),
        comment_id=command.comment_id,
        entry=entry.as_entry(),
        text=command.text,
        author_id=command.by,
        author_portal=command.portal,
        visible_to_contractor=command.opened or command.portal is Portal.CONTRACTOR,
        commented_at=command.at,
    )


def _submit(entries: Sequence[LoggedWork], command: Submit) -> Decision:
    moved = _moved(entries, (entry.submit(command.at) for entry in entries))
    return Decision(
        step=Step.SUBMIT,
        moved=moved,
        events=tuple(
            WorkSubmitted(
                **batch.parties,
                submission_id=command.submission_id,
                entries=batch.entries,
                submitted_by=command.by,
                submitted_at=command.at,
            )
            for batch in _batches(moved)
        ),
    )


def _of_approval(entries: Sequence[LoggedWork], command: ApprovalCommand) -> Decision:
    match command:
        case Approve():
            return _approve(entries, command)
        case Undo():
            return _undo(entries, command)
        case Finalise():
            return _finalise(entries, command)


def _approve(entries: Sequence[LoggedWork], command: Approve) -> Decision:
    approval = command.approval
    provisional = None
    if not approval.is_final_at_once:
        provisional = ProvisionalApproval(
            approval_id=approval.approval_id, final_at=approval.final_at
        )
    moved = _moved(
        entries,
        (
            entry.approve(
                approval.by,
                approval.at,
                in_place_of=command.places.get(entry.project_id),
                provisional=provisional,
            )
            for entry in entries
        ),
    )
    return Decision(
        step=Step.APPROVE,
        moved=moved,
        places=command.places,
        by_email=command.by_email,
        events=_approved(moved, approval) if provisional is None else _given(moved, command),
    )


def _given(moved: Sequence[Transition], command: Approve) -> tuple[Event, ...]:
    """What is said of an approval that can still be taken back."""
    approval = command.approval
    return tuple(
        WorkApprovalGiven(
            **batch.parties,
            approval_id=approval.approval_id,
            entries=batch.entries,
            approved_by=approval.by,
            approved_at=approval.at,
            on_behalf=approval.on_behalf,
            final_at=approval.final_at,
            stood_in_for=command.places.get(batch.parties["project_id"]),
        )
        for batch in _batches(moved)
    )


def _undo(entries: Sequence[LoggedWork], command: Undo) -> Decision:
    moved = _moved(entries, (entry.undo(command.at) for entry in entries))
    return Decision(
        step=Step.UNDO,
        moved=moved,
        events=tuple(
            WorkApprovalUndone(
                **batch.parties,
                entries=batch.entries,
                undone_by=command.by,
                undone_at=command.at,
                on_behalf=command.on_behalf,
            )
            for batch in _batches(moved)
        ),
    )


def _finalise(entries: Sequence[LoggedWork], command: Finalise) -> Decision:
    approval = command.approval
    moved = _moved(entries, (entry.finalise(approval.approval_id, command.at) for entry in entries))
    events = _approved(moved, approval, final_at=approval.final_at)
    return Decision(step=Step.FINALISE, moved=moved, events=events)


def _approved(
    moved: Sequence[Transition], approval: Approval, *, final_at: datetime | None = None
) -> tuple[Event, ...]:
    """What prices the work, by the terms that were in force at the approval.

    The work of a project was approved in one person's place, or in the own right.
    """
    places = {one.after.project_id: one.after.approved_for for one in moved}
    return tuple(
        WorkApproved(
            **batch.parties,
            approval_id=approval.approval_id,
            entries=batch.entries,
            approved_by=approval.by,
            approved_at=approval.at,
            on_behalf=approval.on_behalf,
            work_order_version=approval.order_versions[batch.parties["work_order_id"]],
            final_at=final_at,
            stood_in_for=places[batch.parties["project_id"]],
        )
        for batch in _batches(moved)
    )


def _return(entries: Sequence[LoggedWork], command: Return) -> Decision:
    moved = _moved(entries, (entry.return_for(command.reason) for entry in entries))
    return Decision(
        step=Step.RETURN,
        moved=moved,
        reason=command.reason,
        places=command.places,
        by_email=command.by_email,
        events=tuple(
            WorkReturned(
                **batch.parties,
                entries=batch.entries,
                reason=command.reason,
                returned_by=command.by,
                returned_at=command.at,
                on_behalf=command.on_behalf,
                stood_in_for=command.places.get(batch.parties["project_id"]),
            )
            for batch in _batches(moved)
        ),
    )


def _withdraw(entries: Sequence[LoggedWork], command: Withdraw) -> Decision:
    moved = _moved(entries, (entry.withdraw() for entry in entries))
    if command.version is not None:
        for entry in entries:
            entry.must_be_at(command.version)
    return Decision(
        step=Step.WITHDRAW,
        moved=moved,
        events=tuple(
            WorkWithdrawn(
                **batch.parties,
                entries=batch.entries,
                withdrawn_by=command.by,
                withdrawn_at=command.at,
            )
            for batch in _batches([one for one in moved if not one.after.leaves_no_trace])
        ),
    )


def _change(entries: Sequence[LoggedWork], command: Change) -> Decision:
    return Decision(step=Step.CHANGE, moved=_rewritten(entries, Step.CHANGE, command))


def _correct(entries: Sequence[LoggedWork], command: Correct) -> Decision:
    moved = _rewritten(entries, Step.CORRECT, command)
    return Decision(
        step=Step.CORRECT,
        moved=moved,
        reason=command.reason,
        events=tuple(
            WorkCorrected(
                **parties_of(one.after),
                entry=one.after.as_entry(),
                previous=one.before.as_entry(),
                corrected_by=command.by,
                corrected_at=command.at,
            )
            for one in moved
        ),
    )


def _put_on_invoice(entries: Sequence[LoggedWork], command: PutOnInvoice) -> Decision:
    """Once: what is invoiced already stays, since invoices are said more than once.

    So does what went back since it was billed: that is heard of by another topic, before or after.
    """
    covered = [
        entry
        for entry in entries
        if entry.status is not Status.INVOICED
        and entry.version <= command.versions.get(entry.entry_id, entry.version)
    ]
    moved = _moved(covered, (entry.put_on(command.invoice_id) for entry in covered))
    return Decision(
        step=Step.INVOICE,
        moved=moved,
        events=tuple(
            WorkInvoiced(
                **batch.parties,
                entry_ids=tuple(entry.entry_id for entry in batch.entries),
                invoice_id=command.invoice_id,
                invoiced_because_of=command.event_id,
            )
            for batch in _batches(moved)
        ),
    )


def _send_back(entries: Sequence[LoggedWork], command: SendBack) -> Decision:
    """Once: what went back before stays, since reversals are said more than once."""
    sent = [
        entry.send_back(
            command.priced_versions[entry.entry_id], command.reason, by=command.by, at=command.at
        )
        for entry in entries
    ]
    moved = tuple(
        Transition(before, after)
        for before, after in zip(entries, sent, strict=True)
        if after is not None
    )
    return Decision(
        step=Step.RETURN,
        moved=moved,
        reason=command.reason,
        events=tuple(
            WorkReturned(
                **batch.parties,
                entries=batch.entries,
                reason=command.reason,
                returned_by=command.by,
                returned_at=command.at,
                on_behalf=True,
                reversed_transaction=command.transaction_number,
                taken_back=command.taken_back,
            )
            for batch in _batches(moved)
        ),
    )


def _moved(before: Iterable[LoggedWork], after: Iterable[LoggedWork]) -> tuple[Transition, ...]:
    return tuple(Transition(old, new) for old, new in zip(before, after, strict=True))


def _rewritten(
    entries: Sequence[LoggedWork], step: Step, command: Change | Correct
) -> tuple[Transition, ...]:
    return tuple(
        Transition(
            entry,
            entry.rewrite(
                step, command.work, version=command.version, by=command.by, at=command.at
            ),
        )
        for entry in entries
    )


def _batches(moved: Sequence[Transition]) -> Iterator[Batch]:
    return batches([one.after for one in moved])
