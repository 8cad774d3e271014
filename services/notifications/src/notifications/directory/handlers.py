"""Events in: they keep the directory as the owning services know things."""

from collections.abc import Sequence

from chassis.consumer import Handlers, Received
from chassis.uow import UnitOfWork
from contracts.events.identity import (
    AgencyChanged,
    CompanyChanged,
    LoginLinkIssued,
    PasskeySuspected,
    PasswordChanged,
    PasswordResetRequested,
    PersonActivated,
    PersonChanged,
    PersonDeactivated,
    PersonInvited,
    SecondFactorsReset,
    SecurityChanged,
)
from contracts.events.notifications import InquiryOpened
from contracts.events.payments import InvoiceIssued, TransactionCreated, TransactionScheduled
from contracts.events.timesheets import (
    ProjectChanged,
    WorkOrderChanged,
    WorkOrderClosed,
    WorkOrderOpened,
)
from notifications.directory import repository
from notifications.directory.model import (
    Inquiry,
    Project,
    WorkOrder,
)
from notifications.directory.told import agency_of, invoice_of, person_of, transaction_of

handlers = Handlers()

PersonEvent = (
    PersonInvited
    | PersonActivated
    | PersonChanged
    | PersonDeactivated
    | LoginLinkIssued
    | PasswordResetRequested
    | PasswordChanged
    | SecurityChanged
    | SecondFactorsReset
    | PasskeySuspected
)
WorkOrderEvent = WorkOrderOpened | WorkOrderChanged | WorkOrderClosed


@handlers.on(AgencyChanged)
async def keep_agency(uow: UnitOfWork, events: Sequence[Received[AgencyChanged]]) -> None:
    """Keep the latest state of the agency."""
    await repository.save_agency(uow, agency_of(events[-1].body.agency))


async def keep_people(uow: UnitOfWork, events: Sequence[Received[PersonEvent]]) -> None:
    """Keep the latest state of people."""
    await repository.save_people(uow, [person_of(event.body.person) for event in events])


for _event_type in (
    PersonInvited,
    PersonActivated,
    PersonChanged,
    PersonDeactivated,
    LoginLinkIssued,
    PasswordResetRequested,
    PasswordChanged,
    SecurityChanged,
    SecondFactorsReset,
    PasskeySuspected,
):
    handlers.on(_event_type)(keep_people)


@handlers.on(CompanyChanged)
async def keep_companies(uow: UnitOfWork, events: Sequence[Received[CompanyChanged]]) -> None:
    """Keep the names of companies."""
    companies = [event.body.company for event in events]
    await repository.save_companies(uow, [(c.company_id, c.name) for c in companies])


@handlers.on(ProjectChanged)
async def keep_projects(uow: UnitOfWork, events: Sequence[Received[ProjectChanged]]) -> None:
    """Keep projects and who is assigned to them."""
    projects = [event.body.project for event in events]
    await repository.save_projects(
        uow,
        [
            Project(
                project_id=project.project_id,
                company_id=project.company_id,
                name=project.name,
                contact_ids=frozenset(project.contact_ids),
            )
            for project in projects
        ],
    )


async def keep_work_orders(uow: UnitOfWork, events: Sequence[Received[WorkOrderEvent]]) -> None:
    """Keep the titles of work orders, and what their articles count."""
    orders = [event.body.work_order for event in events]
    await repository.save_work_orders(
        uow,
        [
            WorkOrder(
                work_order_id=order.work_order_id,
                project_id=order.project_id,
                title=order.title,
                currency=order.currency,
                units={article.article: article.unit for article in order.articles},
            )
            for order in orders
        ],
    )


for _event_type in (WorkOrderOpened, WorkOrderChanged, WorkOrderClosed):
    handlers.on(_event_type)(keep_work_orders)


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
        uow, [(e.body.transaction_id, e.body.estimated_payment_on) for e in events]
    )


@handlers.on(InvoiceIssued)
async def keep_invoices(uow: UnitOfWork, events: Sequence[Received[InvoiceIssued]]) -> None:
    """Keep what invoices are for: later events of them do not repeat it."""
    work_orders = await repository.work_orders_by_id(
        uow, {work.work_order_id for event in events for work in event.body.work}
    )
    await repository.save_invoices(uow, [invoice_of(e.body, work_orders) for e in events])


@handlers.on(InquiryOpened)
async def keep_inquiries(uow: UnitOfWork, events: Sequence[Received[InquiryOpened]]) -> None:
    """Keep who started a conversation: the answer goes to that person."""
    await repository.save_inquiries(
        uow,
        [
            Inquiry(inquiry_id=event.body.inquiry_id, opened_by=event.body.opened_by)
            for event in events
        ],
    )
