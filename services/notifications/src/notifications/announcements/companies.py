"""E-mails about a company: its invoices go to another address (K7)."""

from collections.abc import Sequence
from uuid import UUID

from contracts.access import Portal
from contracts.events.identity import BillingEmailChanged
from contracts.reach import Parties
from notifications.announcements.draft import Draft
from notifications.directory.model import Agency, Person, billing_mailbox
from notifications.emails import paths
from notifications.emails.message import Fact, Kind, Message
from notifications.emails.values import Moment, text


def billing_email_changed(
    because_of: UUID,
    event: BillingEmailChanged,
    agency: Agency,
    changed_by: Person,
    editors: Sequence[Person],
) -> list[Draft]:
    """To the address until now, and to each contact who may change the company.

    Who leads invoices elsewhere could have their payments, too: those who would notice are told.
    """
    company = event.company
    until_now = billing_mailbox(
        company.company_id,
        name=company.name,
        email=event.before,
        language=company.invoice_preferences.language,
    )
    theirs = {person.email.casefold() for person in editors}
    mailboxes = [until_now] if until_now and until_now.email.casefold() not in theirs else []
    return [
        Draft(
            because_of=because_of,
            recipient=person,
            message=_message(event, agency, changed_by, person),
            about=Parties(company_id=company.company_id),
        )
        for person in (*mailboxes, *editors)
    ]


def _message(
    event: BillingEmailChanged, agency: Agency, changed_by: Person, recipient: Person
) -> Message:
    by_agency = event.changed_by_portal is Portal.AGENCY
    facts = (
        Fact(label="billing_email_before", value=text(event.before)) if event.before else None,
        Fact(label="billing_email", value=text(event.company.billing_email))
        if event.company.billing_email
        else None,
        Fact(label="changed_at", value=Moment(at=event.changed_at, zone=agency.time_zone)),
    )
    return Message(
        kind=Kind.BILLING_EMAIL_CHANGED,
        brand=agency.brand,
        recipient_name=recipient.name,
        variant="" if event.company.billing_email else "removed",
        values={
            "company": text(event.company.name),
            "person": text(
                f"{changed_by.name} ({agency.brand.name})" if by_agency else changed_by.name
            ),
        },
        facts=tuple(fact for fact in facts if fact is not None),
        path=paths.customer_company(),
    )
