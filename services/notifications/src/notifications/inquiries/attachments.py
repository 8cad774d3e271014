"""Files that a message names, as documents told of them. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from contracts.ids import AttachmentId, InquiryId, PersonId
from notifications.inquiries.model import AttachmentNotReadyError, UnknownAttachmentError

NAMED_WITHIN = timedelta(days=1)
"""A file that no message has named for so long is not taken: documents removes it in two days."""
_KNOWN_WITHIN = timedelta(minutes=2)
"""What was sent before that and is not known here never was."""
_TIME_BITS = 48
_VERSION_WITH_TIME = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file. `inquiry_id`: of which conversation it is; None: of none yet."""

    attachment_id: AttachmentId
    name: str
    media_type: str
    size_bytes: int
    stored_by: PersonId
    stored_at: datetime
    inquiry_id: InquiryId | None = None


def require_usable(
    named: Sequence[AttachmentId],
    known: Mapping[AttachmentId, Attachment],
    writer: PersonId,
    now: datetime,
) -> None:
    """Raises UnknownAttachmentError for what is not the writer's to send, AttachmentNotReadyError.

    Documents tells of a file a moment after it took it. What it cannot tell of any more is as
    unknown as what somebody else sent.
    """
    for attachment_id in named:
        found = known.get(attachment_id)
        if found is None and _made_at(attachment_id) > now - _KNOWN_WITHIN:
            raise AttachmentNotReadyError(attachment_id=str(attachment_id))
        if (
            found is None
            or found.stored_by != writer
            or found.inquiry_id is not None
            or found.stored_at < now - NAMED_WITHIN
        ):
            raise UnknownAttachmentError("is no file of yours to send", field="attachment_ids")


def _made_at(ident: UUID) -> datetime:
    """When an id was made (RFC 9562, 5.7); long ago for one that does not say."""
    milliseconds = ident.int >> (128 - _TIME_BITS) if ident.version == _VERSION_WITH_TIME else 0
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (ValueError, OverflowError):
        return datetime.fromtimestamp(0, UTC)
