"""What is stuck of notifications' own: e-mails that a fault of ours stops, digests not made."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from chassis import metrics
from chassis.http.stuck import StuckTask
from chassis.runtime import Runtime
from chassis.service import Background
from chassis.uow import UnitOfWork
from notifications.digest import repository as digests
from notifications.sending import repository as queue

STUCK_AFTER = timedelta(minutes=10)
"""What goes away by itself is nobody's business."""
_OBSERVE_EVERY_SECONDS = 15.0

_EMAIL, _DIGEST = "EmailNotSent", "DigestNotMade"


async def others(uow: UnitOfWork, limit: int) -> tuple[Sequence[StuckTask], int]:
    """At most so many of each kind, and how many there are."""
    before = uow.now - STUCK_AFTER
    emails, email_count = await queue.stuck(uow, before, limit)
    overdue, digest_count = await digests.overdue(uow, before, limit)
    tasks = [
        StuckTask(
            reference=f"email {one.email_id}",
            what=_EMAIL,
            cause=one.because,
            since=one.since,
            about={"person": one.recipient_id},
        )
        for one in emails
    ]
    tasks += [
        StuckTask(
            reference=f"digest {one.person_id}",
            what=_DIGEST,
            cause="OverdueError:",
            since=one.due_at,
            about={"person": one.person_id},
        )
        for one in overdue
    ]
    return tasks, email_count + digest_count


async def observe(runtime: Runtime) -> None:
    """Tell operators of what is stuck, by agency."""
    before = datetime.now(UTC) - STUCK_AFTER
    async with runtime.unit_of_work(None) as uow:
        emails = await queue.stuck_by_agency(uow, before)
        overdue = await digests.overdue_by_agency(uow, before)
    metrics.STUCK.clear()
    for what, found in ((_EMAIL, emails), (_DIGEST, overdue)):
        for agency_id, count in found.items():
            metrics.STUCK.labels(what, str(agency_id)).set(count)


async def run(runtime: Runtime) -> None:
    """Go on until cancelled. Raises a transient error when the database is away."""
    while True:
        await observe(runtime)
        await asyncio.sleep(_OBSERVE_EVERY_SECONDS)


OBSERVER = Background(name="stuck", run=run)
