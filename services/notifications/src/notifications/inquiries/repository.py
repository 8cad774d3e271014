"""SQL of inquiries: what is written, and what that needs."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from chassis.errors import NotFoundError
from chassis.uow import UnitOfWork
from contracts.access import Portal
from contracts.ids import AttachmentId, InquiryId, PersonId
from notifications.inquiries.attachments import Attachment
from notifications.inquiries.model import Decision, Inquiry, InquiryKind, InquiryState, Message

if TYPE_CHECKING:
    import asyncpg

COLUMNS = (
    "inquiry_id, kind, subject, company_id, project_ids, contact_ids, invoice_id, offer_id,"
    " opened_by, opened_at, state, assigned_to, messages, last_message_at, last_message_by, version"
)
_ATTACHMENT = "attachment_id, name, media_type, size_bytes, stored_by, stored_at, inquiry_id"


async def add(uow: UnitOfWork, decision: Decision) -> None:
    """Keep an inquiry that is new, with its first message."""
    inquiry = decision.inquiry
    await uow.execute(
        f"INSERT INTO inquiries (agency_id, {COLUMNS})"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
        uow.agency_id,
        inquiry.inquiry_id,
        inquiry.kind,
        inquiry.subject,
        inquiry.company_id,
        sorted(inquiry.project_ids),
        sorted(inquiry.contact_ids),
        inquiry.invoice_id,
        inquiry.offer_id,
        inquiry.opened_by,
        inquiry.opened_at,
        inquiry.state,
        inquiry.assigned_to,
        inquiry.messages,
        inquiry.last_message_at,
        inquiry.last_message_by,
        inquiry.version,
    )
    await _add_message(uow, inquiry, decision.message)


async def get_for_update(uow: UnitOfWork, inquiry_id: InquiryId) -> Inquiry:
    """An inquiry, held until the commit, whoever asks. Raises NotFoundError."""
    row = await uow.fetchrow(
        f"SELECT {COLUMNS} FROM inquiries WHERE agency_id = $1 AND inquiry_id = $2 FOR UPDATE",
        uow.agency_id,
        inquiry_id,
    )
    if row is None:
        raise NotFoundError("inquiry", inquiry_id)
    return inquiry_of(row)


async def save(uow: UnitOfWork, decision: Decision) -> None:
    """Keep what a command came to."""
    inquiry = decision.inquiry
    await uow.execute(
        "UPDATE inquiries SET contact_ids = $3, state = $4, assigned_to = $5, messages = $6,"
        " last_message_at = $7, last_message_by = $8, version = $9"
        " WHERE agency_id = $1 AND inquiry_id = $2",
        uow.agency_id,
        inquiry.inquiry_id,
        sorted(inquiry.contact_ids),
        inquiry.state,
        inquiry.assigned_to,
        inquiry.messages,
        inquiry.last_message_at,
        inquiry.last_message_by,
        inquiry.version,
    )
    await _add_message(uow, inquiry, decision.message)


async def _add_message(uow: UnitOfWork, inquiry: Inquiry, message: Message | None) -> None:
    if message is None:
        return
    await uow.execute(
        "INSERT INTO inquiry_messages (agency_id, inquiry_id, number, written_by, portal,"
        " written_at, text, attachment_ids) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        uow.agency_id,
        inquiry.inquiry_id,
        message.number,
        message.written_by,
        message.portal,
        message.written_at,
        message.text,
        list(message.attachment_ids),
    )
    if message.attachment_ids:
        await uow.execute(
            "UPDATE attachments SET inquiry_id = $2"
            " WHERE agency_id = $1 AND attachment_id = ANY($3)",
            uow.agency_id,
            inquiry.inquiry_id,
            list(message.attachment_ids),
        )
    if message.portal is Portal.CUSTOMER:
        # Whoever writes has seen what stands above.
        await uow.execute(
            "INSERT INTO inquiry_readers (agency_id, inquiry_id, person_id) VALUES ($1, $2, $3)"
            " ON CONFLICT (agency_id, inquiry_id, person_id) DO UPDATE SET unread_since = NULL",
            uow.agency_id,
            inquiry.inquiry_id,
            message.written_by,
        )
    else:
        await uow.execute(
            "UPDATE inquiry_readers SET unread_since = coalesce(unread_since, $3)"
            " WHERE agency_id = $1 AND inquiry_id = $2",
            uow.agency_id,
            inquiry.inquiry_id,
            message.written_at,
        )


async def mark_read(uow: UnitOfWork, inquiry_id: InquiryId, person_id: PersonId, seen: int) -> None:
    """A contact has seen the messages up to this one; what staff wrote after it stays unread."""
    await uow.execute(
        "UPDATE inquiry_readers SET unread_since = (SELECT min(m.written_at)"
        " FROM inquiry_messages m WHERE m.agency_id = $1 AND m.inquiry_id = $2 AND m.number > $4"
        " AND m.portal = 'agency')"
        " WHERE agency_id = $1 AND inquiry_id = $2 AND person_id = $3 AND unread_since IS NOT NULL",
        uow.agency_id,
        inquiry_id,
        person_id,
        seen,
    )


async def one_at_a_time(uow: UnitOfWork, person_id: PersonId) -> None:
    """Keep other messages of this person waiting until the commit, so that each is counted."""
    await uow.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended('notifications.inquiries.' || $1::text, 0))",
        str(person_id),
    )


async def count_written(uow: UnitOfWork, person_id: PersonId, within: timedelta) -> int:
    """How many messages this person wrote in the time that has just passed."""
    return await uow.fetchval(
        "SELECT count(*) FROM inquiry_messages"
        " WHERE agency_id = $1 AND written_by = $2 AND written_at > $3",
        uow.agency_id,
        person_id,
        uow.now - within,
    )


async def save_attachments(uow: UnitOfWork, attachments: Iterable[Attachment]) -> None:
    """Keep what documents told of files."""
    await uow.executemany(
        f"INSERT INTO attachments (agency_id, {_ATTACHMENT})"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        " ON CONFLICT (agency_id, attachment_id) DO NOTHING",
        [
            (
                uow.agency_id,
                one.attachment_id,
                one.name,
                one.media_type,
                one.size_bytes,
                one.stored_by,
                one.stored_at,
                one.inquiry_id,
            )
            for one in attachments
        ],
    )


async def attachments_for_update(
    uow: UnitOfWork, ids: Iterable[AttachmentId]
) -> Mapping[AttachmentId, Attachment]:
    """Those of the files that are known, held until the commit: a file is of one message."""
    rows = await uow.fetch(
        f"SELECT {_ATTACHMENT} FROM attachments"
        " WHERE agency_id = $1 AND attachment_id = ANY($2) ORDER BY attachment_id FOR UPDATE",
        uow.agency_id,
        list(ids),
    )
    return {row["attachment_id"]: Attachment(**dict(row)) for row in rows}


async def attachments_of(
    uow: UnitOfWork, inquiry_id: InquiryId
) -> Mapping[AttachmentId, Attachment]:
    """The files of all messages of an inquiry."""
    rows = await uow.fetch(
        f"SELECT {_ATTACHMENT} FROM attachments WHERE agency_id = $1 AND inquiry_id = $2",
        uow.agency_id,
        inquiry_id,
    )
    return {row["attachment_id"]: Attachment(**dict(row)) for row in rows}


def inquiry_of(row: "asyncpg.Record") -> Inquiry:
    """An inquiry, of a row with its columns."""
    values: dict[str, Any] = {name: row[name] for name in COLUMNS.split(", ")}
    values["kind"] = InquiryKind(row["kind"])
    values["state"] = InquiryState(row["state"])
    values["project_ids"] = frozenset(row["project_ids"])
    values["contact_ids"] = frozenset(row["contact_ids"])
    return Inquiry(**values)
