"""HTTP shapes of inquiries."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from chassis.fields import Body, Comment, LineOf, Version
from contracts.access import Portal
from contracts.ids import AttachmentId
from notifications.directory.model import Person
from notifications.inquiries.attachments import Attachment
from notifications.inquiries.links import Link
from notifications.inquiries.model import (
    MAX_ATTACHMENTS,
    MAX_MESSAGES,
    InquiryKind,
    InquiryState,
    Message,
)
from notifications.inquiries.queries import ListedInquiry, UnreadAnswers

Topic = Annotated[str, LineOf(min_length=1, max_length=150)]
AttachmentIds = Annotated[
    list[UUID],
    Field(max_length=MAX_ATTACHMENTS, description="Files that this person has sent before"),
]


class MessageRequest(Body):
    """A message, with files that were sent before."""

    text: Comment
    attachment_ids: AttachmentIds = Field(default_factory=list)

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len(set(self.attachment_ids)) != len(self.attachment_ids):
            raise ValueError("names a file twice")
        return self


class InquiryRequest(MessageRequest):
    """A conversation to start: new business, or a problem with an invoice or an offer."""

    kind: InquiryKind
    subject: Topic
    invoice_id: UUID | None = None
    offer_id: UUID | None = None

    @model_validator(mode="after")
    def _about_what_it_says(self) -> Self:
        for kind, about in (
            (InquiryKind.INVOICE, self.invoice_id),
            (InquiryKind.OFFER, self.offer_id),
        ):
            if (self.kind is kind) != (about is not None):
                raise ValueError("the kind names what it is about, and nothing else is named")
        return self


class SeenRequest(Body):
    """The number of the last message that was seen."""

    seen: Annotated[int, Field(strict=True, ge=1, le=MAX_MESSAGES)]


class AssignRequest(Body):
    """Who answers it; null: nobody by name. `version`: of the inquiry that was seen."""

    person_id: UUID | None
    version: Version


class CloseRequest(Body):
    """`version`: of the inquiry that was seen."""

    version: Version


class LinkDetails(BaseModel):
    """What it is about, for who sees that. `name` may be empty."""

    kind: InquiryKind
    subject_id: UUID
    name: str


class InquirySummary(BaseModel):
    """A conversation in a list. `unread`: there is an answer that this contact has not seen."""

    inquiry_id: UUID
    kind: InquiryKind
    subject: str
    company_id: UUID
    company_name: str
    opened_by: UUID
    opened_by_name: str
    opened_at: datetime
    state: InquiryState
    assigned_to: UUID | None
    assigned_to_name: str | None
    messages: int
    last_message_at: datetime
    last_message_by_name: str
    unread: bool
    version: int
    link: LinkDetails | None

    @classmethod
    def of(cls, listed: ListedInquiry, names: Mapping[UUID, str], link: Link | None) -> Self:
        """Of an inquiry. Who is not known yet has an empty name."""
        return cls(**_summary(listed, names, link))


class AttachmentOfMessage(BaseModel):
    """A file of a message. `media_type` is by what is in it."""

    attachment_id: UUID
    name: str
    media_type: str
    size_bytes: int


class InquiryMessage(BaseModel):
    """What somebody wrote."""

    number: int
    written_by: UUID
    author_name: str
    author_portal: Portal
    written_at: datetime
    text: str
    attachments: list[AttachmentOfMessage]


class InquiryDetails(InquirySummary):
    """A conversation with all its messages. `can_write`: whether this person can, now."""

    conversation: list[InquiryMessage]
    can_write: bool

    @classmethod
    def detailed(
        cls,
        listed: ListedInquiry,
        names: Mapping[UUID, str],
        link: Link | None,
        *,
        messages: Sequence[Message],
        attachments: Mapping[AttachmentId, Attachment],
        can_write: bool,
    ) -> Self:
        """Of an inquiry, what was written in it, and its files."""
        return cls(
            **_summary(listed, names, link),
            conversation=[
                InquiryMessage(
                    number=one.number,
                    written_by=one.written_by,
                    author_name=names.get(one.written_by, ""),
                    author_portal=one.portal,
                    written_at=one.written_at,
                    text=one.text,
                    attachments=[
                        _attachment(attachments[ident])
                        for ident in one.attachment_ids
                        if ident in attachments
                    ],
                )
                for one in messages
            ],
            can_write=can_write,
        )


class InquiriesOverview(BaseModel):
    """Answers that I have not seen, and whether one can write to the agency here."""

    count: int
    oldest_at: datetime | None
    takes_inquiries: bool

    @classmethod
    def of(cls, answered: UnreadAnswers, *, takes_inquiries: bool) -> Self:
        """Of what was counted."""
        return cls(
            count=answered.count, oldest_at=answered.oldest_at, takes_inquiries=takes_inquiries
        )


class Assignee(BaseModel):
    """Somebody of the staff who answers inquiries."""

    person_id: UUID
    name: str

    @classmethod
    def of(cls, person: Person) -> Self:
        """Of a person."""
        return cls(person_id=person.person_id, name=person.name)


class Assignees(BaseModel):
    """Who can answer inquiries."""

    items: list[Assignee]


def _summary(listed: ListedInquiry, names: Mapping[UUID, str], link: Link | None) -> dict[str, Any]:
    inquiry = listed.inquiry
    assigned_to = inquiry.assigned_to
    return {
        "inquiry_id": inquiry.inquiry_id,
        "kind": inquiry.kind,
        "subject": inquiry.subject,
        "company_id": inquiry.company_id,
        "company_name": names.get(inquiry.company_id, ""),
        "opened_by": inquiry.opened_by,
        "opened_by_name": names.get(inquiry.opened_by, ""),
        "opened_at": inquiry.opened_at,
        "state": inquiry.state,
        "assigned_to": assigned_to,
        "assigned_to_name": names.get(assigned_to, "") if assigned_to else None,
        "messages": inquiry.messages,
        "last_message_at": inquiry.last_message_at,
        "last_message_by_name": names.get(inquiry.last_message_by, ""),
        "unread": listed.unread,
        "version": inquiry.version,
        "link": None
        if link is None
        else LinkDetails(kind=link.kind, subject_id=link.subject_id, name=link.name),
    }


def _attachment(one: Attachment) -> AttachmentOfMessage:
    return AttachmentOfMessage(
        attachment_id=one.attachment_id,
        name=one.name,
        media_type=one.media_type,
        size_bytes=one.size_bytes,
    )
