"""Events of notifications: inquiries, and what became of each e-mail."""

from datetime import datetime
from typing import ClassVar

from pydantic import Field

from contracts.base import Event
from contracts.events.identity import Language
from contracts.ids import (
    AttachmentId,
    CompanyId,
    EmailId,
    EventId,
    InquiryId,
    PersonId,
    ProjectId,
)


class _InquiryEvent(Event):
    topic: ClassVar[str] = "notifications.inquiries.v1"
    key_field: ClassVar[str] = "inquiry_id"
    inquiry_id: InquiryId
    company_id: CompanyId
    subject: str
    project_ids: tuple[ProjectId, ...] = Field(
        default=(), description="Of the invoice or the offer that it is about"
    )
    contact_ids: tuple[PersonId, ...] = Field(
        default=(), description="Contacts who take part: who opened it, and who wrote in it"
    )


class _InquiryMessage(_InquiryEvent):
    """`assigned_to`: of the agency's staff, who answers it; None: nobody by name."""

    text: str = ""
    attachment_ids: tuple[AttachmentId, ...] = ()
    assigned_to: PersonId | None = None


class InquiryOpened(_InquiryMessage):
    """A contact started a conversation."""

    opened_by: PersonId


class InquiryAnswered(_InquiryMessage):
    """Somebody wrote in it: a contact or staff. One that was closed is open again."""

    answered_by: PersonId


class InquiryAssigned(_InquiryEvent):
    """Staff said who answers it."""

    assigned_to: PersonId | None
    assigned_by: PersonId


class InquiryClosed(_InquiryEvent):
    """The conversation ended, until somebody writes again."""

    closed_by: PersonId


class _DeliveryEvent(Event):
    topic: ClassVar[str] = "notifications.deliveries.v1"
    key_field: ClassVar[str] = "recipient_id"
    recipient_id: PersonId
    email_id: EmailId
    kind: str = Field(description="What it told, such as work_approved")
    because_of: EventId = Field(description="The event that it told of")
    language: Language


class EmailSent(_DeliveryEvent):
    """The mail server accepted it."""

    message_id: str
    sent_at: datetime


class EmailFailed(_DeliveryEvent):
    """It was given up: the mail server refused it, or never said whether it took it."""

    reason: str
    failed_at: datetime


class NotificationsChanged(Event):
    """A person's list of notifications has something new, or some of it was read.

    It is said in the transaction that changed the list: whoever hears it finds the list changed.
    """

    topic: ClassVar[str] = "notifications.deliveries.v1"
    key_field: ClassVar[str] = "recipient_id"
    recipient_id: PersonId
    changed_at: datetime


INQUIRIES: tuple[type[Event], ...] = (
    InquiryOpened,
    InquiryAnswered,
    InquiryAssigned,
    InquiryClosed,
)
DELIVERIES: tuple[type[Event], ...] = (EmailSent, EmailFailed, NotificationsChanged)
