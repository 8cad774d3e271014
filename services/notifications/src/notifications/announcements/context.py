"""What a batch of events refers to, read at once: one query a kind of thing, not one an event."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from chassis.uow import UnitOfWork
from contracts.events.timesheets import (
    WorkApproved,
    WorkCommented,
    WorkEscalated,
    WorkReturned,
    WorkSubmitted,
)
from contracts.ids import CompanyId, PersonId, ProjectId, WorkOrderId
from notifications.announcements.invoices import InvoiceContext
from notifications.announcements.work import WorkContext
from notifications.directory import repository
from notifications.directory.model import (
    Agency,
    Invoice,
    Person,
    Project,
    WorkOrder,
    invoice_readers,
)
from notifications.directory.repository import known

WorkEvent = WorkSubmitted | WorkEscalated | WorkApproved | WorkReturned | WorkCommented


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkContexts:
    """The contexts of a batch of events about work."""

    agency: Agency
    people: Mapping[PersonId, Person]
    projects: Mapping[ProjectId, Project]
    work_orders: Mapping[WorkOrderId, WorkOrder]
    companies: Mapping[CompanyId, str]

    def of(self, event: WorkEvent) -> WorkContext:
        """The context of one event. Raises NotYetError."""
        return WorkContext(
            agency=self.agency,
            contractor=known(self.people, event.contractor_id, "person"),
            project=known(self.projects, event.project_id, "project"),
            work_order=known(self.work_orders, event.work_order_id, "work order"),
            company_name=known(self.companies, event.company_id, "company"),
        )


async def work_contexts(
    uow: UnitOfWork, events: Sequence[WorkEvent], others: Iterable[PersonId] = ()
) -> WorkContexts:
    """Read what the events refer to, and `others`. Raises NotYetError for an unknown agency."""
    return WorkContexts(
        agency=await repository.agency_of(uow),
        people=await repository.people_by_id(uow, chain(others, (e.contractor_id for e in events))),
        projects=await repository.projects_by_id(uow, (e.project_id for e in events)),
        work_orders=await repository.work_orders_by_id(uow, (e.work_order_id for e in events)),
        companies=await repository.company_names(uow, (e.company_id for e in events)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceContexts:
    """The contexts of a batch of events about invoices."""

    agency: Agency
    contacts: Collection[Person]
    projects: Mapping[ProjectId, Project]
    companies: Mapping[CompanyId, str]
    mailboxes: Mapping[CompanyId, Person | None]

    def of(self, invoice: Invoice) -> InvoiceContext:
        """The context of one invoice. Raises NotYetError."""
        project = (
            known(self.projects, invoice.project_id, "project") if invoice.project_id else None
        )
        return InvoiceContext(
            agency=self.agency,
            company_name=known(self.companies, invoice.company_id, "company"),
            project=project,
            readers=tuple(invoice_readers(self.contacts, invoice)),
            mailbox=self.mailboxes.get(invoice.company_id),
        )


async def invoice_contexts(uow: UnitOfWork, invoices: Sequence[Invoice]) -> InvoiceContexts:
    """Read what the invoices refer to. Raises NotYetError for an unknown agency."""
    companies = {invoice.company_id for invoice in invoices}
    return InvoiceContexts(
        agency=await repository.agency_of(uow),
        contacts=await repository.contacts_of(uow, companies),
        projects=await repository.projects_by_id(
            uow, (invoice.project_id for invoice in invoices if invoice.project_id)
        ),
        companies=await repository.company_names(uow, companies),
        mailboxes=await repository.billing_mailboxes(uow, companies),
    )
