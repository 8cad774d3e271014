"""What happens once a day at every agency: invoices of periods that ended, and reminders."""

from datetime import UTC, datetime, timedelta

import structlog

from chassis.runtime import Runtime
from chassis.service import Schedule
from payments.directory import repository as directory
from payments.invoices import actions as invoices
from payments.invoices.reminders import actions as reminders
from payments.ledger import repository as ledger

_LOG = structlog.get_logger(__name__)


async def run(runtime: Runtime, now: datetime | None = None) -> None:
    """Run for each agency on whose own date it has not run yet; each in its own transaction.

    A failure at one agency is logged and does not keep the others waiting; it is tried again the
    next time, because the mark is part of the transaction.
    """
    now = now or datetime.now(UTC)
    async with runtime.unit_of_work(None) as uow:
        agencies = await directory.all_agencies(uow)
    for agency in agencies:
        today = agency.today(now)
        try:
            async with runtime.unit_of_work(agency.agency_id) as uow:
                if await directory.take_daily_run(uow, today):
                    await invoices.run_for_agency(uow, today - timedelta(days=1))
                    await reminders.remind(uow, today)
        except Exception:
            _LOG.exception("daily_run_failed", agency_id=str(agency.agency_id))


async def check_ledger(runtime: Runtime, argv: list[str]) -> int:
    """`python -m payments check-ledger`: kept balances against postings; 1 when one is off."""
    del argv
    async with runtime.unit_of_work(None) as uow:
        agencies = await directory.all_agencies(uow)
    off = 0
    for agency in agencies:
        async with runtime.unit_of_work(agency.agency_id) as uow:
            drift = await ledger.drift(uow)
        off += len(drift)
        _LOG.info("ledger_checked", agency_id=str(agency.agency_id), off=drift)
    return 1 if off else 0


SCHEDULE = Schedule(name="payments.daily", every=timedelta(minutes=5), run=run)
