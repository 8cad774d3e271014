"""Events of identity and timesheets, kept as payments needs them."""

from collections.abc import Sequence
from typing import Any

from chassis.consumer import Handlers, Received
from chassis.uow import UnitOfWork
from contracts.events import identity, timesheets
from contracts.events.identity import AgencyChanged, CompanyChanged
from contracts.events.timesheets import ProjectChanged
from payments.directory import repository

handlers = Handlers()


@handlers.on(AgencyChanged)
async def keep_agency(uow: UnitOfWork, events: Sequence[Received[AgencyChanged]]) -> None:
    """The newest state of the agency."""
    for event in events:
        await repository.keep_agency(uow, event.body, event.told)


@handlers.on(CompanyChanged)
async def keep_companies(uow: UnitOfWork, events: Sequence[Received[CompanyChanged]]) -> None:
    """The newest state of companies."""
    await repository.keep_companies(uow, [(event.body, event.told) for event in events])


async def keep_contractors(uow: UnitOfWork, events: Sequence[Received[Any]]) -> None:
    """The newest state of contractors, of each event that carries a whole person."""
    await repository.keep_contractors(uow, [(event.body.person, event.told) for event in events])


@handlers.on(ProjectChanged)
async def keep_projects(uow: UnitOfWork, events: Sequence[Received[ProjectChanged]]) -> None:
    """The newest name of projects."""
    await repository.keep_projects(uow, [(event.body, event.told) for event in events])


async def keep_work_orders(uow: UnitOfWork, events: Sequence[Received[Any]]) -> None:
    """Every version of work orders, of each event that carries one."""
    await repository.keep_work_orders(
        uow, [(event.body.work_order, event.envelope.time) for event in events]
    )


for event_type in identity.PEOPLE:
    if "person" in event_type.model_fields:
        handlers.on(event_type)(keep_contractors)
for event_type in timesheets.WORK_ORDERS:
    handlers.on(event_type)(keep_work_orders)
