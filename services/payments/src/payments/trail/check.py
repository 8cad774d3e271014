"""`python -m payments check-trail`: what the trail knows of approvals against what was priced."""

import structlog

from chassis.runtime import Runtime
from payments.directory import repository as directory
from payments.trail import repository

_LOG = structlog.get_logger(__name__)


async def check_trail(runtime: Runtime, argv: list[str]) -> int:
    """`python -m payments check-trail`: 1 when an entry is off."""
    del argv
    async with runtime.unit_of_work(None) as uow:
        agencies = await directory.all_agencies(uow)
    off = 0
    for agency in agencies:
        async with runtime.unit_of_work(agency.agency_id) as uow:
            found = await repository.drift(uow)
        off += len(found)
        _LOG.info(
            "trail_checked", agency_id=str(agency.agency_id), off=[str(one) for one in found[:20]]
        )
    return 1 if off else 0
