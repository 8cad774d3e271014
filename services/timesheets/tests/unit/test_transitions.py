"""Every command in every state: where it leads and what is said, or how it is refused."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any, get_args
from uuid import UUID

import pytest

from contracts.access import Portal
from contracts.base import Event
from contracts.events.timesheets import (
    MAX_ENTRIES_PER_EVENT,
    ArticleKind,
    WorkApproved,
    WorkCorrected,
    WorkInvoiced,
    WorkReturned,
    WorkSubmitted,
    WorkWithdrawn,
)
from contracts.ids import EntryId, EventId, InvoiceId, PersonId, WorkOrderId
from timesheets.approvals.model import Approval
from timesheets.work.commands import (
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
from timesheets.work.model import (
    LoggedWork,
    OtherVersionError,
    Status,
    Step,
    StepRefusedError,
    Work,
    WorkReturnedError,
)
from timesheets.work.transitions import comment, decide

from .test_model import AT, CODES, CONTRACTOR, STAFF, WORK, an_entry

LATER = AT + timedelta(days=1)
CONTACT = PersonId(UUID(int=6))
ORDER, ENTRY = WorkOrderId(UUID(int=3)), EntryId(UUID(int=9))
OTHER = replace(WORK, quantity=Decimal(6), note="not eight")
INVOICE, CAUSE = InvoiceId(UUID(int=21)), EventId(UUID(int=22))

D, W, A, R, B, X = (
    Status.DRAFT,
    Status.TO_APPROVAL,
    Status.APPROVED,
    Status.RETURNED,
    Status.INVOICED,
    Status.WITHDRAWN,
)

SUBMIT = Submit(submission_id=UUID(int=31), by=CONTRACTOR, at=LATER)
AT_ONCE = Approval(
    approval_id=UUID(int=32),
    by=CONTACT,
    at=LATER,
    on_behalf=False,
    order_versions={ORDER: 4},
    final_at=LATER,
    correlation_id=UUID(int=33),
)
APPROVE = Approve(approval=AT_ONCE)
UNDO = Undo(by=CONTACT, at=LATER, on_behalf=False)
FINALISE = Finalise(approval=AT_ONCE, at=LATER)
RETURN = Return(reason="Wrong day", by=STAFF, at=LATER, on_behalf=True)
WITHDRAW = Withdraw(by=CONTRACTOR, at=LATER)
CHANGE = Change(work=OTHER, version=1, by=CONTRACTOR, at=LATER)
CORRECT = Correct(work=OTHER, version=1, reason="As agreed", by=STAFF, at=LATER)
PUT_ON_INVOICE = PutOnInvoice(invoice_id=INVOICE, event_id=CAUSE)
SEND_BACK = SendBack(
    priced_versions={ENTRY: 1},
    transaction_number="T-1",
    taken_back=False,
    reason="Wrong rate",
    by=STAFF,
    at=LATER,
)
COMMANDS: Mapping[str, Command] = MappingProxyType(
    {
        type(one).__name__: one
        for one in (
            SUBMIT,
            APPROVE,
            UNDO,
            FINALISE,
            RETURN,
            WITHDRAW,
            CHANGE,
            CORRECT,
            PUT_ON_INVOICE,
            SEND_BACK,
        )
    }
)

REWRITTEN = {"version": 2, "work": OTHER, "written_at": LATER}
"""What a new version has beside its writer."""

SENT_BACK = {
    "version": 2,
    "written_by": STAFF,
    "written_at": LATER,
    "return_reason": "Wrong rate",
    "approved_by": None,
    "approved_at": None,
}

LEADS_TO: Mapping[tuple[str, Status], tuple[Status, Mapping[str, Any], type[Event] | None]] = {
    ("Submit", D): (W, {"submitted_at": LATER}, WorkSubmitted),
    ("Submit", R): (W, {"submitted_at": LATER, "return_reason": None}, WorkSubmitted),
    ("Approve", W): (A, {"approved_by": CONTACT, "approved_at": LATER}, WorkApproved),
    ("Return", W): (R, {"return_reason": "Wrong day"}, WorkReturned),
    ("Withdraw", D): (X, {}, None),
    ("Withdraw", R): (X, {}, WorkWithdrawn),
    ("Change", D): (D, {**REWRITTEN, "written_by": CONTRACTOR}, None),
    ("Change", R): (R, {**REWRITTEN, "written_by": CONTRACTOR}, None),
    ("Correct", W): (W, {**REWRITTEN, "written_by": STAFF}, WorkCorrected),
    ("Correct", R): (R, {**REWRITTEN, "written_by": STAFF}, WorkCorrected),
    ("PutOnInvoice", A): (B, {"invoice_id": INVOICE}, WorkInvoiced),
    ("SendBack", A): (R, SENT_BACK, WorkReturned),
    ("SendBack", B): (R, {**SENT_BACK, "invoice_id": None}, WorkReturned),
}
NEVER_OF_FINAL = {"Undo", "Finalise"}
"""Refused of approved work that is final; what can be taken back is in test_undo.py."""
STAYS = {("PutOnInvoice", B)}
"""Said before: nothing is decided anew, and nothing is refused."""


def standing(status: Status, **changes: Any) -> LoggedWork:
    """An entry as it stands there, with what the way to it left on it."""
    left: dict[str, Any] = {}
    if status is R:
        left = {"return_reason": "Too long"}
    if status in {A, B}:
        left = {"approved_by": CONTACT, "approved_at": AT}
    if status is B:
        left["invoice_id"] = InvoiceId(UUID(int=20))
    return an_entry(status, **{**left, **changes})


@pytest.mark.requirement("X8")
@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("name", list(COMMANDS))
def test_a_command_leads_where_it_should_and_says_so_or_is_refused_with_the_state(
    name: str, status: Status
) -> None:
    entry = standing(status)
    if (name, status) in STAYS:
        assert decide([entry], COMMANDS[name]).moved == ()
        return
    if (name, status) not in LEADS_TO:
        with pytest.raises(StepRefusedError) as refused:
            decide([entry], COMMANDS[name])
        is_final = status is A and name in NEVER_OF_FINAL
        code = "approval_final" if is_final else CODES[status]
        assert (refused.value.code(), refused.value.data["state"]) == (code, status.value)
        return
    leads_to, changes, said = LEADS_TO[name, status]
    decision = decide([entry], COMMANDS[name])
    [moved] = decision.moved
    assert moved.before is entry
    assert moved.after == replace(entry, status=leads_to, **changes)
    assert [type(event) for event in decision.events] == ([said] if said else [])


def test_an_approval_names_the_terms_that_it_was_given_by() -> None:
    [event] = decide([standing(W)], APPROVE).events
    assert isinstance(event, WorkApproved)
    assert (event.approval_id, event.work_order_version) == (AT_ONCE.approval_id, 4)
    assert (event.approved_by, event.approved_at, event.on_behalf) == (CONTACT, LATER, False)
    assert event.entries == (standing(A).as_entry(),)


def test_returned_and_sent_back_work_is_said_with_the_reason_and_who_did_it() -> None:
    [returned] = decide([standing(W)], RETURN).events
    [sent_back] = decide([standing(A)], SEND_BACK).events
    assert isinstance(returned, WorkReturned)
    assert isinstance(sent_back, WorkReturned)
    assert (returned.reason, returned.on_behalf, returned.reversed_transaction) == (
        "Wrong day",
        True,
        "",
    )
    assert (sent_back.reason, sent_back.returned_by, sent_back.reversed_transaction) == (
        "Wrong rate",
        STAFF,
        "T-1",
    )
    assert sent_back.entries[0].version == 2


def test_a_correction_is_said_with_what_stood_there() -> None:
    [event] = decide([standing(W)], CORRECT).events
    assert isinstance(event, WorkCorrected)
    assert (event.entry.quantity, event.previous.quantity) == (Decimal(6), Decimal(8))
    assert (event.entry.version, event.previous.version) == (2, 1)


def test_an_invoice_is_said_with_the_event_that_told_of_it() -> None:
    [event] = decide([standing(A)], PUT_ON_INVOICE).events
    assert isinstance(event, WorkInvoiced)
    assert (event.entry_ids, event.invoice_id) == ((ENTRY,), INVOICE)
    assert event.invoiced_because_of == CAUSE


def test_an_invoice_of_a_version_that_went_back_since_is_none_of_the_next() -> None:
    command = replace(PUT_ON_INVOICE, versions={ENTRY: 1})
    for since in (standing(R, version=2), standing(W, version=2), standing(A, version=2)):
        assert decide([since], command).moved == ()
    [moved] = decide([standing(A)], command).moved
    assert moved.after.status is B


def test_work_that_went_back_before_stays_while_the_rest_goes() -> None:
    again = standing(W, version=2)
    other = standing(A, entry_id=EntryId(UUID(int=10)))
    command = replace(SEND_BACK, priced_versions={ENTRY: 1, other.entry_id: 1})
    decision = decide([again, other], command)
    assert [entry.entry_id for entry in decision.after] == [other.entry_id]
    assert len(decision.events) == 1


@pytest.mark.parametrize(
    ("status", "command"),
    [
        (D, replace(CHANGE, version=2)),
        (W, replace(CORRECT, version=2)),
        (R, replace(WITHDRAW, version=2)),
        (A, replace(SEND_BACK, priced_versions={ENTRY: 2})),
    ],
)
def test_who_read_another_version_is_refused(status: Status, command: Command) -> None:
    with pytest.raises(OtherVersionError):
        decide([standing(status)], command)


def test_a_state_that_forbids_a_step_is_told_before_a_version_that_is_not_it() -> None:
    with pytest.raises(StepRefusedError):
        decide([standing(A)], replace(CHANGE, version=7))
    with pytest.raises(StepRefusedError):
        decide([standing(A)], replace(WITHDRAW, version=7))


def test_one_refused_entry_refuses_them_all() -> None:
    with pytest.raises(WorkReturnedError):
        decide([standing(W), standing(R)], APPROVE)


def test_many_entries_are_said_by_work_order_in_pieces_that_a_message_carries() -> None:
    other = WorkOrderId(UUID(int=4))
    entries = [
        standing(D, entry_id=EntryId(UUID(int=100 + n))) for n in range(MAX_ENTRIES_PER_EVENT + 1)
    ]
    decision = decide([*entries, standing(D, work_order_id=other)], SUBMIT)
    assert len(decision.moved) == MAX_ENTRIES_PER_EVENT + 2
    sizes: list[tuple[WorkOrderId, int]] = []
    for event in decision.events:
        assert isinstance(event, WorkSubmitted)
        assert event.submission_id == SUBMIT.submission_id
        sizes.append((event.work_order_id, len(event.entries)))
    assert sorted(sizes) == [(ORDER, 1), (ORDER, MAX_ENTRIES_PER_EVENT), (other, 1)]


@pytest.mark.parametrize(
    ("status", "command", "kept"),
    [
        (D, SUBMIT, [Step.SUBMIT]),
        (W, APPROVE, [Step.APPROVE]),
        (W, RETURN, [Step.RETURN]),
        (R, WITHDRAW, [Step.WITHDRAW]),
        (W, CORRECT, [Step.CORRECT]),
        (A, PUT_ON_INVOICE, [Step.INVOICE]),
        (A, SEND_BACK, [Step.RETURN]),
        (R, CHANGE, []),
        (D, CHANGE, []),
        (D, WITHDRAW, []),
    ],
)
def test_history_has_every_step_but_a_change_and_what_nobody_saw(
    status: Status, command: Command, kept: list[Step]
) -> None:
    decision = decide([standing(status)], command)
    assert [decision.step for _ in decision.in_history] == kept


def test_only_a_draft_that_was_taken_back_leaves_no_trace() -> None:
    assert [entry.leaves_no_trace for entry in decide([standing(D)], WITHDRAW).after] == [True]
    assert [entry.leaves_no_trace for entry in decide([standing(R)], WITHDRAW).after] == [False]


@pytest.mark.parametrize("status", list(Status))
def test_work_that_was_handed_in_can_be_commented_on(status: Status) -> None:
    command = Comment(
        comment_id=UUID(int=40),
        text="Which site?",
        by=CONTACT,
        portal=Portal.CUSTOMER,
        at=LATER,
        opened=False,
    )
    if status in {D, X}:
        with pytest.raises(StepRefusedError) as refused:
            comment(standing(status), command)
        assert refused.value.code() == CODES[status]
        return
    said = comment(standing(status), command)
    assert (said.text, said.author_id, said.commented_at) == ("Which site?", CONTACT, LATER)
    assert said.entry == standing(status).as_entry()


@pytest.mark.parametrize(
    ("portal", "opened", "reaches"),
    [
        (Portal.CONTRACTOR, False, True),
        (Portal.CUSTOMER, False, False),
        (Portal.CUSTOMER, True, True),
        (Portal.AGENCY, False, False),
    ],
)
def test_comments_of_others_reach_a_contractor_where_the_agency_lets_them(
    portal: Portal, opened: bool, reaches: bool
) -> None:
    command = Comment(
        comment_id=UUID(int=40), text="Hi", by=CONTACT, portal=portal, at=LATER, opened=opened
    )
    assert comment(standing(W), command).visible_to_contractor is reaches


def test_the_table_of_these_tests_has_every_command() -> None:
    assert {type(command) for command in COMMANDS.values()} == set(get_args(Command))
    assert {name for name, _ in LEADS_TO} == set(COMMANDS) - NEVER_OF_FINAL


def test_an_expense_takes_the_same_way() -> None:
    slip = Work(work_on=WORK.work_on, article=ArticleKind.EXPENSE, quantity=Decimal("12.50"))
    [event] = decide([standing(D, work=slip)], SUBMIT).events
    assert isinstance(event, WorkSubmitted)
    assert (event.entries[0].quantity, event.entries[0].minutes) == (Decimal("12.50"), None)
