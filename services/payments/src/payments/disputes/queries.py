"""Reads of disputes for pages: those of an invoice, a list of all within reach, a conversation."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chassis.conditions import Conditions
from chassis.errors import NotFoundError
from chassis.uow import UnitOfWork
from contracts.access import Portal
from contracts.ids import CompanyId, DisputeId, InvoiceId, PersonId
from contracts.reach import Reach
from payments.disputes.model import Dispute, DisputeState, Message
from payments.disputes.repository import COLUMNS, dispute_of


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeFilter:
    """What a list is narrowed to; None or empty: not by this."""

    states: Collection[DisputeState] = ()
    company_id: CompanyId | None = None


async def listed(
    uow: UnitOfWork,
    reach: Reach,
    narrowed: DisputeFilter,
    *,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Dispute]:
    """Disputes of the invoices within reach, by when somebody wrote last, the latest first."""
    where = _within(uow, reach).given("company_id = {}", narrowed.company_id)
    if narrowed.states:
        where.add("state = ANY({}::text[])", sorted(narrowed.states))
    where.after("(last_message_at, dispute_id) < ({}::timestamptz, {}::uuid)", after)
    rows = await uow.fetch(
        f"SELECT {COLUMNS} FROM invoice_disputes WHERE {where.sql}"
        f" ORDER BY last_message_at DESC, dispute_id DESC LIMIT {limit:d}",
        *where.arguments,
    )
    return [dispute_of(row) for row in rows]


async def one(
    uow: UnitOfWork, reach: Reach, invoice_id: InvoiceId, dispute_id: DisputeId
) -> Dispute:
    """A dispute of an invoice within reach. Raises NotFoundError."""
    where = (
        _within(uow, reach).add("invoice_id = {}", invoice_id).add("dispute_id = {}", dispute_id)
    )
    row = await uow.fetchrow(
        f"SELECT {COLUMNS} FROM invoice_disputes WHERE {where.sql}", *where.arguments
    )
    if row is None:
        raise NotFoundError("dispute", dispute_id)
    return dispute_of(row)


async def messages_of(uow: UnitOfWork, dispute_id: DisputeId) -> list[Message]:
    """All messages of a dispute, the reason first."""
    rows = await uow.fetch(
        """
        SELECT number, written_by, written_by_name, portal, written_at, text FROM dispute_messages
        WHERE agency_id = $1 AND dispute_id = $2 ORDER BY number
        """,
        uow.agency_id,
        dispute_id,
    )
    return [
        Message(
            number=row["number"],
            written_by=PersonId(row["written_by"]),
            written_by_name=row["written_by_name"],
            portal=Portal(row["portal"]),
            written_at=row["written_at"],
            text=row["text"],
        )
        for row in rows
    ]


def _within(uow: UnitOfWork, reach: Reach) -> Conditions:
    """As of the invoices themselves: of the company, and spanning no project but these."""
    where = Conditions().add("agency_id = {}", uow.agency_id)
    where.given("company_id = {}", reach.company_id)
    projects = None if reach.project_ids is None else sorted(reach.project_ids)
    return where.given("project_ids <@ {}::uuid[] AND cardinality(project_ids) > 0", projects)
