"""Offers whose time is over are closed, one unit of work each, and who waits for them is told."""

from datetime import timedelta

from chassis.runtime import Runtime
from contracts.ids import AgencyId, OfferId
from documents.signing import actions, repository

EXPIRE_EVERY = timedelta(seconds=15)
_AT_ONCE = 200


async def expire_overdue(runtime: Runtime) -> None:
    """Close what is overdue. A signature after the time is refused whether or not this has run."""
    async with runtime.unit_of_work(None) as uow:
        found = await repository.overdue(uow, _AT_ONCE)
    for agency_id, offer_id in found:
        async with runtime.unit_of_work(AgencyId(agency_id)) as uow:
            await actions.expire(uow, OfferId(offer_id))
