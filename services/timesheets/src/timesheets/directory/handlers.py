"""Events of identity, kept as a read model. Each carries the whole state of what changed.

A late one never undoes a newer one.
"""

from collections.abc import Sequence
from typing import Any

from chassis.consumer import Handlers, Received
from chassis.uow import UnitOfWork
from contracts.events.identity import PEOPLE, AgencyChanged, CompanyChanged
from timesheets.directory import repository

handlers = Handlers()


@handlers.on(AgencyChanged)
async def keep_agency(uow: UnitOfWork, events: Sequence[Received[AgencyChanged]]) -> None:
    """Keep what the agency decided last."""
    await repository.save_agency(uow, [(event.body.agency, event.told) for event in events])


@handlers.on(CompanyChanged)
async def keep_companies(uow: UnitOfWork, events: Sequence[Received[CompanyChanged]]) -> None:
    """Keep the companies' newest names."""
    await repository.save_companies(uow, [(event.body.company, event.told) for event in events])


async def keep_people(uow: UnitOfWork, events: Sequence[Received[Any]]) -> None:
    """Keep people's newest names, portals and permissions, whatever it was that happened."""
    await repository.save_people(uow, [(event.body.person, event.told) for event in events])


for event_type in PEOPLE:
    handlers.on(event_type)(keep_people)
