"""Giving codes to addresses from before countries and regions were checked, agency by agency."""

import structlog

from chassis.database import TRANSIENT_ERRORS
from chassis.runtime import Runtime
from contracts.ids import AgencyId
from identity.addresses import actions as addresses
from identity.agencies import repository as agencies

_LOG = structlog.get_logger(__name__)


async def assign(runtime: Runtime) -> None:
    """Read what nobody has read yet. A failure at one agency is logged and keeps no other."""
    async with runtime.unit_of_work(None) as uow:
        agency_ids = await agencies.ids(uow)
    for agency_id in agency_ids:
        try:
            await _assign_of(runtime, agency_id)
        except TRANSIENT_ERRORS:
            raise
        except Exception:
            _LOG.exception("addresses_not_read", agency_id=str(agency_id))


async def _assign_of(runtime: Runtime, agency_id: AgencyId) -> None:
    """Each round takes addresses off what is unread, so there is an end."""
    unread = True
    while unread:
        async with runtime.unit_of_work(agency_id) as uow:
            unread = await addresses.read_some(uow)
    async with runtime.unit_of_work(agency_id) as uow:
        await addresses.forget_corrected(uow)
