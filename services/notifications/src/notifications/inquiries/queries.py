"""Reads of inquiries for pages: lists within reach, one with its messages, what was answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from chassis.conditions import Conditions
from chassis.errors import NotFoundError
from chassis.uow import UnitOfWork
from contracts.access import Portal
from contracts.ids import CompanyId, InquiryId, PersonId
from contracts.reach import Reach
from notifications.inquiries.model import Inquiry, InquiryKind, InquiryState, Message
from notifications.inquiries.repository import COLUMNS, inquiry_of


class InquirySort(StrEnum):
    """By when somebody wrote last, the latest first or last."""

    LATEST_FIRST = "-activity"
    LATEST_LAST = "activity"


@dataclass(frozen=True, slots=True, kw_only=True)
class InquiryFilter:
    """What a list is narrowed to; None or empty: not by this. `unread_by`: a contact."""

    states: Sequence[InquiryState] = ()
    kinds: Sequence[InquiryKind] = ()
    unread_by: PersonId | None = None
    assigned_to: PersonId | None = None
    company_id: CompanyId | None = None
    search: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedInquiry:
    """An inquiry in a list. `unread`: staff wrote what the asker, who takes part, has not seen."""

    inquiry: Inquiry
    unread: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadAnswers:
    """Inquiries with answers that somebody has not seen."""

    count: int
    oldest_at: datetime | None


_UNREAD = (
    "EXISTS (SELECT FROM inquiry_readers r WHERE r.agency_id = inquiries.agency_id"
    " AND r.inquiry_id = inquiries.inquiry_id AND r.person_id = {} AND r.unread_since IS NOT NULL)"
)


async def listed(
    uow: UnitOfWork,
    within: Reach,
    narrowed: InquiryFilter,
    *,
    sort: InquirySort,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[ListedInquiry]:
    """Inquiries within reach."""
    where = _within(Conditions().add("agency_id = {}", uow.agency_id), within)
    if narrowed.states:
        where.add("state = ANY({}::text[])", list(narrowed.states))
    if narrowed.kinds:
        where.add("kind = ANY({}::text[])", list(narrowed.kinds))
    where.given(_UNREAD, narrowed.unread_by)
    where.given("assigned_to = {}", narrowed.assigned_to)
    where.given("company_id = {}", narrowed.company_id)
    if narrowed.search:
        where.add("subject ILIKE {}", f"%{_escaped(narrowed.search)}%")
    descending = sort is InquirySort.LATEST_FIRST
    way, than = ("DESC", "<") if descending else ("ASC", ">")
    where.after(f"(last_message_at, inquiry_id) {than} ({{}}, {{}})", after)
    unread = _UNREAD.format(where.argument(uow.actor.person))
    rows = await uow.fetch(
        f"SELECT {COLUMNS}, {unread} AS unread FROM inquiries WHERE {where.sql}"
        f" ORDER BY last_message_at {way}, inquiry_id {way} LIMIT {where.argument(limit)}",
        *where.arguments,
    )
    return [ListedInquiry(inquiry=inquiry_of(row), unread=row["unread"]) for row in rows]


async def one(uow: UnitOfWork, within: Reach, inquiry_id: InquiryId) -> ListedInquiry:
    """An inquiry within reach. Raises NotFoundError for any other."""
    row = await uow.fetchrow(
        f"SELECT {COLUMNS}, {_UNREAD.format('$3')} AS unread FROM inquiries"
        " WHERE agency_id = $1 AND inquiry_id = $2",
        uow.agency_id,
        inquiry_id,
        uow.actor.person,
    )
    if row is None or not within.shows(inquiry_of(row).parties):
        raise NotFoundError("inquiry", inquiry_id)
    return ListedInquiry(inquiry=inquiry_of(row), unread=row["unread"])


async def messages_of(uow: UnitOfWork, inquiry_id: InquiryId) -> list[Message]:
    """All messages, the first one first."""
    rows = await uow.fetch(
        "SELECT number, written_by, portal, written_at, text, attachment_ids"
        " FROM inquiry_messages WHERE agency_id = $1 AND inquiry_id = $2 ORDER BY number",
        uow.agency_id,
        inquiry_id,
    )
    return [
        Message(
            number=row["number"],
            written_by=row["written_by"],
            portal=Portal(row["portal"]),
            written_at=row["written_at"],
            text=row["text"],
            attachment_ids=tuple(row["attachment_ids"]),
        )
        for row in rows
    ]


async def answered(uow: UnitOfWork, within: Reach, person_id: PersonId) -> UnreadAnswers:
    """What staff answered and this contact, who takes part, has not seen."""
    where = Conditions().add("agency_id = {}", uow.agency_id)
    where.given("company_id = {}", within.company_id)
    unread = where.argument(person_id)
    row = await uow.fetchrow(
        "SELECT count(*) AS count, min(r.unread_since) AS oldest FROM inquiry_readers r"
        " JOIN inquiries USING (agency_id, inquiry_id)"
        f" WHERE r.person_id = {unread} AND r.unread_since IS NOT NULL AND {where.sql}",
        *where.arguments,
    )
    if row is None:
        return UnreadAnswers(count=0, oldest_at=None)
    return UnreadAnswers(count=row["count"], oldest_at=row["oldest"])


def _within(where: Conditions, within: Reach) -> Conditions:
    """The rule of `contracts.reach` as conditions; `Reach.shows` is the same for one inquiry."""
    where.given("company_id = {}", within.company_id)
    if within.project_ids is None:
        return where
    return where.add(
        "(cardinality(project_ids) > 0 AND project_ids <@ {}::uuid[]) OR {} = ANY(contact_ids)",
        sorted(within.project_ids),
        within.contact_id,
    )


def _escaped(search: str) -> str:
    return search.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
