"""Use cases of attachments: take a file, hand it out, forget what no message names."""

import asyncio
import hashlib
from datetime import timedelta

import structlog

from chassis.errors import NotFoundError, UnavailableError
from chassis.ids import new_id
from chassis.runtime import Runtime
from chassis.uow import UnitOfWork
from contracts.events.documents import AttachmentStored
from contracts.ids import AgencyId, AttachmentId
from contracts.reach import Subject
from documents.attachments import repository
from documents.attachments.model import (
    MAX_UNSENT,
    PDF,
    Attachment,
    AttachmentFlaw,
    AttachmentRefusedError,
    TooManyAttachmentsError,
    media_type_of,
)
from documents.rendering import RenderError, RenderPool, RenderRefusedError
from documents.rendering.flaws import Flaw
from documents.storage import STORAGE_ERRORS, Storage

REMOVE_EVERY = timedelta(minutes=5)
_AT_ONCE = 200
_AGAIN_AFTER = timedelta(hours=1)
_TRY_AGAIN_SECONDS = 3_600

_LOG = structlog.get_logger(__name__)

_FLAWS = {
    Flaw.ENCRYPTED: AttachmentFlaw.ENCRYPTED,
    Flaw.TOO_MANY_PAGES: AttachmentFlaw.TOO_MANY_PAGES,
    Flaw.TOO_COMPLEX: AttachmentFlaw.TOO_COMPLEX,
    Flaw.SCRIPTS: AttachmentFlaw.SCRIPTS,
    Flaw.ACTIONS: AttachmentFlaw.SCRIPTS,
}


async def require_place(uow: UnitOfWork) -> None:
    """Raises ForbiddenError for who has no inquiries, TooManyAttachmentsError."""
    uow.actor.reach(Subject.INQUIRIES)
    if await repository.count_unsent(uow, uow.actor.person) >= MAX_UNSENT:
        raise TooManyAttachmentsError(_TRY_AGAIN_SECONDS)


async def inspected(pool: RenderPool, agency_id: AgencyId, content: bytes, name: str) -> str:
    """What kind of file it is. Raises AttachmentRefusedError, UnavailableError."""
    media_type = await asyncio.to_thread(media_type_of, content, name)
    if media_type != PDF:
        return media_type
    try:
        await pool.inspect(content, share=agency_id)
    except RenderRefusedError as error:
        flaw = Flaw(error.detail) if error.kind == "FileFlawError" else Flaw.BROKEN
        raise AttachmentRefusedError(_FLAWS.get(flaw, AttachmentFlaw.BROKEN)) from error
    except RenderError as error:
        raise UnavailableError("the file cannot be looked at now") from error
    return media_type


async def reserve(uow: UnitOfWork) -> AttachmentId:
    """The id of a file that is about to be kept. If nothing comes of it, it is swept up."""
    attachment_id = AttachmentId(new_id())
    await repository.reserve(uow, attachment_id)
    return attachment_id


async def keep(
    storage: Storage, agency_id: AgencyId, attachment_id: AttachmentId, content: bytes
) -> None:
    """Keep the bytes of a file that was reserved. Raises UnavailableError."""
    try:
        await storage.keep_attachment(agency_id, attachment_id, content)
    except STORAGE_ERRORS as error:
        raise UnavailableError("the file cannot be kept now") from error


async def discard(storage: Storage, agency_id: AgencyId, attachment_id: AttachmentId) -> None:
    """Remove bytes that were kept for a file which is refused after all: at once, if it can be."""
    try:
        await storage.remove_attachment(agency_id, attachment_id)
    except STORAGE_ERRORS:
        _LOG.exception("attachment_not_discarded", attachment_id=str(attachment_id))


async def add(
    uow: UnitOfWork, attachment_id: AttachmentId, content: bytes, *, name: str, media_type: str
) -> Attachment:
    """A file whose bytes are kept: say that it is there.

    Raises TooManyAttachmentsError where others of the same person came first: of many that are sent
    at once each saw a free place when it came.
    """
    await repository.one_at_a_time(uow, uow.actor.person)
    await require_place(uow)
    attachment = Attachment(
        attachment_id=attachment_id,
        name=name,
        media_type=media_type,
        size_bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        stored_by=uow.actor.person,
        stored_at=uow.now,
    )
    await repository.add(uow, attachment)
    uow.record(
        AttachmentStored(
            attachment_id=attachment.attachment_id,
            name=attachment.name,
            media_type=attachment.media_type,
            size_bytes=attachment.size_bytes,
            stored_by=attachment.stored_by,
            stored_at=attachment.stored_at,
        )
    )
    return attachment


async def show(uow: UnitOfWork, attachment_id: AttachmentId) -> tuple[Attachment, bytes]:
    """A file, to who sent it and to who sees the inquiry that it is of.

    Raises ForbiddenError for who has no inquiries, NotFoundError for what is not theirs.
    """
    within = uow.actor.reach(Subject.INQUIRIES)
    found = await repository.get(uow, attachment_id)
    if found.inquiry_id is None:
        if found.stored_by != uow.actor.person:
            raise NotFoundError("attachment", attachment_id)
    elif not within.shows(await repository.parties_of(uow, found.inquiry_id)):
        raise NotFoundError("attachment", attachment_id)
    storage = uow.resource(Storage)
    try:
        return found, await storage.read_attachment(uow.agency_id, attachment_id, found.sha256)
    except STORAGE_ERRORS as error:
        raise UnavailableError("the storage of files is away") from error


async def remove_overdue(runtime: Runtime) -> None:
    """Remove files that no message names after two days, one unit of work each.

    Among them are bytes that were kept by a process which ended before it could say so.

    The bytes go before the commit: what a failure leaves is a row, which a later run removes. A
    failure with one file is logged and keeps no other waiting.
    """
    async with runtime.unit_of_work(None) as uow:
        found = await repository.overdue(uow, uow.now, _AT_ONCE)
    for agency_id, attachment_id in found:
        try:
            await _remove_one(runtime, AgencyId(agency_id), AttachmentId(attachment_id))
        except Exception:
            _LOG.exception("attachment_not_removed", attachment_id=str(attachment_id))
            async with runtime.unit_of_work(AgencyId(agency_id)) as uow:
                await repository.postpone(uow, AttachmentId(attachment_id), _AGAIN_AFTER)


async def _remove_one(runtime: Runtime, agency_id: AgencyId, attachment_id: AttachmentId) -> None:
    async with runtime.unit_of_work(agency_id) as uow:
        if await repository.remove_unsent(uow, attachment_id):
            await runtime.resource(Storage).remove_attachment(agency_id, attachment_id)
