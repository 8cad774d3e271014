"""What several portals do alike: documents, sums over lists, reading all of a short list."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import Header
from fastapi.responses import StreamingResponse

from contracts.ids import DocumentId
from contracts.money import Money
from edge.problems import ServiceName
from edge.services import Services
from edge.sessions import Caller
from edge.shapes.common import MAX_LIMIT, Page
from edge.shapes.dashboards import Sums
from edge.shapes.documents import Document

T = TypeVar("T")

# A dashboard adds up what is open; past a thousand it says "more" instead.
MAX_PAGES = 5
# What documents takes in one question.
MAX_SUBJECTS = 100

PDF: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}},
    304: {"description": "Unchanged"},
}
PNG: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}},
    304: {"description": "Unchanged"},
}

IfNoneMatch = Annotated[str | None, Header()]


async def open_pages(
    services: Services,
    service: ServiceName,
    path: str,
    page_of: type[Page[T]],
    query: dict[str, str | Sequence[str]],
) -> tuple[list[T], bool]:
    """The rows of a list that is short in practice, and whether these are all of them."""
    rows: list[T] = []
    cursor: str | None = None
    for _ in range(MAX_PAGES):
        page = await services.get(
            service,
            path,
            page_of,
            query={**query, "limit": str(MAX_LIMIT), "cursor": cursor},
        )
        rows.extend(page.items)
        cursor = page.next_cursor
        if cursor is None:
            return rows, True
    return rows, False


def sums(amounts: Iterable[Money], *, complete: bool = True) -> Sums:
    """How many amounts there are, and what they come to in each currency."""
    totals: dict[str, Money] = {}
    count = 0
    for amount in amounts:
        count += 1
        known = totals.get(amount.currency, Money.zero(amount.currency))
        totals[amount.currency] = known + amount
    ordered = [totals[currency] for currency in sorted(totals)]
    return Sums(count=count, totals=ordered, complete=complete)


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
