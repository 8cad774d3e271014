"""E-mails about disputed lines: to staff of what contacts do, to contacts of the answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from contracts.events.disputes import (
    DisputeAnswered,
    DisputedLine,
    DisputeOutcome,
    DisputeResolved,
    DisputeWithdrawn,
    InvoiceLinesDisputed,
)
from contracts.money import Money
from contracts.reach import Parties, Subject
from notifications.announcements.draft import Draft
from notifications.directory.model import Agency, Person, is_contact_who_sees
from notifications.emails import paths
from notifications.emails.message import Fact, Kind, Line, Message
from notifications.emails.values import Amount, text

DisputeEvent = InvoiceLinesDisputed | DisputeAnswered | DisputeResolved | DisputeWithdrawn

_MAX_LINES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeContext:
    """What an event about a dispute refers to."""

    agency: Agency
    company_name: str


def opened(
    because_of: UUID,
    event: InvoiceLinesDisputed,
    context: DisputeContext,
    writer: Person,
    staff: Iterable[Person],
) -> list[Draft]:
    """To staff: a contact disputes lines, with the reason."""
    message = _message(
        Kind.DISPUTE_RECEIVED, event, context, writer, event.lines, quote=event.reason
    )
    return _to_staff(because_of, message, staff)


def answered_by_contact(
    because_of: UUID,
    event: DisputeAnswered,
    context: DisputeContext,
    writer: Person,
    staff: Iterable[Person],
) -> list[Draft]:
    """To staff: a contact wrote again."""
    message = _message(
        Kind.DISPUTE_RECEIVED,
        event,
        context,
        writer,
        (event.line,),
        quote=event.text,
        variant="answered",
    )
    return _to_staff(because_of, message, staff)


def withdrawn(
    because_of: UUID,
    event: DisputeWithdrawn,
    context: DisputeContext,
    writer: Person,
    staff: Iterable[Person],
) -> list[Draft]:
    """To staff: a contact took a dispute back."""
    message = _message(
        Kind.DISPUTE_RECEIVED, event, context, writer, (event.line,), variant="withdrawn"
    )
    return _to_staff(because_of, message, staff)


def answered_by_staff(
    because_of: UUID,
    event: DisputeAnswered,
    context: DisputeContext,
    writer: Person,
    contacts: Iterable[Person],
) -> list[Draft]:
    """To the contacts who take part and still see the invoice: staff wrote."""
    message = _message(
        Kind.DISPUTE_ANSWERED, event, context, writer, (event.line,), quote=event.text
    )
    return _to_contacts(because_of, event, event.line, message, contacts)


def resolved(
    because_of: UUID,
    event: DisputeResolved,
    context: DisputeContext,
    writer: Person,
    contacts: Iterable[Person],
) -> list[Draft]:
    """To the contacts who take part and still see the invoice: how it ended, and why."""
    is_correction = event.outcome is DisputeOutcome.CORRECTION
    message = _message(
        Kind.DISPUTE_RESOLVED,
        event,
        context,
        writer,
        (event.line,),
        quote=event.reason,
        variant="correction" if is_correction else "",
        agreed=event.agreed,
    )
    return _to_contacts(because_of, event, event.line, message, contacts)


def _to_staff(because_of: UUID, message: Message, staff: Iterable[Person]) -> list[Draft]:
    path = paths.agency_news()
    return [Draft.to(because_of, message, person, path) for person in staff]


def _to_contacts(
    because_of: UUID,
    event: DisputeEvent,
    line: DisputedLine,
    message: Message,
    contacts: Iterable[Person],
) -> list[Draft]:
    parties = Parties(company_id=event.company_id, project_ids=frozenset(event.project_ids))
    path = paths.customer_dispute(event.invoice_id, line.dispute_id)
    return [
        Draft.to(because_of, message, person, path, parties)
        for person in contacts
        if is_contact_who_sees(person, Subject.INVOICES, parties)
    ]


def _message(
    kind: Kind,
    event: DisputeEvent,
    context: DisputeContext,
    person: Person,
    lines: tuple[DisputedLine, ...],
    *,
    quote: str = "",
    variant: str = "",
    agreed: Money | None = None,
) -> Message:
    correction = (Fact(label="agreed_amount", value=Amount(money=agreed)),) if agreed else ()
    return Message(
        kind=kind,
        brand=context.agency.brand,
        recipient_name="",
        variant=variant,
        values={
            "person": text(person.name),
            "company": text(context.company_name),
            "number": text(event.number),
        },
        quote=quote or None,
        facts=(
            Fact(label="invoice", value=text(event.number)),
            Fact(label="company", value=text(context.company_name)),
            *correction,
        ),
        lines=tuple(
            Line(
                label=text(line.work_order_title),
                detail=text(line.contractor_name),
                value=Amount(money=line.amount),
            )
            for line in lines[:_MAX_LINES]
        ),
        more_lines=max(0, len(lines) - _MAX_LINES),
        path="",
    )
