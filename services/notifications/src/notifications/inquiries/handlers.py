"""Events in: files that people sent, to be named in messages."""

from collections.abc import Sequence

from chassis.consumer import Handlers, Received
from chassis.uow import UnitOfWork
from contracts.events.documents import AttachmentStored
from notifications.inquiries import repository
from notifications.inquiries.attachments import Attachment

handlers = Handlers()


@handlers.on(AttachmentStored)
async def keep_attachments(uow: UnitOfWork, events: Sequence[Received[AttachmentStored]]) -> None:
    """Keep what a file is called, how large it is, and whose."""
    await repository.save_attachments(
        uow,
        [
            Attachment(
                attachment_id=event.body.attachment_id,
                name=event.body.name,
                media_type=event.body.media_type,
                size_bytes=event.body.size_bytes,
                stored_by=event.body.stored_by,
                stored_at=event.body.stored_at,
            )
            for event in events
        ],
    )
