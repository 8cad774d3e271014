"""Reads of the directory: what e-mails and inquiries are about, and who may still be told of it."""

from collections.abc import Iterable, Mapping

from chassis.uow import UnitOfWork
from contracts.ids import EmailId, InvoiceId, OfferId, ProjectId
from notifications.directory import repository
from notifications.directory.model import (
    Invoice,
    Offer,
    Person,
    as_approver,
    is_still_told,
    waits_for_approval,
)
from notifications.emails.model import Topic


async def offers_by_id(uow: UnitOfWork, ids: Iterable[OfferId]) -> dict[OfferId, Offer]:
    """Those of the offers that are known."""
    rows = await uow.fetch(
        "SELECT offer_id, company_id, project_id, title, contact_ids FROM offers"
        " WHERE agency_id = $1 AND offer_id = ANY($2)",
        uow.agency_id,
        list(set(ids)),
    )
    return {
        row["offer_id"]: Offer(
            offer_id=row["offer_id"],
            company_id=row["company_id"],
            project_id=row["project_id"],
            title=row["title"],
            contact_ids=frozenset(row["contact_ids"]),
        )
        for row in rows
    }


async def invoices_by_id(uow: UnitOfWork, ids: Iterable[InvoiceId]) -> dict[InvoiceId, Invoice]:
    """Those of the invoices that are known."""
    rows = await uow.fetch(
        "SELECT invoice_id, company_id, project_id, project_ids, period_start, period_end,"
        " number FROM invoices WHERE agency_id = $1 AND invoice_id = ANY($2)",
        uow.agency_id,
        list(set(ids)),
    )
    return {
        row["invoice_id"]: Invoice(
            invoice_id=row["invoice_id"],
            company_id=row["company_id"],
            project_id=row["project_id"],
            project_ids=frozenset(row["project_ids"]),
            period_start=row["period_start"],
            period_end=row["period_end"],
            number=row["number"],
        )
        for row in rows
    }


async def no_longer_told(
    uow: UnitOfWork, person: Person, topics: Mapping[EmailId, Topic]
) -> set[EmailId]:
    """Those of the e-mails to a person that tell of what is not theirs to see any more."""
    to_approve = {
        project_id
        for topic in topics.values()
        if topic.about is not None and waits_for_approval(topic)
        for project_id in topic.about.project_ids
    }
    as_approver_of: dict[ProjectId, Person] = {}
    if to_approve and person.company_id is not None:
        contacts = await repository.contacts_of(uow, [person.company_id])
        projects = await repository.projects_by_id(uow, to_approve)
        today = (await repository.agency_of(uow)).day_of(uow.now)
        as_approver_of = as_approver(person, contacts, projects.values(), today)
    return {
        email_id
        for email_id, topic in topics.items()
        if not is_still_told(person, topic, as_approver_of)
    }
