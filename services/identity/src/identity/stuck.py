"""What is stuck of identity's own: addresses of which country or region is not clear."""

from collections.abc import Sequence

from chassis.http.stuck import StuckTask
from chassis.uow import UnitOfWork
from identity.addresses import repository as addresses
from identity.addresses.model import UnclearAddress, codes_of

_MOST = 1_000
"""Looked at to say how many there are."""


async def others(uow: UnitOfWork, limit: int) -> tuple[Sequence[StuckTask], int]:
    """Addresses that decide about taxes and name no place that there is, the oldest first.

    What somebody has corrected meanwhile is not among them.
    """
    tasks = [
        StuckTask(
            reference=f"{address.owner} {address.owner_id}",
            what="AddressUnclear",
            cause=f"{unclear}:",
            since=since,
            about={address.owner: address.owner_id},
        )
        for address, since in await addresses.unclear(uow, _MOST)
        if isinstance(unclear := codes_of(address.country, address.region), UnclearAddress)
    ]
    return tasks[:limit], len(tasks)
