"""Every minute: make the digests that are due, each in a transaction of its own."""

from datetime import UTC, datetime, timedelta

import structlog

from chassis.database import TRANSIENT_ERRORS
from chassis.runtime import Runtime
from chassis.service import Schedule
from notifications.digest import actions, repository
from notifications.digest.repository import DueDigest

BATCH = 200

_LOG = structlog.get_logger(__name__)


async def run(runtime: Runtime, now: datetime | None = None) -> None:
    """Make every digest that is due, however long ago.

    A failure with one person is logged and does not keep the others waiting; that digest is due as
    before. Raises a transient error: then the database is away for all of them.
    """
    now = now or datetime.now(UTC)
    last: DueDigest | None = None
    while True:
        async with runtime.unit_of_work(None) as uow:
            found = await repository.due(uow, now, after=last, limit=BATCH)
        for due in found:
            await _make(runtime, due, now)
        if len(found) < BATCH:
            return
        last = found[-1]


async def _make(runtime: Runtime, due: DueDigest, now: datetime) -> None:
    try:
        async with runtime.unit_of_work(due.agency_id) as uow:
            await actions.make(uow, due.person_id, now)
    except TRANSIENT_ERRORS:
        raise
    except Exception:
        _LOG.exception("digest_failed", agency_id=str(due.agency_id), person_id=str(due.person_id))


SCHEDULE = Schedule(name="notifications.digest", every=timedelta(minutes=1), run=run)
