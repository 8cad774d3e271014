"""What HTTP shows of the delivery log."""

from datetime import datetime
from typing import Self
from uuid import UUID

from contracts.base import Value
from contracts.reach import Viewer
from notifications.emails.access import subject_is_shown
from notifications.emails.message import Message
from notifications.emails.model import State
from notifications.emails.rendering import put_into_words
from notifications.emails.repository import Delivery


class DeliveryDetails(Value):
    """A row of the delivery log. `digest_id` is the e-mail of the digest that it went into.

    `subject` is null for who may not see what the e-mail is about, and where it cannot be put into
    words; `kind` says what it told.
    """

    email_id: UUID
    because_of: UUID
    recipient_id: UUID
    recipient_name: str
    address: str
    kind: str
    language: str
    subject: str | None
    state: State
    refusals: int
    interruptions: int
    reason: str | None
    message_id: str | None
    created_at: datetime
    sent_at: datetime | None
    failed_at: datetime | None
    digest_id: UUID | None

    @classmethod
    def of(cls, delivery: Delivery, viewer: Viewer) -> Self:
        """Of a stored e-mail and what became of it, as far as the viewer may know it."""
        head, message = delivery.head, delivery.message
        shown = subject_is_shown(viewer, head.kind)
        return cls(
            email_id=head.email_id,
            because_of=head.because_of,
            recipient_id=head.recipient_id,
            recipient_name=message.recipient_name if message else "",
            address=delivery.address,
            kind=head.kind,
            language=head.language,
            subject=_subject(message, head.language) if shown and message else None,
            state=head.state,
            refusals=delivery.refusals,
            interruptions=delivery.interruptions,
            reason=delivery.reason,
            message_id=delivery.message_id,
            created_at=delivery.created_at,
            sent_at=delivery.sent_at,
            failed_at=delivery.failed_at,
            digest_id=delivery.digest_id,
        )


def _subject(message: Message, language: str) -> str | None:
    """In words; None where they are missing, which is why it is on the list."""
    try:
        return put_into_words(message, language).subject
    except LookupError:
        return None
