"""Events of documents: what was rendered, and offers on their way to a signature."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from contracts.base import Event
from contracts.events.identity import Language
from contracts.ids import CompanyId, DocumentId, OfferId, PersonId, ProjectId


class DocumentKind(StrEnum):
    """What a document is. Its subject: a transaction, invoice, payment or the report itself."""

    PAYSTUB = "paystub"
    CONTRACTOR_INVOICE = "contractor_invoice"
    CUSTOMER_INVOICE = "customer_invoice"
    PAYMENT_STATEMENT = "payment_statement"
    PAYMENT_REPORT = "payment_report"


class _DocumentEvent(Event):
    topic: ClassVar[str] = "documents.documents.v1"
    key_field: ClassVar[str] = "document_id"
    document_id: DocumentId
    kind: DocumentKind
    subject_id: UUID = Field(description="The transaction, invoice or payment it is of")
    person_id: PersonId | None = Field(default=None, description="The contractor it is for")
    company_id: CompanyId | None = Field(default=None, description="The company it is for")
    project_ids: tuple[ProjectId, ...] = Field(
        default=(), description="Of an invoice: all whose work stands on it"
    )


class DocumentRendered(_DocumentEvent):
    """The document can be downloaded."""

    language: Language
    file_name: str
    sha256: str
    size_bytes: int
    pages: int


class DocumentFailed(_DocumentEvent):
    """It could not be rendered; staff are told."""

    reason: str


class _OfferEvent(Event):
    topic: ClassVar[str] = "documents.offers.v1"
    key_field: ClassVar[str] = "offer_id"
    offer_id: OfferId
    company_id: CompanyId
    project_id: ProjectId | None = None
    title: str


class OfferSent(_OfferEvent):
    """It waits for a signature."""

    signer_ids: tuple[PersonId, ...]
    expires_at: datetime | None = None


class OfferViewed(_OfferEvent):
    """A signer opened it for the first time."""

    person_id: PersonId


class OfferSigned(_OfferEvent):
    """A signer signed; `complete` when all have."""

    person_id: PersonId
    complete: bool


class OfferDeclined(_OfferEvent):
    """A signer declined it, with a reason."""

    person_id: PersonId
    reason: str


class OfferWithdrawn(_OfferEvent):
    """The agency took it back."""


class OfferExpired(_OfferEvent):
    """Nobody signed in time."""


DOCUMENTS: tuple[type[Event], ...] = (DocumentRendered, DocumentFailed)
OFFERS: tuple[type[Event], ...] = (
    OfferSent,
    OfferViewed,
    OfferSigned,
    OfferDeclined,
    OfferWithdrawn,
    OfferExpired,
)
