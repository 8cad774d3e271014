"""How a document looks over HTTP."""

from datetime import date, datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from contracts.access import Portal
from contracts.events.documents import DocumentKind
from documents.einvoices.model import EInvoiceRecord, Gap, Syntax
from documents.library.model import Document, DocumentState


class EInvoiceDetails(BaseModel):
    """An e-invoice of a document: its file, or why there is none."""

    syntax: Syntax
    sha256: str | None
    size_bytes: int | None
    missing: list[Gap] = Field(description="What nobody has entered; told to staff")
    faults: list[str] = Field(description="What the validators refused; told to staff")

    @classmethod
    def of(cls, record: EInvoiceRecord) -> Self:
        """All of it, for staff."""
        return cls(
            syntax=record.syntax,
            sha256=record.sha256,
            size_bytes=record.size_bytes,
            missing=list(record.gaps),
            faults=list(record.faults),
        )


class DocumentDetails(BaseModel):
    """A document and, when it is rendered, its file."""

    document_id: UUID
    kind: DocumentKind
    subject_id: UUID
    number: str
    dated_on: date
    person_id: UUID | None
    company_id: UUID | None
    project_id: UUID | None
    language: str
    state: DocumentState
    ordered_at: datetime
    rendered_at: datetime | None
    file_name: str
    sha256: str | None
    size_bytes: int | None
    pages: int | None
    failed_because: str | None
    e_invoices: list[EInvoiceDetails] = Field(
        default=[],
        description="Of an invoice or credit note: those that can be downloaded; for staff, why"
        " others cannot, too",
    )

    @classmethod
    def of(cls, document: Document, portal: Portal | None) -> Self:
        """What somebody of this portal is told. Why something failed is for staff."""
        file, is_staff = document.file, portal is Portal.AGENCY
        return cls(
            document_id=document.document_id,
            kind=document.kind,
            subject_id=document.subject_id,
            number=document.number,
            dated_on=document.dated_on,
            person_id=document.person_id,
            company_id=document.company_id,
            project_id=document.project_id,
            language=document.language,
            state=document.state,
            ordered_at=document.ordered_at,
            rendered_at=document.rendered_at,
            file_name=document.file_name,
            sha256=file.sha256 if file else None,
            size_bytes=file.size_bytes if file else None,
            pages=file.pages if file else None,
            failed_because=document.failed_because if is_staff else None,
            e_invoices=[
                EInvoiceDetails.of(record)
                for record in document.e_invoices
                if is_staff or record.sha256 is not None
            ],
        )
