"""E-mails about logged work: submitted, approved, returned, commented (X1, K11)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from contracts.events.timesheets import (
    ArticleKind,
    Entry,
    WorkApproved,
    WorkCommented,
    WorkEscalated,
    WorkReturned,
    WorkSubmitted,
)
from contracts.money import Money
from notifications.announcements.draft import Draft
from notifications.directory.model import Agency, Person, Project, WorkOrder
from notifications.emails import paths
from notifications.emails.message import Fact, Kind, Line, Message
from notifications.emails.values import (
    Amount,
    Day,
    Hours,
    Moment,
    Period,
    Phrase,
    TemplateValue,
    text,
)

LINES_SHOWN = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkContext:
    """What an event about work refers to, by name."""

    agency: Agency
    contractor: Person
    project: Project
    work_order: WorkOrder
    company_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Somebody who can approve, and in whose place, where it is not in the own right."""

    person: Person
    in_place_of: Person | None = None


def submitted(
    because_of: UUID, event: WorkSubmitted, context: WorkContext, approvers: Iterable[Recipient]
) -> list[Draft]:
    """To everybody who can approve it: who worked, where, when and how much."""
    return [_to_approve(Kind.WORK_SUBMITTED, because_of, event, context, one) for one in approvers]


def escalated(
    because_of: UUID, event: WorkEscalated, context: WorkContext, asked: Recipient
) -> Draft:
    """To the one who is asked now: what waits, and since when."""
    since = context.agency.day_of(event.waits_since)
    waits = Fact(label="waits_since", value=Day(on=since))
    return _to_approve(Kind.WORK_ESCALATED, because_of, event, context, asked, waits)


def _to_approve(
    kind: Kind,
    because_of: UUID,
    event: WorkSubmitted | WorkEscalated,
    context: WorkContext,
    asked: Recipient,
    *facts: Fact,
) -> Draft:
    """With a link that decides without signing in, for those who were given one."""
    person = asked.person
    link = next((one for one in event.links if one.person_id == person.person_id), None)
    until: tuple[Fact, ...] = ()
    values: dict[str, TemplateValue] = {
        "contractor": text(context.contractor.name),
        "project": text(context.project.name),
        "total": _total(event.entries, context.work_order),
    }
    if link is not None:
        until = (Fact(label="link_until", value=_moment(link.expires_at, context)),)
    return Draft(
        because_of=because_of,
        recipient=person,
        message=Message(
            kind=kind,
            brand=context.agency.brand,
            recipient_name=person.name,
            variant="link" if link else "",
            values=values,
            facts=(
                Fact(label="contractor", value=text(context.contractor.name)),
                *facts,
                *_work_facts(event.entries, context),
                *_in_place_of(asked.in_place_of),
                *until,
            ),
            path=paths.customer_work_to_approve(context.project.project_id),
            lines=_lines(event.entries, context.work_order),
            more_lines=_more(event.entries),
        ),
        about=context.project.parties,
        secret_link=link.link if link else None,
    )


def _moment(at: datetime, context: WorkContext) -> Moment:
    return Moment(at=at, zone=context.agency.time_zone)


def _in_place_of(person: Person | None) -> tuple[Fact, ...]:
    return (Fact(label="in_place_of", value=text(person.name)),) if person else ()


def approved(
    because_of: UUID,
    event: WorkApproved,
    context: WorkContext,
    approver: Person | None,
    in_place_of: Person | None = None,
) -> Draft:
    """To the contractor: what was approved, and by whom."""
    by = _approver(context, approver, on_behalf=event.on_behalf)
    message = Message(
        kind=Kind.WORK_APPROVED,
        brand=context.agency.brand,
        recipient_name=context.contractor.name,
        values={
            "approver": text(by),
            "project": text(context.project.name),
            "total": _total(event.entries, context.work_order),
        },
        facts=(
            Fact(label="client", value=text(context.company_name)),
            *_in_place_of(in_place_of),
            *_work_facts(event.entries, context),
        ),
        path=paths.contractor_work(min(entry.work_on for entry in event.entries)),
        lines=_lines(event.entries, context.work_order),
        more_lines=_more(event.entries),
    )
    return Draft(because_of=because_of, recipient=context.contractor, message=message)


def returned(
    because_of: UUID,
    event: WorkReturned,
    context: WorkContext,
    returner: Person | None,
    in_place_of: Person | None = None,
) -> Draft:
    """To the contractor: what came back, and the reason in the returner's own words."""
    message = Message(
        kind=Kind.WORK_RETURNED,
        brand=context.agency.brand,
        recipient_name=context.contractor.name,
        variant=_undone(event),
        values={
            "returner": text(returner.name if returner else context.company_name),
            "project": text(context.project.name),
            "transaction": text(event.reversed_transaction),
        },
        quote=event.reason,
        facts=(
            Fact(label="client", value=text(context.company_name)),
            *_in_place_of(in_place_of),
            *_work_facts(event.entries, context),
        ),
        path=paths.contractor_work(min(entry.work_on for entry in event.entries)),
        lines=_lines(event.entries, context.work_order),
        more_lines=_more(event.entries),
    )
    return Draft(because_of=because_of, recipient=context.contractor, message=message)


def _undone(event: WorkReturned) -> str:
    """What becomes of the money, where the work was approved."""
    if not event.reversed_transaction:
        return ""
    return "taken_back" if event.taken_back else "reversed"


def commented(
    because_of: UUID,
    event: WorkCommented,
    context: WorkContext,
    author: Person | None,
    staff: Iterable[Person],
) -> list[Draft]:
    """To staff, and to the contractor where it is visible; never to the one who wrote it."""
    told = list(staff)
    if event.visible_to_contractor:
        told.append(context.contractor)
    return [
        _comment(because_of, event, context, author, person)
        for person in told
        if person.person_id != event.author_id
    ]


def _comment(
    because_of: UUID,
    event: WorkCommented,
    context: WorkContext,
    author: Person | None,
    person: Person,
) -> Draft:
    is_own = person.person_id == context.contractor.person_id
    entry = event.entry
    message = Message(
        kind=Kind.WORK_COMMENTED,
        brand=context.agency.brand,
        recipient_name=person.name,
        variant="own" if is_own else "",
        values={
            "author": text(author.name if author else context.company_name),
            "contractor": text(context.contractor.name),
            "project": text(context.project.name),
        },
        quote=event.text,
        facts=(
            Fact(label="client", value=text(context.company_name)),
            Fact(label="project", value=text(context.project.name)),
            Fact(label="work_order", value=text(context.work_order.title)),
            Fact(label="day", value=Day(on=entry.work_on)),
            Fact(label="entry", value=_quantity(entry, context.work_order)),
        ),
        path=paths.contractor_work(entry.work_on) if is_own else paths.agency_news(),
    )
    return Draft(because_of=because_of, recipient=person, message=message)


def _approver(context: WorkContext, approver: Person | None, *, on_behalf: bool) -> str:
    if on_behalf:
        return context.agency.brand.name
    return approver.name if approver else context.company_name


def _quantity(entry: Entry, work_order: WorkOrder) -> TemplateValue:
    if work_order.counts_hours(entry.article):
        return Hours.of(entry.exact)
    return Amount(money=Money.of(entry.quantity, work_order.currency))


def _hours(entries: Iterable[Entry], work_order: WorkOrder) -> Fraction:
    return sum(
        (entry.exact for entry in entries if work_order.counts_hours(entry.article)),
        start=Fraction(0),
    )


def _expenses(entries: Iterable[Entry], work_order: WorkOrder) -> Money:
    return Money.total(
        (
            Money.of(entry.quantity, work_order.currency)
            for entry in entries
            if not work_order.counts_hours(entry.article)
        ),
        work_order.currency,
    )


def _total(entries: Sequence[Entry], work_order: WorkOrder) -> TemplateValue:
    hours = _hours(entries, work_order)
    return Hours.of(hours) if hours else Amount(money=_expenses(entries, work_order))


def _work_facts(entries: Sequence[Entry], context: WorkContext) -> tuple[Fact, ...]:
    days = [entry.work_on for entry in entries]
    hours = _hours(entries, context.work_order)
    overtime = _hours(
        (entry for entry in entries if entry.article is ArticleKind.OVERTIME), context.work_order
    )
    expenses = _expenses(entries, context.work_order)
    facts = [
        Fact(label="project", value=text(context.project.name)),
        Fact(label="work_order", value=text(context.work_order.title)),
        Fact(label="period", value=Period(from_on=min(days), to_on=max(days))),
    ]
    if hours:
        facts.append(Fact(label="hours", value=Hours.of(hours)))
    if overtime:
        facts.append(Fact(label="overtime", value=Hours.of(overtime)))
    if expenses.amount_minor:
        facts.append(Fact(label="expenses", value=Amount(money=expenses)))
    return tuple(facts)


def _lines(entries: Sequence[Entry], work_order: WorkOrder) -> tuple[Line, ...]:
    """By day, and of one day as on the page: by article, then the older entry first."""
    articles = list(ArticleKind)
    ordered = sorted(
        entries, key=lambda entry: (entry.work_on, articles.index(entry.article), entry.entry_id)
    )
    return tuple(
        Line(
            label=Day(on=entry.work_on),
            detail=Phrase(key=f"article_{entry.article}"),
            value=_quantity(entry, work_order),
        )
        for entry in ordered[:LINES_SHOWN]
    )


def _more(entries: Sequence[Entry]) -> int:
    return max(0, len(entries) - LINES_SHOWN)
