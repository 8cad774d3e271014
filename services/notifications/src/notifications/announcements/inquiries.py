"""E-mails about inquiries: to staff when a customer writes, to the customer when answered (X1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from contracts.events.notifications import InquiryAnswered, InquiryAssigned, InquiryOpened
from contracts.reach import Parties, Subject
from notifications.announcements.draft import Draft
from notifications.directory.model import Agency, Person, is_contact_who_sees
from notifications.emails import paths
from notifications.emails.message import Fact, Kind, Message
from notifications.emails.values import text

InquiryEvent = InquiryOpened | InquiryAnswered | InquiryAssigned


@dataclass(frozen=True, slots=True, kw_only=True)
class InquiryContext:
    """What an event about an inquiry refers to."""

    agency: Agency
    company_name: str


def received(
    because_of: UUID,
    event: InquiryOpened | InquiryAnswered,
    context: InquiryContext,
    writer: Person,
    staff: Iterable[Person],
) -> list[Draft]:
    """To staff: a customer wrote, for the first time or again."""
    message = _message(Kind.INQUIRY_RECEIVED, event, context, writer, quote=event.text)
    return [Draft.to(because_of, message, person, paths.agency_news()) for person in staff]


def answered(
    because_of: UUID,
    event: InquiryAnswered,
    context: InquiryContext,
    writer: Person,
    contacts: Iterable[Person],
) -> list[Draft]:
    """To the contacts who take part and still see it: staff wrote."""
    parties = Parties.named_by(event)
    message = _message(Kind.INQUIRY_ANSWERED, event, context, writer, quote=event.text)
    path = paths.customer_inquiry(event.inquiry_id)
    return [
        Draft.to(because_of, message, person, path, parties)
        for person in contacts
        if is_contact_who_sees(person, Subject.INQUIRIES, parties)
    ]


def assigned(
    because_of: UUID,
    event: InquiryAssigned,
    context: InquiryContext,
    by: Person,
    to: Person,
) -> list[Draft]:
    """To the member of staff who answers it from now on."""
    message = _message(Kind.INQUIRY_RECEIVED, event, context, by, variant="assigned")
    return [Draft.to(because_of, message, to, paths.agency_news())]


def _message(
    kind: Kind,
    event: InquiryEvent,
    context: InquiryContext,
    person: Person,
    *,
    quote: str = "",
    variant: str = "",
) -> Message:
    return Message(
        kind=kind,
        brand=context.agency.brand,
        recipient_name="",
        variant=variant,
        values={
            "person": text(person.name),
            "company": text(context.company_name),
            "topic": text(event.subject),
        },
        quote=quote or None,
        facts=(
            Fact(label="subject", value=text(event.subject)),
            Fact(label="company", value=text(context.company_name)),
        ),
        path="",
    )
