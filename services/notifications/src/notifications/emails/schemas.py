"""What HTTP shows of the delivery log."""

from datetime import datetime
from typing import Self
from uuid import UUID

from contracts.base import Value
from contracts.reach import Viewer
from notifications.emails.access import subject_is_shown
from notifications.emails.model import State
from notifications.emails.rendering import put_into_words
from notifications.emails.repository import Delivery


class DeliveryDetails(Value):
    """A row of the delivery log. `digest_id` is the e-mail of the digest that it went into.

    `subject` is null for who may not see what the e-mail is about; `kind` says what it told.
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
        email = delivery.email
        shown = subject_is_shown(viewer, email.kind)
        return cls(
            email_id=email.email_id,
            because_of=email.because_of,
            recipient_id=email.recipient_id,
            recipient_name=email.message.recipient_name,
            address=email.address,
            kind=email.kind,
            language=email.language,
            subject=put_into_words(email.message, email.language).subject if shown else None,
            state=email.state,
            refusals=email.refusals,
            interruptions=email.interruptions,
            reason=delivery.reason,
            message_id=delivery.message_id,
            created_at=email.created_at,
            sent_at=delivery.sent_at,
            failed_at=delivery.failed_at,
            digest_id=email.digest_id,
        )
