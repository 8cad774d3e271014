"""HTTP shapes of attachments."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel

from chassis.fields import LineOf
from documents.attachments.model import Attachment

FileName = Annotated[str, LineOf(min_length=1, max_length=150)]


class AttachmentDetails(BaseModel):
    """A file that was sent. `media_type` is by what is in it."""

    attachment_id: UUID
    name: str
    media_type: str
    size_bytes: int

    @classmethod
    def of(cls, attachment: Attachment) -> Self:
        """Of a file."""
        return cls(
            attachment_id=attachment.attachment_id,
            name=attachment.name,
            media_type=attachment.media_type,
            size_bytes=attachment.size_bytes,
        )
