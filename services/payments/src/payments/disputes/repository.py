"""SQL of disputes: what is written, and what that needs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from chassis.errors import NotFoundError
from chassis.uow import UnitOfWork
from contracts.access import Portal
from contracts.events.payments import InvoiceLine
from contracts.ids import CompanyId, DisputeId, InvoiceId, PersonId, ProjectId
from contracts.money import Money
from payments.disputes.model import (
    Decision,
    Dispute,
    DisputeEnd,
    DisputeState,
    Message,
    NewDisputes,
)
from payments.rows import Row

COLUMNS = """dispute_id, invoice_id, invoice_number, company_id, project_ids, line_number,
    work_order_title, contractor_name, amount_minor, currency, state, reason, opened_by,
    opened_by_name, opened_at, contact_ids, messages, last_message_at, last_message_portal,
    ended_by, ended_by_name, ended_at, resolution, agreed_minor, version"""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoicedLines:
    """What an invoice charges: its lines, and what they come to before taxes."""

    lines: Sequence[InvoiceLine]
    subtotal: Money


async def charged(uow: UnitOfWork, invoice_id: InvoiceId) -> InvoicedLines:
    """The lines of an invoice. Raises NotFoundError."""
    row = await uow.fetchrow(
        "SELECT lines, subtotal_minor, currency FROM invoices"
        " WHERE agency_id = $1 AND invoice_id = $2",
        uow.agency_id,
        invoice_id,
    )
    if row is None:
        raise NotFoundError("invoice", invoice_id)
    return InvoicedLines(
        lines=[InvoiceLine.model_validate(line) for line in row["lines"]],
        subtotal=Money(amount_minor=row["subtotal_minor"], currency=row["currency"]),
    )


async def of_invoice(uow: UnitOfWork, invoice_id: InvoiceId) -> list[Dispute]:
    """All disputes of an invoice, by line, the oldest first. Whoever changes one has locked it."""
    rows = await uow.fetch(
        f"""
        SELECT {COLUMNS} FROM invoice_disputes WHERE agency_id = $1 AND invoice_id = $2
        ORDER BY line_number, opened_at, dispute_id
        """,
        uow.agency_id,
        invoice_id,
    )
    return [dispute_of(row) for row in rows]


async def add(uow: UnitOfWork, opened: NewDisputes) -> None:
    """Keep disputes that are new, each with the reason as its first message."""
    await uow.executemany(
        """
        INSERT INTO invoice_disputes (agency_id, dispute_id, invoice_id, invoice_number,
            company_id, project_ids, line_number, work_order_title, contractor_name, amount_minor,
            currency, state, reason, opened_by, opened_by_name, opened_at, contact_ids, messages,
            last_message_at, last_message_portal, version)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
            $19, $20, $21)
        """,
        [
            (
                uow.agency_id,
                one.dispute_id,
                one.invoice_id,
                one.invoice_number,
                one.company_id,
                sorted(one.project_ids),
                one.line_number,
                one.work_order_title,
                one.contractor_name,
                one.amount.amount_minor,
                one.amount.currency,
                one.state,
                one.reason,
                one.opened_by,
                one.opened_by_name,
                one.opened_at,
                sorted(one.contact_ids),
                one.messages,
                one.last_message_at,
                one.last_message_portal,
                one.version,
            )
            for one in opened.disputes
        ],
    )
    for one, message in zip(opened.disputes, opened.messages, strict=True):
        await _add_message(uow, one.dispute_id, message)


async def save(uow: UnitOfWork, decision: Decision) -> None:
    """Keep what a command came to."""
    one, ending = decision.dispute, decision.dispute.ending
    await uow.execute(
        """
        UPDATE invoice_disputes SET state = $3, contact_ids = $4, messages = $5,
            last_message_at = $6, last_message_portal = $7, ended_by = $8, ended_by_name = $9,
            ended_at = $10, resolution = $11, agreed_minor = $12, version = $13
        WHERE agency_id = $1 AND dispute_id = $2
        """,
        uow.agency_id,
        one.dispute_id,
        one.state,
        sorted(one.contact_ids),
        one.messages,
        one.last_message_at,
        one.last_message_portal,
        ending and ending.ended_by,
        ending and ending.ended_by_name,
        ending and ending.ended_at,
        ending and ending.resolution,
        ending.agreed.amount_minor if ending and ending.agreed else None,
        one.version,
    )
    if decision.message is not None:
        await _add_message(uow, one.dispute_id, decision.message)


async def one_at_a_time(uow: UnitOfWork, person_id: PersonId) -> None:
    """Keep other messages of this person waiting until the commit, so that each is counted."""
    await uow.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended('payments.disputes.' || $1::text, 0))",
        str(person_id),
    )


async def count_written(uow: UnitOfWork, person_id: PersonId, within: timedelta) -> int:
    """How many messages this person wrote in the time that has just passed."""
    return await uow.fetchval(
        "SELECT count(*) FROM dispute_messages"
        " WHERE agency_id = $1 AND written_by = $2 AND written_at > $3",
        uow.agency_id,
        person_id,
        uow.now - within,
    )


async def _add_message(uow: UnitOfWork, dispute_id: DisputeId, message: Message) -> None:
    await uow.execute(
        """
        INSERT INTO dispute_messages (agency_id, dispute_id, number, written_by, written_by_name,
            portal, written_at, text)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """,
        uow.agency_id,
        dispute_id,
        message.number,
        message.written_by,
        message.written_by_name,
        message.portal,
        message.written_at,
        message.text,
    )


def dispute_of(row: Row) -> Dispute:
    """A dispute, of a row with its columns."""

    def money(amount_minor: int) -> Money:
        return Money(amount_minor=amount_minor, currency=row["currency"])

    return Dispute(
        dispute_id=DisputeId(row["dispute_id"]),
        invoice_id=InvoiceId(row["invoice_id"]),
        invoice_number=row["invoice_number"],
        company_id=CompanyId(row["company_id"]),
        project_ids=tuple(ProjectId(one) for one in row["project_ids"]),
        line_number=row["line_number"],
        work_order_title=row["work_order_title"],
        contractor_name=row["contractor_name"],
        amount=money(row["amount_minor"]),
        state=DisputeState(row["state"]),
        reason=row["reason"],
        opened_by=PersonId(row["opened_by"]),
        opened_by_name=row["opened_by_name"],
        opened_at=row["opened_at"],
        contact_ids=_people(row["contact_ids"]),
        messages=row["messages"],
        last_message_at=row["last_message_at"],
        last_message_portal=Portal(row["last_message_portal"]),
        ending=None
        if row["ended_at"] is None
        else DisputeEnd(
            ended_by=PersonId(row["ended_by"]),
            ended_by_name=row["ended_by_name"],
            ended_at=row["ended_at"],
            resolution=row["resolution"],
            agreed=None if row["agreed_minor"] is None else money(row["agreed_minor"]),
        ),
        version=row["version"],
    )


def _people(ids: Iterable[PersonId]) -> frozenset[PersonId]:
    return frozenset(PersonId(one) for one in ids)
