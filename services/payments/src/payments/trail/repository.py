"""SQL that keeps what the trail knows of work, and compares it with what was priced.

Repeated or out of order, events leave the same rows.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from chassis.uow import UnitOfWork
from contracts.events.payments import ReversedWork
from contracts.ids import EntryId, InvoiceId, PersonId, WorkOrderId
from contracts.quantities import hours_of
from payments.trail.work import CurrentEntry, DayStep, TrailEvent, day_steps, entries_now

_BEFORE_ANY_EVENT = UUID(int=0)

EVENTS_AT_ONCE = 10
"""Of at most 200 entries each, so that the event loop is never held for long."""


async def keep(uow: UnitOfWork, events: Sequence[TrailEvent]) -> None:
    """Keep what these events say."""
    for start in range(0, len(events), EVENTS_AT_ONCE):
        some = events[start : start + EVENTS_AT_ONCE]
        await _keep_entries(uow, entries_now(some))
        await _add_steps(uow, day_steps(some))


async def send_back(uow: UnitOfWork, reversed_work: Sequence[ReversedWork]) -> None:
    """Let the work of a reversed transaction wait for its contractor from this moment on.

    Timesheets says the same a moment later, of the version above the one that was priced. No event
    has the id that stands here until then, and every event has a higher one.
    """
    await uow.execute(
        """
        UPDATE trail_entries AS e SET standing = 'returned', standing_version = s.version + 1,
            standing_event = $4, standing_at = $5, final_at = NULL
        FROM unnest($2::uuid[], $3::int[]) AS s (entry_id, version)
        WHERE e.agency_id = $1 AND e.entry_id = s.entry_id AND e.standing_version = s.version
        """,
        uow.agency_id,
        [one.entry_id for one in reversed_work],
        [one.version for one in reversed_work],
        _BEFORE_ANY_EVENT,
        uow.now,
    )


async def work_orders_on(
    uow: UnitOfWork, invoice_ids: Collection[InvoiceId]
) -> list[tuple[PersonId, WorkOrderId]]:
    """Whose work on which work orders these invoices cover."""
    rows = await uow.fetch(
        """
        SELECT DISTINCT contractor_id, work_order_id FROM work_lines
        WHERE agency_id = $1 AND invoice_id = ANY($2)
        """,
        uow.agency_id,
        list(invoice_ids),
    )
    return [(PersonId(row["contractor_id"]), WorkOrderId(row["work_order_id"])) for row in rows]


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


async def _keep_entries(uow: UnitOfWork, entries: Sequence[CurrentEntry]) -> None:
    await uow.execute(
        """
        INSERT INTO trail_entries AS e (agency_id, entry_id, work_order_id, contractor_id, version,
            work_on, article, quantity, minutes, standing, standing_version, standing_event,
            standing_at, final_at)
        SELECT $1, * FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::int[], $6::date[],
            $7::text[], $8::numeric[], $9::int[], $10::text[], $11::int[], $12::uuid[],
            $13::timestamptz[], $14::timestamptz[])
        ON CONFLICT (agency_id, entry_id) DO UPDATE SET
            (version, work_on, article, quantity, minutes) = (
                SELECT excluded.version, excluded.work_on, excluded.article, excluded.quantity,
                       excluded.minutes
                WHERE excluded.version > e.version
                UNION ALL
                SELECT e.version, e.work_on, e.article, e.quantity, e.minutes
                WHERE excluded.version <= e.version),
            (standing, standing_version, standing_event, standing_at, final_at) = (
                SELECT s.standing, s.version, s.event, s.at, s.final_at
                FROM (VALUES
                    (e.standing, e.standing_version, e.standing_event, e.standing_at, e.final_at),
                    (excluded.standing, excluded.standing_version, excluded.standing_event,
                     excluded.standing_at, excluded.final_at)
                ) AS s (standing, version, event, at, final_at)
                ORDER BY s.version DESC NULLS LAST, s.standing = 'approved' DESC, s.event DESC
                LIMIT 1)
        """,
        uow.agency_id,
        [entry.entry_id for entry in entries],
        [entry.work_order_id for entry in entries],
        [entry.contractor_id for entry in entries],
        [entry.version for entry in entries],
        [entry.work_on for entry in entries],
        [entry.article for entry in entries],
        [entry.quantity for entry in entries],
        [entry.minutes for entry in entries],
        [entry.stand and entry.stand.standing for entry in entries],
        [entry.stand and entry.stand.version for entry in entries],
        [entry.stand and entry.stand.event_id for entry in entries],
        [entry.stand and entry.stand.at for entry in entries],
        [entry.stand and entry.stand.final_at for entry in entries],
    )


async def _add_steps(uow: UnitOfWork, steps: Sequence[DayStep]) -> None:
    await uow.execute(
        """
        INSERT INTO trail_steps (agency_id, event_id, work_on, work_order_id, what, happened_at,
            by_agency, hours, minutes, expenses, reason)
        SELECT $1, * FROM unnest($2::uuid[], $3::date[], $4::uuid[], $5::text[],
            $6::timestamptz[], $7::bool[], $8::numeric[], $9::numeric[], $10::numeric[],
            $11::text[])
        ON CONFLICT DO NOTHING
        """,
        uow.agency_id,
        [step.heard.event_id for step in steps],
        [step.work_on for step in steps],
        [step.heard.work_order_id for step in steps],
        [step.heard.what for step in steps],
        [step.heard.at for step in steps],
        [step.heard.by_agency for step in steps],
        [hours_of(step.minutes) for step in steps],
        [step.minutes for step in steps],
        [step.expenses for step in steps],
        [step.heard.reason for step in steps],
    )
