"""Conversations: every order of commands, what each says, and which files a message may name."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import product
from uuid import UUID, uuid4

import pytest

from chassis.ids import new_id
from contracts.access import Portal
from contracts.events.notifications import InquiryAnswered, InquiryAssigned, InquiryClosed
from contracts.ids import AttachmentId, CompanyId, InquiryId, PersonId
from notifications.inquiries import model
from notifications.inquiries.attachments import Attachment, require_usable
from notifications.inquiries.model import (
    AttachmentNotReadyError,
    Decision,
    Inquiry,
    InquiryChangedError,
    InquiryClosedError,
    InquiryFullError,
    InquiryKind,
    InquiryState,
    NewInquiry,
    UnknownAttachmentError,
)

pytestmark = pytest.mark.requirement("K15")

AT = datetime(2026, 3, 4, 12, tzinfo=UTC)
CONTACT, COLLEAGUE, KIM, LEE = (PersonId(UUID(int=n)) for n in range(1, 5))


def started() -> Decision:
    new = NewInquiry(
        inquiry_id=InquiryId(UUID(int=9)),
        kind=InquiryKind.NEW_BUSINESS,
        subject="Two more surveyors?",
        company_id=CompanyId(UUID(int=8)),
    )
    return model.start(new, "From May on.", (), by=CONTACT, at=AT)


def written(inquiry: Inquiry, by: PersonId, portal: Portal) -> Decision:
    return model.write(inquiry, "Hello", (), by=by, portal=portal, at=AT)


COMMANDS: dict[str, Callable[[Inquiry], Decision]] = {
    "contact writes": lambda i: written(i, CONTACT, Portal.CUSTOMER),
    "colleague writes": lambda i: written(i, COLLEAGUE, Portal.CUSTOMER),
    "staff writes": lambda i: written(i, KIM, Portal.AGENCY),
    "assign": lambda i: model.assign(i, LEE, by=KIM, seen=i.version),
    "assign to nobody": lambda i: model.assign(i, None, by=KIM, seen=i.version),
    "assign as seen before": lambda i: model.assign(i, KIM, by=LEE, seen=i.version - 1),
    "close": lambda i: model.close(i, by=KIM, seen=i.version),
    "close as seen before": lambda i: model.close(i, by=KIM, seen=i.version - 1),
}


def expected_state(done: list[str]) -> InquiryState:
    """Whose turn it is, by the last of the commands that bear on it."""
    state = InquiryState.OPEN
    for command in done:
        if command in {"contact writes", "colleague writes"}:
            state = InquiryState.OPEN
        elif command == "staff writes":
            state = InquiryState.ANSWERED
        elif command == "close":
            state = InquiryState.CLOSED
    return state


@pytest.mark.parametrize("first", COMMANDS)
def test_in_every_order_no_message_is_lost_and_the_state_follows(first: str) -> None:
    for later in product(COMMANDS, repeat=3):
        inquiry, done, numbers = played(first, *later)
        assert numbers == list(range(1, inquiry.messages + 1))
        assert inquiry.state is expected_state(done)
        named = [command for command in done if command.startswith("assign")]
        assert inquiry.assigned_to == (LEE if named and named[-1] == "assign" else None)
        takes_part = {CONTACT} | ({COLLEAGUE} if "colleague writes" in done else set[PersonId]())
        assert inquiry.contact_ids == takes_part
        assert (inquiry.opened_by, inquiry.opened_at) == (CONTACT, AT)


def played(*order: str) -> tuple[Inquiry, list[str], list[int]]:
    """Give these commands, each to what the one before left: what it is then, those that were
    carried out, and the numbers of its messages.
    """
    inquiry = started().inquiry
    done: list[str] = []
    numbers = [1]
    for command in order:
        before = inquiry
        try:
            decision = COMMANDS[command](inquiry)
        except (InquiryChangedError, InquiryClosedError):
            assert "before" in command or before.state is InquiryState.CLOSED
            continue
        assert "before" not in command
        done.append(command)
        inquiry = decision.inquiry
        # What changes is said, once, and is another version; what does not is neither.
        assert len(decision.events) == inquiry.version - before.version
        assert (inquiry == before) is (not decision.events)
        if decision.message is not None:
            numbers.append(decision.message.number)
    return inquiry, done, numbers


def test_each_command_says_what_happened() -> None:
    begun = started()
    assert [type(event).__name__ for event in begun.events] == ["InquiryOpened"]
    assigned = model.assign(begun.inquiry, LEE, by=KIM, seen=1)
    answered = model.write(assigned.inquiry, "Yes", (), by=KIM, portal=Portal.AGENCY, at=AT).events[
        0
    ]
    closed = model.close(assigned.inquiry, by=KIM, seen=2).events[0]
    assert isinstance(assigned.events[0], InquiryAssigned)
    assert isinstance(answered, InquiryAnswered)
    assert isinstance(closed, InquiryClosed)
    assert assigned.events[0].assigned_to == LEE
    assert (answered.text, answered.assigned_to, answered.contact_ids) == ("Yes", LEE, (CONTACT,))
    assert closed.closed_by == KIM


def test_who_has_seen_an_older_state_changes_nothing_and_learns_the_newer_one() -> None:
    taken = model.assign(started().inquiry, LEE, by=LEE, seen=1).inquiry
    with pytest.raises(InquiryChangedError) as refused:
        model.assign(taken, KIM, by=KIM, seen=1)
    assert refused.value.data == {"version": 2, "state": "open"}


def test_what_is_closed_is_not_closed_again_and_opens_with_a_message() -> None:
    closed = model.close(started().inquiry, by=KIM, seen=1).inquiry
    with pytest.raises(InquiryClosedError):
        model.close(closed, by=KIM, seen=2)
    assert written(closed, CONTACT, Portal.CUSTOMER).inquiry.state is InquiryState.OPEN
    assert written(closed, KIM, Portal.AGENCY).inquiry.state is InquiryState.ANSWERED


def test_a_conversation_ends_at_its_most_messages() -> None:
    inquiry = started().inquiry
    for _ in range(model.MAX_MESSAGES - 1):
        inquiry = written(inquiry, CONTACT, Portal.CUSTOMER).inquiry
    assert inquiry.messages == model.MAX_MESSAGES
    with pytest.raises(InquiryFullError):
        written(inquiry, KIM, Portal.AGENCY)


def test_messages_are_in_order_though_two_clocks_differ() -> None:
    inquiry = written(started().inquiry, KIM, Portal.AGENCY).inquiry
    late = model.write(
        inquiry, "Hm", (), by=CONTACT, portal=Portal.CUSTOMER, at=AT - timedelta(seconds=3)
    )
    assert late.message is not None
    assert late.message.written_at == AT == late.inquiry.last_message_at


# Files


NOW = datetime.now(UTC)


def a_file(
    *, stored_by: PersonId = CONTACT, ago: timedelta = timedelta(0), of: InquiryId | None = None
) -> Attachment:
    return Attachment(
        attachment_id=AttachmentId(new_id()),
        name="terms.pdf",
        media_type="application/pdf",
        size_bytes=3,
        stored_by=stored_by,
        stored_at=NOW - ago,
        inquiry_id=of,
    )


def test_a_message_names_files_of_its_writer_and_of_nobody_else() -> None:
    mine = a_file()
    require_usable([mine.attachment_id], {mine.attachment_id: mine}, CONTACT, NOW)
    with pytest.raises(UnknownAttachmentError) as refused:
        require_usable([mine.attachment_id], {mine.attachment_id: mine}, COLLEAGUE, NOW)
    assert [error.field for error in refused.value.errors] == ["attachment_ids"]


@pytest.mark.parametrize(
    "file",
    [
        a_file(stored_by=COLLEAGUE),
        a_file(of=InquiryId(UUID(int=3))),
        a_file(ago=timedelta(hours=25)),
    ],
    ids=["somebody else's", "of a message already", "too old"],
)
def test_a_file_that_is_not_to_be_sent_is_as_unknown_as_none(file: Attachment) -> None:
    long_ago = AttachmentId(UUID("019cb878-a400-7016-8016-0c1d2e3f4a5b"))
    refusals: list[str] = []
    for ident, known in ((file.attachment_id, {file.attachment_id: file}), (long_ago, {})):
        with pytest.raises(UnknownAttachmentError) as refused:
            require_usable([ident], known, CONTACT, NOW)
        refusals.append(str(refused.value))
    assert refusals[0] == refusals[1]


def test_a_file_of_a_moment_ago_is_waited_for_and_an_id_without_a_time_is_not() -> None:
    later = datetime.now(UTC) + timedelta(minutes=3)
    with pytest.raises(AttachmentNotReadyError):
        require_usable([AttachmentId(new_id())], {}, CONTACT, datetime.now(UTC))
    with pytest.raises(UnknownAttachmentError):
        require_usable([AttachmentId(uuid4())], {}, CONTACT, NOW)
    with pytest.raises(UnknownAttachmentError):
        require_usable([AttachmentId(new_id())], {}, CONTACT, later)
