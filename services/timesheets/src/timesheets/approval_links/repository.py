"""All SQL of links."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from chassis.uow import UnitOfWork
from contracts.ids import EntryId, PersonId, WorkOrderId
from timesheets.approval_links.model import ApprovalLink, LinkDecision

if TYPE_CHECKING:
    from asyncpg import Record

_COLUMNS = "link_id, person_id, work_order_id, entries, issued_at, expires_at, used_at, used_to"


async def add(uow: UnitOfWork, links: Sequence[tuple[ApprovalLink, bytes]]) -> None:
    """Keep links, each with the hash of its token."""
    await uow.executemany(
        "INSERT INTO approval_links (agency_id, link_id, token_hash, person_id, work_order_id,"
        " entries, issued_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        [
            (
                uow.agency_id,
                link.link_id,
                token_hash,
                link.person_id,
                link.work_order_id,
                {str(entry_id): version for entry_id, version in link.entries.items()},
                link.issued_at,
                link.expires_at,
            )
            for link, token_hash in links
        ],
    )


async def find(uow: UnitOfWork, token_hash: bytes, *, lock: bool = False) -> ApprovalLink | None:
    """The link of a token; locked until the unit of work ends if asked. None: there is none."""
    row = await uow.fetchrow(
        f"SELECT {_COLUMNS} FROM approval_links WHERE agency_id = $1 AND token_hash = $2"
        f" {'FOR UPDATE' if lock else ''}",
        uow.agency_id,
        token_hash,
    )
    return _link(row) if row else None


async def use(uow: UnitOfWork, link: ApprovalLink, decided: LinkDecision) -> None:
    """It is used up."""
    await uow.execute(
        "UPDATE approval_links SET used_at = $3, used_to = $4"
        " WHERE agency_id = $1 AND link_id = $2",
        uow.agency_id,
        link.link_id,
        uow.now,
        decided,
    )


async def tidy(uow: UnitOfWork, before: datetime, limit: int) -> str:
    """Forget links of all agencies that expired before then. Returns the statement's tag."""
    return await uow.execute(
        "DELETE FROM approval_links WHERE (agency_id, link_id) IN"
        " (SELECT agency_id, link_id FROM approval_links WHERE expires_at < $1 LIMIT $2)",
        before,
        limit,
    )


def _link(row: "Record") -> ApprovalLink:
    return ApprovalLink(
        link_id=row["link_id"],
        person_id=PersonId(row["person_id"]),
        work_order_id=WorkOrderId(row["work_order_id"]),
        entries={EntryId(UUID(each)): version for each, version in row["entries"].items()},
        issued_at=row["issued_at"],
        expires_at=row["expires_at"],
        used_at=row["used_at"],
        used_to=LinkDecision(row["used_to"]) if row["used_to"] else None,
    )
