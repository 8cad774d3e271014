"""People, companies, projects and work, as far as an e-mail needs them; and whom to tell."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from contracts.access import Permission, Portal, Scope
from contracts.events.identity import PersonStatus, StandIn
from contracts.events.timesheets import ArticleKind
from contracts.ids import (
    AgencyId,
    CompanyId,
    InvoiceId,
    OfferId,
    PersonId,
    ProjectId,
    TransactionId,
    WorkOrderId,
)
from contracts.reach import LENT, Parties, Principal, Subject, reach, stands_in_for
from notifications.emails.access import SUBJECT_OF, is_still_theirs
from notifications.emails.catalogue import LANGUAGES
from notifications.emails.message import Brand
from notifications.emails.model import Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """An agency, as its e-mails show it."""

    agency_id: AgencyId
    brand: Brand
    default_language: str
    time_zone: str
    takes_inquiries: bool = True

    def day_of(self, moment: datetime) -> date:
        """The day that it was at the agency."""
        return moment.astimezone(ZoneInfo(self.time_zone)).date()

    def language_of(self, person: "Person") -> str:
        """The language in which the person is told: the own one, if there are texts in it."""
        return person.language if person.language in LANGUAGES else self.default_language


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who can be told.

    `is_mailbox`: an address of the company itself. `person_id` is the company's then; nobody signs
    in with it, so it has neither a list nor choices.

    `stand_ins` approve in the person's place, now or later; `stands_in_for` are those in whose
    place the person does, where it was worked out for a day.
    """

    person_id: PersonId
    portal: Portal
    status: PersonStatus
    email: str
    name: str
    language: str
    permissions: frozenset[Permission]
    company_id: CompanyId | None = None
    scope: Scope | None = None
    project_ids: frozenset[ProjectId] = frozenset()
    is_mailbox: bool = False
    stand_ins: tuple[StandIn, ...] = ()
    stands_in_for: tuple[Principal, ...] = ()

    def may(self, permission: Permission) -> bool:
        """Whether the person can sign in and has the permission."""
        return self.can_be_told and permission in self.permissions

    def assigned_by(self, project: "Project") -> "Person":
        """The person, with the project if it names them.

        Identity keeps the projects of a contact, timesheets the contacts of a project: which of
        them is heard of first is open.
        """
        if self.person_id not in project.contact_ids:
            return self
        return replace(self, project_ids=self.project_ids | {project.project_id})

    def as_principal(self) -> Principal | None:
        """What of theirs is lent to who stands in; None: nothing, they are no contact or gone."""
        if self.scope is None or self.status is not PersonStatus.ACTIVE:
            return None
        return Principal(
            person_id=self.person_id,
            permissions=self.permissions & LENT,
            scope=self.scope,
            project_ids=self.project_ids,
        )

    @property
    def can_be_told(self) -> bool:
        """Whether e-mails go to this person: not after the login was taken away."""
        return self.status is not PersonStatus.DEACTIVATED


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A project and the contacts assigned to it."""

    project_id: ProjectId
    company_id: CompanyId
    name: str
    contact_ids: frozenset[PersonId] = frozenset()

    @property
    def parties(self) -> Parties:
        """Whom its work concerns, among the customer's people."""
        return Parties(company_id=self.company_id, project_ids=frozenset({self.project_id}))


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkOrder:
    """A work order; `units` says of each article whether it counts hours or money."""

    work_order_id: WorkOrderId
    project_id: ProjectId
    title: str
    currency: str
    units: Mapping[ArticleKind, str]

    def counts_hours(self, article: ArticleKind) -> bool:
        """Whether quantities of the article are hours; otherwise they are money."""
        usual = "currency" if article is ArticleKind.EXPENSE else "hour"
        return self.units.get(article, usual) == "hour"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """What a transaction is for, and the payment date that was last said of it."""

    transaction_id: TransactionId
    work_order_title: str
    project_name: str
    company_name: str
    period_start: date
    period_end: date
    estimated_payment_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """What an invoice is for; `project_id` None is the whole company.

    `project_ids` are all projects whose work stands on it.
    """

    invoice_id: InvoiceId
    company_id: CompanyId
    project_id: ProjectId | None
    project_ids: frozenset[ProjectId]
    period_start: date
    period_end: date
    number: str = ""

    @property
    def parties(self) -> Parties:
        """Whom it concerns."""
        return Parties(company_id=self.company_id, project_ids=self.project_ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An offer and whom it was addressed to so far."""

    offer_id: OfferId
    company_id: CompanyId
    project_id: ProjectId | None
    title: str
    contact_ids: frozenset[PersonId]

    @property
    def parties(self) -> Parties:
        """Whom it concerns."""
        return Parties(
            company_id=self.company_id,
            project_ids=frozenset({self.project_id} if self.project_id else ()),
            contact_ids=self.contact_ids,
        )


def billing_mailbox(
    company_id: CompanyId, *, name: str, email: str, language: str
) -> Person | None:
    """Where a company has its invoices sent besides to its contacts; None without an address."""
    if not email:
        return None
    return Person(
        person_id=PersonId(company_id),
        portal=Portal.CUSTOMER,
        status=PersonStatus.ACTIVE,
        email=email,
        name=name,
        language=language,
        permissions=frozenset(),
        company_id=company_id,
        is_mailbox=True,
    )


def company_editors(people: Iterable[Person]) -> list[Person]:
    """The contacts who may change their company."""
    return [
        person
        for person in people
        if person.portal is Portal.CUSTOMER and person.may(Permission.COMPANY_EDIT)
    ]


def approvers(people: Iterable[Person], project: Project, on: date) -> list[Person]:
    """The contacts who can approve work of the project on this day (X1: work submitted)."""
    known = list(people)
    return [
        person
        for person in known
        if is_contact_who_sees(
            _as_of(person, known, project, on), Subject.APPROVALS, project.parties
        )
    ]


def in_whose_place(
    person: Person, people: Iterable[Person], project: Project, on: date
) -> Person | None:
    """Whose place this approver of the project takes on this day; None: it is the own right."""
    known = list(people)
    principal = stands_in_for(_as_of(person, known, project, on), project.parties)
    return next((one for one in known if one.person_id == principal), None)


def _as_of(person: Person, people: Iterable[Person], project: Project, on: date) -> Person:
    """The person as their pass would have them on this day: with projects and principals."""
    assigned = person.assigned_by(project)
    lent = [
        principal
        for other in (one.assigned_by(project) for one in people)
        if any(one.person_id == person.person_id and one.holds_on(on) for one in other.stand_ins)
        and other.company_id == person.company_id
        and (principal := other.as_principal()) is not None
    ]
    return replace(assigned, stands_in_for=tuple(lent))


def invoice_readers(people: Iterable[Person], invoice: Invoice) -> list[Person]:
    """The contacts who see an invoice (K13)."""
    return [p for p in people if is_contact_who_sees(p, Subject.INVOICES, invoice.parties)]


def is_contact_who_sees(person: Person, subject: Subject, parties: Parties) -> bool:
    """Whether this is a contact who can be told and sees something of these parties."""
    if person.portal is not Portal.CUSTOMER or not person.can_be_told:
        return False
    within = reach(person, subject)
    return within is not None and within.shows(parties)


def staff_with(people: Iterable[Person], permission: Permission) -> list[Person]:
    """Agency staff who have the permission."""
    return [
        person for person in people if person.portal is Portal.AGENCY and person.may(permission)
    ]


def as_approver(
    person: Person, contacts: Iterable[Person], projects: Iterable[Project], on: date
) -> dict[ProjectId, Person]:
    """The person as an approver of each project on this day: assigned, or in another's place."""
    known = list(contacts)
    return {project.project_id: _as_of(person, known, project, on) for project in projects}


def is_still_told(person: Person, topic: Topic, as_approver_of: Mapping[ProjectId, Person]) -> bool:
    """Whether an e-mail may still go out to somebody whom it was written for.

    It may have waited, for the mail server or for the digest, while the login, the permission or
    the project was taken away. Work that waits for approval may be seen in another contact's place:
    `as_approver_of` are its projects, with what `as_approver` says of the person.
    """
    if not person.can_be_told:
        return False
    viewer = person
    if topic.about is not None and waits_for_approval(topic):
        (project_id,) = topic.about.project_ids
        viewer = as_approver_of.get(project_id, person)
    return is_still_theirs(viewer, topic.kind, topic.about)


def waits_for_approval(topic: Topic) -> bool:
    """Whether it tells of work that somebody is to approve."""
    return topic.about is not None and SUBJECT_OF.get(topic.kind) is Subject.APPROVALS
