"""A document of an agency: what it is of, how far it is, and who may see it."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from chassis.actor import Actor
from chassis.errors import ConflictError
from contracts.access import Permission, Portal, Scope
from contracts.events.documents import DocumentKind
from contracts.ids import CompanyId, DocumentId, PersonId, ProjectId

CONTRACTOR_KINDS = frozenset(
    {
        DocumentKind.PAYSTUB,
        DocumentKind.CONTRACTOR_INVOICE,
        DocumentKind.PAYMENT_STATEMENT,
        DocumentKind.PAYMENT_REPORT,
    }
)
CUSTOMER_KINDS = frozenset({DocumentKind.CUSTOMER_INVOICE})


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
    language: str
    file_name: str
    state: DocumentState
    ordered_at: datetime
    rendered_at: datetime | None = None
    file: File | None = None
    failed_because: str | None = None

    def require_file(self) -> File:
        """The rendered file. Raises NotRenderedError with the state it is in."""
        if self.file is None:
            raise NotRenderedError(f"the document is {self.state}", state=self.state)
        return self.file


@dataclass(frozen=True, slots=True, kw_only=True)
class Visibility:
    """Which documents of the agency somebody sees. None as a limit is no limit."""

    kinds: frozenset[DocumentKind]
    person_id: PersonId | None = None
    company_id: CompanyId | None = None
    project_ids: frozenset[ProjectId] | None = None

    def shows(self, document: Document) -> bool:
        """Whether this document is among them."""
        return (
            document.kind in self.kinds
            and (self.person_id is None or document.person_id == self.person_id)
            and (self.company_id is None or document.company_id == self.company_id)
            and (self.project_ids is None or document.project_id in self.project_ids)
        )


NOTHING = Visibility(kinds=frozenset())


def visible_to(actor: Actor) -> Visibility:
    """What the actor may see (C10, C11, C12, K13, K16).

    Contractors see their own pay. Contacts with `invoices.view` see their company's invoices: all
    in the scope `company`, those of their projects in a narrower one, where an invoice of the
    whole company is not among them. Staff see pay with `transactions.view` and customers' invoices
    with `invoices.manage`.
    """
    match actor.portal:
        case Portal.CONTRACTOR if actor.may(Permission.OWN_PAYMENTS):
            return Visibility(kinds=CONTRACTOR_KINDS, person_id=actor.person)
        case Portal.CUSTOMER if actor.may(Permission.INVOICES_VIEW) and actor.company_id:
            return Visibility(
                kinds=CUSTOMER_KINDS,
                company_id=actor.company_id,
                project_ids=None if actor.scope is Scope.COMPANY else actor.project_ids,
            )
        case Portal.AGENCY:
            pay = CONTRACTOR_KINDS if actor.may(Permission.TRANSACTIONS_VIEW) else frozenset()
            invoices = CUSTOMER_KINDS if actor.may(Permission.INVOICES_MANAGE) else frozenset()
            return Visibility(kinds=pay | invoices)
        case _:
            return NOTHING


def file_name(label: str, number: str) -> str:
    """The name that a download gets: words and number in plain ASCII, such as paystub-T-12.pdf."""
    safe = re.sub(r"[^A-Za-z0-9]+", "-", number).strip("-")
    return f"{label}-{safe}.pdf" if safe else f"{label}.pdf"
