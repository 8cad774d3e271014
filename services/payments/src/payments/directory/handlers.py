"""Events of identity and timesheets, kept as payments needs them."""

from collections.abc import Sequence
from typing import TypeVar

from chassis.consumer import Handlers, Received
from chassis.uow import UnitOfWork
from contracts.events.identity import (
    AgencyChanged,
    CompanyChanged,
    PersonActivated,
    PersonChanged,
    PersonDeactivated,
    PersonInvited,
)
from contracts.events.timesheets import (
    ProjectChanged,
    WorkOrderChanged,
    WorkOrderClosed,
    WorkOrderOpened,
)
from payments.directory import repository

handlers = Handlers()

PersonEvent = TypeVar(
    "PersonEvent", PersonInvited, PersonActivated, PersonChanged, PersonDeactivated
)
WorkOrderEvent = TypeVar("WorkOrderEvent", WorkOrderOpened, WorkOrderChanged, WorkOrderClosed)


@handlers.on(AgencyChanged)
async def keep_agency(uow: UnitOfWork, events: Sequence[Received[AgencyChanged]]) -> None:
    """The newest state of the agency."""
    for event in events:
        await repository.keep_agency(uow, event.body, event.envelope.time)


@handlers.on(CompanyChanged)
async def keep_companies(uow: UnitOfWork, events: Sequence[Received[CompanyChanged]]) -> None:
    """The newest state of companies."""
    await repository.keep_companies(uow, [(event.body, event.envelope.time) for event in events])


async def keep_contractors(uow: UnitOfWork, events: Sequence[Received[PersonEvent]]) -> None:
    """The newest state of contractors; contacts and staff are passed over."""
    await repository.keep_contractors(
        uow, [(event.body.person, event.envelope.time) for event in events]
    )


@handlers.on(ProjectChanged)
async def keep_projects(uow: UnitOfWork, events: Sequence[Received[ProjectChanged]]) -> None:
    """The newest name of projects."""
    await repository.keep_projects(uow, [(event.body, event.envelope.time) for event in events])


async def keep_work_orders(uow: UnitOfWork, events: Sequence[Received[WorkOrderEvent]]) -> None:
    """Every version of work orders."""
    await repository.keep_work_orders(
        uow, [(event.body.work_order, event.envelope.time) for event in events]
    )


handlers.on(PersonInvited)(keep_contractors)
handlers.on(PersonActivated)(keep_contractors)
handlers.on(PersonChanged)(keep_contractors)
handlers.on(PersonDeactivated)(keep_contractors)
handlers.on(WorkOrderOpened)(keep_work_orders)
handlers.on(WorkOrderChanged)(keep_work_orders)
handlers.on(WorkOrderClosed)(keep_work_orders)
