"""What is stuck of payments' own: an agency's daily run that is not done."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from chassis import metrics
from chassis.http.stuck import StuckTask
from chassis.runtime import Runtime
from chassis.service import Background
from chassis.uow import UnitOfWork
from payments.directory import repository as directory

LATE_AFTER = timedelta(hours=1)
"""After the start of the agency's day. It is tried every few minutes."""
_OBSERVE_EVERY_SECONDS = 60.0

_DAILY_RUN = "DailyRunNotDone"


async def others(uow: UnitOfWork, _limit: int) -> tuple[Sequence[StuckTask], int]:
    """The agency's daily run, while it is late: nothing is invoiced or reminded by itself."""
    late = await directory.late_runs(uow, uow.now - LATE_AFTER)
    tasks = [
        StuckTask(
            reference="daily run",
            what=_DAILY_RUN,
            cause="OverdueError:",
            since=one.since,
            about={},
        )
        for one in late
        if one.agency_id == uow.agency_id
    ]
    return tasks, len(tasks)


async def observe(runtime: Runtime, now: datetime | None = None) -> None:
    """Tell operators whose daily run is late."""
    before = (now or datetime.now(UTC)) - LATE_AFTER
    async with runtime.unit_of_work(None) as uow:
        late = await directory.late_runs(uow, before)
    metrics.STUCK.clear()
    for one in late:
        metrics.STUCK.labels(_DAILY_RUN, str(one.agency_id)).set(1)


async def run(runtime: Runtime) -> None:
    """Go on until cancelled. Raises a transient error when the database is away."""
    while True:
        await observe(runtime)
        await asyncio.sleep(_OBSERVE_EVERY_SECONDS)


OBSERVER = Background(name="stuck", run=run)
