"""Documents over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Header, Query
from fastapi.responses import Response

from chassis.http import Uow, tenant_router
from chassis.paging import BY_TIME, DEFAULT_LIMIT, Cursor, Limit, Page
from contracts.events.documents import DocumentKind
from contracts.ids import DocumentId
from documents.einvoices import actions as e_invoices
from documents.einvoices.model import Syntax
from documents.library import actions
from documents.library.schemas import DocumentDetails

router = tenant_router(prefix="/documents", tags=["documents"])

ETags = Annotated[str | None, Header(max_length=2_000, description="`ETag` of what is known")]

# The bytes behind an address never change, but who may see them does: ask each time, cheaply.
_CACHING = {"Cache-Control": "private, no-cache", "X-Content-Type-Options": "nosniff"}


@router.get("")
async def list_documents(
    uow: Uow,
    subject_id: Annotated[list[UUID] | None, Query(max_length=100)] = None,
    kind: Annotated[list[DocumentKind] | None, Query(max_length=10)] = None,
    cursor: Cursor = None,
    limit: Limit = DEFAULT_LIMIT,
) -> Page[DocumentDetails]:
    """The documents that one may see, newest first; `subject_id` and `kind` may be repeated."""
    found = await actions.list_documents(
        uow,
        subject_ids=subject_id or (),
        kinds=kind or (),
        after=BY_TIME.after(cursor),
        limit=limit + 1,
    )
    return BY_TIME.page(
        found,
        limit,
        key=lambda document: (document.ordered_at, document.document_id),
        shown=lambda document: DocumentDetails.of(document, uow.actor.portal),
    )


@router.get("/{document_id}")
async def get_document(document_id: UUID, uow: Uow) -> DocumentDetails:
    """One document."""
    document = await actions.get(uow, DocumentId(document_id))
    return DocumentDetails.of(document, uow.actor.portal)


@router.get(
    "/{document_id}/content",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}}}, 304: {"description": "Unchanged"}},
)
async def get_content(
    document_id: UUID,
    uow: Uow,
    *,
    download: bool = False,
    if_none_match: ETags = None,
) -> Response:
    """The PDF, to show in the page or (`download=true`) to save."""
    document = await actions.get(uow, DocumentId(document_id))
    etag = f'"{document.require_file().sha256}"'
    if _unchanged(if_none_match, etag):
        return Response(status_code=304, headers={**_CACHING, "ETag": etag})
    disposition = "attachment" if download else "inline"
    return Response(
        await actions.content(uow, document),
        media_type="application/pdf",
        headers={
            **_CACHING,
            "ETag": etag,
            # The name is plain ASCII without quotes (`file_name`), so it needs no encoding.
            "Content-Disposition": f'{disposition}; filename="{document.file_name}"',
        },
    )


@router.get(
    "/{document_id}/e-invoice",
    response_class=Response,
    responses={200: {"content": {"application/xml": {}}}, 304: {"description": "Unchanged"}},
)
async def get_e_invoice(
    document_id: UUID,
    uow: Uow,
    syntax: Annotated[
        Syntax,
        Query(description="`peppol`: Peppol BIS Billing 3.0 (EHF); `factur_x`: as in the PDF"),
    ] = Syntax.PEPPOL,
    if_none_match: ETags = None,
) -> Response:
    """The e-invoice of an invoice or credit note, to save."""
    document = await actions.get(uow, DocumentId(document_id))
    document.require_file()
    sha256 = e_invoices.file_of(document.e_invoices, syntax)
    etag = f'"{sha256}"'
    if _unchanged(if_none_match, etag):
        return Response(status_code=304, headers={**_CACHING, "ETag": etag})
    name = document.file_name.removesuffix(".pdf")
    return Response(
        await e_invoices.content(uow, sha256),
        media_type="application/xml",
        headers={
            **_CACHING,
            "ETag": etag,
            "Content-Disposition": f'attachment; filename="{name}-{syntax}.xml"',
        },
    )


@router.get(
    "/{document_id}/preview",
    response_class=Response,
    responses={200: {"content": {"image/png": {}}}, 304: {"description": "Unchanged"}},
)
async def get_preview(
    document_id: UUID,
    uow: Uow,
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
    if_none_match: ETags = None,
) -> Response:
    """A picture of a page."""
    document = await actions.get(uow, DocumentId(document_id))
    etag = f'"{document.require_file().sha256}-{page}"'
    if _unchanged(if_none_match, etag):
        return Response(status_code=304, headers={**_CACHING, "ETag": etag})
    png = await actions.preview(uow, document, page)
    return Response(png, media_type="image/png", headers={**_CACHING, "ETag": etag})


@router.post("/{document_id}/retry")
async def retry(document_id: UUID, uow: Uow) -> DocumentDetails:
    """Have a document that failed rendered again. For staff."""
    document = await actions.retry(uow, DocumentId(document_id))
    return DocumentDetails.of(document, uow.actor.portal)


def _unchanged(if_none_match: str | None, etag: str) -> bool:
    """Whether the asker has these bytes (RFC 9110, 13.1.2; weak comparison)."""
    given = {text.strip().removeprefix("W/") for text in (if_none_match or "").split(",")}
    return etag in given or "*" in given
