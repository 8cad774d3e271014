"""What events tell, as the directory keeps it. Pure."""

from collections.abc import Mapping
from typing import Any

from contracts.events import identity, timesheets
from contracts.events.payments import InvoiceIssued, TransactionCreated
from contracts.ids import WorkOrderId
from notifications.directory.model import (
    Agency,
    Invoice,
    Offer,
    Person,
    Project,
    Transaction,
    WorkOrder,
)
from notifications.directory.repository import known
from notifications.emails.message import Brand


def agency_of(agency: identity.Agency) -> Agency:
    """What its e-mails need of an agency."""
    return Agency(
        agency_id=agency.agency_id,
        brand=Brand(
            name=agency.name,
            colour=agency.brand_colour,
            site_url=agency.site_url,
            support_email=agency.support_email,
            country=agency.address.country,
        ),
        default_language=agency.default_language,
        time_zone=agency.time_zone,
        takes_inquiries=agency.takes_inquiries,
    )


def person_of(person: identity.Person) -> Person:
    """What is needed of a person to be told."""
    contact = person.contact
    return Person(
        person_id=person.person_id,
        portal=person.portal,
        status=person.status,
        email=person.email,
        name=person.name,
        language=person.language,
        permissions=frozenset(person.permissions),
        company_id=contact.company_id if contact else None,
        scope=contact.scope if contact else None,
        project_ids=frozenset(contact.project_ids) if contact else frozenset(),
        stand_ins=person.stand_ins,
    )


def transaction_of(event: TransactionCreated) -> Transaction:
    """What a transaction is for, to be kept for the events that follow."""
    transaction = event.transaction
    return Transaction(
        transaction_id=transaction.transaction_id,
        work_order_title=transaction.work_order_title,
        project_name=transaction.project_name,
        company_name=transaction.company_name,
        period_start=transaction.period_start,
        period_end=transaction.period_end,
        estimated_payment_on=transaction.estimated_payment_on,
    )


def invoice_of(event: InvoiceIssued, work_orders: Mapping[WorkOrderId, WorkOrder]) -> Invoice:
    """What an invoice is for, to be kept for the events that follow. Raises NotYetError."""
    projects = {known(work_orders, w.work_order_id, "work order").project_id for w in event.work}
    headed_by = frozenset({event.project_id} if event.project_id else ())
    return Invoice(
        invoice_id=event.invoice_id,
        company_id=event.company_id,
        project_id=event.project_id,
        project_ids=frozenset(event.project_ids) or headed_by or frozenset(projects),
        period_start=event.period_start,
        period_end=event.period_end,
        number=event.number,
    )


def offer_of(event: Any) -> Offer:
    """An offer, of any event about it, and whom it was addressed to so far."""
    return Offer(
        offer_id=event.offer_id,
        company_id=event.company_id,
        project_id=event.project_id,
        title=event.title,
        contact_ids=frozenset(event.contact_ids),
    )


def project_of(project: timesheets.Project) -> Project:
    """A project and who is assigned to it."""
    return Project(
        project_id=project.project_id,
        company_id=project.company_id,
        name=project.name,
        contact_ids=frozenset(project.contact_ids),
    )


def work_order_of(order: timesheets.WorkOrder) -> WorkOrder:
    """The title of a work order, and what its articles count."""
    return WorkOrder(
        work_order_id=order.work_order_id,
        project_id=order.project_id,
        title=order.title,
        currency=order.currency,
        units={article.article: article.unit for article in order.articles},
    )
