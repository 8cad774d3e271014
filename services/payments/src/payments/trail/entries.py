"""SQL of entries on their way to approval. Repeated or out of order, the rows come out the same."""

from collections.abc import Sequence
from uuid import UUID

from chassis.uow import UnitOfWork
from contracts.events.payments import ReversedWork
from contracts.quantities import hours_of
from payments.trail.work import DayStep, EntryNow, Heard, day_steps, entries_now

_BEFORE_ANY_EVENT = UUID(int=0)

EVENTS_AT_ONCE = 10
"""Of at most 200 entries each, so that the event loop is never held for long."""


async def keep(uow: UnitOfWork, events: Sequence[Heard]) -> None:
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
            standing_event = $4, standing_at = $5
        FROM unnest($2::uuid[], $3::int[]) AS s (entry_id, version)
        WHERE e.agency_id = $1 AND e.entry_id = s.entry_id AND e.standing_version = s.version
        """,
        uow.agency_id,
        [one.entry_id for one in reversed_work],
        [one.version for one in reversed_work],
        _BEFORE_ANY_EVENT,
        uow.now,
    )


async def _keep_entries(uow: UnitOfWork, entries: Sequence[EntryNow]) -> None:
    await uow.execute(
        """
        INSERT INTO trail_entries AS e (agency_id, entry_id, work_order_id, contractor_id, version,
            work_on, article, quantity, minutes, standing, standing_version, standing_event,
            standing_at)
        SELECT $1, * FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::int[], $6::date[],
            $7::text[], $8::numeric[], $9::int[], $10::text[], $11::int[], $12::uuid[],
            $13::timestamptz[])
        ON CONFLICT (agency_id, entry_id) DO UPDATE SET
            (version, work_on, article, quantity, minutes) = (
                SELECT excluded.version, excluded.work_on, excluded.article, excluded.quantity,
                       excluded.minutes
                WHERE excluded.version > e.version
                UNION ALL
                SELECT e.version, e.work_on, e.article, e.quantity, e.minutes
                WHERE excluded.version <= e.version),
            (standing, standing_version, standing_event, standing_at) = (
                SELECT s.standing, s.version, s.event, s.at
                FROM (VALUES
                    (e.standing, e.standing_version, e.standing_event, e.standing_at),
                    (excluded.standing, excluded.standing_version, excluded.standing_event,
                     excluded.standing_at)
                ) AS s (standing, version, event, at)
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
