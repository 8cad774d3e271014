"""A document of an agency: what it is of, how far it is, and who may see it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from chassis.actor import Actor
from chassis.errors import ConflictError
from contracts.events.documents import DocumentKind
from contracts.ids import CompanyId, DocumentId, PersonId, ProjectId
from contracts.reach import Parties, Reach, Subject, reach
from documents.einvoices.model import EInvoiceRecord

CUSTOMER_KINDS = frozenset(
    {
        DocumentKind.CUSTOMER_INVOICE,
        DocumentKind.CREDIT_NOTE,
        DocumentKind.STATEMENT_OF_ACCOUNT,
    }
)


class DocumentState(StrEnum):
    """How far a document is."""

    ORDERED = "ordered"
    RENDERED = "rendered"
    FAILED = "failed"


class NotRenderedError(ConflictError):
    """The document is not there yet"""


class NotFailedError(ConflictError):
    """Only a document that failed can be tried again"""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """What was rendered."""

    sha256: str
    size_bytes: int
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document, without the input that it is made of."""

    document_id: DocumentId
    kind: DocumentKind
    subject_id: UUID
    number: str
    dated_on: date
    person_id: PersonId | None
    company_id: CompanyId | None
    project_id: ProjectId | None
    project_ids: frozenset[ProjectId]
    language: str
    file_name: str
    state: DocumentState
    ordered_at: datetime
    rendered_at: datetime | None = None
    file: File | None = None
    failed_because: str | None = None
    e_invoices: tuple[EInvoiceRecord, ...] = ()

    @property
    def parties(self) -> Parties:
        """Whom it concerns."""
        return Parties(
            contractor_id=self.person_id, company_id=self.company_id, project_ids=self.project_ids
        )

    def require_file(self) -> File:
        """The rendered file. Raises NotRenderedError with the state it is in."""
        if self.file is None:
            raise NotRenderedError(f"the document is {self.state}", state=self.state)
        return self.file


def subject_of(kind: DocumentKind) -> Subject:
    """What a document of this kind tells about: who sees that sees the document."""
    return Subject.INVOICES if kind in CUSTOMER_KINDS else Subject.PAY


def seen_by(actor: Actor) -> Mapping[DocumentKind, Reach]:
    """Which documents the actor sees, by kind (C10, C11, C12, K13, K16): the rule of their subject.

    A kind that is not in it is not theirs to see.
    """
    found = {kind: reach(actor, subject_of(kind)) for kind in DocumentKind}
    return {kind: within for kind, within in found.items() if within is not None}


def file_name(label: str, number: str) -> str:
    """The name that a download gets: words and number in plain ASCII, such as paystub-T-12.pdf."""
    safe = re.sub(r"[^A-Za-z0-9]+", "-", number).strip("-")
    return f"{label}-{safe}.pdf" if safe else f"{label}.pdf"
