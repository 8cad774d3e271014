"""All SQL of documents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from chassis.errors import NotFoundError
from chassis.uow import UnitOfWork
from contracts.events.documents import DocumentKind
from contracts.ids import CompanyId, DocumentId, PersonId, ProjectId
from contracts.reach import Reach
from documents.einvoices import repository as e_invoices
from documents.library.model import Document, DocumentState, File

if TYPE_CHECKING:
    import asyncpg

_COLUMNS = (
    "document_id, kind, subject_id, number, dated_on, person_id, company_id, project_id,"
    " project_ids, language, file_name, state, ordered_at, rendered_at, sha256, size_bytes, pages,"
    " failed_because"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRequest:
    """A document to be made, with everything that it will show and the event that asked for it."""

    document_id: DocumentId
    kind: DocumentKind
    called: DocumentKind
    subject_id: UUID
    number: str
    dated_on: date
    person_id: PersonId | None
    company_id: CompanyId | None
    project_id: ProjectId | None
    project_ids: frozenset[ProjectId]
    language: str
    file_name: str
    correlation_id: UUID
    because_of: UUID
    pages: int
    input: dict[str, Any]


async def add(uow: UnitOfWork, orders: Sequence[DocumentRequest]) -> None:
    """Order documents and queue them. One that is ordered already stays as it is."""
    rows = [
        (
            uow.agency_id,
            order.document_id,
            order.kind,
            order.subject_id,
            order.number,
            order.dated_on,
            order.person_id,
            order.company_id,
            order.project_id,
            sorted(order.project_ids),
            order.language,
            order.file_name,
            uow.now,
            order.correlation_id,
            order.because_of,
            order.input,
            order.called if order.called is not order.kind else None,
            order.pages,
        )
        for order in orders
    ]
    await uow.executemany(
        "WITH ordered AS ("
        " INSERT INTO documents (agency_id, document_id, kind, subject_id, number, dated_on,"
        " person_id, company_id, project_id, project_ids, language, file_name, ordered_at,"
        " correlation_id, because_of, input, called)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)"
        " ON CONFLICT DO NOTHING RETURNING document_id, agency_id, ordered_at)"
        " INSERT INTO render_jobs (document_id, agency_id, due_at, pages)"
        " SELECT document_id, agency_id, ordered_at, $18 FROM ordered",
        rows,
    )


async def get(uow: UnitOfWork, document_id: DocumentId) -> Document:
    """A document. Raises NotFoundError."""
    row = await uow.fetchrow(
        f"SELECT {_COLUMNS} FROM documents WHERE agency_id = $1 AND document_id = $2",
        uow.agency_id,
        document_id,
    )
    if row is None:
        raise NotFoundError("document", document_id)
    (document,) = await _with_e_invoices(uow, [_document(row)])
    return document


async def newest(
    uow: UnitOfWork,
    seen: Mapping[DocumentKind, Reach],
    *,
    subject_ids: Sequence[UUID] = (),
    kinds: Sequence[DocumentKind] = (),
    after: tuple[datetime, UUID] | None = None,
    limit: int,
) -> list[Document]:
    """Documents of the kinds in `seen`, each within its reach, newest first.

    `kinds` and `subject_ids` narrow them; `after` is the key of the last one that was shown.
    """
    shown = {kind: reach for kind, reach in seen.items() if not kinds or kind in kinds}
    before_at, before_id = after or (None, None)
    arguments: list[object] = [
        uow.agency_id,
        list(subject_ids) or None,
        before_at,
        before_id,
        limit,
    ]
    rows = await uow.fetch(
        f"SELECT {_COLUMNS} FROM documents WHERE agency_id = $1 AND ({_within(shown, arguments)})"
        " AND ($2::uuid[] IS NULL OR subject_id = ANY($2))"
        " AND ($3::timestamptz IS NULL OR (ordered_at, document_id) < ($3, $4::uuid))"
        " ORDER BY ordered_at DESC, document_id DESC LIMIT $5",
        *arguments,
    )
    return await _with_e_invoices(uow, [_document(row) for row in rows])


async def _with_e_invoices(uow: UnitOfWork, documents: Sequence[Document]) -> list[Document]:
    records = await e_invoices.of_documents(uow, [one.document_id for one in documents])
    return [replace(one, e_invoices=records.get(one.document_id, ())) for one in documents]


def _within(shown: Mapping[DocumentKind, Reach], arguments: list[object]) -> str:
    """The condition that each kind is within its reach; its values are added to `arguments`."""

    def place(value: object) -> str:
        arguments.append(value)
        return f"${len(arguments)}"

    alternatives: list[str] = []
    for reach in set(shown.values()):
        kinds = sorted(kind for kind, within in shown.items() if within == reach)
        limits = [f"kind = ANY({place(kinds)}::text[])"]
        if reach.contractor_id is not None:
            limits.append(f"person_id = {place(reach.contractor_id)}")
        if reach.company_id is not None:
            limits.append(f"company_id = {place(reach.company_id)}")
        if reach.project_ids is not None:
            limits.append(f"project_ids <@ {place(sorted(reach.project_ids))}::uuid[]")
            limits.append("project_ids <> '{}'")
        alternatives.append(" AND ".join(limits))
    return " OR ".join(f"({one})" for one in alternatives) or "false"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestedDocument:
    """A document on its way: what to render, and what it came of."""

    document: Document
    correlation_id: UUID
    because_of: UUID
    input: dict[str, Any]


async def ordered(uow: UnitOfWork, document_id: UUID) -> RequestedDocument | None:
    """What a job is to render; None when it is rendered already or there is no such document."""
    row = await uow.fetchrow(
        f"SELECT {_COLUMNS}, correlation_id, because_of, input FROM documents"
        " WHERE agency_id = $1 AND document_id = $2 AND state = 'ordered'",
        uow.agency_id,
        document_id,
    )
    if row is None:
        return None
    return RequestedDocument(
        document=_document(row),
        correlation_id=row["correlation_id"],
        because_of=row["because_of"],
        input=row["input"],
    )


async def mark_rendered(uow: UnitOfWork, document_id: DocumentId, file: File) -> None:
    """It is there."""
    await uow.execute(
        "UPDATE documents SET state = 'rendered', rendered_at = $3, sha256 = $4, size_bytes = $5,"
        " pages = $6 WHERE agency_id = $1 AND document_id = $2",
        uow.agency_id,
        document_id,
        uow.now,
        file.sha256,
        file.size_bytes,
        file.pages,
    )


async def mark_failed(uow: UnitOfWork, document_id: DocumentId, reason: str) -> None:
    """It will not be there unless a person has it tried again."""
    await uow.execute(
        "UPDATE documents SET state = 'failed', failed_because = $3"
        " WHERE agency_id = $1 AND document_id = $2",
        uow.agency_id,
        document_id,
        reason,
    )


async def order_again(uow: UnitOfWork, document_id: DocumentId) -> bool:
    """Have a failed document wait to be queued again; whether it was one."""
    tag = await uow.execute(
        "UPDATE documents SET state = 'ordered', failed_because = NULL"
        " WHERE agency_id = $1 AND document_id = $2 AND state = 'failed'",
        uow.agency_id,
        document_id,
    )
    return tag == "UPDATE 1"


async def queue(uow: UnitOfWork, document_id: DocumentId, pages: int) -> None:
    """Queue an ordered document of about so many pages."""
    await uow.execute(
        "INSERT INTO render_jobs (document_id, agency_id, due_at, pages) VALUES ($1, $2, $3, $4)",
        document_id,
        uow.agency_id,
        uow.now,
        pages,
    )


def _document(row: "asyncpg.Record") -> Document:
    file = None
    if row["sha256"] is not None:
        file = File(sha256=row["sha256"], size_bytes=row["size_bytes"], pages=row["pages"])
    return Document(
        document_id=row["document_id"],
        kind=DocumentKind(row["kind"]),
        subject_id=row["subject_id"],
        number=row["number"],
        dated_on=row["dated_on"],
        person_id=row["person_id"],
        company_id=row["company_id"],
        project_id=row["project_id"],
        project_ids=frozenset(row["project_ids"] or ()),
        language=row["language"],
        file_name=row["file_name"],
        state=DocumentState(row["state"]),
        ordered_at=row["ordered_at"],
        rendered_at=row["rendered_at"],
        file=file,
        failed_because=row["failed_because"],
    )
