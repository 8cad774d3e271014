"""All SQL of e-invoices."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from chassis.uow import UnitOfWork
from contracts.ids import DocumentId
from documents.einvoices.model import EInvoiceRecord, Gap, Syntax


async def add(uow: UnitOfWork, document_id: DocumentId, records: Sequence[EInvoiceRecord]) -> None:
    """Keep what came of the e-invoices of a document that is rendered now."""
    await uow.executemany(
        "INSERT INTO e_invoices (agency_id, document_id, syntax, sha256, size_bytes, gaps, faults)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7)"
        " ON CONFLICT (agency_id, document_id, syntax) DO UPDATE SET sha256 = excluded.sha256,"
        " size_bytes = excluded.size_bytes, gaps = excluded.gaps, faults = excluded.faults",
        [
            (
                uow.agency_id,
                document_id,
                record.syntax,
                record.sha256,
                record.size_bytes,
                list(record.gaps),
                list(record.faults),
            )
            for record in records
        ],
    )


async def of_documents(
    uow: UnitOfWork, document_ids: Sequence[DocumentId]
) -> Mapping[DocumentId, tuple[EInvoiceRecord, ...]]:
    """What came of the e-invoices of these documents; a document that has none is not in it."""
    rows = await uow.fetch(
        "SELECT document_id, syntax, sha256, size_bytes, gaps, faults FROM e_invoices"
        " WHERE agency_id = $1 AND document_id = ANY($2::uuid[]) ORDER BY document_id, syntax",
        uow.agency_id,
        document_ids,
    )
    found: dict[DocumentId, list[EInvoiceRecord]] = defaultdict(list)
    for row in rows:
        found[row["document_id"]].append(
            EInvoiceRecord(
                syntax=Syntax(row["syntax"]),
                sha256=row["sha256"],
                size_bytes=row["size_bytes"],
                gaps=tuple(map(Gap, row["gaps"])),
                faults=tuple(row["faults"]),
            )
        )
    return {document_id: tuple(records) for document_id, records in found.items()}
