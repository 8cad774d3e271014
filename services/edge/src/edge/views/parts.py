"""What several portals do alike: documents and files."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import Header
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from contracts.ids import DocumentId
from edge.problems import ServiceName
from edge.services import UPLOAD_DEADLINE_SECONDS, Services
from edge.sessions import Caller
from edge.shapes.billing import OpenInvoices
from edge.shapes.common import MAX_LIMIT, Page
from edge.shapes.dashboards import Sums
from edge.shapes.documents import Document

# What documents takes in one question.
MAX_SUBJECTS = 100

_BINARY = {"schema": {"type": "string", "format": "binary"}}
XLSX: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _BINARY}}
}
CSV: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": _BINARY}}}
PDF: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}},
    304: {"description": "Unchanged"},
}
PNG: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}},
    304: {"description": "Unchanged"},
}

IfNoneMatch = Annotated[str | None, Header()]


def open_invoices(found: OpenInvoices) -> Sums:
    """What is open, as a dashboard shows it."""
    return Sums(count=found.count, totals=found.totals)


async def documents_of(services: Services, subject_ids: Sequence[UUID]) -> list[Document]:
    """The documents of these transactions, invoices or payments."""
    found: list[Document] = []
    for start in range(0, len(subject_ids), MAX_SUBJECTS):
        some = [str(subject_id) for subject_id in subject_ids[start : start + MAX_SUBJECTS]]
        page = await services.get(
            ServiceName.DOCUMENTS,
            "/documents",
            Page[Document],
            query={"subject_id": some, "limit": MAX_LIMIT},
        )
        found.extend(page.items)
    return found


async def document_content(
    caller: Caller, document_id: DocumentId, *, download: bool, if_none_match: str | None
) -> StreamingResponse:
    """The document itself, streamed."""
    return await caller.services.download(
        ServiceName.DOCUMENTS,
        f"/documents/{document_id}/content",
        query={"download": download},
        if_none_match=if_none_match,
    )


async def document_preview(
    caller: Caller, document_id: DocumentId, *, page: int, if_none_match: str | None
) -> StreamingResponse:
    """A page of it as an image, streamed."""
    return await caller.services.download(
        ServiceName.DOCUMENTS,
        f"/documents/{document_id}/preview",
        query={"page": page},
        if_none_match=if_none_match,
    )


async def list_as_file(
    caller: Caller, service: ServiceName, path: str, query: BaseModel
) -> StreamingResponse:
    """What the list at this path shows as a file, with its words in the person's language."""
    asked = query.model_dump(mode="json", exclude_unset=True, exclude_none=True, by_alias=True)
    return await caller.services.download(
        service,
        path,
        query={**asked, "language": caller.language},
        deadline_seconds=UPLOAD_DEADLINE_SECONDS,
    )
