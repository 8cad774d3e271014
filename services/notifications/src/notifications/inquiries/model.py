"""A conversation that a contact starts with the agency: (state, command) to state and events.

Whose turn it is follows from who wrote last: `open` waits for the agency, `answered` for the
customer. Staff close it; whoever writes in it again opens it again. Messages are only ever added.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from chassis.errors import ConflictError, InvalidError, TooManyRequestsError
from contracts.access import Portal
from contracts.base import Event
from contracts.events.notifications import (
    InquiryAnswered,
    InquiryAssigned,
    InquiryClosed,
    InquiryOpened,
)
from contracts.ids import (
    AttachmentId,
    CompanyId,
    InquiryId,
    InvoiceId,
    OfferId,
    PersonId,
    ProjectId,
)
from contracts.reach import Parties

MAX_MESSAGES = 500
"""Of an inquiry: all of them are on its page."""
MAX_ATTACHMENTS = 5
"""Of a message."""


class InquiryKind(StrEnum):
    """What it is about."""

    NEW_BUSINESS = "new_business"
    INVOICE = "invoice"
    OFFER = "offer"


class InquiryState(StrEnum):
    """Whose turn it is."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class InquiriesOffError(ConflictError):
    """The agency takes no inquiries here: write to `support_email`"""


class InquiryChangedError(ConflictError):
    """Somebody changed it meanwhile: look at it again"""


class InquiryClosedError(ConflictError):
    """It is closed already"""


class InquiryFullError(ConflictError):
    """It has as many messages as it can have: start another one"""


class UnknownInvoiceError(InvalidError):
    """There is no such invoice"""


class UnknownOfferError(InvalidError):
    """There is no such offer"""


class UnknownAttachmentError(InvalidError):
    """There is no such file, or it is of a message already"""


class AttachmentNotReadyError(ConflictError):
    """The file has just been sent and is not known yet; try again in a moment"""


class UnknownAssigneeError(InvalidError):
    """There is no such person among those who answer inquiries"""


class TooManyMessagesError(TooManyRequestsError):
    """You wrote many messages in a short time; wait before the next"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What somebody wrote. `number`: the first one of an inquiry is 1."""

    number: int
    written_by: PersonId
    portal: Portal
    written_at: datetime
    text: str
    attachment_ids: tuple[AttachmentId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """A conversation. `project_ids`: of the invoice or the offer that it is about."""

    inquiry_id: InquiryId
    kind: InquiryKind
    subject: str
    company_id: CompanyId
    project_ids: frozenset[ProjectId]
    contact_ids: frozenset[PersonId]
    invoice_id: InvoiceId | None
    offer_id: OfferId | None
    opened_by: PersonId
    opened_at: datetime
    state: InquiryState
    assigned_to: PersonId | None
    messages: int
    last_message_at: datetime
    last_message_by: PersonId
    version: int

    @property
    def parties(self) -> Parties:
        """Whom it concerns: what decides who sees it (K16)."""
        return Parties(
            company_id=self.company_id,
            project_ids=self.project_ids,
            contact_ids=self.contact_ids,
        )

    @property
    def said(self) -> dict[str, Any]:
        """What every event about it says."""
        return {
            "inquiry_id": self.inquiry_id,
            "company_id": self.company_id,
            "subject": self.subject,
            "project_ids": tuple(sorted(self.project_ids)),
            "contact_ids": tuple(sorted(self.contact_ids)),
        }

    def changed(self, **changes: Any) -> Self:
        """The same with these changes, as the next version."""
        return replace(self, version=self.version + 1, **changes)

    def require_version(self, seen: int) -> None:
        """Raises InquiryChangedError where somebody has seen an older state of it."""
        if seen != self.version:
            raise InquiryChangedError(version=self.version, state=self.state.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewInquiry:
    """A conversation that a contact starts."""

    inquiry_id: InquiryId
    kind: InquiryKind
    subject: str
    company_id: CompanyId
    project_ids: frozenset[ProjectId] = frozenset()
    invoice_id: InvoiceId | None = None
    offer_id: OfferId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a command comes to. `message`: the one that it adds."""

    inquiry: Inquiry
    events: tuple[Event, ...] = ()
    message: Message | None = None


def start(
    new: NewInquiry,
    text: str,
    attachment_ids: Sequence[AttachmentId],
    *,
    by: PersonId,
    at: datetime,
) -> Decision:
    """A contact starts a conversation with its first message."""
    inquiry = Inquiry(
        inquiry_id=new.inquiry_id,
        kind=new.kind,
        subject=new.subject,
        company_id=new.company_id,
        project_ids=new.project_ids,
        contact_ids=frozenset({by}),
        invoice_id=new.invoice_id,
        offer_id=new.offer_id,
        opened_by=by,
        opened_at=at,
        state=InquiryState.OPEN,
        assigned_to=None,
        messages=1,
        last_message_at=at,
        last_message_by=by,
        version=1,
    )
    message = _message(1, text, attachment_ids, by=by, portal=Portal.CUSTOMER, at=at)
    opened = InquiryOpened(
        **inquiry.said, opened_by=by, text=text, attachment_ids=message.attachment_ids
    )
    return Decision(inquiry=inquiry, events=(opened,), message=message)


def write(
    inquiry: Inquiry,
    text: str,
    attachment_ids: Sequence[AttachmentId],
    *,
    by: PersonId,
    portal: Portal,
    at: datetime,
) -> Decision:
    """Add a message: the other side's turn. One that was closed is open again.

    Raises InquiryFullError.
    """
    if inquiry.messages >= MAX_MESSAGES:
        raise InquiryFullError(f"at most {MAX_MESSAGES}", most=MAX_MESSAGES)
    is_contact = portal is Portal.CUSTOMER
    # Two may write in the same moment, each having waited for the other.
    moment = max(at, inquiry.last_message_at)
    after = inquiry.changed(
        state=InquiryState.OPEN if is_contact else InquiryState.ANSWERED,
        contact_ids=inquiry.contact_ids | ({by} if is_contact else set[PersonId]()),
        messages=inquiry.messages + 1,
        last_message_at=moment,
        last_message_by=by,
    )
    message = _message(after.messages, text, attachment_ids, by=by, portal=portal, at=moment)
    answered = InquiryAnswered(
        **after.said,
        answered_by=by,
        text=text,
        attachment_ids=message.attachment_ids,
        assigned_to=after.assigned_to,
    )
    return Decision(inquiry=after, events=(answered,), message=message)


def assign(inquiry: Inquiry, to: PersonId | None, *, by: PersonId, seen: int) -> Decision:
    """Say who of the staff answers it; None: nobody by name. Raises InquiryChangedError.

    Whoever has it already keeps it, and nothing is said.
    """
    inquiry.require_version(seen)
    if inquiry.assigned_to == to:
        return Decision(inquiry=inquiry)
    after = inquiry.changed(assigned_to=to)
    assigned = InquiryAssigned(**after.said, assigned_to=to, assigned_by=by)
    return Decision(inquiry=after, events=(assigned,))


def close(inquiry: Inquiry, *, by: PersonId, seen: int) -> Decision:
    """End it, until somebody writes again. Raises InquiryChangedError, InquiryClosedError."""
    if inquiry.state is InquiryState.CLOSED:
        raise InquiryClosedError(state=inquiry.state.value)
    inquiry.require_version(seen)
    after = inquiry.changed(state=InquiryState.CLOSED)
    return Decision(inquiry=after, events=(InquiryClosed(**after.said, closed_by=by),))


def _message(
    number: int,
    text: str,
    attachment_ids: Sequence[AttachmentId],
    *,
    by: PersonId,
    portal: Portal,
    at: datetime,
) -> Message:
    return Message(
        number=number,
        written_by=by,
        portal=portal,
        written_at=at,
        text=text,
        attachment_ids=tuple(attachment_ids),
    )
