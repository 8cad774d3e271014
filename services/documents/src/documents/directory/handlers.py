"""What identity and timesheets tell: kept as it is told, the whole state at once."""

from collections.abc import Sequence
from typing import Any

from chassis.consumer import EventVersion, Handlers, Received
from chassis.uow import UnitOfWork
from contracts.events.identity import PEOPLE, AgencyChanged, CompanyChanged, Person
from contracts.events.timesheets import ProjectChanged
from documents.directory import repository

handlers = Handlers()


@handlers.on(AgencyChanged)
async def keep_agency(uow: UnitOfWork, events: Sequence[Received[AgencyChanged]]) -> None:
    """The agency's name, address and brand."""
    for event in events:
        await repository.save_agency(uow, event.body.agency, event.told)


@handlers.on(CompanyChanged)
async def keep_companies(uow: UnitOfWork, events: Sequence[Received[CompanyChanged]]) -> None:
    """A company's name, address and the language of its invoices."""
    told = [(event.body.company, event.told) for event in events]
    await repository.save_companies(uow, told)


@handlers.on(ProjectChanged)
async def keep_projects(uow: UnitOfWork, events: Sequence[Received[ProjectChanged]]) -> None:
    """A project's name and company."""
    told = [(event.body.project, event.told) for event in events]
    await repository.save_projects(uow, told)


async def keep_people(uow: UnitOfWork, events: Sequence[Received[Any]]) -> None:
    """A person's name, address and language. Each event about a person carries all of it."""
    told: list[tuple[Person, EventVersion]] = [(event.body.person, event.told) for event in events]
    await repository.save_people(uow, told)


for about_a_person in PEOPLE:
    handlers.on(about_a_person)(keep_people)
