"""Events of notifications: inquiries, and what became of each e-mail."""

from datetime import datetime
from typing import ClassVar

from pydantic import Field

from contracts.base import Event
from contracts.events.identity import Language
from contracts.ids import CompanyId, EmailId, EventId, InquiryId, PersonId


class _InquiryEvent(Event):
    topic: ClassVar[str] = "notifications.inquiries.v1"
    key_field: ClassVar[str] = "inquiry_id"
    inquiry_id: InquiryId
    company_id: CompanyId
    subject: str


class InquiryOpened(_InquiryEvent):
    """A contact started a conversation."""

    opened_by: PersonId


class InquiryAnswered(_InquiryEvent):
    """Somebody wrote in it."""

    answered_by: PersonId


class InquiryClosed(_InquiryEvent):
    """The conversation ended."""

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


INQUIRIES: tuple[type[Event], ...] = (InquiryOpened, InquiryAnswered, InquiryClosed)
DELIVERIES: tuple[type[Event], ...] = (EmailSent, EmailFailed, NotificationsChanged)
