"""Reads of offers for pages: lists within reach, the summary of a first page, what happened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from chassis.conditions import Conditions
from chassis.uow import UnitOfWork
from contracts.ids import CompanyId, OfferId, PersonId, ProjectId
from contracts.reach import Reach
from documents.signing import repository
from documents.signing.model import Offer, State

if TYPE_CHECKING:
    import asyncpg

_KEPT = ", number, message, language, original_sha256, pages, sealed"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredOffer:
    """An offer with what is shown beside it. `level` is that of PAdES of the newest seal."""

    offer: Offer
    number: str
    message: str
    language: str
    original_sha256: str
    pages: int
    size_bytes: int
    level: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What a list is narrowed to; None or empty: not by this."""

    states: Sequence[State] = ()
    awaits_id: PersonId | None = None
    signed_by: PersonId | None = None
    company_id: CompanyId | None = None
    project_id: ProjectId | None = None
    search: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingSignatures:
    """Offers that await somebody's signature."""

    count: int
    oldest_sent_at: datetime | None
    next_expires_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the evidence."""

    line: int
    kind: str
    happened_at: datetime
    person_id: PersonId | None
    position: int | None
    details: Mapping[str, Any]


async def newest(
    uow: UnitOfWork,
    within: Reach,
    narrowed: Filter,
    *,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[StoredOffer]:
    """Offers within reach, newest first."""
    where = _within(Conditions().add("agency_id = {}", uow.agency_id), within)
    if narrowed.states:
        where.add("state = ANY({}::text[])", list(narrowed.states))
    where.given("awaits_id = {}", narrowed.awaits_id)
    where.given("company_id = {}", narrowed.company_id)
    where.given("project_id = {}", narrowed.project_id)
    where.given(
        "EXISTS (SELECT FROM offer_signers s WHERE s.agency_id = offers.agency_id"
        " AND s.offer_id = offers.offer_id AND s.person_id = {} AND s.signed_at IS NOT NULL)",
        narrowed.signed_by,
    )
    if narrowed.search:
        pattern = f"%{_escaped(narrowed.search)}%"
        where.add("title ILIKE {} OR number ILIKE {}", pattern, pattern)
    where.after("(sent_at, offer_id) < ({}, {})", after)
    rows = await uow.fetch(
        f"SELECT {repository.COLUMNS}{_KEPT} FROM offers WHERE {where.sql}"
        f" ORDER BY sent_at DESC, offer_id DESC LIMIT {where.argument(limit)}",
        *where.arguments,
    )
    return await _kept(uow, rows)


async def one(uow: UnitOfWork, offer_id: OfferId) -> StoredOffer | None:
    """An offer, whoever asks; None for one that there is not."""
    rows = await uow.fetch(
        f"SELECT {repository.COLUMNS}{_KEPT} FROM offers WHERE agency_id = $1 AND offer_id = $2",
        uow.agency_id,
        offer_id,
    )
    found = await _kept(uow, rows)
    return found[0] if found else None


async def to_sign(uow: UnitOfWork, person_id: PersonId) -> PendingSignatures:
    """What awaits this person's signature and can still be signed."""
    row = await uow.fetchrow(
        "SELECT count(*) AS count, min(sent_at) AS oldest, min(expires_at) AS next FROM offers"
        " WHERE agency_id = $1 AND awaits_id = $2 AND expires_at > $3",
        uow.agency_id,
        person_id,
        uow.now,
    )
    if row is None:
        return PendingSignatures(count=0, oldest_sent_at=None, next_expires_at=None)
    return PendingSignatures(
        count=row["count"], oldest_sent_at=row["oldest"], next_expires_at=row["next"]
    )


async def evidence(uow: UnitOfWork, offer_id: OfferId) -> list[Line]:
    """All that happened, in order."""
    rows = await uow.fetch(
        "SELECT line, kind, happened_at, person_id, position, details FROM offer_evidence"
        " WHERE agency_id = $1 AND offer_id = $2 ORDER BY line",
        uow.agency_id,
        offer_id,
    )
    return [Line(**dict(row)) for row in rows]


async def _kept(uow: UnitOfWork, rows: "Sequence[asyncpg.Record]") -> list[StoredOffer]:
    ids = [row["offer_id"] for row in rows]
    signers = await repository.signers_of(uow, ids)
    files = await uow.fetch(
        "SELECT DISTINCT ON (offer_id) offer_id, size_bytes, level FROM offer_files"
        " WHERE agency_id = $1 AND offer_id = ANY($2) ORDER BY offer_id, position DESC",
        uow.agency_id,
        ids,
    )
    file_of = {row["offer_id"]: row for row in files}
    return [
        StoredOffer(
            offer=repository.offer_of(row, signers.get(row["offer_id"], ())),
            number=row["number"],
            message=row["message"],
            language=row["language"],
            original_sha256=row["original_sha256"],
            pages=row["pages"],
            size_bytes=file_of[row["offer_id"]]["size_bytes"],
            level=file_of[row["offer_id"]]["level"],
        )
        for row in rows
    ]


def _within(where: Conditions, within: Reach) -> Conditions:
    """The rule of `contracts.reach` as conditions; `Reach.shows` is the same for one offer."""
    where.given("company_id = {}", within.company_id)
    if within.project_ids is None:
        return where
    projects = sorted(within.project_ids)
    if within.contact_id is None:
        return where.add("project_id = ANY({}::uuid[])", projects)
    return where.add(
        "project_id = ANY({}::uuid[]) OR {} = ANY(contact_ids)", projects, within.contact_id
    )


def _escaped(search: str) -> str:
    return search.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
