"""Deleting what has served its time, agency by agency."""

from datetime import timedelta

import structlog

from chassis.database import TRANSIENT_ERRORS
from chassis.runtime import Runtime
from contracts.ids import AgencyId
from identity.agencies import repository as agencies
from identity.known_browsers import repository as known_browsers
from identity.links import repository as links
from identity.passkeys import repository as passkeys
from identity.people import repository as people
from identity.provider_flows import repository as provider_flows
from identity.sessions import repository as sessions
from identity.sign_in import repository as sign_in
from identity.temporary_passwords import repository as temporary_passwords
from identity.throttling import repository as throttling

# An old link still says that it was used, or has expired, and can be renewed.
LINKS_KEPT = timedelta(days=90)
# Where somebody signed in from is remembered for as long: see throttling/model.py.
SESSIONS_KEPT = timedelta(days=90)
FAILURES_KEPT = timedelta(days=1)
# Passes live a minute.
ENDED_KEPT = timedelta(minutes=10)

_LOG = structlog.get_logger(__name__)


async def tidy(runtime: Runtime) -> None:
    """Delete old links, sessions and counters of failures.

    A failure at one agency is logged, and keeps no other from being tidied.
    """
    async with runtime.unit_of_work(None) as uow:
        agency_ids = await agencies.ids(uow)
        await sessions.tidy_ended(uow, uow.now - ENDED_KEPT)
        await people.tidy_changed_access(uow, uow.now - ENDED_KEPT)
    for agency_id in agency_ids:
        try:
            await _tidy_one(runtime, agency_id)
        except TRANSIENT_ERRORS:
            raise
        except Exception:
            _LOG.exception("agency_not_tidied", agency_id=str(agency_id))


async def _tidy_one(runtime: Runtime, agency_id: AgencyId) -> None:
    async with runtime.unit_of_work(agency_id) as uow:
        await links.tidy(uow, uow.now - LINKS_KEPT)
        await sessions.tidy(uow, uow.now - SESSIONS_KEPT)
        await sign_in.tidy(uow)
        await known_browsers.tidy(uow)
        await provider_flows.tidy(uow)
        await passkeys.tidy_challenges(uow)
        await temporary_passwords.tidy(uow)
        await throttling.tidy(uow, uow.now - FAILURES_KEPT)
