"""Approvals that can be taken back: until when, to what, and that nothing follows before that."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.events.timesheets import (
    WorkApprovalGiven,
    WorkApprovalUndone,
    WorkApproved,
)
from contracts.ids import EntryId, PersonId, WorkOrderId
from timesheets.approvals.model import Approval
from timesheets.work.commands import (
    Approve,
    Change,
    Command,
    Correct,
    Finalise,
    PutOnInvoice,
    Return,
    Submit,
    Undo,
)
from timesheets.work.model import (
    AlreadyApprovedError,
    ApprovalFinalError,
    ApprovalNotFinalError,
    LoggedWork,
    OtherVersionError,
    Status,
    Step,
    StepRefusedError,
)
from timesheets.work.transitions import Decision, decide

from .test_model import AT, CONTRACTOR, STAFF, WORK, an_entry
from .test_transitions import CHANGE, CORRECT, ENTRY, ORDER, PUT_ON_INVOICE, RETURN, SEND_BACK

CONTACT, OTHER_CONTACT = PersonId(UUID(int=6)), PersonId(UUID(int=7))
UNDO_TIME = timedelta(minutes=10)
FINAL_AT = AT + UNDO_TIME
TICK = timedelta(microseconds=1)
WAITING = an_entry(Status.TO_APPROVAL)


def an_approval(at: datetime = AT, number: int = 50, **changes: Any) -> Approval:
    given: dict[str, Any] = {
        "approval_id": UUID(int=number),
        "by": CONTACT,
        "at": at,
        "on_behalf": False,
        "order_versions": {ORDER: 4},
        "final_at": at + UNDO_TIME,
        "correlation_id": UUID(int=60),
    }
    return Approval(**{**given, **changes})


APPROVAL = an_approval()
GIVEN = decide([WAITING], Approve(approval=APPROVAL)).after[0]


def undo(at: datetime) -> Undo:
    return Undo(by=OTHER_CONTACT, at=at, on_behalf=False)


@pytest.mark.requirement("B1")
def test_an_approval_that_can_be_taken_back_is_said_and_prices_nothing() -> None:
    decision = decide([WAITING], Approve(approval=APPROVAL))
    [event] = decision.events
    assert isinstance(event, WorkApprovalGiven)
    assert (event.approval_id, event.final_at) == (APPROVAL.approval_id, FINAL_AT)
    assert (event.approved_by, event.approved_at, event.on_behalf) == (CONTACT, AT, False)
    assert event.entries == (WAITING.as_entry(),)
    [entry] = decision.after
    assert (entry.status, entry.approved_by, entry.approved_at) == (Status.APPROVED, CONTACT, AT)


@pytest.mark.requirement("B1")
def test_what_is_taken_back_is_exactly_what_it_was_and_history_keeps_both() -> None:
    decision = decide([GIVEN], undo(FINAL_AT - TICK))
    assert decision.after == (WAITING,)
    [event] = decision.events
    assert isinstance(event, WorkApprovalUndone)
    assert (event.undone_by, event.undone_at) == (OTHER_CONTACT, FINAL_AT - TICK)
    assert (decision.step, decision.in_history) == (Step.UNDO, (WAITING,))
    assert decide([WAITING], Approve(approval=APPROVAL)).in_history == (GIVEN,)


@pytest.mark.parametrize("late", [timedelta(0), TICK, timedelta(days=2)])
def test_from_the_moment_at_which_it_is_final_it_is_refused_with_the_state(
    late: timedelta,
) -> None:
    with pytest.raises(ApprovalFinalError) as refused:
        decide([GIVEN], undo(FINAL_AT + late))
    assert refused.value.data["state"] == "approved"


@pytest.mark.requirement("B1")
def test_at_its_end_it_is_final_and_said_by_the_terms_of_the_approval() -> None:
    decision = decide([GIVEN], Finalise(approval=APPROVAL, at=FINAL_AT))
    [event] = decision.events
    assert isinstance(event, WorkApproved)
    assert (event.approval_id, event.work_order_version) == (APPROVAL.approval_id, 4)
    assert (event.approved_by, event.approved_at, event.final_at) == (CONTACT, AT, FINAL_AT)
    assert decision.after == (replace(GIVEN, provisional=None),)
    with pytest.raises(ApprovalFinalError):
        decide(decision.after, undo(FINAL_AT - TICK))


def test_an_approval_is_not_made_final_early_nor_twice_nor_by_another() -> None:
    with pytest.raises(ApprovalNotFinalError):
        decide([GIVEN], Finalise(approval=APPROVAL, at=FINAL_AT - TICK))
    final = decide([GIVEN], Finalise(approval=APPROVAL, at=FINAL_AT)).after
    with pytest.raises(ApprovalFinalError):
        decide(final, Finalise(approval=APPROVAL, at=FINAL_AT))
    with pytest.raises(ApprovalFinalError):
        decide([GIVEN], Finalise(approval=an_approval(number=51), at=FINAL_AT))


@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        (PUT_ON_INVOICE, ApprovalNotFinalError),
        (SEND_BACK, ApprovalNotFinalError),
        (Approve(approval=an_approval(number=51)), AlreadyApprovedError),
        (RETURN, AlreadyApprovedError),
        (CHANGE, AlreadyApprovedError),
        (CORRECT, AlreadyApprovedError),
    ],
)
def test_nothing_else_happens_to_it_before_its_end(
    command: Command, refusal: type[StepRefusedError]
) -> None:
    with pytest.raises(refusal):
        decide([GIVEN], command)


class Money:
    """What payments would do with the events: it prices what is said to be approved."""

    def __init__(self) -> None:
        self.priced: list[tuple[EntryId, int]] = []

    def hear(self, decision: Decision, now: datetime) -> None:
        for event in decision.events:
            if not isinstance(event, WorkApproved):
                continue
            # Money never moves before the end of the undo time.
            assert event.final_at is None or event.final_at <= now
            self.priced += [(entry.entry_id, entry.version) for entry in event.entries]
        assert len(self.priced) == len(set(self.priced))


class Story:
    """One entry, and a clock; what is refused changes nothing."""

    def __init__(self, entry: LoggedWork) -> None:
        self.entry = entry
        self.now = AT
        self.before: LoggedWork | None = None
        self.approvals: list[Approval] = []
        self.money = Money()

    def take(self, command: Command) -> bool:
        try:
            decision = decide([self.entry], command)
        except (StepRefusedError, OtherVersionError):
            return False
        [self.entry] = decision.after
        self.money.hear(decision, self.now)
        return True

    def step(self, name: str) -> None:
        was = self.entry
        getattr(self, name)()
        if was.status is Status.APPROVED and was.provisional is None:
            assert self.entry == was, "what is final stays"

    def wait(self) -> None:
        self.now += timedelta(minutes=4)

    def approve(self, undo_time: timedelta = UNDO_TIME) -> None:
        final_at = self.now + undo_time
        approval = an_approval(self.now, 100 + len(self.approvals), final_at=final_at)
        self.approvals.append(approval)
        was = self.entry
        if self.take(Approve(approval=approval)):
            self.before = was

    def approve_at_once(self) -> None:
        self.approve(timedelta(0))

    def undo(self) -> None:
        if self.take(undo(self.now)):
            assert self.entry == self.before

    def finalise(self) -> None:
        for approval in self.approvals:
            self.take(Finalise(approval=approval, at=self.now))

    def send_back(self) -> None:
        self.take(Return(reason="No", by=CONTACT, at=self.now, on_behalf=False))

    def submit(self) -> None:
        self.take(Submit(submission_id=UUID(int=31), by=CONTRACTOR, at=self.now))

    def correct(self) -> None:
        version = self.entry.version
        self.take(Correct(work=WORK, version=version, by=STAFF, at=self.now, reason=""))

    def change(self) -> None:
        version = self.entry.version
        self.take(Change(work=WORK, version=version, by=STAFF, at=self.now))


_STEPS = (
    "approve",
    "approve_at_once",
    "undo",
    "finalise",
    "send_back",
    "submit",
    "correct",
    "change",
    "wait",
)


@pytest.mark.requirement("B1")
@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(_STEPS), max_size=25))
def test_whatever_happens_money_moves_once_and_only_for_what_is_final(steps: list[str]) -> None:
    story = Story(WAITING)
    for name in steps:
        story.step(name)
    is_final = story.entry.status is Status.APPROVED and story.entry.provisional is None
    assert story.money.priced == ([(ENTRY, story.entry.version)] if is_final else [])


def test_many_entries_of_an_approval_are_taken_back_and_made_final_by_work_order() -> None:
    other = WorkOrderId(UUID(int=4))
    approval = an_approval(order_versions={ORDER: 4, other: None})
    waiting = [
        WAITING,
        replace(WAITING, entry_id=EntryId(UUID(int=10))),
        replace(WAITING, entry_id=EntryId(UUID(int=11)), work_order_id=other),
    ]
    given_ = decide(waiting, Approve(approval=approval)).after
    back = decide(given_[:1], undo(AT))
    assert back.after == (waiting[0],)
    events = decide(given_[1:], Finalise(approval=approval, at=FINAL_AT)).events
    assert {
        (event.work_order_id, event.work_order_version, len(event.entries))
        for event in events
        if isinstance(event, WorkApproved)
    } == {(ORDER, 4, 1), (other, None, 1)}


def test_an_invoice_of_what_is_final_is_taken() -> None:
    final = decide([GIVEN], Finalise(approval=APPROVAL, at=FINAL_AT)).after
    [invoiced] = decide(
        final, PutOnInvoice(invoice_id=PUT_ON_INVOICE.invoice_id, event_id=PUT_ON_INVOICE.event_id)
    ).after
    assert invoiced.status is Status.INVOICED
    [returned] = decide(final, replace(SEND_BACK, by=STAFF)).after
    assert returned.status is Status.RETURNED
