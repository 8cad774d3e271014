"""Events in: an agency that moves to another time zone has its digests at the same local hour."""

from collections.abc import Sequence

from chassis.consumer import Handlers, Received
from chassis.uow import UnitOfWork
from contracts.events.identity import AgencyChanged
from notifications.digest import actions, repository
from notifications.directory import repository as directory

handlers = Handlers()


@handlers.on(AgencyChanged)
async def move_digests(uow: UnitOfWork, events: Sequence[Received[AgencyChanged]]) -> None:
    """Digests that are not due yet are due by the time zone that the agency has now."""
    del events  # the directory has kept the latest
    waiting = await repository.waiting(uow)
    if waiting:
        await actions.move(uow, await directory.agency_of(uow), waiting)
