"""All SQL of documents that were printed for people."""

from datetime import datetime

from chassis.uow import UnitOfWork
from contracts.ids import DocumentId, PersonId


async def lock_turns(uow: UnitOfWork, person_id: PersonId) -> None:
    """Until the unit of work ends nobody else counts what this person has had printed."""
    await uow.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended('payments.printing.' || $1::text, 0))",
        str(person_id),
    )


async def asked_since(
    uow: UnitOfWork, person_id: PersonId, since: datetime, *, limit: int
) -> list[datetime]:
    """When the person asked for documents after `since`, the last first."""
    rows = await uow.fetch(
        """
        SELECT asked_at FROM printed_documents
        WHERE agency_id = $1 AND person_id = $2 AND asked_at > $3
        ORDER BY asked_at DESC LIMIT $4
        """,
        uow.agency_id,
        person_id,
        since,
        limit,
    )
    return [row["asked_at"] for row in rows]


async def add(uow: UnitOfWork, person_id: PersonId, document_id: DocumentId) -> bool:
    """Keep that the person has asked for this document; False where somebody has by now."""
    added: bool | None = await uow.fetchval(
        """
        INSERT INTO printed_documents (agency_id, document_id, person_id, asked_at)
        VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING true
        """,
        uow.agency_id,
        document_id,
        person_id,
        uow.now,
    )
    return added is not None


async def is_printed(uow: UnitOfWork, document_id: DocumentId) -> bool:
    """Whether this document was asked for before."""
    found: bool = await uow.fetchval(
        "SELECT EXISTS (SELECT FROM printed_documents WHERE agency_id = $1 AND document_id = $2)",
        uow.agency_id,
        document_id,
    )
    return found
