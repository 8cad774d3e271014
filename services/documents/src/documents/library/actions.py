"""Reading documents, and having a failed one tried again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from chassis.errors import ForbiddenError, InvalidError, NotFoundError, UnavailableError
from chassis.uow import UnitOfWork
from chassis.wakeup import Wakeup
from contracts.access import Portal
from contracts.events.documents import DocumentKind
from contracts.ids import DocumentId
from documents.library import repository
from documents.library.model import Document, File, NotFailedError, seen_by
from documents.rendering import RenderError, RenderPool, input_of, pages_of
from documents.storage import STORAGE_ERRORS, Storage


async def list_documents(
    uow: UnitOfWork,
    *,
    subject_ids: Sequence[UUID],
    kinds: Sequence[DocumentKind],
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Document]:
    """What the actor may see, newest first. Raises ForbiddenError for one who may see none."""
    seen = seen_by(uow.actor)
    if not seen:
        raise ForbiddenError("no permission to see documents")
    return await repository.newest(
        uow, seen, subject_ids=subject_ids, kinds=kinds, after=after, limit=limit
    )


async def get(uow: UnitOfWork, document_id: DocumentId) -> Document:
    """A document that the actor may see. Raises NotFoundError for any other."""
    document = await repository.get(uow, document_id)
    within = seen_by(uow.actor).get(document.kind)
    if within is None or not within.shows(document.parties):
        raise NotFoundError("document", document_id)
    return document


async def content(uow: UnitOfWork, document: Document) -> bytes:
    """The PDF. Raises NotRenderedError, UnavailableError."""
    file = document.require_file()
    try:
        return await uow.resource(Storage).read(uow.agency_id, file.sha256)
    except STORAGE_ERRORS as error:
        raise UnavailableError("the document cannot be read now") from error


async def preview(uow: UnitOfWork, document: Document, page: int) -> bytes:
    """The picture (PNG) of a page from 1 on, made once.

    Raises NotRenderedError, InvalidError for a page that it has not, UnavailableError.
    """
    file = _file_with(document, page)
    storage = uow.resource(Storage)
    try:
        kept = await storage.read_preview(uow.agency_id, file.sha256, page)
        if kept is not None:
            return kept
        pdf = await storage.read(uow.agency_id, file.sha256)
        png = await uow.resource(RenderPool).preview(pdf, page, share=uow.agency_id)
        await storage.keep_preview(uow.agency_id, file.sha256, page, png)
    except STORAGE_ERRORS as error:
        raise UnavailableError("the document cannot be read now") from error
    except RenderError as error:
        raise UnavailableError("the preview cannot be made now") from error
    return png


def _file_with(document: Document, page: int) -> File:
    file = document.require_file()
    if page > file.pages:
        raise InvalidError(f"the document has {file.pages} pages", field="page")
    return file


def _pages(frozen: dict[str, Any]) -> int:
    try:
        return pages_of(input_of(frozen))
    except ValidationError:
        # It will fail again, at once, and say why.
        return 1


async def retry(uow: UnitOfWork, document_id: DocumentId) -> Document:
    """Have a failed document rendered again. For staff. Raises NotFailedError."""
    document = await get(uow, document_id)
    if uow.actor.portal is not Portal.AGENCY:
        raise ForbiddenError("only staff may have a document made again")
    if not await repository.order_again(uow, document_id):
        raise NotFailedError(f"the document is {document.state}", state=document.state)
    ordered = await repository.ordered(uow, document_id)
    await repository.queue(uow, document_id, _pages(ordered.input) if ordered else 1)
    uow.after_commit(uow.resource(Wakeup).ring)
    return await repository.get(uow, document_id)
