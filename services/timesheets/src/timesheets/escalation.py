"""Work that waits for too long is put to the next approver of its project, and is told to them.

An agency says after how many of its days; 0 is never. A round looks at so many entries of each
agency and no more, those that wait longest first: the rest comes in the next one. An agency's round
is one transaction, so that a process that dies leaves everything as it was.
"""

from collections import defaultdict
from datetime import UTC, datetime, timedelta

import structlog

from chassis.database import TRANSIENT_ERRORS
from chassis.runtime import Runtime
from chassis.service import Schedule
from chassis.uow import UnitOfWork
from contracts.events.timesheets import WorkEscalated
from contracts.ids import AgencyId, PersonId, ProjectId
from timesheets.approval_links import actions as links
from timesheets.approval_links import repository as link_rows
from timesheets.approval_links.model import KEPT_AFTERWARDS
from timesheets.approvers.model import Approver, next_turn
from timesheets.approvers.waiting import waiting
from timesheets.directory import repository as directory
from timesheets.turns import repository as turns_of
from timesheets.work.batches import batches
from timesheets.work.model import LoggedWork

EVERY = timedelta(minutes=10)
ENTRIES_AT_ONCE = 2_000
LINKS_AT_ONCE = 10_000

_LOG = structlog.get_logger(__name__)


async def run(runtime: Runtime) -> None:
    """One round of every agency. A failure with one is logged, and keeps no other waiting."""
    async with runtime.unit_of_work(None) as uow:
        agencies = await directory.agencies_that_escalate(uow)
        await link_rows.tidy(uow, datetime.now(UTC) - KEPT_AFTERWARDS, LINKS_AT_ONCE)
    for agency_id in agencies:
        await _round(runtime, agency_id)


async def _round(runtime: Runtime, agency_id: AgencyId) -> None:
    try:
        async with runtime.unit_of_work(agency_id) as uow:
            await escalate(uow)
    except TRANSIENT_ERRORS:
        raise
    except Exception:
        _LOG.exception("work_not_escalated", agency_id=str(agency_id))


async def escalate(uow: UnitOfWork) -> int:
    """Put what waits for too long to the next approver; returns how many entries it was."""
    rules = await directory.agency_rules(uow)
    if rules is None or rules.approval_escalation_days == 0:
        return 0
    asked_until = rules.day_of(uow.now) - timedelta(days=rules.approval_escalation_days)
    overdue = await turns_of.lock_overdue(
        uow, asked_until=asked_until, time_zone=rules.time_zone, limit=ENTRIES_AT_ONCE
    )
    found = await waiting(uow, {one.work.project_id for one in overdue})
    turns: defaultdict[tuple[ProjectId, PersonId | None], list[LoggedWork]] = defaultdict(list)
    for one in overdue:
        turns[one.work.project_id, one.put_to].append(one.work)
    for (project_id, put_to), entries in turns.items():
        approver = next_turn(found.by_project.get(project_id, ()), put_to)
        await turns_of.put_to(
            uow, [entry.entry_id for entry in entries], approver.turn_of if approver else None
        )
        if approver is not None:
            await _tell(uow, entries, approver)
    return len(overdue)


async def _tell(uow: UnitOfWork, entries: list[LoggedWork], approver: Approver) -> None:
    handed_in = {one.entry_id: one.submitted_at or uow.now for one in entries}
    for batch in batches(entries):
        told = await links.issue(uow, [approver], batch.parties["work_order_id"], batch.entries)
        uow.record(
            WorkEscalated(
                **batch.parties,
                entries=batch.entries,
                waits_since=min(handed_in[entry.entry_id] for entry in batch.entries),
                put_to=approver.person_id,
                stands_in_for=(
                    approver.turn_of if approver.person_id != approver.turn_of else None
                ),
                escalated_at=uow.now,
                links=told,
            )
        )


ESCALATION = Schedule(name="timesheets.escalation", every=EVERY, run=run)
"""Of all agencies, by one process of the service."""
