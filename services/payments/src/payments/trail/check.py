"""`python -m payments check-trail`: what the trail knows of approvals against what was priced."""

import structlog

from chassis.runtime import Runtime
from chassis.uow import UnitOfWork
from contracts.ids import EntryId
from payments.directory import repository as directory

_LOG = structlog.get_logger(__name__)


async def drift(uow: UnitOfWork) -> list[EntryId]:
    """Entries that the trail knows and of which it does not say what was priced.

    Approved and priced are written in one transaction from one event, so that there is none: an
    entry that stands approved is priced at that version with that quantity, and an entry that is
    priced stands approved, unless a later version is on its way. What was reversed is not priced.
    """
    rows = await uow.fetch(
        """
        SELECT e.entry_id FROM trail_entries AS e
        LEFT JOIN LATERAL (
            SELECT l.version, l.quantity FROM work_lines AS l
            WHERE l.agency_id = e.agency_id AND l.entry_id = e.entry_id AND NOT l.corrects
              AND NOT l.voided
            ORDER BY l.version DESC LIMIT 1) AS priced ON true
        WHERE e.agency_id = $1 AND e.standing IS NOT NULL AND CASE e.standing
            WHEN 'approved' THEN priced.version IS DISTINCT FROM e.standing_version
                OR (e.version = e.standing_version AND priced.quantity <> e.quantity)
            ELSE coalesce(priced.version, 0) >= e.standing_version END
        ORDER BY e.entry_id
        """,
        uow.agency_id,
    )
    return [EntryId(row["entry_id"]) for row in rows]


async def check_trail(runtime: Runtime, argv: list[str]) -> int:
    """`python -m payments check-trail`: 1 when an entry is off."""
    del argv
    async with runtime.unit_of_work(None) as uow:
        agencies = await directory.all_agencies(uow)
    off = 0
    for agency in agencies:
        async with runtime.unit_of_work(agency.agency_id) as uow:
            found = await drift(uow)
        off += len(found)
        _LOG.info(
            "trail_checked", agency_id=str(agency.agency_id), off=[str(one) for one in found[:20]]
        )
    return 1 if off else 0
