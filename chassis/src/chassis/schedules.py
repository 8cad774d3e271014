"""Work that is due again and again, done by one process of the service."""

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import asyncpg
import structlog

from chassis import metrics
from chassis.consumer import parking
from chassis.database import TRANSIENT_ERRORS
from chassis.runtime import Runtime
from chassis.service import Schedule

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

    Connection = PoolConnectionProxy[asyncpg.Record]

_LOG = structlog.get_logger(__name__)


async def keep(runtime: Runtime, schedule: Schedule) -> None:
    """Run a schedule for ever. A failure is logged and the next time comes all the same."""
    every = schedule.every.total_seconds()
    while True:
        try:
            await _run_if_first(runtime, schedule)
        except TRANSIENT_ERRORS as error:
            _LOG.warning("schedule_interrupted", schedule=schedule.name, error=repr(error))
        except Exception:
            _LOG.exception("schedule_failed", schedule=schedule.name)
        await asyncio.sleep(every)


async def _run_if_first(runtime: Runtime, schedule: Schedule) -> None:
    """Run it unless another process of the service is at it."""
    async with runtime.database.pool.acquire(timeout=10) as connection:
        lock = f"portico.schedule.{schedule.name}"
        if not await connection.fetchval(
            "SELECT pg_try_advisory_lock(hashtextextended($1, 0))", lock
        ):
            return
        try:
            await schedule.run(runtime)
        finally:
            await _unlock(connection, lock)


async def _unlock(connection: "Connection", lock: str) -> None:
    """Give the lock back. It is the connection's: when that fails, the connection goes with it."""
    try:
        await connection.execute("SELECT pg_advisory_unlock(hashtextextended($1, 0))", lock)
    except BaseException:
        connection.terminate()
        raise


async def _observe(runtime: Runtime) -> None:
    """Set the gauges of outbox and dead letters."""
    async with runtime.database.across_agencies() as connection:
        row = await connection.fetchrow(
            "SELECT count(*) AS waiting, extract(epoch FROM now() - min(recorded_at)) AS oldest"
            " FROM chassis.outbox WHERE published_at IS NULL"
        )
        if row:
            metrics.OUTBOX_UNPUBLISHED.set(row["waiting"])
            metrics.OUTBOX_OLDEST.set(float(row["oldest"] or 0))
        dead, waiting = await parking.counts(connection)
        metrics.DEAD_LETTERS.clear()
        for (event, agency), count in dead.items():
            metrics.DEAD_LETTERS.labels(event, agency).set(count)
        metrics.WAITING_LETTERS.set(waiting)


async def observe(runtime: Runtime) -> None:
    """Keep the gauges of this process fresh. Every process does, so it takes no lock."""
    while True:
        try:
            await _observe(runtime)
        except (asyncpg.PostgresError, *TRANSIENT_ERRORS) as error:
            _LOG.warning("gauges_not_set", error=repr(error))
        await asyncio.sleep(2)


async def _tidy(runtime: Runtime) -> None:
    settings = runtime.settings
    async with runtime.database.across_agencies() as connection:
        await connection.execute("SELECT chassis.maintain_outbox($1)", settings.outbox_keep_days)
        await connection.execute(
            "DELETE FROM chassis.idempotency_keys WHERE created_at < now() - $1::interval",
            timedelta(days=settings.inbox_keep_days),
        )
    # In pieces: one long DELETE would hold up the consumers' inserts.
    for _ in range(1_000):
        async with runtime.database.across_agencies() as connection:
            tag = await connection.execute(
                "DELETE FROM chassis.inbox WHERE event_id IN (SELECT event_id FROM chassis.inbox"
                " WHERE handled_at < now() - $1::interval LIMIT 5000)",
                timedelta(days=settings.inbox_keep_days),
            )
        if tag == "DELETE 0":
            break


TIDY = Schedule(name="chassis.tidy", every=timedelta(hours=1), run=_tidy)
"""Makes and drops the outbox's partitions and forgets what no replay can bring again."""
