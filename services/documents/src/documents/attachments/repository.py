"""SQL of attachments, and of the inquiries that they are of."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from chassis.consumer import EventVersion
from chassis.errors import NotFoundError
from chassis.uow import UnitOfWork
from contracts.ids import AttachmentId, InquiryId, PersonId
from contracts.reach import Parties
from documents.attachments.model import UNSENT_FOR, Attachment

_COLUMNS = "attachment_id, name, media_type, size_bytes, sha256, stored_by, stored_at, inquiry_id"


async def reserve(uow: UnitOfWork, attachment_id: AttachmentId) -> None:
    """Keep until when a file has to be of a message whose bytes are about to be kept.

    Said before they are: whatever happens in between, what nobody names is removed.
    """
    await uow.execute(
        "INSERT INTO attachment_deadlines (attachment_id, agency_id, due_at) VALUES ($1, $2, $3)",
        attachment_id,
        uow.agency_id,
        uow.now + UNSENT_FOR,
    )


async def add(uow: UnitOfWork, attachment: Attachment) -> None:
    """Keep what is known of a file that was reserved, and until when it has to be of a message."""
    await uow.execute(
        f"INSERT INTO attachments (agency_id, {_COLUMNS})"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        uow.agency_id,
        attachment.attachment_id,
        attachment.name,
        attachment.media_type,
        attachment.size_bytes,
        attachment.sha256,
        attachment.stored_by,
        attachment.stored_at,
        attachment.inquiry_id,
    )
    await uow.execute(
        "UPDATE attachment_deadlines SET due_at = $3 WHERE agency_id = $1 AND attachment_id = $2",
        uow.agency_id,
        attachment.attachment_id,
        attachment.stored_at + UNSENT_FOR,
    )


async def get(uow: UnitOfWork, attachment_id: AttachmentId) -> Attachment:
    """A file, whoever asks. Raises NotFoundError."""
    row = await uow.fetchrow(
        f"SELECT {_COLUMNS} FROM attachments WHERE agency_id = $1 AND attachment_id = $2",
        uow.agency_id,
        attachment_id,
    )
    if row is None:
        raise NotFoundError("attachment", attachment_id)
    return Attachment(**dict(row))


async def one_at_a_time(uow: UnitOfWork, person_id: PersonId) -> None:
    """Wait for other files of this person to be kept, and keep others waiting until the commit."""
    await uow.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended('documents.attachments.' || $1, 0))",
        str(person_id),
    )


async def count_unsent(uow: UnitOfWork, person_id: PersonId) -> int:
    """How many files of this person are of no message."""
    return await uow.fetchval(
        "SELECT count(*) FROM attachments"
        " WHERE agency_id = $1 AND stored_by = $2 AND inquiry_id IS NULL",
        uow.agency_id,
        person_id,
    )


async def send(
    uow: UnitOfWork,
    sent: Iterable[tuple[InquiryId, PersonId, tuple[AttachmentId, ...]]],
) -> None:
    """These files of these people are of these inquiries now. One that is of one already stays."""
    for inquiry_id, writer_id, attachment_ids in sent:
        rows = await uow.fetch(
            "UPDATE attachments SET inquiry_id = $2 WHERE agency_id = $1"
            " AND attachment_id = ANY($3) AND stored_by = $4 AND inquiry_id IS NULL"
            " RETURNING attachment_id",
            uow.agency_id,
            inquiry_id,
            list(attachment_ids),
            writer_id,
        )
        await forget_deadlines(uow, [row["attachment_id"] for row in rows])


async def save_parties(
    uow: UnitOfWork, told: Iterable[tuple[InquiryId, Parties, EventVersion]]
) -> None:
    """Keep whom inquiries concern, as it was told last."""
    await uow.executemany(
        "INSERT INTO inquiries (agency_id, inquiry_id, company_id, project_ids, contact_ids,"
        " told_at, told_by) VALUES ($1, $2, $3, $4, $5, $6, $7)"
        " ON CONFLICT (agency_id, inquiry_id) DO UPDATE SET project_ids = excluded.project_ids,"
        " contact_ids = excluded.contact_ids, told_at = excluded.told_at,"
        " told_by = excluded.told_by"
        " WHERE (excluded.told_at, excluded.told_by) > (inquiries.told_at, inquiries.told_by)",
        [
            (
                uow.agency_id,
                inquiry_id,
                parties.company_id,
                sorted(parties.project_ids),
                sorted(parties.contact_ids),
                *version,
            )
            for inquiry_id, parties, version in told
        ],
    )


async def parties_of(uow: UnitOfWork, inquiry_id: InquiryId) -> Parties:
    """Whom an inquiry concerns. Raises NotFoundError."""
    row = await uow.fetchrow(
        "SELECT company_id, project_ids, contact_ids FROM inquiries"
        " WHERE agency_id = $1 AND inquiry_id = $2",
        uow.agency_id,
        inquiry_id,
    )
    if row is None:
        raise NotFoundError("inquiry", inquiry_id)
    return Parties(
        company_id=row["company_id"],
        project_ids=frozenset(row["project_ids"]),
        contact_ids=frozenset(row["contact_ids"]),
    )


async def overdue(uow: UnitOfWork, now: datetime, limit: int) -> list[tuple[UUID, UUID]]:
    """Agencies and files of theirs that were to be of a message by now."""
    rows = await uow.fetch(
        "SELECT agency_id, attachment_id FROM attachment_deadlines WHERE due_at <= $1"
        " ORDER BY due_at LIMIT $2",
        now,
        limit,
    )
    return [(row["agency_id"], row["attachment_id"]) for row in rows]


async def postpone(uow: UnitOfWork, attachment_id: AttachmentId, pause: timedelta) -> None:
    """Have a file that could not be removed looked at again after the pause."""
    await uow.execute(
        "UPDATE attachment_deadlines SET due_at = $3 WHERE agency_id = $1 AND attachment_id = $2",
        uow.agency_id,
        attachment_id,
        uow.now + pause,
    )


async def remove_unsent(uow: UnitOfWork, attachment_id: AttachmentId) -> bool:
    """Forget a file, unless it is of a message by now. Whether its bytes are nobody's.

    They are, too, where all that is known of it is that it was reserved.
    """
    await uow.execute(
        "DELETE FROM attachments WHERE agency_id = $1 AND attachment_id = $2"
        " AND inquiry_id IS NULL",
        uow.agency_id,
        attachment_id,
    )
    is_sent: bool = await uow.fetchval(
        "SELECT EXISTS (SELECT FROM attachments WHERE agency_id = $1 AND attachment_id = $2)",
        uow.agency_id,
        attachment_id,
    )
    await forget_deadlines(uow, [attachment_id])
    return not is_sent


async def forget_deadlines(uow: UnitOfWork, ids: list[AttachmentId]) -> None:
    """These are of a message, or gone."""
    await uow.execute(
        "DELETE FROM attachment_deadlines WHERE agency_id = $1 AND attachment_id = ANY($2)",
        uow.agency_id,
        ids,
    )
