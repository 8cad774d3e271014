"""Offers whose time is over are closed, one unit of work each, and who waits for them is told."""

from datetime import timedelta

import structlog

from chassis.database import TRANSIENT_ERRORS
from chassis.runtime import Runtime
from contracts.ids import AgencyId, OfferId
from documents.signing import actions, repository

EXPIRE_EVERY = timedelta(seconds=15)
_AT_ONCE = 200
_AGAIN_AFTER = timedelta(hours=1)

_LOG = structlog.get_logger(__name__)


async def expire_overdue(runtime: Runtime) -> None:
    """Close what is overdue. A signature after the time is refused whether or not this has run.

    A failure with one offer is logged and keeps no other waiting; that one is tried again later.
    """
    async with runtime.unit_of_work(None) as uow:
        found = await repository.overdue(uow, _AT_ONCE)
    for agency_id, offer_id in found:
        try:
            async with runtime.unit_of_work(AgencyId(agency_id)) as uow:
                await actions.expire(uow, OfferId(offer_id))
        except TRANSIENT_ERRORS:
            raise
        except Exception:
            _LOG.exception("offer_not_expired", offer_id=str(offer_id))
            async with runtime.unit_of_work(AgencyId(agency_id)) as uow:
                await repository.postpone_deadline(uow, OfferId(offer_id), _AGAIN_AFTER)
