"""E-mails about inquiries: to staff when a customer writes, to the customer when answered (X1)."""

from collections.abc import Iterable
from uuid import UUID

from contracts.access import Portal
from contracts.events.notifications import InquiryAnswered, InquiryOpened
from notifications.announcements.draft import Draft
from notifications.directory.model import Agency, Person
from notifications.emails import paths
from notifications.emails.message import Fact, Kind, Message
from notifications.emails.values import text


def received(
    because_of: UUID,
    event: InquiryOpened | InquiryAnswered,
    agency: Agency,
    company_name: str,
    writer: Person,
    staff: Iterable[Person],
) -> list[Draft]:
    """To staff: a customer wrote, for the first time or again."""
    return [
        _draft(
            because_of,
            Kind.INQUIRY_RECEIVED,
            agency,
            person,
            writer=writer,
            company_name=company_name,
            topic=event.subject,
            path=paths.agency_inquiry(event.inquiry_id),
        )
        for person in staff
    ]


def answered(
    because_of: UUID,
    event: InquiryAnswered,
    agency: Agency,
    company_name: str,
    writer: Person,
    opener: Person,
    staff: Iterable[Person],
) -> list[Draft]:
    """To the contact who started it; to staff where it was the customer who wrote."""
    if writer.portal is not Portal.AGENCY:
        return received(because_of, event, agency, company_name, writer, staff)
    return [
        _draft(
            because_of,
            Kind.INQUIRY_ANSWERED,
            agency,
            opener,
            writer=writer,
            company_name=company_name,
            topic=event.subject,
            path=paths.customer_inquiry(event.inquiry_id),
        )
    ]


def _draft(
    because_of: UUID,
    kind: Kind,
    agency: Agency,
    recipient: Person,
    *,
    writer: Person,
    company_name: str,
    topic: str,
    path: str,
) -> Draft:
    message = Message(
        kind=kind,
        brand=agency.brand,
        recipient_name=recipient.name,
        values={
            "person": text(writer.name),
            "company": text(company_name),
            "topic": text(topic),
        },
        facts=(
            Fact(label="subject", value=text(topic)),
            Fact(label="company", value=text(company_name)),
        ),
        path=path,
    )
    return Draft(because_of=because_of, recipient=recipient, message=message)
