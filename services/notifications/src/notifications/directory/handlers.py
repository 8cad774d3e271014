"""Events in: they keep the directory as the owning services know things."""

from collections.abc import Sequence
from typing import Any

from chassis.consumer import Handlers, Received
from chassis.uow import UnitOfWork
from contracts.events.documents import OFFERS
from contracts.events.identity import PEOPLE, AgencyChanged, CompanyChanged
from contracts.events.notifications import NotificationsChanged
from contracts.events.payments import InvoiceIssued, TransactionCreated, TransactionScheduled
from contracts.events.timesheets import WORK_ORDERS, ProjectChanged
from notifications.directory import repository
from notifications.directory.told import (
    agency_of,
    invoice_of,
    offer_of,
    person_of,
    project_of,
    transaction_of,
    work_order_of,
)

handlers = Handlers()


@handlers.on(AgencyChanged)
async def keep_agency(uow: UnitOfWork, events: Sequence[Received[AgencyChanged]]) -> None:
    """Keep the latest state of the agency."""
    for event in events:
        await repository.save_agency(uow, agency_of(event.body.agency), event.told)


async def keep_people(uow: UnitOfWork, events: Sequence[Received[Any]]) -> None:
    """Keep the latest state of people. Each event about a person carries all of it.

    Who reads another language now reads the list of notifications in it: it has changed.
    """
    told = [(person_of(event.body.person), event.told) for event in events]
    ids = {person.person_id for person, _ in told}
    before = await repository.people_by_id(uow, ids)
    await repository.save_people(uow, told)
    after = await repository.people_by_id(uow, ids)
    for person_id in sorted(before):
        if before[person_id].language != after[person_id].language:
            uow.record(NotificationsChanged(recipient_id=person_id, changed_at=uow.now))


for about_a_person in PEOPLE:
    handlers.on(about_a_person)(keep_people)


@handlers.on(CompanyChanged)
async def keep_companies(uow: UnitOfWork, events: Sequence[Received[CompanyChanged]]) -> None:
    """Keep the names of companies, and where their invoices go."""
    await repository.save_companies(uow, [(event.body.company, event.told) for event in events])


@handlers.on(ProjectChanged)
async def keep_projects(uow: UnitOfWork, events: Sequence[Received[ProjectChanged]]) -> None:
    """Keep projects and who is assigned to them."""
    await repository.save_projects(
        uow, [(project_of(event.body.project), event.told) for event in events]
    )


async def keep_work_orders(uow: UnitOfWork, events: Sequence[Received[Any]]) -> None:
    """Keep the titles of work orders, and what their articles count."""
    await repository.save_work_orders(
        uow, [(work_order_of(event.body.work_order), event.told) for event in events]
    )


for about_a_work_order in WORK_ORDERS:
    handlers.on(about_a_work_order)(keep_work_orders)


@handlers.on(TransactionCreated)
async def keep_transactions(
    uow: UnitOfWork, events: Sequence[Received[TransactionCreated]]
) -> None:
    """Keep what transactions are for: later events of them do not repeat it."""
    await repository.save_transactions(uow, [transaction_of(event.body) for event in events])


@handlers.on(TransactionScheduled)
async def keep_payment_dates(
    uow: UnitOfWork, events: Sequence[Received[TransactionScheduled]]
) -> None:
    """Keep the date that was last said."""
    await repository.save_payment_dates(
        uow,
        [(e.body.transaction_id, e.body.estimated_payment_on, e.told) for e in events],
    )


@handlers.on(InvoiceIssued)
async def keep_invoices(uow: UnitOfWork, events: Sequence[Received[InvoiceIssued]]) -> None:
    """Keep what invoices are for: later events of them do not repeat it."""
    work_orders = await repository.work_orders_by_id(
        uow, {work.work_order_id for event in events for work in event.body.work}
    )
    await repository.save_invoices(uow, [invoice_of(e.body, work_orders) for e in events])


async def keep_offers(uow: UnitOfWork, events: Sequence[Received[Any]]) -> None:
    """Keep what offers are called and whom they were addressed to. Each event carries all of it."""
    await repository.save_offers(uow, [(offer_of(event.body), event.told) for event in events])


for about_an_offer in OFFERS:
    handlers.on(about_an_offer)(keep_offers)
