"""Events of documents: what was rendered, and offers on their way to a signature."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from contracts.base import Event
from contracts.events.identity import Language
from contracts.ids import AttachmentId, CompanyId, DocumentId, OfferId, PersonId, ProjectId


class DocumentKind(StrEnum):
    """What a document is. Its subject: a transaction, invoice, credit note, payment or itself."""

    PAYSTUB = "paystub"
    CONTRACTOR_INVOICE = "contractor_invoice"
    CUSTOMER_INVOICE = "customer_invoice"
    CREDIT_NOTE = "credit_note"
    PAYMENT_STATEMENT = "payment_statement"
    PAYMENT_REPORT = "payment_report"
    STATEMENT_OF_ACCOUNT = "statement_of_account"


class _DocumentEvent(Event):
    topic: ClassVar[str] = "documents.documents.v1"
    key_field: ClassVar[str] = "document_id"
    document_id: DocumentId
    kind: DocumentKind
    subject_id: UUID = Field(
        description="The transaction, invoice, credit note or payment it is of"
    )
    person_id: PersonId | None = Field(default=None, description="The contractor it is for")
    company_id: CompanyId | None = Field(default=None, description="The company it is for")
    project_ids: tuple[ProjectId, ...] = Field(
        default=(),
        description="Of an invoice, or its credit note: all whose work stands on the invoice",
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


class AttachmentStored(Event):
    """Somebody sent a file, to name it in a message. It is of no message yet."""

    topic: ClassVar[str] = "documents.attachments.v1"
    key_field: ClassVar[str] = "attachment_id"
    attachment_id: AttachmentId
    name: str
    media_type: str = Field(description="By what is in it")
    size_bytes: int
    stored_by: PersonId
    stored_at: datetime


class _OfferEvent(Event):
    topic: ClassVar[str] = "documents.offers.v1"
    key_field: ClassVar[str] = "offer_id"
    offer_id: OfferId
    company_id: CompanyId
    project_id: ProjectId | None = None
    title: str
    contact_ids: tuple[PersonId, ...] = Field(
        default=(), description="Contacts whom it was addressed to so far: no one whose turn comes"
    )


class OfferSent(_OfferEvent):
    """It waits for a signature. `signer_ids`: whom it asks first; others follow by OfferAsked."""

    signer_ids: tuple[PersonId, ...]
    expires_at: datetime | None = None
    sent_by: PersonId | None = Field(default=None, description="Of the agency's staff")


class SignatureRequestReason(StrEnum):
    """Why somebody is asked for a signature after the offer was sent."""

    TURN = "turn"
    FORWARDED = "forwarded"
    REMINDED = "reminded"
    EXTENDED = "extended"


class OfferAsked(_OfferEvent):
    """It is somebody's turn to sign, or still is."""

    person_id: PersonId
    because: SignatureRequestReason
    expires_at: datetime | None = None
    forwarded_by: PersonId | None = None
    reason: str | None = Field(default=None, description="Why it was forwarded")


class OfferViewed(_OfferEvent):
    """A signer opened it for the first time."""

    person_id: PersonId


class _OfferOutcome(_OfferEvent):
    """`told_ids`: contacts who hear of it beside the sender, who is `sent_by`."""

    told_ids: tuple[PersonId, ...] = ()
    sent_by: PersonId | None = None


class OfferSigned(_OfferOutcome):
    """A signature is sealed into the file; `complete` when all are."""

    person_id: PersonId
    complete: bool


class OfferDeclined(_OfferOutcome):
    """A signer declined it, with a reason."""

    person_id: PersonId
    reason: str


class OfferExtended(_OfferEvent):
    """There is more time to sign."""

    expires_at: datetime


class OfferWithdrawn(_OfferOutcome):
    """The agency took it back."""

    reason: str | None = None


class OfferExpired(_OfferOutcome):
    """Nobody signed in time."""


DOCUMENTS: tuple[type[Event], ...] = (DocumentRendered, DocumentFailed)
ATTACHMENTS: tuple[type[Event], ...] = (AttachmentStored,)
OFFERS: tuple[type[Event], ...] = (
    OfferSent,
    OfferAsked,
    OfferViewed,
    OfferSigned,
    OfferDeclined,
    OfferExtended,
    OfferWithdrawn,
    OfferExpired,
)
