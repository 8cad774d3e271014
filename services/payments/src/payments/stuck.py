"""What is stuck of payments' own: an agency's daily run, and companies that it cannot invoice."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from chassis import metrics
from chassis.http.stuck import StuckTask
from chassis.runtime import Runtime
from chassis.service import Background
from chassis.uow import UnitOfWork
from payments.directory import repository as directory
from payments.invoices import repository as invoices

LATE_AFTER = timedelta(hours=1)
"""After the start of the agency's day. It is tried every few minutes."""
_OBSERVE_EVERY_SECONDS = 60.0

_DAILY_RUN, _COMPANY = "DailyRunNotDone", "CompanyNotInvoiced"


async def others(uow: UnitOfWork, limit: int) -> tuple[Sequence[StuckTask], int]:
    """The agency's daily run, while it is late: nothing is invoiced or reminded by itself.

    And companies of which the last run, or the last approval, could issue no invoice.
    """
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
    failures, failure_count = await invoices.failures(uow, limit)
    tasks += [
        StuckTask(
            reference=f"company {one.company_id}",
            what=_COMPANY,
            cause=one.because,
            since=one.since,
            about={"company": one.company_id},
        )
        for one in failures
    ]
    return tasks, len(tasks) - len(failures) + failure_count


async def observe(runtime: Runtime, now: datetime | None = None) -> None:
    """Tell operators whose daily run is late, and of how many companies there is no invoice."""
    before = (now or datetime.now(UTC)) - LATE_AFTER
    async with runtime.unit_of_work(None) as uow:
        late = await directory.late_runs(uow, before)
        failing = await invoices.failures_by_agency(uow)
    metrics.STUCK.clear()
    for agency_id, count in failing.items():
        metrics.STUCK.labels(_COMPANY, str(agency_id)).set(count)
    for one in late:
        metrics.STUCK.labels(_DAILY_RUN, str(one.agency_id)).set(1)


async def run(runtime: Runtime) -> None:
    """Go on until cancelled. Raises a transient error when the database is away."""
    while True:
        await observe(runtime)
        await asyncio.sleep(_OBSERVE_EVERY_SECONDS)


OBSERVER = Background(name="stuck", run=run)
