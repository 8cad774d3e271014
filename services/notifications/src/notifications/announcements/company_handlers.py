"""Events about companies in: they tell those who would notice that invoices go elsewhere."""

from collections.abc import Sequence

from chassis.consumer import Handlers, Received
from chassis.uow import UnitOfWork
from contracts.events.identity import BillingEmailChanged
from notifications.announcements import companies
from notifications.announcements.actions import announce, correlations
from notifications.directory import repository as directory
from notifications.directory.model import company_editors
from notifications.directory.repository import known

handlers = Handlers()


@handlers.on(BillingEmailChanged)
async def tell_of_another_billing_email(
    uow: UnitOfWork, events: Sequence[Received[BillingEmailChanged]]
) -> None:
    """To the address until now, and to the contacts who may change the company."""
    agency = await directory.agency_of(uow)
    people = await directory.people_by_id(uow, {e.body.changed_by for e in events})
    contacts = await directory.contacts_of(uow, {e.body.company.company_id for e in events})
    drafts = [
        draft
        for e in events
        for draft in companies.billing_email_changed(
            e.envelope.id,
            e.body,
            agency,
            known(people, e.body.changed_by, "person"),
            company_editors(x for x in contacts if x.company_id == e.body.company.company_id),
        )
    ]
    await announce(uow, agency, correlations(e.envelope for e in events), drafts)
