"""Documents and the delivery log."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, Field

from contracts.events.documents import DocumentKind
from contracts.events.identity import Language
from contracts.ids import DocumentId
from edge.shapes.common import Filter


class DocumentState(StrEnum):
    """How far a document is; it can be downloaded when it is rendered."""

    ORDERED = "ordered"
    RENDERED = "rendered"
    FAILED = "failed"


class DocumentsQuery(Filter):
    """A page of documents, the newest first."""

    subject_id: list[UUID] | None = Field(default=None, max_length=100)
    kind: list[DocumentKind] | None = None


class Document(BaseModel):
    """A document: of a transaction, an invoice or a payment."""

    document_id: DocumentId
    kind: DocumentKind
    subject_id: UUID
    number: str
    dated_on: date
    language: Language
    file_name: str
    state: DocumentState
    size_bytes: int | None = None
    pages: int | None = None
    sha256: str | None = None
    rendered_at: datetime | None = None
    failed_because: str | None = Field(default=None, description="Told to staff alone")


class DeliveriesQuery(Filter):
    """The delivery log, the newest first."""

    because_of: UUID | None = None
    recipient_id: UUID | None = None


class Delivery(BaseModel):
    """An e-mail and what became of it."""

    email_id: UUID
    because_of: UUID
    recipient_id: UUID
    recipient_name: str
    address: str
    kind: str
    language: Language
    subject: str
    state: str
    refusals: int
    interruptions: int
    reason: str | None
    message_id: str | None
    created_at: datetime
    sent_at: datetime | None
    failed_at: datetime | None
    digest_id: UUID | None = Field(default=None, description="The digest that it went into")
